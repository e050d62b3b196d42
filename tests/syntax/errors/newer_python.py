def f[T](x: T): pass
class A[T]: pass
type X[T] = list[T]
