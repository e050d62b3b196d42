def straight(n):
    x = 1
    y = x + n
    x = 2.5
    return x + y


def joins(flag):
    if flag:
        a = 1
        b = 1
    else:
        a = 2.0
    c = a
    a = "other"
    return a, b, c


def loops(xs):
    total = 0
    for x in xs:
        total += x
        y = x
    else:
        z = 1
    x = "done"
    return total, x, y, z


def endless():
    n = 0
    while True:
        n = n + 1
        found = n
        if n > 3:
            break
    return found


def deleted(x):
    y = x
    del x
    y = x
    try:
        z = y
        w = 1
    except ValueError as e:
        y = e
    else:
        z = 3
    finally:
        f = 1
    return y, z, w, f, e


def walks(n):
    return n and (m := n), m, [m := i for i in n if (k := i)], k
#--- hir
# module <module>():
#     $straight = def straight()
#     $joins = def joins()
#     $loops = def loops()
#     $endless = def endless()
#     $deleted = def deleted()
#     $walks = def walks()
#     def straight(n.0):
#         x.1 = 1
#         y.2 = (x.1 + n.0)
#         x.3 = 2.5
#         return (x.3 + y.2)
#     def joins(flag.0):
#         if flag.0:
#             a.1 = 1
#             b.2 = 1
#         else:
#             a.1 = 2.0
#         c.3 = a.1
#         a.4 = "other"
#         return (a.4, b.2?, c.3)
#     def loops(xs.0):
#         total.1 = 0
#         for x.2 in xs.0:
#             total.1 = total.1 += x.2
#             y.3 = x.2
#         else:
#             z.4 = 1
#         x.5 = "done"
#         return (total.1, x.5, y.3?, z.4)
#     def endless():
#         n.0 = 0
#         while True:
#             n.0 = (n.0 + 1)
#             found.1 = n.0
#             if (n.0 > 3):
#                 break
#         return found.1
#     def deleted(x.0):
#         y.1 = x.0
#         del x.0
#         y.2 = x.0!
#         try:
#             z.3 = y.2
#             w.4 = 1
#         except $ValueError as e.5:
#             y.6 = e.5
#         else:
#             z.7 = 3
#         finally:
#             f.8 = 1
#         return (y.2, z.7, w.4, f.8, e.5!)
#     def walks(n.0):
#         return ((n.0 and (m.1 := n.0)), m.1?, [(m.4 := i.2) for i.2 in n.0 if (k.3 := i.2)], k.3?)
