//! NJ02nn: names, scopes and decorators.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[
    Code {
        code: "NJ0201",
        title: "a name that is not defined",
        text: "Nothing in the script binds the name, no import brings it, and it is no builtin of Python. Python would raise NameError
when the line is reached; numjit says it before. Often it is a spelling mistake, or an import is missing.",
    },
    Code {
        code: "NJ0202",
        title: "nonlocal without a variable",
        text: "`nonlocal x` makes x mean the variable of an enclosing function. Here no enclosing function has such a variable, or there
is no enclosing function at all: use `global` for a variable of the module.",
    },
    Code {
        code: "NJ0203",
        title: "a name is used before its declaration",
        text: "`global x` and `nonlocal x` must come before the first use of x in the function. Put them at its beginning.",
    },
    Code {
        code: "NJ0204",
        title: "a parameter is declared global or nonlocal",
        text: "A parameter is a local variable of its function, so it cannot also be a variable of the module or of an enclosing
function. Rename one of the two.",
    },
    Code {
        code: "NJ0205",
        title: "`:=` to a comprehension's own variable",
        text: "The variable that a comprehension runs over belongs to the comprehension; `:=` inside it assigns to a variable of the
function around. One name cannot be both.",
    },
    Code {
        code: "NJ0206",
        title: "a local variable is read before it is assigned",
        text: "A name that a function assigns anywhere is local to the function. Reading it before any assignment raises
UnboundLocalError in Python. Assign it first, or declare it `global` or `nonlocal` if the outer variable is meant.",
    },
];
