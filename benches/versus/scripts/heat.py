# One step of the heat equation on a square, by differences.
import numpy as np
from numba import njit
from timing import timed

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

timed(step, old, new)
print("check", new[::7, ::5].sum())
