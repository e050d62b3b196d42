"""Scalars of NumPy: arithmetic, comparison, conversion, text."""
import numpy as np


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


a = np.float64(1.5)
b = np.int64(7)
print(a, repr(a), b, repr(b), np.float32(0.1), repr(np.float32(0.1)))
print(repr(np.bool_(True)), repr(np.complex128(1 + 2j)), repr(np.complex64(1j)), repr(np.uint8(200)))
print(repr(a + 1), repr(1 + a), repr(a * b), repr(b / 2), repr(b // 2), repr(b % 4), repr(b**2), repr(2**b))
print(repr(np.float32(1.5) + 1.5), repr(np.float32(1) + np.float64(1)), repr(np.float32(1) + b), repr(b + 1.5))
print(repr(np.int8(100) + np.int16(100)), repr(np.uint8(200) & 15), repr(np.uint8(3) << 2), repr(~b), repr(-a), repr(+b))
print(repr(abs(np.int8(-5))), repr(abs(np.complex128(3 + 4j))), repr(divmod(b, 2)), repr(round(a)), repr(round(np.float64(2.567), 1)))
print(repr(np.bool_(True) + np.bool_(True)), repr(np.bool_(True) & False), repr(~np.bool_(True)), repr(np.bool_(True) + 1))
print(repr(a > 1), repr(a == 1.5), repr(b != 7), repr(b <= 6), a == 1.5, b == "x", b != "x", b == None)
print(int(a), float(b), bool(b), complex(a), int(np.int64(3)), str(a), bool(np.float64(0)))
print(a.item(), type(a.item()).__name__, b.item(), a.dtype, b.dtype, a.shape, a.ndim, a.size, a.itemsize, a.T)
print(repr(np.complex128(1 + 2j).real), repr(np.complex128(1 + 2j).imag), repr(a.real), repr(b.imag), repr(np.complex128(1 + 2j).conjugate()))
print(repr(b.astype(np.float32)), repr(a.sum()), repr(a.mean()), repr(a.round()), a.tolist())
print(f"{a:.3f} {b:5d} {b:>8} {np.float32(0.1)} {np.float32(0.1):.10f} {a!r} {np.bool_(True)} {b:x}")
print("%.2f %d %s %r" % (a, b, a, b))
print(hash(b) == hash(7), {7: "seven"}[b], {1.5: "x"}[a], b in [1, 7], b in {7, 8})
print([1, 2, 3][np.int64(1)], list(range(np.int64(3))), "ab" * np.int64(2), [0] * np.int32(3), np.int64(2) * [1, 2])
print(type(a).__name__, type(b), isinstance(a, float), isinstance(b, int), isinstance(a, np.float64), isinstance(b, np.int64))
print(repr(np.float64(3)), repr(np.float64("2.5")), repr(np.int64(3.9)), repr(np.int32("12")), repr(np.bool_(0)), repr(np.float32(b)))
print(repr(np.float64(1e300)), repr(np.float64(1e-7)), repr(np.float64(np.inf)), repr(np.float64("nan")), repr(np.float32(16777216)))
print(repr(min(a, 2.0)), repr(max(b, 3)), repr(sum([a, a])), sorted([np.int64(3), np.int64(1)]))
print(repr(np.int64(5) // np.int64(2)), repr(np.int64(-5) // 2), repr(np.int64(-5) % 3), repr(np.float64(-5.5) % 3), repr(np.float64(-5.5) // 2))
print(repr(np.uint64(5) + np.int64(1)), repr(np.uint64(2**63) + 1), repr(np.uint8(5) - np.uint8(3)), repr(np.int16(5) ** 2))
print(repr(np.int64(2) ** np.int64(10)), repr(np.float64(2) ** -1), repr(np.float32(2) ** 0.5), repr(np.int64(2) ** 0.5))
print(repr(np.array(5) + 1), repr(np.array(5)[()]), repr(np.array(2.5) * np.array(2)))
attempt("neg power", lambda: np.int64(2) ** -1)
attempt("too big", lambda: np.uint8(300))
attempt("too big add", lambda: np.uint8(200) + 300)
attempt("minus bool", lambda: -np.bool_(True))
attempt("sub bool", lambda: np.bool_(True) - np.bool_(False))
attempt("none", lambda: a + None)
attempt("none int", lambda: b + None)
attempt("str", lambda: b + "x")
attempt("compare", lambda: np.uint8(5) < 300)
attempt("compare neg", lambda: np.uint8(5) > -1)
attempt("index", lambda: [1, 2][np.float64(1)])
attempt("float list", lambda: np.float64(2) * [1, 2])
attempt("matmul", lambda: a @ a)
attempt("shift float", lambda: a << 1)
attempt("invert float", lambda: ~a)
attempt("attribute", lambda: a.nothing)
attempt("subscript", lambda: a[0])
attempt("len", lambda: len(a))
for x in (np.float64(0.1), np.float32(3.4e38), np.int8(-128), np.uint64(18446744073709551615), np.complex64(1.5 - 2j)):
    print(x, repr(x), x.dtype, x.nbytes, repr(x.item()))
#--- output
# 1.5 np.float64(1.5) 7 np.int64(7) 0.1 np.float32(0.1)
# np.True_ np.complex128(1+2j) np.complex64(1j) np.uint8(200)
# np.float64(2.5) np.float64(2.5) np.float64(10.5) np.float64(3.5) np.int64(3) np.int64(3) np.int64(49) np.int64(128)
# np.float32(3.0) np.float64(2.0) np.float64(8.0) np.float64(8.5)
# np.int16(200) np.uint8(8) np.uint8(12) np.int64(-8) np.float64(-1.5) np.int64(7)
# np.int8(5) np.float64(5.0) (np.int64(3), np.int64(1)) 2 np.float64(2.6)
# np.True_ np.False_ np.False_ np.int64(2)
# np.True_ np.True_ np.False_ np.False_ True False True False
# 1 7.0 True (1.5+0j) 3 1.5 False
# 1.5 float 7 float64 int64 () 0 1 8 1.5
# np.float64(1.0) np.float64(2.0) np.float64(1.5) np.int64(0) np.complex128(1-2j)
# np.float32(7.0) np.float64(1.5) np.float64(1.5) np.float64(2.0) 1.5
# 1.500     7        7 0.10000000149011612 0.1000000015 np.float64(1.5) True 7
# 1.50 7 1.5 np.int64(7)
# True seven x True True
# 2 [0, 1, 2] abab [0, 0, 0] [1, 2, 1, 2]
# float64 <class 'numpy.int64'> True False True True
# np.float64(3.0) np.float64(2.5) np.int64(3) np.int32(12) np.False_ np.float32(7.0)
# np.float64(1e+300) np.float64(1e-07) np.float64(inf) np.float64(nan) np.float32(1.6777216e+07)
# np.float64(1.5) np.int64(7) np.float64(3.0) [np.int64(1), np.int64(3)]
# np.int64(2) np.int64(-3) np.int64(1) np.float64(0.5) np.float64(-3.0)
# np.float64(6.0) np.uint64(9223372036854775809) np.uint8(2) np.int16(25)
# np.int64(1024) np.float64(0.5) np.float32(1.4142135) np.float64(1.4142135623730951)
# np.int64(6) np.int64(5) np.float64(5.0)
# neg power ValueError Integers to negative integer powers are not allowed.
# too big OverflowError Python integer 300 out of bounds for uint8
# too big add OverflowError Python integer 300 out of bounds for uint8
# minus bool TypeError The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.
# sub bool TypeError numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.
# none TypeError unsupported operand type(s) for +: 'float' and 'NoneType'
# none int TypeError unsupported operand type(s) for +: 'int' and 'NoneType'
# str UFuncTypeError ufunc 'add' did not contain a loop with signature matching types (dtype('int64'), dtype('<U1')) -> None
# compare np.True_
# compare neg np.True_
# index TypeError list indices must be integers or slices, not numpy.float64
# float list TypeError can't multiply sequence by non-int of type 'numpy.float64'
# matmul TypeError unsupported operand type(s) for @: 'numpy.float64' and 'numpy.float64'
# shift float TypeError ufunc 'left_shift' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''
# invert float TypeError ufunc 'invert' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''
# attribute AttributeError 'numpy.float64' object has no attribute 'nothing'
# subscript IndexError invalid index to scalar variable.
# len TypeError object of type 'numpy.float64' has no len()
# 0.1 np.float64(0.1) float64 8 0.1
# 3.4e+38 np.float32(3.4e+38) float32 4 3.3999999521443642e+38
# -128 np.int8(-128) int8 1 -128
# 18446744073709551615 np.uint64(18446744073709551615) uint64 8 18446744073709551615
# (1.5-2j) np.complex64(1.5-2j) complex64 8 (1.5-2j)
