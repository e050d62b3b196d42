# An expression of whole arrays.
import numpy as np
from numba import njit
from timing import timed

@njit
def expression(a, b):
    return np.sqrt(a * a + b * b) + np.exp(-a) * np.abs(b)

a = np.linspace(0.0, 2.0, 200_000)
b = np.linspace(-1.0, 1.0, 200_000)

result = timed(expression, a, b)
print("check", result[::997].sum())
