//! Removes checks of indices that cannot fail.
//!
//! Input: a function. Output: the same without the `bounds` that the range of a loop's induction variable (or of a counter that a
//! `loop` compares with its limit) proves, or that an earlier `bounds` of the same index and length has made already.
//! Never: moves a check.

use super::analysis::affine::{Affine, Range, Ranges, affine};
use super::rewrite::{Substitution, walk};
use crate::ir::{CompareOp, Function, Inst, InstId, Op, RegionId, ValueId};
use rustc_hash::FxHashMap;

pub(super) fn run(function: &mut Function) {
    let mut pass = Bounds {
        f: function,
        ranges: Ranges::default(),
        passed: Passed::default(),
        counters: FxHashMap::default(),
        substitution: Substitution::default(),
    };
    pass.region(pass.f.body);
}

/// Checks that were passed on every way here: index, length, the checked index.
#[derive(Default)]
struct Passed {
    known: FxHashMap<(Affine, Affine), ValueId>,
    /// In the order in which they were added.
    added: Vec<(Affine, Affine)>,
}

struct Bounds<'f> {
    f: &'f mut Function,
    ranges: Ranges,
    passed: Passed,
    /// The `if`s that run their first branch only while a counter is below its limit.
    counters: FxHashMap<InstId, (ValueId, Range)>,
    substitution: Substitution,
}

impl Bounds<'_> {
    fn region(&mut self, region: RegionId) {
        let mark = self.passed.added.len();
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for id in insts {
            let args = self.f[id].args.iter().map(|&arg| self.substitution.resolve(arg)).collect();
            self.f[id].args = args;
            if matches!(self.f[id].op, Op::Bounds { .. })
                && let Some(index) = self.known(id)
            {
                self.substitution.put(self.f[id].results[0], index);
                continue;
            }
            self.ranges.enter(self.f, &self.f[id]);
            self.counters.extend(counter(self.f, &self.f[id]));
            let counter = self.counters.get(&id).copied();
            for (i, nested) in self.f[id].regions.clone().into_iter().enumerate() {
                let counted = counter.filter(|_| i == 0);
                counted.inspect(|&(value, range)| self.ranges.insert(value, range));
                self.region(nested);
                counted.inspect(|&(value, _)| self.ranges.remove(value));
            }
            kept.push(id);
        }
        self.f[region].insts = kept;
        for key in self.passed.added.drain(mark..) {
            self.passed.known.remove(&key);
        }
    }

    /// What the checked index is known to be; notes the check if it has to stay.
    fn known(&mut self, id: InstId) -> Option<ValueId> {
        let inst = &self.f[id];
        let (index, length) = (inst.args[0], inst.args[1]);
        let key = (affine(self.f, index), affine(self.f, length));
        if let Some(&checked) = self.passed.known.get(&key) {
            return Some(checked);
        }
        if self.ranges.is_at_least_zero(self.f, index) && self.ranges.is_below(self.f, index, length) {
            return Some(index);
        }
        self.passed.known.insert(key, inst.results[0]);
        self.passed.added.push(key);
        None
    }
}

/// The `if` in a `loop` that goes on while a counter is below a limit, with the counter and its range in the first branch.
///
/// Only that branch repeats the loop, with the counter as it is or one more: below the limit one more does not wrap, and so
/// the counter is never less than it was at first.
fn counter(f: &Function, inst: &Inst) -> Option<(InstId, (ValueId, Range))> {
    let Op::Loop(label) = inst.op else { return None };
    let body = &f[*inst.regions.first()?];
    let (branch, counter, limit) = body.insts.iter().find_map(|&id| {
        let Inst { op: Op::If, args, .. } = &f[id] else { return None };
        let (less, more) = match f.def(args[0])? {
            Inst { op: Op::Compare(CompareOp::Lt), args, .. } => (args[0], args[1]),
            Inst { op: Op::Compare(CompareOp::Gt), args, .. } => (args[1], args[0]),
            _ => return None,
        };
        body.params.contains(&less).then_some((id, less, more))
    })?;
    let place = body.params.iter().position(|&param| param == counter)?;
    let repeats = |region: RegionId| {
        let mut found = Vec::new();
        walk(f, region, &mut |id, _| found.extend((f[id].op == Op::Br(label)).then_some(id)));
        found
    };
    let inside = repeats(f[branch].regions[0]);
    let counts = |&id: &InstId| {
        let next = affine(f, f[id].args[place]);
        next.symbol == affine(f, counter).symbol && matches!(next.offset, 0 | 1)
    };
    let good = inside.len() == repeats(inst.regions[0]).len() && inside.iter().all(counts);
    good.then_some((branch, (counter, Range { lo: inst.args[place], hi: limit, up: true })))
}
