# One step of the heat equation on a square, by differences.
import time

import numpy as np
from numba import njit

@njit
def step(old, new):
    rows, columns = old.shape
    for i in range(1, rows - 1):
        for j in range(1, columns - 1):
            around = old[i - 1, j] + old[i + 1, j] + old[i, j - 1] + old[i, j + 1]
            new[i, j] = old[i, j] + 0.1 * (around - 4.0 * old[i, j])

old = np.zeros((400, 400))
old[100:200, 150:300] = 1.0
new = old.copy()

start = time.perf_counter()
result = step(old, new)
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = step(old, new)
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", new[::7, ::5].sum())
