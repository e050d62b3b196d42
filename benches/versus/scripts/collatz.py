# The longest chain of the Collatz rule.
import numpy as np
from numba import njit
from timing import timed

@njit
def longest(most):
    best = 0
    for start in range(1, most):
        n, length = start, 1
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            length += 1
        best = max(best, length)
    return best

most = 20_000

result = timed(longest, most)
print("check", int(result))
