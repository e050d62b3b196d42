import a from b
from a import
from a
from import a
import
from a import *, b
from a import (*)
from a import b as
import a as b.c
from a import ()
def f():
    from a import *
