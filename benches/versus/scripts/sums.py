# Sums along both axes of a matrix.
import numpy as np
from numba import njit
from timing import timed

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

result = timed(sums, a)
print("check", result[0][::7].sum() + result[1][::5].sum())
