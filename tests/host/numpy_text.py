"""Text of arrays, print options, assertions of numpy.testing."""
import numpy as np


def attempt(label, function):
    try:
        print(label, repr(function()))
    except AssertionError as error:
        print(label, "AssertionError", error)
    except Exception as error:
        print(label, type(error).__name__, error)


a = np.array([1.0, 2.5, -3.25, 1e-10, 1e10])
print(a, repr(a), repr(a.astype(np.float32)), repr(np.arange(3)), repr(np.array([True])), repr(np.array([1j])), repr(np.zeros((2, 0))), repr(np.array(2.5)), str(np.array(2.5)))
print(np.arange(2000), repr(np.arange(1200).reshape(3, 400)))
print(np.array2string(a, precision=2, suppress_small=True), np.array2string(np.arange(3), separator=", "), np.array_repr(np.arange(3)), np.array_str(a), np.array2string(np.array([1.5, 2]), prefix="x = "))
np.set_printoptions(precision=3, suppress=True)
print(a, repr(a), np.array([1 / 3, 2 / 3]))
np.set_printoptions(precision=8, suppress=False, linewidth=40, threshold=10, edgeitems=2)
print(np.arange(30), np.arange(9) / 8)
np.set_printoptions(linewidth=75, threshold=1000, edgeitems=3)
with np.printoptions(precision=2):
    print(np.array([1 / 3]))
print(np.array([1 / 3]), np.get_printoptions()["precision"])
with np.errstate(divide="ignore", invalid="ignore"):
    print(np.array([1.0, -1.0, 0.0]) / 0, np.array([1, -1, 0]) // 0, np.sqrt(-1.0), np.log(0.0), np.float64(1) / 0, np.int64(5) // 0, np.int64(5) % 0)
attempt("options", lambda: np.set_printoptions(floatmode="x"))
attempt("bare format", lambda: f"{np.arange(3)} {np.array(1.5):.3f}")
attempt("format", lambda: f"{np.arange(3):.2f}")
T = np.testing
attempt("close", lambda: T.assert_allclose([1.0, 2.0], [1.0, 2.0 + 1e-9]))
attempt("close 2", lambda: T.assert_allclose([1.0, 2.0, 3.0], [1.0, 2.1, 3.0]))
attempt("close shape", lambda: T.assert_allclose([1.0, 2.0], [1.0, 2.1, 3.0]))
attempt("close note", lambda: T.assert_allclose(1.0, 1.1, rtol=1e-3, err_msg="note"))
attempt("close nan", lambda: T.assert_allclose([1.0, np.nan], [1.0, 2.0]))
attempt("close inf", lambda: T.assert_allclose([1.0, np.inf], [1.0, 2.0]))
attempt("close 0", lambda: T.assert_allclose([1, 1], [0, 0]))
attempt("close many", lambda: T.assert_allclose(np.zeros((2, 4)), np.ones((2, 4))))
attempt("close complex", lambda: T.assert_allclose([1 + 1j], [1 + 2j]))
attempt("equal", lambda: T.assert_array_equal([1, 2, 3], [1, 2, 4]))
attempt("equal nan", lambda: T.assert_array_equal([1, np.nan], [1, np.nan]))
attempt("equal bool", lambda: T.assert_array_equal([True, False], [True, True]))
attempt("equal shape", lambda: T.assert_array_equal([1, 2, 3], [1, 2]))
attempt("equal large", lambda: T.assert_array_equal(np.arange(2000), np.arange(2000) + 1))
attempt("equal scalar", lambda: T.assert_array_equal([1, 2], 2))
attempt("equal quiet", lambda: T.assert_array_equal([1, 2], [1, 3], verbose=False))
attempt("item", lambda: T.assert_equal(1, 2))
attempt("items", lambda: T.assert_equal([1, 2], [1, 3]))
attempt("item arrays", lambda: T.assert_equal(np.arange(3), np.arange(3) + 1))
attempt("item text", lambda: T.assert_equal("a", "b"))
attempt("item dict", lambda: T.assert_equal({"a": 1}, {"a": 2}))
attempt("item nan", lambda: T.assert_equal(np.nan, np.nan))
attempt("item length", lambda: T.assert_equal((1, 2), (1,)))
attempt("almost", lambda: T.assert_almost_equal(1.0, 1.1))
attempt("almost arrays", lambda: T.assert_almost_equal([1.0, 2], [1.1, 2], decimal=3))
attempt("array almost", lambda: T.assert_array_almost_equal([1.0, 2], [1.1, 2], decimal=3))
print(np.finfo(np.float64).eps, np.finfo(float).max, np.finfo(np.float32).tiny, np.iinfo(np.int8).min, np.iinfo(np.int64).max, np.iinfo("uint16").max)
#--- output
# [ 1.00e+00  2.50e+00 -3.25e+00  1.00e-10  1.00e+10] array([ 1.00e+00,  2.50e+00, -3.25e+00,  1.00e-10,  1.00e+10]) array([ 1.00e+00,  2.50e+00, -3.25e+00,  1.00e-10,  1.00e+10],
#       dtype=float32) array([0, 1, 2]) array([ True]) array([0.+1.j]) array([], shape=(2, 0), dtype=float64) array(2.5) 2.5
# [   0    1    2 ... 1997 1998 1999] array([[   0,    1,    2, ...,  397,  398,  399],
#        [ 400,  401,  402, ...,  797,  798,  799],
#        [ 800,  801,  802, ..., 1197, 1198, 1199]], shape=(3, 400))
# [ 1.00e+00  2.50e+00 -3.25e+00  1.00e-10  1.00e+10] [0, 1, 2] array([0, 1, 2]) [ 1.00e+00  2.50e+00 -3.25e+00  1.00e-10  1.00e+10] [1.5 2. ]
# [ 1.00e+00  2.50e+00 -3.25e+00  1.00e-10  1.00e+10] array([ 1.00e+00,  2.50e+00, -3.25e+00,  1.00e-10,  1.00e+10]) [0.333 0.667]
# [ 0  1 ... 28 29] [0.    0.125 0.25  0.375 0.5   0.625
#  0.75  0.875 1.   ]
# [0.33]
# [0.33333333] 8
# [ inf -inf  nan] [0 0 0] nan -inf inf 0 0
# options ValueError floatmode option must be one of "fixed", "unique", "maxprec", "maxprec_equal"
# bare format '[0 1 2] 1.500'
# format TypeError unsupported format string passed to numpy.ndarray.__format__
# close None
# close 2 AssertionError 
# Not equal to tolerance rtol=1e-07, atol=0
#
# Mismatched elements: 1 / 3 (33.3%)
# Mismatch at index:
#  [1]: 2.0 (ACTUAL), 2.1 (DESIRED)
# Max absolute difference among violations: 0.1
# Max relative difference among violations: 0.04761905
#  ACTUAL: array([1., 2., 3.])
#  DESIRED: array([1. , 2.1, 3. ])
# close shape AssertionError 
# Not equal to tolerance rtol=1e-07, atol=0
#
# (shapes (2,), (3,) mismatch)
#  ACTUAL: array([1., 2.])
#  DESIRED: array([1. , 2.1, 3. ])
# close note AssertionError 
# Not equal to tolerance rtol=0.001, atol=0
# note
# Mismatched elements: 1 / 1 (100%)
# Max absolute difference among violations: 0.1
# Max relative difference among violations: 0.09090909
#  ACTUAL: array(1.)
#  DESIRED: array(1.1)
# close nan AssertionError 
# Not equal to tolerance rtol=1e-07, atol=0
#
# nan location mismatch:
#  ACTUAL: array([ 1., nan])
#  DESIRED: array([1., 2.])
# close inf AssertionError 
# Not equal to tolerance rtol=1e-07, atol=0
#
# inf location mismatch:
#  ACTUAL: array([ 1., inf])
#  DESIRED: array([1., 2.])
# close 0 AssertionError 
# Not equal to tolerance rtol=1e-07, atol=0
#
# Mismatched elements: 2 / 2 (100%)
# Mismatch at indices:
#  [0]: 1 (ACTUAL), 0 (DESIRED)
#  [1]: 1 (ACTUAL), 0 (DESIRED)
# Max absolute difference among violations: 1
# Max relative difference among violations: inf
#  ACTUAL: array([1, 1])
#  DESIRED: array([0, 0])
# close many AssertionError 
# Not equal to tolerance rtol=1e-07, atol=0
#
# Mismatched elements: 8 / 8 (100%)
# First 5 mismatches are at indices:
#  [0, 0]: 0.0 (ACTUAL), 1.0 (DESIRED)
#  [0, 1]: 0.0 (ACTUAL), 1.0 (DESIRED)
#  [0, 2]: 0.0 (ACTUAL), 1.0 (DESIRED)
#  [0, 3]: 0.0 (ACTUAL), 1.0 (DESIRED)
#  [1, 0]: 0.0 (ACTUAL), 1.0 (DESIRED)
# Max absolute difference among violations: 1.
# Max relative difference among violations: 1.
#  ACTUAL: array([[0., 0., 0., 0.],
#        [0., 0., 0., 0.]])
#  DESIRED: array([[1., 1., 1., 1.],
#        [1., 1., 1., 1.]])
# close complex AssertionError 
# Not equal to tolerance rtol=1e-07, atol=0
#
# Mismatched elements: 1 / 1 (100%)
# Mismatch at index:
#  [0]: (1+1j) (ACTUAL), (1+2j) (DESIRED)
# Max absolute difference among violations: 1.
# Max relative difference among violations: 0.4472136
#  ACTUAL: array([1.+1.j])
#  DESIRED: array([1.+2.j])
# equal AssertionError 
# Arrays are not equal
#
# Mismatched elements: 1 / 3 (33.3%)
# Mismatch at index:
#  [2]: 3 (ACTUAL), 4 (DESIRED)
# Max absolute difference among violations: 1
# Max relative difference among violations: 0.25
#  ACTUAL: array([1, 2, 3])
#  DESIRED: array([1, 2, 4])
# equal nan None
# equal bool AssertionError 
# Arrays are not equal
#
# Mismatched elements: 1 / 2 (50%)
# Mismatch at index:
#  [1]: False (ACTUAL), True (DESIRED)
#  ACTUAL: array([ True, False])
#  DESIRED: array([ True,  True])
# equal shape AssertionError 
# Arrays are not equal
#
# (shapes (3,), (2,) mismatch)
#  ACTUAL: array([1, 2, 3])
#  DESIRED: array([1, 2])
# equal large AssertionError 
# Arrays are not equal
#
# Mismatched elements: 2000 / 2000 (100%)
# First 5 mismatches are at indices:
#  [0]: 0 (ACTUAL), 1 (DESIRED)
#  [1]: 1 (ACTUAL), 2 (DESIRED)
#  [2]: 2 (ACTUAL), 3 (DESIRED)
#  [3]: 3 (ACTUAL), 4 (DESIRED)
#  [4]: 4 (ACTUAL), 5 (DESIRED)
# Max absolute difference among violations: 1
# Max relative difference among violations: 1.
#  ACTUAL: array([   0,    1,    2, ..., 1997, 1998, 1999], shape=(2000,))
#  DESIRED: array([   1,    2,    3, ..., 1998, 1999, 2000], shape=(2000,))
# equal scalar AssertionError 
# Arrays are not equal
#
# Mismatched elements: 1 / 2 (50%)
# Mismatch at index:
#  [0]: 1 (ACTUAL), 2 (DESIRED)
# Max absolute difference among violations: 1
# Max relative difference among violations: 0.5
#  ACTUAL: array([1, 2])
#  DESIRED: array(2)
# equal quiet AssertionError 
# Arrays are not equal
#
# Mismatched elements: 1 / 2 (50%)
# Mismatch at index:
#  [1]: 2 (ACTUAL), 3 (DESIRED)
# Max absolute difference among violations: 1
# Max relative difference among violations: 0.33333333
# item AssertionError 
# Items are not equal:
#  ACTUAL: 1
#  DESIRED: 2
# items AssertionError 
# Items are not equal:
# item=1
#
#  ACTUAL: 2
#  DESIRED: 3
# item arrays AssertionError 
# Arrays are not equal
#
# Mismatched elements: 3 / 3 (100%)
# Mismatch at indices:
#  [0]: 0 (ACTUAL), 1 (DESIRED)
#  [1]: 1 (ACTUAL), 2 (DESIRED)
#  [2]: 2 (ACTUAL), 3 (DESIRED)
# Max absolute difference among violations: 1
# Max relative difference among violations: 1.
#  ACTUAL: array([0, 1, 2])
#  DESIRED: array([1, 2, 3])
# item text AssertionError 
# Items are not equal:
#  ACTUAL: 'a'
#  DESIRED: 'b'
# item dict AssertionError 
# Items are not equal:
# key='a'
#
#  ACTUAL: 1
#  DESIRED: 2
# item nan None
# item length AssertionError 
# Items are not equal:
#  ACTUAL: 2
#  DESIRED: 1
# almost AssertionError 
# Arrays are not almost equal to 7 decimals
#  ACTUAL: 1.0
#  DESIRED: 1.1
# almost arrays AssertionError 
# Arrays are not almost equal to 3 decimals
#
# Mismatched elements: 1 / 2 (50%)
# Mismatch at index:
#  [0]: 1.0 (ACTUAL), 1.1 (DESIRED)
# Max absolute difference among violations: 0.1
# Max relative difference among violations: 0.09090909
#  ACTUAL: array([1., 2.])
#  DESIRED: array([1.1, 2. ])
# array almost AssertionError 
# Arrays are not almost equal to 3 decimals
#
# Mismatched elements: 1 / 2 (50%)
# Mismatch at index:
#  [0]: 1.0 (ACTUAL), 1.1 (DESIRED)
# Max absolute difference among violations: 0.1
# Max relative difference among violations: 0.09090909
#  ACTUAL: array([1., 2.])
#  DESIRED: array([1.1, 2. ])
# 2.220446049250313e-16 1.7976931348623157e+308 1.1754944e-38 -128 9223372036854775807 65535
