//! What is known of ints at a place: from the loops around it, from the branches taken and the checks passed on the way.
//!
//! Input: instructions, in the order in which a pass visits them. Output: proofs that a value is at least a number, or below
//! the length of an axis.
//! Never: forgets that ints wrap: every step of a proof is about the mathematical value, and says why nothing wraps.

use super::affine::{Affine, MOST, Range, Symbol, affine, range};
use super::induction;
use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, InstId, Op, RegionId, Ty, UnaryOp, ValueId};
use crate::types::Dtype;
use rustc_hash::FxHashMap;

/// How many steps a proof takes.
const DEPTH: usize = 6;

/// Limits of a value that a proof tries.
const MOST_LIMITS: usize = 4;

/// How deep conditions are looked into.
const CONDITION_DEPTH: usize = 4;

/// A value that another one does not exceed.
#[derive(Clone, Copy, Debug)]
struct Limit {
    bound: ValueId,
    /// Does it stay below?
    strict: bool,
}

/// What was known before a fact was added.
enum Undo {
    Least(ValueId, Option<i64>),
    Limit(ValueId),
}

/// See the module's documentation.
#[derive(Default)]
pub(in crate::opt) struct Facts {
    /// Ranges of induction variables, which nothing outside their loops reads.
    ranges: FxHashMap<ValueId, Range>,
    least: FxHashMap<ValueId, i64>,
    limits: FxHashMap<ValueId, Vec<Limit>>,
    log: Vec<Undo>,
}

/// Where to go back to.
pub(super) struct Mark(usize);

impl Facts {
    // --- adding ----------------------------------------------------------------------------------------------------

    pub(super) fn mark(&self) -> Mark {
        Mark(self.log.len())
    }

    /// Forgets what was added since.
    pub(super) fn back_to(&mut self, mark: &Mark) {
        for undo in self.log.drain(mark.0..).rev() {
            match undo {
                Undo::Least(value, Some(old)) => _ = self.least.insert(value, old),
                Undo::Least(value, None) => _ = self.least.remove(&value),
                Undo::Limit(value) => _ = self.limits.get_mut(&value).and_then(Vec::pop),
            }
        }
    }

    /// Before the regions of an instruction are visited: what its loop says of its variables.
    pub(super) fn enter(&mut self, f: &Function, id: InstId) {
        self.enter_range(f, &f[id]);
        induction::enter(self, f, id);
    }

    /// The range of a counted loop alone.
    pub(super) fn enter_range(&mut self, f: &Function, inst: &Inst) {
        if let Some(range) = range(f, inst)
            && let Some(&iv) = f[inst.regions[0]].params.first()
        {
            self.ranges.insert(iv, range);
        }
    }

    /// In front of an instruction's region: what the branch taken says.
    pub(super) fn enter_region(&mut self, f: &Function, inst: &Inst, index: usize) {
        if inst.op == Op::If {
            self.assume(f, inst.args[0], index == 0, CONDITION_DEPTH);
        }
    }

    /// At the end of an arm: the least of what each result of the `if` may be. `least`: by the arms before.
    pub(super) fn leave_arm(&self, f: &Function, region: RegionId, least: &mut Vec<Option<i64>>) {
        let Some(end) = f.terminator(region).filter(|end| end.op == Op::Yield) else { return };
        let of_arm = end.args.iter().map(|&value| self.least_of(f, value));
        if least.is_empty() {
            least.extend(of_arm);
        } else {
            least.iter_mut().zip(of_arm).for_each(|(least, arm)| *least = (*least).zip(arm).map(|(a, b)| a.min(b)));
        }
    }

    /// Behind an instruction: what it has checked; the least of an `if`'s results, and which arm it was if the other one does
    /// not come here.
    pub(super) fn leave(&mut self, f: &Function, inst: &Inst, least: &[Option<i64>]) {
        match inst.op {
            Op::Bounds { .. } => self.limit(inst.args[0], inst.args[1], true),
            Op::Check(_) => self.assume(f, inst.args[0], true, CONDITION_DEPTH),
            Op::If => self.leave_if(f, inst, least),
            _ => {}
        }
    }

    fn leave_if(&mut self, f: &Function, inst: &Inst, least: &[Option<i64>]) {
        for (arm, &region) in inst.regions.iter().enumerate() {
            if f.terminator(region).is_some_and(|end| end.op != Op::Yield) {
                self.assume(f, inst.args[0], arm == 1, CONDITION_DEPTH);
            }
        }
        for (&result, least) in inst.results.iter().zip(least) {
            least.inspect(|&least| self.raise_least(result, least));
        }
    }

    /// The value is known to be no less than this.
    pub(super) fn raise_least(&mut self, value: ValueId, least: i64) {
        let old = self.least.get(&value).copied();
        if old.is_none_or(|old| old < least) {
            self.least.insert(value, least);
            self.log.push(Undo::Least(value, old));
        }
    }

    fn limit(&mut self, value: ValueId, bound: ValueId, strict: bool) {
        self.limits.entry(value).or_default().push(Limit { bound, strict });
        self.log.push(Undo::Limit(value));
    }

    /// The condition is known.
    fn assume(&mut self, f: &Function, condition: ValueId, truth: bool, depth: usize) {
        let (Some(depth), Some(def)) = (depth.checked_sub(1), f.def(condition)) else { return };
        match def.op {
            Op::Compare(op) if *f.ty(def.args[0]) == Ty::I64 => self.assume_compare(f, op, def, truth),
            Op::Binary(BinaryOp::And) if truth => def.args.iter().for_each(|&arg| self.assume(f, arg, truth, depth)),
            Op::Binary(BinaryOp::Or) if !truth => def.args.iter().for_each(|&arg| self.assume(f, arg, truth, depth)),
            Op::Unary(UnaryOp::Not) => self.assume(f, def.args[0], !truth, depth),
            Op::If => {
                for part in both(f, condition, def, truth).into_iter().flatten() {
                    self.assume(f, part, truth, depth);
                }
            }
            _ => {}
        }
    }

    fn assume_compare(&mut self, f: &Function, op: CompareOp, def: &Inst, truth: bool) {
        let (x, y) = (def.args[0], def.args[1]);
        match (op, truth) {
            (CompareOp::Lt, true) | (CompareOp::Ge, false) => self.assume_order(f, x, y, true),
            (CompareOp::Gt, true) | (CompareOp::Le, false) => self.assume_order(f, y, x, true),
            (CompareOp::Le, true) | (CompareOp::Gt, false) => self.assume_order(f, x, y, false),
            (CompareOp::Ge, true) | (CompareOp::Lt, false) => self.assume_order(f, y, x, false),
            (CompareOp::Eq, true) | (CompareOp::Ne, false) => {
                self.assume_order(f, x, y, false);
                self.assume_order(f, y, x, false);
            }
            (CompareOp::Ne, true) | (CompareOp::Eq, false) => {
                for (value, zero) in [(x, y), (y, x)] {
                    if f.as_const(zero) == Some(Const::Int(0)) && self.least_of(f, value) == Some(0) {
                        self.raise_least(value, 1);
                    }
                }
            }
        }
    }

    /// `less < more`, or `less <= more`.
    fn assume_order(&mut self, f: &Function, less: ValueId, more: ValueId, strict: bool) {
        if let Some(least) = self.least_of(f, less) {
            self.raise_least(more, least + i64::from(strict));
        }
        self.limit(less, more, strict);
    }

    // --- asking ----------------------------------------------------------------------------------------------------

    /// Is the value at least 0?
    pub(in crate::opt) fn is_at_least_zero(&self, f: &Function, value: ValueId) -> bool {
        self.least_of(f, value).is_some_and(|least| least >= 0)
    }

    /// A number that the value is never below.
    pub(in crate::opt) fn least_of(&self, f: &Function, value: ValueId) -> Option<i64> {
        // What is known of the value itself may be more than what is known of its parts.
        let own = self.least.get(&value).copied();
        own.max(self.least(f, affine(f, value), DEPTH))
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
                let bounded = self.is_bounded(symbol);
                let least = self.least_of_symbol(f, symbol, depth)?;
                // What is below something can be one more without wrapping.
                (offset <= i64::from(bounded)).then(|| least + offset)
            }
        }
        .filter(|least: &i64| least.unsigned_abs() <= 4 * MOST.unsigned_abs())
    }

    /// Is the value below another one?
    fn is_bounded(&self, value: ValueId) -> bool {
        let strict = |limits: &Vec<Limit>| limits.iter().any(|limit| limit.strict);
        self.ranges.get(&value).is_some_and(|range| range.up) || self.limits.get(&value).is_some_and(strict)
    }

    fn least_of_symbol(&self, f: &Function, symbol: ValueId, depth: usize) -> Option<i64> {
        let own = self.least.get(&symbol).copied();
        let by_range = self.ranges.get(&symbol).and_then(|range| match range.up {
            // lo <= iv
            true => self.least(f, affine(f, range.lo), depth),
            // hi < iv
            false => self.least(f, affine(f, range.hi), depth).map(|least| least + 1),
        });
        own.max(by_range).or_else(|| self.least_of_definition(f, symbol, depth))
    }

    fn least_of_definition(&self, f: &Function, value: ValueId, depth: usize) -> Option<i64> {
        let def = f.def(value)?;
        let least = |index: usize| {
            let arg = def.args[index];
            self.least.get(&arg).copied().max(self.least(f, affine(f, arg), depth))
        };
        let not_negative = |index: usize| least(index).is_some_and(|least| least >= 0);
        match def.op {
            Op::Bounds { .. } | Op::ListLen => Some(0),
            Op::Select => least(1).zip(least(2)).map(|(a, b)| a.min(b)),
            Op::Binary(BinaryOp::PyMin) => least(0).zip(least(1)).map(|(a, b)| a.min(b)),
            Op::Binary(BinaryOp::PyMax) => least(0).max(least(1)),
            // The remainder has the sign of the divisor; by 0 it is 0.
            Op::Binary(BinaryOp::Mod) => not_negative(1).then_some(0),
            Op::Binary(BinaryOp::FloorDiv) => (not_negative(0) && not_negative(1)).then_some(0),
            Op::Binary(BinaryOp::And) => (not_negative(0) || not_negative(1)).then_some(0),
            Op::Binary(BinaryOp::Shr) => not_negative(0).then_some(0),
            Op::Convert => match f.ty(def.args[0]).dtype()? {
                Dtype::Bool | Dtype::U8 | Dtype::U16 | Dtype::U32 => Some(0),
                _ => None,
            },
            _ => None,
        }
    }

    /// Is the value, which is not negative, below the length?
    pub(in crate::opt) fn is_below(&self, f: &Function, value: ValueId, length: ValueId) -> bool {
        let (form, length) = (affine(f, value), affine(f, length));
        let is_exact = form.offset == 0 || self.least(f, form, DEPTH).is_some();
        is_exact && self.below(f, form, length, DEPTH)
            || self.limits_of(value).any(|limit| self.below_limit(f, limit, 0, length, DEPTH))
    }

    /// What a value does not exceed, by the last branches and checks on the way.
    fn limits_of(&self, value: ValueId) -> impl Iterator<Item = Limit> {
        self.limits.get(&value).into_iter().flatten().rev().take(MOST_LIMITS).copied()
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
        let by_range = self.ranges.get(&symbol).map(|range| match range.up {
            // iv <= hi - 1
            true => Limit { bound: range.hi, strict: true },
            // iv <= lo
            false => Limit { bound: range.lo, strict: false },
        });
        let mut limits = by_range.into_iter().chain(self.limits_of(symbol));
        limits.any(|limit| self.below_limit(f, limit, value.offset, length, depth))
            || self.below_by_definition(f, symbol, value.offset, length, depth)
    }

    /// Is `limit + offset < length`, or one more where the limit is strict?
    fn below_limit(&self, f: &Function, limit: Limit, offset: i64, length: Affine, depth: usize) -> bool {
        let bound = affine(f, limit.bound);
        let offset = offset - i64::from(limit.strict);
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
        is_exact && self.below(f, Affine { offset: bound.offset + offset, ..bound }, length, depth)
    }

    fn below_by_definition(&self, f: &Function, value: ValueId, offset: i64, length: Affine, depth: usize) -> bool {
        let Some(def) = f.def(value) else { return false };
        let limit = |bound: ValueId, strict: bool| self.below_limit(f, Limit { bound, strict }, offset, length, depth);
        match def.op {
            Op::Bounds { .. } => limit(def.args[1], true),
            Op::Binary(BinaryOp::Mod) => {
                // Not by 0, where the remainder would be 0.
                self.least_of(f, def.args[1]).is_some_and(|least| least >= 1) && limit(def.args[1], true)
            }
            Op::Binary(BinaryOp::And) => def.args.iter().any(|&arg| self.is_at_least_zero(f, arg) && limit(arg, false)),
            Op::Select => limit(def.args[1], false) && limit(def.args[2], false),
            Op::Binary(BinaryOp::PyMin) => limit(def.args[0], false) || limit(def.args[1], false),
            Op::If => if_values(f, value, def).is_some_and(|values| values.iter().all(|&value| limit(value, false))),
            _ => false,
        }
    }
}

/// The values that an `if` yields for one of its results.
fn if_values(f: &Function, result: ValueId, def: &Inst) -> Option<[ValueId; 2]> {
    let place = def.results.iter().position(|&other| other == result)?;
    let of = |arm: usize| f.terminator(def.regions[arm]).filter(|end| end.op == Op::Yield).map(|end| end.args[place]);
    Some([of(0)?, of(1)?])
}

/// `a and b` which is true, or `a or b` which is false: then both are.
fn both(f: &Function, result: ValueId, def: &Inst, truth: bool) -> Option<[ValueId; 2]> {
    let [then, orelse] = if_values(f, result, def)?;
    let condition = def.args[0];
    // The arm that the condition alone decides gives the other truth.
    let (decided, other) = if truth { (orelse, then) } else { (then, orelse) };
    let is_decided = decided == condition || f.as_const(decided) == Some(Const::Int(i64::from(!truth)));
    is_decided.then_some([condition, other])
}

/// A pass that visits a function in order and knows what holds where it is.
pub(in crate::opt) trait FactsWalk {
    /// The function, and what holds.
    fn parts(&mut self) -> (&Function, &mut Facts);

    /// Visits the instructions of a region, each by [`FactsWalk::nested`] when the pass is done with it.
    fn region(&mut self, region: RegionId);

    /// Visits what an instruction holds, and notes what holds behind it.
    fn nested(&mut self, id: InstId) {
        let (f, facts) = self.parts();
        let regions = f[id].regions.clone();
        let outside = facts.mark();
        facts.enter(f, id);
        let mut least = Vec::new();
        for (i, region) in regions.into_iter().enumerate() {
            let (f, facts) = self.parts();
            let mark = facts.mark();
            facts.enter_region(f, &f[id], i);
            self.region(region);
            let (f, facts) = self.parts();
            facts.leave_arm(f, region, &mut least);
            facts.back_to(&mark);
        }
        let (f, facts) = self.parts();
        facts.back_to(&outside);
        facts.leave(f, &f[id], &least);
    }
}
