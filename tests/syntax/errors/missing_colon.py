if x > 0
    y = 1
while True
    pass
for i in range(3)
    print(i)
def f(x)
    return x
class A
    pass
if x > 0:
    y
elif x
    z
else
    w
try
    a
finally
    b
with open(x) as f
    pass
x = 1
