print(1 + 2, 7 // 2, -7 // 2, 7 % -3, -7 % 3, 2 ** 10, 2 ** -1, 7 / 2, 10 ** 18)
print(0.1 + 0.2, 1e16, 1e-5, 1.5 // 0.5, -7.5 % 2, 2.5 ** 3, (-8) ** (1 / 3))
print(True + True, True & False, True | False, ~5, ~True, 5 ^ 3, 1 << 40, -17 >> 2)
print(9223372036854775807, 9223372036854775808, -9223372036854775808, 18446744073709551615)
print(12345678901234567 / 3, 9007199254740993 / 2, 18446744073709551615 / 9223372036854775809)
print(round(2.5), round(3.5), round(2.675, 2), round(-1.5), round(1234, -2), round(2.0), round(1e20 / 1e10))
print(int(3.9), int(-3.9), int("42"), int("ff", 16), int("0b101", 0), float("1e3"), float("nan"), complex("1+2j"))
print(abs(-3), abs(-2.5), abs(3 + 4j), divmod(17, 5), divmod(-17, 5), divmod(7.5, 2))
print(min(3, 1, 2), max([4, 9, 2]), min("b", "a"), max(1, 2.0), min([], default=7), sum([1, 2, 3]), sum([0.1] * 3), sum([[1], [2]], []))
print(pow(2, 10), pow(3, 5, 7), bin(10), oct(-8), hex(255), chr(97), ord("é"))
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, 1 != 2, 3 > 2 >= 2, "a" < "b", [1, 2] < [1, 3], (1, 2) == (1, 2), {1} < {1, 2})
print(1j * 1j, (1 + 2j) / (3 - 4j), (1 + 2j) ** 2, complex(1, -0.0), -2j, 3 + 0j, (1 + 2j).conjugate(), (1 + 2j).imag)
print(float("inf"), -float("inf"), float("inf") - float("inf"), 1e308 * 10)
print(not 0, not "x", None is None, 1 is not None, [] == [], 0.0 == -0.0)
print(2 ** 63, 2 ** 63 + (2 ** 63 - 1), -2 ** 63)
print(hash(1), hash(1.0), hash(True), hash(-1), hash(2 ** 61))
print(1_000_000, 0xFF, 0o17, 0b11, 1e3, 1_0.5)
print(10 ** -2, 0 ** 0, 0.0 ** 0, 1 ** -5)
print((5).bit_length(), (2.0).is_integer(), (2.5).is_integer())
for f in [lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0 ** -1,
          lambda: divmod(1, 0), lambda: 1j / 0, lambda: 1 << -1, lambda: "a" + 1, lambda: 1 + "a", lambda: [1] + (2,), lambda: -"a",
          lambda: 1 < "a", lambda: int("x"), lambda: float("x"), lambda: int(float("nan")), lambda: int(float("inf")), lambda: 10.0 ** 400,
          lambda: len(5), lambda: {}["k"], lambda: [1][5], lambda: (1,)[3], lambda: "abc"[7], lambda: None.x, lambda: 5(), lambda: 5[0],
          lambda: {[1]: 2}, lambda: ord("ab"), lambda: chr(-1), lambda: max([]), lambda: range(1, 2, 0), lambda: "%d" % "x",
          lambda: [1, 2].index(3), lambda: [].pop(), lambda: {}.pop("a"), lambda: "abc".index("z"), lambda: int("12", 1)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e)
#--- output
# 3 3 -4 -2 2 1024 0.5 3.5 1000000000000000000
# 0.30000000000000004 1e+16 1e-05 3.0 0.5 15.625 (1.0000000000000002+1.7320508075688772j)
# 2 False True -6 -2 6 1099511627776 -5
# 9223372036854775807 9223372036854775808 -9223372036854775808 18446744073709551615
# 4115226300411522.5 4503599627370496.0 2.0
# 2 4 2.67 -2 1200 2 10000000000
# 3 -3 42 255 5 1000.0 nan (1+2j)
# 3 2.5 5.0 (3, 2) (-4, 3) (3.0, 1.5)
# 1 9 a 2.0 7 6 0.30000000000000004 [1, 2]
# 1024 5 0b1010 -0o10 0xff a 233
# True False True True True True True True True
# (-1+0j) (-0.2+0.4j) (-3+4j) (1-0j) (-0-2j) (3+0j) (1-2j) 2.0
# inf -inf nan inf
# True False True True True True
# 9223372036854775808 18446744073709551615 -9223372036854775808
# 1 1 1 -2 1
# 1000000 255 15 3 1000.0 10.5
# 0.01 1 1.0 1.0
# 3 True False
# ZeroDivisionError | integer division or modulo by zero
# ZeroDivisionError | integer modulo by zero
# ZeroDivisionError | division by zero
# ZeroDivisionError | float division by zero
# ZeroDivisionError | float floor division by zero
# ZeroDivisionError | float modulo
# ZeroDivisionError | 0.0 cannot be raised to a negative power
# ZeroDivisionError | integer division or modulo by zero
# ZeroDivisionError | complex division by zero
# ValueError | negative shift count
# TypeError | can only concatenate str (not "int") to str
# TypeError | unsupported operand type(s) for +: 'int' and 'str'
# TypeError | can only concatenate list (not "tuple") to list
# TypeError | bad operand type for unary -: 'str'
# TypeError | '<' not supported between instances of 'int' and 'str'
# ValueError | invalid literal for int() with base 10: 'x'
# ValueError | could not convert string to float: 'x'
# ValueError | cannot convert float NaN to integer
# OverflowError | cannot convert float infinity to integer
# OverflowError | (34, 'Numerical result out of range')
# TypeError | object of type 'int' has no len()
# KeyError | 'k'
# IndexError | list index out of range
# IndexError | tuple index out of range
# IndexError | string index out of range
# AttributeError | 'NoneType' object has no attribute 'x'
# TypeError | 'int' object is not callable
# TypeError | 'int' object is not subscriptable
# TypeError | unhashable type: 'list'
# TypeError | ord() expected a character, but string of length 2 found
# ValueError | chr() arg not in range(0x110000)
# ValueError | max() arg is an empty sequence
# ValueError | range() arg 3 must not be zero
# TypeError | %d format: a real number is required, not str
# ValueError | 3 is not in list
# IndexError | pop from empty list
# KeyError | 'a'
# ValueError | substring not found
# ValueError | int() base must be >= 2 and <= 36, or 0
