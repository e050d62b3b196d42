f(x) = 1
x + 1 = y
1 = x
"a" = x
None = x
True = 1
(a, f()) = b
[a, 1] = b
a if b else c = d
lambda: x = 1
x == y = z
not x = 1
-x = 1
{a} = 1
{} = 1
[a for a in b] = 1
(a for a in b) = 1
f"{x}" = 1
... = 1
a, b += 1
f() += 1
[a] += 1
(a, b): int = 1
f(): int
[a]: int
del f()
del a + b
del (a, 1)
del *a
for f() in x:
    pass
for 1 in x:
    pass
with a as f():
    pass
[x for f() in y]
x = f() = 2
(yield_ and x) = 1
a, b = c, d() = e
