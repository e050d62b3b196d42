# A polynomial of degree 7 by Horner's rule.
import numpy as np
from numba import njit
from timing import timed

@njit
def horner(coefficients, x, out):
    for i in range(x.size):
        value = 0.0
        for c in coefficients:
            value = value * x[i] + c
        out[i] = value

coefficients = np.array([0.5, -1.0, 0.25, 3.0, -0.125, 2.0, -1.5, 0.75])
x = np.linspace(-1.0, 1.0, 100_000)
out = np.zeros(x.size)

timed(horner, coefficients, x, out)
print("check", out[::997].sum())
