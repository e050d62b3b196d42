import math

import numpy as np
from numba import njit, float32


# call: add(int64, int64) -> int64
# call: add(int64, float64) -> float64
# call: add(int8, int8) -> int64
# call: add(float32, int64) -> float64
@njit
def add(a, b):
    return a + b


# call: loop(int64) -> int64
@njit
def loop(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


# call: widen(int64) -> float64
@njit
def widen(n):
    x = 0
    for i in range(n):
        x = x + 1.5
    return x


# call: dot(float64[::1], float64[::1]) -> float64
# call: dot(float32[::1], float32[::1]) -> float64
# call: dot(int32[:], int32[:]) -> float64
@njit
def dot(a, b):
    s = 0.0
    for i in range(a.shape[0]):
        s += a[i] * b[i]
    return s


# call: scalar_functions(float64) -> float64
# call: scalar_functions(float32) -> float64
@njit
def scalar_functions(x):
    return math.sqrt(x) + np.sin(x) * math.floor(x) + abs(x) + float32(x)


# call: call_other(float64) -> float64
@njit
def call_other(x):
    return add(x, 1) + fib(10)


# call: fib(int64) -> int64
@njit
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


# call: is_even(int64) -> bool
@njit
def is_even(n):
    if n == 0:
        return True
    return is_odd(n - 1)


@njit
def is_odd(n):
    if n == 0:
        return False
    return is_even(n - 1)


# call: ternary(int64) -> float64
@njit
def ternary(n):
    return 1 if n > 3 else 2.5


# call: chained(int64, float64) -> bool
@njit
def chained(n, x):
    return 0 <= n < x and not n == 3


# call: folded() -> Tuple(uint64, uint64, float64, int64)
@njit
def folded():
    return 2**63, 1 << 63, 10**-2, -(2**63)


# call: while_loop(int64) -> int64
@njit
def while_loop(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


# ours: print_it(int64, float64) -> none
@njit
def print_it(n, x):
    print("n =", n, x, sep=", ")


# call: default_argument(int64) -> int64
@njit
def default_argument(a):
    return with_default(a) + with_default(a, b=3) + with_default(b=1, a=2)


@njit
def with_default(a, b=10):
    return a - b


# ours: var_args(int64, float64) -> float64
@njit
def var_args(a, b):
    return sum_all(a, b, 2) + sum_all()


@njit
def sum_all(*args):
    total = 0.0
    for x in args:
        total += x
    return total


# ours: raises(int64) -> int64
@njit
def raises(n):
    if n < 0:
        raise ValueError("negative")
    try:
        m = 10 // n
    except ZeroDivisionError as e:
        print(e)
        m = 0
    assert m >= 0, "m"
    return m


# call: optional(int64) -> OptionalType(int64)
@njit
def optional(n):
    if n > 3:
        return n


# call: default_none(int64, none) -> int64
# call: default_none(int64, int64) -> int64
@njit
def default_none(n, out):
    if out is None:
        out = 5
    return n + out


# call: casts(float64) -> Tuple(int64, float32, bool, float64, complex128, int32)
@njit
def casts(x):
    return int(x), np.float32(x), bool(x), float(3), complex(x, 1), np.int32(x)


# ours: strings(str) -> Tuple(unicode_type, int64, unicode_type, bool, unicode_type, unicode_type)
@njit
def strings(s):
    return s + "x", len(s), s[0], s < "b", f"{s}: {1.5:.3f}", s[1:]


# call: min_max(int64, float64) -> Tuple(float64, int64, float64)
@njit
def min_max(n, x):
    return min(n, x), max(n, 3), max(n, 3, x)


# call: swap(int64, float64) -> Tuple(float64, int64)
@njit
def swap(a, b):
    a, b = b, a
    return a, b


# call: rebind(int64) -> float64
@njit
def rebind(n):
    x = n
    y = x + 1
    x = 2.5
    return x * y
