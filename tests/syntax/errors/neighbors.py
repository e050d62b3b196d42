x y
x = 1 2
x = "a" b
foo bar baz
x = y z = 1
return x y
x = 1 if
a b = 3
pass 1
x = a "b"
