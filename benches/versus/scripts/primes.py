# How many primes there are, by the sieve of Eratosthenes.
import numpy as np
from numba import njit
from timing import timed

@njit
def primes(n):
    is_prime = np.ones(n, np.bool_)
    is_prime[:2] = False
    i = 2
    while i * i < n:
        if is_prime[i]:
            for k in range(i * i, n, i):
                is_prime[k] = False
        i += 1
    count = 0
    for i in range(n):
        count += is_prime[i]
    return count

n = 500_000

result = timed(primes, n)
print("check", int(result))
