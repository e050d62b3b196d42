import math

import numpy as np
from numba import njit

TABLE = np.zeros(3)


# call: add_text(int64)
@njit
def add_text(n):
    y = n + "s"  # error[NJ0302]: no operator `+` for int64 and unicode_type
    z = -"s"  # error[NJ0302]: no operator `-` for unicode_type
    return y


# call: join(int64)
@njit
def join(n):
    if n > 1:
        x = 1
    else:
        x = "one"  # error[NJ0301]: `x` cannot be int64 and unicode_type
    return x


# call: results(int64)
@njit
def results(n):
    if n > 1:
        return 1
    return "one"  # error[NJ0301]: `results` cannot return int64 and unicode_type


# call: attribute(float64[:])
@njit
def attribute(a):
    b = a.shpe  # error[NJ0304]: has no attribute `shpe`
    c = a.summ()  # error[NJ0304]: has no attribute `summ`
    d = np.zeroes(3)  # error[NJ0304]: module `numpy` has no attribute `zeroes`
    e = a.sum  # error[NJ0304]: the method `sum` must be called
    return math.sqroot(2.0)  # error[NJ0304]: module `math` has no attribute `sqroot`


# call: arguments(int64)
@njit
def arguments(n):
    helper(n)  # error[NJ0306]: helper() missing 1 required positional argument: 'b'
    helper(n, 1, 2)  # error[NJ0306]: helper() takes 2 positional arguments but 3 were given
    helper(n, c=1)  # error[NJ0306]: helper() got an unexpected keyword argument 'c'
    helper(n, a=1)  # error[NJ0306]: helper() got multiple values for argument 'a'
    math.sqrt()  # error[NJ0306]: sqrt() missing 1 required positional argument: 'x'
    math.sqrt("x")  # error[NJ0303]: `math.sqrt`
    len(n)  # error[NJ0303]: object of type int64 has no len()
    range(1.5)  # error[NJ0303]: range() expects an int, got float64
    np.zeros("x")  # error[NJ0303]: a shape must be an int or a tuple of ints
    return n(3)  # error[NJ0305]: int64 object is not callable


@njit
def helper(a, b):
    return a + b


# call: inside(int64)
@njit
def inside(n):
    return callee(n, "x")


@njit
def callee(a, b):
    return a * 2 - b  # error[NJ0302]: no operator `-` for int64 and unicode_type


# call: index(float64[:,:], Tuple(int64, float64), int64)
@njit
def index(a, t, i):
    x = a[0, 1, 2]  # error[NJ0307]: too many indices: the array is 2-dimensional, but 3 were indexed
    y = a[1.5]  # error[NJ0307]: an array index is made of
    z = t[i]  # error[NJ0307]: a tuple of different types needs an index known at compile time
    w = t[5]  # error[NJ0307]: tuple index out of range
    v = i[0]  # error[NJ0307]: int64 object is not subscriptable
    u = t["a"]  # error[NJ0307]: tuple indices must be integers
    return 0


# call: unpacking(Tuple(int64, float64), int64)
@njit
def unpacking(t, n):
    a, b, c = t  # error[NJ0308]: not enough values to unpack (expected 3, got 2)
    (d,) = t  # error[NJ0308]: too many values to unpack (expected 1, got 2)
    e, f = n  # error[NJ0308]: cannot unpack int64
    for x in n:  # error[NJ0308]: int64 object is not iterable
        pass
    for y in (1, "s"):  # error[NJ0308]: is not iterable
        pass


# call: stores(float64[:], Tuple(int64, int64))
@njit
def stores(a, t):
    a[0] = "x"  # error[NJ0314]: cannot store unicode_type
    t[0] = 1  # error[NJ0314]: does not support item assignment
    a[0] = 1j  # error[NJ0314]: cannot store complex128 in an array of float64
    a.size = 3  # error[NJ0314]: cannot assign to attribute `size`
    items = [1, "a"]  # error[NJ0301]: a list cannot hold int64 and unicode_type
    more = [1]
    more.append("a")  # error[NJ0303]: a list(int64) cannot hold unicode_type


# call: truth(float64[:])
@njit
def truth(a):
    if a:  # error[NJ0303]: the truth value of an array is ambiguous
        return 1
    return not a  # error[NJ0303]: the truth value of an array is ambiguous


# call: unsupported(int64)
@njit
def unsupported(n):
    input("?")  # error[NJ0402]: `input` is not supported in a compiled function
    return n


# call: too_large()
@njit
def too_large():
    return 2**70  # error[NJ0315]: the result does not fit 64 bits


# call: grows(int64, int64)
@njit
def grows(n, t):  # error[NJ0316]: the calls of `grows` need ever new types
    if n == 0:
        return 0
    return grows(n - 1, (t, t))


# call: ternary(int64)
@njit
def ternary(n):
    return 1 if n else "a"  # error[NJ0301]: the two results have no common type


# call: raising(int64)
@njit
def raising(n):
    if n == 1:
        raise n  # error[NJ0313]: exceptions must derive from BaseException
    if n == 2:
        raise ValueError((n, n))  # error[NJ0313]: the argument of an exception must be a number or a string
    try:
        return n
    except 3:  # error[NJ0313]: `except` takes an exception class
        return 0


# call: list_parameter(list(int64))
@njit
def list_parameter(items):  # error[NJ0301]: the list `items` is list(int64), but the function makes it list(float64)
    items.append(2.5)


# call: identity(int64)
@njit
def identity(n):
    return n is 3  # error[NJ0302]: `is` compares identities


# call: runaway(int64)
@njit
def runaway(n):  # error[NJ0312]: the result type of `runaway` cannot be inferred
    return runaway(n + 1) + 1


# call: runaway_pair(int64)
@njit
def runaway_pair(n):  # error[NJ0312]: the result type of `runaway_pair` cannot be inferred
    return runaway_other(n + 1)


@njit
def runaway_other(n):
    return runaway_pair(n + 1)
