//! Polls: may the run go on?
//!
//! Input: the place of a back-edge. Output: a load and a branch, and the raising off the hot path.
//! Never: a way back from a request to stop.

use super::abi::{self, PTR};
use super::counted::Counted;
use super::function::Lower;
use crate::ir::InstId;
use crate::runtime::context::INTERRUPT_OFFSET;
use crate::runtime::helpers::Helper;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};

impl Lower<'_, '_> {
    /// Polls; raises at `site` and cleans up as `inst` says.
    pub(super) fn poll(&mut self, inst: Option<InstId>, site: u32) {
        self.poll_with(site, |lower| lower.unwind(inst));
    }

    /// Polls at the back-edge of a loop whose body would be entered with these parts: references among them are
    /// released in the place of the body's parameters.
    pub(super) fn poll_carrying(&mut self, counted: &Counted, parts: &[Value]) {
        let f = self.f;
        let mut carried = Vec::new();
        let mut rest = parts;
        for &param in &f[counted.body].params {
            let (own, others) = rest.split_at(abi::part_count(f.ty(param)));
            carried.push((param, own));
            rest = others;
        }
        self.poll_with(counted.site, |lower| lower.unwind_as(counted.inst, &carried));
    }

    fn poll_with(&mut self, site: u32, unwind: impl FnOnce(&mut Self)) {
        let word = self.context_field(PTR, INTERRUPT_OFFSET);
        // Atomic: Cranelift would take the value of an earlier poll for a plain load.
        let asked = self.b.ins().atomic_load(types::I32, MemFlagsData::trusted(), word);
        let cold = self.branch_cold(asked);
        self.fill_cold(cold, |lower| {
            let site = lower.iconst(types::I32, i64::from(site));
            lower.call_helper_raw(Helper::RaiseInterrupt, &[lower.ctx, site]);
            unwind(lower);
        });
    }
}
