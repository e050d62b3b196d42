//! NJ05nn: parallel loops.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[
    Code {
        code: "NJ0501",
        title: "iterations depend on each other",
        text: "A variable is read before it is written in an iteration of a `prange`, and another iteration writes it: in parallel the
result would depend on which one comes first (Numba is silent and wrong). A sum, product, minimum or maximum is recognized
as `s += x`, `s *= x`, `s = min(s, x)`, `s = max(s, x)`; for the place of a maximum, find the maximum first and its index in a
second loop; or use `range`.",
    },
    Code {
        code: "NJ0502",
        title: "two operations reduce one variable",
        text: "A variable of a `prange` that several iterations update is a reduction by one operation: its parts are combined by that
operation. `s += x` and `s *= y` in one loop have no such meaning. Use two variables or `range`.",
    },
    Code {
        code: "NJ0503",
        title: "a reduction is used before the loop has ended",
        text: "Inside the loop a reduction holds only the part of some iterations. Read it after the loop, or use `range` where running
values are needed.",
    },
    Code {
        code: "NJ0504",
        title: "iterations write the same element",
        text: "The index of the write is the same in several iterations of a `prange`, so that the last one to come wins, or an update is
lost. Index by the loop variable, sum into a scalar, or use `range`.",
    },
    Code {
        code: "NJ0505",
        title: "an iteration reads what another one writes",
        text: "In a `prange` the iterations may run in any order: what one of them reads of an array must not be written by another one.
Write to a second array and swap the two after the loop, as Jacobi's method does.",
    },
    Code {
        code: "NJ0506",
        title: "all iterations change one object",
        text: "A list (or another object from outside of the `prange`) is changed in each iteration. Give each iteration its own element of
an array, and collect after the loop.",
    },
];
