//! Attributes and methods of arrays.
//!
//! Input: nothing. Output: rows under the receiver `array`. Never: indexing and operators.

use super::answers::array as answers;
use super::rules::{Rule, TypeRule};
use super::signature::ATTRIBUTE;
use super::{Builtin, Effect, Special};

const fn attribute(path: &'static str, doc: &'static str, what: (TypeRule, Special)) -> Builtin {
    Builtin::special(path, ATTRIBUTE, doc, what)
}

const fn known(path: &'static str, doc: &'static str, rule: TypeRule) -> Builtin {
    Builtin::new(path, ATTRIBUTE, doc, Rule::Types(rule))
}

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    attribute("array.shape", "The lengths of the axes.", (answers::shape, Special::Shape)),
    attribute(
        "array.strides",
        "The distance in bytes between neighbors along each axis.",
        (answers::shape, Special::Strides),
    ),
    attribute("array.size", "The number of elements.", (answers::size, Special::Size)),
    attribute("array.nbytes", "The bytes that the elements take.", (answers::size, Special::NBytes)),
    known("array.ndim", "The number of axes.", answers::ndim),
    known("array.itemsize", "The bytes of one element.", answers::itemsize),
    known("array.dtype", "The type of the elements.", answers::dtype),
    attribute("array.T", "The axes in reverse order.", (answers::transposed, Special::T)),
    attribute("array.flat", "The elements in one axis.", (answers::flat, Special::Flat)),
    attribute("array.real", "The real parts, as a view.", (answers::part, Special::Real)),
    attribute("array.imag", "The imaginary parts, as a view; of real numbers zeros.", (answers::imag, Special::Imag)),
    Builtin::special(
        "array.copy",
        "order=\"C\"",
        "A copy in C order, or in another.",
        (answers::copy, Special::ArrayCopy),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "array.astype",
        "dtype, order=\"K\"",
        "A copy of another dtype.",
        (answers::astype, Special::AsType),
    )
    .effect(Effect::Fresh),
    Builtin::special("array.fill", "value", "Writes one value to every element.", (answers::fill, Special::Fill))
        .effect(Effect::Mutates),
    Builtin::special(
        "array.reshape",
        "*shape, order=\"C\"",
        "The same elements under another shape; one length may be -1.",
        (answers::reshape, Special::Reshape),
    ),
    Builtin::special(
        "array.ravel",
        "order=\"C\"",
        "The elements in one axis; a view of a C-contiguous array.",
        (answers::ravel, Special::Ravel),
    ),
    Builtin::special("array.flatten", "order=\"C\"", "A copy in one axis.", (answers::flatten, Special::Flatten))
        .effect(Effect::Fresh),
    Builtin::special(
        "array.transpose",
        "*axes",
        "The axes in another order.",
        (answers::transpose, Special::Transpose),
    ),
    Builtin::source(
        "array.view",
        "dtype=None",
        "The same memory, as elements of the same dtype or another.",
        "array_view",
    )
    .deviates("nothing but bool is seen as bool"),
    Builtin::source("array.clip", "min=None, max=None, out=None", "See np.clip.", "array_clip"),
    Builtin::source("array.conj", "", "The complex conjugate.", "array_conj"),
    Builtin::source("array.conjugate", "", "The complex conjugate.", "array_conj"),
    Builtin::source("array.round", "decimals=0", "See np.round.", "np_round"),
    Builtin::source("array.item", "index=None", "An element as a number; without an index the only one.", "array_item"),
    Builtin::source("array.dot", "other", "The dot product of two vectors.", "np_dot"),
    Builtin::new("scalar.dtype", ATTRIBUTE, "The type of a number.", Rule::Types(answers::dtype)),
    attribute("scalar.real", "The real part.", (answers::part, Special::Real)),
    attribute("scalar.imag", "The imaginary part.", (answers::imag, Special::Imag)),
    Builtin::special(
        "scalar.conjugate",
        "",
        "The complex conjugate.",
        (super::answers::python::same_scalar, Special::Conjugate),
    ),
    Builtin::source("scalar.item", "", "The number itself.", "scalar_item"),
];
