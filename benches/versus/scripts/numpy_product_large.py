# The same of larger ones.
import numpy as np
from numba import njit
from timing import timed

rng = np.random.default_rng(5)
a, b = rng.random((1024, 1024)), rng.random((1024, 1024))

def kernel():
    return a @ b

result = timed(kernel)
print("check", round(float(result.sum()), 2))
