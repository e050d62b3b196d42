from numba import njit


# call: constant_index(Tuple(int64, float64)) -> Tuple(int64, float64, float64, int64)
@njit
def constant_index(t):
    i = 1
    return t[0], t[i], t[-1], len(t)


# call: any_index(Tuple(int64, int64), int64) -> int64
@njit
def any_index(t, i):
    return t[i]


# call: slices(Tuple(int64, float64, bool)) -> Tuple(Tuple(float64, bool), Tuple(int64, float64), Tuple(bool, float64, int64), Tuple(int64, float64, bool, int64))
@njit
def slices(t):
    return t[1:], t[:2], t[::-1], t + (1,)


# call: compare(Tuple(int64, float64)) -> UniTuple(bool x 3)
@njit
def compare(t):
    return t == (1, 2.5), t < (1, 3.0), t != t


# call: unpack(Tuple(int64, float64, bool)) -> Tuple(int64, float64, bool, int64, float64, int64)
@njit
def unpack(t):
    a, b, c = t
    (d, e), f = (1, 2.5), 3
    return a, b, c, d, e, f


# call: loop(Tuple(int64, int64)) -> int64
@njit
def loop(t):
    s = 0
    for x in t:
        s += x
    return s


# call: starred(Tuple(int64, float64)) -> Tuple(float64, int64)
@njit
def starred(t):
    return add(*t), add(*(1, 2))


@njit
def add(a, b):
    return a + b


# call: enumerated(Tuple(float64, float64)) -> float64
@njit
def enumerated(t):
    s = 0.0
    for i, x in enumerate(t):
        s += i * x
    return s


# ours: methods(Tuple(int64, int64)) -> Tuple(int64, int64, bool, int64, int64, int64)
@njit
def methods(t):
    return t.count(1), t.index(2), 2 in t, min(t), max(t), sum(t)


# call: nested(Tuple(Tuple(int64, float64), int64)) -> Tuple(float64, Tuple(int64, float64))
@njit
def nested(t):
    return t[0][1], t[0]


# call: repeated() -> UniTuple(int64 x 3)
@njit
def repeated():
    return (0,) * 3


# ours: rest(Tuple(int64, int64, int64)) -> list(int64)
@njit
def rest(t):
    first, *others = t
    return others
