//! NJ06nn: files and imports.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[
    Code {
        code: "NJ0601",
        title: "a module that numjit does not have",
        text: "A script can import the files beside it (`import helper` runs `helper.py` or `helper.npy` of the script's folder) and the
modules that numjit has built in: math, numpy, numba, time, sys, os and a few more (the message lists them). Other Python packages cannot be imported: there is no CPython behind numjit.",
    },
    Code {
        code: "NJ0602",
        title: "an item that a module does not have",
        text: "The module is known, but it has no such function or constant here. The message suggests the nearest name; `numjit` has
what numeric scripts use of NumPy and Numba, not all of them.",
    },
    Code {
        code: "NJ0603",
        title: "a relative import",
        text: "`from . import x` imports from the package around a module. A script is in no package: it imports the files beside it by their names (`import x`).",
    },
];
