//! Operations that the runtime's functions do.
//!
//! Input: an op and its operands. Output: a call of the helper for its dtype. Never: a second definition of the op.

use super::abi::Parts;
use super::function::Lower;
use crate::ir::{BinaryOp, CompareOp, Inst, UnaryOp};
use crate::types::Dtype;
use cranelift_codegen::ir::Value;

impl Lower<'_, '_> {
    pub(super) fn math_unary(&mut self, op: UnaryOp, dtype: Dtype, _x: Value) -> Value {
        self.no_code(op, dtype)
    }

    pub(super) fn math_binary(&mut self, op: BinaryOp, dtype: Dtype, _x: Value, _y: Value) -> Value {
        self.no_code(op, dtype)
    }

    pub(super) fn math_complex_unary(&mut self, op: UnaryOp, dtype: Dtype, _x: [Value; 2]) -> Parts {
        self.no_code(op, dtype)
    }

    pub(super) fn math_complex_binary(&mut self, op: BinaryOp, dtype: Dtype, _x: [Value; 2], _y: [Value; 2]) -> Parts {
        self.no_code(op, dtype)
    }

    pub(super) fn int_pow(&mut self, dtype: Dtype, x: Value, y: Value) -> Value {
        self.int_helper(BinaryOp::Pow, dtype, x, y)
    }

    pub(super) fn int_helper(&mut self, op: BinaryOp, dtype: Dtype, _x: Value, _y: Value) -> Value {
        self.no_code(op, dtype)
    }

    pub(super) fn compare_strings(&mut self, _inst: &Inst, op: CompareOp) {
        crate::ice!("{}: no code for {op:?} of strings yet", self.f.name)
    }
}
