if x:
        y = 1
	z = 2
if a:
	b
        c
def f():
    if x:
	y = 1
