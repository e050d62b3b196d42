if x == 1 print(x)
if x then:
    y
while x do:
    y
