//! Reference counts.
//!
//! Input: `retain`, `release`, cleanups. Output: calls of the runtime. Never: a decision where counts change.

use super::frame::reference_word;
use super::function::Lower;
use crate::ir::ValueId;
use crate::runtime::helpers::Helper;
use cranelift_codegen::ir::Value;

impl Lower<'_, '_> {
    pub(super) fn retain(&mut self, value: ValueId) {
        let parts = self.values.parts(value);
        self.count(Helper::Retain, value, &parts);
    }

    pub(super) fn release(&mut self, value: ValueId) {
        let parts = self.values.parts(value);
        self.count(Helper::Release, value, &parts);
    }

    pub(super) fn release_parts(&mut self, value: ValueId, parts: &[Value]) {
        self.count(Helper::Release, value, parts);
    }

    fn count(&mut self, helper: Helper, value: ValueId, parts: &[Value]) {
        let ty = self.f.ty(value);
        if ty.is_reference() {
            self.call_helper_raw(helper, &[parts[reference_word(ty)]]);
        }
    }
}
