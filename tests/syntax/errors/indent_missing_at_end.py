def f(x):
    if x:
        # nothing here
