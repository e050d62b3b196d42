x = f(1, 2
y = 3
z = [1, 2, 3
print(x)
