//! Typing of named items of tuples.
//!
//! Input: a tuple. Output: the type of an item. Never: indices.

use super::{Args, Ruling, is, ty};
use crate::builtins::rules::Mismatch;
use crate::types::Type;

/// An item of a tuple that has so many.
pub(in crate::builtins) fn item<const PLACE: usize, const LENGTH: usize>(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Tuple(items) if items.len() == LENGTH => is(items[PLACE].clone()),
        other => Err(Mismatch::at(0, format!("{other} has no such attribute"))),
    }
}
