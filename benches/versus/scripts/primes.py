# How many primes there are, by the sieve of Eratosthenes.
import time

import numpy as np
from numba import njit

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

start = time.perf_counter()
result = primes(n)
cold = time.perf_counter() - start

times = []
while len(times) < 7 or sum(times) < 0.3:
    start = time.perf_counter()
    result = primes(n)
    times.append(time.perf_counter() - start)

print("cold", cold)
print("warm", sorted(times)[len(times) // 2])
print("check", int(result))
