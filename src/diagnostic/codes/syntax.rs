//! NJ01nn: syntax.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[
    Code {
        code: "NJ0100",
        title: "invalid syntax",
        text: "This is not Python. The mark shows the first place where no statement can go on.

    x = 3 4        # error: nothing joins the two numbers
    x = 3 + 4",
    },
    Code {
        code: "NJ0101",
        title: "missing colon",
        text: "A line that begins a block ends in a colon.

    if x > 0       # error
    if x > 0:",
    },
    Code {
        code: "NJ0102",
        title: "a bracket was never closed",
        text: "Every `(`, `[` and `{` needs its counterpart. The mark shows the bracket that has none; what is \
missing may be much further down.",
    },
    Code {
        code: "NJ0103",
        title: "unmatched closing bracket",
        text: "A `)`, `]` or `}` closes nothing, or closes a bracket of another kind.

    x = (1, 2]     # error
    x = (1, 2)",
    },
    Code {
        code: "NJ0104",
        title: "unterminated string",
        text: "A string in single quotes ends on the line where it begins. A string over several lines has three \
quotes at each end.",
    },
    Code {
        code: "NJ0105",
        title: "unterminated triple-quoted string",
        text: "A string that begins with three quotes ends with the same three quotes, and the text ended first.",
    },
    Code {
        code: "NJ0106",
        title: "invalid escape in a string",
        text: "`\\x` needs two hexadecimal digits, `\\u` four, `\\U` eight. For text with backslashes in it, such as \
a path on Windows, write a raw string: r\"C:\\new\".

Characters by name, `\\N{DEGREE SIGN}`, and lone surrogates, `\\ud800`, are Python but not supported.",
    },
    Code {
        code: "NJ0107",
        title: "misplaced backslash",
        text: "Outside strings a backslash joins two lines. It must be the last character of its line, not even a \
space may follow, and another line must come after it.",
    },
    Code {
        code: "NJ0108",
        title: "too many nested brackets",
        text: "At most 200 brackets may be open at one place, as in CPython.",
    },
    Code {
        code: "NJ0109",
        title: "nested too deeply",
        text: "An expression, or a chain of `elif`, is nested so deeply that compiling it would run out of stack. \
Split it: give parts of it names.",
    },
    Code {
        code: "NJ0110",
        title: "a character that Python does not have",
        text: "Often such a character comes from a word processor or a web page: curly quotes, a long dash, a \
space that is not a space. Type it again.",
    },
    Code {
        code: "NJ0111",
        title: "expected an indented block",
        text: "After a line that ends in a colon, at least one indented line must follow. `pass` does nothing:

    def later():
        pass",
    },
    Code {
        code: "NJ0112",
        title: "unexpected indent",
        text: "A line is indented deeper than the one before it, which did not begin a block.",
    },
    Code {
        code: "NJ0113",
        title: "unindent that matches nothing",
        text: "A line that ends a block is indented exactly as the line that began it, or as one further out.",
    },
    Code {
        code: "NJ0114",
        title: "tabs and spaces mixed in indentation",
        text: "How wide a tab is depends on the editor, so two lines of one block must begin with the same tabs and \
spaces. Use four spaces everywhere.",
    },
    Code {
        code: "NJ0115",
        title: "invalid number",
        text: "An underscore stands between digits (1_000), a prefix is followed by digits of its base (0b101, 0o17, \
0xff), and an integer does not begin with a zero (17, or 0o21 for octal).",
    },
    Code {
        code: "NJ0116",
        title: "a clause without its statement",
        text: "`elif` and `else` belong to an `if`, a loop or a `try` at the same indentation; `except` and `finally` \
belong to a `try`. `else if` is written `elif`.",
    },
    Code {
        code: "NJ0117",
        title: "`try` without `except` or `finally`",
        text: "A `try` says what to do when its block fails:

    try:
        x = f()
    except ValueError:
        x = 0.0",
    },
    Code {
        code: "NJ0118",
        title: "a decorator without a function",
        text: "The next line after a decorator begins a function or a class, or is another decorator.",
    },
    Code {
        code: "NJ0119",
        title: "missing comma",
        text: "Inside brackets two values stand side by side with nothing between them.

    f(a b)         # error
    f(a, b)",
    },
    Code {
        code: "NJ0120",
        title: "a keyword used as a name",
        text: "Words such as `lambda`, `class` or `in` have a meaning of their own and cannot name a variable. Add an \
underscore: `lambda_`.",
    },
    Code {
        code: "NJ0121",
        title: "`=` where a value is expected",
        text: "`=` assigns and is no expression; `==` compares; `:=` in parentheses does assign inside an expression.

    if x = 1:      # error
    if x == 1:",
    },
    Code {
        code: "NJ0122",
        title: "cannot assign to this",
        text: "Only names, attributes, elements, slices, and tuples or lists of them can be assigned to or deleted.

    f(x) = 1       # error
    x + 1 = y      # error",
    },
    Code {
        code: "NJ0123",
        title: "not a name",
        text: "What stands before `:=`, and before `=` in a call, is a plain name.

    f(a.b=1)       # error
    f(b=1)",
    },
    Code { code: "NJ0124", title: "`print` without parentheses", text: "`print` is a function: print(x)." },
    Code {
        code: "NJ0125",
        title: "arguments in a wrong order",
        text: "In a call, positional arguments come before `name=value` and `**rest`, no name is given twice, and a \
generator that is not the only argument has its own parentheses.",
    },
    Code {
        code: "NJ0126",
        title: "operator needs parentheses",
        text: "`not` binds looser than comparisons and arithmetic, so after such an operator it needs parentheses.

    a == not b     # error
    a == (not b)",
    },
    Code {
        code: "NJ0127",
        title: "misplaced star",
        text: "`*values` unpacks into a call, a list, a tuple or a set, and takes the rest on the left of an \
assignment, once at most. It cannot stand alone.",
    },
    Code {
        code: "NJ0128",
        title: "half a dict, half a set",
        text: "In braces either all entries are `key: value` (or `**other`), or none is.",
    },
    Code {
        code: "NJ0129",
        title: "bytes and text mixed",
        text: "Strings that stand side by side are joined, and must be of one kind. A bytes literal holds ASCII only.",
    },
    Code {
        code: "NJ0130",
        title: "invalid f-string",
        text: "Between braces stands one expression, then perhaps `!r`, `!s` or `!a`, then perhaps `:` and a format. \
A brace that is meant as text is doubled: {{ or }}.",
    },
    Code {
        code: "NJ0131",
        title: "parameters in a wrong order",
        text: "The order is: positional-only, `/`, plain, `*args` or `*`, keyword-only, `**kwargs`.",
    },
    Code {
        code: "NJ0132",
        title: "a parameter without a default after one with a default",
        text: "Positional arguments fill parameters from the left, so the optional ones come last.

    def f(a=1, b): ...      # error
    def f(b, a=1): ...",
    },
    Code {
        code: "NJ0133",
        title: "two parameters of one name",
        text: "Each parameter of a function has its own name.",
    },
    Code {
        code: "NJ0134",
        title: "`return`, `yield` or `await` outside a function",
        text: "`return` and `yield` belong into a function, `await` and `async for` into an `async def`.",
    },
    Code {
        code: "NJ0135",
        title: "`break` or `continue` outside a loop",
        text: "`break` and `continue` act on the `for` or `while` around them, in the same function.",
    },
    Code {
        code: "NJ0136",
        title: "`:=` needs parentheses",
        text: "As a statement of its own, write `x = 1`. Inside an expression, write `(x := 1)`.",
    },
    Code {
        code: "NJ0137",
        title: "wrong `except`",
        text: "A bare `except:` catches everything and comes last; `except*` names a type; both kinds do not mix in \
one `try`. Several types stand in parentheses: `except (ValueError, TypeError) as e:`.",
    },
    Code {
        code: "NJ0138",
        title: "wrong import",
        text: "The forms are `import a.b`, `import a.b as c`, `from a import b, c as d`, and at module level \
`from a import *`.",
    },
    Code {
        code: "NJ0139",
        title: "a pattern that makes the rest useless",
        text: "A name or `_` as a pattern matches everything: it can only be the last case, or the last alternative.",
    },
    Code {
        code: "NJ0140",
        title: "names in a pattern",
        text: "A pattern binds each name once, and all alternatives of `|` bind the same names.

    case [x, x]:           # error
    case [x, 0] | [0, y]:  # error
    case [x, 0] | [0, x]:",
    },
];
