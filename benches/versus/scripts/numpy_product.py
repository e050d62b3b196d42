# NumPy's own product of matrices.
import numpy as np
from numba import njit
from timing import timed

rng = np.random.default_rng(4)
a, b = rng.random((512, 512)), rng.random((512, 512))

def kernel():
    return a @ b

result = timed(kernel)
print("check", round(float(result.sum()), 4))
