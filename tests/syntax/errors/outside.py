return 1
yield x
await y
break
continue
x = yield
for i in x:
    break
else:
    break
if a:
    continue
while a:
    def f():
        break
    class C:
        continue
        return 1
def g():
    await x
    async for a in b:
        pass
    async with c:
        pass
    return [x async for x in y]
async def h():
    yield from x
