//! Lets the ways through a block meet at its end: early exits become branches.
//!
//! Input: a function. Output: the same, with each `if` in a block one arm of which leaves the block holding all that follows
//! it in its other arm. What then leaves no block early is straight code for `simplify`, `if_convert` and the wide back end:
//! `if x < 0.0: return 0.0` in an inlined function, `continue` in a loop.
//! Never: copies anything; exits that no arm of the block's own `if`s ends in.

use super::rewrite::{Substitution, new_inst, new_value};
use crate::ir::{Function, Inst, InstId, LabelId, Op, RegionId, Ty, ValueId};

/// How many exits one block may nest.
const MOST_EXITS: usize = 24;

pub(super) fn run(function: &mut Function) {
    let mut pass = Join { f: function, substitution: Substitution::default() };
    pass.region(pass.f.body);
    let Join { f, substitution } = pass;
    substitution.apply(f);
}

struct Join<'f> {
    f: &'f mut Function,
    substitution: Substitution,
}

impl Join<'_> {
    fn region(&mut self, region: RegionId) {
        for id in self.f[region].insts.clone() {
            for nested in self.f[id].regions.clone() {
                self.region(nested);
            }
            if let Op::Block(label) = self.f[id].op {
                let types: Vec<Ty> = self.f[id].results.iter().map(|&result| self.f.ty(result).clone()).collect();
                self.last_region(self.f[id].regions[0], label, &types, MOST_EXITS);
            }
        }
    }

    /// A region that nothing of the block follows: what it yields, the block yields.
    fn last_region(&mut self, region: RegionId, label: LabelId, types: &[Ty], left: usize) {
        self.end_in_yield(region, label);
        let found = self.f[region].insts.iter().position(|&id| self.leaves_by_an_arm(id, label));
        let Some(at) = found.filter(|_| left > 0) else { return };
        let branch = self.f[region].insts[at];
        let rest = self.f[region].insts.split_off(at + 1);
        let arms = self.f[branch].regions.clone();
        for &arm in &arms {
            self.go_on(branch, arm, &rest);
        }
        let results: Vec<ValueId> = types.iter().map(|ty| new_value(self.f, ty.clone())).collect();
        results.iter().for_each(|&result| self.f.values[result.0 as usize].def = Some(branch));
        self.f[branch].results = results.as_slice().into();
        let yields = self.new_yield(&results);
        self.f[region].insts.push(yields);
        for arm in arms {
            self.last_region(arm, label, types, left - 1);
        }
    }

    /// Is it an `if` with an arm that leaves the block at its end, and at most one that goes on behind it?
    fn leaves_by_an_arm(&self, id: InstId, label: LabelId) -> bool {
        let inst = &self.f[id];
        inst.op == Op::If
            && inst.regions.iter().any(|&arm| self.last(arm).is_some_and(|last| self.f[last].op == Op::Br(label)))
    }

    fn last(&self, region: RegionId) -> Option<InstId> {
        self.f[region].insts.last().copied()
    }

    /// Moves what follows an `if` into the arm that it follows.
    fn go_on(&mut self, branch: InstId, arm: RegionId, rest: &[InstId]) {
        let Some(last) = self.last(arm).filter(|&last| self.f[last].op == Op::Yield) else { return };
        for (&result, value) in self.f[branch].results.iter().zip(self.f[last].args.clone()) {
            self.substitution.put(result, value);
        }
        self.f[arm].insts.pop();
        self.f[arm].insts.extend(rest);
    }

    fn end_in_yield(&mut self, region: RegionId, label: LabelId) {
        if let Some(last) = self.last(region)
            && self.f[last].op == Op::Br(label)
        {
            self.f[last].op = Op::Yield;
        }
    }

    fn new_yield(&mut self, values: &[ValueId]) -> InstId {
        let inst = Inst {
            op: Op::Yield,
            args: values.into(),
            results: Default::default(),
            regions: Default::default(),
            site: None,
        };
        new_inst(self.f, inst)
    }
}
