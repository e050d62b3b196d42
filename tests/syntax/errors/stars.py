x = *a
*a
x = (*a)
return_ = [*a for a in b]
*a = b
*a, *b = c
for *a in b:
    pass
x = {*a: 1}
x = {**a for a in b}
f(x)[*a]
print(*a)
if *a:
    pass
y = *a if b else c
x = {a: *b}
