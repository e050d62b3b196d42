match x:
    case 1:
        a
    case -1:
        b
    case 1.5:
        c
    case 1 + 2j:
        d
    case -1 - 2j:
        e
    case "a" "b":
        f
    case None:
        g
    case True | False:
        h
    case a.b:
        i
    case a.b.c:
        j
    case C():
        k
    case C(1, 2):
        l
    case C(a=1, b=2):
        m
    case a.C(1, b=2,):
        n
    case ():
        o
    case (1):
        p
    case (1,):
        q
    case (1, 2):
        r
    case []:
        s
    case [1, 2, *rest]:
        t
    case [*_]:
        u
    case 1, 2:
        v
    case 1,:
        w
    case *a, 1:
        x
    case {}:
        y
    case {"a": 1}:
        z
    case {"a": 1, -1: b, C.d: c, **rest}:
        a
    case {None: 1, 1 + 2j: 2}:
        b
    case 1 | 2 | 3:
        c
    case (1 | 2) as n:
        d
    case 1 | 2 as n:
        e
    case [1 as a, 2 as b]:
        f
    case a if a > 1:
        g
    case C(a=[1, {"b": (2 | 3) as c}]):
        h
    case _:
        i
match x, y:
    case a, b: pass
match x,:
    case (a,): pass
match *a, b:
    case _: pass
match (x):
    case _: pass
match -x:
    case _: pass
match [x, y]:
    case _: pass
match x := f():
    case _: pass
match match:
    case case: pass
match x:
    case 1: a; b
    case 2:
        match y:
            case 3:
                c
match = 1
match.a = 2
match[0] = 3
match(x)
match (x)
match: int = 1
match
case = 1
case(x)
type = int
type(x)
type.a
match * a
match - a
match, case = 1, 2
