else:
    a
x = 1
elif b:
    c
except A:
    d
finally:
    e
for i in x:
    y
except A:
    z
if a:
    b
else:
    c
elif d:
    e
