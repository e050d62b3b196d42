# The Mandelbrot set, its rows in parallel.
import numpy as np
from numba import njit, prange
from timing import timed

@njit(parallel=True)
def escape(width, height, most):
    counts = np.zeros((height, width), np.int64)
    for row in prange(height):
        for column in range(width):
            a, b = -2.0 + 3.0 * column / width, -1.2 + 2.4 * row / height
            x, y, n = 0.0, 0.0, 0
            while x * x + y * y <= 4.0 and n < most:
                x, y = x * x - y * y + a, 2.0 * x * y + b
                n += 1
            counts[row, column] = n
    return counts

width, height, most = 200, 160, 200

result = timed(escape, width, height, most)
print("check", int(result.sum()))
