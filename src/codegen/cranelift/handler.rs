//! Exceptions that a script raises and handles.
//!
//! Input: `try`, `raise` and what stands in handlers. Output: a handler takes the exception out of the context into a
//! word of the frame, so that whatever is raised and handled meanwhile does not disturb it; the frame's exits drop what is
//! left there. Never: unwinding.

use super::abi;
use super::function::Lower;
use crate::ir::{ExceptionTest, Inst, InstId, Ty};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::helpers::Helper;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Lower<'_, '_> {
    pub(super) fn try_(&mut self, id: InstId, inst: &Inst) {
        let [body, handler] = inst.regions[..] else { crate::ice!("{}: a try has two regions", self.f.name) };
        let (merge, handler_block) = (self.results_block(inst), self.cold_block());
        let outer = self.handler.replace(handler_block);
        self.region(body, merge);
        self.handler = outer;
        self.b.switch_to_block(handler_block);
        self.take_exception(id);
        self.region(handler, merge);
        self.taken.pop();
        self.enter_results(inst, merge);
    }

    /// Takes the exception in flight into the word of a `try`.
    fn take_exception(&mut self, id: InstId) {
        let address = self.frame.taken[&id];
        let old = self.load_word(address, 0);
        self.call_helper_raw(Helper::DropException, &[old]);
        let taken = self.call_helper_value(Helper::TakeException, &[self.ctx]);
        self.store_word(taken, address, 0);
        self.taken.push(address);
    }

    /// Where the innermost handler's exception is, and what it is.
    fn taken(&mut self) -> (Value, Value) {
        let Some(&address) = self.taken.last() else { crate::ice!("{}: this is no handler", self.f.name) };
        (address, self.load_word(address, 0))
    }

    pub(super) fn exception_is(&mut self, inst: &Inst, test: &ExceptionTest) {
        let (_, taken) = self.taken();
        let mut found = self.iconst(types::I32, 0);
        for &kind in &test.0 {
            let kind = self.iconst(types::I32, kind as i64);
            let matches = self.call_helper_value(Helper::TakenMatches, &[taken, kind]);
            found = self.b.ins().bor(found, matches);
        }
        let found = self.b.ins().icmp_imm_u(IntCC::NotEqual, found, 0);
        self.bind_result(inst, &[found]);
    }

    pub(super) fn exception_text(&mut self, id: InstId, inst: &Inst) {
        let (_, taken) = self.taken();
        let text = self.call_helper_value(Helper::ExceptionText, &[self.ctx, taken]);
        self.propagate_null(id, inst, text);
        self.bind_result(inst, &[text]);
    }

    pub(super) fn clear_exception(&mut self) {
        let (address, taken) = self.taken();
        self.call_helper_raw(Helper::DropException, &[taken]);
        self.store_null(address, 0);
    }

    pub(super) fn reraise(&mut self, id: InstId) {
        let (address, taken) = self.taken();
        self.store_null(address, 0);
        self.call_helper_raw(Helper::RestoreException, &[self.ctx, taken]);
        self.unwind(Some(id));
    }

    /// Raises: no argument, a string, or several scalars and strings.
    pub(super) fn raise(&mut self, id: InstId, inst: &Inst, kind: ExceptionKind) {
        let message_is_argument = !kind.is_a(ExceptionKind::KeyError);
        let kind = self.iconst(types::I32, kind as i64);
        let site = self.site(inst.site);
        let site = self.iconst(types::I32, i64::from(site));
        let plain = match inst.args[..] {
            [] => Some(self.iconst(abi::PTR, 0)),
            [only] if message_is_argument && *self.f.ty(only) == Ty::Str => Some(self.one(only)),
            _ => None,
        };
        match plain {
            Some(message) => self.call_helper_raw(Helper::RaiseMessage, &[self.ctx, kind, site, message]),
            None => {
                let (codes, words) = self.coded(&inst.args);
                let count = self.iconst(types::I64, inst.args.len() as i64);
                self.call_helper_raw(Helper::RaiseArgs, &[self.ctx, kind, site, codes, words, count])
            }
        };
        self.unwind(Some(id));
    }
}
