def inner(x):
    values = [1, 2]
    return values[x]


def outer(n):
    for i in range(n):
        inner(
            i
        )


print("before")
outer(5)
#--- output
# before
# Traceback (most recent call last):
#   File "traceback_plain.py", line 14, in <module>
#     outer(5)
#   File "traceback_plain.py", line 8, in outer
#     inner(
#   File "traceback_plain.py", line 3, in inner
#     return values[x]
# IndexError: list index out of range
