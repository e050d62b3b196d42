# The longest chain of the Collatz rule.
import time

import numpy as np
from numba import njit

@njit
def longest(most):
    best = 0
    for start in range(1, most):
        n, length = start, 1
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            length += 1
        best = max(best, length)
    return best

most = 20_000

start = time.perf_counter()
result = longest(most)
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = longest(most)
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", int(result))
