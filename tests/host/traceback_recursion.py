def f(n):
    return f(n + 1)


f(0)
#--- output
# Traceback (most recent call last):
#   File "traceback_recursion.py", line 5, in <module>
#     f(0)
#   File "traceback_recursion.py", line 2, in f
#     return f(n + 1)
#   File "traceback_recursion.py", line 2, in f
#     return f(n + 1)
#   File "traceback_recursion.py", line 2, in f
#     return f(n + 1)
#   [Previous line repeated 996 more times]
# RecursionError: maximum recursion depth exceeded
