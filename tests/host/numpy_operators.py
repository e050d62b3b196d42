"""Operators on arrays: dtypes, broadcasting, in-place forms, refusals."""
import numpy as np


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


a = np.arange(5)
x = np.arange(5) / 4
m = np.arange(6).reshape(2, 3)
print(a + 1, a * 2.5, a / 2, a // 2, a % 3, a**2, -a, +a, ~a, 2**a, 10 - a, 1 / (a + 1))
print(x + a, x - x, x * x, x / 3, x // 0.3, x % 0.3, x**2, x**0.5, x**3, abs(x - 0.5))
print(a == 2, a != 2, a < 2, a <= 2, a > 2, a >= 2, (a > 1) & (a < 4), (a > 3) | (a < 1), (a > 2) ^ (a < 4), ~(a > 2))
print(m + [10, 20, 30], m + np.array([[100], [200]]), m * m, [1, 2, 3] + m[0], (1, 2, 3) * m)
print(a << 1, a >> 1, a & 1, a | 8, a ^ 3)
print(m.T + np.arange(2), (m.T * 2).strides, (m.T + m.T).strides, (m.T + m.reshape(3, 2)).strides)
names = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "complex64", "complex128"]
for p in names:
    row = []
    for q in names:
        row.append((np.ones(1, p) + np.ones(1, q)).dtype.name)
    print(p, *row)
for p in names:
    y = np.ones(2, p)
    print(p, (y + 1).dtype, (y + 1.5).dtype, (y * 1j).dtype, (y + True).dtype, (y / 1).dtype, (y == 1).dtype, (y * np.float32(1)).dtype)
b = a.copy()
b += 1
b *= 2
b -= 3
b //= 2
b **= 2
b %= 5
b |= 8
b &= 13
b ^= 1
b <<= 2
b >>= 1
print(b)
c = x.copy()
view = c[1:4]
view += 10
view /= 2
c[::2] *= -1
print(c, view)
c[1:] += c[:-1]
print(c)
m2 = m.astype(float)
m2 += m2[0]
m2 *= np.array([[1], [2]])
print(m2)
print(np.array([1, 2], np.int8) + 100, np.array([100], np.int8) + np.array([100], np.int8), np.array([1], np.uint8) - np.array([2], np.uint8))
print(np.array([5, 6]) // 0 if False else "skip", np.array([1.0, -1.0, 0.0])[::-1] + 0)
print(np.array([True, False]) + np.array([True, True]), np.array([True, False]) * 3, np.array([True, False]) & True)
print(np.array([1 + 2j, 3j]) * (1 + 1j), np.array([1 + 2j]) / 2, abs(np.array([3 + 4j])), np.array([1 + 1j]) == 1 + 1j)
print(m @ m.T, m @ np.array([1, 2, 3]), np.array([1, 2]) @ m, np.array([1.5, 2]) @ np.array([2, 4]), (m @ m.T).dtype)
print(np.arange(8).reshape(2, 2, 2) @ np.arange(4).reshape(2, 2))
print(2 in a, 9 in a, a is a, (a == a).all(), bool(np.array([3])), bool(np.array([[0]])))
print(np.array([1, 2, 3]) == [1, 5, 3], a == "x", a != None, np.array([2**63], np.uint64) > np.array([-1]))
print(-np.array([1, 2], np.uint8), np.array([1.5, -0.0]) * -1, np.array([np.inf, np.nan]) - np.inf)
d, e = divmod(np.array([7, -7, 5]), 3)
print(d, e)
attempt("shapes", lambda: a + np.arange(3))
attempt("shapes2", lambda: m + np.arange(2))
attempt("sub bool", lambda: np.array([True]) - np.array([False]))
attempt("neg bool", lambda: -np.array([True]))
attempt("neg pow", lambda: a**-1)
attempt("float shift", lambda: x << 1)
attempt("float and", lambda: x & 1)
attempt("float invert", lambda: ~x)
attempt("complex floor", lambda: np.array([1j]) // 2)
attempt("none", lambda: a + None)
attempt("text", lambda: a + "x")
attempt("too big", lambda: np.zeros(2, np.uint8) + 300)
attempt("compare big", lambda: np.zeros(2, np.uint8) < 300)
attempt("truth", lambda: bool(a))
attempt("truth empty", lambda: bool(np.array([])))
attempt("if", lambda: 1 if x > 0 else 2)
attempt("not", lambda: not a)
attempt("and", lambda: a and 1)
attempt("matmul", lambda: m @ m)
attempt("matmul vectors", lambda: np.zeros(3) @ np.zeros(2))
attempt("matmul number", lambda: m @ 2)
attempt("float", lambda: float(a))
attempt("float1", lambda: float(np.array([1.5])))
attempt("int0", lambda: int(np.array(3.7)))
attempt("hash", lambda: hash(a))
attempt("len0", lambda: len(np.array(5)))
attempt("iter0", lambda: list(np.array(5)))


def grow():
    y = np.zeros(3)
    y += np.zeros((2, 3))


def lose():
    y = np.arange(3)
    y /= 2


def lose2():
    y = np.arange(3)
    y += 1.5


def fixed():
    y = np.broadcast_to(np.zeros(3), (2, 3))
    y += 1


attempt("grow", grow)
attempt("lose", lose)
attempt("lose2", lose2)
attempt("fixed", fixed)
#--- output
# [1 2 3 4 5] [ 0.   2.5  5.   7.5 10. ] [0.  0.5 1.  1.5 2. ] [0 0 1 1 2] [0 1 2 0 1] [ 0  1  4  9 16] [ 0 -1 -2 -3 -4] [0 1 2 3 4] [-1 -2 -3 -4 -5] [ 1  2  4  8 16] [10  9  8  7  6] [1.         0.5        0.33333333 0.25       0.2       ]
# [0.   1.25 2.5  3.75 5.  ] [0. 0. 0. 0. 0.] [0.     0.0625 0.25   0.5625 1.    ] [0.         0.08333333 0.16666667 0.25       0.33333333] [0. 0. 1. 2. 3.] [0.   0.25 0.2  0.15 0.1 ] [0.     0.0625 0.25   0.5625 1.    ] [0.         0.5        0.70710678 0.8660254  1.        ] [0.       0.015625 0.125    0.421875 1.      ] [0.5  0.25 0.   0.25 0.5 ]
# [False False  True False False] [ True  True False  True  True] [ True  True False False False] [ True  True  True False False] [False False False  True  True] [False False  True  True  True] [False False  True  True False] [ True False False False  True] [ True  True  True False  True] [ True  True  True False False]
# [[10 21 32]
#  [13 24 35]] [[100 101 102]
#  [203 204 205]] [[ 0  1  4]
#  [ 9 16 25]] [1 3 5] [[ 0  2  6]
#  [ 3  8 15]]
# [0 2 4 6 8] [0 0 1 1 2] [0 1 0 1 0] [ 8  9 10 11 12] [3 2 1 0 7]
# [[0 4]
#  [1 5]
#  [2 6]] (8, 24) (8, 24) (16, 8)
# bool bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128
# int8 int8 int8 int16 int32 int64 int16 int32 int64 float64 float32 float64 complex64 complex128
# int16 int16 int16 int16 int32 int64 int16 int32 int64 float64 float32 float64 complex64 complex128
# int32 int32 int32 int32 int32 int64 int32 int32 int64 float64 float64 float64 complex128 complex128
# int64 int64 int64 int64 int64 int64 int64 int64 int64 float64 float64 float64 complex128 complex128
# uint8 uint8 int16 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128
# uint16 uint16 int32 int32 int32 int64 uint16 uint16 uint32 uint64 float32 float64 complex64 complex128
# uint32 uint32 int64 int64 int64 int64 uint32 uint32 uint32 uint64 float64 float64 complex128 complex128
# uint64 uint64 float64 float64 float64 float64 uint64 uint64 uint64 uint64 float64 float64 complex128 complex128
# float32 float32 float32 float32 float64 float64 float32 float32 float64 float64 float32 float64 complex64 complex128
# float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 complex128 complex128
# complex64 complex64 complex64 complex64 complex128 complex128 complex64 complex64 complex128 complex128 complex64 complex128 complex64 complex128
# complex128 complex128 complex128 complex128 complex128 complex128 complex128 complex128 complex128 complex128 complex128 complex128 complex128 complex128
# bool int64 float64 complex128 bool float64 bool float32
# int8 int8 float64 complex128 int8 float64 bool float32
# int16 int16 float64 complex128 int16 float64 bool float32
# int32 int32 float64 complex128 int32 float64 bool float64
# int64 int64 float64 complex128 int64 float64 bool float64
# uint8 uint8 float64 complex128 uint8 float64 bool float32
# uint16 uint16 float64 complex128 uint16 float64 bool float32
# uint32 uint32 float64 complex128 uint32 float64 bool float64
# uint64 uint64 float64 complex128 uint64 float64 bool float64
# float32 float32 float32 complex64 float32 float32 bool float32
# float64 float64 float64 complex128 float64 float64 bool float64
# complex64 complex64 complex64 complex64 complex64 complex64 bool complex64
# complex128 complex128 complex128 complex128 complex128 complex128 bool complex128
# [16 18 16 26 26]
# [-0.     5.125 -5.25   5.375 -1.   ] [ 5.125 -5.25   5.375]
# [-0.     5.125 -0.125  0.125  4.375]
# [[ 0.  2.  4.]
#  [ 6. 10. 14.]]
# [101 102] [-56] [255]
# skip [ 0. -1.  1.]
# [ True  True] [3 0] [ True False]
# [-1.+3.j -3.+3.j] [0.5+1.j] [5.] [ True]
# [[ 5 14]
#  [14 50]] [ 8 26] [ 6  9 12] 11.0 int64
# [[[ 2  3]
#   [ 6 11]]
#
#  [[10 19]
#   [14 27]]]
# True False True True True False
# [ True False  True] [False False False False False] [ True  True  True  True  True] [ True]
# [255 254] [-1.5  0. ] [nan nan]
# [ 2 -3  1] [1 2 2]
# shapes ValueError operands could not be broadcast together with shapes (5,) (3,) 
# shapes2 ValueError operands could not be broadcast together with shapes (2,3) (2,) 
# sub bool TypeError numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.
# neg bool TypeError The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.
# neg pow ValueError Integers to negative integer powers are not allowed.
# float shift TypeError ufunc 'left_shift' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''
# float and TypeError ufunc 'bitwise_and' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''
# float invert TypeError ufunc 'invert' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''
# complex floor TypeError ufunc 'floor_divide' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''
# none TypeError unsupported operand type(s) for +: 'int' and 'NoneType'
# text UFuncTypeError ufunc 'add' did not contain a loop with signature matching types (dtype('int64'), dtype('<U1')) -> None
# too big OverflowError Python integer 300 out of bounds for uint8
# compare big array([ True,  True])
# truth ValueError The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
# truth empty ValueError The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.
# if ValueError The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
# not ValueError The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
# and ValueError The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
# matmul ValueError matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 2 is different from 3)
# matmul vectors ValueError matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 2 is different from 3)
# matmul number ValueError matmul: Input operand 1 does not have enough dimensions (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)
# float TypeError only 0-dimensional arrays can be converted to Python scalars
# float1 TypeError only 0-dimensional arrays can be converted to Python scalars
# int0 3
# hash TypeError unhashable type: 'numpy.ndarray'
# len0 TypeError len() of unsized object
# iter0 TypeError iteration over a 0-d array
# grow ValueError non-broadcastable output operand with shape (3,) doesn't match the broadcast shape (2,3)
# lose UFuncTypeError Cannot cast ufunc 'divide' output from dtype('float64') to dtype('int64') with casting rule 'same_kind'
# lose2 UFuncTypeError Cannot cast ufunc 'add' output from dtype('float64') to dtype('int64') with casting rule 'same_kind'
# fixed ValueError output array is read-only
