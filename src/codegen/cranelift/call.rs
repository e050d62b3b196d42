//! Calls of other compiled functions.
//!
//! Input: `call`. Output: a call with native parameters (with words, where the callee was compiled for the host's calls
//! alone), a test of its status. Never: unwinding.

use super::Metering;
use super::abi::{self, Form, Place, Returns};
use super::code::{Address, EntryFn};
use super::function::{Lower, MemoryKind};
use crate::ir::{Callee, CalleeId, Inst, InstId, InstanceId, Ty};
use crate::runtime::context::CALLS_LEFT_OFFSET;
use crate::runtime::exception::Check;
use crate::runtime::foreign;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{FuncRef, Inst as MachineInst, InstBuilder, MemFlagsData, Signature, Value, types};

/// Where a callee is.
#[derive(Clone, Copy)]
enum Target {
    /// In this module; it is internal, as it is called.
    Here(FuncRef),
    /// Compiled before.
    There(Address),
}

impl Lower<'_, '_> {
    pub(super) fn call(&mut self, id: InstId, inst: &Inst, callee: CalleeId) {
        let f = self.f;
        let callee = &f.callees[callee.0 as usize];
        let local = self.shared.local.get(&callee.instance).copied();
        let target = match local {
            Some(local) => Target::Here(self.function_ref(local.id)),
            None if callee.instance == InstanceId::FOREIGN => {
                let entry: EntryFn = foreign::call;
                Target::There(Address { address: entry as usize, form: Form::Uniform })
            }
            None => match (self.shared.resolve)(callee.instance) {
                Some(address) => Target::There(address),
                None => crate::ice!("{}: {} is neither compiled nor compiled here", f.name, callee.name),
            },
        };
        match target {
            Target::There(Address { address, form: Form::Uniform }) => self.call_uniform(id, inst, callee, address),
            _ => self.call_internal(id, inst, callee, target),
        }
    }

    /// With native parameters.
    fn call_internal(&mut self, id: InstId, inst: &Inst, callee: &Callee, target: Target) {
        let mut args = vec![self.ctx];
        args.extend(self.all(&inst.args));
        let room = match abi::returns(&callee.results) {
            Returns::Registers => None,
            Returns::Memory => Some(self.result_room(callee)),
        };
        args.extend(room);
        let level = self.deeper(id, inst);
        let call = match target {
            Target::Here(function) => self.b.ins().call(function, &args),
            Target::There(Address { address, .. }) => {
                let signature = abi::internal_signature(self.shared.conv, &callee.params, &callee.results);
                self.call_address(address, signature, &args)
            }
        };
        let returned = self.b.inst_results(call).to_vec();
        if let Some(left) = level {
            self.b.ins().store(MemFlagsData::trusted(), left, self.ctx, CALLS_LEFT_OFFSET as i32);
        }
        self.propagate(id, inst, returned[0]);
        match room {
            None => self.bind_all(&inst.results, &returned[1..]),
            Some(room) => self.bind_from_words(inst, room),
        }
    }

    /// In metered code: one call deeper, or RecursionError; what was left, to be put back after the call.
    fn deeper(&mut self, id: InstId, inst: &Inst) -> Option<Value> {
        if self.shared.metering == Metering::None {
            return None;
        }
        let left = self.context_field(types::I64, CALLS_LEFT_OFFSET);
        let exhausted = self.b.ins().icmp_imm_s(IntCC::SignedLessThanOrEqual, left, 0);
        let cold = self.branch_cold(exhausted);
        let site = self.site(inst.site);
        self.fill_cold(cold, |lower| lower.fail(Some(id), Check::RecursionDepth, site, &[]));
        let less = self.b.ins().iadd_imm_s(left, -1);
        self.b.ins().store(MemFlagsData::trusted(), less, self.ctx, CALLS_LEFT_OFFSET as i32);
        Some(left)
    }

    /// With words in memory.
    fn call_uniform(&mut self, id: InstId, inst: &Inst, callee: &Callee, address: usize) {
        let words = self.stack_words(callee.params.iter().map(Ty::words).sum());
        let place = Place::new(words, self.flags(MemoryKind::Words));
        self.store_values(&inst.args, place);
        let room = self.result_room(callee);
        let signature = abi::entry_signature(self.shared.conv);
        let call = self.call_address(address, signature, &[self.ctx, words, room]);
        let status = self.b.inst_results(call)[0];
        self.propagate(id, inst, status);
        self.bind_from_words(inst, room);
    }

    fn result_room(&mut self, callee: &Callee) -> Value {
        self.stack_words(callee.results.iter().map(Ty::words).sum())
    }

    fn call_address(&mut self, address: usize, signature: Signature, args: &[Value]) -> MachineInst {
        let signature = self.b.import_signature(signature);
        let address = self.iconst(abi::PTR, address as i64);
        self.b.ins().call_indirect(signature, address, args)
    }

    /// Binds an instruction's results to words in memory, one after another.
    pub(super) fn bind_from_words(&mut self, inst: &Inst, room: Value) {
        let flags = self.flags(MemoryKind::Words);
        let mut place = Place::new(room, flags);
        for &result in &inst.results {
            let ty = self.f.ty(result);
            let parts = abi::load_words(&mut self.b, ty, place);
            self.bind(result, &parts);
            place = place.skip(ty.words());
        }
    }
}
