//! Runs innermost loops without checks where one look in front of the loop shows that they cannot fail.
//!
//! Input: a function. Output: the same, with each innermost `for` or `parallel_for` of moderate size that checks indices behind
//! an `if`: in one branch a copy without those checks (and without other checks that do not change in the loop), in the
//! other the loop as it was.
//! Never: raises earlier or later than before: whatever would raise runs in the loop as it was.
//!
//! An index takes part where it is `iv + offset`, `iv + invariant + offset` or invariant, and its axis' length is invariant.

use super::analysis::affine::{Range, Symbol, affine, range};
use super::analysis::facts::{Facts, FactsWalk};
use super::rewrite::{Cloner, new_inst, new_region, new_value, walk};
use crate::ir::eval::compare;
use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, InstId, Op, RegionId, Ty, ValueId};
use rustc_hash::FxHashSet;

/// Loops with more instructions than this are not copied.
const MOST_INSTS: usize = 200;

/// Checks with more conditions than this in front of a loop do not pay.
const MOST_CONDITIONS: usize = 24;

/// Sums of two numbers up to this and a small offset cannot wrap.
const TAME: i64 = 1 << 61;

pub(super) fn run(function: &mut Function) {
    let levels = vec![0; function.values.len()];
    let mut pass = Version { f: function, facts: Facts::default(), levels, level: 0 };
    pass.region(pass.f.body);
}

struct Version<'f> {
    f: &'f mut Function,
    facts: Facts,
    /// How many loops are around each value's definition.
    levels: Vec<u32>,
    /// How many loops are around what is visited.
    level: u32,
}

impl FactsWalk for Version<'_> {
    fn parts(&mut self) -> (&Function, &mut Facts) {
        (self.f, &mut self.facts)
    }

    fn region(&mut self, at: RegionId) {
        self.f[at].params.iter().for_each(|value| self.levels[value.0 as usize] = self.level);
        let insts = std::mem::take(&mut self.f[at].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            self.f[id].results.iter().for_each(|value| self.levels[value.0 as usize] = self.level);
            if let Some(plan) = self.plan(id) {
                version(self.f, id, &plan, &mut out);
                continue;
            }
            let inside = u32::from(matches!(self.f[id].op, Op::For | Op::ParallelFor(_) | Op::Loop(_)));
            self.level += inside;
            self.nested(id);
            self.level -= inside;
            out.push(id);
        }
        self.f[at].insts = out;
    }
}

impl Version<'_> {
    /// What the checks of an innermost loop come to; those that change in fewer of the loops around come first, so that
    /// their conjunction is hoisted as a whole.
    fn plan(&self, id: InstId) -> Option<Plan> {
        let mut plan = plan(self.f, &self.facts, id)?;
        plan.conditions.sort_by_key(|condition| self.level_of(condition));
        Some(plan)
    }

    fn level_of(&self, condition: &Condition) -> u32 {
        let level = |value: &ValueId| self.levels.get(value.0 as usize).copied().unwrap_or(0);
        match condition {
            Condition::Compare(_, x, y) => x.values.iter().chain(&y.values).map(level).max().unwrap_or(0),
            Condition::Flag(flag) => level(flag),
        }
    }
}

/// The sum of some values and a number.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Sum {
    values: Vec<ValueId>,
    offset: i64,
}

impl Sum {
    fn of(value: ValueId) -> Sum {
        Sum { values: vec![value], offset: 0 }
    }

    fn number(offset: i64) -> Sum {
        Sum { values: Vec::new(), offset }
    }
}

/// What has to hold for a loop to run without checks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Condition {
    /// `x op y`
    Compare(CompareOp, Sum, Sum),
    /// A bool that does not change in the loop.
    Flag(ValueId),
}

/// How to do without checks.
#[derive(Default)]
struct Plan {
    conditions: Vec<Condition>,
    /// The checks, and the indices that stand for their results.
    without: Vec<(InstId, ValueId)>,
}

impl Plan {
    /// Does without a check where these conditions hold, unless it is known that they do not.
    fn try_without(&mut self, f: &Function, facts: &Facts, check: InstId, conditions: Vec<Condition>) {
        let known: Vec<Option<bool>> = conditions.iter().map(|condition| known(f, facts, condition)).collect();
        if known.contains(&Some(false)) {
            return;
        }
        for (condition, known) in conditions.into_iter().zip(known) {
            if known.is_none() && !self.conditions.contains(&condition) {
                self.conditions.push(condition);
            }
        }
        self.without.push((check, f[check].args[0]));
    }
}

/// The truth of a condition between constants, or of one that the facts prove.
fn known(f: &Function, facts: &Facts, condition: &Condition) -> Option<bool> {
    let Condition::Compare(op, x, y) = condition else { return None };
    let proven = match (op, &x.values[..], &y.values[..]) {
        (CompareOp::Ge, &[value], []) if x.offset == 0 => {
            facts.least_of(f, value).is_some_and(|least| least >= y.offset)
        }
        (CompareOp::Lt, &[value], &[length]) if (x.offset, y.offset) == (0, 0) => {
            facts.is_at_least_zero(f, value) && facts.is_below(f, value, length)
        }
        _ => false,
    };
    if proven {
        return Some(true);
    }
    let [x, y] = [x, y].map(|sum| {
        let parts = sum.values.iter().map(|&value| match f.as_const(value) {
            Some(Const::Int(number)) => Some(number),
            _ => None,
        });
        parts.chain([Some(sum.offset)]).try_fold(0_i64, |total, part| total.checked_add(part?))
    });
    Some(compare(*op, &x?, &y?))
}

/// An index in a loop: `iv + invariant + offset`.
struct Form {
    invariant: Option<ValueId>,
    offset: i64,
}

/// What there is in a loop's body.
struct Body {
    /// The values that it defines.
    inside: FxHashSet<ValueId>,
    /// Its `bounds`.
    bounds: Vec<InstId>,
    /// Its other checks.
    checks: Vec<InstId>,
}

impl Body {
    /// None where the loop is not innermost, too large, or cannot stand twice.
    fn of(f: &Function, id: InstId) -> Option<Body> {
        let inst = &f[id];
        let region = *inst.regions.first()?;
        let params = f[region].params.iter().copied().collect();
        let mut body = Body { inside: params, bounds: Vec::new(), checks: Vec::new() };
        let (mut size, mut copyable) = (0, true);
        let parallel = matches!(inst.op, Op::ParallelFor(_));
        walk(f, region, &mut |id, _| {
            size += 1;
            let inst = &f[id];
            body.inside.extend(&inst.results);
            match inst.op {
                Op::For | Op::ParallelFor(_) | Op::Loop(_) => copyable = false,
                // A chunk's own slots belong to one loop.
                Op::SlotStore(_) if parallel => copyable = false,
                Op::Bounds { .. } => body.bounds.push(id),
                Op::Check(_) => body.checks.push(id),
                _ => {}
            }
        });
        (copyable && size <= MOST_INSTS).then_some(body)
    }
}

/// What the checks of an innermost loop come to, if there are indices to do without checks.
fn plan(f: &Function, facts: &Facts, id: InstId) -> Option<Plan> {
    let (range, upwards) = match range(f, &f[id]) {
        Some(range) => (range, None),
        None => upward_range(f, &f[id])?,
    };
    let iv = f[f[id].regions[0]].params[0];
    let Body { inside, bounds, checks } = Body::of(f, id)?;
    let mut plan = Plan::default();
    for check in bounds {
        let (index, length) = (f[check].args[0], f[check].args[1]);
        if inside.contains(&length) {
            continue;
        }
        let conditions = if !inside.contains(&index) {
            vec![
                Condition::Compare(CompareOp::Ge, Sum::of(index), Sum::number(0)),
                Condition::Compare(CompareOp::Lt, Sum::of(index), Sum::of(length)),
            ]
        } else if let Some(form) = form(f, index, iv, &inside) {
            form_conditions(range, &form, length)
        } else {
            continue;
        };
        plan.try_without(f, facts, check, conditions);
    }
    if plan.without.is_empty() || plan.conditions.len() > MOST_CONDITIONS {
        return None;
    }
    plan.conditions.extend(upwards);
    for check in checks {
        let flag = f[check].args[0];
        if !inside.contains(&flag) {
            plan.try_without(f, facts, check, vec![Condition::Flag(flag)]);
        }
    }
    Some(plan)
}

/// The range of a loop whose step is not known, on condition that it is positive.
fn upward_range(f: &Function, inst: &Inst) -> Option<(Range, Option<Condition>)> {
    if !matches!(inst.op, Op::For | Op::ParallelFor(_)) || f.as_const(inst.args[2]).is_some() {
        return None;
    }
    let condition = Condition::Compare(CompareOp::Gt, Sum::of(inst.args[2]), Sum::number(0));
    Some((Range { lo: inst.args[0], hi: inst.args[1], up: true }, Some(condition)))
}

fn form(f: &Function, index: ValueId, iv: ValueId, inside: &FxHashSet<ValueId>) -> Option<Form> {
    let whole = affine(f, index);
    let Symbol::Value(symbol) = whole.symbol else { return None };
    if symbol == iv {
        return Some(Form { invariant: None, offset: whole.offset });
    }
    let Inst { op: Op::Binary(BinaryOp::Add), args, .. } = f.def(symbol)? else { return None };
    for (x, y) in [(args[0], args[1]), (args[1], args[0])] {
        let x = affine(f, x);
        if x.symbol == Symbol::Value(iv) && !inside.contains(&y) {
            return Some(Form { invariant: Some(y), offset: whole.offset + x.offset });
        }
    }
    None
}

/// `0 <= iv + invariant + offset < length` in every iteration.
fn form_conditions(Range { lo, hi, up }: Range, form: &Form, length: ValueId) -> Vec<Condition> {
    let (first, last) = if up { (lo, hi) } else { (hi, lo) };
    let mut conditions = Vec::new();
    let mut sums = [Sum::of(first), Sum::of(last)];
    if let Some(invariant) = form.invariant {
        // Where these hold no sum of two of them wraps.
        conditions.push(Condition::Compare(CompareOp::Ge, Sum::of(first), Sum::number(-TAME)));
        conditions.push(Condition::Compare(CompareOp::Le, Sum::of(last), Sum::number(TAME)));
        conditions.push(Condition::Compare(CompareOp::Ge, Sum::of(invariant), Sum::number(-TAME)));
        conditions.push(Condition::Compare(CompareOp::Le, Sum::of(invariant), Sum::number(TAME)));
        sums.iter_mut().for_each(|sum| sum.values.push(invariant));
    }
    let [first, last] = sums;
    // A length plus an offset that wraps is negative: then the condition is false, or the loop does not run.
    let end = Sum { values: vec![length], offset: -form.offset };
    if up {
        // lo <= iv <= hi - 1
        conditions.push(Condition::Compare(CompareOp::Ge, first, Sum::number(-form.offset)));
        conditions.push(Condition::Compare(CompareOp::Le, last, end));
    } else {
        // hi + 1 <= iv <= lo
        conditions.push(Condition::Compare(CompareOp::Ge, first, Sum::number(-1 - form.offset)));
        conditions.push(Condition::Compare(CompareOp::Lt, last, end));
    }
    conditions
}

/// Puts the loop and its copy behind the conditions.
fn version(f: &mut Function, id: InstId, plan: &Plan, out: &mut Vec<InstId>) {
    let guard = guard(f, plan, out);
    let mut cloner = Cloner::default();
    cloner.without.extend(plan.without.iter().copied());
    let fast = cloner.inst(f, id);
    // The `if` takes over the results of the loop as it was.
    let results = f[id].results.clone();
    let own: Vec<ValueId> = results.iter().map(|&result| new_value(f, f.ty(result).clone())).collect();
    own.iter().for_each(|&value| f.values[value.0 as usize].def = Some(id));
    f[id].results = own.into();
    let regions = [fast, id].map(|held| {
        let values = f[held].results.iter().copied().collect();
        let yields = new_inst(f, plain(Op::Yield, values, &[]));
        new_region(f, Vec::new(), vec![held, yields])
    });
    let branch = Inst { regions: regions.as_slice().into(), ..plain(Op::If, vec![guard], &results) };
    out.push(new_inst(f, branch));
}

/// An instruction without regions that cannot raise.
fn plain(op: Op, args: Vec<ValueId>, results: &[ValueId]) -> Inst {
    Inst { op, args: args.into(), results: results.into(), regions: Default::default(), site: None }
}

/// Emits the conjunction of the conditions.
fn guard(f: &mut Function, plan: &Plan, out: &mut Vec<InstId>) -> ValueId {
    let mut emit = |f: &mut Function, op: Op, args: Vec<ValueId>, ty: Ty| {
        let result = new_value(f, ty);
        let inst = new_inst(f, plain(op, args, &[result]));
        out.push(inst);
        result
    };
    let mut all = None;
    for condition in &plan.conditions {
        let holds = match condition {
            Condition::Flag(flag) => *flag,
            Condition::Compare(op, x, y) => {
                let operands = [x, y].map(|sum| emit_sum(f, sum, &mut emit));
                emit(f, Op::Compare(*op), operands.to_vec(), Ty::BOOL)
            }
        };
        all = Some(match all {
            Some(others) => emit(f, Op::Binary(BinaryOp::And), vec![others, holds], Ty::BOOL),
            None => holds,
        });
    }
    all.unwrap_or_else(|| emit(f, Op::Const(Const::Int(1)), vec![], Ty::BOOL))
}

fn emit_sum(
    f: &mut Function,
    sum: &Sum,
    emit: &mut impl FnMut(&mut Function, Op, Vec<ValueId>, Ty) -> ValueId,
) -> ValueId {
    let mut parts = sum.values.clone();
    if sum.offset != 0 || parts.is_empty() {
        parts.push(emit(f, Op::Const(Const::Int(sum.offset)), vec![], Ty::I64));
    }
    let first = parts[0];
    parts[1..].iter().fold(first, |x, &y| emit(f, Op::Binary(BinaryOp::Add), vec![x, y], Ty::I64))
}
