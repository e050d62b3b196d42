"""Record how CPython 3.11.7 and NumPy 2.4.6 print, format and parse values.

    python tests/record/text.py tests/data [SCALE]

writes the tables that tests/runtime_text compares with. A larger SCALE (1 by default) gives larger tables of the same
kind; the test reads them from the folder that NUMJIT_TEXT_DATA names.
"""
import numpy as np

from table import RNG, SCALE, SPECIAL, bits, encoded, outcome, random_float, write


def bits32(x):
    return "%08x" % int(np.float32(x).view(np.uint32))


def random_float32():
    if RNG.randrange(2):
        x = np.uint32(RNG.getrandbits(32)).view(np.float32)
        return x if np.isfinite(x) else np.float32(1)
    with np.errstate(all="ignore"):
        return np.float32(random_float())


def numbers():
    for i in range(-1074, 1024, 1 if SCALE > 1 else 7):
        yield "f64", bits(2.0 ** i), repr(2.0 ** i)
    for i in range(-149, 128):
        yield "f32", bits32(2.0 ** i), str(np.float32(2.0 ** i))
    for x in SPECIAL + [random_float() for _ in range(800 * SCALE)]:
        yield "f64", bits(x), repr(x)
        with np.errstate(all="ignore"):
            yield "f32", bits32(x), str(np.float32(x))
    for _ in range(500 * SCALE):
        x = random_float32()
        yield "f32", bits32(x), str(x)
    for _ in range(400 * SCALE):
        re, im = random_float(), RNG.choice([random_float(), RNG.choice(SPECIAL)])
        re = RNG.choice([re, 0.0, -0.0, float("nan")])
        yield "c128", bits(re) + bits(im), repr(complex(re, im))
        with np.errstate(all="ignore"):
            z = np.complex64(complex(re, im))
        yield "c64", bits32(z.real) + bits32(z.imag), str(z)
    for dtype in "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64 complex64 complex128".split():
        for value in (0, 1, 3, 100):
            x = np.dtype(dtype).type(value)
            yield "np:" + dtype, value, repr(x), str(x)
    for value in (1e16, 1e-5, 0.1, float("inf"), float("nan"), -2.5):
        yield "npf64", bits(value), repr(np.float64(value)), str(np.float64(value))
        yield "npf32", bits(value), repr(np.float32(value)), str(np.float32(value))
        yield "npc128", bits(value), repr(np.complex128(value, 1)), str(np.complex128(value, 1))
        yield "npc64", bits(value), repr(np.complex64(complex(0, value))), str(np.complex64(complex(0, value)))


def random_spec():
    spec = ""
    if RNG.random() < 0.5:
        spec += RNG.choice(["", "*", "0", " ", "é", "<", "x"]) + RNG.choice("<>^=")
    spec += RNG.choice(["", "", "", "+", "-", " "])
    spec += RNG.choice(["", "", "", "", "", "z"])
    spec += RNG.choice(["", "", "", "", "#"])
    spec += RNG.choice(["", "", "", "0"])
    spec += RNG.choice(["", "", "1", "4", "5", "8", "12", "20", "25"])
    spec += RNG.choice(["", "", "", ",", "_"])
    spec += RNG.choice(["", "", ".0", ".1", ".2", ".3", ".4", ".6", ".8", ".15", ".17", ".20", ".30"])
    spec += RNG.choice(["", "", "b", "c", "d", "e", "E", "f", "f", "F", "g", "g", "G", "n", "o", "s", "x", "X", "%", "%"])
    return spec


BAD_SPECS = ["5.", ".", "q", "5q", "ff", ",_", "_,", ",,", "__", "_,d", ",b", ",x", "_x", ",s", "_s", ",n", "_n", ",c", "_c",
             "99999999999999999999", ".99999999999999999999f", "99999999999d", ".99999999999f", ".99999999999", ".99999999999d", "é", "5é", "\u03b1d", "\n", "\x7f", "=10", "^^", "<<5", "0=+#10,.2f",
             "+c", "#c", ".2c", ".2d", "zd", "zc", "z", "zs", "#s", " s", "+s", "-s", "=s", "05s", "05", "<05", "x<05", "0<5",
             "05%", "+05.1%", "010,", "09,", "08,", "07,", "06,", "05,", "04,", "012_b", "#012_x", "r", "i", "u", "a", "dd",
             "d5", "f.2", "10.5.", "1 0", "s5", "_%", ",%", "#.0f", "#.0e", "#.0g", "#g", "#.3g", "#", ".0", ".1", ".0g", ".0e"]


def random_int():
    return RNG.choice([0, 1, -1, 7, 10, 65, 97, 255, 256, 999, 1000, -1000, 12345, 1234567, -1234567, 2**31, 2**53 + 1, 2**63 - 1,
                       -2**63, 2**64 - 1, 0x1F600, 0x110000, RNG.randrange(-10**6, 10**6), RNG.randrange(-2**63, 2**64)])


STRINGS = ["", "a", "abc", "hello world", "naïve", "日本語", "x" * 30, "tab\there", "😀"]


def random_value():
    return RNG.choice([random_float, random_float, random_int, lambda: complex(random_float(), random_float()),
                       lambda: RNG.choice([complex(0, 1), complex(-0.0, 1), complex(1, -0.0)]),
                       lambda: RNG.choice([True, False]), lambda: RNG.choice(STRINGS)])()


def formats():
    for spec in BAD_SPECS + [""]:
        for value in (1234, -7, 65, True, 3.14159, -0.0, 1234567.891, float("inf"), float("nan"), 1.5 - 2j, 2j, "abc"):
            yield *encoded(value), spec, outcome(lambda: format(value, spec))
    for _ in range(5000 * SCALE):
        value, spec = random_value(), random_spec()
        result = outcome(lambda: format(value, spec))
        if "\udcff" in result or any(0xD800 <= ord(c) < 0xE000 for c in result):
            continue
        yield *encoded(value), spec, result


DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128".split()


def float_data(n):
    kind = RNG.randrange(12)
    special = [0.0, -0.0, float("nan"), float("inf"), float("-inf")]
    f = {
        0: lambda: RNG.randrange(-5, 100) * 1.0,
        1: lambda: RNG.random(),
        2: lambda: RNG.gauss(0, 1),
        3: lambda: RNG.gauss(0, 1) * 10.0 ** RNG.randrange(-12, 12),
        4: random_float,
        5: lambda: round(RNG.random() * 100, 2),
        6: lambda: RNG.choice([1e8, 99999999.0, 1e-4, 9.9e-5, 1e3, 1e6, 999999.0]),
        7: lambda: RNG.choice(special),
        8: lambda: RNG.choice([RNG.random() * 10, RNG.choice(special)]),
        9: lambda: RNG.choice([0.1, 0.2, 1 / 3, 2 / 3, 1e-3, 1e-9]),
        10: lambda: RNG.choice([1e100, 1e-100, 1.0, -1.5, 1e99]),
        11: lambda: 1.0,
    }[kind]
    return [f() for _ in range(n)]


def array_data(dtype, shape):
    n = int(np.prod(shape))
    kind = np.dtype(dtype).kind
    with np.errstate(all="ignore"):
        if kind == "f":
            flat = np.array(float_data(n), dtype=np.float64)
        elif kind == "c":
            flat = np.empty(n, dtype=np.complex128)
            flat.real, flat.imag = float_data(n), float_data(n)
        elif kind == "b":
            flat = np.array([RNG.random() < 0.5 for _ in range(n)], dtype=bool)
        else:
            info = np.iinfo(dtype)
            draw = RNG.choice([lambda: RNG.randrange(0, 10), lambda: RNG.randrange(max(-100, info.min), min(1000, info.max)),
                               lambda: RNG.randrange(info.min, info.max + 1), lambda: RNG.choice([info.min, info.max, 0])])
            return np.array([draw() for _ in range(n)], dtype=dtype).reshape(shape)
        return flat.astype(dtype).reshape(shape)


SHAPES = [(), (1,), (3,), (5,), (7,), (20,), (50,), (2, 3), (3, 1), (1, 7), (5, 5), (4, 30), (2, 2, 3), (3, 1, 4), (7, 8, 2),
          (2, 2, 2, 2), (1, 1, 1), (0,), (0, 3), (3, 0), (2, 0, 4), (1, 1, 1, 1, 2)]


def random_options():
    options = {}
    if RNG.random() < 0.35:
        return options
    if RNG.random() < 0.5:
        options["precision"] = RNG.choice([0, 1, 2, 3, 4, 6, 10, 16, 17, 20])
    if RNG.random() < 0.4:
        options["threshold"] = RNG.choice([0, 1, 5, 20, 100])
    if RNG.random() < 0.4:
        options["edgeitems"] = RNG.choice([0, 1, 2, 3, 5])
    if RNG.random() < 0.4:
        options["linewidth"] = RNG.choice([1, 10, 20, 40, 60, 80, 120, 200])
    if RNG.random() < 0.3:
        options["suppress"] = True
    if RNG.random() < 0.2:
        options["nanstr"] = RNG.choice(["NaN", "-", "notanumber"])
    if RNG.random() < 0.2:
        options["infstr"] = RNG.choice(["Inf", "oo", "infinity"])
    if RNG.random() < 0.4:
        options["sign"] = RNG.choice("+ -")
    if RNG.random() < 0.5:
        options["floatmode"] = RNG.choice(["fixed", "unique", "maxprec", "maxprec_equal"])
    return options


def arrays():
    cases = [(dtype, shape, {}) for dtype in DTYPES for shape in SHAPES]
    cases += [(RNG.choice(DTYPES[-4:] + DTYPES), RNG.choice(SHAPES), random_options()) for _ in range(350 * SCALE)]
    cases += [(dtype, (1001,), {}) for dtype in ("int64", "float64", "uint8")] + [("int8", (40, 30), {})]
    for dtype, shape, options in cases:
        a = array_data(dtype, shape)
        cells = dtype, "x".join(map(str, shape)), a.tobytes().hex(), ";".join("%s=%s" % kv for kv in options.items())
        with np.printoptions(**options):
            yield *cells, "repr", repr(a)
            yield *cells, "str", str(a)
            if RNG.random() < 0.3:
                sep, prefix, suffix = RNG.choice([", ", ",", " ", "; "]), RNG.choice(["", "xx", "prefix("]), RNG.choice(["", ")", "suffix"])
                yield *cells, "a2s|%s|%s|%s" % (sep, prefix, suffix), np.array2string(a, separator=sep, prefix=prefix, suffix=suffix)


if __name__ == "__main__":
    write("text/numbers.tsv", numbers())
    write("text/formats.tsv", formats())
    write("text/arrays.tsv", arrays())
