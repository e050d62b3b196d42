"""Records what the runs of tests/cases give under CPython 3.11 with Numba 0.68.1 and NumPy 2.4.6.

    python tests/record/cases.py [--check] [FILE ..]

Rewrites the `# run:` lines of each case file; `--check` only says what differs. A file that begins with the line `# superset`
runs as plain Python, since Numba refuses it; so does a run with that line before it. A run with `# deviation: why` on the
line before it is left as it is.
"""

import contextlib
import io
import math
import pathlib
import sys

import numba
import numpy as np

assert numba.__version__ == "0.68.1" and np.__version__ == "2.4.6", "recorded with other versions"

ROOT = pathlib.Path(__file__).resolve().parent.parent / "cases"
USUAL = {"float64", "int64", "bool", "complex128"}


def split_top(text):
    pieces, depth, start, quote = [], 0, 0, None
    for at, char in enumerate(text):
        if quote:
            quote = None if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and depth == 0:
            pieces.append(text[start:at].strip())
            start = at + 1
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def end_of_call(text):
    depth, quote = 0, None
    for at, char in enumerate(text):
        if quote:
            quote = None if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
            if depth == 0:
                return at + 1
    raise ValueError(text)


def dtype_of(name):
    return np.dtype({"bool": "bool_"}.get(name, name))


def read(text):
    def array(items, dtype=None):
        return np.array(items, dtype)

    names = {name: dtype_of(name) for name in "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128 bool".split()}
    return eval(text, {"array": array, "zeros": np.zeros, "nan": math.nan, "inf": math.inf, **names})


def convert(value, type_name):
    """An argument of the type that `# call:` says."""
    if type_name is None:
        return value
    if type_name.startswith("Tuple("):
        return tuple(convert(v, t) for v, t in zip(value, split_top(type_name[6:-1])))
    if type_name.startswith("list("):
        return [convert(v, type_name[5:-1]) for v in value]
    if type_name.startswith("Optional("):
        return value
    if "[" in type_name:
        dtype, axes = type_name.split("[")
        axes = [axis.strip() for axis in axes[:-1].split(",") if axis.strip()]
        array = np.array(value, dtype_of(dtype))
        if array.ndim < len(axes):
            array = array.reshape((0,) * len(axes))
        if axes and axes[0] == "::1" and len(axes) > 1:
            return np.asfortranarray(array)
        if axes and axes[-1] != "::1":
            spaced = np.zeros(array.shape[:-1] + (2 * array.shape[-1],), array.dtype)
            spaced[..., ::2] = array
            return spaced[..., ::2]
        return array
    if type_name in ("str", "none"):
        return value
    scalar = dtype_of(type_name).type(value)
    return {"int64": int, "float64": float, "bool": bool, "complex128": complex}.get(type_name, lambda x: x)(scalar)


def show(value):
    if isinstance(value, np.ndarray):
        if 0 in value.shape and value.shape != (0,):
            return f"zeros({show(value.shape)}, {value.dtype.name})"
        suffix = "" if value.dtype.name in USUAL and value.shape != (0,) else f", {value.dtype.name}"
        return f"array({show_nested(value.tolist())}{suffix})"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(show, value)) + (",)" if len(value) == 1 else ")")
    if isinstance(value, list):
        return "[" + ", ".join(map(show, value)) + "]"
    if isinstance(value, np.generic):
        return show(value.item())
    return repr(value)


def show_nested(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(show_nested, value)) + "]"
    return show(value)


def outcome(function, args):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            result = "== " + show(function(*args))
        except numba.core.errors.NumbaError as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            return "refused by numba: " + " | ".join(lines[:6])
        except Exception as error:
            name = type(error).__name__
            words = str(error).splitlines()
            result = f"raises {name}: {words[0]}" if words else f"raises {name}"
    printed = output.getvalue()
    return f"{result} prints {show(printed)}" if printed else result


def run_plain(code):
    """The script's variables where nothing is compiled."""

    def njit(function=None, **options):
        return function if callable(function) else lambda function: function

    env = {"__name__": "case"}
    saved = numba.njit, numba.prange
    numba.njit, numba.prange = njit, range
    try:
        exec(code, env)
    finally:
        numba.njit, numba.prange = saved
    return env


def record(path, check):
    text = path.read_text()
    code = compile(text, str(path), "exec")
    superset = text.startswith("# superset\n")
    compiled = {"__name__": "case"}
    exec(code, compiled)
    plain = run_plain(code)
    calls, lines, changed = {}, [], 0
    previous = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# call: "):
            name, rest = line[8:].split("(", 1)
            calls.setdefault(name, []).append(split_top(rest.rstrip()[:-1]))
        elif line.startswith("# run: ") and not previous.startswith("# deviation: "):
            run = line[7:]
            call = run[: end_of_call(run)]
            name, rest = call.split("(", 1)
            texts = split_top(rest[:-1])
            types = next((t for t in reversed(calls.get(name, [])) if len(t) == len(texts)), [None] * len(texts))
            args = [convert(read(arg), t) for arg, t in zip(texts, types)]
            function = (plain if superset or previous == "# superset" else compiled)[name]
            with np.errstate(all="ignore"):
                found = f"# run: {call} {outcome(function, args)}"
            if found != line:
                changed += 1
                print(f"{path.relative_to(ROOT)}:{number}: {found[7:]}   (was: {run[len(call):].strip() or 'nothing'})")
                line = line if check or "refused by numba" in found else found
        lines.append(line)
        previous = line
    if not check:
        path.write_text("\n".join(lines) + "\n")
    return changed


def main():
    args = sys.argv[1:]
    check = "--check" in args
    files = [pathlib.Path(arg).resolve() for arg in args if arg != "--check"] or sorted(ROOT.rglob("*.npy"))
    changed = sum(record(path, check) for path in files if "# error[" not in path.read_text())
    print(f"{changed} runs {'differ' if check else 'changed'}")
    sys.exit(1 if check and changed else 0)


main()
