//! What several passes do to a function.
//!
//! Input: a function and what to put for what. Output: the changed function. Never: decides anything.

use crate::ir::{Function, Inst, InstId, LabelId, Op, Region, RegionId, Ty, Value, ValueId};
use rustc_hash::FxHashMap;

/// Values and what stands for them now.
#[derive(Default)]
pub(super) struct Substitution(FxHashMap<ValueId, ValueId>);

impl Substitution {
    /// From now on the new value stands for the old one.
    pub(super) fn put(&mut self, old: ValueId, new: ValueId) {
        self.0.insert(old, new);
    }

    /// What stands for a value in the end.
    pub(super) fn resolve(&self, mut value: ValueId) -> ValueId {
        while let Some(&new) = self.0.get(&value) {
            value = new;
        }
        value
    }

    /// Puts the new values into all instructions.
    pub(super) fn apply(&self, f: &mut Function) {
        if self.0.is_empty() {
            return;
        }
        for arg in f.insts.iter_mut().flat_map(|inst| &mut inst.args) {
            *arg = self.resolve(*arg);
        }
    }
}

/// Is there a `br` to a label in a region or in what it holds?
pub(super) fn branches_to(f: &Function, region: RegionId, label: LabelId) -> bool {
    f[region].insts.iter().any(|&inst| {
        let inst = &f[inst];
        inst.op == Op::Br(label) || inst.regions.iter().any(|&nested| branches_to(f, nested, label))
    })
}

/// Calls back for every instruction that stands in the body, the holder of a region before what it holds.
pub(super) fn walk(f: &Function, region: RegionId, visit: &mut impl FnMut(InstId, RegionId)) {
    for &inst in &f[region].insts {
        visit(inst, region);
        for &nested in &f[inst].regions {
            walk(f, nested, visit);
        }
    }
}

/// A fresh value that nothing defines yet.
pub(super) fn new_value(f: &mut Function, ty: Ty) -> ValueId {
    f.values.push(Value { ty, def: None });
    ValueId(f.values.len() as u32 - 1)
}

/// A fresh instruction that stands nowhere yet.
pub(super) fn new_inst(f: &mut Function, inst: Inst) -> InstId {
    let id = InstId(f.insts.len() as u32);
    for &result in &inst.results {
        f.values[result.0 as usize].def = Some(id);
    }
    f.insts.push(inst);
    id
}

/// An instruction without results and regions.
pub(super) fn plain(op: Op, args: Vec<ValueId>) -> Inst {
    Inst { op, args: args.into(), results: Default::default(), regions: Default::default(), site: None }
}

/// A fresh region that nothing holds yet.
pub(super) fn new_region(f: &mut Function, params: Vec<ValueId>, insts: Vec<InstId>) -> RegionId {
    f.regions.push(Region { params, insts });
    RegionId(f.regions.len() as u32 - 1)
}

/// Copies regions: values, instructions and labels inside are new, what comes from outside is the same.
#[derive(Default)]
pub(super) struct Cloner {
    values: FxHashMap<ValueId, ValueId>,
    labels: FxHashMap<LabelId, LabelId>,
    /// Instructions to leave out, and the operand that stands for their result.
    pub(super) without: FxHashMap<InstId, ValueId>,
}

impl Cloner {
    /// The new value stands for the old one, which comes from outside.
    pub(super) fn put(&mut self, old: ValueId, new: ValueId) {
        self.values.insert(old, new);
    }

    /// What stands for a value in the copy.
    pub(super) fn value(&self, old: ValueId) -> ValueId {
        self.values.get(&old).copied().unwrap_or(old)
    }

    fn fresh(&mut self, f: &mut Function, old: &[ValueId]) -> Vec<ValueId> {
        let fresh = |&old: &ValueId| {
            let new = new_value(f, f.ty(old).clone());
            self.values.insert(old, new);
            new
        };
        old.iter().map(fresh).collect()
    }

    /// The copy of an instruction with all that it holds.
    pub(super) fn inst(&mut self, f: &mut Function, id: InstId) -> InstId {
        let old = f[id].clone();
        let op = match old.op {
            Op::Block(label) => Op::Block(self.label(f, label)),
            Op::Loop(label) => Op::Loop(self.label(f, label)),
            Op::Br(label) => Op::Br(self.labels.get(&label).copied().unwrap_or(label)),
            op => op,
        };
        let args = old.args.iter().map(|&arg| self.value(arg)).collect();
        let regions = old.regions.iter().map(|&region| self.region(f, region)).collect();
        let results = self.fresh(f, &old.results).into();
        new_inst(f, Inst { op, args, results, regions, site: old.site })
    }

    fn label(&mut self, f: &mut Function, old: LabelId) -> LabelId {
        let new = LabelId(f.n_labels);
        f.n_labels += 1;
        self.labels.insert(old, new);
        new
    }

    /// The copy of a region.
    pub(super) fn region(&mut self, f: &mut Function, old: RegionId) -> RegionId {
        let params = f[old].params.clone();
        let params = self.fresh(f, &params);
        let mut insts = Vec::new();
        for id in f[old].insts.clone() {
            if let Some(&stand_in) = self.without.get(&id) {
                let stand_in = self.value(stand_in);
                f[id].results.iter().for_each(|&result| {
                    self.values.insert(result, stand_in);
                });
            } else {
                insts.push(self.inst(f, id));
            }
        }
        new_region(f, params, insts)
    }
}
