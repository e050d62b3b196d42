if x = 1:
    y
while x.y = 2:
    z
elif a = b:
    c
f((a = 1))
x = [a = 1]
assert x = 1
return_ = (x = 2)
