"""Records what Numba's complex and float functions give, bit for bit, for the tests of runtime::math.

Run with Numba 0.68.1 and NumPy 2.4.6:  python tests/record/math_functions.py
Not recorded: cbrt, which Numba computes with fastmath and so less exactly than the C library.
Writes tests/data/math/functions.txt: name, dtype, operands, result; numbers are the hexadecimal bits of their parts.
"""

import cmath
import math
import os
import struct

import numpy as np
from numba import njit

OUT = os.path.join(os.path.dirname(__file__), "..", "data", "math", "functions.txt")

INF, NAN = math.inf, math.nan
COMPLEX = [
    complex(1.0, 2.0), complex(-0.75, 0.3), complex(2.5, -1.25), complex(-3.0, -4.0), complex(0.0, 0.5),
    complex(0.7, 0.0), complex(-1.5, 0.0), complex(-1.5, -0.0), complex(1e-3, -1e-4), complex(20.0, 3.0),
    complex(0.0, 0.0), complex(-0.0, 1.0), complex(INF, 1.0), complex(-INF, -2.0), complex(1.0, INF),
    complex(NAN, 1.0), complex(1.0, NAN), complex(INF, INF),
]
REAL = [0.0, -0.0, 1.0, 0.3, -0.7, 2.5, -7.5, 33.25, 1e10, INF, -INF, NAN]

UNARY = {
    "sqrt": cmath.sqrt, "exp": cmath.exp, "log": cmath.log, "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan,
    "sinh": cmath.sinh, "cosh": cmath.cosh, "tanh": cmath.tanh, "asin": cmath.asin, "acos": cmath.acos,
    "atan": cmath.atan, "asinh": cmath.asinh, "acosh": cmath.acosh, "atanh": cmath.atanh,
    "exp2": np.exp2, "log2": np.log2, "log10": np.log10, "expm1": np.expm1, "log1p": np.log1p, "sign": np.sign,
}
REAL_UNARY = {
    "exp": math.exp, "exp2": np.exp2, "expm1": math.expm1, "log": math.log, "log2": np.log2, "log10": math.log10,
    "log1p": math.log1p, "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos,
    "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "asinh": math.asinh,
    "acosh": math.acosh, "atanh": math.atanh, "erf": math.erf, "erfc": math.erfc,
    "gamma": math.gamma, "lgamma": math.lgamma,
}
REAL_BINARY = {
    "pow": "x ** y", "rem": "np.fmod(x, y)", "atan2": "math.atan2(x, y)", "hypot": "math.hypot(x, y)",
    "logaddexp": "np.logaddexp(x, y)", "logaddexp2": "np.logaddexp2(x, y)", "nextafter": "math.nextafter(x, y)",
    "floordiv": "x // y", "mod": "x % y",
}


def bits(x, single):
    if x != x:
        return "nan"
    return "%08x" % struct.unpack("<I", struct.pack("<f", x)) if single else "%016x" % struct.unpack("<Q", struct.pack("<d", x))


def parts(z, single):
    return f"{bits(z.real, single)} {bits(z.imag, single)}"


def compiled(function):
    return njit(lambda z: function(z), error_model="numpy")


def expression(text):
    return njit(eval(f"lambda x, y: {text}", {"math": math, "np": np}), error_model="numpy")


def complex_lines(dtype, name, single):
    for function_name, function in UNARY.items():
        call = compiled(function)
        for z in map(dtype, COMPLEX):
            yield f"{function_name} {name} {parts(z, single)} {parts(dtype(call(z)), single)}"
    for function_name, text in {"div": "x / y", "pow": "x ** y"}.items():
        call = expression(text)
        for a in map(dtype, COMPLEX):
            for b in map(dtype, COMPLEX[:12]):
                if function_name == "div" and b == 0:
                    continue  # Numba raises here whatever the error model says
                result = dtype(call(a, b))
                if function_name == "pow" and single and not (cmath.isfinite(result) and result):
                    continue  # Numba puts the parts together by real + imag * I, which loses infinities and signs of zeros
                yield f"{function_name} {name} {parts(a, single)} {parts(b, single)} {parts(result, single)}"
    divide = njit(lambda x, y: np.divide(x, y))
    for a in map(dtype, COMPLEX[:12]):
        for b in map(dtype, COMPLEX[:12]):
            yield f"array_div {name} {parts(a, single)} {parts(b, single)} {parts(dtype(divide(a, b)), single)}"


def real_lines(dtype, name, single):
    for function_name, function in REAL_UNARY.items():
        call = compiled(function)
        for x in map(dtype, REAL):
            yield f"{function_name} {name} {bits(x, single)} {bits(dtype(call(x)), single)}"
    for function_name, text in REAL_BINARY.items():
        call = expression(text)
        for x in map(dtype, REAL):
            for y in map(dtype, REAL):
                yield f"{function_name} {name} {bits(x, single)} {bits(y, single)} {bits(dtype(call(x, y)), single)}"


def main():
    with open(OUT, "w") as out, np.errstate(all="ignore"):
        for lines in (
            complex_lines(np.complex128, "complex128", False), complex_lines(np.complex64, "complex64", True),
            real_lines(np.float64, "float64", False), real_lines(np.float32, "float32", True),
        ):
            for line in lines:
                print(line, file=out)


main()
