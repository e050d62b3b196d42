//! Which memory loads and stores touch.
//!
//! Input: arrays and indices, fields of objects. Output: whether two of them may be one. Never: tests at run time.

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

/// A number in memory.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::opt) enum Spot {
    /// An element of an array.
    Element(Place),
    /// A field of an object: where it begins, and how many words it has.
    Field(ValueId, u32, u32),
}

impl Spot {
    /// What names it.
    pub(in crate::opt) fn operands(&self) -> Vec<ValueId> {
        match self {
            Spot::Element((array, index)) => std::iter::once(array).chain(index).copied().collect(),
            Spot::Field(object, ..) => vec![*object],
        }
    }

    /// What reads it.
    pub(in crate::opt) fn load(&self) -> Op {
        match self {
            Spot::Element(_) => Op::Load,
            Spot::Field(_, word, _) => Op::FieldGet(*word),
        }
    }

    /// What writes it.
    pub(in crate::opt) fn store(&self) -> Op {
        match self {
            Spot::Element(_) => Op::Store,
            Spot::Field(_, word, _) => Op::FieldSet(*word),
        }
    }
}

/// The number that an instruction reads or writes.
pub(in crate::opt) fn spot(f: &Function, inst: &Inst) -> Option<Spot> {
    let (word, values) = match inst.op {
        Op::FieldGet(word) => (word, &inst.results[..]),
        Op::FieldSet(word) => (word, &inst.args[1..]),
        _ => return place(inst).map(Spot::Element),
    };
    match values {
        &[value] if f.ty(value).dtype().is_some() => Some(Spot::Field(inst.args[0], word, f.ty(value).words() as u32)),
        _ => None,
    }
}

/// The range of a counted loop: its variable, the first and the end; it counts up.
pub(in crate::opt) struct Counted {
    pub(in crate::opt) iv: ValueId,
    pub(in crate::opt) lo: ValueId,
    pub(in crate::opt) hi: ValueId,
}

/// Is a number at a place that a loop does not change never the one at another place in the loop?
pub(in crate::opt) fn are_distinct(f: &Function, counted: &Counted, fixed: &Spot, other: &Spot) -> bool {
    match (fixed, other) {
        (Spot::Element(fixed), Spot::Element(other)) => are_other_elements(f, counted, fixed, other),
        // Fields may lie in one object where they do not begin at one word.
        (&Spot::Field(_, x, n), &Spot::Field(_, y, m)) => x + n <= y || y + m <= x,
        _ => true,
    }
}

fn are_other_elements(f: &Function, counted: &Counted, fixed: &Place, other: &Place) -> bool {
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
