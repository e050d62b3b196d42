"""Records the typing rules of Numba and NumPy as tables for tests/types.rs.

    python tests/record/numba_types.py

writes tests/data/types/*.txt. The versions are pinned: another version may have other rules, and then the
tables must be looked at before they are committed.

Tables of dtype pairs have one section per operator and form, one line per left and one column per right dtype;
a cell is `left,right->result`: what the loop (or Numba's case) takes and gives; `f8` is short for `f8,f8->f8`,
and `-` says that there is none.
"""

import math
import operator
import pathlib
import sys
import warnings

import numba
import numpy as np
from numba import types
from numba.core.registry import cpu_target
from numba.np.numpy_support import as_dtype, ufunc_find_matching_loop

VERSIONS = {"numba": "0.68.1", "numpy": "2.4.6"}
OUT = pathlib.Path(__file__).parent.parent / "data" / "types"

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128".split()
SHORT = dict(zip(DTYPES + ["float16"], "b1 i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 c8 c16 f2".split()))
NUMBA = {name: types.boolean if name == "bool" else getattr(types, name) for name in DTYPES}
CODES = [SHORT[name] for name in DTYPES]

BINARY = {
    "+": ("add", "iadd"), "-": ("sub", "isub"), "*": ("mul", "imul"), "@": ("matmul", "imatmul"),
    "/": ("truediv", "itruediv"), "//": ("floordiv", "ifloordiv"), "%": ("mod", "imod"), "**": ("pow", "ipow"),
    "<<": ("lshift", "ilshift"), ">>": ("rshift", "irshift"), "&": ("and_", "iand"), "|": ("or_", "ior"),
    "^": ("xor", "ixor"), "==": ("eq", None), "!=": ("ne", None), "<": ("lt", None), "<=": ("le", None),
    ">": ("gt", None), ">=": ("ge", None),
}
UFUNC = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "@": np.matmul, "/": np.divide, "//": np.floor_divide,
    "%": np.remainder, "**": np.power, "<<": np.left_shift, ">>": np.right_shift, "&": np.bitwise_and,
    "|": np.bitwise_or, "^": np.bitwise_xor, "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal,
    ">": np.greater, ">=": np.greater_equal,
}
UNARY = {"-": (operator.neg, np.negative), "+": (operator.pos, np.positive), "~": (operator.invert, np.invert),
         "not": (operator.not_, np.logical_not)}

CONTEXT = cpu_target.typing_context


def check_versions():
    found = {"numba": numba.__version__, "numpy": np.__version__}
    if found != VERSIONS:
        sys.exit(f"the tables are recorded from {VERSIONS}, but this is {found}")
    CONTEXT.refresh()
    cpu_target.target_context.refresh()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")


def short(dtype):
    return SHORT[np.dtype(dtype).name]


def resolve(function, arguments):
    """The signature that Numba finds, or None."""
    try:
        return CONTEXT.resolve_function_type(function, tuple(arguments), {})
    except Exception:
        return None


def array(name, ndim=1):
    return types.Array(NUMBA[name], ndim, "C")


def dtype_of(ty):
    return as_dtype(ty.dtype if isinstance(ty, types.Array) else ty)


def cell(operands, result):
    codes = [short(it) for it in (*operands, result)]
    return codes[0] if len(set(codes)) == 1 else ",".join(codes[:-1]) + "->" + codes[-1]


# Numba

def numba_binary_cell(symbol, forms, left, right):
    function = getattr(operator, BINARY[symbol][0])
    operands = [array(it) if form == "array" else NUMBA[it] for form, it in zip(forms, (left, right))]
    signature = resolve(function, operands)
    if signature is None:
        return "-"
    taken = [dtype_of(it) for it in signature.args]
    if "array" in forms and symbol != "@":
        taken = ufunc_find_matching_loop(UFUNC[symbol], [NUMBA[left], NUMBA[right]]).numpy_inputs
    return cell(taken, dtype_of(signature.return_type))


def numba_in_place_cell(symbol, form, left, right):
    function = getattr(operator, BINARY[symbol][1])
    value = array(right, 2) if form == "array" else NUMBA[right]
    signature = resolve(function, [array(left, 2), value])
    if signature is None:
        return "-"
    if symbol == "@":
        return cell(map(dtype_of, signature.args), dtype_of(signature.return_type))
    loop = ufunc_find_matching_loop(UFUNC[symbol], [NUMBA[left], NUMBA[right], NUMBA[left]])
    return cell(loop.numpy_inputs, loop.numpy_outputs[0])


def numba_unary_cell(function, ty):
    signature = resolve(function, [ty])
    return "-" if signature is None else short(dtype_of(signature.return_type))


# NumPy

WEAK = {"bool": True, "int": 1, "float": 1.0, "complex": 1j}


def sample(form, name):
    return np.ones(1, name) if form == "array" else np.dtype(name).type(1)


def numpy_binary_cell(symbol, left, right):
    """Both operands are values."""
    try:
        result = getattr(operator, BINARY[symbol][0])(left, right)
    except (TypeError, ValueError):  # a ValueError: matmul of scalars
        return "-"
    kinds = [type(it) if type(it) in (int, float, complex) else np.asarray(it).dtype for it in (left, right)]
    loop = UFUNC[symbol].resolve_dtypes((*kinds, None))
    assert np.asarray(result).dtype == loop[2], (symbol, left, right)
    return cell(loop[:2], loop[2])


def numpy_in_place_cell(symbol, left, value):
    target = np.ones((1, 1), left)
    try:
        result = getattr(operator, BINARY[symbol][1])(target, value)
    except (TypeError, ValueError):
        return "-"
    assert result is target
    kind = type(value) if type(value) in (int, float, complex) else np.asarray(value).dtype
    loop = UFUNC[symbol].resolve_dtypes((target.dtype, kind, None))
    return cell(loop[:2], loop[2])


def numpy_function_cell(function, *values):
    try:
        result = function(*values)
    except TypeError:
        return "-"
    if isinstance(result, tuple):
        result = result[0]
    return short(np.asarray(result).dtype)


# Tables

def matrix(title, rows, columns, cell_of):
    lines = [f"[{title}]"]
    cells = [["", *columns]] + [[row, *(cell_of(row, column) for column in columns)] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells)]
    lines += ["  ".join(it.ljust(width) for it, width in zip(line, widths)).rstrip() for line in cells]
    return "\n".join(lines) + "\n"


def by_code(cell_of):
    """A function of dtype names as one of their codes."""
    names = dict(zip(CODES, DTYPES))
    return lambda row, column: cell_of(names[row], names.get(column, column))


def write(name, sections):
    head = f"# Recorded by tests/record/numba_types.py from Numba {VERSIONS['numba']} and NumPy {VERSIONS['numpy']}.\n\n"
    (OUT / name).write_text(head + "\n".join(sections))
    print(OUT / name)


def record_numba_binary():
    forms = [(a, b) for a in ("scalar", "array") for b in ("scalar", "array")]
    write("numba_binary.txt", [
        matrix(f"{symbol} {a} {b}", CODES, CODES,
               by_code(lambda left, right: numba_binary_cell(symbol, (a, b), left, right)))
        for symbol in BINARY for a, b in forms
    ])


def record_numba_in_place():
    write("numba_in_place.txt", [
        matrix(f"{symbol} array {form}", CODES, CODES,
               by_code(lambda left, right: numba_in_place_cell(symbol, form, left, right)))
        for symbol in BINARY if BINARY[symbol][1] for form in ("scalar", "array")
    ])


def numpy_pair(symbol, a, b):
    return by_code(lambda left, right: numpy_binary_cell(symbol, sample(a, left), sample(b, right)))


def numpy_weak(symbol, form):
    def cell_of(name, weak):
        side, weak = weak.split(":")
        operands = [sample(form, name), WEAK[weak]]
        return numpy_binary_cell(symbol, *(operands if side == "right" else reversed(operands)))
    return by_code(cell_of)


def record_numpy_binary():
    forms = [(a, b) for a in ("scalar", "array") for b in ("scalar", "array")]
    weak = [f"{side}:{it}" for side in ("right", "left") for it in WEAK]
    sections = []
    for symbol in BINARY:
        sections += [matrix(f"{symbol} {a} {b}", CODES, CODES, numpy_pair(symbol, a, b)) for a, b in forms]
        sections += [matrix(f"{symbol} {form} weak", CODES, weak, numpy_weak(symbol, form)) for form in ("scalar", "array")]
    write("numpy_binary.txt", sections)


def record_numpy_in_place():
    sections = []
    for symbol in BINARY:
        if BINARY[symbol][1]:
            sections.append(matrix(f"{symbol} array array", CODES, CODES, by_code(
                lambda left, right: numpy_in_place_cell(symbol, left, np.ones((1, 1), right)))))
            sections.append(matrix(f"{symbol} array weak", CODES, list(WEAK), by_code(
                lambda left, weak: numpy_in_place_cell(symbol, left, WEAK[weak]))))
    write("numpy_in_place.txt", sections)


def record_unary():
    def cell_of(symbol, column):
        zone, form, code = column
        function, ufunc = UNARY[symbol]
        name = dict(zip(CODES, DTYPES))[code]
        if zone == "numba":
            return numba_unary_cell(function, array(name) if form == "array" else NUMBA[name])
        return "-" if (symbol, form) == ("not", "array") else numpy_function_cell(function, sample(form, name))
    write("unary.txt", [
        matrix(f"{zone} {form}", UNARY, CODES, lambda symbol, code: cell_of(symbol, (zone, form, code)))
        for zone in ("numba", "numpy") for form in ("scalar", "array")
    ])


# Functions

UNARY_UFUNCS = """absolute negative positive sign square reciprocal conjugate rint sqrt cbrt exp exp2 expm1 log log2 log10 log1p
    sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg degrees radians fabs
    floor ceil trunc invert logical_not isnan isinf isfinite signbit spacing""".split()
BINARY_UFUNCS = """arctan2 hypot copysign nextafter fmod remainder maximum minimum fmax fmin logical_and logical_or logical_xor
    gcd lcm power float_power logaddexp logaddexp2 ldexp bitwise_and left_shift""".split()
SCALAR_UNARY = {
    "abs": abs, "round": round, "bool": bool, "int": int, "float": float, "complex": complex,
    **{f"math.{name}": getattr(math, name) for name in """exp expm1 exp2 fabs sqrt log log1p log10 log2 sin cos tan sinh cosh
    tanh asin acos atan asinh acosh atanh degrees radians erf erfc gamma lgamma trunc floor ceil isinf isnan isfinite
    frexp""".split()},
}
SCALAR_BINARY = {
    "divmod": divmod, "pow": pow, "round": round, "min": min, "max": max,
    **{f"math.{name}": getattr(math, name) for name in "atan2 hypot copysign nextafter pow gcd ldexp".split()},
}


def numba_ufunc_cell(ufunc, forms, names):
    operands = [array(it) if form == "array" else NUMBA[it] for form, it in zip(forms, names)]
    signature = resolve(ufunc, operands)
    if signature is None:
        return "-"
    loop = ufunc_find_matching_loop(ufunc, [NUMBA[it] for it in names])
    assert loop.numpy_outputs[0] == dtype_of(signature.return_type)
    return cell(loop.numpy_inputs, loop.numpy_outputs[0])


def numpy_ufunc_cell(ufunc, operands):
    try:
        result = ufunc(*operands)
    except TypeError:
        return "-"
    kinds = [type(it) if type(it) in (int, float, complex) else np.asarray(it).dtype for it in operands]
    loop = ufunc.resolve_dtypes((*kinds, None))
    assert np.asarray(result).dtype == loop[-1]
    return cell(loop[:-1], loop[-1])


def scalar_cell(function, *names):
    signature = resolve(function, [NUMBA[it] for it in names])
    if signature is None:
        return "-"
    result = signature.return_type
    if isinstance(result, types.BaseTuple):
        result = result[0]
    if any(isinstance(it, types.BaseTuple) for it in signature.args):  # min, max: their source takes *args
        return short(dtype_of(result))
    return cell(map(dtype_of, signature.args), dtype_of(result))


def record_functions():
    names = dict(zip(CODES, DTYPES))
    sections = [
        matrix(f"numba {form}", UNARY_UFUNCS, CODES,
               lambda name, code: numba_ufunc_cell(getattr(np, name), [form], [names[code]]))
        for form in ("scalar", "array")
    ]
    sections += [
        matrix(f"numpy {form}", UNARY_UFUNCS, CODES,
               lambda name, code: numpy_ufunc_cell(getattr(np, name), [sample(form, names[code])]))
        for form in ("scalar", "array")
    ]
    write("unary_functions.txt", sections)
    write("scalar_functions.txt", [
        matrix("unary", SCALAR_UNARY, CODES, lambda name, code: scalar_cell(SCALAR_UNARY[name], names[code])),
        *(matrix(name, CODES, CODES, by_code(lambda left, right: scalar_cell(function, left, right)))
          for name, function in SCALAR_BINARY.items()),
    ])


def record_binary_functions():
    sections = []
    weak = ["bool", "int", "float", "complex"]
    for name in BINARY_UFUNCS:
        ufunc = getattr(np, name)
        for a, b in (("scalar", "scalar"), ("array", "scalar")):
            sections.append(matrix(f"numba {name} {a} {b}", CODES, CODES, by_code(
                lambda left, right: numba_ufunc_cell(ufunc, (a, b), (left, right)))))
        sections.append(matrix(f"numpy {name} array array", CODES, CODES, by_code(
            lambda left, right: numpy_ufunc_cell(ufunc, (sample("array", left), sample("array", right))))))
        sections.append(matrix(f"numpy {name} array weak", CODES, weak, by_code(
            lambda left, right: numpy_ufunc_cell(ufunc, (sample("array", left), WEAK[right])))))
    write("binary_functions.txt", sections)


def numba_where_cell(a, b, left, right):
    operands = [array(it) if form == "array" else NUMBA[it] for form, it in ((a, left), (b, right))]
    signature = resolve(np.where, [array("bool"), *operands])
    return "-" if signature is None else short(dtype_of(signature.return_type))


def record_where():
    condition = np.ones(1, bool)
    forms = (("scalar", "scalar"), ("array", "scalar"), ("array", "array"))
    write("where.txt", [
        *(matrix(f"numba {a} {b}", CODES, CODES, by_code(lambda left, right: numba_where_cell(a, b, left, right)))
          for a, b in forms),
        matrix("numpy array array", CODES, CODES, by_code(lambda left, right: short(
            np.where(condition, np.ones(1, left), np.ones(1, right)).dtype))),
        matrix("numpy array weak", CODES, list(WEAK), by_code(lambda left, weak: short(
            np.where(condition, np.ones(1, left), WEAK[weak]).dtype))),
    ])


# Types

def sample_types():
    i8, i4, u8, f8, f4, b1 = (NUMBA[it] for it in ("int64", "int32", "uint64", "float64", "float32", "bool"))
    arrays = [types.Array(f8, 1, "C"), types.Array(f8, 1, "A"), types.Array(f8, 1, "C", readonly=True),
              types.Array(f4, 1, "C"), types.Array(f8, 2, "C"), types.Array(f8, 2, "F"),
              types.Array(f8, 2, "A", readonly=True)]
    tuples = [types.Tuple(()), types.UniTuple(i8, 1), types.UniTuple(i8, 2), types.UniTuple(f8, 2),
              types.Tuple((i8, f8)), types.Tuple((b1, f4)), types.UniTuple(i8, 3), types.Tuple((i8, arrays[0])),
              types.Tuple((types.none, i8)), types.UniTuple(types.UniTuple(i4, 2), 2)]
    optionals = [types.Optional(it) for it in (i8, f8, arrays[0], tuples[3])]
    lists = [types.List(it) for it in (i8, f8, types.UniTuple(i8, 2), types.undefined)]
    return [types.undefined, types.none, types.unicode_type, *NUMBA.values(), *arrays, *tuples, *optionals, *lists]


def spelled(ty):
    """Without the marks that numjit's lists do not have."""
    return "-" if ty is None else str(ty).replace("<iv=None>", "").replace("reflected ", "")


def record_types():
    lines = ["# left | right | what a variable is that is assigned both | how left converts to right"]
    for left in sample_types():
        for right in sample_types():
            rank = CONTEXT.can_convert(left, right)
            joined = CONTEXT.unify_pairs(left, right)
            lines.append(" | ".join([spelled(left), spelled(right), spelled(joined), rank.name if rank else "-"]))
    write("types.txt", ["\n".join(lines) + "\n"])


def record_layouts():
    """Of `a + b`: one operand may be a scalar."""
    def cell_of(left, right):
        operands = [types.Array(types.float64, 2, it) if it != "scalar" else types.float64 for it in (left, right)]
        return resolve(operator.add, operands).return_type.layout
    write("layouts.txt", [matrix("layout", "CFA", ["C", "F", "A", "scalar"], cell_of)])


# NumPy's refusals

def refusal(function, *values):
    """`class | message`, or None where it is allowed."""
    try:
        function(*values)
    except (TypeError, ValueError, OverflowError) as error:
        cls = type(error)
        name = cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__name__}"
        return f"{name} | {error}"


def record_refusals():
    lines = ["# operation | left | right | class | message"]
    some = "bool int8 uint16 int64 uint64 float32 complex128".split()

    def add(operation, left, right, found):
        if found is not None:
            lines.append(f"{operation} | {left} | {right} | {found}")

    for symbol, (name, in_place) in BINARY.items():
        function = getattr(operator, name)
        for left, right in ((left, right) for left in some for right in some):
            for form in ("scalar", "array") if symbol in "-@" else ("array",):
                found = refusal(function, sample(form, left), sample(form, right))
                add(symbol, f"{form} {SHORT[left]}", f"{form} {SHORT[right]}", found)
            if in_place:
                target, value = np.ones((1, 1), left), np.ones((1, 1), right)
                found = refusal(getattr(operator, in_place), target, value)
                add(f"{symbol}=", f"array {SHORT[left]}", f"array {SHORT[right]}", found)
        for left, right in ((left, right) for left in some for right in WEAK):
            add(symbol, f"array {SHORT[left]}", f"weak {right}", refusal(function, np.ones(1, left), WEAK[right]))
            add(symbol, f"weak {right}", f"array {SHORT[left]}", refusal(function, WEAK[right], np.ones(1, left)))
    for symbol, (function, _) in UNARY.items():
        for name in DTYPES:
            add(f"unary {symbol}", f"scalar {SHORT[name]}", "", refusal(function, sample("scalar", name)))
    for name in DTYPES:
        add("gcd", f"array {SHORT[name]}", f"array {SHORT[name]}", refusal(np.gcd, np.ones(1, name), np.ones(1, name)))
        for value in (-1, 127, 128, 255, 256, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -2**63, -2**63 - 1):
            if name != "bool":
                found = refusal(operator.add, np.zeros(1, name), value)
                lines.append(f"int | {SHORT[name]} | {value} | {found or '- | -'}")
    write("refusals.txt", ["\n".join(lines) + "\n"])


EAGER = ["f8 i8", "i4 i8", "f4 f8", "i1 c16", "u8 i8", "u4", "b1 f8", "i8 c8"]


def eager_cell(codes, name):
    """What a function declared for the types `codes` takes an argument as."""
    params = [NUMBA[dict(zip(CODES, DTYPES))[it]] for it in codes.split()]
    function = numba.njit([param(param) for param in params])(lambda x: x)
    try:
        function(np.dtype(name).type(1))
    except TypeError as error:
        return "ambiguous" if "Ambiguous" in str(error) else "-"
    chosen = CONTEXT.tm.select_overload([NUMBA[name]], [[it] for it in params], True, False)
    return short(as_dtype(params[chosen]))


def record_eager():
    names = dict(zip(CODES, DTYPES))
    rows = [it.replace(" ", ",") for it in EAGER]
    write("eager.txt", [matrix("eager", rows, CODES, lambda row, code: eager_cell(row.replace(",", " "), names[code]))])


if __name__ == "__main__":
    check_versions()
    OUT.mkdir(parents=True, exist_ok=True)
    record_numba_binary()
    record_numba_in_place()
    record_numpy_binary()
    record_numpy_in_place()
    record_unary()
    record_functions()
    record_binary_functions()
    record_where()
    record_types()
    record_eager()
    record_refusals()
    record_layouts()
