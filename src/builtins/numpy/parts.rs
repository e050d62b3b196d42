//! What functions of shapes, sorting and searching are made from in the prelude.
//!
//! Input: nothing. Output: rows under the module `intrinsic`. Never: anything a script sees.
//!
//! None of these checks its arguments: axes are within the array and not negative, shapes fit.

use crate::builtins::answers::{create, nothing, shape};
use crate::builtins::rules::Rule;
use crate::builtins::{Builtin, Special};

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    Builtin::special(
        "intrinsic.strided",
        "a, offset, shape, strides, dtype=None, /",
        "A view of any shape and strides, in bytes, of the same dtype or another.",
        (shape::strided, Special::Strided),
    ),
    Builtin::special(
        "intrinsic.packed",
        "a, shape, dtype=None, /",
        "A C-contiguous array under another shape, of the same dtype or another.",
        (shape::packed, Special::Packed),
    ),
    Builtin::special(
        "intrinsic.read_only",
        "a, /",
        "The array, not to be written.",
        (shape::read_only, Special::ReadOnly),
    ),
    Builtin::special(
        "intrinsic.replaced",
        "t, i, x, /",
        "A tuple of ints with the item at a place replaced.",
        (shape::replaced, Special::TupleReplaced),
    ),
    Builtin::special(
        "intrinsic.inserted",
        "t, i, x, /",
        "A tuple of ints with an item more at a place.",
        (shape::inserted, Special::TupleInserted),
    ),
    Builtin::special(
        "intrinsic.removed",
        "t, i, /",
        "A tuple of ints without the item at a place.",
        (shape::removed, Special::TupleRemoved),
    ),
    Builtin::new(
        "intrinsic.common_dtype",
        "arrays, /",
        "The dtype that all arrays of a tuple or list convert to.",
        Rule::Types(shape::common_dtype),
    ),
    Builtin::new(
        "intrinsic.linspace_dtype",
        "start, stop, /",
        "The dtype of numbers between two.",
        Rule::Types(create::linspace_dtype),
    ),
    Builtin::new("intrinsic.holds_ints", "a, /", "Are an array's elements ints?", Rule::Types(create::holds_ints)),
    Builtin::new(
        "intrinsic.holds_complex",
        "a, /",
        "Are an array's elements complex?",
        Rule::Types(create::holds_complex),
    ),
    Builtin::new(
        "intrinsic.least_complex_dtype",
        "a, /",
        "The smallest complex dtype that holds elements.",
        Rule::Types(create::least_complex_dtype),
    ),
    Builtin::routine(
        "intrinsic.joined_length",
        "joined_length",
        "form, axis, arrays, /",
        "How long arrays are one after the other along an axis; ValueError where they do not fit.",
        shape::int,
    ),
    Builtin::routine(
        "intrinsic.join",
        "join",
        "target, form, axis, start, arrays, /",
        "Writes arrays one after the other along an axis; where they end.",
        shape::int,
    ),
    Builtin::routine("intrinsic.tile", "tile", "target, source, /", "Fills an array with copies of another.", nothing),
    Builtin::routine(
        "intrinsic.repeat",
        "repeat",
        "target, source, axis, times, /",
        "Writes each row of an array along an axis so often.",
        nothing,
    ),
    Builtin::routine(
        "intrinsic.pad",
        "pad",
        "target, source, widths, mode, values, /",
        "Writes a padded array.",
        nothing,
    ),
    Builtin::routine(
        "intrinsic.take",
        "take",
        "target, source, indices, axis, mode, /",
        "Writes rows of an array by their places along an axis.",
        nothing,
    ),
    Builtin::routine(
        "intrinsic.reshape_strides",
        "reshape_strides",
        "strides, a, shape, /",
        "Writes the strides that show an array under another shape; is there a way?",
        shape::truth,
    ),
    Builtin::routine("intrinsic.sort", "sort", "a, axis, /", "Sorts lanes in place.", nothing),
    Builtin::routine(
        "intrinsic.argsort",
        "argsort",
        "target, a, axis, /",
        "Writes the orders that sort lanes.",
        nothing,
    ),
    Builtin::routine(
        "intrinsic.partition",
        "partition",
        "a, kth, axis, /",
        "Parts lanes around places, in place.",
        nothing,
    ),
    Builtin::routine(
        "intrinsic.argpartition",
        "argpartition",
        "target, a, kth, axis, /",
        "Writes the orders that part lanes.",
        nothing,
    ),
    Builtin::routine(
        "intrinsic.searchsorted",
        "searchsorted",
        "target, sorted, values, is_right, /",
        "Writes where values belong in a sorted array of their dtype.",
        nothing,
    ),
    Builtin::routine(
        "intrinsic.nonzero",
        "nonzero",
        "target, a, /",
        "Writes the indices of elements that are not zero, a row per axis.",
        nothing,
    ),
];
