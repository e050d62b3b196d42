import math

import numpy as np
from numba import njit


# call: closure(int64) -> float64
@njit
def closure(n):
    k = 2.5

    def scale(x):
        return x * k

    return scale(n)


# call: lambdas(int64) -> Tuple(int64, float64)
@njit
def lambdas(n):
    f = lambda x, y: x + y
    return f(n, 1), f(2.5, n)


@njit
def apply(f, x):
    return f(x)


@njit
def double(x):
    return 2 * x


# call: function_arguments(int64) -> Tuple(int64, float64, float64)
@njit
def function_arguments(n):
    return apply(double, n), apply(double, 1.5), apply(lambda x: x / 2, n)


# ours: closure_argument(float64) -> float64
@njit
def closure_argument(k):
    def scale(x):
        return x * k

    return apply(scale, 2)


# call: builtin_argument(float64) -> float64
@njit
def builtin_argument(x):
    return apply(math.sqrt, x)


# call: keyword(int64) -> Tuple(int64, float64)
@njit
def keyword(n):
    return named(b=n, a=1), named(n, c=2.5)


@njit
def named(a, b=2, c=3):
    return a * b - c


# ours: inner_default(int64) -> Tuple(int64, int64, float64)
@njit
def inner_default(n):
    def shifted(x, by=10):
        return x + by

    return shifted(n), shifted(n, 2), shifted(n, by=0.5)


# ours: inner_recursion(int64) -> int64
@njit
def inner_recursion(n):
    def factorial(k):
        if k <= 1:
            return 1
        return k * factorial(k - 1)

    return factorial(n)


# call: two_closures(int64) -> float64
@njit
def two_closures(n):
    def first(x):
        return x + n

    def second(x):
        return first(x) * 2

    return second(1.5)


# call: early_return(int64) -> float64
@njit
def early_return(n):
    for i in range(n):
        if i > 3:
            return i * 0.5
    return 0


# call: infinite(int64) -> int64
@njit
def infinite(n):
    while True:
        n += 1
        if n > 100:
            return n


# call: isinstances(int64) -> int64
# call: isinstances(float64) -> float64
@njit
def isinstances(x):
    if isinstance(x, int):
        return x + 1
    return x * 0.5


# call: none_branches(float64[:], none) -> array(float64, 1d, C)
# call: none_branches(float64[:], float64[:]) -> array(float64, 1d, A)
@njit
def none_branches(a, out):
    if out is None:
        out = np.zeros(a.shape[0])
    for i in range(a.shape[0]):
        out[i] = a[i]
    return out


# call: maths(int64, float64) -> Tuple(int64, int64, int64, float64, float64, float64, bool, float64, float64, float64, float64, float64)
@njit
def maths(n, x):
    return (
        math.floor(x),
        math.ceil(x),
        math.gcd(n, 4),
        math.atan2(x, 1),
        math.hypot(x, n),
        math.pow(x, 2),
        math.isnan(x),
        math.log(x),
        math.degrees(x),
        math.copysign(x, -1.0),
        math.erf(x),
        math.pi,
    )


# ours: superset(int64, float64) -> Tuple(int64, int64, int64, int64, float64, float64, bool, UniTuple(float64 x 2))
@njit
def superset(n, x):
    return (
        math.comb(n, 2),
        math.perm(n),
        math.isqrt(n),
        math.lcm(n, 6),
        math.fsum([x, 1.0]),
        math.prod([x, 2.0]),
        math.isclose(x, 1.0),
        math.modf(x),
    )


# call: builtins(int64, float64) -> Tuple(UniTuple(int64 x 2), UniTuple(float64 x 2), int64, int64, float64, int64, int64, bool, unicode_type, unicode_type, int64)
@njit
def builtins(n, x):
    return divmod(n, 3), divmod(x, 2), pow(n, 2), round(x), round(x, 2), abs(n), hash(n), bool(n), str(n), chr(97), ord("a")


# call: mutual(int64) -> float64
@njit
def mutual(n):
    if n == 0:
        return 0.5
    return mutual2(n - 1) + 1


@njit
def mutual2(n):
    if n == 0:
        return 1
    return mutual(n - 1) * 2


# ours: plain_helper(int64) -> int64
@njit
def plain_helper(n):
    return undecorated(n)


def undecorated(n):
    return n * 3


# ours: map_filter(int64) -> Tuple(list(float64), list(int64), bool, bool)
@njit
def map_filter(n):
    xs = [i for i in range(n)]
    return map(lambda x: x * 0.5, xs), filter(lambda x: x > 1, xs), any(xs), all([x > 2 for x in xs])


# ours: walrus(int64) -> int64
@njit
def walrus(n):
    if (m := n + 1) > 3:
        return m
    return 0
