"""Reading and writing by ints, slices, masks and arrays."""
import numpy as np


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


a = np.arange(10)
m = np.arange(24).reshape(2, 3, 4)
print(repr(a[0]), repr(a[-1]), a[2:5], a[::-1], a[::3], a[7:2:-2], a[-3:], a[20:], a[:0])
print(m[0], m[1, 2], repr(m[1, 2, 3]), m[:, 1], m[..., 0], m[0, :, ::2], m[None].shape, m[:, None, 1].shape, m[..., None].shape)
print(m[-1, ..., -1], repr(a[...]), repr(np.array(3)[()]), repr(a[3, ...]), m[()].shape)
print(a[[1, 3, 5]], a[np.array([[0, 1], [2, 3]])], a[[-1, 0]], a[a > 5], a[a % 2 == 0], a[[True, False] * 5])
print(m[[0, 1], [1, 2]], m[:, [0, 2]], m[[1, 0]], m[0, [0, 1], [2, 3]], m[[0, 1], :, [1, 2]], m[:, [0, 1], [0, 1]])
print(m[m > 20], m[m[:, :, 0] > 3], m[0][m[0] > 8], m[np.array([True, False])], m[:, np.array([True, False, True])])
print(m[np.array([[0], [1]]), np.array([0, 2])], m[1, np.array([0, 2])], m[np.array([0, 1]), 1, :], m[None, [0, 1], 0].shape)
print(a[np.array([], int)], a[[]], a[np.zeros(10, bool)], repr(a[np.int64(3)]), repr(a[np.uint8(2)]), a[np.array(4)])
v = a[2:6]
v[0] = 100
v[1:3] = [7, 8]
a[::3] = -1
print(a, v)
b = np.zeros((3, 4))
b[0] = 1
b[:, 1] = [5, 6, 7]
b[1, 2:] = 9
b[2] = b[0] * 2
b[-1, -1] = np.float32(0.5)
b[...] += 1
print(b)
b[b > 5] = 0
b[b == 2] += 10
b[[0, 2]] = [[1], [2]]
b[[0, 1], [2, 3]] = -1
b[:, [0, 3]] *= 2
b[1][b[1] == 0] = 77
print(b)
c = np.arange(6)
c[[0, 0, 1]] += 1
c[c > 2] = [30, 40, 50]
c[1:] = c[:-1]
c[:] = c[::-1]
print(c)
d = np.zeros(4, int)
d[:] = 2.9
d[0] = True
d[1] = np.float64(7.8)
d[2:] = np.array([1.5, -1.5])
print(d)
e = np.zeros((2, 2), complex)
e[0] = 1j
e[1, 0] = 2
e.real[0] = 5
e.imag[1] = 3
print(e)
f = np.arange(12).reshape(3, 4).T
f[1:3, 0] = 99
f[f % 2 == 1] = 0
print(f, f.flags.c_contiguous if False else f.strides)
s = 0
for row in m[0]:
    for item in row:
        s += item
print(repr(s), [x for x in a[:3]], list(zip(a[:2], m[0, 0, :2])), [r.shape for r in m], max(a), min(a), sum(a), sorted(a)[:3])
x, y, z = np.array([1, 2, 3])
print(x, y, z, repr(x), *np.arange(3), len(m), list(enumerate(np.array([1.5, 2.5]))), list(reversed(np.arange(3))))
g = np.zeros(3, bool)
g[1] = 5
g[2] = np.nan
print(g)
h = np.zeros((2, 3))
h[:] = [1, 2, 3]
h[:, 0] = 8
h[0, :] = range(3)
h[1, :] = (7, 8, 9)
print(h)
attempt("bounds", lambda: a[10])
attempt("bounds neg", lambda: a[-11])
attempt("bounds 2", lambda: m[0, 3])
attempt("too many", lambda: a[1, 2])
attempt("float", lambda: a[1.5])
attempt("float array", lambda: a[np.array([1.0])])
attempt("text", lambda: a["x"])
attempt("ellipses", lambda: m[..., ...])
attempt("list bounds", lambda: a[[1, 20]])
attempt("mask", lambda: a[np.array([True, False])])
attempt("mask 2", lambda: m[:, np.array([True, False])])
attempt("mismatch", lambda: m[[0, 1], [0, 1, 2]])
attempt("step", lambda: a[::0])
attempt("slice", lambda: a[1.5:])
attempt("too many arrays", lambda: a[[0], [1]])


def set_to(array, index, value):
    array = array.copy()
    array[index] = value
    return array


attempt("set shape", lambda: set_to(a, slice(0, 3), [1, 2]))
attempt("set shape 2", lambda: set_to(b, 0, np.zeros(3)))
attempt("set mask", lambda: set_to(a, a >= 0, [1, 2]))
attempt("set list", lambda: set_to(a, [0, 1], [1, 2, 3]))
attempt("set rows", lambda: set_to(b, ([0, 1],), np.ones((3, 4))))
attempt("set text", lambda: set_to(a, 0, "x"))
attempt("set number text", lambda: set_to(b, (0, 0), "2.5"))
attempt("set list one", lambda: set_to(a, 0, [1, 2]))
attempt("set complex", lambda: set_to(b, 0, 1j))
attempt("set nan", lambda: set_to(a, 0, float("nan")))
attempt("set inf", lambda: set_to(a, 0, float("inf")))
attempt("set none", lambda: set_to(b, (0, 0), None))
attempt("set none int", lambda: set_to(a, 0, None))
attempt("set big", lambda: set_to(np.zeros(2, np.uint8), 0, 300))
attempt("set negative", lambda: set_to(np.zeros(2, np.uint8), slice(None), -1))
attempt("set bounds", lambda: set_to(a, 10, 1))


def read_only():
    r = np.broadcast_to(np.zeros(3), (2, 3))
    r[0] = 1


def delete():
    del a[0]


attempt("read only", read_only)
attempt("delete", delete)
#--- output
# np.int64(0) np.int64(9) [2 3 4] [9 8 7 6 5 4 3 2 1 0] [0 3 6 9] [7 5 3] [7 8 9] [] []
# [[ 0  1  2  3]
#  [ 4  5  6  7]
#  [ 8  9 10 11]] [20 21 22 23] np.int64(23) [[ 4  5  6  7]
#  [16 17 18 19]] [[ 0  4  8]
#  [12 16 20]] [[ 0  2]
#  [ 4  6]
#  [ 8 10]] (1, 2, 3, 4) (2, 1, 4) (2, 3, 4, 1)
# [15 19 23] array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) np.int64(3) array(3) (2, 3, 4)
# [1 3 5] [[0 1]
#  [2 3]] [9 0] [6 7 8 9] [0 2 4 6 8] [0 2 4 6 8]
# [[ 4  5  6  7]
#  [20 21 22 23]] [[[ 0  1  2  3]
#   [ 8  9 10 11]]
#
#  [[12 13 14 15]
#   [20 21 22 23]]] [[[12 13 14 15]
#   [16 17 18 19]
#   [20 21 22 23]]
#
#  [[ 0  1  2  3]
#   [ 4  5  6  7]
#   [ 8  9 10 11]]] [2 7] [[ 1  5  9]
#  [14 18 22]] [[ 0  5]
#  [12 17]]
# [21 22 23] [[ 4  5  6  7]
#  [ 8  9 10 11]
#  [12 13 14 15]
#  [16 17 18 19]
#  [20 21 22 23]] [ 9 10 11] [[[ 0  1  2  3]
#   [ 4  5  6  7]
#   [ 8  9 10 11]]] [[[ 0  1  2  3]
#   [ 8  9 10 11]]
#
#  [[12 13 14 15]
#   [20 21 22 23]]]
# [[[ 0  1  2  3]
#   [ 8  9 10 11]]
#
#  [[12 13 14 15]
#   [20 21 22 23]]] [[12 13 14 15]
#  [20 21 22 23]] [[ 4  5  6  7]
#  [16 17 18 19]] (1, 2, 4)
# [] [] [] np.int64(3) np.int64(2) 4
# [ -1   1 100  -1   8   5  -1   7   8  -1] [100  -1   8   5]
# [[ 2.   6.   2.   2. ]
#  [ 1.   7.  10.  10. ]
#  [ 3.  11.   3.   1.5]]
# [[ 2.  1. -1.  2.]
#  [ 2. 77. 77. -2.]
#  [ 4.  2.  2.  4.]]
# [40 30  2  2  1  1]
# [ 1  7  1 -1]
# [[5.+1.j 5.+1.j]
#  [2.+3.j 0.+3.j]]
# [[ 0  4  8]
#  [ 0  0  0]
#  [ 0  6 10]
#  [ 0  0  0]] (8, 32)
# np.int64(66) [np.int64(-1), np.int64(1), np.int64(100)] [(np.int64(-1), np.int64(0)), (np.int64(1), np.int64(1))] [(3, 4), (3, 4)] 100 -1 125 [np.int64(-1), np.int64(-1), np.int64(-1)]
# 1 2 3 np.int64(1) 0 1 2 2 [(0, np.float64(1.5)), (1, np.float64(2.5))] [np.int64(2), np.int64(1), np.int64(0)]
# [False  True  True]
# [[0. 1. 2.]
#  [7. 8. 9.]]
# bounds IndexError index 10 is out of bounds for axis 0 with size 10
# bounds neg IndexError index -11 is out of bounds for axis 0 with size 10
# bounds 2 IndexError index 3 is out of bounds for axis 1 with size 3
# too many IndexError too many indices for array: array is 1-dimensional, but 2 were indexed
# float IndexError only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices
# float array IndexError arrays used as indices must be of integer (or boolean) type
# text IndexError only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices
# ellipses IndexError an index can only have a single ellipsis ('...')
# list bounds IndexError index 20 is out of bounds for axis 0 with size 10
# mask IndexError boolean index did not match indexed array along axis 0; size of axis is 10 but size of corresponding boolean axis is 2
# mask 2 IndexError boolean index did not match indexed array along axis 1; size of axis is 3 but size of corresponding boolean axis is 2
# mismatch IndexError shape mismatch: indexing arrays could not be broadcast together with shapes (2,) (3,) 
# step ValueError slice step cannot be zero
# slice TypeError slice indices must be integers or None or have an __index__ method
# too many arrays IndexError too many indices for array: array is 1-dimensional, but 2 were indexed
# set shape ValueError could not broadcast input array from shape (2,) into shape (3,)
# set shape 2 ValueError could not broadcast input array from shape (3,) into shape (4,)
# set mask ValueError NumPy boolean array indexing assignment cannot assign 2 input values to the 6 output values where the mask is true
# set list ValueError shape mismatch: value array of shape (3,) could not be broadcast to indexing result of shape (2,)
# set rows ValueError shape mismatch: value array of shape (3,4) could not be broadcast to indexing result of shape (2,4)
# set text ValueError invalid literal for int() with base 10: 'x'
# set number text array([[ 2.5,  1. , -1. ,  2. ],
#        [ 2. , 77. , 77. , -2. ],
#        [ 4. ,  2. ,  2. ,  4. ]])
# set list one TypeError int() argument must be a string, a bytes-like object or a real number, not 'list'
# set complex TypeError float() argument must be a string or a real number, not 'complex'
# set nan ValueError cannot convert float NaN to integer
# set inf OverflowError cannot convert float infinity to integer
# set none array([[nan,  1., -1.,  2.],
#        [ 2., 77., 77., -2.],
#        [ 4.,  2.,  2.,  4.]])
# set none int TypeError int() argument must be a string, a bytes-like object or a real number, not 'NoneType'
# set big OverflowError Python integer 300 out of bounds for uint8
# set negative OverflowError Python integer -1 out of bounds for uint8
# set bounds IndexError index 10 is out of bounds for axis 0 with size 10
# read only ValueError assignment destination is read-only
# delete ValueError cannot delete array elements
