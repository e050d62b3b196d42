a = 1
a = b = 1
a = b = c = d
a, b = 1, 2
a, b = b, a
(a, b) = c
[a, b] = c
a, (b, c) = d
a, *b = c
*a, b = c
*a, = b
[*a, b] = c
a.b = 1
a[0] = 1
a[1:2] = b
a[:, 0] = 1
a.b[c].d = 1
a[0], b.c = 1, 2
x = yield_
x = *a, b
a = lambda: 0
a = (b := 1)
a += 1
a -= 1
a *= 1
a /= 1
a //= 1
a %= 1
a **= 1
a @= 1
a &= 1
a |= 1
a ^= 1
a <<= 1
a >>= 1
a += b, c
a[0] += 1
a.b -= 1
a: int
a: int = 1
a: "text" = 1
a.b: int
a[0]: int = 1
a: int = 1, 2
a: list[int] = []
(a): int = 1
x = (1 +
     2)
x = 1 + \
    2
x=1;y=2
x = 1; y = 2;
a=b==c
a = b == c
a=-1
a = not b
a, = b
a = b,
a = b, *c
