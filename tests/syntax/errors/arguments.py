f(a=1, 2)
f(**a, 1)
f(**a, *b)
f(a=1, b=2, a=3)
f(x for x in y, 1)
f(1, x for x in y)
f(*a, b, c=1, *d, **e)
class C(a=1, B): pass
