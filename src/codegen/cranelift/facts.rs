//! What code generation wants to know of a region before it begins.
//!
//! Input: a region. Output: [`Facts`] of all that is nested in it. Never: machine values.

use crate::ir::{Function, InstId, Op, RegionId, SlotId};

/// Facts of a region and all regions in it.
#[derive(Default)]
pub(super) struct Facts {
    /// By region: is a loop somewhere in it?
    pub has_loop: Vec<bool>,
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
        facts.visit(f, region);
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
