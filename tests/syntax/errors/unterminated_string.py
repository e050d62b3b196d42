x = "abc
y = 'it's'
print("a", 'b)
z = 1
