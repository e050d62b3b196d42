//! Straightens control flow that is known.
//!
//! Input: a function. Output: the same with
//! - an `if` whose condition is a constant replaced by its branch,
//! - a `for` that does not run replaced by its initial values,
//! - a `block` that nothing leaves by a `br`, and a `loop` that nothing repeats, replaced by their bodies.
//!
//! Never: folds scalars.

use super::rewrite::{Substitution, branches_to};
use crate::ir::{Const, Function, InstId, Op, RegionId, ValueId};

pub(super) fn run(function: &mut Function) {
    let mut pass = Simplify { f: function, substitution: Substitution::default() };
    pass.region(pass.f.body);
    let Simplify { f, substitution } = pass;
    substitution.apply(f);
}

struct Simplify<'f> {
    f: &'f mut Function,
    substitution: Substitution,
}

/// What becomes of an instruction.
enum Fate {
    Keep,
    /// Its results are these.
    Values(Vec<ValueId>),
    /// The region takes its place; its parameters are these.
    Splice(RegionId, Vec<ValueId>),
}

impl Simplify<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for inst in insts {
            for nested in self.f[inst].regions.clone() {
                self.region(nested);
            }
            match self.fate(inst) {
                Fate::Keep => out.push(inst),
                Fate::Values(values) => self.stand_for(inst, &values),
                Fate::Splice(inner, args) => {
                    if self.splice(inst, inner, &args, &mut out) {
                        break;
                    }
                }
            }
        }
        self.f[region].insts = out;
    }

    fn stand_for(&mut self, inst: InstId, values: &[ValueId]) {
        for (&result, &value) in self.f[inst].results.iter().zip(values) {
            self.substitution.put(result, value);
        }
    }

    /// Puts the region's instructions in the place of the one that holds it; does it leave, so that nothing follows?
    fn splice(&mut self, holder: InstId, inner: RegionId, args: &[ValueId], out: &mut Vec<InstId>) -> bool {
        let body = std::mem::take(&mut self.f[inner]);
        for (&param, &arg) in body.params.iter().zip(args) {
            self.substitution.put(param, arg);
        }
        let Some((&terminator, rest)) = body.insts.split_last() else { return false };
        out.extend(rest);
        if self.f[terminator].op != Op::Yield {
            out.push(terminator);
            return true;
        }
        let values = self.f[terminator].args.clone();
        self.stand_for(holder, &values);
        false
    }

    fn fate(&mut self, id: InstId) -> Fate {
        let inst = &self.f[id];
        match inst.op {
            Op::If => match self.constant(inst.args[0]) {
                Some(0) => Fate::Splice(inst.regions[1], Vec::new()),
                Some(_) => Fate::Splice(inst.regions[0], Vec::new()),
                None => Fate::Keep,
            },
            Op::For | Op::ParallelFor(_) if self.is_empty(&inst.args) => Fate::Values(inst.args[3..].to_vec()),
            Op::Block(label) => {
                let body = inst.regions[0];
                self.end_in_yield(body, label);
                if branches_to(self.f, body, label) { Fate::Keep } else { Fate::Splice(body, Vec::new()) }
            }
            Op::Loop(label) if !branches_to(self.f, inst.regions[0], label) => {
                Fate::Splice(inst.regions[0], inst.args.to_vec())
            }
            _ => Fate::Keep,
        }
    }

    /// At the very end of a block's body a `br` to its label is a `yield`.
    fn end_in_yield(&mut self, body: RegionId, label: crate::ir::LabelId) {
        if let Some(&last) = self.f[body].insts.last()
            && self.f[last].op == Op::Br(label)
        {
            self.f[last].op = Op::Yield;
        }
    }

    fn constant(&self, value: ValueId) -> Option<i64> {
        match self.f.as_const(self.substitution.resolve(value))? {
            Const::Int(value) => Some(value),
            _ => None,
        }
    }

    /// Is the range `lo, hi, step` known to have no element?
    fn is_empty(&self, range: &[ValueId]) -> bool {
        let known = |index: usize| self.constant(range[index]);
        match (known(0), known(1), known(2)) {
            (Some(lo), Some(hi), Some(step)) => step != 0 && if step > 0 { lo >= hi } else { lo <= hi },
            _ => false,
        }
    }
}
