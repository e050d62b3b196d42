x = 1
if x = 2:
    y
z = (1
