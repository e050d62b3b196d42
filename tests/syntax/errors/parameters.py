def f(a=1, b):
    pass
def f(*, **k):
    pass
def f(*):
    pass
def f(**k, a):
    pass
def f(*a, *b):
    pass
def f(/, a):
    pass
def f(a, /, b, /):
    pass
def f(*a, /, b):
    pass
def f(*a=1):
    pass
def f(a, b, a):
    pass
def f(a, *a):
    pass
lambda x, x: 0
lambda x=1, y: 0
def f(a, (b, c)):
    pass
def f(a, 1):
    pass
def f(a.b):
    pass
