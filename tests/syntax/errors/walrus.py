x := 1
y = z := 2
f(a.b := 1)
(a[0] := 1)
x = (1 := 2)
assert x := 1
