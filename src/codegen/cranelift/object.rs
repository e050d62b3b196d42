//! Objects: their words are read and written inline.
//!
//! Input: object instructions. Output: loads and stores at constant offsets; the runtime makes objects.
//! Never: counts of its own: `field_get` adds references, `field_set` and `object_new` take over those of their operands.

use super::abi::Place;
use super::frame::reference_word;
use super::function::{Lower, MemoryKind};
use crate::ir::{Inst, InstId, Op, Ty, ValueId};
use crate::runtime::helpers::Helper;
use crate::runtime::object::{FIELDS_OFFSET, mask_words};
use cranelift_codegen::ir::{Value, types};

impl Lower<'_, '_> {
    pub(super) fn object_new(&mut self, id: InstId, inst: &Inst) {
        let fields = self.types(&inst.args);
        let words: usize = fields.iter().map(|ty| ty.words()).sum();
        let masks: Vec<Value> = owned_words(&fields, words).map(|mask| self.iconst(types::I64, mask as i64)).collect();
        let (masks, _) = self.spill(&masks);
        let words = self.iconst(types::I64, words as i64);
        let object = self.call_helper_value(Helper::ObjectNew, &[self.ctx, words, masks]);
        self.propagate_null(id, inst, object);
        self.bind_result(inst, &[object]);
        self.fill(object, &inst.args);
    }

    /// Writes the fields of a fresh object, which are zero.
    fn fill(&mut self, object: Value, values: &[ValueId]) {
        let mut place = self.fields(object);
        for &value in values {
            if !self.f.def(value).is_some_and(|def| def.op == Op::Zero) {
                self.store_values(&[value], place);
            }
            place = place.skip(self.f.ty(value).words());
        }
    }

    fn fields(&mut self, object: Value) -> Place {
        Place::new(object, self.flags(MemoryKind::Fields)).skip(FIELDS_OFFSET / 8)
    }

    /// The components of a field, without references of their own.
    pub(super) fn field(&mut self, inst: &Inst, word: u32) {
        let place = self.fields(self.one(inst.args[0])).skip(word as usize);
        self.bind_element(inst, place);
    }

    pub(super) fn field_set(&mut self, inst: &Inst, word: u32) {
        let place = self.fields(self.one(inst.args[0])).skip(word as usize);
        self.replace_values(&inst.args[1..], place);
    }
}

/// Masks of the words that are references.
fn owned_words(fields: &[&Ty], words: usize) -> impl Iterator<Item = u64> {
    let mut masks = vec![0_u64; mask_words(words)];
    let mut word = 0;
    for ty in fields {
        if ty.is_reference() {
            let at = word + reference_word(ty);
            masks[at / 64] |= 1 << (at % 64);
        }
        word += ty.words();
    }
    masks.into_iter()
}
