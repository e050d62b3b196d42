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
match x:
    case [a, a]:
        b
    case [a, 0] | [0, b]:
        c
    case C(a) | 1:
        c
    case {"k": a, **a}:
        d
    case [*a, 1, *b]:
        e
    case [a, 0] | [0, a]:
        f
