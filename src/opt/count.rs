//! Turns `while` loops that count by one into `for` loops.
//!
//! Input: a function whose invariant values are in front of its loops. Output: the same, with each `loop` that goes on while
//! one carried int is less (or greater) than what does not change, and that adds (or takes) one to it in each iteration,
//! replaced by a `for`. Never: loops that something else leaves or repeats; counting that could wrap; bodies of parallel loops, whose
//! lanes may count differently.

use super::dce;
use super::rewrite::{branches_to, new_inst, new_region, new_value, plain, walk};
use super::simplify;
use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, InstId, LabelId, Op, RegionId, Ty, ValueId, compact};

pub(super) fn run(function: &mut Function) {
    let mut pass = Count { f: function, counts: false };
    pass.region(pass.f.body);
    if pass.counts {
        // Nothing leaves the blocks around the loops any more, nor do the loops around them have to carry their counters.
        // Folding goes by the order of the values' numbers.
        *function = compact(function);
        simplify::run(function);
        dce::run(function);
    }
}

struct Count<'f> {
    f: &'f mut Function,
    /// Has a loop been replaced?
    counts: bool,
}

/// `loop { if compare(counter, bound) { body; br loop } else { exit } unreachable }`
struct While {
    id: InstId,
    body: RegionId,
    exit: RegionId,
    params: Vec<ValueId>,
    /// What the loop repeats with.
    next: Vec<ValueId>,
    /// Which parameter counts.
    counter: usize,
    /// 1 or -1.
    step: i64,
    bound: Bound,
}

/// Where counting ends.
enum Bound {
    /// Ahead of a value.
    Ahead(ValueId),
    /// Ahead of a number.
    AheadOf(i64),
}

impl Count<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for (at, &id) in insts.iter().enumerate() {
            if !matches!(self.f[id].op, Op::ParallelFor(_)) {
                self.f[id].regions.clone().into_iter().for_each(|nested| self.region(nested));
            }
            match While::of(self.f, id) {
                // Behind it control never came: the way out ends the region now.
                Some(found) if insts[at + 1..].iter().all(|&id| self.f[id].op == Op::Unreachable) => {
                    self.replace(&found, &mut out);
                    break;
                }
                _ => out.push(id),
            }
        }
        self.f[region].insts = out;
    }

    fn replace(&mut self, found: &While, out: &mut Vec<InstId>) {
        self.counts = true;
        let While { id, body, counter, step, .. } = *found;
        let init = self.f[id].args.to_vec();
        let bound = match found.bound {
            Bound::Ahead(value) => value,
            Bound::AheadOf(number) => self.constant(number, out),
        };
        let pace = self.constant(step, out);
        let mut args = vec![init[counter], bound, pace];
        args.extend(found.others(&init));
        let results: Vec<ValueId> =
            found.others(&found.params).iter().map(|&param| new_value(self.f, self.f.ty(param).clone())).collect();
        let region = self.body(found, body);
        let site = self.f[id].site;
        let regions = [region].as_slice().into();
        let results_of = results.as_slice().into();
        out.push(new_inst(self.f, Inst { op: Op::For, args: args.into(), results: results_of, regions, site }));
        let last = self.last(init[counter], bound, step, out);
        self.way_out(found, last, &results, out);
    }

    /// The loop's body as that of a `for`.
    fn body(&mut self, found: &While, body: RegionId) -> RegionId {
        let mut insts = std::mem::take(&mut self.f[body].insts);
        insts.pop();
        insts.push(new_inst(self.f, plain(Op::Yield, found.others(&found.next))));
        let mut params = vec![found.params[found.counter]];
        params.extend(found.others(&found.params));
        new_region(self.f, params, insts)
    }

    /// What the counter is behind the loop.
    fn last(&mut self, first: ValueId, bound: ValueId, step: i64, out: &mut Vec<InstId>) -> ValueId {
        let order = if step > 0 { CompareOp::Lt } else { CompareOp::Gt };
        let runs = self.value(Op::Compare(order), vec![first, bound], Ty::BOOL, out);
        self.value(Op::Select, vec![runs, bound, first], Ty::I64, out)
    }

    /// What follows the loop, with the loop's results for its parameters.
    fn way_out(&mut self, found: &While, last: ValueId, results: &[ValueId], out: &mut Vec<InstId>) {
        let mut ends = results.to_vec();
        ends.insert(found.counter, last);
        let insts = std::mem::take(&mut self.f[found.exit].insts);
        let end_of = |value: ValueId| found.params.iter().position(|&param| param == value).map(|at| ends[at]);
        for id in with_nested(self.f, &insts) {
            for arg in &mut self.f[id].args {
                *arg = end_of(*arg).unwrap_or(*arg);
            }
        }
        out.extend(insts);
    }

    fn constant(&mut self, number: i64, out: &mut Vec<InstId>) -> ValueId {
        self.value(Op::Const(Const::Int(number)), Vec::new(), Ty::I64, out)
    }

    fn value(&mut self, op: Op, args: Vec<ValueId>, ty: Ty, out: &mut Vec<InstId>) -> ValueId {
        let result = new_value(self.f, ty);
        out.push(new_inst(self.f, Inst { results: [result].as_slice().into(), ..plain(op, args) }));
        result
    }
}

impl While {
    fn of(f: &Function, id: InstId) -> Option<While> {
        let inst = &f[id];
        let Op::Loop(label) = inst.op else { return None };
        let region = &f[inst.regions[0]];
        let [test, branch, end] = region.insts[..] else { return None };
        let Op::Compare(op) = f[test].op else { return None };
        if f[branch].op != Op::If || f[end].op != Op::Unreachable || f[branch].args[0] != f[test].results[0] {
            return None;
        }
        let (body, exit) = (f[branch].regions[0], f[branch].regions[1]);
        let next = repeats_once(f, body, label)?;
        let leaves = f.terminator(exit).is_some_and(|last| !matches!(last.op, Op::Yield));
        if !inst.results.is_empty() || branches_to(f, exit, label) || !leaves || reads(f, body, f[test].results[0]) {
            return None;
        }
        let params = region.params.clone();
        let [a, b] = [0, 1].map(|side| f[test].args[side]);
        let (counter, bound, op) = match params.iter().position(|&param| param == a) {
            Some(at) => (at, b, op),
            None => (params.iter().position(|&param| param == b)?, a, op.turned()),
        };
        if *f.ty(params[counter]) != Ty::I64 || *f.ty(bound) != Ty::I64 || params.contains(&bound) {
            return None;
        }
        let step = step(f, params[counter], next[counter])?;
        let bound = bound_of(f, op, bound, step)?;
        Some(While { id, body, exit, params, next, counter, step, bound })
    }

    /// All but the counter.
    fn others(&self, values: &[ValueId]) -> Vec<ValueId> {
        let mut others = values.to_vec();
        others.remove(self.counter);
        others
    }
}

/// With what a body repeats its loop: at its end, and nothing in it leaves on another way but by an exception.
fn repeats_once(f: &Function, body: RegionId, label: LabelId) -> Option<Vec<ValueId>> {
    let (last, inner) = f[body].insts.split_last()?;
    let (mut labels, mut ways) = (Vec::new(), Vec::new());
    for inst in with_nested(f, inner).into_iter().map(|id| &f[id]) {
        match inst.op {
            Op::Block(label) | Op::Loop(label) => labels.push(label),
            Op::Br(label) => ways.push(Some(label)),
            Op::Return => ways.push(None),
            _ => {}
        }
    }
    let stays = ways.iter().all(|way| way.is_some_and(|label| labels.contains(&label)));
    (f[*last].op == Op::Br(label) && stays).then(|| f[*last].args.to_vec())
}

/// Instructions, with all that they hold.
fn with_nested(f: &Function, insts: &[InstId]) -> Vec<InstId> {
    let mut all = Vec::new();
    for &id in insts {
        all.push(id);
        f[id].regions.iter().for_each(|&nested| walk(f, nested, &mut |id, _| all.push(id)));
    }
    all
}

/// Does something in a region read a value?
fn reads(f: &Function, region: RegionId, value: ValueId) -> bool {
    let mut found = false;
    walk(f, region, &mut |id, _| found |= f[id].args.contains(&value));
    found
}

/// By how much an iteration counts: 1 or -1.
fn step(f: &Function, counter: ValueId, next: ValueId) -> Option<i64> {
    let inst = f.def(next)?;
    let number = |value: ValueId| match f.as_const(value) {
        Some(Const::Int(number)) => Some(number),
        _ => None,
    };
    let step = match inst.op {
        Op::Binary(BinaryOp::Add) if inst.args[0] == counter => number(inst.args[1])?,
        Op::Binary(BinaryOp::Add) if inst.args[1] == counter => number(inst.args[0])?,
        Op::Binary(BinaryOp::Sub) if inst.args[0] == counter => number(inst.args[1])?.checked_neg()?,
        _ => return None,
    };
    matches!(step, 1 | -1).then_some(step)
}

/// Where counting ends, if it comes there without wrapping.
fn bound_of(f: &Function, op: CompareOp, bound: ValueId, step: i64) -> Option<Bound> {
    match (op, step) {
        (CompareOp::Lt, 1) | (CompareOp::Gt, -1) => Some(Bound::Ahead(bound)),
        (CompareOp::Le, 1) | (CompareOp::Ge, -1) => match f.as_const(bound) {
            Some(Const::Int(number)) => number.checked_add(step).map(Bound::AheadOf),
            _ => None,
        },
        _ => None,
    }
}
