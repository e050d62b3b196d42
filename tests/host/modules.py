import math
import os.path
import sys
import time
from math import sqrt as root, pi

import numba
import numpy as np
from numba import njit, prange

print(math.sqrt(2), root(9), pi, math.floor(2.7), math.ceil(2.1), math.factorial(10), math.gcd(12, 18), math.hypot(3, 4), math.isclose(0.1 + 0.2, 0.3))
print(math.log(10), math.log(8, 2), math.exp(1), math.sin(1), math.atan2(1, -1), math.inf, math.fsum([0.1] * 10), math.comb(5, 2), math.isqrt(17), math.copysign(1, -0.0))
for f in [lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: math.factorial(-1), lambda: math.acos(2), lambda: math.floor(math.nan)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", e)
print(os.path.join("a", "b.txt"), os.path.basename("x/y.z"), os.path.splitext("x/y.z"), os.path.exists("/nonexistent"), os.path.dirname("a/b/c"))
print(len(sys.argv), numba.__version__, np.__version__, time.perf_counter() > 0, sys.maxsize)


@njit
def square(x):
    return x * x


@njit(parallel=True, fastmath=True)
def total(n):
    t = 0
    for i in prange(n):
        t += i
    return t


print(square(3), total(10), __name__)
with open("/tmp/numjit_host_test.txt", "w") as fh:
    fh.write("line 1\nline 2\n")
    print("printed", file=fh)
with open("/tmp/numjit_host_test.txt") as fh:
    for line in fh:
        print(line.strip())
print(open("/tmp/numjit_host_test.txt").read().count("\n"))
np.save("/tmp/numjit_host_test.npy", np.arange(4.0).reshape(2, 2))
print(np.load("/tmp/numjit_host_test.npy"))
np.savez("/tmp/numjit_host_test.npz", a=np.arange(2), b=np.eye(2))
z = np.load("/tmp/numjit_host_test.npz")
print(z.files, z["a"], z["b"])
np.savetxt("/tmp/numjit_host_test.csv", np.array([[1, 2.5], [3, 4]]), delimiter=",", fmt="%.2f", header="h")
print(open("/tmp/numjit_host_test.csv").read(), np.loadtxt("/tmp/numjit_host_test.csv", delimiter=","), np.genfromtxt("/tmp/numjit_host_test.csv", delimiter=","))
os.remove("/tmp/numjit_host_test.txt")
for path in ["/nonexistent/x.npy", "/tmp/numjit_host_test.csv"]:
    try:
        np.load(path)
    except Exception as e:
        print(type(e).__name__, "|", e)
try:
    open("/nonexistent/file")
except FileNotFoundError as e:
    print(e)
if __name__ == "__main__":
    sys.exit(3)
#--- output
# 1.4142135623730951 3.0 3.141592653589793 2 3 3628800 6 5.0 True
# 2.302585092994046 3.0 2.718281828459045 0.8414709848078965 2.356194490192345 inf 1.0 10 4 -1.0
# ValueError | math domain error
# ValueError | math domain error
# OverflowError | math range error
# ValueError | factorial() not defined for negative values
# ValueError | math domain error
# ValueError | cannot convert float NaN to integer
# a/b.txt y.z ('x/y', '.z') False a/b
# 1 0.68.1 2.4.6 True 9223372036854775807
# 9 45 __main__
# line 1
# line 2
# printed
# 3
# [[0. 1.]
#  [2. 3.]]
# ['a', 'b'] [0 1] [[1. 0.]
#  [0. 1.]]
# # h
# 1.00,2.50
# 3.00,4.00
#  [[1.  2.5]
#  [3.  4. ]] [[1.  2.5]
#  [3.  4. ]]
# FileNotFoundError | [Errno 2] No such file or directory: '/nonexistent/x.npy'
# ValueError | This file contains pickled (object) data. If you trust the file you can load it unsafely using the `allow_pickle=` keyword argument or `pickle.load()`.
# [Errno 2] No such file or directory: '/nonexistent/file'
