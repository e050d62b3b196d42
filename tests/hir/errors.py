def f(lenght):
    global lenght  # error[NJ0204] `lenght`: name `lenght` is parameter and global
    nonlocal q  # error[NJ0202] `q`: no binding for nonlocal `q` found
    x = 1
    global x  # error[NJ0203] `x`: name `x` is used before its global declaration
    return length, missing  # error[NJ0201] `length`: name `length` is not defined (did you mean `lenght`?)  # error[NJ0201] `missing`: name `missing` is not defined


def g():
    async def h():  # error[NJ0401] `async def h():`: `async def` is not supported
        await 1  # error[NJ0401] `await 1`: `await` is not supported
    type X = int  # error[NJ0401] `type X = int`: the `type` statement is not supported
    with f as y:
        pass
    return 340282366920938463463374607431768211456 + -18446744073709551615  # error[NJ0404] `340282366920938463463374607431768211456`: ints wider than 64 bits are not supported  # error[NJ0404] `-18446744073709551615`: ints wider than 64 bits are not supported


try:
    unknown
    import unknown_module
except NameError:
    unknown = 1

print(undefined_name, exec, __name__)  # error[NJ0403] `exec`: numjit does not have Python's builtin `exec`  # error[NJ0201] `undefined_name`: name `undefined_name` is not defined
import numpyy  # error[NJ0601] `numpyy`: no module named `numpyy` (did you mean `numpy`?)
from . import sibling  # error[NJ0603] `from . import sibling`: relative imports are not supported


class P(f, metaclass=f):  # error[NJ0401] `metaclass=f`: keywords of a class are not supported
    pass
