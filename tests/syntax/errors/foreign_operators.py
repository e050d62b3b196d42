x = a && b
y = a || b
z = !a
i++
j--
w = a <> b
v = a === b
u = x => x
