# NumPy's own sum, cumulative sum and median, of a million numbers.
import time

import numpy as np
from numba import njit

x = np.random.default_rng(2).random(1_000_000)

def kernel():
    return np.sum(x), np.cumsum(x)[-1], np.median(x)

start = time.perf_counter()
result = kernel()
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = kernel()
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", float(result[0]), float(result[1]), float(result[2]))
