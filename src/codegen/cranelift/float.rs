//! Floats.
//!
//! Input: machine floats. Output: results as `ir::eval` defines them, bit for bit. Never: a change of rounding.

use super::abi;
use super::function::Lower;
use crate::ir::{BinaryOp, UnaryOp};
use crate::types::Dtype;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value};

impl Lower<'_, '_> {
    pub(super) fn float_unary(&mut self, op: UnaryOp, dtype: Dtype, x: Value) -> Value {
        match op {
            UnaryOp::Neg => self.b.ins().fneg(x),
            UnaryOp::Abs => self.b.ins().fabs(x),
            UnaryOp::Sign => self.float_sign(dtype, x),
            UnaryOp::Real | UnaryOp::Conj => x,
            UnaryOp::Imag => self.fconst(abi::scalar_type(dtype), 0.0),
            UnaryOp::IsNan => self.b.ins().fcmp(FloatCC::Unordered, x, x),
            UnaryOp::IsInf => self.compare_magnitude(FloatCC::Equal, dtype, x),
            UnaryOp::IsFinite => self.compare_magnitude(FloatCC::LessThan, dtype, x),
            UnaryOp::SignBit => self.sign_bit(dtype, x),
            UnaryOp::Rint => self.b.ins().nearest(x),
            UnaryOp::Floor => self.b.ins().floor(x),
            UnaryOp::Ceil => self.b.ins().ceil(x),
            UnaryOp::Trunc => self.b.ins().trunc(x),
            UnaryOp::Sqrt => self.b.ins().sqrt(x),
            UnaryOp::Not => self.no_code(op, dtype),
            math => self.math_unary(math, dtype, x),
        }
    }

    /// -1, 1; zeros and nan as they are.
    fn float_sign(&mut self, dtype: Dtype, x: Value) -> Value {
        let ty = abi::scalar_type(dtype);
        let (zero, one) = (self.fconst(ty, 0.0), self.fconst(ty, 1.0));
        let unit = self.b.ins().fcopysign(one, x);
        let signed = self.b.ins().fcmp(FloatCC::OrderedNotEqual, x, zero);
        self.b.ins().select(signed, unit, x)
    }

    /// |x| against infinity.
    fn compare_magnitude(&mut self, condition: FloatCC, dtype: Dtype, x: Value) -> Value {
        let (magnitude, infinity) = (self.b.ins().fabs(x), self.fconst(abi::scalar_type(dtype), f64::INFINITY));
        self.b.ins().fcmp(condition, magnitude, infinity)
    }

    fn sign_bit(&mut self, dtype: Dtype, x: Value) -> Value {
        let int = abi::scalar_type(dtype).as_int();
        let bits = self.b.ins().bitcast(int, MemFlagsData::new(), x);
        self.b.ins().icmp_imm_s(IntCC::SignedLessThan, bits, 0)
    }

    pub(super) fn float_binary(&mut self, op: BinaryOp, dtype: Dtype, x: Value, y: Value) -> Value {
        match op {
            BinaryOp::Add => self.b.ins().fadd(x, y),
            BinaryOp::Sub => self.b.ins().fsub(x, y),
            BinaryOp::Mul => self.b.ins().fmul(x, y),
            BinaryOp::Div => self.b.ins().fdiv(x, y),
            BinaryOp::PyMin => self.choose(FloatCC::LessThan, y, x),
            BinaryOp::PyMax => self.choose(FloatCC::GreaterThan, y, x),
            BinaryOp::Minimum => self.keep(FloatCC::LessThanOrEqual, x, y, x),
            BinaryOp::Maximum => self.keep(FloatCC::GreaterThanOrEqual, x, y, x),
            BinaryOp::Fmin => self.keep(FloatCC::LessThanOrEqual, x, y, y),
            BinaryOp::Fmax => self.keep(FloatCC::GreaterThanOrEqual, x, y, y),
            BinaryOp::CopySign => self.b.ins().fcopysign(x, y),
            math => self.math_binary(math, dtype, x, y),
        }
    }

    /// `a if a ? b else b`.
    fn choose(&mut self, condition: FloatCC, a: Value, b: Value) -> Value {
        let chosen = self.b.ins().fcmp(condition, a, b);
        self.b.ins().select(chosen, a, b)
    }

    /// `x if x ? y or tested is nan else y`.
    fn keep(&mut self, condition: FloatCC, x: Value, y: Value, tested: Value) -> Value {
        let better = self.b.ins().fcmp(condition, x, y);
        let nan = self.b.ins().fcmp(FloatCC::Unordered, tested, tested);
        let first = self.b.ins().bor(better, nan);
        self.b.ins().select(first, x, y)
    }
}
