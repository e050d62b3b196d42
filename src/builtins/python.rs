//! Python's own builtins.
//!
//! Input: nothing. Output: rows. Never: exceptions (`exception`), methods of values.

use super::answers::python as answers;
use super::rules::{Case, Rule};
use super::{Builtin, Effect, Lower, Special};
use crate::ir::UnaryOp;
use crate::types::Dtype::{C64, C128, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
use crate::types::ufunc::Family;

/// `abs` keeps the dtype; of bool it is an int.
const ABS: &[Case] = &[
    Case { operands: &[I64], result: I64 },
    Case { operands: &[I8], result: I8 },
    Case { operands: &[I16], result: I16 },
    Case { operands: &[I32], result: I32 },
    Case { operands: &[U8], result: U8 },
    Case { operands: &[U16], result: U16 },
    Case { operands: &[U32], result: U32 },
    Case { operands: &[U64], result: U64 },
    Case { operands: &[F32], result: F32 },
    Case { operands: &[F64], result: F64 },
    Case { operands: &[C64], result: F32 },
    Case { operands: &[C128], result: F64 },
];

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::new(
        "abs",
        "x, /",
        "The absolute value; of a complex number its modulus.",
        Rule::CasesOr(ABS, Family::Absolute),
    )
    .lower(Lower::Unary(UnaryOp::Abs)),
    Builtin::source("all", "iterable, /", "True if every item is true.", "all_of"),
    Builtin::source("any", "iterable, /", "True if some item is true.", "any_of"),
    Builtin::special("bool", "x=False, /", "The truth of a value.", (answers::bool_, Special::Bool)),
    Builtin::special("chr", "i, /", "The character with a code point.", (answers::chr, Special::Chr)),
    Builtin::special("complex", "real=0, imag=0", "A complex number.", (answers::complex, Special::Complex)),
    Builtin::source("divmod", "a, b, /", "`(a // b, a % b)`.", "divmod_of"),
    Builtin::special(
        "enumerate",
        "iterable, start=0",
        "Pairs of a counter and an item.",
        (answers::enumerate, Special::Enumerate),
    ),
    Builtin::source(
        "filter",
        "function, iterable, /",
        "The items for which the function is true, as a list in compiled code.",
        "filter_of",
    ),
    Builtin::special("float", "x=0.0, /", "A float of a number or a string.", (answers::float, Special::Float)),
    Builtin::host("format", "value, format_spec=\"\", /", "A value as text by a format spec.", "use an f-string"),
    Builtin::host(
        "getattr",
        "object, name, default=None, /",
        "An attribute by name.",
        "write the attribute access out",
    ),
    Builtin::host("hasattr", "object, name, /", "Is there such an attribute?", "write the attribute access out"),
    Builtin::special("hash", "x, /", "Python's hash of a number.", (answers::hash, Special::Hash)),
    Builtin::host(
        "id",
        "x, /",
        "The identity of an object.",
        "values in compiled code have no identity; compare with `==`",
    ),
    Builtin::host(
        "input",
        "prompt=\"\", /",
        "A line of standard input.",
        "read the input in a function without a decorator and pass it in",
    ),
    Builtin::special("int", "x=0, /", "An int of a number (towards zero) or a string.", (answers::int_, Special::Int)),
    Builtin::new(
        "isinstance",
        "x, class_or_tuple, /",
        "Is a value of a type? Known at compile time.",
        Rule::Types(answers::isinstance),
    ),
    Builtin::special("iter", "x, /", "An iterator over the items of something.", (answers::iter, Special::Iter)),
    Builtin::special("len", "x, /", "The number of items; of an array its first axis.", (answers::len, Special::Len)),
    Builtin::special(
        "list",
        "iterable=None, /",
        "A list of the items of something.",
        (answers::list, Special::ListNew),
    )
    .aliases(&["numba.typed.List"])
    .effect(Effect::Fresh),
    Builtin::source(
        "map",
        "function, iterable, /, *iterables",
        "The function of each item, as a list in compiled code.",
        "map_of",
    ),
    Builtin::special(
        "max",
        "*args",
        "The largest of several numbers, or of the items of an iterable.",
        (answers::max, Special::Max),
    ),
    Builtin::special(
        "min",
        "*args",
        "The smallest of several numbers, or of the items of an iterable.",
        (answers::min, Special::Min),
    ),
    Builtin::special(
        "next",
        "iterator, default=None, /",
        "The next item of an iterator; behind the last one the default, or StopIteration.",
        (answers::next, Special::Next),
    )
    .effect(Effect::Mutates),
    Builtin::host("object", "", "A plain object.", "compiled code has numbers, arrays, tuples, lists and strings"),
    Builtin::host(
        "open",
        "file, mode=\"r\", buffering=-1, encoding=None",
        "Opens a file.",
        "read the file in a function without a decorator and pass its data in",
    ),
    Builtin::special("ord", "c, /", "The code point of a character.", (answers::ord, Special::Ord)),
    Builtin::special(
        "pow",
        "base, exp, mod=None",
        "`base ** exp`, or that modulo `mod`.",
        (answers::pow, Special::Pow),
    ),
    Builtin::special(
        "print",
        "*args, sep=\" \", end=\"\\n\", file=None, flush=False",
        "Prints values as Python prints them.",
        (answers::print, Special::Print),
    )
    .effect(Effect::Outside),
    Builtin::special(
        "range",
        "start, stop=None, step=None, /",
        "Ints from start up to stop, by step; one argument is the stop.",
        (answers::range, Special::Range),
    ),
    Builtin::special("repr", "x, /", "A value as Python writes it in code.", (answers::text, Special::Repr))
        .effect(Effect::Fresh),
    Builtin::special(
        "reversed",
        "sequence, /",
        "The items from last to first.",
        (answers::reversed, Special::Reversed),
    ),
    Builtin::special(
        "round",
        "number, ndigits=None",
        "The nearest int (half to even), or rounded to decimals.",
        (answers::round, Special::Round),
    ),
    Builtin::host("setattr", "object, name, value, /", "Sets an attribute by name.", "write the assignment out"),
    Builtin::special(
        "slice",
        "start, stop=None, step=None, /",
        "A slice as a value.",
        (answers::slice, Special::Slice),
    ),
    Builtin::source("sorted", "iterable, /, *, key=None, reverse=False", "A sorted list (stable).", "sorted_of"),
    Builtin::special("str", "x=\"\", /", "A value as text.", (answers::text, Special::Str)).effect(Effect::Fresh),
    Builtin::source("sum", "iterable, /, start=0", "The sum of the items.", "sum_of"),
    Builtin::special(
        "tuple",
        "iterable=None, /",
        "A tuple; in compiled code of a tuple only.",
        (answers::tuple, Special::Tuple),
    ),
    Builtin::new("type", "x, /", "The type of a number, which converts when called.", Rule::Types(answers::type_)),
    Builtin::special(
        "zip",
        "*iterables",
        "Tuples of items of several iterables, as many as the shortest has.",
        (answers::zip, Special::Zip),
    ),
    Builtin::host("callable", "x, /", "Can it be called?", "a compiled function knows the types of its values"),
    Builtin::host("bytes", "source=None", "Bytes.", "use an array of uint8"),
    Builtin::host("NotImplemented", "", "What a method gives for an operand that it does not know.", "raise TypeError"),
    Builtin::host("globals", "", "The variables of the module.", "pass what you need of it in"),
    Builtin::host("super", "", "The parent class.", "compiled code has no classes"),
    Builtin::source("bin", "i, /", "An int as binary text: `0b101`.", "bin_of"),
    Builtin::source("oct", "i, /", "An int as octal text: `0o17`.", "oct_of"),
    Builtin::source("hex", "i, /", "An int as hexadecimal text: `0xff`.", "hex_of"),
];
