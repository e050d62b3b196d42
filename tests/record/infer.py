"""Records result types of the scripts of tests/infer from Numba.

Run: python tests/record/infer.py [SCRIPT..]   (Numba 0.68.1, NumPy 2.4.6)

A line `# call: f(float64[:], int64)` becomes `# call: f(float64[:], int64) -> float64`. Calls that Numba refuses or gets
wrong begin with `# ours:` instead; what numjit gives for them is written by hand.
"""

import importlib.util
import pathlib
import re
import sys

from numba import types

NAMES = {"str": types.unicode_type, "none": types.none, "Tuple": lambda *items: types.Tuple(items), "list": types.List}
NAMES |= {n: getattr(types, n) for n in "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64".split()}
NAMES |= {"complex64": types.complex64, "complex128": types.complex128, "bool": types.boolean}


def show(ty):
    """As numjit prints it."""
    if isinstance(ty, types.Literal):
        return show(types.unliteral(ty))
    if isinstance(ty, types.Optional):
        return f"OptionalType({show(ty.type)})"
    if isinstance(ty, types.BaseTuple):
        items = [show(item) for item in ty]
        if len(set(items)) == 1:
            return f"UniTuple({items[0]} x {len(items)})"
        return f"Tuple({', '.join(show(item) for item in ty)})"
    if isinstance(ty, types.List):
        return f"list({show(ty.dtype)})"
    if isinstance(ty, types.Array):
        return f"array({ty.dtype}, {ty.ndim}d, {ty.layout})"
    return str(ty)


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def record(path):
    module = load(path)
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines):
        found = re.match(r"# call: (\w+)(\(.*?\))( -> .*)?$", line)
        if not found:
            continue
        name, params = found[1], eval(f"args{found[2]}", {"args": lambda *args: args}, NAMES)
        function = getattr(module, name)
        try:
            function.compile(params)
            result = show(function.overloads[params].signature.return_type)
            lines[number] = f"# call: {name}{found[2]} -> {result}"
        except Exception as error:
            print(f"{path.name}:{number + 1}: {name}{found[2]}: {str(error).splitlines()[0:3]}", file=sys.stderr)
    path.write_text("\n".join(lines) + "\n")


paths = [pathlib.Path(arg) for arg in sys.argv[1:]]
for path in paths or sorted((pathlib.Path(__file__).parent.parent / "infer").glob("*.py")):
    record(path)
