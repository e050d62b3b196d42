f""
f"text"
f"{x}"
F'{x}'
f"a{x}b{y}c"
f"{{}}"
f"{{{x}}}"
f"{x!r}"
f"{x!s}"
f"{x!a}"
f"{x:>10}"
f"{x:.3f}"
f"{x!r:>10}"
f"{x:{width}}"
f"{x:{width}.{precision}f}"
f"{x:>{width}}"
f"{x:'>10}"
f'{x:">10}'
f"{ x }"
f"{x + 1}"
f"{f(x, y=1)}"
f"{d['key']}"
f'{d["key"]}'
f"{a, b}"
f"{*a, b}"
f"{x if y else z}"
f"{(lambda x: x)(1)}"
f"{ {1: 2}[1] }"
f"{[i for i in range(3)]}"
f"{a != b}"
f"{a == b}"
f"{a <= b!r}"
f"{(x := 1)}"
f"{x:=10}"
f"{yield_}"
f"{'nested'}"
f"{f'{x}'}"
f'''{f"{f'{x}'}"}'''
f"""{
    x
    + 1
}"""
f"""a
{x}
b"""
f'''{x!r:>
10}'''
rf"\d{x}"
fr'\n{x}\{y}'
Rf"{x}"
f"\n{x}\t\x41"
f"\{x}"
"a" f"{x}" "b"
f"{x}" f"{y}"
"{x}" f"{x}" r"\{"
f"{x:%Y-%m-%d}"
f"{x:a}b}}"
f"{3.4:10}"
f"{-x}"
f"{not x}"
f"{x.y.z[0](1)}"
f"{'a' 'b'}"
f"{x:{'>'}{10}}"
f"{lambda_}"
f"{1:}"
f"{x}" "}}"
fr"\N{x} {y}"
rf'\N{ x }\{y}\\'
f"\\N{x}"
f"\\{x}\\"
f"{x}\
{y}"
f"""\
{x}"""
