try:
    a
x = 1
try:
    b
else:
    c
