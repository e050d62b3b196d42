# NumPy's own sum, cumulative sum and median, of a million numbers.
import numpy as np
from numba import njit
from timing import timed

x = np.random.default_rng(2).random(1_000_000)

def kernel():
    return np.sum(x), np.cumsum(x)[-1], np.median(x)

result = timed(kernel)
print("check", float(result[0]), float(result[1]), float(result[2]))
