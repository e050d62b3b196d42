//! What several passes do to a function.
//!
//! Input: a function and what to put for what. Output: the changed function. Never: decides anything.

use crate::ir::{Function, InstId, LabelId, Op, RegionId, ValueId};
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
