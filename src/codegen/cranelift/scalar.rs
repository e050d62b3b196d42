//! Scalar operations: which family of machine code an op takes.
//!
//! Input: unary, binary and comparison instructions. Output: their result's parts, as `ir::eval` defines them.
//! Never: the arithmetic itself (`int`, `float`, `complex`).

use super::abi::Parts;
use super::function::Lower;
use crate::ir::{BinaryOp, CompareOp, Inst, Op, Ty, UnaryOp, ValueId};
use crate::types::{Dtype, Kind};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// What the low half of a 64-bit int is masked with: free where the int is computed in 32 bits.
const LOW_HALF: i64 = 0xFFFF_FFFF;

/// How many operations in a row are computed in 32 bits.
const NARROW_DEPTH: usize = 3;

impl Lower<'_, '_> {
    pub(super) fn unary(&mut self, inst: &Inst, op: UnaryOp) {
        let dtype = self.f.dtype(inst.args[0]);
        let x = self.values.parts(inst.args[0]);
        let parts = match dtype.kind() {
            Kind::Complex => self.complex_unary(op, dtype, [x[0], x[1]]),
            Kind::Float => Parts::from_slice(&[self.float_unary(op, dtype, x[0])]),
            Kind::Bool => Parts::from_slice(&[self.bool_unary(op, x[0])]),
            Kind::Signed | Kind::Unsigned => Parts::from_slice(&[self.int_unary(op, dtype, x[0])]),
        };
        self.bind_result(inst, &parts);
    }

    pub(super) fn binary(&mut self, inst: &Inst, op: BinaryOp) {
        let dtype = self.f.dtype(inst.args[0]);
        let (mut left, mut right) = (inst.args[0], inst.args[1]);
        if matches!(op, BinaryOp::Mul | BinaryOp::And) && self.int_constant(left).is_some() {
            std::mem::swap(&mut left, &mut right);
        }
        let constant = self.int_constant(right);
        if op == BinaryOp::And && constant == Some(LOW_HALF) && dtype.is_int() && dtype.size() == 8 {
            let low = self.low_half(left, NARROW_DEPTH);
            let whole = self.b.ins().uextend(types::I64, low);
            return self.bind_result(inst, &[whole]);
        }
        let (x, y) = (self.values.parts(left), self.values.parts(right));
        let parts = self.binary_parts(op, dtype, &x, &y, constant);
        self.bind_result(inst, &parts);
    }

    /// The low 32 bits of a 64-bit int, computed from the low bits of what it is made of where those suffice.
    fn low_half(&mut self, value: ValueId, depth: usize) -> Value {
        let whole = |lower: &mut Self| {
            let whole = lower.one(value);
            lower.b.ins().ireduce(types::I32, whole)
        };
        let (Some(depth), Some(def)) = (depth.checked_sub(1), self.f.def(value)) else { return whole(self) };
        let Op::Binary(op) = def.op else { return whole(self) };
        let (x, y) = (def.args[0], def.args[1]);
        // A parallel body does not know the operands of what it captures.
        if !self.values.is_bound(x) || !self.values.is_bound(y) {
            return whole(self);
        }
        match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
                let (x, y) = (self.low_half(x, depth), self.low_half(y, depth));
                match op {
                    BinaryOp::Add => self.b.ins().iadd(x, y),
                    BinaryOp::Sub => self.b.ins().isub(x, y),
                    _ => self.b.ins().imul(x, y),
                }
            }
            BinaryOp::Shl => match self.int_constant(y) {
                Some(count @ 0..32) => {
                    let x = self.low_half(x, depth);
                    self.b.ins().ishl_imm_u(x, count)
                }
                _ => whole(self),
            },
            _ => whole(self),
        }
    }

    /// `known`: the second operand, if it is a constant int.
    pub(super) fn binary_parts(
        &mut self,
        op: BinaryOp,
        dtype: Dtype,
        x: &[Value],
        y: &[Value],
        known: Option<i64>,
    ) -> Parts {
        match dtype.kind() {
            Kind::Complex => self.complex_binary(op, dtype, [x[0], x[1]], [y[0], y[1]]),
            Kind::Float if op == BinaryOp::Complex => Parts::from_slice(&[x[0], y[0]]),
            Kind::Float => Parts::from_slice(&[self.float_binary(op, dtype, x[0], y[0])]),
            Kind::Bool => Parts::from_slice(&[self.bool_binary(op, x[0], y[0])]),
            Kind::Signed | Kind::Unsigned => Parts::from_slice(&[self.int_binary(op, dtype, x[0], y[0], known)]),
        }
    }

    pub(super) fn compare(&mut self, inst: &Inst, op: CompareOp) {
        let (x, y) = (self.values.parts(inst.args[0]), self.values.parts(inst.args[1]));
        let dtype = match self.f.ty(inst.args[0]) {
            Ty::Scalar(dtype) => *dtype,
            // Where they lie.
            Ty::Object => Dtype::U64,
            _ => return self.compare_strings(inst, op),
        };
        let result = match dtype.kind() {
            Kind::Complex => self.complex_compare(op, [x[0], x[1]], [y[0], y[1]]),
            Kind::Float => self.b.ins().fcmp(float_condition(op), x[0], y[0]),
            Kind::Signed => self.b.ins().icmp(int_condition(op, dtype), x[0], y[0]),
            Kind::Unsigned | Kind::Bool => self.b.ins().icmp(int_condition(op, dtype), x[0], y[0]),
        };
        self.bind_result(inst, &[result]);
    }

    fn bool_unary(&mut self, op: UnaryOp, x: Value) -> Value {
        match op {
            UnaryOp::Not => self.b.ins().bxor_imm_u(x, 1),
            UnaryOp::Abs | UnaryOp::Sign | UnaryOp::Conj | UnaryOp::Real | UnaryOp::Neg => x,
            UnaryOp::Imag | UnaryOp::IsNan | UnaryOp::IsInf | UnaryOp::SignBit => self.iconst(types::I8, 0),
            UnaryOp::IsFinite => self.iconst(types::I8, 1),
            other => self.no_code(other, Dtype::Bool),
        }
    }

    fn bool_binary(&mut self, op: BinaryOp, x: Value, y: Value) -> Value {
        let b = &mut self.b;
        match op {
            BinaryOp::Add | BinaryOp::Or | BinaryOp::PyMax | BinaryOp::Maximum | BinaryOp::Fmax => b.ins().bor(x, y),
            BinaryOp::Mul | BinaryOp::And | BinaryOp::PyMin | BinaryOp::Minimum | BinaryOp::Fmin => b.ins().band(x, y),
            BinaryOp::Sub | BinaryOp::Xor => b.ins().bxor(x, y),
            other => self.no_code(other, Dtype::Bool),
        }
    }

    /// The verifier lets no such op through.
    pub(super) fn no_code<T>(&self, op: impl std::fmt::Debug, dtype: Dtype) -> T {
        crate::ice!("{}: no {op:?} of {dtype}", self.f.name)
    }
}

/// The condition of an int or bool comparison.
pub(super) fn int_condition(op: CompareOp, dtype: Dtype) -> IntCC {
    let signed = match op {
        CompareOp::Eq => IntCC::Equal,
        CompareOp::Ne => IntCC::NotEqual,
        CompareOp::Lt => IntCC::SignedLessThan,
        CompareOp::Le => IntCC::SignedLessThanOrEqual,
        CompareOp::Gt => IntCC::SignedGreaterThan,
        CompareOp::Ge => IntCC::SignedGreaterThanOrEqual,
    };
    if dtype.is_signed() { signed } else { signed.unsigned() }
}

/// The condition of a float comparison: false with a nan, but for `!=`.
pub(super) fn float_condition(op: CompareOp) -> FloatCC {
    match op {
        CompareOp::Eq => FloatCC::Equal,
        CompareOp::Ne => FloatCC::NotEqual,
        CompareOp::Lt => FloatCC::LessThan,
        CompareOp::Le => FloatCC::LessThanOrEqual,
        CompareOp::Gt => FloatCC::GreaterThan,
        CompareOp::Ge => FloatCC::GreaterThanOrEqual,
    }
}
