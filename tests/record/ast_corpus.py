"""Records what CPython's own parser makes of tests/syntax/valid/*.py, as the dumps beside them.

Run it with CPython 3.11 after changing a file there; `cargo test --test syntax` compares numjit's dump with the record.
`python tests/record/ast_corpus.py FILE..` prints the dumps of other files instead.
"""

import ast
import pathlib
import sys
import warnings

BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&", ast.FloorDiv: "//",
}
UNARY = {ast.Invert: "~", ast.Not: "not", ast.UAdd: "+", ast.USub: "-"}
COMPARE = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is-not", ast.In: "in", ast.NotIn: "not-in",
}


def spaced(head, parts):
    return " ".join([head, *parts])


def node(head, parts):
    return f"({spaced(head, parts)})"


def group(parts):
    return f"({' '.join(parts)})"


def quoted(text):
    out = ['"']
    for c in text:
        if c in '"\\':
            out.append("\\" + c)
        elif c in "\n\r\t":
            out.append({"\n": "\\n", "\r": "\\r", "\t": "\\t"}[c])
        elif ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0:
            out.append(f"\\x{ord(c):02x}")
        else:
            out.append(c)
    return "".join(out) + '"'


def floating(value):
    """As Rust's `{:?}` writes it."""
    if value == float("inf"):
        return "1e999"
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}"


def constant(value):
    if value is None or value is True or value is False:
        return str(value)
    if value is Ellipsis:
        return "..."
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bytes):
        body = "".join(quoted(chr(b))[1:-1] if 0x20 <= b < 0x7F else f"\\x{b:02x}" for b in value)
        return f'b"{body}"'
    if isinstance(value, complex):
        return floating(value.imag) + "j"
    if isinstance(value, float):
        return floating(value)
    return str(value)


def f_part(part):
    if isinstance(part, ast.Constant):
        return quoted(part.value)
    parts = [expr(part.value)]
    if part.conversion != -1:
        parts.append("!" + chr(part.conversion))
    if part.format_spec is not None and part.format_spec.values:
        parts.append(node("spec", map(f_part, part.format_spec.values)))
    return node("field", parts)


def entry(key, value):
    return node("**", [expr(value)]) if key is None else group([expr(key), expr(value)])


def comprehension(head, element, generators):
    clauses = [
        node("async-for" if g.is_async else "for",
             [expr(g.target), expr(g.iter), *(node("if", [expr(test)]) for test in g.ifs)])
        for g in generators
    ]
    return node(head, [element, *clauses])


def arguments(args, keywords):
    """Positional and keyword arguments in source order."""
    ordered = sorted([*args, *keywords], key=lambda a: (a.lineno, a.col_offset))
    return [argument(a) for a in ordered]


def argument(a):
    if not isinstance(a, ast.keyword):
        return expr(a)
    return node("**", [expr(a.value)]) if a.arg is None else node("=", [a.arg, expr(a.value)])


def optional(value):
    return [] if value is None else [expr(value)]


def expr(e):
    match e:
        case ast.Constant(value=value):
            return constant(value)
        case ast.Name(id=name):
            return name
        case ast.JoinedStr(values=values):
            return node("f-string", map(f_part, values))
        case ast.BoolOp(op=op, values=values):
            return node("and" if isinstance(op, ast.And) else "or", map(expr, values))
        case ast.NamedExpr(target=target, value=value):
            return node(":=", [expr(target), expr(value)])
        case ast.BinOp(left=left, op=op, right=right):
            return node(BINARY[type(op)], [expr(left), expr(right)])
        case ast.UnaryOp(op=op, operand=operand):
            return node(UNARY[type(op)], [expr(operand)])
        case ast.Lambda(args=args, body=body):
            return node("lambda", [params(args), expr(body)])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return node("if-else", [expr(test), expr(body), expr(orelse)])
        case ast.Await(value=value):
            return node("await", [expr(value)])
        case ast.Yield(value=value):
            return node("yield", optional(value))
        case ast.YieldFrom(value=value):
            return node("yield-from", [expr(value)])
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            rest = [text for op, value in zip(ops, comparators) for text in (COMPARE[type(op)], expr(value))]
            return node("compare", [expr(left), *rest])
        case ast.Call(func=func, args=args, keywords=keywords):
            return node("call", [expr(func), *arguments(args, keywords)])
        case ast.Attribute(value=value, attr=attr):
            return node(".", [expr(value), attr])
        case ast.Subscript(value=value, slice=index):
            return node("index", [expr(value), expr(index)])
        case ast.Starred(value=value):
            return node("*", [expr(value)])
        case ast.Slice(lower=lower, upper=upper, step=step):
            return node("slice", ["_" if bound is None else expr(bound) for bound in (lower, upper, step)])
        case ast.List(elts=items):
            return node("list", map(expr, items))
        case ast.Tuple(elts=items):
            return node("tuple", map(expr, items))
        case ast.Set(elts=items):
            return node("set", map(expr, items))
        case ast.Dict(keys=keys, values=values):
            return node("dict", map(entry, keys, values))
        case ast.ListComp():
            return comprehension("list-comp", expr(e.elt), e.generators)
        case ast.SetComp():
            return comprehension("set-comp", expr(e.elt), e.generators)
        case ast.GeneratorExp():
            return comprehension("generator", expr(e.elt), e.generators)
        case ast.DictComp():
            return comprehension("dict-comp", entry(e.key, e.value), e.generators)
    raise NotImplementedError(type(e))


def param(stars, arg, default):
    parts = [node(":", [expr(arg.annotation)])] if arg.annotation else []
    parts += [node("=", [expr(default)])] if default else []
    return node(stars + arg.arg, parts) if parts else stars + arg.arg


def params(args):
    positional = args.posonlyargs + args.args
    defaults = [None] * (len(positional) - len(args.defaults)) + args.defaults
    parts = []
    for index, (arg, default) in enumerate(zip(positional, defaults)):
        parts.append(param("", arg, default))
        if index + 1 == len(args.posonlyargs):
            parts.append("/")
    if args.vararg:
        parts.append(param("*", args.vararg, None))
    elif args.kwonlyargs:
        parts.append("*")
    parts += [param("", arg, default) for arg, default in zip(args.kwonlyargs, args.kw_defaults)]
    parts += [param("**", args.kwarg, None)] if args.kwarg else []
    return group(parts)


def pattern(p):
    match p:
        case ast.MatchValue(value=value):
            return node("value", [expr(value)])
        case ast.MatchSingleton(value=value):
            return node("is", [str(value)])
        case ast.MatchSequence(patterns=patterns):
            return node("sequence", map(pattern, patterns))
        case ast.MatchMapping(keys=keys, patterns=patterns, rest=rest):
            entries = [group([expr(key), pattern(value)]) for key, value in zip(keys, patterns)]
            return node("mapping", entries + ([node("**", [rest])] if rest else []))
        case ast.MatchClass():
            keywords = [node("=", [key, pattern(value)]) for key, value in zip(p.kwd_attrs, p.kwd_patterns)]
            return node("instance", [expr(p.cls), *map(pattern, p.patterns), *keywords])
        case ast.MatchStar(name=name):
            return node("*", [name] if name else [])
        case ast.MatchAs(pattern=inner, name=name):
            return node("as", ([pattern(inner)] if inner else []) + ([name] if name else []))
        case ast.MatchOr(patterns=patterns):
            return node("or", map(pattern, patterns))
    raise NotImplementedError(type(p))


def alias(name):
    return node("as", [name.name, name.asname]) if name.asname else name.name


class Dump:
    def __init__(self):
        self.out = ["(module"]
        self.depth = 1

    def line(self, text):
        self.out.append("\n" + "  " * self.depth + text)

    def body(self, statements):
        for statement in statements:
            self.stmt(statement)

    def nested(self, head, *parts):
        """Each part is a list of statements, a callable, or (head, statements) that is left out when empty."""
        self.line("(" + head)
        self.depth += 1
        for part in parts:
            if callable(part):
                part()
            elif isinstance(part, tuple):
                if part[1]:
                    self.nested(part[0], part[1])
            else:
                self.body(part)
        self.depth -= 1
        self.out.append(")")

    def decorators(self, s):
        for decorator in s.decorator_list:
            self.line(node("decorator", [expr(decorator)]))

    def function(self, s, word):
        def before():
            self.decorators(s)
            if s.returns:
                self.line(node("returns", [expr(s.returns)]))

        self.nested(spaced(word, [s.name, params(s.args)]), before, s.body)

    def handler(self, h):
        head = spaced("except", optional(h.type) + ([h.name] if h.name else []))
        self.nested(head, h.body)

    def stmt(self, s):
        match s:
            case ast.FunctionDef():
                self.function(s, "def")
            case ast.AsyncFunctionDef():
                self.function(s, "async-def")
            case ast.ClassDef():
                bases = group(arguments(s.bases, s.keywords))
                self.nested(spaced("class", [s.name, bases]), lambda: self.decorators(s), s.body)
            case ast.For() | ast.AsyncFor():
                word = "for" if isinstance(s, ast.For) else "async-for"
                self.nested(spaced(word, [expr(s.target), expr(s.iter)]), s.body, ("else", s.orelse))
            case ast.While():
                self.nested(spaced("while", [expr(s.test)]), s.body, ("else", s.orelse))
            case ast.If():
                self.nested(spaced("if", [expr(s.test)]), s.body, ("else", s.orelse))
            case ast.With() | ast.AsyncWith():
                word = "with" if isinstance(s, ast.With) else "async-with"
                items = [node("item", [expr(i.context_expr), *optional(i.optional_vars)]) for i in s.items]
                self.nested(spaced(word, items), s.body)
            case ast.Match():
                self.nested(spaced("match", [expr(s.subject)]), lambda: [self.case(c) for c in s.cases])
            case ast.Try() | ast.TryStar():
                word = "try" if isinstance(s, ast.Try) else "try-star"
                handlers = lambda: [self.handler(h) for h in s.handlers]
                self.nested(word, s.body, handlers, ("else", s.orelse), ("finally", s.finalbody))
            case _:
                self.line(simple(s))

    def case(self, c):
        guard = [node("guard", [expr(c.guard)])] if c.guard else []
        self.nested(spaced("case", [pattern(c.pattern), *guard]), c.body)


def simple(s):
    match s:
        case ast.Return(value=value):
            return node("return", optional(value))
        case ast.Delete(targets=targets):
            return node("del", map(expr, targets))
        case ast.Assign(targets=targets, value=value):
            return node("=", map(expr, [*targets, value]))
        case ast.AugAssign(target=target, op=op, value=value):
            return node(BINARY[type(op)] + "=", [expr(target), expr(value)])
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            return node(":", [expr(target), expr(annotation), *optional(value)])
        case ast.Raise(exc=exc, cause=cause):
            return node("raise", optional(exc) + optional(cause))
        case ast.Assert(test=test, msg=msg):
            return node("assert", [expr(test), *optional(msg)])
        case ast.Import(names=names):
            return node("import", map(alias, names))
        case ast.ImportFrom(module=module, names=names, level=level):
            return node("from", ["." * level + (module or ""), *map(alias, names)])
        case ast.Global(names=names):
            return node("global", names)
        case ast.Nonlocal(names=names):
            return node("nonlocal", names)
        case ast.Expr(value=value):
            return node("expr", [expr(value)])
        case ast.Break():
            return "(break)"
        case ast.Continue():
            return "(continue)"
        case ast.Pass():
            return "(pass)"
    raise NotImplementedError(type(s))


def dump(source):
    out = Dump()
    out.body(ast.parse(source).body)
    return "".join(out.out) + ")\n"


def main():
    warnings.simplefilter("ignore")
    if len(sys.argv) > 1:
        for name in sys.argv[1:]:
            sys.stdout.write(dump(pathlib.Path(name).read_bytes()))
        return
    for path in sorted(pathlib.Path(__file__).parent.parent.glob("syntax/valid/*.py")):
        path.with_suffix(".ast").write_text(dump(path.read_bytes()), encoding="utf-8")


if __name__ == "__main__":
    main()
