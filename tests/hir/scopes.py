"""The docstring."""
g = 1
h: int = 2
k: int


def outer(a, /, b, *rest, c=3, **more):
    "Outer."
    count = 0

    def inner():
        nonlocal count
        count += a
        return inner

    def late():
        return later, g, b

    later = 1
    f = lambda x, y=b: x + y + count
    return inner, late, f


def comprehensions(n):
    i = "kept"
    rows = [[i * j for j in range(i)] for i in range(n) if i]
    calls = [lambda: i + n for i in range(3)]
    pairs = {i: n for i in range(n)}
    return rows, calls, pairs, (i for i in i)


class Point:
    "A point."
    size = 2
    both = size + 1

    def area(self):
        return size, self.size  # error[NJ0201] `size`: name `size` is not defined (did you mean `slice`?)


def uses_global():
    global g, made
    g = g + 1
    made = 2


top = [g for g in range(g)]
u = made + -1 + -2.5 + -9223372036854775808 + 9223372036854775808 + 0xFFFFFFFFFFFFFFFF
s = f"{g=} {u!r:>{g}} x"
a, (b, *c), d[g], d.x = u
a += 1
d.x -= 1
match a:
    case [1, *c] if c:
        pass
    case {"k": v, **r} | Point(v, y=r) as w:
        pass
    case _:
        d = 1
#--- hir
# module <module>():
#     $g = 1
#     $h = 2
#     pass
#     $outer = def outer(3)
#     $comprehensions = def comprehensions()
#     $Point = class Point()
#     $uses_global = def uses_global()
#     $top = [g.0 for g.0 in $range($g)]
#     $u = ((((($made + -1) + -2.5) + -9223372036854775808) + 9223372036854775808) + 18446744073709551615)
#     $s = f"g={$g!r} {$u!r:>{$g}} x"
#     ($a, ($b, *$c), $d[$g], $d.x) = $u
#     $a = $a += 1
#     $d.x = -= 1
#     match $a:
#         case [1, *$c] if $c:
#             pass
#         case {"k": $v, **$r} | $Point($v, y=$r) as $w:
#             pass
#         case _:
#             $d = 1
#     def outer(a.0/, b.1, *rest.2, c.3*=.., **more.4):
#         cells a.0, b.1, count.5, inner.6, later.8
#         count.5 = 0
#         inner.6 = def inner()
#         late.7 = def late()
#         later.8 = 1
#         f.9 = lambda#2(b.1)
#         return (inner.6, late.7, f.9)
#         def outer.<locals>.inner():
#             captures count.0 from .5
#             captures a.1 from .0
#             captures inner.2 from .6
#             pass
#             count.0 = count.0 += a.1
#             return inner.2
#         def outer.<locals>.late():
#             captures later.0 from .8
#             captures b.1 from .1
#             return (later.0?, $g, b.1)
#         lambda outer.<locals>.<lambda>(x.1, y.2=..):
#             captures count.0 from .5
#             return ((x.1 + y.2) + count.0)
#     def comprehensions(n.0):
#         cells n.0, i.5
#         i.1 = "kept"
#         rows.4 = [[(i.2 * j.3) for j.3 in $range(i.2)] for i.2 in $range(n.0) if i.2]
#         calls.6 = [lambda#0() for i.5 in $range(3)]
#         pairs.8 = {i.7: n.0 for i.7 in $range(n.0)}
#         return (rows.4, calls.6, pairs.8, (i.9 for i.9 in i.1))
#         lambda comprehensions.<locals>.<lambda>():
#             captures i.0 from .5
#             captures n.1 from .0
#             return (i.0 + n.1)
#     class Point():
#         size.0 = 2
#         both.1 = (size.0 + 1)
#         area.2 = def area()
#         def Point.area(self.0):
#             return ($size, self.0.size)
#     def uses_global():
#         $g = ($g + 1)
#         $made = 2
