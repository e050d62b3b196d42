def f(x):
    y = x +
    if y = 1:
        z = [1 2]
    return y

def g(:
    pass

ok = 1
print ok
