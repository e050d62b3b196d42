# Chains of products of small arrays.
import numpy as np
from numba import njit
from timing import timed

@njit
def chain(turn, v, steps):
    total = 0.0
    for _ in range(steps):
        v = turn @ v
        total += np.dot(v, np.cross(v, turn[0]) + v)
    return total

turn = np.array([[0.8, -0.6, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])

def kernel():
    return chain(turn, np.array([1.0, 2.0, 3.0]), 100_000)

result = timed(kernel)
print("check", round(float(result), 3))
