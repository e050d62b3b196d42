# a x + y, element by element.
import time

import numpy as np
from numba import njit

@njit
def axpy(a, x, y, out):
    for i in range(x.size):
        out[i] = a * x[i] + y[i]

n = 200_000
x = np.linspace(0.0, 1.0, n)
y = np.linspace(1.0, -1.0, n)
out = np.zeros(n)

start = time.perf_counter()
result = axpy(2.5, x, y, out)
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = axpy(2.5, x, y, out)
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", out[::997].sum())
