//! Drops what no region holds and numbers the rest in the builder's order.
//!
//! Input: a well-formed function. Output: the same function with dense tables.
//! Never: changes meaning, sites, slots, callees, labels.

use super::{Builder, CheckKind, Function, Inst, InstId, LabelId, Op, Region, RegionId, StrId, Value, ValueId};
use rustc_hash::FxHashMap;

/// The function with values, instructions, regions and strings numbered densely, in the order in which a builder gives
/// numbers that closes a region before it appends the region's instruction. Two functions that differ only in numbers
/// (and in labels that nothing uses) are equal after it.
#[must_use]
pub fn compact(function: &Function) -> Function {
    let mut new = Builder::new(function.name.clone(), function.instance, &[], function.results.clone()).finish();
    new.slots.clone_from(&function.slots);
    new.sites.clone_from(&function.sites);
    new.callees.clone_from(&function.callees);
    new.fastmath = function.fastmath;
    let mut compactor = Compactor { old: function, new, values: FxHashMap::default() };
    let params = compactor.values(&function[function.body].params);
    compactor.new.regions[0].params = params;
    compactor.insts(function.body, RegionId(0));
    compactor.new
}

struct Compactor<'f> {
    old: &'f Function,
    new: Function,
    values: FxHashMap<ValueId, ValueId>,
}

impl Compactor<'_> {
    fn value(&mut self, old: ValueId) -> ValueId {
        if let Some(&known) = self.values.get(&old) {
            return known;
        }
        let new = ValueId(self.new.values.len() as u32);
        self.new.values.push(Value { ty: self.old.ty(old).clone(), def: None });
        self.values.insert(old, new);
        new
    }

    fn values(&mut self, old: &[ValueId]) -> Vec<ValueId> {
        old.iter().map(|&value| self.value(value)).collect()
    }

    fn region(&mut self, old: RegionId) -> RegionId {
        let params = self.values(&self.old[old].params);
        let new = RegionId(self.new.regions.len() as u32);
        self.new.regions.push(Region { params, insts: Vec::new() });
        self.insts(old, new);
        new
    }

    fn insts(&mut self, old: RegionId, new: RegionId) {
        for &inst in &self.old[old].insts {
            let copy = self.inst(inst);
            self.new[new].insts.push(copy);
        }
    }

    fn inst(&mut self, id: InstId) -> InstId {
        let old = &self.old[id];
        let op = self.op(&old.op);
        let args = self.values(&old.args).into();
        let regions = old.regions.iter().map(|&region| self.region(region)).collect();
        let results = self.values(&old.results);
        let new = InstId(self.new.insts.len() as u32);
        for &result in &results {
            self.new.values[result.0 as usize].def = Some(new);
        }
        self.new.insts.push(Inst { op, args, results: results.into(), regions, site: old.site });
        if let Some(cleanup) = self.old.cleanups.get(&id) {
            let cleanup = self.values(cleanup);
            self.new.cleanups.insert(new, cleanup);
        }
        new
    }

    fn op(&mut self, op: &Op) -> Op {
        match op {
            Op::ConstStr(text) => Op::ConstStr(self.text(*text)),
            Op::Check(CheckKind::Text(kind, text)) => Op::Check(CheckKind::Text(*kind, self.text(*text))),
            Op::Block(LabelId(label)) | Op::Loop(LabelId(label)) => {
                self.new.n_labels = self.new.n_labels.max(label + 1);
                op.clone()
            }
            _ => op.clone(),
        }
    }

    fn text(&mut self, old: StrId) -> StrId {
        let text = &self.old.strings[old.0 as usize];
        let strings = &mut self.new.strings;
        let index = strings.iter().position(|known| known == text).unwrap_or_else(|| {
            strings.push(text.clone());
            strings.len() - 1
        });
        StrId(index as u32)
    }
}
