x = [1 2, 3]
f(a b)
y = {1: 2 3: 4}
z = (a, b "c")
w = f(x, y z=1)
