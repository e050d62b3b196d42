# NumPy's own product of matrices.
import time

import numpy as np
from numba import njit

rng = np.random.default_rng(4)
a, b = rng.random((512, 512)), rng.random((512, 512))

def kernel():
    return a @ b

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
print("check", round(float(result.sum()), 4))
