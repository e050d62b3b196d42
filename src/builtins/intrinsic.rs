//! What only the prelude can name.
//!
//! Input: nothing. Output: rows under the module `intrinsic`. Never: anything a script sees.

use super::answers::{create, list};
use super::rules::Rule;
use super::{Builtin, Effect, Special};

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::special(
        "intrinsic.list_truncate",
        "items, length, /",
        "Drops the items from an index on.",
        (list::clear, Special::ListTruncate),
    )
    .effect(Effect::Mutates),
    Builtin::new(
        "intrinsic.arange_dtype",
        "start, stop, step, /",
        "What `arange` makes of such numbers.",
        Rule::Types(create::arange_dtype),
    ),
    Builtin::new(
        "intrinsic.dtype_or",
        "dtype, x, /",
        "The dtype, or that of x where it is None.",
        Rule::Types(create::dtype_or_of),
    ),
    Builtin::new(
        "intrinsic.sum_dtype",
        "x, /",
        "The dtype that the sum of an array has.",
        Rule::Types(create::sum_dtype),
    ),
    Builtin::new(
        "intrinsic.product_dtype",
        "a, b, /",
        "The dtype of products of elements.",
        Rule::Ruled(create::product_dtype),
    ),
    Builtin::new(
        "intrinsic.mean_dtype",
        "x, /",
        "The dtype that the mean of an array has.",
        Rule::Types(create::mean_dtype),
    ),
    Builtin::new(
        "intrinsic.is_c_contiguous",
        "a, /",
        "Is it known to be C-contiguous?",
        Rule::Types(super::answers::array::is_c),
    ),
    Builtin::routine(
        "intrinsic.check_room",
        "check_room",
        "items, times, size, /",
        "MemoryError where items of so many bytes, so many times, are not to be had.",
        super::answers::nothing,
    )
    .effect(Effect::Outside),
    Builtin::routine(
        "intrinsic.text_is",
        "text_is",
        "method, text, /",
        "Does a method of strings, given by its name, say yes?",
        super::answers::truth,
    ),
    Builtin::routine(
        "intrinsic.text_changed",
        "text_changed",
        "method, text, codes, /",
        "Writes the code points of what a method of strings, given by its name, gives; how many they are.",
        super::answers::count,
    ),
    Builtin::routine(
        "intrinsic.copy_elements",
        "copy_elements",
        "target, source, /",
        "Writes the elements of an array to another, to whose shape and dtype they are broadcast and cast.",
        super::answers::nothing,
    ),
    Builtin::new(
        "intrinsic.is_host",
        "",
        "Is it called from the host zone, where NumPy's types hold?",
        Rule::Ruled(create::is_host),
    ),
    Builtin::special(
        "intrinsic.round_digits",
        "x, n, /",
        "A float rounded to decimals, as Python does it.",
        (super::answers::python::rounded, Special::RoundDigits),
    ),
];
