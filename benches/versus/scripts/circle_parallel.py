# The area of a circle by the points of a grid, in parallel.
import time

import numpy as np
from numba import njit, prange

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

start = time.perf_counter()
result = area(n)
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = area(n)
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", result)
