//! What code generation wants to know of a region before it begins.
//!
//! Input: a region. Output: [`Facts`] of all that is nested in it. Never: machine values.

use crate::ir::{Function, InstId, Op, RegionId, SlotId, ValueId};
use rustc_hash::FxHashSet;

/// Facts of a region and all regions in it.
#[derive(Default)]
pub(super) struct Facts {
    /// By region: is a loop somewhere in it?
    pub has_loop: Vec<bool>,
    /// Does anything here run more than once?
    pub loops: bool,
    /// Every `try`.
    pub tries: Vec<InstId>,
    /// Slots that are read or written.
    pub slots: Vec<SlotId>,
    /// Does other compiled code run below this frame?
    pub calls: bool,
}

impl Facts {
    /// Looks through a region, `parallel_for` bodies left out (they are functions of their own).
    pub(super) fn of(f: &Function, region: RegionId) -> Self {
        let mut facts = Facts { has_loop: vec![false; f.regions.len()], ..Self::default() };
        facts.loops = facts.visit(f, region);
        facts
    }

    /// Returns whether there is a loop in the region.
    fn visit(&mut self, f: &Function, region: RegionId) -> bool {
        let mut found = false;
        for &id in &f[region].insts {
            let inst = &f[id];
            match inst.op {
                Op::Try => self.tries.push(id),
                Op::SlotLoad(slot) | Op::SlotStore(slot) if !self.slots.contains(&slot) => self.slots.push(slot),
                Op::Call(_) => self.calls = true,
                _ => {}
            }
            if matches!(inst.op, Op::ParallelFor(_)) {
                self.calls = true;
                found = true;
                continue;
            }
            found |= matches!(inst.op, Op::For | Op::Loop(_));
            for &inner in &inst.regions {
                found |= self.visit(f, inner);
            }
        }
        self.has_loop[region.0 as usize] = found;
        found
    }
}

/// What a region reads of the function around it.
#[derive(Default)]
pub(super) struct Captures {
    /// Values, in the order of their first use.
    pub values: Vec<ValueId>,
    /// Slots, in the order of their first mention; some may be the region's own.
    pub slots: Vec<SlotId>,
}

impl Captures {
    /// Looks through a region and all regions in it, `parallel_for` bodies too.
    pub(super) fn of(f: &Function, region: RegionId) -> Self {
        let mut captures = Captures::default();
        captures.visit(f, region, &mut FxHashSet::default());
        captures
    }

    /// `known`: what is defined inside or already captured.
    fn visit(&mut self, f: &Function, region: RegionId, known: &mut FxHashSet<ValueId>) {
        known.extend(&f[region].params);
        for &id in &f[region].insts {
            let inst = &f[id];
            self.values.extend(inst.args.iter().copied().filter(|&arg| known.insert(arg)));
            if let Op::SlotLoad(slot) | Op::SlotStore(slot) = inst.op
                && !self.slots.contains(&slot)
            {
                self.slots.push(slot);
            }
            for &inner in &inst.regions {
                self.visit(f, inner, known);
            }
            known.extend(&inst.results);
        }
    }
}
