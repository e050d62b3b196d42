# How the scripts beside this file time their kernels.
import time


def timed(kernel, *args):
    """Calls a kernel once (`cold`: compiling included), then for a third of a second (`warm`: the median)."""
    start = time.perf_counter()
    result = kernel(*args)
    print("cold", time.perf_counter() - start)
    times = []
    while len(times) < 7 or sum(times) < 0.3:
        start = time.perf_counter()
        result = kernel(*args)
        times.append(time.perf_counter() - start)
    print("warm", sorted(times)[len(times) // 2])
    return result
