# The product of two matrices by three loops.
import numpy as np
from numba import njit
from timing import timed

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

result = timed(fresh)
print("check", result[::7, ::5].sum())
