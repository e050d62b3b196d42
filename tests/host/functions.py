def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{"c": 3}))
def pos(a, /, b):
    return a, b
print(pos(1, b=2))
def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
print(fact(20), (lambda x, y=1: x + y)(2))
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
c = counter()
print(c(), c(), counter()())
total = 0
def add(x):
    global total
    total += x
add(3)
add(4)
print(total)
def make(fs):
    for i in range(3):
        fs.append(lambda: i)
    return [f() for f in fs]
print(make([]))
def outer():
    x = "outer"
    def inner():
        def innermost():
            return x
        return innermost
    return inner()()
print(outer(), f.__name__, outer.__name__)
class Point:
    "A point."
    count = 0
    def __init__(self, x, y=0):
        self.x = x
        self.y = y
        Point.count += 1
    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)
    def __repr__(self):
        return f"Point({self.x}, {self.y})"
    def __eq__(self, other):
        return self.x == other.x and self.y == other.y
    def norm2(self):
        return self.x ** 2 + self.y ** 2
class Point3(Point):
    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z
    def norm2(self):
        return super().norm2() + self.z ** 2
p = Point(1, 2) + Point(3)
print(p, p.norm2(), p == Point(4, 2), Point3(1, 2, 3).norm2(), Point.count, isinstance(Point3(0, 0, 0), Point), str(p), [p])
class MyError(ValueError):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code
class Plain(Exception):
    pass
def risky(n):
    try:
        if n == 0:
            raise MyError(7, "seven")
        if n == 1:
            raise Plain("plain", 2)
        if n == 2:
            return "returned"
        return 1 / 0
    except MyError as e:
        return ("mine", e.code, str(e), e.args)
    except (Plain, KeyError) as e:
        return ("plain", str(e), repr(e))
    except ZeroDivisionError:
        return "zero"
    else:
        return "else"
    finally:
        print("finally", n)
for n in range(4):
    print(risky(n))
def nested():
    try:
        try:
            raise KeyError("k")
        except KeyError as e:
            raise ValueError("v") from e
    except ValueError as e:
        return str(e), repr(e.__cause__)
print(nested())
class Manager:
    def __enter__(self):
        print("enter")
        return self
    def __exit__(self, t, v, tb):
        print("exit", t)
        return True
with Manager() as m:
    raise ValueError("swallowed")
print("after")
def deep(n):
    return deep(n + 1)
try:
    deep(0)
except RecursionError as e:
    print(e)
def local_error():
    print(undefined_later)
    undefined_later = 1
try:
    local_error()
except UnboundLocalError as e:
    print(e)
for call in [lambda: f(), lambda: f(1), lambda: pos(a=1, b=2), lambda: pos(1), lambda: pos(1, 2, 3), lambda: fact(n=1, m=2), lambda: fact(1, n=2), lambda: Point()]:
    try:
        print(call())
    except TypeError as e:
        print(e)
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print("assert", e)
print(callable(f), callable(1), getattr(p, "x"), getattr(p, "nope", "default"), hasattr(p, "y"))
x = 5
del x
try:
    x
except NameError as e:
    print(e)
#--- output
# (1, 2, (), 3, 4, {}) (1, 2, (3, 4), 5, 4, {'e': 6}) (1, 2, (), 3, 4, {})
# (1, 2)
# 2432902008176640000 3
# 1 2 1
# 7
# [2, 2, 2]
# outer f outer
# Point(4, 2) 20 True 14 5 True Point(4, 2) [Point(4, 2)]
# finally 0
# ('mine', 7, 'seven', ('seven',))
# finally 1
# ('plain', "('plain', 2)", "Plain('plain', 2)")
# finally 2
# returned
# finally 3
# zero
# ('v', "KeyError('k')")
# enter
# exit <class 'ValueError'>
# after
# maximum recursion depth exceeded
# cannot access local variable 'undefined_later' where it is not associated with a value
# f() missing 1 required positional argument: 'a'
# f() missing 1 required keyword-only argument: 'c'
# pos() got some positional-only arguments passed as keyword arguments: 'a'
# pos() missing 1 required positional argument: 'b'
# pos() takes 2 positional arguments but 3 were given
# fact() got an unexpected keyword argument 'm'
# fact() got multiple values for argument 'n'
# Point.__init__() missing 1 required positional argument: 'x'
# assert message
# True False 4 default True
# name 'x' is not defined
