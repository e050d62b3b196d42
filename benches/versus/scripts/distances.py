# Distances between all pairs of points.
import numpy as np
from numba import njit
from timing import timed

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

timed(distances, points, out)
print("check", out[::7, ::5].sum())
