# Distances between all pairs of points.
import time

import numpy as np
from numba import njit

@njit
def distances(points, out):
    n, d = points.shape
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(d):
                difference = points[i, k] - points[j, k]
                s += difference * difference
            out[i, j] = np.sqrt(s)

points = (np.arange(900).reshape(300, 3) * 7919 % 1000) / 1000.0
out = np.zeros((300, 300))

start = time.perf_counter()
result = distances(points, out)
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = distances(points, out)
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", out[::7, ::5].sum())
