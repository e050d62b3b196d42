x = 1

if a:
    b
    c
    d= 1
def f(): pass
  x = 2
