//! Polls: may the run go on?
//!
//! Input: the place of a back-edge. Output: a load and a branch, and the raising off the hot path.
//! Never: a way back from a request to stop.

use super::Metering;
use super::abi::{self, PTR};
use super::counted::Counted;
use super::function::Lower;
use crate::ir::InstId;
use crate::runtime::context::{FUEL_OFFSET, INTERRUPT_OFFSET};
use crate::runtime::helpers::Helper;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{AtomicRmwOp, InstBuilder, MemFlagsData, Value, types};

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

    /// Takes one step's fuel; `asked`, or non-zero where there was none.
    fn or_out_of_fuel(&mut self, asked: Value) -> Value {
        let fuel = self.context_field(PTR, FUEL_OFFSET);
        let one = self.iconst(types::I64, 1);
        let left = self.b.ins().atomic_rmw(types::I64, MemFlagsData::trusted(), AtomicRmwOp::Sub, fuel, one);
        let empty = self.b.ins().icmp_imm_s(IntCC::SignedLessThanOrEqual, left, 0);
        let empty = self.b.ins().uextend(types::I32, empty);
        self.b.ins().bor(asked, empty)
    }

    fn poll_with(&mut self, site: u32, unwind: impl FnOnce(&mut Self)) {
        let word = self.context_field(PTR, INTERRUPT_OFFSET);
        // Atomic: Cranelift would take the value of an earlier poll for a plain load.
        let asked = self.b.ins().atomic_load(types::I32, MemFlagsData::trusted(), word);
        let asked = match self.shared.metering {
            Metering::None => asked,
            Metering::Fuel => self.or_out_of_fuel(asked),
        };
        let cold = self.branch_cold(asked);
        self.fill_cold(cold, |lower| {
            let site = lower.iconst(types::I32, i64::from(site));
            lower.call_helper_raw(Helper::RaiseInterrupt, &[lower.ctx, site]);
            unwind(lower);
        });
    }
}
