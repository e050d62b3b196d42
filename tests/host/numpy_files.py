"""Arrays in files: .npy, .npz, tables of numbers; what is raised for wrong files."""
import os
import tempfile

import numpy as np

folder = tempfile.mkdtemp()


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, str(error).replace(folder, "DIR"))


def path(name):
    return os.path.join(folder, name)


a = np.arange(6).reshape(2, 3)
np.save(path("a.npy"), a)
np.save(path("f"), np.asfortranarray(a.astype(np.float32)))
np.save(path("s.npy"), 2.5)
np.save(path("c.npy"), np.array([1 + 2j, 3]))
print(np.load(path("a.npy")), np.load(path("f.npy")), np.load(path("f.npy")).strides, repr(np.load(path("s.npy"))), np.load(path("c.npy")))
np.savez(path("z.npz"), a, np.ones(2), b=np.array([True, False]))
z = np.load(path("z.npz"))
print(sorted(z.files), z["arr_0"], z["arr_1"], z["b"], "b" in z)
np.savez_compressed(path("p.npz"), x=a)
with np.load(path("p.npz")) as p:
    print(p["x"], p.files)
np.savetxt(path("t.txt"), a, fmt="%d", delimiter=",", header="x,y,z")
print(open(path("t.txt")).read())
np.savetxt(path("u.txt"), [1.5, 2.25])
print(open(path("u.txt")).read())
print(np.loadtxt(path("t.txt"), delimiter=","), np.loadtxt(path("t.txt"), delimiter=",", dtype=int, usecols=(0, 2)), np.loadtxt(path("u.txt")))
x, y, z = np.loadtxt(path("t.txt"), delimiter=",", unpack=True)
print(x, y, z, np.loadtxt(path("t.txt"), delimiter=",", skiprows=2), np.loadtxt(path("t.txt"), delimiter=",", max_rows=1, ndmin=2))
with open(path("g.csv"), "w") as f:
    f.write("year,value\n1959,315.5\n1960,\n1961,x\n")
print(np.genfromtxt(path("g.csv"), delimiter=",", skip_header=1), np.genfromtxt(path("g.csv"), delimiter=",", skip_header=1, filling_values=-1, usecols=1))
print(np.genfromtxt(path("t.txt"), delimiter=",", dtype=int), np.loadtxt(["1 2", "3 4"]), np.genfromtxt(["1 2", "3 4"]))
attempt("missing", lambda: np.load(path("none.npy")))
attempt("missing text", lambda: np.loadtxt(path("none.txt")))
attempt("bad", lambda: np.load(path("t.txt")))
attempt("bad text", lambda: np.loadtxt(path("g.csv"), delimiter=","))
attempt("key", lambda: np.load(path("p.npz"))["y"])
#--- output
# [[0 1 2]
#  [3 4 5]] [[0. 1. 2.]
#  [3. 4. 5.]] (4, 8) array(2.5) [1.+2.j 3.+0.j]
# ['arr_0', 'arr_1', 'b'] [[0 1 2]
#  [3 4 5]] [1. 1.] [ True False] True
# [[0 1 2]
#  [3 4 5]] ['x']
# # x,y,z
# 0,1,2
# 3,4,5
#
# 1.500000000000000000e+00
# 2.250000000000000000e+00
#
# [[0. 1. 2.]
#  [3. 4. 5.]] [[0 2]
#  [3 5]] [1.5  2.25]
# [0. 3.] [1. 4.] [2. 5.] [3. 4. 5.] [[0. 1. 2.]]
# [[1959.   315.5]
#  [1960.     nan]
#  [1961.     nan]] [315.5  -1.   -1. ]
# [[0 1 2]
#  [3 4 5]] [[1. 2.]
#  [3. 4.]] [[1. 2.]
#  [3. 4.]]
# missing FileNotFoundError [Errno 2] No such file or directory: 'DIR/none.npy'
# missing text FileNotFoundError DIR/none.txt not found.
# bad ValueError This file contains pickled (object) data. If you trust the file you can load it unsafely using the `allow_pickle=` keyword argument or `pickle.load()`.
# bad text ValueError could not convert string 'year' to float64 at row 0, column 1.
# key KeyError 'y is not a file in the archive'
