"""What the recording scripts share: the form of a table, and values to try.

Cells are separated by tabs; `\\n`, `\\t`, `\\r`, `\\\\` and `\\u{..}` stand for the characters that a table cannot hold.
Floats are written as the hexadecimal of their bits, exceptions as `!Class: message`.
"""
import platform
import random
import struct
import sys
from pathlib import Path

import numpy as np

assert platform.python_version() == "3.11.7" and np.__version__ == "2.4.6"
OUT = Path(sys.argv[1])
SCALE = int(sys.argv[2]) if len(sys.argv) > 2 else 1
RNG = random.Random(20240607 + SCALE)


def escape(text):
    def one(c):
        if c in "\n\t\r\\":
            return {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\"}[c]
        return c if 32 <= ord(c) < 127 else "\\u{%x}" % ord(c)
    return "".join(map(one, text))


def write(name, rows):
    (OUT / name).parent.mkdir(parents=True, exist_ok=True)
    with open(OUT / name, "w", encoding="ascii", newline="\n") as out:
        out.write("# CPython 3.11.7, NumPy 2.4.6; written by tests/record/%s\n" % Path(sys.argv[0]).name)
        for row in rows:
            out.write("\t".join(escape(str(cell)) for cell in row) + "\n")


def bits(x):
    return "%016x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def outcome(f):
    """The result, or the exception as `!Class: message`."""
    try:
        return f()
    except Exception as e:
        return "!%s: %s" % (type(e).__name__, e)


def encoded(value):
    """Kind and text of a scalar."""
    if isinstance(value, bool):
        return "bool", str(int(value))
    if isinstance(value, int):
        return "int", str(value)
    if isinstance(value, float):
        return "f64", bits(value)
    if isinstance(value, complex):
        return "c128", bits(value.real) + bits(value.imag)
    return "str", value


SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 2.5, 0.125, 0.25, 1e16, 1e15, 9999999999999998.0, 123456789012345680.0, 1e22,
           1e23, 1e-4, 1e-5, 9.999e-5, 0.00012345, 1e300, 1e-300, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308,
           float("inf"), float("-inf"), float("nan"), 3.14159, 100.0, 1e8, 99999999.0, 1e6, 999999.5, 0.99999999999, 2 / 3,
           1 / 3, 12345.678, 1e100, 2.675, 1.005, 0.045, 5e-5, 1e5, 123456.0, 1234567.0, 0.999999, 9.5, 10.5, 99.5, 0.05]


def random_float():
    kind = RNG.randrange(7)
    if kind == 0:
        return struct.unpack("<d", struct.pack("<Q", RNG.getrandbits(64)))[0]
    if kind == 1:
        return RNG.choice([-1, 1]) * 2.0 ** RNG.randrange(-1074, 1024)
    if kind == 2:
        return round(RNG.uniform(-1000, 1000), RNG.randrange(6))
    if kind == 3:
        return RNG.uniform(-1, 1) * 10.0 ** RNG.randrange(-20, 25)
    if kind == 4:
        return RNG.choice([-1, 1]) * RNG.randrange(1, 2000) / 2 ** RNG.randrange(8)
    if kind == 5:
        return float("%de%d" % (RNG.randrange(1, 100), RNG.randrange(-30, 30)))
    return RNG.choice(SPECIAL)
