//! NumPy's functions that make arrays.
//!
//! Input: nothing. Output: rows. Never: files (host zone).

use crate::builtins::answers::create as answers;
use crate::builtins::{Builtin, Effect, Special};

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    Builtin::special(
        "numpy.empty",
        "shape, dtype=float, order=\"C\"",
        "An array whose elements are yet to be written.",
        (answers::shaped, Special::Empty),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "numpy.zeros",
        "shape, dtype=float, order=\"C\"",
        "An array of zeros.",
        (answers::shaped, Special::Zeros),
    )
    .effect(Effect::Fresh),
    Builtin::source("numpy.ones", "shape, dtype=float, order=\"C\"", "An array of ones.", "np_ones")
        .effect(Effect::Fresh),
    Builtin::source("numpy.full", "shape, fill_value, dtype=None, order=\"C\"", "An array of one value.", "np_full")
        .effect(Effect::Fresh),
    Builtin::source("numpy.finfo", "dtype", "Limits of a float dtype, by name.", "np_finfo"),
    Builtin::source("numpy.iinfo", "type", "Limits of an int dtype, by name.", "np_iinfo"),
    Builtin::special(
        "numpy.empty_like",
        "prototype, dtype=None, order=\"K\"",
        "An array of the shape of another.",
        (answers::like, Special::EmptyLike),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "numpy.zeros_like",
        "a, dtype=None, order=\"K\"",
        "Zeros of the shape of another array.",
        (answers::like, Special::ZerosLike),
    )
    .effect(Effect::Fresh),
    Builtin::source(
        "numpy.ones_like",
        "a, dtype=None, order=\"K\"",
        "Ones of the shape of another array.",
        "np_ones_like",
    )
    .effect(Effect::Fresh),
    Builtin::source(
        "numpy.full_like",
        "a, fill_value, dtype=None, order=\"K\"",
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
    Builtin::source(
        "numpy.linspace",
        "start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0",
        "Evenly spaced numbers, between arrays along a new axis; with the step, if it is asked for.",
        "np_linspace",
    )
    .effect(Effect::Fresh),
    Builtin::source("numpy.eye", "N, M=None, k=0, dtype=float, order=\"C\"", "Ones on a diagonal.", "np_eye")
        .effect(Effect::Fresh),
    Builtin::source("numpy.identity", "n, dtype=float", "The identity matrix.", "np_identity").effect(Effect::Fresh),
    Builtin::special(
        "numpy.array",
        "object, dtype=None, *, copy=True, order=\"K\", ndmin=0",
        "An array of nested lists or tuples, or a copy of an array.",
        (answers::array, Special::Array),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "numpy.asarray",
        "a, dtype=None, order=\"K\"",
        "As an array; an array of that dtype is itself.",
        (answers::asarray, Special::AsArray),
    ),
    Builtin::special(
        "numpy.ascontiguousarray",
        "a, dtype=None",
        "In C order; itself where it is known to be.",
        (answers::contiguous, Special::AsContiguous),
    ),
    Builtin::special(
        "numpy.asfortranarray",
        "a, dtype=None",
        "In Fortran order; itself where it is known to be.",
        (answers::fortran, Special::AsContiguous),
    ),
    Builtin::special("numpy.copy", "a, order=\"K\"", "A copy.", (answers::array_copy, Special::Array))
        .effect(Effect::Fresh),
    Builtin::source(
        "numpy.logspace",
        "start, stop, num=50, endpoint=True, base=10.0, dtype=None",
        "Numbers spaced evenly on a log scale.",
        "np_logspace",
    )
    .effect(Effect::Fresh),
    Builtin::source(
        "numpy.geomspace",
        "start, stop, num=50, endpoint=True, dtype=None",
        "Numbers spaced evenly on a log scale, from a number to another.",
        "np_geomspace",
    )
    .effect(Effect::Fresh),
    Builtin::source("numpy.tri", "N, M=None, k=0, dtype=float", "Ones at and below a diagonal.", "np_tri")
        .effect(Effect::Fresh),
    Builtin::source("numpy.tril", "m, k=0", "A copy with zeros above a diagonal.", "np_tril").effect(Effect::Fresh),
    Builtin::source("numpy.triu", "m, k=0", "A copy with zeros below a diagonal.", "np_triu").effect(Effect::Fresh),
    Builtin::source("numpy.diag", "v, k=0", "A diagonal, or a matrix with one.", "np_diag"),
    Builtin::source("numpy.diagflat", "v, k=0", "A matrix with the elements on a diagonal.", "np_diagflat")
        .effect(Effect::Fresh),
    Builtin::source("numpy.vander", "x, N=None, increasing=False", "The powers of numbers, in rows.", "np_vander")
        .effect(Effect::Fresh),
    Builtin::source(
        "numpy.meshgrid",
        "*xi, copy=True, sparse=False, indexing=\"xy\"",
        "Coordinate matrices of coordinate vectors, as a tuple.",
        "np_meshgrid",
    )
    .effect(Effect::Fresh),
    Builtin::source(
        "numpy.indices",
        "dimensions, dtype=int",
        "The indices of a grid, one after the other.",
        "np_indices",
    )
    .effect(Effect::Fresh),
];
