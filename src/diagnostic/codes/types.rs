//! NJ03nn: types, arity and shapes.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[
    Code {
        code: "NJ0301",
        title: "types that do not join",
        text: "A variable has one type where several assignments reach the same read, a list has one type of items, and all results of a
function have one type. Numbers join to a wider number, `None` joins with anything; text and a number do not join.

    if n > 1:
        x = 1
    else:
        x = \"one\"   # x cannot be int64 and unicode_type

Use two names, or convert one of the values.",
    },
    Code {
        code: "NJ0302",
        title: "no such operator for these types",
        text: "An operator is not defined for the types of its operands.

    y = n + \"s\"     # no operator `+` for int64 and unicode_type

Convert one side first: `str(n) + \"s\"`. For identity use `is None` only; compare other values with `==`.",
    },
    Code {
        code: "NJ0303",
        title: "a value of the wrong type",
        text: "A builtin does not take an argument of this type, or a test needs a truth that the value does not have.

    math.sqrt(\"x\")
    if array: ...     # use array.any() or array.all()",
    },
    Code {
        code: "NJ0304",
        title: "no such attribute",
        text: "A module or a value has no attribute of this name, or a method is read without a call.

    np.zeroes(3)      # did you mean `zeros`?
    a.sum             # the method `sum` must be called",
    },
    Code {
        code: "NJ0305",
        title: "not callable",
        text: "What stands before the parentheses is not a function, a dtype or an exception class.

    n = 3
    n(4)",
    },
    Code {
        code: "NJ0306",
        title: "arguments do not fit the parameters",
        text: "A call misses an argument, gives one too many, or names one that does not exist. The words are Python's.

    def f(a, b): ...
    f(1)              # f() missing 1 required positional argument: 'b'",
    },
    Code {
        code: "NJ0307",
        title: "a wrong index",
        text: "An index has the wrong type, an array has fewer axes than the index has parts, or a tuple is too short. A tuple whose items
have different types needs an index that is known at compile time.

    m[0, 1, 2]        # too many indices for a 2-d array
    t[i]              # t = (1, 2.5)",
    },
    Code {
        code: "NJ0308",
        title: "not iterable, or not to be unpacked so",
        text: "A loop or an unpacking needs something with items, and an unpacking a known number of them.

    for i in n: ...   # did you mean range(n)?
    a, b = (1, 2, 3)  # too many values to unpack (expected 2, got 3)",
    },
    Code {
        code: "NJ0309",
        title: "no declared signature fits",
        text: "The decorator or the annotations of a function declare types that the arguments cannot be converted to, or a result type
that the function does not return.",
    },
    Code {
        code: "NJ0310",
        title: "a result that cannot leave the function",
        text: "Slices, iterators and functions that are written inside of a compiled function cannot be its result.",
    },
    Code {
        code: "NJ0311",
        title: "writing to a frozen global",
        text: "Global arrays are frozen when a function is compiled, and read-only in it. Pass the array as an argument to write to it.",
    },
    Code {
        code: "NJ0312",
        title: "a type that cannot be inferred",
        text: "Nothing tells what type an expression has: a variable that is read before it is assigned, or a function of which
every path calls itself.

    def f(n):
        return f(n + 1) + 1     # no path ends",
    },
    Code {
        code: "NJ0313",
        title: "a wrong exception",
        text: "`raise` takes an exception class or a new object of one, whose arguments are numbers or strings; `except` takes a class or a
tuple of classes.",
    },
    Code {
        code: "NJ0314",
        title: "a value that cannot be stored there",
        text: "The value does not fit the element, the container has no items to assign to, or attributes are not to be written.

    a[0] = \"x\"       # a: array(float64, 1d, C)
    t[0] = 1          # tuples do not change",
    },
    Code {
        code: "NJ0315",
        title: "a constant past 64 bits",
        text: "An expression of literals is computed when it is compiled, and its value fits neither int64 nor uint64.

    2 ** 70",
    },
    Code {
        code: "NJ0316",
        title: "endless specialization",
        text: "A recursive call passes arguments of ever new types (a tuple that grows, say), so that the function would have to be
compiled without end.",
    },
];
