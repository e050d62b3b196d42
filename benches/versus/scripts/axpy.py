# a x + y, element by element.
import numpy as np
from numba import njit
from timing import timed

@njit
def axpy(a, x, y, out):
    for i in range(x.size):
        out[i] = a * x[i] + y[i]

n = 200_000
x = np.linspace(0.0, 1.0, n)
y = np.linspace(1.0, -1.0, n)
out = np.zeros(n)

timed(axpy, 2.5, x, y, out)
print("check", out[::997].sum())
