//! Lists.
//!
//! Input: list instructions, with indices within bounds. Output: inline reads and writes of the elements' words; the
//! runtime makes and grows lists. Never: a copy of an element's words without its references: `list_get` adds
//! references, `list_set` and `list_push` take over those of their operands, `list_pop` gives them away.

use super::abi::{self, PTR, Place};
use super::frame::reference_word;
use super::function::{Lower, MemoryKind};
use crate::ir::{Inst, InstId, Ty, ValueId};
use crate::runtime::helpers::Helper;
use crate::runtime::list::{CAPACITY_OFFSET, DATA_OFFSET, LEN_OFFSET};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Lower<'_, '_> {
    fn items(&self, list: ValueId) -> &[Ty] {
        match self.f.ty(list) {
            Ty::List(items) => items,
            other => crate::ice!("{}: {list} is {other:?}, not a list", self.f.name),
        }
    }

    pub(super) fn list_new(&mut self, id: InstId, inst: &Inst) {
        let items = self.items(inst.results[0]);
        let (words, owned) = (element_words(items), owned_words(items));
        let (words, owned) = (self.iconst(types::I64, words as i64), self.iconst(types::I64, owned as i64));
        let capacity = self.one(inst.args[0]);
        let list = self.call_helper_value(Helper::ListNew, &[self.ctx, words, owned, capacity]);
        self.propagate_null(id, inst, list);
        self.bind_result(inst, &[list]);
    }

    pub(super) fn list_len(&mut self, inst: &Inst) {
        let length = self.list_field(inst.args[0], LEN_OFFSET);
        self.bind_result(inst, &[length]);
    }

    fn list_field(&mut self, list: ValueId, offset: usize) -> Value {
        let (list, flags) = (self.one(list), self.flags(MemoryKind::Objects));
        self.b.ins().load(PTR, flags, list, offset as i32)
    }

    fn set_list_length(&mut self, list: ValueId, length: Value) {
        let (list, flags) = (self.one(list), self.flags(MemoryKind::Objects));
        self.b.ins().store(flags, length, list, LEN_OFFSET as i32);
    }

    /// Where an element's words lie.
    fn element_place(&mut self, list: ValueId, index: Value) -> Place {
        let bytes = 8 * element_words(self.items(list)) as i64;
        let data = self.list_field(list, DATA_OFFSET);
        let way = self.b.ins().imul_imm_s(index, bytes);
        let base = self.b.ins().iadd(data, way);
        Place::new(base, self.flags(MemoryKind::ListItems))
    }

    pub(super) fn list_get(&mut self, inst: &Inst) {
        let place = self.element_place(inst.args[0], self.one(inst.args[1]));
        self.bind_element(inst, place);
        self.retain_all(inst);
    }

    /// Adds references to the results of an instruction that copies them from memory.
    pub(super) fn retain_all(&mut self, inst: &Inst) {
        for &result in &inst.results {
            self.retain(result);
        }
    }

    /// Reads an instruction's results, one after another.
    pub(super) fn bind_element(&mut self, inst: &Inst, mut place: Place) {
        for &result in &inst.results {
            let ty = self.f.ty(result);
            let parts = abi::load_words(&mut self.b, ty, place);
            self.bind(result, &parts);
            place = place.skip(ty.words());
        }
    }

    pub(super) fn list_set(&mut self, inst: &Inst) {
        let place = self.element_place(inst.args[0], self.one(inst.args[1]));
        self.replace_values(&inst.args[2..], place);
    }

    /// Writes values over others of their types, which are released.
    pub(super) fn replace_values(&mut self, values: &[ValueId], place: Place) {
        let old = self.owned_at(values, place);
        self.store_values(values, place);
        for owner in old {
            self.call_helper_raw(Helper::Release, &[owner]);
        }
    }

    /// The references where values of these types lie.
    fn owned_at(&mut self, values: &[ValueId], mut place: Place) -> Vec<Value> {
        let mut owners = Vec::new();
        for ty in self.types(values) {
            if ty.is_reference() {
                let at = place.skip(reference_word(ty));
                owners.push(self.b.ins().load(PTR, at.flags, at.base, at.offset));
            }
            place = place.skip(ty.words());
        }
        owners
    }

    pub(super) fn list_push(&mut self, id: InstId, inst: &Inst) {
        let list = inst.args[0];
        let (length, capacity) = (self.list_field(list, LEN_OFFSET), self.list_field(list, CAPACITY_OFFSET));
        let full = self.b.ins().icmp(IntCC::Equal, length, capacity);
        let (grow, on) = (self.cold_block(), self.b.create_block());
        self.b.ins().brif(full, grow, &[], on, &[]);
        self.b.switch_to_block(grow);
        let one = self.iconst(types::I64, 1);
        let failed = self.call_helper_value(Helper::ListReserve, &[self.ctx, self.one(list), one]);
        self.propagate(id, inst, failed);
        self.b.ins().jump(on, &[]);
        self.b.switch_to_block(on);
        let place = self.element_place(list, length);
        self.store_values(&inst.args[1..], place);
        let length = self.b.ins().iadd_imm_s(length, 1);
        self.set_list_length(list, length);
    }

    pub(super) fn list_pop(&mut self, inst: &Inst) {
        let list = inst.args[0];
        let length = self.list_field(list, LEN_OFFSET);
        let last = self.b.ins().iadd_imm_s(length, -1);
        let place = self.element_place(list, last);
        self.bind_element(inst, place);
        self.set_list_length(list, last);
    }

    pub(super) fn list_truncate(&mut self, inst: &Inst) {
        let (list, length) = (self.one(inst.args[0]), self.one(inst.args[1]));
        if self.items(inst.args[0]).iter().any(Ty::is_reference) {
            self.call_helper_raw(Helper::ListTruncate, &[list, length]);
        } else {
            self.set_list_length(inst.args[0], length);
        }
    }
}

/// Words of an element.
fn element_words(items: &[Ty]) -> usize {
    items.iter().map(Ty::words).sum()
}

/// Bit i: word i of an element is a reference.
fn owned_words(items: &[Ty]) -> u64 {
    let (mut mask, mut word) = (0, 0);
    for ty in items {
        if ty.is_reference() {
            mask |= 1 << (word + reference_word(ty));
        }
        word += ty.words();
    }
    mask
}
