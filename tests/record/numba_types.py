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


if __name__ == "__main__":
    check_versions()
    OUT.mkdir(parents=True, exist_ok=True)
    record_numba_binary()
    record_numba_in_place()
    record_numpy_binary()
    record_numpy_in_place()
    record_unary()
