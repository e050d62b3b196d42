//! NumPy's functions that sort, search and pick elements, and those of sets.
//!
//! Input: nothing. Output: rows. Never: reductions, histograms.

use crate::builtins::{Builtin, Effect};

const fn fresh(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Fresh)
}

const fn edit(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Mutates)
}

/// Sorting and searching.
pub(in crate::builtins) static SORTING: &[Builtin] = &[
    fresh("numpy.sort", "a, axis=-1, kind=None, *, stable=None", "np_sort", "A sorted copy; nan last."),
    edit("array.sort", "axis=-1, kind=None, *, stable=None", "array_sort", "Sorts in place; nan last."),
    fresh(
        "numpy.argsort",
        "a, axis=-1, kind=None, *, stable=None",
        "np_argsort",
        "The order that sorts; equal elements keep theirs, whatever the kind.",
    ),
    fresh("array.argsort", "axis=-1, kind=None, *, stable=None", "np_argsort", "The order that sorts."),
    fresh("numpy.sort_complex", "a", "np_sort_complex", "Sorted, as complex numbers."),
    fresh("numpy.lexsort", "keys, axis=-1", "np_lexsort", "The order that sorts by several keys, the last one first."),
    fresh(
        "numpy.partition",
        "a, kth, axis=-1, kind=\"introselect\"",
        "np_partition",
        "A copy with what belongs at a place there, smaller ones before it.",
    ),
    edit("array.partition", "kth, axis=-1, kind=\"introselect\"", "array_partition", "Parts around a place, in place."),
    fresh(
        "numpy.argpartition",
        "a, kth, axis=-1, kind=\"introselect\"",
        "np_argpartition",
        "The order that parts around a place.",
    ),
    fresh(
        "array.argpartition",
        "kth, axis=-1, kind=\"introselect\"",
        "np_argpartition",
        "The order that parts around a place.",
    ),
    fresh(
        "numpy.searchsorted",
        "a, v, side=\"left\", sorter=None",
        "np_searchsorted",
        "Where values belong in a sorted array.",
    ),
    fresh(
        "array.searchsorted",
        "v, side=\"left\", sorter=None",
        "np_searchsorted",
        "Where values belong in this sorted array.",
    ),
    fresh("numpy.nonzero", "a", "np_nonzero", "Where elements are not zero, an array per axis."),
    fresh("array.nonzero", "", "np_nonzero", "Where elements are not zero, an array per axis."),
    fresh("numpy.flatnonzero", "a", "np_flatnonzero", "Where elements are not zero, counted in C order."),
    fresh("numpy.argwhere", "a", "np_argwhere", "Where elements are not zero, as rows."),
];

/// Sets.
pub(in crate::builtins) static SETS: &[Builtin] = &[
    fresh(
        "numpy.unique",
        "ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True",
        "np_unique",
        "The sorted different elements; with where each is first, which one each element is, how often each occurs.",
    ),
    fresh(
        "numpy.isin",
        "element, test_elements, assume_unique=False, invert=False",
        "np_isin",
        "Which elements are among others?",
    ),
    fresh(
        "numpy.intersect1d",
        "ar1, ar2, assume_unique=False",
        "np_intersect1d",
        "The sorted elements that both have.",
    ),
    fresh("numpy.union1d", "ar1, ar2", "np_union1d", "The sorted elements that either has."),
    fresh(
        "numpy.setdiff1d",
        "ar1, ar2, assume_unique=False",
        "np_setdiff1d",
        "The sorted elements that only the first has.",
    ),
    fresh("numpy.setxor1d", "ar1, ar2, assume_unique=False", "np_setxor1d", "The sorted elements that just one has."),
];

/// Picking.
pub(in crate::builtins) static PICKING: &[Builtin] = &[
    fresh(
        "numpy.take",
        "a, indices, axis=None, *, mode=\"raise\"",
        "np_take",
        "Elements, or rows along an axis, at places.",
    ),
    fresh(
        "array.take",
        "indices, axis=None, *, mode=\"raise\"",
        "np_take",
        "Elements, or rows along an axis, at places.",
    ),
    fresh(
        "numpy.take_along_axis",
        "arr, indices, axis=-1",
        "np_take_along_axis",
        "Elements along an axis at the places that an array of its rank gives.",
    ),
    edit(
        "numpy.put_along_axis",
        "arr, indices, values, axis",
        "np_put_along_axis",
        "Writes elements along an axis at the places that an array of its rank gives.",
    ),
    fresh(
        "numpy.compress",
        "condition, a, axis=None",
        "np_compress",
        "Elements, or rows along an axis, where a mask is true.",
    ),
    fresh(
        "array.compress",
        "condition, axis=None",
        "array_compress",
        "Elements, or rows along an axis, where a mask is true.",
    ),
    fresh("array.choose", "choices", "np_choose", "Each element from the array that its number says."),
    edit("array.put", "indices, values, mode=\"raise\"", "np_put", "Writes values at places counted in C order."),
    edit("numpy.putmask", "a, mask, values", "np_putmask", "Writes the values of the places where a mask is true."),
    edit(
        "numpy.copyto",
        "dst, src, casting=\"same_kind\", where=True",
        "np_copyto",
        "Writes one array to another, where a mask is true.",
    ),
    fresh(
        "numpy.select",
        "condlist, choicelist, default=0",
        "np_select",
        "Each element from the choice whose condition is the first to hold.",
    )
    .deviates("the default counts with its own dtype, also where it is a number of Python"),
    fresh("numpy.extract", "condition, arr", "np_extract", "Elements where a mask is true."),
    edit("numpy.place", "arr, mask, vals", "np_place", "Writes values where a mask is true, over and over."),
    edit("numpy.put", "a, ind, v, mode=\"raise\"", "np_put", "Writes values at places counted in C order."),
    fresh("numpy.choose", "a, choices", "np_choose", "Each element from the array that its number says."),
    fresh("numpy.triu_indices", "n, k=0, m=None", "np_triu_indices", "The indices of a triangle above a diagonal."),
    fresh("numpy.tril_indices", "n, k=0, m=None", "np_tril_indices", "The indices of a triangle below a diagonal."),
    fresh("numpy.triu_indices_from", "arr, k=0", "np_triu_indices_from", "The indices of a triangle above a diagonal."),
    fresh("numpy.tril_indices_from", "arr, k=0", "np_tril_indices_from", "The indices of a triangle below a diagonal."),
    fresh("numpy.diag_indices", "n, ndim=2", "np_diag_indices", "The indices of a diagonal."),
    fresh("numpy.unravel_index", "indices, shape", "np_unravel_index", "Indices of places counted in C order."),
    fresh("numpy.ravel_multi_index", "multi_index, dims", "np_ravel_multi_index", "Places counted in C order."),
    fresh("numpy.kron", "a, b", "np_kron", "Each element of one times all of the other."),
    fresh(
        "numpy.cross",
        "a, b, axisa=-1, axisb=-1, axisc=-1, axis=None",
        "np_cross",
        "Cross products of vectors of two or three elements.",
    ),
    fresh("numba.np.extensions.cross2d", "a, b", "np_cross2d", "Cross products of vectors of two elements."),
];
