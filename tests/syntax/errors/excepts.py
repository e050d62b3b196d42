try:
    a
except:
    b
except A:
    c
try:
    a
except*:
    b
