//! Typing of named items of tuples.
//!
//! Input: a tuple. Output: the type of an item. Never: indices.

use super::{Args, Ruling, is, ty};
use crate::builtins::rules::Mismatch;
use crate::types::Type;

fn item(args: Args<'_>, place: usize, length: usize) -> Ruling {
    match ty(args, 0) {
        Type::Tuple(items) if items.len() == length => is(items[place].clone()),
        other => Err(Mismatch::at(0, format!("{other} has no such attribute"))),
    }
}

/// Of a pair.
pub(in crate::builtins) fn first_of_two(args: Args<'_>) -> Ruling {
    item(args, 0, 2)
}

/// Of a pair.
pub(in crate::builtins) fn second_of_two(args: Args<'_>) -> Ruling {
    item(args, 1, 2)
}

/// Of a triple.
pub(in crate::builtins) fn first_of_three(args: Args<'_>) -> Ruling {
    item(args, 0, 3)
}

/// Of a triple.
pub(in crate::builtins) fn second_of_three(args: Args<'_>) -> Ruling {
    item(args, 1, 3)
}

/// Of a triple.
pub(in crate::builtins) fn third_of_three(args: Args<'_>) -> Ruling {
    item(args, 2, 3)
}
