match x:
    case a:
        b
    case 1:
        c
match x:
    case _:
        b
    case a | 1:
        c
match x:
    case 1 + x:
        a
    y = 1
    case 2
        b
