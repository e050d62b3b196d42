f()
f(a)
f(a,)
f(a, b)
f(a=1)
f(a, b=1, c=2)
f(*a)
f(**a)
f(a, *b, c, *d, e=1, **f, g=2, **h)
f(*a, b)
f(x=1, *a)
f(a)(b)(c)
f(a := 1)
f((a := 1), b=(c := 2))
f(a if b else c)
f(lambda x: x, key=lambda y: -y)
f(not a)
f(-a, +b)
f(a=b == c)
f(a == b)
f(print=1, match=2, type=3)
f(
    a,
    b = 1,
)
f(a)[b].c(d)
f . g ( a ) [ 0 ]
a.b
a.b.c
a . b
a.match
a[0]
a[0, 1]
a[0,]
a[-1]
a[:]
a[1:]
a[:2]
a[1:2]
a[::]
a[::2]
a[1::2]
a[:2:3]
a[1:2:3]
a[1:2, 3]
a[:, 0]
a[..., None]
a[:, None, ::-1]
a[b:c, d:e]
a[b[c]]
a[b if c else d:e]
a[lambda x: x]
a[(1, 2)]
a[(1, 2),]
a[()]
a[*b]
a[*b, c]
a[i := 1]
a[i := 1, j]
a[f(x):g(y)]
a[1:2][3:4]
x[a:b, c:d, ::-1, ...]
(a)(b)
[1, 2][0]
{1: 2}[1]
"abc"[0]
"a".join(b)
1 .bit_length()
(1).bit_length()
