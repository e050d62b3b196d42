//! Ints as a symbol plus a constant, and what the loops around say about their range.
//!
//! Input: int64 values. Output: proofs that a value is at least a number, or below the length of an axis.
//! Never: forgets that ints wrap: every step of a proof is about the mathematical value, and says why nothing wraps.

use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, Op, ValueId};
use rustc_hash::FxHashMap;

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
const MOST: i64 = 1 << 31;

/// How many loops a proof goes through.
const DEPTH: usize = 6;

/// The known induction variables and counters.
#[derive(Default)]
pub(in crate::opt) struct Ranges(FxHashMap<ValueId, Range>);

impl Ranges {
    /// Notes the range of a counted loop, if its step is a known constant.
    pub(in crate::opt) fn enter(&mut self, f: &Function, inst: &Inst) -> Option<Range> {
        let iv = *f[*inst.regions.first()?].params.first()?;
        let range = range(f, inst)?;
        self.0.insert(iv, range);
        Some(range)
    }

    /// While code is visited that only runs under `lo <= value < hi`.
    pub(in crate::opt) fn insert(&mut self, value: ValueId, range: Range) {
        self.0.insert(value, range);
    }

    /// The end of [`Ranges::insert`]'s code.
    pub(in crate::opt) fn remove(&mut self, value: ValueId) {
        self.0.remove(&value);
    }

    /// Is the value at least 0?
    pub(in crate::opt) fn is_at_least_zero(&self, f: &Function, value: ValueId) -> bool {
        self.least(f, affine(f, value), DEPTH).is_some_and(|least| least >= 0)
    }

    /// A number that the value is never below; none if it may wrap, or nothing is known.
    fn least(&self, f: &Function, value: Affine, depth: usize) -> Option<i64> {
        let depth = depth.checked_sub(1)?;
        let offset = value.offset;
        match value.symbol {
            Symbol::None => Some(offset),
            // A length is not negative; above it a sum could wrap.
            Symbol::Dim(..) => (offset <= 0).then_some(offset),
            Symbol::Value(symbol) => {
                let range = self.0.get(&symbol)?;
                if range.up {
                    // lo <= iv < hi, so iv + 1 does not wrap.
                    let lo = self.least(f, affine(f, range.lo), depth)?;
                    (offset <= 1).then(|| lo + offset)
                } else {
                    // hi < iv <= lo
                    let hi = self.least(f, affine(f, range.hi), depth)?;
                    (offset <= 0).then(|| hi + 1 + offset)
                }
            }
        }
        .filter(|least: &i64| least.unsigned_abs() <= 4 * MOST.unsigned_abs())
    }

    /// Is the value, which is not negative, below the length?
    pub(in crate::opt) fn is_below(&self, f: &Function, value: ValueId, length: ValueId) -> bool {
        self.below(f, affine(f, value), affine(f, length), DEPTH)
    }

    /// Is `value < length` as mathematical numbers? `length` is the length of an axis, so it is not negative.
    fn below(&self, f: &Function, value: Affine, length: Affine, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        if value.symbol == length.symbol {
            let plain = length.offset == 0 || value.symbol == Symbol::None;
            // The length is symbol + 0 and not negative, so that the symbol less something does not wrap.
            return value.offset < length.offset && plain;
        }
        let Symbol::Value(symbol) = value.symbol else { return false };
        let Some(range) = self.0.get(&symbol) else { return false };
        let bound = affine(f, if range.up { range.hi } else { range.lo });
        // iv <= bound - 1, or iv <= bound
        let offset = value.offset - i64::from(range.up);
        if bound == length {
            return offset < 0;
        }
        // The bound itself must not have wrapped.
        let is_exact = match bound.symbol {
            Symbol::None => true,
            symbol if symbol == length.symbol => length.offset == 0 && bound.offset <= 0,
            Symbol::Dim(..) => bound.offset <= 0,
            Symbol::Value(_) => self.least(f, bound, depth).is_some(),
        };
        if !is_exact {
            return false;
        }
        self.below(f, Affine { offset: bound.offset + offset, ..bound }, length, depth)
    }
}

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
