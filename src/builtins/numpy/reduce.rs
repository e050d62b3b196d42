//! NumPy: reductions, as functions and as methods of arrays, and what runs along an axis.
//!
//! Input: nothing. Output: rows. Never: order statistics and histograms (`statistics`).

use crate::builtins::answers::{self, axis};
use crate::builtins::rules::Rule;
use crate::builtins::{Builtin, Effect, Special};

/// A routine that gives a number.
const fn number(path: &'static str, name: &'static str, typing: crate::builtins::TypeRule) -> Builtin {
    Builtin::routine(path, name, "a, like, /", "All elements as one, in the dtype of `like`.", typing)
        .effect(Effect::Pure)
}

/// A routine that reduces axes.
const fn into(path: &'static str, name: &'static str) -> Builtin {
    Builtin::routine(path, name, "target, a, mask, /", "The axes of the mask reduced.", answers::nothing)
}

/// What the prelude's reductions stand on.
pub(in crate::builtins) static INTRINSICS: &[Builtin] = &[
    into("intrinsic.reduce_sum", "reduce_sum"),
    into("intrinsic.reduce_prod", "reduce_prod"),
    into("intrinsic.reduce_min", "reduce_min"),
    into("intrinsic.reduce_max", "reduce_max"),
    into("intrinsic.reduce_any", "reduce_any"),
    into("intrinsic.reduce_all", "reduce_all"),
    into("intrinsic.reduce_count", "reduce_count"),
    into("intrinsic.argmin_along", "argmin_along"),
    into("intrinsic.argmax_along", "argmax_along"),
    into("intrinsic.cumsum_along", "cumsum_along"),
    into("intrinsic.cumprod_along", "cumprod_along"),
    number("intrinsic.sum_of", "sum_of", answers::like_second),
    number("intrinsic.prod_of", "prod_of", answers::like_second),
    number("intrinsic.min_of", "min_of", answers::element),
    number("intrinsic.max_of", "max_of", answers::element),
    number("intrinsic.any_of", "any_of", answers::truth),
    number("intrinsic.all_of", "all_of", answers::truth),
    number("intrinsic.count_of", "count_of", answers::count),
    number("intrinsic.argmin_of", "argmin_of", answers::count),
    number("intrinsic.argmax_of", "argmax_of", answers::count),
    Builtin::routine(
        "intrinsic.raise_axis",
        "raise_axis",
        "text, /",
        "Raises what wrong axes raise.",
        answers::nothing,
    ),
    into("intrinsic.median_along", "median_along"),
    into("intrinsic.nanmedian_along", "nanmedian_along"),
    Builtin::routine(
        "intrinsic.quantiles_along",
        "quantiles_along",
        "target, a, mask, q, method, is_host, /",
        "Quantiles of the axes of the mask.",
        answers::nothing,
    ),
    Builtin::routine(
        "intrinsic.nanquantiles_along",
        "nanquantiles_along",
        "target, a, mask, q, method, is_host, /",
        "Quantiles of the axes of the mask, without nan.",
        answers::nothing,
    ),
    Builtin::new("intrinsic.all_axes", "a, /", "All axes of an array.", Rule::Types(axis::all_axes)),
    Builtin::new(
        "intrinsic.axis_order",
        "a, axis, /",
        "The axes with one of them moved to the end.",
        Rule::Types(axis::axis_order),
    ),
    Builtin::new(
        "intrinsic.axis_back",
        "a, axis, /",
        "The axes with the last one moved to a place.",
        Rule::Types(axis::axis_back),
    ),
    Builtin::new(
        "intrinsic.statistic_dtype",
        "a, /",
        "The dtype of medians and quantiles.",
        Rule::Ruled(axis::statistic_dtype),
    ),
    Builtin::new(
        "intrinsic.other_axes",
        "a, axis, /",
        "A bit for each axis that is not named.",
        Rule::Types(axis::other_axes),
    ),
    Builtin::new(
        "intrinsic.quantile_dtype",
        "a, q, method, /",
        "The dtype of quantiles.",
        Rule::Ruled(axis::quantile_dtype),
    ),
    Builtin::new(
        "intrinsic.average_dtype",
        "a, w, /",
        "The dtype of weighted means.",
        Rule::Types(axis::average_dtype),
    ),
    Builtin::new("intrinsic.is_known", "x, /", "Is it known at compile time?", Rule::Types(axis::is_known)),
    Builtin::new(
        "intrinsic.axis_mask",
        "a, axis, /",
        "A bit for each axis that is named.",
        Rule::Types(axis::axis_mask),
    ),
    Builtin::new("intrinsic.axis_error", "a, axis, /", "What is wrong with the axes.", Rule::Types(axis::axis_error)),
    Builtin::new(
        "intrinsic.variance_dtype",
        "a, dtype, /",
        "The dtype of the variance of all elements.",
        Rule::Ruled(axis::variance_dtype),
    ),
    Builtin::new("intrinsic.ptp_dtype", "a, /", "What Numba subtracts extrema in.", Rule::Types(axis::ptp_dtype)),
    Builtin::special(
        "intrinsic.reduced_shape",
        "a, mask, keepdims, /",
        "The lengths that are left.",
        (axis::reduced_shape, Special::ReducedShape),
    ),
];

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    Builtin::source(
        "numpy.sum",
        "a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None",
        "The sum of the elements; of floats in pairs.",
        "np_sum",
    ),
    Builtin::source(
        "numpy.prod",
        "a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None",
        "The product of the elements.",
        "np_prod",
    ),
    Builtin::source(
        "numpy.min",
        "a, axis=None, out=None, keepdims=False, initial=None, where=None",
        "The smallest element; nan if there is one.",
        "np_min",
    )
    .aliases(&["numpy.amin"]),
    Builtin::source(
        "numpy.max",
        "a, axis=None, out=None, keepdims=False, initial=None, where=None",
        "The largest element; nan if there is one.",
        "np_max",
    )
    .aliases(&["numpy.amax"]),
    Builtin::source("numpy.ptp", "a, axis=None, out=None, keepdims=False", "Largest less smallest.", "np_ptp"),
    Builtin::source(
        "numpy.mean",
        "a, axis=None, dtype=None, out=None, keepdims=False, *, where=None",
        "The mean of the elements; nan of none.",
        "np_mean",
    ),
    Builtin::source(
        "numpy.var",
        "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None",
        "The variance of the elements: the mean of the squared distances from the mean.",
        "np_var",
    ),
    Builtin::source(
        "numpy.std",
        "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None",
        "The standard deviation of the elements: the root of the variance.",
        "np_std",
    ),
    Builtin::source(
        "numpy.any",
        "a, axis=None, out=None, keepdims=False, *, where=None",
        "Is some element true?",
        "np_any",
    ),
    Builtin::source(
        "numpy.all",
        "a, axis=None, out=None, keepdims=False, *, where=None",
        "Is every element true?",
        "np_all",
    ),
    Builtin::source(
        "numpy.argmin",
        "a, axis=None, out=None, *, keepdims=False",
        "Where the smallest element is: the first of equals, a nan before all.",
        "np_argmin",
    ),
    Builtin::source(
        "numpy.argmax",
        "a, axis=None, out=None, *, keepdims=False",
        "Where the largest element is: the first of equals, a nan before all.",
        "np_argmax",
    ),
    Builtin::source(
        "numpy.count_nonzero",
        "a, axis=None, *, keepdims=False",
        "How many elements are not zero.",
        "np_count_nonzero",
    ),
    Builtin::source("numpy.cumsum", "a, axis=None, dtype=None, out=None", "Running sums.", "np_cumsum"),
    Builtin::source("numpy.cumprod", "a, axis=None, dtype=None, out=None", "Running products.", "np_cumprod"),
    Builtin::source(
        "array.sum",
        "axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None",
        "See np.sum.",
        "np_sum",
    ),
    Builtin::source(
        "array.prod",
        "axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None",
        "See np.prod.",
        "np_prod",
    ),
    Builtin::source(
        "array.min",
        "axis=None, out=None, keepdims=False, initial=None, where=None",
        "See np.min.",
        "np_min",
    ),
    Builtin::source(
        "array.max",
        "axis=None, out=None, keepdims=False, initial=None, where=None",
        "See np.max.",
        "np_max",
    ),
    Builtin::source(
        "array.mean",
        "axis=None, dtype=None, out=None, keepdims=False, *, where=None",
        "See np.mean.",
        "np_mean",
    ),
    Builtin::source(
        "array.var",
        "axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None",
        "See np.var.",
        "np_var",
    ),
    Builtin::source(
        "array.std",
        "axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None",
        "See np.std.",
        "np_std",
    ),
    Builtin::source("array.any", "axis=None, out=None, keepdims=False, *, where=None", "See np.any.", "np_any"),
    Builtin::source("array.all", "axis=None, out=None, keepdims=False, *, where=None", "See np.all.", "np_all"),
    Builtin::source("array.argmin", "axis=None, out=None, *, keepdims=False", "See np.argmin.", "np_argmin"),
    Builtin::source("array.argmax", "axis=None, out=None, *, keepdims=False", "See np.argmax.", "np_argmax"),
    Builtin::source("array.cumsum", "axis=None, dtype=None, out=None", "See np.cumsum.", "np_cumsum"),
    Builtin::source("array.cumprod", "axis=None, dtype=None, out=None", "See np.cumprod.", "np_cumprod"),
];
