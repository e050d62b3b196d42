//! Stack slots: variables that a handler sees as they were when the exception came.
//!
//! Input: `slot_load`, `slot_store`. Output: words on the stack. A slot owns one reference to what it holds: a load adds
//! one, a store takes one over and gives up the old. Never: the release at the function's exits (`frame`).

use super::abi::{self, Place};
use super::frame::reference_word;
use super::function::{Lower, MemoryKind};
use crate::ir::{Inst, SlotId};
use crate::runtime::helpers::Helper;
use cranelift_codegen::ir::Value;

impl Lower<'_, '_> {
    fn slot_address(&self, slot: SlotId) -> Value {
        match self.frame.slots.get(&slot) {
            Some(home) => home.address,
            None => crate::ice!("{}: {slot} has no place", self.f.name),
        }
    }

    pub(super) fn slot_load(&mut self, inst: &Inst, slot: SlotId) {
        let place = Place::new(self.slot_address(slot), self.flags(MemoryKind::Words));
        let ty = &self.f.slots[slot.0 as usize];
        let parts = abi::load_words(&mut self.b, ty, place);
        self.bind_result(inst, &parts);
        self.retain(inst.results[0]);
    }

    pub(super) fn slot_store(&mut self, inst: &Inst, slot: SlotId) {
        let address = self.slot_address(slot);
        let ty = &self.f.slots[slot.0 as usize];
        let old = ty.is_reference().then(|| self.load_word(address, reference_word(ty)));
        let place = Place::new(address, self.flags(MemoryKind::Words));
        self.store_values(&inst.args, place);
        if let Some(old) = old {
            self.call_helper_raw(Helper::Release, &[old]);
        }
    }
}
