# The area of a circle by the points of a grid, in parallel.
import numpy as np
from numba import njit, prange
from timing import timed

@njit(parallel=True)
def area(n):
    inside = 0
    for i in prange(n):
        for j in range(n):
            x, y = (i + 0.5) / n, (j + 0.5) / n
            if x * x + y * y < 1.0:
                inside += 1
    return 4.0 * inside / (n * n)

n = 1000

result = timed(area, n)
print("check", result)
