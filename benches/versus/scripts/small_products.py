# Chains of products of small arrays.
import time

import numpy as np
from numba import njit

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

start = time.perf_counter()
result = kernel()
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = kernel()
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", round(float(result), 3))
