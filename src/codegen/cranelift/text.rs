//! Strings and the text of values.
//!
//! Input: string constants, comparisons, `to_str`, `print`. Output: pointers to objects that the code owns, calls of the
//! runtime. Never: formatting, which is the runtime's.

use super::abi::Place;
use super::function::{Lower, MemoryKind};
use super::scalar::int_condition;
use crate::ir::{CompareOp, Inst, InstId, PrintStyle, StrId, Ty, ValueId};
use crate::runtime::helpers::Helper;
use crate::runtime::show::{self, REPR};
use crate::types::Dtype;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Lower<'_, '_> {
    pub(super) fn const_str(&mut self, inst: &Inst, id: StrId) {
        let string = self.string_constant(id);
        self.bind_result(inst, &[string]);
    }

    /// A string constant's object, borrowed from the code.
    pub(super) fn string_constant(&mut self, id: StrId) -> Value {
        let string = self.shared.target.string(&self.f.strings[id.0 as usize]);
        self.pointed(string)
    }

    pub(super) fn compare_strings(&mut self, inst: &Inst, op: CompareOp) {
        let (a, b) = (self.one(inst.args[0]), self.one(inst.args[1]));
        let order = self.call_helper_value(Helper::StrCompare, &[a, b]);
        let zero = self.iconst(types::I64, 0);
        let result = self.b.ins().icmp(int_condition(op, Dtype::I64), order, zero);
        self.bind_result(inst, &[result]);
    }

    pub(super) fn text_of(&mut self, id: InstId, inst: &Inst, style: PrintStyle) {
        let args = self.shown(inst, style);
        let text = self.call_helper_value(Helper::ToStr, &args);
        self.propagate_null(id, inst, text);
        self.bind_result(inst, &[text]);
    }

    pub(super) fn print(&mut self, inst: &Inst, style: PrintStyle) {
        let args = self.shown(inst, style);
        self.call_helper_raw(Helper::Print, &args);
    }

    /// The operands of the runtime's functions that show a value: context, type codes, words, style.
    fn shown(&mut self, inst: &Inst, style: PrintStyle) -> [Value; 4] {
        let (codes, words) = self.coded(&inst.args[..1]);
        let style = if style == PrintStyle::Repr { REPR } else { 0 };
        [self.ctx, codes, words, self.iconst(types::I32, style.into())]
    }

    /// Values in memory: the codes of their types, and their words.
    pub(super) fn coded(&mut self, values: &[ValueId]) -> (Value, Value) {
        let mut codes = Vec::new();
        for ty in self.types(values) {
            push_codes(ty, &mut codes);
        }
        let codes: Vec<Value> = codes.into_iter().map(|code| self.iconst(types::I64, code)).collect();
        let (codes, _) = self.spill(&codes);
        let words = self.stack_words(self.types(values).iter().map(|ty| ty.words()).sum());
        let place = Place::new(words, self.flags(MemoryKind::Words));
        self.store_values(values, place);
        (codes, words)
    }
}

/// Appends the codes of a type, as the runtime reads them.
fn push_codes(ty: &Ty, out: &mut Vec<i64>) {
    match ty {
        Ty::Scalar(dtype) => out.push(show::scalar_code(*dtype)),
        Ty::Array { dtype, ndim, .. } => out.push(show::array_code(*dtype, *ndim)),
        Ty::Str => out.push(show::STR_CODE),
        Ty::Object => out.push(show::OBJECT_CODE),
        Ty::List(items) => {
            out.push(show::list_code(items.len()));
            items.iter().for_each(|item| push_codes(item, out));
        }
    }
}
