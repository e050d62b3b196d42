//! Ints as a symbol plus a constant.
//!
//! Input: int64 values. Output: their [`Affine`] forms, the ranges of counted loops. Never: what holds where (`facts`).

use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, Op, ValueId};

/// What an int is counted from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::opt) enum Symbol {
    /// Zero.
    None,
    /// The length of an axis of an array that no instruction here made.
    Dim(ValueId, u8),
    /// Any other value.
    Value(ValueId),
}

/// `symbol + offset`, wrapped.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::opt) struct Affine {
    pub(in crate::opt) symbol: Symbol,
    pub(in crate::opt) offset: i64,
}

/// The range of a loop's induction variable.
#[derive(Clone, Copy, Debug)]
pub(in crate::opt) struct Range {
    pub(in crate::opt) lo: ValueId,
    pub(in crate::opt) hi: ValueId,
    /// The step is a positive constant; otherwise a negative one.
    pub(in crate::opt) up: bool,
}

/// Offsets beyond this are not looked at, so that sums of a few cannot overflow.
pub(super) const MOST: i64 = 1 << 31;

/// The range of a counted loop with a constant step.
pub(in crate::opt) fn range(f: &Function, inst: &Inst) -> Option<Range> {
    match (&inst.op, f.as_const(*inst.args.get(2)?)) {
        (Op::For | Op::ParallelFor(_), Some(Const::Int(step))) if step != 0 => {
            Some(Range { lo: inst.args[0], hi: inst.args[1], up: step > 0 })
        }
        _ => None,
    }
}

/// A value as a symbol plus a constant.
pub(in crate::opt) fn affine(f: &Function, value: ValueId) -> Affine {
    let plain = Affine { symbol: Symbol::Value(value), offset: 0 };
    let Some(def) = f.def(value) else { return plain };
    let found = match def.op {
        Op::Const(Const::Int(offset)) => Affine { symbol: Symbol::None, offset },
        Op::Binary(op @ (BinaryOp::Add | BinaryOp::Sub)) => sum(f, op, def).unwrap_or(plain),
        Op::Dim(axis) => length(f, def.args[0], axis).unwrap_or(plain),
        Op::Select => length_or_zero(f, def).unwrap_or(plain),
        _ => plain,
    };
    if found.offset.unsigned_abs() <= MOST.unsigned_abs() { found } else { plain }
}

fn sum(f: &Function, op: BinaryOp, def: &Inst) -> Option<Affine> {
    let (x, y) = (affine(f, def.args[0]), affine(f, def.args[1]));
    match (op, x.symbol, y.symbol) {
        (BinaryOp::Add, _, Symbol::None) => Some(Affine { offset: x.offset.checked_add(y.offset)?, ..x }),
        (BinaryOp::Add, Symbol::None, _) => Some(Affine { offset: x.offset.checked_add(y.offset)?, ..y }),
        (BinaryOp::Sub, _, Symbol::None) => Some(Affine { offset: x.offset.checked_sub(y.offset)?, ..x }),
        _ => None,
    }
}

/// `n if 0 < n else 0`, which is `n` where that is a length.
fn length_or_zero(f: &Function, select: &Inst) -> Option<Affine> {
    let zero = Affine { symbol: Symbol::None, offset: 0 };
    let length = affine(f, select.args[1]);
    let Inst { op: Op::Compare(CompareOp::Lt), args, .. } = f.def(select.args[0])? else { return None };
    let is_clamp = affine(f, args[0]) == zero && affine(f, args[1]) == length && affine(f, select.args[2]) == zero;
    (is_clamp && matches!(length, Affine { symbol: Symbol::Dim(..), offset: 0 })).then_some(length)
}

/// The length of an axis: what the array was made with, if it was made here.
fn length(f: &Function, array: ValueId, axis: u8) -> Option<Affine> {
    let made = match f.def(array) {
        Some(Inst { op: Op::Alloc(_), args, .. }) => args.get(usize::from(axis)),
        Some(Inst { op: Op::View, args, .. }) => args.get(2 + usize::from(axis)),
        _ => return Some(Affine { symbol: Symbol::Dim(array, axis), offset: 0 }),
    };
    made.map(|&length| affine(f, length))
}
