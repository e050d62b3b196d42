"""Arrays that the vectors call builtins on: dtypes x layouts x shapes, and how results are shown."""
import numpy as np
from numba import njit

FLOATS = (np.float64, np.float32)
COMPLEX = (np.complex128, np.complex64)
SIGNED = (np.int64, np.int32, np.int16, np.int8)
UNSIGNED = (np.uint64, np.uint32, np.uint16, np.uint8)
INTS = SIGNED + UNSIGNED
REALS = FLOATS + INTS
NUMBERS = REALS + COMPLEX
ALL = NUMBERS + (np.bool_,)

SHAPES_1D = ((0,), (1,), (2,), (7,))
SHAPES_2D = ((0, 3), (1, 1), (3, 5))
SHAPES_3D = ((2, 3, 4),)
SHAPES = SHAPES_1D + SHAPES_2D + SHAPES_3D


def filled(shape, dtype):
    """Small numbers of both signs, with repeats, in no order."""
    count = 1
    for length in shape:
        count *= length
    numbers = (np.arange(count) * 37 + 11) % 23
    if dtype == np.bool_:
        return (numbers % 3 == 0).reshape(shape)
    if np.dtype(dtype).kind == "u":
        return numbers.astype(dtype).reshape(shape)
    if np.dtype(dtype).kind == "c":
        return ((numbers - 9) * (0.5 - 0.25j)).astype(dtype).reshape(shape)
    if np.dtype(dtype).kind == "f":
        return ((numbers - 9) * 0.5).astype(dtype).reshape(shape)
    return (numbers - 9).astype(dtype).reshape(shape)


def layouts(shape, dtype):
    """The same elements in C order, in Fortran order, strided, and with negative strides."""
    a = filled(shape, dtype)
    out = [("C", a)]
    if len(shape) > 1:
        out.append(("F", np.asfortranarray(a)))
    wide = np.zeros(tuple([2 * length for length in shape]), dtype)
    strided = wide[tuple([slice(None, None, 2)] * len(shape))]
    strided[...] = a
    out.append(("strided", strided))
    turned = tuple([slice(None, None, -1)] * len(shape))
    out.append(("negative", np.ascontiguousarray(a[turned]).reshape(shape)[turned]))
    return out


def arrays(dtypes=ALL, shapes=SHAPES):
    """(label, array) for all dtypes, shapes and layouts."""
    out = []
    for dtype in dtypes:
        for shape in shapes:
            for layout, array in layouts(shape, dtype):
                out.append((f"{np.dtype(dtype)}{shape} {layout}", array))
    return out


def text(value):
    """A result: its type, shape and elements, floats to ten digits (a sum may be made in another order)."""
    if isinstance(value, tuple) or isinstance(value, list):
        return "(" + ", ".join([text(item) for item in value]) + ")"
    if isinstance(value, np.ndarray):
        elements = " ".join([number(x) for x in value.ravel().tolist()])
        return f"{value.dtype}{value.shape} {elements}"
    if isinstance(value, np.generic):
        return f"{value.dtype} {number(value.item())}"
    return f"{type(value).__name__} {number(value)}"


def number(x):
    if isinstance(x, float):
        return f"{x:.10g}" if x != 0 else "0"
    if isinstance(x, complex):
        return f"{x.real + 0.0:.10g},{x.imag + 0.0:.10g}"
    return str(x)


def show(label, function, *args):
    """Prints what a call gives or raises."""
    try:
        print(label, "->", text(function(*args)))
    except Exception as error:
        print(label, "->", f"{type(error).__name__}: {error}")


def plain(value):
    """As `text`; numbers by their value alone, for what compiled code gives where NumPy alone says what is right."""
    if isinstance(value, tuple) or isinstance(value, list):
        return "(" + ", ".join([plain(item) for item in value]) + ")"
    if isinstance(value, np.ndarray):
        return text(value)
    return number(value.item() if isinstance(value, np.generic) else value)


def show_plain(label, function, *args):
    """As `show`, by `plain`."""
    try:
        print(label, "->", plain(function(*args)))
    except Exception as error:
        print(label, "->", f"{type(error).__name__}: {error}")


def brief(value):
    """As `text`, floats to as many digits as functions that approximate agree on."""
    if isinstance(value, tuple) or isinstance(value, list):
        return "(" + ", ".join([brief(item) for item in value]) + ")"
    if isinstance(value, np.ndarray) or isinstance(value, np.generic):
        dtype = np.asarray(value).dtype
        digits = 4 if dtype == np.float32 or dtype == np.complex64 else 10
        elements = " ".join([rounded(x, digits) for x in np.asarray(value).ravel().tolist()])
        return f"{dtype}{np.asarray(value).shape} {elements}"
    return f"{type(value).__name__} {rounded(value, 6)}"


def rounded(x, digits):
    if isinstance(x, float):
        return f"{x:.{digits}g}" if x != 0 else "0"
    if isinstance(x, complex):
        return f"{x.real + 0.0:.{digits}g},{x.imag + 0.0:.{digits}g}"
    if isinstance(x, bool):
        return str(int(x))
    return str(x)


def outcome(function, args):
    """What a call gives, or that it is refused: each has its own words for that."""
    try:
        return brief(function(*args))
    except Exception as error:
        return "ValueError" if isinstance(error, ValueError) else "refused"


def zones(label, calls, *args):
    """Prints what a function gives at module level and compiled, once where that is the same."""
    name, host, compiled = calls
    outside, inside = outcome(host, args), outcome(compiled, args)
    print(name, label, outside if outside == inside else f"{outside} | {inside}")


def one(function):
    """A function of one operand: its name, a call of it at module level, and a compiled one."""
    def call(a):
        return function(a)

    return function.__name__, call, njit(call)


def two(function):
    """A function of two operands: its name, a call of it at module level, and a compiled one."""
    def call(a, b):
        return function(a, b)

    return function.__name__, call, njit(call)


# All dtypes, layouts and sizes in few arrays.
COVER = (
    (np.float64, (0,), "C"),
    (np.float64, (1,), "C"),
    (np.float64, (7,), "C"),
    (np.float64, (3, 5), "C"),
    (np.float32, (7,), "negative"),
    (np.float32, (3, 5), "F"),
    (np.int32, (7,), "strided"),
    (np.int32, (3, 5), "negative"),
    (np.uint8, (7,), "C"),
    (np.uint8, (3, 5), "F"),
    (np.bool_, (7,), "C"),
    (np.bool_, (3, 5), "strided"),
    (np.complex128, (7,), "C"),
    (np.complex128, (3, 5), "C"),
)


def cover(rows=COVER):
    """(label, array), fresh ones."""
    out = []
    for dtype, shape, wanted in rows:
        for layout, array in layouts(shape, dtype):
            if layout == wanted:
                out.append((f"{np.dtype(dtype)}{shape} {layout}", array))
    return out


def bare(value):
    """As `brief`, numbers without their types, which the zones do not share."""
    if isinstance(value, tuple) or isinstance(value, list):
        return "(" + ", ".join([bare(item) for item in value]) + ")"
    if isinstance(value, np.ndarray):
        return brief(value)
    return rounded(value.item() if isinstance(value, np.generic) else value, 6)


def attempt(function, a):
    """What a call gives, in both forms; or how it fails."""
    try:
        value = function(a)
        return brief(value), bare(value)
    except Exception as error:
        text = "ValueError" if isinstance(error, ValueError) else "refused"
        return text, text


def sweep(name, function, rows=COVER):
    """Prints what a function of an array gives at module level, and compiled where that differs. What Numba refuses to
    compile is as at module level."""
    compiled = njit(function)
    for (label, outer), (_, inner) in zip(cover(rows), cover(rows)):
        (shown, outside), (_, inside) = attempt(function, outer), attempt(compiled, inner)
        print(name, label, shown if inside in ("refused", outside) else f"{shown} | {inside}")


# As COVER, with one array for each.
SPREAD = (
    (np.float64, (0,), "C"),
    (np.float64, (3, 5), "C"),
    (np.float32, (3, 5), "F"),
    (np.int32, (7,), "strided"),
    (np.uint32, (1,), "C"),
    (np.complex128, (7,), "C"),
    (np.bool_, (7,), "negative"),
)


def spread():
    """(label, array), fresh ones; bools last."""
    return cover(SPREAD)
