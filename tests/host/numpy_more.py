"""Functions of numpy that are used less."""
import numpy as np


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


a = np.arange(6)
m = a.reshape(2, 3)
n = np.array([1.0, np.nan, 3.0])
print(np.append(a, [7, 8]), np.append(m, [[9, 9, 9]], axis=0), np.delete(a, 1), np.delete(a, [0, -1]), np.delete(m, 1, axis=1), np.delete(a, slice(1, 3)), np.insert(a, 2, 99), np.insert(a, [1, 3], [10, 30]), np.insert(m, 1, 7, axis=1), np.insert(a, 1, [5, 6]))
print(np.split(a, 3), np.split(a, [2, 3]), np.array_split(a, 4), np.dstack([a[:2], a[:2]]), np.moveaxis(np.zeros((2, 3, 4)), 0, -1).shape, np.swapaxes(m, 0, 1).shape, np.atleast_1d(3), np.atleast_2d([1, 2]), np.take(a, [0, 2]), np.take(m, [0, 2], axis=1), a.take(1))
print(np.nansum(n), np.nanmean(n), np.nanmax(n), np.nanmin(n), np.nan_to_num([np.nan, np.inf, 1.5]), np.diag([1, 2]), np.diag(m), np.diag([1], k=1), np.diagonal(m, 1), np.digitize([0.5, 1.5, 9], [1, 2, 3]), np.digitize([0.5, 1.5], [3, 2, 1]))
print(np.average([1, 2, 3], weights=[3, 2, 1]), np.average(m, axis=0), np.average(m, axis=1, weights=[1, 0, 1]), np.cross([1, 0, 0], [0, 1, 0]), np.vdot([1j], [2]), np.logspace(0, 2, 3), np.unravel_index(4, (2, 3)), np.sinc([0, 0.5]), np.angle([1, 1j], deg=True))
print(np.promote_types("i4", "f4"), np.result_type(np.int8, np.float32), np.issubdtype(np.float64, float), np.shares_memory(a, m), np.may_share_memory(a, m.copy()), np.histogram([1, 2, 2.5], bins=2, density=True), np.histogram([1, 2, 3], bins=2, range=(0, 4)), np.histogram([0.1, 0.9], bins=2, weights=[2.0, 3.0]))
b = np.zeros(3)
np.copyto(b, [1, 2, 3])
print(b, np.real(2 + 3j), np.imag(np.float64(2)), np.real(m), np.polyval([1.5, 0, 1], [1, 2]), np.count_nonzero(m, axis=1, keepdims=True), np.median(m, axis=1, keepdims=True), np.ptp(m, axis=1))
print(np.square([1, 2]), np.positive([1, -2]), np.ldexp([1.0, 2.0], 3), np.divmod(7, 2), np.modf([1.5, -2.25]), np.heaviside([-1, 0, 2], 0.5), np.nextafter(1, 2), np.logaddexp(0, 0), np.float_power(2, -1), np.fmin([1, np.nan], 0))
attempt("split", lambda: np.split(a, 4))
attempt("delete", lambda: np.delete(a, 9))
attempt("finfo", lambda: np.finfo(int))
attempt("take", lambda: np.take(a, 9))
#--- output
# [0 1 2 3 4 5 7 8] [[0 1 2]
#  [3 4 5]
#  [9 9 9]] [0 2 3 4 5] [1 2 3 4] [[0 2]
#  [3 5]] [0 3 4 5] [ 0  1 99  2  3  4  5] [ 0 10  1  2 30  3  4  5] [[0 7 1 2]
#  [3 7 4 5]] [0 5 6 1 2 3 4 5]
# [array([0, 1]), array([2, 3]), array([4, 5])] [array([0, 1]), array([2]), array([3, 4, 5])] [array([0, 1]), array([2, 3]), array([4]), array([5])] [[[0 0]
#   [1 1]]] (3, 4, 2) (3, 2) [3] [[1 2]] [0 2] [[0 2]
#  [3 5]] 1
# 4.0 2.0 3.0 1.0 [0.00000000e+000 1.79769313e+308 1.50000000e+000] [[1 0]
#  [0 2]] [0 4] [[0 1]
#  [0 0]] [1 5] [0 1 3] [3 2]
# 1.6666666666666667 [1.5 2.5 3.5] [1. 4.] [0 0 1] -2j [  1.  10. 100.] (np.int64(1), np.int64(1)) [1.         0.63661977] [ 0. 90.]
# float64 float32 True True False (array([0.44444444, 0.88888889]), array([1.  , 1.75, 2.5 ])) (array([1, 2]), array([0., 2., 4.])) (array([2., 3.]), array([0.1, 0.5, 0.9]))
# [1. 2. 3.] 2.0 0.0 [[0 1 2]
#  [3 4 5]] [2.5 7. ] [[2]
#  [3]] [[1.]
#  [4.]] [2 2]
# [1 4] [ 1 -2] [ 8. 16.] (np.int64(3), np.int64(1)) (array([ 0.5 , -0.25]), array([ 1., -2.])) [0.  0.5 1. ] 1.0000000000000002 0.6931471805599453 0.5 [0. 0.]
# split ValueError array split does not result in an equal division
# delete IndexError index 9 is out of bounds for axis 0 with size 6
# finfo ValueError data type <class 'numpy.int64'> not inexact
# take IndexError index 9 is out of bounds for axis 0 with size 6
