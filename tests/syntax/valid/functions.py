def f():
    pass
def f(): pass
def f(): return 1
def f(a):
    return
def f(a, b):
    return a, b
def f(a, b=1):
    pass
def f(a=1, b=2,):
    pass
def f(*args):
    pass
def f(**kwargs):
    pass
def f(*args, **kwargs):
    pass
def f(a, *args, b, c=1, **kwargs):
    pass
def f(*, a):
    pass
def f(*, a, b=1, c):
    pass
def f(a, /):
    pass
def f(a, /, b):
    pass
def f(a, b=1, /, c=2, *, d, e=3, **g):
    pass
def f(a: int, b: "text" = 1) -> float:
    pass
def f(*args: int, **kwargs: str) -> None:
    pass
def f(*args: *Ts): pass
def f(a: list[int] = [1], *, b: dict[str, int]) -> tuple[int, ...]:
    pass
def f() -> a if b else c: pass
def f(
    a,
    b,
):
    pass
def outer():
    def inner():
        nonlocal x
        return x
    return inner
def f():
    """Docstring."""
def f():
    global x, y
    x = 1
def f():
    yield
    yield 1
    yield 1, 2
    yield *a, b
    x = yield
    x = yield 1
    x += yield 1
    y = yield from g()
    (yield)
    z = (yield 1) + 2
    return (yield)
    f((yield))
    x: int = yield
@a
def f():
    pass
@a.b
@a(1, 2)
@a[0]
@(lambda f: f)
@a if b else c
@(x := a)
@x := a
def f(): pass
@a

# comment
@b
def f():
    pass
@a
class C:
    pass
class C: pass
class C():
    pass
class C(A, B):
    x = 1
    def f(self):
        return self.x
class C(A, metaclass=M, **kw):
    pass
class C(*bases): pass
async def f():
    await a
    x = await a
    await a.b(c)
    await a ** 2
    -await a
    async for a in b:
        pass
    else:
        pass
    async with a as b, c:
        pass
    return [x async for x in y]
async def f():
    return {x: y async for x, y in z if await w}
@a
async def f(): pass
def f(a, b): return a if b else -a
