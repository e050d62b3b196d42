"""Records what CPython + Numba prints for each example: tests/data/examples/NAME.txt.

Run from the repository's root with the Python that has the pinned packages:
    pip install numba==0.68.1 numpy==2.4.6
    python tests/record/examples.py
"""
import pathlib
import subprocess
import sys
import tempfile

import numba
import numpy

assert (numba.__version__, numpy.__version__) == ("0.68.1", "2.4.6"), "see the pinned versions above"

ROOT = pathlib.Path(__file__).resolve().parents[2]
with tempfile.TemporaryDirectory() as scratch:
    (pathlib.Path(scratch) / "examples").symlink_to(ROOT / "examples")
    for script in sorted((ROOT / "examples").glob("*.npy")):
        run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=scratch, check=True)
        (ROOT / "tests/data/examples" / f"{script.stem}.txt").write_text(run.stdout)
        print(script.stem)
