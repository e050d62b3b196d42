//! Types of random numbers.
//!
//! Input: the arguments of a call. Output: an [`Answer`](crate::builtins::Answer). Never: how anything is drawn.

use super::{Args, Ruling, int as int_argument, is};
use crate::types::{Dtype, Type};

/// A seed is an int; nothing comes back.
pub(in crate::builtins) fn seed(args: Args<'_>) -> Ruling {
    int_argument(args, 1)?;
    is(Type::None)
}

/// A float.
pub(in crate::builtins) fn float(_: Args<'_>) -> Ruling {
    is(Type::FLOAT64)
}

/// An int.
pub(in crate::builtins) fn int(_: Args<'_>) -> Ruling {
    is(Type::INT64)
}

/// Bits.
pub(in crate::builtins) fn word(_: Args<'_>) -> Ruling {
    is(Type::Scalar(Dtype::U64))
}
