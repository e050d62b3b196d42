//! Which memory loads and stores touch.
//!
//! Input: arrays and indices. Output: whether two of them may be one element. Never: tests at run time.

use super::affine::{Affine, affine};
use crate::ir::{Function, Inst, Op, Ty, ValueId, are_apart};
use crate::types::Layout;

/// An element by its array and indices.
pub(in crate::opt) type Place = (ValueId, Vec<ValueId>);

/// The array and indices of a load or store.
pub(in crate::opt) fn place(inst: &Inst) -> Option<Place> {
    let args = match inst.op {
        Op::Load => &inst.args[..],
        Op::Store => &inst.args[..inst.args.len() - 1],
        _ => return None,
    };
    Some((args[0], args[1..].to_vec()))
}

/// The range of a counted loop: its variable, the first and the end; it counts up.
pub(in crate::opt) struct Counted {
    pub(in crate::opt) iv: ValueId,
    pub(in crate::opt) lo: ValueId,
    pub(in crate::opt) hi: ValueId,
}

/// Is an element that a loop does not change never the one at another place in the loop?
pub(in crate::opt) fn are_distinct(f: &Function, counted: &Counted, fixed: &Place, other: &Place) -> bool {
    if are_apart(f, fixed.0, other.0) {
        return true;
    }
    let one_each = matches!(f.ty(fixed.0), Ty::Array { layout: Layout::C | Layout::F, .. });
    fixed.0 == other.0 && one_each && fixed.1.iter().zip(&other.1).any(|(&x, &y)| differ(f, counted, x, y))
}

/// Is an index that a loop does not change never the other?
fn differ(f: &Function, counted: &Counted, fixed: ValueId, other: ValueId) -> bool {
    let at = affine(f, fixed);
    let same_symbol = |bound: Affine| bound.symbol == at.symbol;
    if other == counted.iv {
        let (lo, hi) = (affine(f, counted.lo), affine(f, counted.hi));
        return same_symbol(lo) && lo.offset > at.offset || same_symbol(hi) && hi.offset <= at.offset;
    }
    let other = affine(f, other);
    same_symbol(other) && other.offset != at.offset
}
