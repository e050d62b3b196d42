"""Records what CPython + Numba prints for each script of tests/scripts: tests/data/scripts/NAME.txt.

Run from the repository's root with the Python that has the pinned packages:
    pip install numba==0.68.1 numpy==2.4.6
    python tests/record/scripts.py [NAME ...]
"""
import pathlib
import subprocess
import sys

import numba
import numpy

assert (numba.__version__, numpy.__version__) == ("0.68.1", "2.4.6"), "see the pinned versions above"

ROOT = pathlib.Path(__file__).resolve().parents[2]
for script in sorted((ROOT / "tests/scripts").glob("*.npy")):
    if sys.argv[1:] and script.stem not in sys.argv[1:]:
        continue
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    if run.returncode != 0:
        print(f"{script.stem}: exit code {run.returncode}\n{run.stderr}")
        continue
    (ROOT / "tests/data/scripts" / f"{script.stem}.txt").write_text(run.stdout)
    print(script.stem, "recorded", "with warnings:\n" + run.stderr if run.stderr else "")
