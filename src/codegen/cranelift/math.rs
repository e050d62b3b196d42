//! Operations that the runtime's functions do.
//!
//! Input: an op and its operands. Output: a call of the helper for its dtype. Never: a second definition of the op.

use super::abi::{self, Parts};
use super::function::{Lower, MemoryKind};
use crate::ir::{BinaryOp, UnaryOp};
use crate::runtime::helpers::Helper;
use crate::types::Dtype;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Lower<'_, '_> {
    /// The helper of an op.
    fn math_helper(&self, op: &str, dtype: Dtype) -> Helper {
        Helper::math(op, dtype).unwrap_or_else(|| self.no_code(op, dtype))
    }

    pub(super) fn math_unary(&mut self, op: UnaryOp, dtype: Dtype, x: Value) -> Value {
        let helper = self.math_helper(op.name(), dtype);
        self.call_helper_value(helper, &[x])
    }

    pub(super) fn math_binary(&mut self, op: BinaryOp, dtype: Dtype, x: Value, y: Value) -> Value {
        let helper = self.math_helper(op.name(), dtype);
        self.call_helper_value(helper, &[x, y])
    }

    pub(super) fn math_complex_unary(&mut self, op: UnaryOp, dtype: Dtype, x: [Value; 2]) -> Parts {
        self.math_complex(op.name(), dtype, &x)
    }

    pub(super) fn math_complex_binary(&mut self, op: BinaryOp, dtype: Dtype, x: [Value; 2], y: [Value; 2]) -> Parts {
        self.math_complex(op.name(), dtype, &[x[0], x[1], y[0], y[1]])
    }

    /// A complex result comes through memory.
    fn math_complex(&mut self, op: &str, dtype: Dtype, parts: &[Value]) -> Parts {
        let helper = self.math_helper(op, dtype);
        let room = self.stack_words(2);
        let args: Vec<Value> = parts.iter().copied().chain([room]).collect();
        self.call_helper_raw(helper, &args);
        let (part, flags) = (abi::scalar_type(dtype), self.flags(MemoryKind::Words));
        [0, part.bytes()].iter().map(|&offset| self.b.ins().load(part, flags, room, offset as i32)).collect()
    }

    /// Narrow ints are extended before and wrapped after.
    pub(super) fn math_int(&mut self, op: BinaryOp, dtype: Dtype, x: Value, y: Value) -> Value {
        let wide = if dtype.is_signed() { Dtype::I64 } else { Dtype::U64 };
        let helper = self.math_helper(op.name(), wide);
        let (x, y) = (self.resize_int(dtype, types::I64, x), self.resize_int(dtype, types::I64, y));
        let result = self.call_helper_value(helper, &[x, y]);
        self.resize_int(wide, abi::scalar_type(dtype), result)
    }
}
