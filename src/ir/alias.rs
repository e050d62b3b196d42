//! Whose memory an array is.
//!
//! Input: arrays of a function. Output: their roots, and whether two never share memory. Never: indices.

use super::{Function, Inst, Op, ValueId};

/// Where an array's memory comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    /// Made in this function.
    Fresh(ValueId),
    /// The caller's.
    Param,
    /// Anywhere.
    Unknown,
}

/// The root of an array, through its views.
pub(crate) fn root(f: &Function, array: ValueId) -> Root {
    match f.def(array) {
        Some(Inst { op: Op::Alloc(_), .. }) => Root::Fresh(array),
        Some(Inst { op: Op::View, args, .. }) => root(f, args[0]),
        None if f.params().contains(&array) => Root::Param,
        _ => Root::Unknown,
    }
}

/// Do two arrays never share memory?
pub(crate) fn are_apart(f: &Function, x: ValueId, y: ValueId) -> bool {
    match (root(f, x), root(f, y)) {
        (Root::Fresh(x), Root::Fresh(y)) => x != y,
        (Root::Fresh(_), Root::Param) | (Root::Param, Root::Fresh(_)) => true,
        _ => false,
    }
}
