"""Functions of numpy: elements, shapes, search, sort."""
import numpy as np


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


x = np.array([-1.5, -0.5, 0.0, 0.5, 2.5])
a = np.arange(6)
m = a.reshape(2, 3)
print(np.sqrt([4, 9]), np.exp([0, 1]), np.log([1, 10]), np.sin(x), np.cos(x), np.tan(x), np.arctan(x), np.tanh(x), np.cbrt([8, 27]))
print(np.floor(x), np.ceil(x), np.trunc(x), np.rint(x), np.round(x), np.round([1.234, 5.678], 2), np.round([15, 25], -1), np.abs(x), np.sign(x), np.fabs([-1, 2]))
print(repr(np.sqrt(2)), repr(np.sqrt(np.float32(2))), repr(np.exp(1)), repr(np.log2(8)), repr(np.log10(1000)), repr(np.log1p(1e-10)), repr(np.expm1(1e-10)), repr(np.hypot(3, 4)), repr(np.arctan2(1, 1)))
print(np.add(a, 1), np.subtract(a, 1), np.multiply(a, 2), np.divide(a, 2), np.power(a, 2), np.mod(a, 4), np.floor_divide(a, 4), np.maximum(a, 3), np.minimum(a, 3), np.negative(a), np.square(x), np.reciprocal(np.array([2.0, 4.0])))
print(np.greater(a, 2), np.equal(a, 2), np.logical_and(a > 1, a < 4), np.logical_or(a < 1, a > 4), np.logical_not(a > 2), np.logical_xor(a > 1, a > 3), np.isnan([1, np.nan]), np.isinf([1, np.inf]), np.isfinite([1, np.inf, np.nan]))
print(np.bitwise_and(a, 3), np.left_shift(a, 1), np.invert(a), np.gcd(12, [8, 9]), np.lcm(4, [6, 3]), np.copysign([1, 2], -1), np.deg2rad([180, 90]), np.degrees(np.pi), np.clip(a, 1, 4), np.clip(x, -1, None), np.fmod(x, 1), np.signbit(x))
out = np.zeros(6)
print(np.add(a, 1, out=out) is out, out, np.multiply(a, 2, out), np.sqrt(a, out=out)[:2], np.add(a, 1, where=a > 2, out=np.zeros(6)))
print(np.real([1 + 2j]), np.imag([1 + 2j]), np.conj([1 + 2j]), np.angle(1j), np.exp(1j * np.pi).round(3), np.sqrt(np.array([-1 + 0j])))
print(np.where(a > 2, a, -a), np.where(a > 2, 1, 0.5), np.where([True, False], [1, 2], [3, 4]), np.where(m > 2), repr(np.where(True, 1, 2)), np.where(m > 2, m, [[10], [20]]))
print(np.concatenate([a, [7, 8]]), np.concatenate([m, m]), np.concatenate([m, m], axis=1), np.stack([a, a]), np.stack([a[:2], a[:2]], axis=1), np.vstack([a, a]), np.hstack([a, a]), np.hstack([m, m]), np.column_stack([a[:2], a[2:4]]))
print(np.reshape(a, (3, 2)), a.reshape(2, -1), a.reshape(-1), a.reshape((3, 2), order="F"), m.ravel(), m.T.ravel(), m.ravel(order="F"), m.flatten(), np.transpose(m), m.swapaxes(0, 1).shape, np.expand_dims(a, 0).shape, np.squeeze(np.zeros((1, 3, 1))).shape)
print(np.repeat([1, 2], 2), np.repeat(m, 2, axis=0), np.repeat([1, 2, 3], [2, 0, 1]), np.tile([1, 2], 2), np.tile([[1, 2]], (2, 2)), np.flip(a), np.flip(m, axis=1), np.roll(a, 2), np.roll(m, 1, axis=1), np.broadcast_to([1, 2, 3], (2, 3)))
print(np.sort([3, 1, 2]), np.argsort([3, 1, 2]), np.sort([[3, 1], [2, 5]], axis=0), np.sort([2.5, np.nan, 1]), np.unique([3, 1, 2, 1, 3]), np.unique([1.5, 1.5]), np.searchsorted([1, 2, 3, 5], [0, 2, 4]), np.searchsorted([1, 2, 2, 3], 2, side="right"), np.nonzero([0, 1, 2]), np.argwhere(m > 3), np.flatnonzero([0, 5, 6]))
print(np.unique([3, 1, 1], return_counts=True), np.unique([3, 1, 1], return_inverse=True), np.unique([3, 1, 1], return_index=True))
print(np.diff([1, 4, 9, 16]), np.diff([1, 4, 9, 16], n=2), np.diff(m, axis=0), np.outer([1, 2], [3, 4]), np.dot(m, m.T), np.bincount([0, 1, 1, 3]), np.bincount([0, 1, 1], weights=[0.5, 1, 1.5]), np.bincount([1], minlength=4))
h, e = np.histogram([1, 2, 1, 4, 3.5], bins=3)
print(h, e, np.histogram([1, 2, 3], bins=[0, 2, 4]), np.interp(2.5, [1, 2, 3], [10, 20, 40]), np.interp([0, 1.5, 9], [1, 2, 3], [10, 20, 40]))
print(np.allclose([1, 2], [1, 2 + 1e-9]), np.isclose([1, 2], [1, 2.1]), np.array_equal(a, a), np.array_equal(a, [1]), np.allclose(np.nan, np.nan), np.allclose(np.nan, np.nan, equal_nan=True), np.isin([1, 2, 3], [2, 3]))
print(np.zeros(3), np.zeros((2, 2), int), np.ones((2,), np.float32), np.full((2, 2), 7), np.full(3, 1.5), np.full(2, 1, dtype=complex), np.empty((2, 0)), np.eye(2), np.eye(2, 3, 1), np.identity(2, int), np.zeros_like(m), np.ones_like(x), np.full_like(m, 2.7), np.empty_like(m).shape)
print(np.arange(3), np.arange(1, 4), np.arange(0, 1, 0.25), np.arange(5, 0, -2), np.arange(3.0), np.arange(3, dtype=np.float32), np.arange(0.1, 0.55, 0.1), np.linspace(0, 1, 4), np.linspace(0, 1, 4, endpoint=False), np.linspace(2, 2, 3), np.linspace(0, 10, 3, dtype=int), np.linspace(0, 1, 1))
print(np.array([[1, 2], [3, 4]]), np.array([1, 2.5]), np.array([1, True]), np.array([1 + 1j, 2]), np.array([], int), np.array([[]]).shape, np.array([a, a]).shape, np.array((1, 2), np.uint8), np.array(range(3)), np.array([[1, 2], (3, 4)]), np.array(5).shape, np.array([1, 2], ndmin=2), np.asarray([1]), np.asarray(a) is a)
print(np.array([np.float32(1), 2.0]).dtype, np.array([np.int8(1), np.int16(2)]).dtype, np.array([2**63]).dtype, np.array([True, 2.0]).dtype, np.array(["1", "2"], dtype=float) if False else "", np.copy(a), np.ascontiguousarray(m.T).strides, np.asfortranarray(m).strides)
print(np.tril(np.ones((3, 3))), np.triu(np.arange(9).reshape(3, 3), 1), np.tri(2), np.meshgrid([1, 2], [3, 4, 5])[0], np.meshgrid([1, 2], [3, 4], indexing="ij")[1], np.trace(np.eye(3)), np.polyval([1, 2, 3], 2))
print(np.shape(m), np.ndim(m), np.size(m), np.size(m, 0), np.shape([1, 2]), np.isscalar(3), np.isscalar(a), np.pi, np.e, np.inf, np.nan, np.newaxis)
print(a.astype(float), a.astype("f4").dtype, x.astype(int), x.astype(bool), a.astype(np.uint8), np.array([1.9, -1.9]).astype(np.int32), a.tolist(), m.tolist(), np.array(1.5).tolist(), a.copy() is a, m.copy(order="F").strides, a.item(2), m.item(1, 2), m.item(5), np.array([3]).item())
print(m.shape, m.ndim, m.size, m.dtype, m.T, m.strides, m.itemsize, m.nbytes, m.T.shape, m.real, m.imag, list(m.flat), x.sort(), a.fill(3), a)
print(np.dtype("float64"), repr(np.dtype(int)), np.dtype("f4").name, np.dtype(np.int16).itemsize, np.dtype("f8") == np.float64, m.dtype == "int64", m.dtype == int, np.float32 == np.dtype("float32"), np.dtype("u1").kind, np.dtype("<i4"), np.float64, repr(np.int32))
attempt("reshape", lambda: a.reshape(4, 2))
attempt("reshape2", lambda: a.reshape(-1, -1))
attempt("concatenate", lambda: np.concatenate([np.zeros((2, 3)), np.zeros((2, 2))]))
attempt("concatenate ndim", lambda: np.concatenate([np.zeros((2, 3)), np.zeros(2)]))
attempt("concatenate none", lambda: np.concatenate([]))
attempt("stack", lambda: np.stack([np.zeros(2), np.zeros(3)]))
attempt("dtype", lambda: np.zeros(3, dtype="foo"))
attempt("negative", lambda: np.zeros(-1))
attempt("shape", lambda: np.zeros("a"))
attempt("shape float", lambda: np.zeros(2.5))
attempt("ragged", lambda: np.array([[1, 2], [3]]))
attempt("samples", lambda: np.linspace(0, 1, -1))
attempt("item", lambda: m.item())
attempt("item bounds", lambda: a.item(9))
attempt("dot", lambda: np.dot(m, m))
attempt("transpose", lambda: m.transpose(0))
attempt("squeeze", lambda: np.squeeze(m, axis=0))
attempt("arange", lambda: np.arange(0, 1, 0))
attempt("ufunc shapes", lambda: np.add(a, np.zeros((2, 2))))
attempt("ufunc bool", lambda: np.subtract([True], [False]))
attempt("attribute", lambda: a.nothing)
attempt("bincount", lambda: np.bincount([-1]))
attempt("broadcast", lambda: np.broadcast_to([1, 2], (3, 3)))
#--- output
# [2. 3.] [1.         2.71828183] [0.         2.30258509] [-0.99749499 -0.47942554  0.          0.47942554  0.59847214] [ 0.0707372   0.87758256  1.          0.87758256 -0.80114362] [-14.10141995  -0.54630249   0.           0.54630249  -0.7470223 ] [-0.98279372 -0.46364761  0.          0.46364761  1.19028995] [-0.90514825 -0.46211716  0.          0.46211716  0.9866143 ] [2. 3.]
# [-2. -1.  0.  0.  2.] [-1. -0.  0.  1.  3.] [-1. -0.  0.  0.  2.] [-2. -0.  0.  0.  2.] [-2. -0.  0.  0.  2.] [1.23 5.68] [20 20] [1.5 0.5 0.  0.5 2.5] [-1. -1.  0.  1.  1.] [1. 2.]
# np.float64(1.4142135623730951) np.float32(1.4142135) np.float64(2.718281828459045) np.float64(3.0) np.float64(3.0) np.float64(9.999999999500001e-11) np.float64(1.00000000005e-10) np.float64(5.0) np.float64(0.7853981633974483)
# [1 2 3 4 5 6] [-1  0  1  2  3  4] [ 0  2  4  6  8 10] [0.  0.5 1.  1.5 2.  2.5] [ 0  1  4  9 16 25] [0 1 2 3 0 1] [0 0 0 0 1 1] [3 3 3 3 4 5] [0 1 2 3 3 3] [ 0 -1 -2 -3 -4 -5] [2.25 0.25 0.   0.25 6.25] [0.5  0.25]
# [False False False  True  True  True] [False False  True False False False] [False False  True  True False False] [ True False False False False  True] [ True  True  True False False False] [False False  True  True False False] [False  True] [False  True] [ True False False]
# [0 1 2 3 0 1] [ 0  2  4  6  8 10] [-1 -2 -3 -4 -5 -6] [4 3] [12 12] [-1. -2.] [3.14159265 1.57079633] 180.0 [1 1 2 3 4 4] [-1.  -0.5  0.   0.5  2.5] [-0.5 -0.5  0.   0.5  0.5] [ True  True False False False]
# True [0.         1.         1.41421356 1.73205081 2.         2.23606798] [0.         1.         1.41421356 1.73205081 2.         2.23606798] [0. 1.] [0. 0. 0. 4. 5. 6.]
# [1.] [2.] [1.-2.j] 1.5707963267948966 (-1+0j) [0.+1.j]
# [ 0 -1 -2  3  4  5] [0.5 0.5 0.5 1.  1.  1. ] [1 4] (array([1, 1, 1]), array([0, 1, 2])) array(1) [[10 10 10]
#  [ 3  4  5]]
# [0 1 2 3 4 5 7 8] [[0 1 2]
#  [3 4 5]
#  [0 1 2]
#  [3 4 5]] [[0 1 2 0 1 2]
#  [3 4 5 3 4 5]] [[0 1 2 3 4 5]
#  [0 1 2 3 4 5]] [[0 0]
#  [1 1]] [[0 1 2 3 4 5]
#  [0 1 2 3 4 5]] [0 1 2 3 4 5 0 1 2 3 4 5] [[0 1 2 0 1 2]
#  [3 4 5 3 4 5]] [[0 2]
#  [1 3]]
# [[0 1]
#  [2 3]
#  [4 5]] [[0 1 2]
#  [3 4 5]] [0 1 2 3 4 5] [[0 3]
#  [1 4]
#  [2 5]] [0 1 2 3 4 5] [0 3 1 4 2 5] [0 3 1 4 2 5] [0 1 2 3 4 5] [[0 3]
#  [1 4]
#  [2 5]] (3, 2) (1, 6) (3,)
# [1 1 2 2] [[0 1 2]
#  [0 1 2]
#  [3 4 5]
#  [3 4 5]] [1 1 3] [1 2 1 2] [[1 2 1 2]
#  [1 2 1 2]] [5 4 3 2 1 0] [[2 1 0]
#  [5 4 3]] [4 5 0 1 2 3] [[2 0 1]
#  [5 3 4]] [[1 2 3]
#  [1 2 3]]
# [1 2 3] [1 2 0] [[2 1]
#  [3 5]] [1.  2.5 nan] [1 2 3] [1.5] [0 1 3] 3 (array([1, 2]),) [[1 1]
#  [1 2]] [1 2]
# (array([1, 3]), array([2, 1])) (array([1, 3]), array([1, 0, 0])) (array([1, 3]), array([1, 0]))
# [3 5 7] [2 2] [[3 3 3]] [[3 4]
#  [6 8]] [[ 5 14]
#  [14 50]] [1 2 0 1] [0.5 2.5] [0 1 0 0]
# [2 1 2] [1. 2. 3. 4.] (array([1, 2]), array([0, 2, 4])) 30.0 [10. 15. 40.]
# True [ True False] True False False True [False  True  True]
# [0. 0. 0.] [[0 0]
#  [0 0]] [1. 1.] [[7 7]
#  [7 7]] [1.5 1.5 1.5] [1.+0.j 1.+0.j] [] [[1. 0.]
#  [0. 1.]] [[0. 1. 0.]
#  [0. 0. 1.]] [[1 0]
#  [0 1]] [[0 0 0]
#  [0 0 0]] [1. 1. 1. 1. 1.] [[2 2 2]
#  [2 2 2]] (2, 3)
# [0 1 2] [1 2 3] [0.   0.25 0.5  0.75] [5 3 1] [0. 1. 2.] [0. 1. 2.] [0.1 0.2 0.3 0.4 0.5] [0.         0.33333333 0.66666667 1.        ] [0.   0.25 0.5  0.75] [2. 2. 2.] [ 0  5 10] [0.]
# [[1 2]
#  [3 4]] [1.  2.5] [1 1] [1.+1.j 2.+0.j] [] (1, 0) (2, 6) [1 2] [0 1 2] [[1 2]
#  [3 4]] () [[1 2]] [1] True
# float64 int16 uint64 float64  [0 1 2 3 4 5] (16, 8) (8, 16)
# [[1. 0. 0.]
#  [1. 1. 0.]
#  [1. 1. 1.]] [[0 1 2]
#  [0 0 5]
#  [0 0 0]] [[1. 0.]
#  [1. 1.]] [[1 2]
#  [1 2]
#  [1 2]] [[3 4]
#  [3 4]] 3.0 11
# (2, 3) 2 6 2 (2,) True False 3.141592653589793 2.718281828459045 inf nan None
# [0. 1. 2. 3. 4. 5.] float32 [-1  0  0  0  2] [ True  True False  True  True] [0 1 2 3 4 5] [ 1 -1] [0, 1, 2, 3, 4, 5] [[0, 1, 2], [3, 4, 5]] 1.5 False (8, 16) 2 5 5 3
# (2, 3) 2 6 int64 [[3 3]
#  [3 3]
#  [3 3]] (24, 8) 8 48 (3, 2) [[3 3 3]
#  [3 3 3]] [[0 0 0]
#  [0 0 0]] [np.int64(0), np.int64(1), np.int64(2), np.int64(3), np.int64(4), np.int64(5)] None None [3 3 3 3 3 3]
# float64 dtype('int64') float32 2 True True True True u int32 <class 'numpy.float64'> <class 'numpy.int32'>
# reshape ValueError cannot reshape array of size 6 into shape (4,2)
# reshape2 ValueError can only specify one unknown dimension
# concatenate ValueError all the input array dimensions except for the concatenation axis must match exactly, but along dimension 1, the array at index 0 has size 3 and the array at index 1 has size 2
# concatenate ndim ValueError all the input arrays must have same number of dimensions, but the array at index 0 has 2 dimension(s) and the array at index 1 has 1 dimension(s)
# concatenate none ValueError need at least one array to concatenate
# stack ValueError all input arrays must have the same shape
# dtype TypeError data type 'foo' not understood
# negative ValueError negative dimensions are not allowed
# shape TypeError 'str' object cannot be interpreted as an integer
# shape float TypeError expected a sequence of integers or a single integer, got '2.5'
# ragged ValueError setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. The detected shape was (2,) + inhomogeneous part.
# samples ValueError Number of samples, -1, must be non-negative.
# item ValueError can only convert an array of size 1 to a Python scalar
# item bounds IndexError index 9 is out of bounds for axis 0 with size 6
# dot ValueError shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)
# transpose ValueError axes don't match array
# squeeze ValueError cannot select an axis to squeeze out which has size not equal to one
# arange ZeroDivisionError division by zero
# ufunc shapes ValueError operands could not be broadcast together with shapes (6,) (2,2) 
# ufunc bool TypeError numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.
# attribute AttributeError 'numpy.ndarray' object has no attribute 'nothing'
# bincount ValueError 'list' argument must have no negative elements
# broadcast ValueError operands could not be broadcast together with remapped shapes [original->remapped]: (2,)  and requested shape (3,3)
