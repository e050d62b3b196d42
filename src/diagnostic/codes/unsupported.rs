//! NJ04nn: valid Python that numjit does not support.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[
    Code {
        code: "NJ0402",
        title: "not in a compiled function",
        text: "The construct works at module level and in functions without a decorator, but not in compiled ones: they have
numbers, arrays, tuples, lists and strings. The note says what to write instead.",
    },
    Code {
        code: "NJ0405",
        title: "a global that compiled code cannot use",
        text: "A compiled function sees the globals of its script as they are when it is compiled: numbers, strings, arrays,
tuples of these, functions, modules. Lists, dictionaries and other objects are to be passed as arguments.",
    },
];
