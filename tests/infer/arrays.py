import numpy as np
from numba import njit, prange


# call: views(float64[:,::1]) -> Tuple(array(float64, 1d, C), array(float64, 2d, C), array(float64, 1d, A), array(float64, 2d, A), array(float64, 2d, A), array(float64, 1d, C), array(float64, 1d, A), array(float64, 1d, C), array(float64, 2d, A), array(float64, 2d, C), array(float64, 2d, C))
# call: views(float64[::1,:]) -> Tuple(array(float64, 1d, A), array(float64, 2d, A), array(float64, 1d, F), array(float64, 2d, A), array(float64, 2d, A), array(float64, 1d, A), array(float64, 1d, F), array(float64, 1d, A), array(float64, 2d, A), array(float64, 2d, A), array(float64, 2d, A))
# call: views(float64[:,:]) -> Tuple(array(float64, 1d, A), array(float64, 2d, A), array(float64, 1d, A), array(float64, 2d, A), array(float64, 2d, A), array(float64, 1d, A), array(float64, 1d, A), array(float64, 1d, A), array(float64, 2d, A), array(float64, 2d, A), array(float64, 2d, A))
@njit
def views(a):
    return a[0], a[1:], a[:, 0], a[:, 1:], a[::2], a[0, 1:], a[..., 0], a[0, ...], a[:, :], a[None, 0], a[1, None, :]


# call: views3(float32[:,:,::1]) -> Tuple(array(float32, 2d, C), array(float32, 1d, C), float32, array(float32, 1d, A), array(float32, 2d, A), array(float32, 2d, A), array(float32, 3d, A), array(float32, 3d, C), array(float32, 2d, C))
@njit
def views3(a):
    return a[0], a[0, 0], a[0, 0, 0], a[0, :, 0], a[0, :, 1:], a[:, 0], a[..., 1:], a[1:2], a[0, 1:]


# call: attributes(float32[:,::1]) -> Tuple(UniTuple(int64 x 2), int64, int64, int64, int64, UniTuple(int64 x 2), array(float32, 2d, F), array(float32, 2d, C), int64, int64)
@njit
def attributes(a):
    return a.shape, a.size, a.ndim, a.itemsize, a.nbytes, a.strides, a.T, a.real, a.shape[0], len(a)


# call: methods(float64[::1,:]) -> Tuple(array(float64, 2d, C), array(float64, 1d, C), array(float64, 1d, C), array(float32, 2d, F), array(float64, 2d, C), array(float64, 2d, C), float64, float64)
# call: methods(int16[:,::1]) -> Tuple(array(int16, 2d, C), array(int16, 1d, C), array(int16, 1d, C), array(float32, 2d, C), array(int16, 2d, C), array(int16, 2d, F), int64, int16)
@njit
def methods(a):
    return a.copy(), a.ravel(), a.flatten(), a.astype(np.float32), a.T.copy(), a.transpose(), a.sum(), a.min()


# call: reductions(int8[:,::1]) -> Tuple(int64, int64, float64, int64, int64, bool, bool, int64, float64, int64)
# call: reductions(float32[:,::1]) -> Tuple(float32, float32, float32, int64, int64, bool, bool, float32, float32, float32)
# call: reductions(uint8[::1]) -> Tuple(uint64, uint64, float64, int64, int64, bool, bool, uint64, float64, uint64)
# call: reductions(bool[::1]) -> Tuple(int64, int64, float64, int64, int64, bool, bool, int64, float64, int64)
@njit
def reductions(a):
    return a.sum(), a.prod(), a.mean(), a.argmin(), a.argmax(), a.any(), a.all(), np.sum(a), np.mean(a), np.prod(a)


# call: extremes(int8[:,::1]) -> UniTuple(int8 x 4)
# call: extremes(float32[::1]) -> UniTuple(float32 x 4)
@njit
def extremes(a):
    return a.min(), a.max(), np.min(a), np.max(a)


# ours: creation(int64) -> Tuple(array(float64, 1d, C), array(int8, 2d, C), array(float32, 1d, C), array(float64, 2d, C), array(int64, 1d, C), array(float64, 2d, C), array(int64, 1d, C), array(float64, 1d, C), array(int32, 1d, C), array(float64, 1d, C), array(float64, 2d, C), array(float64, 2d, C), array(int64, 1d, C), array(float64, 2d, C), array(float64, 1d, C), array(float32, 1d, C))
@njit
def creation(n):
    return (
        np.zeros(n),
        np.zeros((n, 2), np.int8),
        np.empty(n, dtype=np.float32),
        np.ones((2, n)),
        np.full(n, 1),
        np.full((n, n), 2.5),
        np.arange(n),
        np.arange(1.0, n),
        np.arange(0, n, 2, dtype=np.int32),
        np.linspace(0, 1, n),
        np.eye(n),
        np.identity(n),
        np.array([1, 2]),
        np.array([[1, 2], [3, 4.5]]),
        np.array((1.5, 2)),
        np.array([1, 2], dtype=np.float32),
    )


# call: like(float32[::1,:]) -> Tuple(array(float32, 2d, F), array(float32, 2d, F), array(float32, 2d, F), array(float32, 2d, F), array(int64, 2d, F))
# call: like(int8[:]) -> Tuple(array(int8, 1d, C), array(int8, 1d, C), array(int8, 1d, C), array(int8, 1d, C), array(int64, 1d, C))
@njit
def like(a):
    return np.zeros_like(a), np.ones_like(a), np.empty_like(a), np.full_like(a, 2), np.zeros_like(a, dtype=np.int64)


# call: elementwise(int8[:]) -> Tuple(array(int64, 1d, C), array(float64, 1d, C), array(float64, 1d, C), array(int64, 1d, C), array(int64, 1d, C), array(int8, 1d, C), array(bool, 1d, C), array(bool, 1d, C), array(float32, 1d, C), array(float32, 1d, C), array(int8, 1d, C), array(int64, 1d, C))
# call: elementwise(float32[::1]) -> Tuple(array(float32, 1d, C), array(float64, 1d, C), array(float32, 1d, C), array(float32, 1d, C), array(float32, 1d, C), array(float32, 1d, C), array(bool, 1d, C), array(bool, 1d, C), array(float32, 1d, C), array(float32, 1d, C), array(float32, 1d, C), array(float32, 1d, C))
@njit
def elementwise(a):
    return a + 1, a * 2.5, a / 2, a // 2, a**2, -a, a > 1, a == a, np.sqrt(a), np.sin(a), a + a, np.maximum(a, 1)


# call: layouts(float64[:,::1], float64[::1,:], float64[:]) -> Tuple(array(float64, 2d, C), array(float64, 2d, F), array(float64, 2d, F), array(float64, 2d, C), array(float64, 2d, F), array(float64, 2d, F), array(float64, 2d, F), array(float64, 1d, C))
@njit
def layouts(c, f, a):
    return c + f, f + f, f * 2, c + a, f + a, -f, np.sqrt(f), a + a


# call: rows(float64[:,::1]) -> float64
@njit
def rows(a):
    s = 0.0
    for row in a:
        for x in row:
            s += x
    return s


# call: fill(float64[::1], int64) -> array(float64, 1d, C)
@njit
def fill(a, n):
    for i in range(n):
        a[i] = i
    a[1:3] = 2
    a[:] = a + 1
    a += 2
    a[0] += 1
    a.fill(0)
    return a


# call: iterate(int8[:]) -> int64
@njit
def iterate(a):
    t = 0
    for i, x in enumerate(a):
        t += i * x
    for x, y in zip(a, a):
        t += x * y
    return t


# call: parallel(float64[::1]) -> float64
@njit(parallel=True)
def parallel(a):
    s = 0.0
    for i in prange(a.shape[0]):
        s += a[i]
    return s


# call: reshape(float64[:,::1]) -> Tuple(array(float64, 1d, C), array(float64, 2d, C), array(float64, 3d, C), array(float64, 2d, C), array(float64, 1d, C))
@njit
def reshape(a):
    return a.reshape(4), a.reshape((2, 2)), a.reshape(2, 2, 1), np.reshape(a, (4, 1)), a.reshape(-1)


# call: dtypes(int16[:]) -> Tuple(array(int16, 1d, C), array(int64, 1d, C), array(float64, 1d, C))
@njit
def dtypes(a):
    return np.zeros(2, a.dtype), np.zeros(2, np.int_), a.astype(np.float64)


# call: ascontiguous(float64[:,:]) -> Tuple(array(float64, 2d, C), array(float64, 2d, A), array(float64, 2d, C))
@njit
def ascontiguous(a):
    return np.ascontiguousarray(a), np.asarray(a), np.copy(a)


# call: conditional(float64[:,::1], int64) -> array(float64, 1d, A)
@njit
def conditional(a, n):
    if n > 2:
        b = a[0]
    else:
        b = a[:, 0]
    return b


# call: scalar_attributes(complex64) -> Tuple(float32, float32, complex64, float32)
# call: scalar_attributes(float64) -> UniTuple(float64 x 4)
@njit
def scalar_attributes(z):
    return z.real, z.imag, z.conjugate(), np.abs(z)


# call: products(float64[:,::1], float64[::1]) -> Tuple(array(float64, 2d, C), array(float64, 1d, C), array(float64, 1d, C), float64, array(float64, 1d, C), array(float64, 2d, C))
# call: products(complex64[:,::1], complex64[::1]) -> Tuple(array(complex64, 2d, C), array(complex64, 1d, C), array(complex64, 1d, C), complex64, array(complex64, 1d, C), array(complex64, 2d, C))
@njit
def products(m, v):
    return m @ m, m @ v, v @ m, v @ v, np.dot(m, v), np.dot(m, m)
