//! Members of arrays of records; their fields are found by inference.
//!
//! Input: nothing. Output: rows.

use super::answers::records as answers;
use super::signature::ATTRIBUTE;
use super::{Builtin, Effect, Rule, Special};

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::special("records.shape", ATTRIBUTE, "The lengths of the axes.", (answers::shape, Special::Shape)),
    Builtin::special(
        "records.strides",
        ATTRIBUTE,
        "The distance in bytes between neighbors along each axis.",
        (answers::shape, Special::Strides),
    ),
    Builtin::special("records.size", ATTRIBUTE, "The number of records.", (answers::size, Special::Size)),
    Builtin::new("records.ndim", ATTRIBUTE, "The number of axes.", Rule::Types(answers::ndim)),
    Builtin::new("records.itemsize", ATTRIBUTE, "The bytes of one record.", Rule::Types(answers::itemsize)),
    Builtin::new("records.dtype", ATTRIBUTE, "The layout of the records.", Rule::Types(answers::dtype)),
    Builtin::special("records.T", ATTRIBUTE, "The axes in reverse order.", (answers::transposed, Special::T)),
    Builtin::source("records.copy", "", "A copy in C order.", "records_copy").effect(Effect::Fresh),
];
