//! NJ04nn: valid Python that numjit does not support.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[
    Code {
        code: "NJ0401",
        title: "Python that numjit does not support",
        text: "The construct is valid Python, but numjit does not have it here: classes, generators' coroutines, imports and `with`
inside of compiled functions, async functions, `except*`, type aliases. The message names the construct and, where there is
one, what to write instead.",
    },
    Code {
        code: "NJ0402",
        title: "not in a compiled function",
        text: "The construct works at module level and in functions without a decorator, but not in compiled ones: they have
numbers, arrays, tuples, lists and strings. The note says what to write instead.",
    },
    Code {
        code: "NJ0403",
        title: "a builtin that numjit does not have",
        text: "Python has this builtin, numjit does not: it needs an interpreter at run time (`exec`, `eval`, `compile`, `globals`), or
has no use in numeric scripts.",
    },
    Code {
        code: "NJ0404",
        title: "an int wider than 64 bits",
        text: "numjit's ints have 64 bits. At module level they never wrap: a result past 64 bits raises OverflowError; in compiled
functions they wrap as Numba's do. A literal that does not fit is refused. If it need not be exact, write it as a float.",
    },
    Code {
        code: "NJ0405",
        title: "a global that compiled code cannot use",
        text: "A compiled function sees the globals of its script as they are when it is compiled: numbers, strings, arrays,
tuples of these, functions, modules. Lists, dictionaries and other objects are to be passed as arguments.",
    },
    Code {
        code: "NJ0406",
        title: "a loop over array elements in the host zone",
        text: "Functions without a numba decorator run in the host zone, an interpreter: a loop over the elements of an array takes
a hundred times as long there. With `@njit` the function is compiled.",
    },
    Code {
        code: "NJ0407",
        title: "an undecorated function that compiled code calls",
        text: "What a compiled function calls is compiled too, with or without a decorator. Numba refuses to call undecorated
functions, so put `@njit` on it if the script is to run there as well.",
    },
];
