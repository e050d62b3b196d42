def f(x:
    return x + 1
for i in range(3) +:
    break
    x = 1 +
class A(:
    def g(self):
        return 1
if x ==:
    a
elif b:
    c
else:
    d
x = 1
