@njit
x = 1
@a
@b

for i in x:
    pass
