"""Record what NumPy 2.4.6 writes to files, and what it reads from good and bad ones.

    python tests/record/files.py tests/data [SCALE]

Contents of files are written in hexadecimal; arrays as dtype, shape (lengths with `x` between), order and bytes.
"""
import io
import os
import tempfile
import warnings

import numpy as np

from table import RNG, SCALE, outcome, random_float, write

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128".split()
SHAPES = [(), (1,), (3,), (0,), (2, 3), (3, 1), (1, 4), (0, 3), (3, 0), (2, 2, 3), (2, 1, 3)]


def described(a):
    order = "F" if a.flags.f_contiguous and not a.flags.c_contiguous else "C"
    data = a.astype(a.dtype.newbyteorder("=")).tobytes("A" if order == "F" else "C")
    return "%s|%s|%s|%s" % (a.dtype.name, "x".join(map(str, a.shape)), order, data.hex())


def array(dtype, shape):
    n = int(np.prod(shape))
    with np.errstate(all="ignore"):
        if np.dtype(dtype).kind == "c":
            flat = np.array([complex(random_float(), random_float()) for _ in range(n)], dtype=np.complex128)
        elif np.dtype(dtype).kind == "f":
            flat = np.array([random_float() for _ in range(n)], dtype=np.float64)
        else:
            flat = np.array([RNG.randrange(256) for _ in range(n)], dtype=np.int64)
            if dtype == "bool":
                flat %= 2
        return flat.astype(dtype).reshape(shape)


def saved(a, version=None):
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.lib.format.write_array(out, a, version=version)
    return out.getvalue()


def loaded(data):
    """The outcome of np.load of a file with these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file.npy")
        with open(path, "wb") as out:
            out.write(data)
        warnings.simplefilter("ignore")
        return outcome(lambda: described(np.load(path)))


def good():
    for dtype in DTYPES:
        for shape in SHAPES:
            a = array(dtype, shape)
            orders = [a] if len(shape) < 2 else [a, np.asfortranarray(a)]
            for b in orders:
                yield "save", saved(b).hex(), described(b)
        b = array(dtype, (2, 3))
        for version in ((1, 0), (2, 0), (3, 0)):
            yield "load", saved(b, version).hex(), described(b)
        for other in (b.astype(b.dtype.newbyteorder(">")), np.asfortranarray(b).astype(b.dtype.newbyteorder(">"))):
            data = saved(other)
            yield "load", data.hex(), loaded(data)


def with_header(header, data=b"\0" * 24, version=(1, 0)):
    text = header.encode("latin1")
    length = len(text).to_bytes(2 if version == (1, 0) else 4, "little")
    return b"\x93NUMPY" + bytes(version) + length + text + data


def bad():
    whole = saved(np.arange(6.0).reshape(2, 3))
    for end in (0, 1, 5, 6, 7, 8, 9, 10, 11, 50, 127, 128, 129, 135, 136, len(whole) - 1):
        yield whole[:end]
    yield b"hello world, this is text"
    yield b"\x93NUMPX\x01\0" + whole[8:]
    for version in ((0, 0), (1, 1), (4, 0), (255, 255)):
        yield b"\x93NUMPY" + bytes(version) + whole[8:]
    f8 = "'descr': '<f8', 'fortran_order': False, 'shape': "
    for header in ["", "{", "{}", "{}\n", "[1, 2]", "'text'", "None", "1", "(1,)", "{'descr': '<f8'}", "{%s(3,)}" % f8, "{%s(3,), }\n" % f8,
                   "{%s(3L,), }\n" % f8, "{%s[3], }\n" % f8, "{%s('3',), }\n" % f8, "{%s(3.0,), }\n" % f8, "{%sNone, }\n" % f8,
                   "{%s(), }\n" % f8, "{%s(1, 1, 3), }\n" % f8, "{%s(4,), }\n" % f8, "{%s(2, 3), }\n" % f8, "{%s(-1,), }\n" % f8, "{%s(3, 0), }\n" % f8,
                   "{%s(3,), 'x': 1}" % f8, "{'descr': '<f8', 'fortran_order': 1, 'shape': (3,)}", "{'descr': '<f8', 'fortran_order': 'no', 'shape': (3,)}",
                   "{'descr': 5, 'fortran_order': False, 'shape': (3,)}", "{'descr': '|O', 'fortran_order': False, 'shape': (3,)}",
                   "{'descr': 'f8', 'fortran_order': False, 'shape': (3,)}", "{'descr': '=f8', 'fortran_order': False, 'shape': (3,)}",
                   "{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", "{'descr': '<u1', 'fortran_order': False, 'shape': (3,)}",
                   "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 2)}", "{'descr': 'float64', 'fortran_order': False, 'shape': (3,)}",
                   "{'shape': (3,), 'fortran_order': False, 'descr': '<f8'}", "{%s(3,)} trailing" % f8, "{%s(3,)" % f8, "import os", "{%s(1+1,)}" % f8,
                   "{b'descr': '<f8'}", "{1: 2, 3: 4}", "{%s(True, 3)}" % f8, "{%s(3,), 'shape': (2,)}" % f8, "{%s(2,) }   \n" % f8,
                   "{%s%s}" % (f8, "(1,)" if SCALE else ""), "{%s(%s)}" % (f8, "1, " * 64 + "3,")]:
        yield with_header(header)
        yield with_header(header, version=(2, 0))
    yield with_header("{%s(3,)}" % f8, version=(3, 0))
    yield with_header("{%s(3,)}" % f8 + " " * 10000)
    yield b"\x93NUMPY\x01\0\xff\xff" + b" " * 20
    yield b"\x93NUMPY\x02\0\xff\xff\xff\x7f" + b" " * 20


def archives():
    a, b = np.arange(3), np.asfortranarray(np.ones((2, 3), dtype=np.float32))
    for save in (np.savez, np.savez_compressed):
        out = io.BytesIO()
        save(out, a, b, named=np.array(True), empty=np.zeros((0, 2)))
        with np.load(io.BytesIO(out.getvalue())) as z:
            yield [out.getvalue().hex()] + [cell for name in z.files for cell in (name, described(z[name]))]


def text_cells(result):
    array_cell, caught = result
    # A place warns once, by default.
    return array_cell, ";".join(dict.fromkeys("%s: %s" % (w.category.__name__, w.message) for w in caught))


def read_text(function, text, options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "t")
        with open(path, "w", newline="") as out:
            out.write(text)
        old = os.getcwd()
        os.chdir(folder)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = outcome(lambda: described(function("t", **options)))
        os.chdir(old)
    return text_cells((result, caught))


def option_cell(options):
    return "\x1e".join("%s=%s" % (k, "\x1f".join(map(str, v)) if isinstance(v, (list, tuple)) else v) for k, v in options.items())


def field_text():
    c = RNG.choice
    return c([lambda: str(RNG.randrange(-100, 300)), lambda: repr(round(random_float(), 3)) if abs(random_float()) < 1e15 else "1", lambda: repr(random_float()),
              lambda: c(["1", "0", "-1", "255", "128", "1e3", "nan", "inf", "-inf", "x", "", "1_0", "True", "false", "1+2j", "(1-2j)", "3j", "0x1", "+5", "1.", ".5",
                         "99999999999999999999", "N/A", "(5)", "( 5j )", "1+-2j", "-9223372036854775808", "18446744073709551615"])])()


def plain_field():
    return RNG.choice([lambda: str(RNG.randrange(-100, 100)), lambda: "%g" % RNG.uniform(-10, 10)])()


def random_table():
    field = RNG.choice([plain_field, plain_field, field_text])
    delimiter = RNG.choice([None, None, ",", ",", ";", "\t", " "])
    columns = RNG.randrange(1, 5)
    lines = []
    for _ in range(RNG.randrange(0, 6)):
        n = columns if RNG.random() < 0.95 else RNG.randrange(1, 6)
        fields = [RNG.choice(["", "", "", " "]) + field() + RNG.choice(["", "", "", " "]) for _ in range(n)]
        line = (delimiter or RNG.choice([" ", "  ", "\t"])).join(fields)
        if RNG.random() < 0.1:
            line += RNG.choice(["# note", " # note", "#", " % other", "//x"])
        if RNG.random() < 0.08:
            line = RNG.choice(["", "   ", "# only a comment"])
        lines.append(line)
    end = RNG.choice(["\n", "\n", "\n", "\r\n", "\r"])
    return end.join(lines) + RNG.choice(["", end]), delimiter


def load_cases():
    fixed = [("1 2\n3 4\n", {}), ("", {}), ("\n", {}), ("# c\n", {}), ("1", {}), ("1 2", dict(ndmin=2)), ("1\n2\n", dict(ndmin=2)), ("1", dict(ndmin=1)), ("1", dict(ndmin=3)),
             ("1,2\n", dict(delimiter="::")), ("1,2\n", dict(delimiter="")), ("1 2\n", dict(delimiter="\n")), ("1 2\n", dict(delimiter="#")), ("1 2\n", dict(comments="")),
             ("1 2 # x\n", dict(comments=None)), ("1 2 // x\n3 4 % y\n", dict(comments=["//", "%"])), ("1 2 // x\n", dict(comments="//")), ("'1' '2'\n", dict(quotechar="'")),
             ('"1,5",2\n', dict(delimiter=",", quotechar='"')), ('"1""2",2\n', dict(delimiter=",", quotechar='"')), ('"1\n",2\n', dict(delimiter=",", quotechar='"')),
             ("1 2\n", dict(comments=["a", "b"], quotechar='"')), ("1\n\n2\n3\n", dict(max_rows=2)), ("1\n2\n3\n", dict(max_rows=0)), ("1\n2\n", dict(skiprows=1)),
             ("1\n2\n", dict(skiprows=5)), ("1\n", dict(skiprows=-1)), ("1\n", dict(max_rows=-1)), ("1 2 3\n4 5 6\n", dict(usecols=[2, 0])), ("1 2 3\n4 5\n", dict(usecols=[0, 1])),
             ("1 2 3\n4 5\n", dict(usecols=[-1])), ("1 2 3\n4 5\n", dict(usecols=[2])), ("1 2\n", dict(usecols=[-3])), ("", dict(usecols=[0, 1])), ("", dict(ndmin=2)),
             ("\u00e9\n", {}), ("it's\n", {}), ("x" * 150 + "\n", {}), ("1\u00a02\u30003\n", {}), ('"1" "2"', dict(quotechar='"')), ('""\n1\n', dict(quotechar='"'))]
    for text, options in fixed:
        yield text, options
    for _ in range(500 * SCALE):
        text, delimiter = random_table()
        options = {} if delimiter is None else {"delimiter": delimiter}
        if RNG.random() < 0.5:
            options["dtype"] = RNG.choice(DTYPES)
        if RNG.random() < 0.2:
            options["skiprows"] = RNG.randrange(3)
        if RNG.random() < 0.2:
            options["max_rows"] = RNG.randrange(4)
        if RNG.random() < 0.2:
            options["ndmin"] = RNG.randrange(3)
        if RNG.random() < 0.2:
            options["usecols"] = [RNG.randrange(-3, 4) for _ in range(RNG.randrange(1, 3))]
        if RNG.random() < 0.1:
            options["comments"] = RNG.choice([["//"], ["#", "%"], ["%"], None])
        yield text, options


def loadtxts():
    for text, options in load_cases():
        yield text, option_cell(options), *read_text(np.loadtxt, text, options)


def gen_cases():
    fixed = [("1 2\n3 4\n", {}), ("", {}), ("# c\n", {}), ("1,,3\n4,5,\n", dict(delimiter=",")), ("a b\n1 2\n", dict(skip_header=1)), ("1 2\nend\n", dict(skip_footer=1)),
             ("1 2\n3\n4 5 6\n", {}), ("1 2\n3\n4 5 6\n", dict(invalid_raise=False)), ("12345\n67 89\n", dict(delimiter=2)), ("12345\n", dict(delimiter=[1, 3, 1])),
             ("1,N/A,3\n", dict(delimiter=",", missing_values="N/A", filling_values=-99)), ("1,x,3\n", dict(delimiter=",", loose=False)), ("1,,3\n", dict(delimiter=",", loose=False)),
             ("1,,3\n", dict(delimiter=",", filling_values=[7, 8])), ("1\n", dict(max_rows=0)), ("1\n", dict(max_rows=1, skip_footer=1)), ("1 2\n3 4\n", dict(dtype=None)),
             ("true\nFALSE\n", dict(dtype=None)), ("1,2.5\n", dict(delimiter=",", dtype=None, usecols=[1])), ("99999999999999999999\n", dict(dtype=None)),
             ("99999999999999999999\n", dict(dtype="int64")), ("300\n", dict(dtype="int8")), ("x\n", dict(dtype="uint8")), ("inf\n", dict(dtype="int32")), ("1j\n2\n", dict(dtype=None)),
             ("1 2\n", dict(usecols=[5])), ("1 2\n3\n", dict(usecols=[-1])), ("1 2\n", dict(ndmin=2)), ("", dict(ndmin=2)), ("1 2\n3\n", dict(skip_footer=1)), ("1 2\n3\n4 5\n", dict(skip_footer=1)),
             ("1 2\n3 4\n", dict(skip_footer=9)), ("1\n2\n", dict(skip_header=9)), ("1 # 2\n", {}), ("1 # 2\n", dict(comments=None)), ("1;2\n", dict(comments=";")), ("\n \n1 2\n", {})]
    for text, options in fixed:
        yield text, options
    for _ in range(500 * SCALE):
        text, delimiter = random_table()
        options = {} if delimiter is None else {"delimiter": delimiter}
        if RNG.random() < 0.5:
            options["dtype"] = RNG.choice(DTYPES + [None])
        for key, chance, values in (("skip_header", 0.2, [0, 1, 2]), ("skip_footer", 0.15, [0, 1, 2]), ("ndmin", 0.2, [0, 1, 2]), ("filling_values", 0.2, [0, -1, 7.5]),
                                    ("missing_values", 0.2, ["N/A", "x"]), ("invalid_raise", 0.2, [False]), ("loose", 0.15, [False]), ("usecols", 0.2, [[0], [0, 1], [-1, 0]])):
            if RNG.random() < chance:
                options[key] = RNG.choice(values)
        if RNG.random() < 0.15 and not options.get("skip_footer"):
            options["max_rows"] = RNG.randrange(1, 4)
        yield text, options


def genfromtxts():
    for text, options in gen_cases():
        cells = read_text(np.genfromtxt, text, options)
        # Structured arrays and strings have no counterpart here.
        if not cells[0].startswith(("void", "str", "!ValueError: max()", "!TypeError: Converting 'np.inexact'", "!TypeError: Converting 'np.integer'", "longdouble", "clongdouble")):
            yield text, option_cell(options), *cells


def save_cases():
    a = np.array([[1.5, -2.0, float("nan")], [0.1, 1e20, float("-inf")]])
    z = np.array([[1 + 2j, 3 - 4j]])
    i = np.arange(6).reshape(2, 3)
    for x, options in [(a, {}), (a, dict(fmt="%.3f")), (a, dict(fmt="%d")), (a, dict(fmt="%5.1f", delimiter=",")), (a, dict(fmt=["%d", "%.2f", "%s"])), (a, dict(fmt="%.1f|%.2f|%g")),
                       (a, dict(fmt="%.1f %.2f")), (a, dict(fmt=["%d"])), (a, dict(fmt="none")), (a, dict(header="x y\nz", footer="end")), (a, dict(header="h", comments="")),
                       (a, dict(newline="\r\n")), (z, {}), (z, dict(fmt="%.2f")), (z, dict(fmt="%.1f+%.1fj %.1f%+.1fj")), (z, dict(fmt="%.1f %.2f %.3f")), (i, {}), (i, dict(fmt="%d", delimiter=",")),
                       (i, dict(fmt="%s")), (i, dict(fmt="%r")), (i, dict(fmt="%x")), (a, dict(fmt="%x")), (a, dict(fmt="%q")), (a, dict(fmt="%s")), (a, dict(fmt="%r")), (np.array(1.0), {}),
                       (np.zeros((1, 1, 1)), {}), (np.arange(3), dict(fmt="%i")), (np.array([True, False]), dict(fmt="%d")), (np.array([True, False]), dict(fmt="%s")),
                       (np.array([True, False]), {}), (np.zeros((0, 3)), {}), (np.zeros(0), dict(header="h")), (np.array([0.1], dtype=np.float32), {}),
                       (np.array([0.1, 1e6], dtype=np.float32), dict(fmt="%s")), (np.array([[0.1 + 1j]], dtype=np.complex64), dict(fmt="%s")), (np.asfortranarray(a), dict(fmt="%g")),
                       (a, dict(fmt="%*.f")), (a, dict(fmt="%(x)s")), (np.array([2**64 - 1], dtype=np.uint64), dict(fmt="%d")), (a, dict(fmt="%")), (a, dict(fmt="%%")), (a[:, :1], dict(fmt="%5.1f%%"))]:
        yield x, options


def savetxts():
    for x, options in save_cases():
        def run():
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "t")
                np.savetxt(path, x, **options)
                with open(path, newline="") as text:
                    return text.read()
        yield described(x), option_cell(options), outcome(run)


if __name__ == "__main__":
    write("io/npy.tsv", good())
    outcomes = ((data.hex(), loaded(data)) for data in bad())
    # Where NumPy lets the tokenizer's or the evaluator's own words through, there is nothing to compare.
    write("io/bad_npy.tsv", (row for row in outcomes if not row[1].startswith(("!TokenError", "!ValueError: malformed", "!TypeError"))))
    write("io/npz.tsv", archives())
    write("io/loadtxt.tsv", loadtxts())
    write("io/genfromtxt.tsv", genfromtxts())
    write("io/savetxt.tsv", savetxts())
