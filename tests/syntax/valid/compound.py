if a:
    b
if a: b
if a: b; c
if a:
    b
elif c:
    d
elif e: f
else:
    g
if a:
    b
else: c
if (a := 1):
    b
if a := 1:
    b
if a:
    if b:
        c
    else:
        d
else:
    if e:
        f
while a:
    b
while a: b
while a:
    break
else:
    continue_
while True:
    if a:
        continue
    break
while (x := f()):
    pass
for a in b:
    c
for a in b: c
for a, b in c:
    d
for a, in b:
    c
for (a, b), c in d:
    e
for [a, b] in c:
    d
for a, *b in c:
    d
for a.b in c:
    d
for a[0] in b:
    c
for a in b, c:
    d
for a in *b, c:
    d
for a in b:
    break
else:
    c
for a in (b):
    pass
for(a)in(b):pass
with a:
    b
with a as b:
    c
with a, b:
    c
with a as b, c as d:
    e
with (a):
    b
with (a) as b:
    c
with (a, b):
    c
with (a as b):
    c
with (a as b, c as d,):
    e
with (a, b) as c:
    d
with (
    a as b,
    c as d
):
    e
with f(a) as (b, c):
    d
with a as b.c, d as e[0]:
    f
with (yield_):
    pass
with (a).b as c:
    pass
with (a if b else c) as d: pass
try:
    a
except:
    b
try:
    a
except A:
    b
except (A, B):
    c
except A as e:
    d
except:
    f
else:
    g
finally:
    h
try:
    a
finally:
    b
try: a
except A: b
try:
    a
except* A:
    b
except* (B, C) as e:
    c
try:
    a
except A.b as c:
    pass
if a:

    b

    # comment

    c
# comment at the wrong place
    d
        # deeper
    e
if a:
    pass # comment
# end
if a:
	b
	if c:
		d
	e
if a:
  b
  if c:
      d
  e
if True:
    x = [
1,
2,
    ]
    y = """
text
"""
    z
