//! NumPy's functions of shapes: views under other axes, arrays put together and taken apart.
//!
//! Input: nothing. Output: rows. Never: sorting and searching (`sort`), creation (`create`).

use crate::builtins::answers::shape as answers;
use crate::builtins::rules::Rule;
use crate::builtins::{Builtin, Effect};

const fn view(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name)
}

const fn fresh(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Fresh)
}

/// Views.
pub(in crate::builtins) static VIEWS: &[Builtin] = &[
    view("numpy.swapaxes", "a, axis1, axis2", "np_swapaxes", "Two axes exchanged."),
    view("array.swapaxes", "axis1, axis2, /", "np_swapaxes", "Two axes exchanged."),
    view("numpy.moveaxis", "a, source, destination", "np_moveaxis", "Axes moved to other places."),
    view("numpy.rollaxis", "a, axis, start=0", "np_rollaxis", "An axis moved to before another."),
    view("numpy.expand_dims", "a, axis", "np_expand_dims", "New axes of length 1."),
    Builtin::new("numpy.squeeze", "a, axis=None", "Without axes of length 1.", Rule::Types(answers::squeeze))
        .deviates("in compiled code the axis must be given: the number of axes is part of a type"),
    Builtin::new("array.squeeze", "axis=None", "Without axes of length 1.", Rule::Types(answers::squeeze))
        .deviates("in compiled code the axis must be given: the number of axes is part of a type"),
    view("numpy.flip", "m, axis=None", "np_flip", "Axes turned around."),
    view("numpy.fliplr", "m", "np_fliplr", "Columns turned around."),
    view("numpy.flipud", "m", "np_flipud", "Rows turned around."),
    view("numpy.rot90", "m, k=1, axes=(0, 1)", "np_rot90", "Turned by quarters in the plane of two axes."),
    view("numpy.broadcast_to", "array, shape", "np_broadcast_to", "A view of a larger shape, not to be written."),
    view("numpy.broadcast_arrays", "*args", "np_broadcast_arrays", "Views of the arrays' common shape."),
    view("numpy.broadcast_shapes", "*args", "np_broadcast_shapes", "The shape that shapes have in common."),
    view(
        "numpy.lib.stride_tricks.sliding_window_view",
        "x, window_shape, axis=None, *, subok=False, writeable=False",
        "np_sliding_window_view",
        "A view of all windows of a shape, not to be written; the axes must be known at compile time.",
    ),
    view(
        "numpy.lib.stride_tricks.as_strided",
        "x, shape=None, strides=None, subok=False, writeable=True",
        "np_as_strided",
        "A view of any shape and strides, in bytes.",
    )
    .deviates("ValueError where elements are outside of the array's memory"),
    view("numpy.atleast_1d", "*arys", "np_atleast_1d", "With one axis or more."),
    view("numpy.atleast_2d", "*arys", "np_atleast_2d", "With two axes or more."),
    view("numpy.atleast_3d", "*arys", "np_atleast_3d", "With three axes or more."),
    view(
        "numpy.diagonal",
        "a, offset=0, axis1=0, axis2=1",
        "np_diagonal",
        "Diagonals, as a view that is not to be written.",
    ),
    view(
        "array.diagonal",
        "offset=0, axis1=0, axis2=1",
        "np_diagonal",
        "Diagonals, as a view that is not to be written.",
    ),
    view(
        "numpy.split",
        "ary, indices_or_sections, axis=0",
        "np_split",
        "Equal parts along an axis, as a list of views.",
    ),
    view(
        "numpy.array_split",
        "ary, indices_or_sections, axis=0",
        "np_array_split",
        "Parts along an axis, nearly equal, as a list of views.",
    ),
    view(
        "numpy.hsplit",
        "ary, indices_or_sections",
        "np_hsplit",
        "Parts along the second axis; of one axis, along it.",
    ),
    view("numpy.vsplit", "ary, indices_or_sections", "np_vsplit", "Parts along the first axis."),
    view("numpy.dsplit", "ary, indices_or_sections", "np_dsplit", "Parts along the third axis."),
];

/// Fresh arrays.
pub(in crate::builtins) static JOINED: &[Builtin] = &[
    fresh("numpy.concatenate", "arrays, axis=0", "np_concatenate", "Arrays one after the other along an axis.")
        .aliases(&["numpy.concat"]),
    fresh("numpy.stack", "arrays, axis=0", "np_stack", "Arrays along a new axis."),
    fresh("numpy.vstack", "tup", "np_vstack", "Arrays on top of each other; one axis is a row."),
    fresh("numpy.hstack", "tup", "np_hstack", "Arrays side by side."),
    fresh("numpy.dstack", "tup", "np_dstack", "Arrays along a third axis."),
    fresh("numpy.column_stack", "tup", "np_column_stack", "Arrays side by side; one axis is a column."),
    fresh(
        "numpy.append",
        "arr, values, axis=None",
        "np_append",
        "An array with values after it; without an axis all in one.",
    ),
    fresh("numpy.delete", "arr, obj, axis=None", "np_delete", "Without what an int, a slice, ints or a mask name."),
    fresh(
        "numpy.insert",
        "arr, obj, values, axis=None",
        "np_insert",
        "With values before the places that an int, a slice or ints name.",
    ),
    fresh("numpy.repeat", "a, repeats, axis=None", "np_repeat", "Each element so often."),
    fresh("array.repeat", "repeats, axis=None", "np_repeat", "Each element so often."),
    fresh("numpy.tile", "A, reps", "np_tile", "An array repeated as a whole."),
    fresh("numpy.roll", "a, shift, axis=None", "np_roll", "Elements moved around, those past the end to the front."),
    fresh("numpy.resize", "a, new_shape", "np_resize", "Of another shape, repeated as often as needed."),
    fresh(
        "numpy.pad",
        "array, pad_width, mode=\"constant\", *, constant_values=0, end_values=0, stat_length=None",
        "np_pad",
        "With a border: constant, empty, edge, reflect, symmetric, wrap, maximum, minimum, mean, median or linear_ramp.",
    )
    .deviates("no function for a mode, and no reflect_type"),
    fresh("numpy.trim_zeros", "filt, trim=\"fb\"", "np_trim_zeros", "One axis without the zeros at its ends."),
    Builtin::source("numpy.fill_diagonal", "a, val, wrap=False", "Writes the main diagonal.", "np_fill_diagonal")
        .effect(Effect::Mutates),
];
