import numpy as np

a = np.arange(6)
b = np.linspace(0, 1, 5)
m = np.arange(12).reshape(3, 4)
print(a, b, m, a.dtype, m.shape, m.ndim, m.size, m.T, sep="\n")
print(repr(a), repr(b), repr(m * 1.5), repr(np.zeros(3)), repr(np.ones((2, 2), dtype=np.int32)), repr(np.array([])))
print(a + 1, a * 2.5, a ** 2, a / 2, a // 2, a % 3, -a, a - a[::-1], a == 3, a > 2, ~(a > 2))
print(np.array([1, 2], dtype=np.int8) + 1, (np.array([1, 2], dtype=np.int8) + 1).dtype, (np.ones(2, np.float32) + 1.0).dtype, (np.arange(3) + 1j).dtype)
print(a[2], a[-1], a[1:4], a[::-2], m[1], m[1, 2], m[:, 1], m[1:, 2:], m[..., 0], m[0][1], type(a[0]), a[0].item(), a[None].shape)
a[0] = 100
a[1:3] = [7, 8]
a[a > 50] = -1
m[0] = 0
m[:, -1] += 10
print(a, m, a[[0, 2]], a[a > 3], m[[0, 1], [1, 2]], m[m > 8], sep="\n")
v = m[1:]
v[0, 0] = 999
print(m[1, 0], m.copy()[0], m.astype(np.float32).dtype, m.sum(), m.sum(axis=0), m.mean(axis=1), m.max(), m.min(axis=0), m.argmax(), a.std(), a.var())
print(np.float64(1.5), repr(np.float64(1.5)), repr(np.int64(3)), np.float32(0.1), repr(np.float32(0.1)), repr(np.bool_(True)), [np.float64(2.0), np.int32(1)], np.float64(1) / 3)
print(np.sqrt(2), np.sqrt(np.array([1.0, 4.0])), np.sin(0.5), np.exp([0, 1]), np.maximum([1, 5], [3, 2]), np.abs(np.array([-1.5, 2])), np.floor(2.7), np.pi, np.inf, np.nan)
print(np.concatenate([a, a]), np.stack([a[:2], a[:2]]), np.vstack([a[:2], a[:2]]), np.hstack([a[:2], a[2:3]]), np.where(a > 3, a, 0), np.clip(a, 0, 5), np.sort(a), np.argsort(a), np.unique([3, 1, 3]))
print(np.dot([1, 2], [3, 4]), np.eye(2) @ np.array([1.0, 2.0]), np.outer([1, 2], [3, 4]), np.cumsum([1, 2, 3]), np.diff([1, 4, 9]), np.any(a > 3), np.all(a > 3), np.isnan(np.nan), np.allclose([1], [1 + 1e-9]))
print(np.full((2, 2), 7), np.zeros_like(m), np.empty(0), np.identity(2), np.array([[1, 2], [3, 4]]).tolist(), np.array([True, False]), np.array([1 + 2j, 3]), np.array(5), len(m), 3 in a)
for row in m:
    print(row, row.sum())
for x in b:
    print(x, end=" ")
print()
print(f"{b[1]:.3f} {a[0]:5d} {m.mean():8.3f} {m.shape}", "%.2f" % b[2], str(b[1]), round(b[1], 1), int(b[4]), float(a[1]), bool(a[0]))
x, y = np.array([1.0, 2.0])
print(x, y, x + 1, x * 2, x > 1, x == 1.0, type(x + 1), type(x > 1), min(b), max(a), sum(a), sorted(b, reverse=True)[0], abs(x - 3))
a += 1
a[1] *= 2
b *= 2
print(a, b, a.tolist(), np.array_equal(a, a.copy()), a.dtype == np.int64, a.dtype == "int64", np.int64 == a.dtype, np.issubdtype if False else "")
np.set_printoptions(precision=3, suppress=True)
print(np.array([1.23456789, 1e-10]), np.linspace(0, 1, 3))
np.testing.assert_allclose([1.0], [1.0 + 1e-9])
np.testing.assert_array_equal([1, 2], [1, 2])
for f in [lambda: np.array([1, 2]) + np.array([1, 2, 3]), lambda: a[10], lambda: m[5, 0], lambda: bool(a), lambda: a.reshape(4, 4), lambda: np.zeros(-1),
          lambda: np.array([1.5])[0.5], lambda: np.int8(5) + 300, lambda: np.testing.assert_allclose([1.0, 2.0], [1.0, 2.5]), lambda: np.concatenate([m, a]),
          lambda: a.nope, lambda: np.array([[1], [1, 2]]), lambda: np.ones(2) @ np.ones(3), lambda: int(a), lambda: np.max(np.zeros(0)), lambda: a[0, 0]]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e)
#--- output
# [0 1 2 3 4 5]
# [0.   0.25 0.5  0.75 1.  ]
# [[ 0  1  2  3]
#  [ 4  5  6  7]
#  [ 8  9 10 11]]
# int64
# (3, 4)
# 2
# 12
# [[ 0  4  8]
#  [ 1  5  9]
#  [ 2  6 10]
#  [ 3  7 11]]
# array([0, 1, 2, 3, 4, 5]) array([0.  , 0.25, 0.5 , 0.75, 1.  ]) array([[ 0. ,  1.5,  3. ,  4.5],
#        [ 6. ,  7.5,  9. , 10.5],
#        [12. , 13.5, 15. , 16.5]]) array([0., 0., 0.]) array([[1, 1],
#        [1, 1]], dtype=int32) array([], dtype=float64)
# [1 2 3 4 5 6] [ 0.   2.5  5.   7.5 10.  12.5] [ 0  1  4  9 16 25] [0.  0.5 1.  1.5 2.  2.5] [0 0 1 1 2 2] [0 1 2 0 1 2] [ 0 -1 -2 -3 -4 -5] [-5 -3 -1  1  3  5] [False False False  True False False] [False False False  True  True  True] [ True  True  True False False False]
# [2 3] int8 float32 complex128
# 2 5 [1 2 3] [5 3 1] [4 5 6 7] 6 [1 5 9] [[ 6  7]
#  [10 11]] [0 4 8] 1 <class 'numpy.int64'> 0 (1, 6)
# [-1  7  8  3  4  5]
# [[ 0  0  0 10]
#  [ 4  5  6 17]
#  [ 8  9 10 21]]
# [-1  8]
# [7 8 4 5]
# [0 6]
# [10 17  9 10 21]
# 999 [ 0  0  0 10] float32 1085 [1007   14   16   48] [  2.5  256.75  12.  ] 999 [ 0  0  0 10] 4 2.9249881291307074 8.555555555555555
# 1.5 np.float64(1.5) np.int64(3) 0.1 np.float32(0.1) np.True_ [np.float64(2.0), np.int32(1)] 0.3333333333333333
# 1.4142135623730951 [1. 2.] 0.479425538604203 [1.         2.71828183] [3 5] [1.5 2. ] 2.0 3.141592653589793 inf nan
# [-1  7  8  3  4  5 -1  7  8  3  4  5] [[-1  7]
#  [-1  7]] [[-1  7]
#  [-1  7]] [-1  7  8] [0 7 8 0 4 5] [0 5 5 3 4 5] [-1  3  4  5  7  8] [0 3 4 5 1 2] [1 3]
# 11 [1. 2.] [[3 4]
#  [6 8]] [1 3 6] [3 5] True False True True
# [[7 7]
#  [7 7]] [[0 0 0 0]
#  [0 0 0 0]
#  [0 0 0 0]] [] [[1. 0.]
#  [0. 1.]] [[1, 2], [3, 4]] [ True False] [1.+2.j 3.+0.j] 5 3 True
# [ 0  0  0 10] 10
# [999   5   6  17] 1027
# [ 8  9 10 21] 48
# 0.0 0.25 0.5 0.75 1.0 
# 0.250    -1   90.417 (3, 4) 0.50 0.25 0.2 1 7.0 True
# 1.0 2.0 2.0 2.0 False True <class 'numpy.float64'> <class 'numpy.bool'> 0.0 8 26 1.0 2.0
# [ 0 16  9  4  5  6] [0.  0.5 1.  1.5 2. ] [0, 16, 9, 4, 5, 6] True True True True 
# [1.235 0.   ] [0.  0.5 1. ]
# ValueError | operands could not be broadcast together with shapes (2,) (3,) 
# IndexError | index 10 is out of bounds for axis 0 with size 6
# IndexError | index 5 is out of bounds for axis 0 with size 3
# ValueError | The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
# ValueError | cannot reshape array of size 6 into shape (4,4)
# ValueError | negative dimensions are not allowed
# IndexError | only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices
# OverflowError | Python integer 300 out of bounds for int8
# AssertionError | 
# Not equal to tolerance rtol=1e-07, atol=0
#
# Mismatched elements: 1 / 2 (50%)
# Mismatch at index:
#  [1]: 2.0 (ACTUAL), 2.5 (DESIRED)
# Max absolute difference among violations: 0.5
# Max relative difference among violations: 0.2
#  ACTUAL: array([1., 2.])
#  DESIRED: array([1. , 2.5])
# ValueError | all the input arrays must have same number of dimensions, but the array at index 0 has 2 dimension(s) and the array at index 1 has 1 dimension(s)
# AttributeError | 'numpy.ndarray' object has no attribute 'nope'
# ValueError | setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. The detected shape was (2,) + inhomogeneous part.
# ValueError | matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 3 is different from 2)
# TypeError | only 0-dimensional arrays can be converted to Python scalars
# ValueError | zero-size array to reduction operation maximum which has no identity
# IndexError | too many indices for array: array is 1-dimensional, but 2 were indexed
