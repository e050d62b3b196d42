a = [3, 1, 2]
a.append(5)
a.extend([7, 8])
a.insert(1, "x")
print(a, len(a), a[0], a[-1], a[1:3], a[::-1], a[::2], a.index(2), a.count(3))
a[1] = 9
a[1:3] = [10, 11, 12]
del a[0]
print(a, a.pop(), a.pop(0), a)
a.sort()
print(a, sorted(a, reverse=True), sorted(["bb", "a", "ccc"], key=len), list(reversed(a)))
a.remove(11)
a.reverse()
a += [1]
a *= 2
print(a, a == a.copy(), [0] * 3, [1] + [2], 5 in a, 99 not in a)
b = a
b.clear()
print(a, b is a)
t = (1, "two", 3.0)
x, y, z = t
print(t, x, y, z, t + (4,), t * 2, t[1:], t.index(3.0), (1,), ())
first, *rest = [1, 2, 3]
*init, last = "abc"
p, (q, r), *s = 1, (2, 3), 4, 5
print(first, rest, init, last, p, q, r, s)
d = {"a": 1, 2: "b", (1, 2): [3]}
d["new"] = None
d[1] = "one"
d[True] = "replaced"
print(d, len(d), d["a"], d.get("zz"), d.get("zz", 0), "a" in d, 7 in d)
print(list(d), list(d.values()), list(d.items()))
for k, v in d.items():
    print(k, v)
print(d.pop("a"), d.setdefault("s", []), d)
d.update({"u": 1}, w=2)
del d[2]
print(d, dict(a=1, b=2), dict([("x", 1)]), {**d, "z": 3}, {"a": 1} | {"b": 2})
s1 = {3, 1, 2}
s2 = {2, 3, 4}
print(sorted(s1 | s2), sorted(s1 & s2), sorted(s1 - s2), sorted(s1 ^ s2), 3 in s1, len(s1), set())
s1.add(10)
s1.discard(99)
print(sorted(s1), s1.issubset({1, 2, 3, 10, 11}), {1, 2} <= {1, 2})
print([i * j for i in range(3) for j in range(3) if i != j], {i: i * i for i in range(4)}, sorted({i % 3 for i in range(10)}))
print(list(zip([1, 2, 3], "abc")), list(enumerate("ab", 1)), list(map(lambda v: v * 2, [1, 2])), list(filter(None, [0, 1, 2])))
print(any(v > 2 for v in [1, 2, 3]), all([]), sum(v * v for v in range(4)), list(range(10, 0, -3)), range(5), range(1, 10, 2)[2], 4 in range(0, 10, 2))
print([[1, 2], [3, [4, 5]]], ({"a": (1,)}, [None, True]), slice(1, 2), [1, 2][slice(None)])
nested = []
nested.append(len(nested))
print(nested, "abc" * 2, "a" "b", [*range(3), *"xy"], (*[1], 2), {*[1, 1]})
i = 0
while True:
    i += 1
    if i == 3:
        continue
    if i > 5:
        break
else:
    print("never")
for n in range(3):
    pass
else:
    print("done", n, i)
print(isinstance(1, int), isinstance(True, int), isinstance(1.0, (int, float)), type(1), type("s").__name__, type([]) is list)
print(dict(zip("ab", [1, 2])), list("abc"), tuple([1, 2]), str(1.5), bool([]), repr("it's"), [1, 2] == [1, 2.0])
walrus = [y for x in range(5) if (y := x * x) > 3]
print(walrus, y)
def gen(n):
    for i in range(n):
        if i == 2:
            continue
        try:
            yield i
        finally:
            pass
    yield "end"
print(list(gen(4)), next(gen(1)), next(iter([]), "none"), sum(x for x in gen(2) if x != "end"))
g = (x * 2 for x in [1, 2])
print(next(g), next(g), next(g, "over"))
match [1, 2, 3]:
    case [a, *r]:
        print(a, r)
match {"k": 5, "o": 6}:
    case {"k": int(v), **more}:
        print(v, more)
match 3:
    case 1 | 2:
        print("low")
    case n if n > 2:
        print("high", n)
try:
    a, b = [1, 2, 3]
except ValueError as e:
    print(e)
try:
    a, b = [1]
except ValueError as e:
    print(e)
try:
    a, *b, c = [1]
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)
#--- output
# [3, 'x', 1, 2, 5, 7, 8] 7 3 8 ['x', 1] [8, 7, 5, 2, 1, 'x', 3] [3, 1, 5, 8] 3 1
# [11, 12, 2, 5, 7] 8 10 [11, 12, 2, 5, 7]
# [2, 5, 7, 11, 12] [12, 11, 7, 5, 2] ['a', 'bb', 'ccc'] [12, 11, 7, 5, 2]
# [12, 7, 5, 2, 1, 12, 7, 5, 2, 1] True [0, 0, 0] [1, 2] True True
# [] True
# (1, 'two', 3.0) 1 two 3.0 (1, 'two', 3.0, 4) (1, 'two', 3.0, 1, 'two', 3.0) ('two', 3.0) 2 (1,) ()
# 1 [2, 3] ['a', 'b'] c 1 2 3 [4, 5]
# {'a': 1, 2: 'b', (1, 2): [3], 'new': None, 1: 'replaced'} 5 1 None 0 True False
# ['a', 2, (1, 2), 'new', 1] [1, 'b', [3], None, 'replaced'] [('a', 1), (2, 'b'), ((1, 2), [3]), ('new', None), (1, 'replaced')]
# a 1
# 2 b
# (1, 2) [3]
# new None
# 1 replaced
# 1 [] {2: 'b', (1, 2): [3], 'new': None, 1: 'replaced', 's': []}
# {(1, 2): [3], 'new': None, 1: 'replaced', 's': [], 'u': 1, 'w': 2} {'a': 1, 'b': 2} {'x': 1} {(1, 2): [3], 'new': None, 1: 'replaced', 's': [], 'u': 1, 'w': 2, 'z': 3} {'a': 1, 'b': 2}
# [1, 2, 3, 4] [2, 3] [1] [1, 4] True 3 set()
# [1, 2, 3, 10] True True
# [0, 0, 0, 2, 0, 2] {0: 0, 1: 1, 2: 4, 3: 9} [0, 1, 2]
# [(1, 'a'), (2, 'b'), (3, 'c')] [(1, 'a'), (2, 'b')] [2, 4] [1, 2]
# True True 14 [10, 7, 4, 1] range(0, 5) 5 True
# [[1, 2], [3, [4, 5]]] ({'a': (1,)}, [None, True]) slice(1, 2, None) [1, 2]
# [0] abcabc ab [0, 1, 2, 'x', 'y'] (1, 2) {1}
# done 2 6
# True True True <class 'int'> str True
# {'a': 1, 'b': 2} ['a', 'b', 'c'] (1, 2) 1.5 False "it's" True
# [4, 9, 16] 16
# [0, 1, 3, 'end'] 0 none 1
# 2 4 over
# 1 [2, 3]
# 5 {'o': 6}
# high 3
# too many values to unpack (expected 2)
# not enough values to unpack (expected 2, got 1)
# not enough values to unpack (expected at least 2, got 1)
# cannot unpack non-iterable int object
