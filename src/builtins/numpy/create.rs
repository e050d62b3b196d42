//! NumPy's functions that make arrays.
//!
//! Input: nothing. Output: rows. Never: files (host zone).

use crate::builtins::answers::create as answers;
use crate::builtins::{Builtin, Effect, Special};

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    Builtin::special(
        "numpy.empty",
        "shape, dtype=float",
        "An array whose elements are yet to be written.",
        (answers::shaped, Special::Empty),
    )
    .effect(Effect::Fresh),
    Builtin::special("numpy.zeros", "shape, dtype=float", "An array of zeros.", (answers::shaped, Special::Zeros))
        .effect(Effect::Fresh),
    Builtin::source("numpy.ones", "shape, dtype=float", "An array of ones.", "np_ones").effect(Effect::Fresh),
    Builtin::source("numpy.full", "shape, fill_value, dtype=None", "An array of one value.", "np_full")
        .effect(Effect::Fresh),
    Builtin::special(
        "numpy.empty_like",
        "prototype, dtype=None",
        "An array of the shape of another.",
        (answers::like, Special::EmptyLike),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "numpy.zeros_like",
        "a, dtype=None",
        "Zeros of the shape of another array.",
        (answers::like, Special::ZerosLike),
    )
    .effect(Effect::Fresh),
    Builtin::source("numpy.ones_like", "a, dtype=None", "Ones of the shape of another array.", "np_ones_like")
        .effect(Effect::Fresh),
    Builtin::source(
        "numpy.full_like",
        "a, fill_value, dtype=None",
        "One value in the shape of another array.",
        "np_full_like",
    )
    .effect(Effect::Fresh),
    Builtin::source(
        "numpy.arange",
        "start, stop=None, step=None, dtype=None",
        "Numbers from start up to stop, by step; one argument is the stop.",
        "np_arange",
    )
    .effect(Effect::Fresh),
    Builtin::source("numpy.linspace", "start, stop, num=50, endpoint=True", "Evenly spaced numbers.", "np_linspace")
        .effect(Effect::Fresh),
    Builtin::source("numpy.eye", "N, M=None, k=0, dtype=float", "Ones on a diagonal.", "np_eye").effect(Effect::Fresh),
    Builtin::source("numpy.identity", "n, dtype=float", "The identity matrix.", "np_identity").effect(Effect::Fresh),
    Builtin::special(
        "numpy.array",
        "object, dtype=None",
        "An array of nested lists or tuples, or a copy of an array.",
        (answers::array, Special::Array),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "numpy.asarray",
        "a, dtype=None",
        "As an array; an array of that dtype is itself.",
        (answers::asarray, Special::AsArray),
    ),
    Builtin::special(
        "numpy.ascontiguousarray",
        "a, dtype=None",
        "In C order; itself where it is known to be.",
        (answers::contiguous, Special::AsContiguous),
    ),
];
