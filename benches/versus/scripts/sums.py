# Sums along both axes of a matrix.
import time

import numpy as np
from numba import njit

@njit
def sums(a):
    rows = np.zeros(a.shape[0])
    columns = np.zeros(a.shape[1])
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            rows[i] += a[i, j]
            columns[j] += a[i, j]
    return rows, columns

a = np.arange(250_000.0).reshape(500, 500) % 17

start = time.perf_counter()
result = sums(a)
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = sums(a)
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", result[0][::7].sum() + result[1][::5].sum())
