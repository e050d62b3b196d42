if x:
y = 1
for i in x:
for j in y:
    pass
def f():
class C:
while x:
try:
    pass
except A:
else:
finally:
x = 1
with a:
else_ = 1
if a:
    b
elif c:
else:
z = 2
