//! Straightens control flow that is known, and folds what inlining made known.
//!
//! Input: a function. Output: the same with
//! - ints, bools, lengths and strides that are known, and pure operations that were done before, replaced by their values,
//! - an index along an axis that is broadcast replaced by 0, so that loops see that it does not move,
//! - a check that cannot fail left out,
//! - an `if` whose condition is a constant replaced by its branch,
//! - a `for` that does not run replaced by its initial values,
//! - a `block` that nothing leaves by a `br`, and a `loop` that nothing repeats, replaced by their bodies.
//!
//! Never: folds floating-point arithmetic (Cranelift does it).

use super::rewrite::{Substitution, branches_to};
use crate::ir::fold::{self, Known, Memo};
use crate::ir::{Const, Function, InstId, Op, RegionId, ValueId};

pub(super) fn run(function: &mut Function) {
    let mut pass = Simplify { f: function, substitution: Substitution::default(), memo: Memo::default() };
    pass.region(pass.f.body);
    let Simplify { f, substitution, .. } = pass;
    substitution.apply(f);
}

struct Simplify<'f> {
    f: &'f mut Function,
    substitution: Substitution,
    /// Pure operations that were done in the regions around.
    memo: Memo,
}

/// What becomes of an instruction.
enum Fate {
    Keep,
    /// Nothing has to be done.
    Drop,
    /// Its results are these.
    Values(Vec<ValueId>),
    /// The region takes its place; its parameters are these.
    Splice(RegionId, Vec<ValueId>),
}

impl Simplify<'_> {
    fn region(&mut self, region: RegionId) {
        self.memo.open();
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for inst in insts {
            if self.inst(inst, &mut out) {
                break;
            }
        }
        self.memo.close();
        self.f[region].insts = out;
    }

    /// Puts what becomes of an instruction at the end of a region; does it leave, so that nothing follows?
    fn inst(&mut self, id: InstId, out: &mut Vec<InstId>) -> bool {
        for i in 0..self.f[id].args.len() {
            let arg = self.substitution.resolve(self.f[id].args[i]);
            self.f[id].args[i] = arg;
        }
        if self.fold(id) {
            return false;
        }
        self.stand_still(id);
        match self.known_fate(id) {
            Fate::Splice(branch, _) => return self.take_branch(id, branch, out),
            Fate::Values(values) => return self.stand_for(id, &values),
            Fate::Drop => return false,
            Fate::Keep => {}
        }
        for nested in self.f[id].regions.clone() {
            self.region(nested);
        }
        if let Fate::Splice(inner, args) = self.fate_of_block(id) {
            return self.splice(id, inner, &args, out);
        }
        out.push(id);
        self.f[id].op.effects().terminator
    }

    /// Is the result of an instruction a value that is there? It may become a constant.
    fn fold(&mut self, id: InstId) -> bool {
        let inst = &self.f[id];
        let &[result] = &inst.results[..] else { return false };
        let ty = self.f.ty(result);
        match fold::known(self.f, &inst.op, &inst.args, ty) {
            Some(Known::Value(value)) => {
                self.substitution.put(result, value);
                return true;
            }
            Some(Known::Constant(constant)) => {
                self.f[id].op = Op::Const(constant);
                self.f[id].args.clear();
            }
            None => {}
        }
        let inst = &self.f[id];
        let Some(key) = fold::key(&inst.op, &inst.args, self.f.ty(result)) else { return false };
        match self.memo.get(&key) {
            Some(value) => self.substitution.put(result, value),
            None => {
                self.memo.put(key, result);
                return false;
            }
        }
        true
    }

    /// Reads the first place along axes of stride 0: the stride itself is the index.
    fn stand_still(&mut self, id: InstId) {
        let inst = &self.f[id];
        let Some(view) = (inst.op == Op::Load).then(|| self.f.def(inst.args[0])).flatten() else { return };
        if view.op != Op::View {
            return;
        }
        // Behind array and offset stand as many lengths as there are indices, then the strides.
        let strides = view.args[1 + inst.args.len()..].to_vec();
        for (axis, stride) in strides.into_iter().enumerate() {
            if self.constant(stride) == Some(0) {
                self.f[id].args[1 + axis] = stride;
            }
        }
    }

    /// Always nothing that leaves.
    fn stand_for(&mut self, inst: InstId, values: &[ValueId]) -> bool {
        for (&result, &value) in self.f[inst].results.iter().zip(values) {
            self.substitution.put(result, value);
        }
        false
    }

    /// Puts the branch that an `if` takes in its place.
    fn take_branch(&mut self, holder: InstId, branch: RegionId, out: &mut Vec<InstId>) -> bool {
        for id in std::mem::take(&mut self.f[branch].insts) {
            if self.f[id].op == Op::Yield {
                let values = self.f[id].args.clone();
                return self.stand_for(holder, &values);
            }
            if self.inst(id, out) {
                return true;
            }
        }
        false
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
        self.stand_for(holder, &values)
    }

    /// What becomes of an instruction whatever stands in its regions.
    fn known_fate(&self, id: InstId) -> Fate {
        let inst = &self.f[id];
        match inst.op {
            Op::If => match self.constant(inst.args[0]) {
                Some(0) => Fate::Splice(inst.regions[1], Vec::new()),
                Some(_) => Fate::Splice(inst.regions[0], Vec::new()),
                None => Fate::Keep,
            },
            Op::Check(_) if self.constant(inst.args[0]) == Some(1) => Fate::Drop,
            Op::For | Op::ParallelFor(_) if self.is_empty(&inst.args) => Fate::Values(inst.args[3..].to_vec()),
            _ => Fate::Keep,
        }
    }

    /// What becomes of a `block` or `loop` whose body is as it will be.
    fn fate_of_block(&mut self, id: InstId) -> Fate {
        let inst = &self.f[id];
        match inst.op {
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
