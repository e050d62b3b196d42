"""Records what CPython + Numba prints for each script of a group: tests/data/GROUP/NAME.txt.

Run from the repository's root with the Python that has the pinned packages:
    pip install numba==0.68.1 numpy==2.4.6
    python tests/record/scripts.py [GROUP/NAME ...]

A script whose first lines hold `# record: numpy` calls from compiled functions what Numba refuses: it is recorded with
Numba's compiler off, so that NumPy gives the expectation.
"""
import os
import pathlib
import subprocess
import sys

import numba
import numpy

assert (numba.__version__, numpy.__version__) == ("0.68.1", "2.4.6"), "see the pinned versions above"

ROOT = pathlib.Path(__file__).resolve().parents[2]


def record(group, script):
    by_numpy = "# record: numpy" in script.read_text()[:500]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"} if by_numpy else os.environ
    command = [sys.executable, "-W", "ignore", str(script)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode != 0:
        print(f"{script.stem}: exit code {run.returncode}\n{run.stderr}")
        return
    (ROOT / "tests/data" / group / f"{script.stem}.txt").write_text(run.stdout)
    print(script.stem, "recorded", "with warnings:\n" + run.stderr if run.stderr else "")


for group in ["scripts", "programs", "vectors"]:
    for script in sorted((ROOT / "tests" / group).glob("*.npy")):
        if not sys.argv[1:] or f"{group}/{script.stem}" in sys.argv[1:]:
            record(group, script)
