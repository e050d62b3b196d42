# The product of two matrices by three loops.
import time

import numpy as np
from numba import njit

@njit
def product(a, b, c):
    for i in range(a.shape[0]):
        for k in range(a.shape[1]):
            for j in range(b.shape[1]):
                c[i, j] += a[i, k] * b[k, j]

n = 160
a = np.arange(n * n).reshape(n, n) % 7 / 7.0
b = np.arange(n * n).reshape(n, n) % 11 / 11.0


def fresh():
    c = np.zeros((n, n))
    product(a, b, c)
    return c

start = time.perf_counter()
result = fresh()
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = fresh()
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", result[::7, ::5].sum())
