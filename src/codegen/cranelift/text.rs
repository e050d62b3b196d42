//! Strings and the text of values.
//!
//! Input: string constants, comparisons, `to_str`, `print`. Output: pointers to objects that the code owns, calls of the
//! runtime. Never: formatting, which is the runtime's.

use super::abi::{PTR, Place};
use super::function::{Lower, MemoryKind};
use super::scalar::int_condition;
use crate::ir::{CompareOp, Inst, InstId, PrintStyle, StrId, Ty};
use crate::runtime::helpers::Helper;
use crate::runtime::show::{REPR, ShowType};
use crate::runtime::strings::StrRef;
use crate::types::Dtype;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Lower<'_, '_> {
    pub(super) fn const_str(&mut self, inst: &Inst, id: StrId) {
        let string = self.string_constant(id);
        self.bind_result(inst, &[string]);
    }

    /// A string constant's object, borrowed from the code.
    pub(super) fn string_constant(&mut self, id: StrId) -> Value {
        let text = &self.f.strings[id.0 as usize];
        let Some(string) = StrRef::new(None, text) else { crate::ice!("no memory for a string constant") };
        let address = string.as_ptr() as i64;
        self.shared.constants.strings.push(string);
        self.iconst(PTR, address)
    }

    pub(super) fn compare_strings(&mut self, inst: &Inst, op: CompareOp) {
        let (a, b) = (self.one(inst.args[0]), self.one(inst.args[1]));
        let order = self.call_helper_value(Helper::StrCompare, &[a, b]);
        let zero = self.iconst(types::I64, 0);
        let result = self.b.ins().icmp(int_condition(op, Dtype::I64), order, zero);
        self.bind_result(inst, &[result]);
    }

    pub(super) fn to_str(&mut self, id: InstId, inst: &Inst, style: PrintStyle) {
        let args = self.shown(inst, style);
        let text = self.call_helper_value(Helper::ToStr, &args);
        self.propagate_null(id, inst, text);
        self.bind_result(inst, &[text]);
    }

    pub(super) fn print(&mut self, inst: &Inst, style: PrintStyle) {
        let args = self.shown(inst, style);
        self.call_helper_raw(Helper::Print, &args);
    }

    /// The operands of the runtime's functions that show a value: context, type, words, style.
    fn shown(&mut self, inst: &Inst, style: PrintStyle) -> [Value; 4] {
        let ty = self.f.ty(inst.args[0]);
        let code = self.show_code(ty);
        let words = self.stack_words(ty.words());
        let place = Place::new(words, self.flags(MemoryKind::Words));
        self.store_values(&inst.args[..1], place);
        let style = if style == PrintStyle::Repr { REPR } else { 0 };
        [self.ctx, self.iconst(types::I32, code), words, self.iconst(types::I32, style.into())]
    }

    /// The number of a type among those that the runtime can show.
    pub(super) fn show_code(&self, ty: &Ty) -> i64 {
        let ty = match *ty {
            Ty::Scalar(dtype) => ShowType::Scalar(dtype),
            Ty::Array { dtype, ndim, .. } => ShowType::Array(dtype, ndim),
            Ty::Str => ShowType::Str,
            Ty::List(_) => crate::ice!("{}: a list is shown piece by piece", self.f.name),
        };
        ty.code().into()
    }
}
