match x:
    y = 1
match z:
w = 1
