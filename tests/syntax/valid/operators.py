a + b
a - b
a * b
a @ b
a / b
a % b
a ** b
a << b
a >> b
a | b
a ^ b
a & b
a // b
-a
+a
~a
not a
--a
-+~a
not not a
a + b + c
a - b - c
a - (b - c)
a ** b ** c
(a ** b) ** c
-a ** b
(-a) ** b
a ** -b
a ** -b ** c
a * -b
a + b * c
(a + b) * c
a * b + c
a << b + c
a & b | c ^ d
a | b & c
~a & b
a and b
a or b
a and b and c
a or b or c
a and b or c and d
(a or b) and c
a and (b and c)
not a and b
not (a and b)
a < b
a < b < c
a < b <= c == d != e > f >= g
(a < b) < c
a < (b < c)
a in b
a not in b
a is b
a is not b
a is (not b)
a not   in b
a is   not b
not a in b
not a == b
a == b and c != d or e
a if b else c
a if b else c if d else e
(a if b else c) if d else e
a if (b if c else d) else e
a or b if c and d else e or f
lambda: 0
lambda x: x
lambda x, y: x + y
lambda x: lambda y: x
lambda x: a if b else c
a if b else lambda x: x if c else d
lambda x=1, *args, y, z=2, **kwargs: 0
lambda *, x: 0
lambda x, /, y: 0
lambda *args: args
lambda **kwargs: kwargs
lambda x=lambda y=1: y: x
(lambda: 0)()
-x.y
-x[0]
-x(0)
x.y ** z
a<b>c
a<-b
a--b
a**-b
a*-b
a//b%c
1+2*3-4/5
x if not y else not z
a and not b
a or not b and c
a == (not b)
not -a
-(not a)
a@b@c
