//! Calls of other compiled functions.
//!
//! Input: `call`. Output: a call with native parameters, a test of its status. Never: the uniform entry.

use super::abi::{self, Place, Returns};
use super::function::{Lower, MemoryKind};
use crate::ir::{Callee, CalleeId, Inst, InstId};
use cranelift_codegen::ir::{Inst as MachineInst, InstBuilder, Value};

impl Lower<'_, '_> {
    pub(super) fn call(&mut self, id: InstId, inst: &Inst, callee: CalleeId) {
        let f = self.f;
        let callee = &f.callees[callee.0 as usize];
        let mut args = vec![self.ctx];
        args.extend(self.all(&inst.args));
        let room = match abi::returns(&callee.results) {
            Returns::Registers => None,
            Returns::Memory => Some(self.stack_words(callee.results.iter().map(|ty| ty.words()).sum())),
        };
        args.extend(room);
        let call = self.call_compiled(callee, &args);
        let returned = self.b.inst_results(call).to_vec();
        self.propagate(id, inst, returned[0]);
        match room {
            None => self.bind_all(&inst.results, &returned[1..]),
            Some(room) => self.bind_from_words(inst, room),
        }
    }

    fn call_compiled(&mut self, callee: &Callee, args: &[Value]) -> MachineInst {
        if let Some(local) = self.shared.local.get(&callee.instance) {
            let function = self.function_ref(local.internal);
            return self.b.ins().call(function, args);
        }
        let Some(address) = (self.shared.resolve)(callee.instance) else {
            crate::ice!("{}: {} is neither compiled nor compiled here", self.f.name, callee.name)
        };
        let signature = abi::internal_signature(self.shared.conv, &callee.params, &callee.results);
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
