x = 1
    y = 2
z = 3
  if a:
      b
  c
d = 4
def f():
    a
        b
    c
