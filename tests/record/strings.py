"""Record string literals, `%` formatting, `str.format` and the parsing of numbers, as CPython 3.11.7 does them.

    python tests/record/strings.py tests/data [SCALE]
"""
import sys

from table import RNG, SCALE, SPECIAL, bits, encoded, outcome, random_float, write


def random_char():
    while True:
        c = chr(RNG.choice([RNG.randrange(32, 127), RNG.randrange(256), RNG.randrange(0x3000), RNG.randrange(0x110000)]))
        if not 0xD800 <= ord(c) < 0xE000:
            return c


def literals():
    texts = ["", "'", '"', "'\"", "a'b", 'a"b', "\\", "\n\r\t\0\x7f\x1b", "é", "日本", "\u200b\u00ad\u2028", "😀", "\U0010ffff", "it's \"q\""]
    texts += ["".join(random_char() for _ in range(RNG.randrange(12))) for _ in range(400 * SCALE)]
    for text in texts:
        yield "str", text, repr(text)
        yield "ascii", text, ascii(text)
        data = text.encode("utf-8")
        yield "bytes", data.hex(), repr(data)
    if SCALE > 1:
        for point in range(sys.maxunicode + 1):
            if not 0xD800 <= point < 0xE000:
                yield "str", chr(point), repr(chr(point))


def operand():
    return RNG.choice([random_float, random_float, lambda: RNG.randrange(-1000, 100000), lambda: RNG.choice([0, -1, 255, 65, 2**63 - 1, -2**63]),
                       lambda: RNG.choice(["", "a", "text", "é", "it's"]), lambda: RNG.choice([True, False]), lambda: complex(1, random_float()),
                       lambda: RNG.choice([1e300, 0.5, -0.5, 2.5, -1e20, 123456789.75])])()


def random_directive():
    out = "%" + "".join(RNG.sample("-+ #0", RNG.choice([0, 0, 1, 1, 2, 3])))
    out += RNG.choice(["", "", "1", "5", "10", "12", "25", "*"])
    out += RNG.choice(["", "", "", ".", ".0", ".1", ".3", ".7", ".*", ".20"])
    out += RNG.choice(["", "", "", "l", "h", "L"])
    return out + RNG.choice("diouxXeEfFgGcrsa%" + "dfsgxq")


def cells(values):
    return [cell for value in values for cell in encoded(value)]


def percents():
    cases = [("%", ()), ("%%", ()), ("100%", (1,)), ("%d", ()), ("%d %d", (1,)), ("%d", (1, 2)), ("abc", (1,)), ("%(a)s", (1,)), ("%(a", (1,)),
             ("%5", (1,)), ("%.", (1,)), ("%y", (1,)), ("ab%\u00e9", (1,)), ("%c", ("ab",)), ("%c", (0x110000,)), ("%c", (-1,)), ("%c", (1.5,)),
             ("%x", (1.5,)), ("%d", ("1",)), ("%f", ("1",)), ("%d", (1j,)), ("%f", (1j,)), ("%d", (float("nan"),)), ("%d", (float("inf"),)),
             ("%*d", ("a", 1)), ("%*d", (5, 1)), ("%-*d|", (5, 1)), ("%*d|", (-5, 1)), ("%.*f", (-3, 1.5)), ("%99999999999d", (1,)),
             ("%.99999999999d", (1,)), ("%5%|", ()), ("%-5%|", ()), ("%s %% %s", ("a", "b")), ("%i%%", (3,)), ("%u", (7,)), ("%ld", (7,)),
             ("%lld", (7,)), ("%c|%5c|%-5c|", ("a", 66, "é")), ("%05s|", ("a",)), ("%05c|", ("a",)), ("%#o %#x %#X", (8, 255, 255)),
             ("%#010x", (255,)), ("%+.5d", (42,)), ("%08.3d", (5,)), ("%#.4x", (5,)), ("%-08d|", (5,)), ("%+s", ("a",)), ("%d", (1.999,)),
             ("%d", (-0.5,)), ("%5d", (-1.5,)), ("%.3d", (-7.9,)), ("%\x1f", (1,)), ("%\n", (1,))]
    for _ in range(2500 * SCALE):
        text = "".join(RNG.choice(["", "x=", " "]) + random_directive() for _ in range(RNG.choice([1, 1, 1, 2])))
        values = []
        for c in text:
            if c == "*":
                values.append(RNG.randrange(-8, 15))
        values += [operand() for _ in range(RNG.choice([1, 1, 1, 2, 0]))]
        if "%" in text:
            cases.append((text, tuple(values)))
    for text, values in cases:
        result = outcome(lambda: text % values)
        if not any(0xD800 <= ord(c) < 0xE000 for c in result):
            yield text, "tuple", result, *cells(values)
            if len(values) == 1:
                yield text, "single", outcome(lambda: text % values[0]), *cells(values)
    mapping = {"a": 1, "b": 2.5, "c": "text", "(x)": -3, "": 0}
    for text in ["%(a)d", "%(b).1f|%(c)5s", "%(zz)d", "%((x))d", "%()d", "%(a)s %(a)s", "abc", "%(a)d %d", "%(a)*d", "%(it's)s", "%(a)", "%(a)y"]:
        yield text, "map", outcome(lambda: text % mapping)


def templates():
    class Thing:
        real = 1.5

    args = (42, 6.14159, "text", [10, 20], -7)
    keywords = {"name": "bob", "x": 1.5, "d": {"k": 7, "a b": 8}, "w": 12, "p": 3, "z": 1 + 2j}
    cases = ["", "plain", "{}", "{} {}", "{0} {1} {0}", "{{}}", "{{{0}}}", "{0:.2f}", "{:>{w}.{p}f}", "{1:{w}}", "{name!r}", "{name!s:>5}", "{name!a}",
             "{name!q}", "{name!}", "{name!", "{name!r", "{name!rx}", "{name!r:", "{", "}", "{0", "{0:", "{0:{", "{0:{w", "a}b", "a}}b", "{0}{}", "{}{0}",
             "{9}", "{nope}", "{0.real}", "{z.real} {z.imag:.1f}", "{z.}", "{z.nope}", "{3[0]} {3[1]:>4}", "{d[k]}", "{d[a b]}", "{d[zz]}", "{3[9]}", "{d[k}",
             "{d[]}", "{d[k]x}", "{0:{1:{2}}}", "{0:{1:{2:{3}}}}", "{ 0}", "{name }", "{0!r:>6}", "{2:*^10}", "{99999999999999999999}", "{a{b}", "{3[{]}",
             "{:d}{:e}", "{0:x}{1:%}", "{2:d}", "{0:s}", "{:}", "{0!s}", "{0!é}", "{0!r}}", "{{0}", "{0}}", "é{0}é", "{é}", "{-1}", "{+1}", "{01}", "{3[-1]}",
             "{0:{}}", "{}{:{}}", "{!r}", "{:>10}{!r:<8}|", "{0[0]}", "{x!s:>{w}}", "{:{}{}}"]
    for template in cases:
        yield template, outcome(lambda: template.format(*args, **keywords))


def random_number_text():
    c = lambda s: RNG.choice(s)
    kind = RNG.randrange(8)
    if kind == 0:
        return repr(random_float())
    if kind == 1:
        return "".join(c(["0", "1", "9", "_", ".", "e", "-", "+", " ", "x", "b", "j"]) for _ in range(RNG.randrange(1, 8)))
    if kind == 2:
        return str(RNG.randrange(-10**RNG.randrange(1, 25), 10**20))
    if kind == 3:
        return c(["", " ", "\t\n", "\u00a0", "\u3000"]) + c(["inf", "Infinity", "NaN", "nan", "INF", "-inf", "+nan", "infin", "1_0", "1__0", "_1", "1_"]) + c(["", " ", "x"])
    if kind == 4:
        return c(["0x", "0X", "0b", "0o", "-0x", "+0B", "0", "0x_", "0_"]) + "".join(c("0123456789abcfz_") for _ in range(RNG.randrange(0, 6)))
    if kind == 5:
        return c(["", "(", " ("]) + c(["1", "-2.5", "1e3", "", "+", "-", "inf", "nan"]) + c(["", "+", "-"]) + c(["", "2", "1e5", "inf"]) + c(["j", "J", "", "i"]) + c(["", ")", " ) "])
    if kind == 6:
        return c(["\u0661\u0662", "\u0967.\u0968", "\uff11\uff12", "\u0661_\u0662", "\u00b2", "\u4e00", "1\u0661e\u0662"])
    return "%s%d.%de%d" % (c(["", "-", "+"]), RNG.randrange(1000), RNG.randrange(10**9), RNG.randrange(-330, 310))


def parsed():
    texts = ["", " ", "0", "-0", "00", "0_0", "007", "1_000", "1e5", "1.", ".5", ".", "e5", "1e", "1e+", "--1", "+ 1", "1 2", "0x1F", "1.5.5", "1_.5", "1._5",
             "1e_5", "1_e5", "1\x00", "it's", "\n1\n", "1j", "(1+2j)", "( 1+2j )", "1+2", "1 + 2j", "j", "-j", "+j", "1-j", "infj", "nan+infj", "(1", "1)", "((1))",
             "1e400", "-1e400", "1e-400", "2.5j1", "1+2jj", "123456789012345678901234567890", "170141183460469231731687303715884105727"]
    texts += [random_number_text() for _ in range(700 * SCALE)]

    def number(f, code):
        try:
            return code(f())
        except Exception as e:
            return "!%s: %s" % (type(e).__name__, e)

    for text in texts:
        yield "float", text, number(lambda: float(text), lambda x: "nan" if x != x else bits(x))
        yield "complex", text, number(lambda: complex(text), repr)
        for base in (10, RNG.choice([0, 2, 8, 16, 36, 1, 37, 3])):
            result = number(lambda: int(text, base), str)
            if result.startswith("!") or -2**127 <= int(result) < 2**127:
                yield "int%d" % base, text, result


if __name__ == "__main__":
    write("text/literals.tsv", literals())
    write("text/percents.tsv", percents())
    write("text/templates.tsv", templates())
    write("text/parsed.tsv", parsed())
