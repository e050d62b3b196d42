def f:
    pass
def (x):
    pass
def 1f(x):
    pass
for x range(3):
    pass
for x of y:
    pass
for (i = 0; i < 3; i++):
    pass
for in x:
    pass
class 1:
    pass
with open(x) f:
    pass
except A, e:
    pass
try:
    a
except A, B:
    b
except A as 1:
    c
