pass
del a
del a, b
del a.b, c[0], d[1:2]
del (a)
del (a, b)
del (a), (b)
del [a, b]
del a,
assert a
assert a, "message"
assert a == b, f"{a}"
assert (a, b)
raise
raise ValueError
raise ValueError("text")
raise ValueError from None
raise ValueError("text") from error
import a
import a.b
import a.b.c as d
import a, b as c, d.e
import a . b
from a import b
from a import b as c
from a import b, c as d
from a import (b)
from a import (b, c)
from a import (b as c, d,)
from a import (
    b,  # comment
    c,
)
from a.b import c
from . import a
from .a import b
from .. import a
from ... import a
from .... import a
from . . import a
from .a.b import c
from a import *
from a import match, case, type
global x
global x, y
pass; pass
pass;
print(a); print(b)
import a; import b
