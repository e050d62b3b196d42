#!/usr/bin/env python3
"""Writes the expectations of tests/host: what each script prints under CPython 3.11, NumPy 2.4.6 and Numba 0.68.1.

usage: host.py [NAME ..]

Behind `#--- output` stand standard output and, of an uncaught exception, the traceback without its `^^^^` lines.
"""
import os, re, subprocess, sys

SECTION = "#--- output\n"
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "host")
names = sys.argv[1:] or sorted(f[:-3] for f in os.listdir(folder) if f.endswith(".py"))
for name in names:
    path = os.path.join(folder, name + ".py")
    script = open(path).read().split(SECTION)[0]
    # Decorated functions are interpreted, as in the test.
    env = dict(os.environ, NUMBA_DISABLE_JIT="1", PYTHONNODEBUGRANGES="1", PYTHONWARNINGS="ignore")
    bare = os.path.join(folder, ".bare")
    os.makedirs(bare, exist_ok=True)
    open(os.path.join(bare, name + ".py"), "w").write(script)
    done = subprocess.run([sys.executable, name + ".py"], cwd=bare, env=env, capture_output=True, text=True)
    os.remove(os.path.join(bare, name + ".py"))
    os.rmdir(bare)
    text = re.sub(r'File "[^"]*/\.bare/', 'File "', done.stdout + done.stderr)
    lines = "".join("# %s\n" % line if line else "#\n" for line in text.splitlines())
    open(path, "w").write(script + SECTION + lines)
