lambda = 1
class = 2
f(if=1)
x.class = 3
def def():
    pass
def f(in, from):
    pass
import a as while
for if in x:
    pass
y = None.is
x = for
z = a + while
None = 1
def g(None): pass
