//! Floor division and remainder of ints.
//!
//! Input: two ints. Output: the quotient or the remainder by products, no instruction divides ints. Never: a divisor of
//! 2^52 or more; it leaves the vector code.
//!
//! A quotient of doubles that are ints below 2^51 is off by less than one, and what is left of the dividend, by a fused
//! multiply-add, is exact. What may be larger is brought below that first: by a quotient that is off by
//! some thousands, of which the product is exact modulo 2^64.

use super::{Known, Planner, Why, narrow};
use crate::codegen::wide::program::{Arith, Lane, Node, NodeId};
use crate::ir::{BinaryOp, CompareOp, Const, ValueId};
use crate::types::Dtype;

/// Divisors are less than this, so that half of one is far from where doubles are no ints any more.
const MOST_DIVISOR: i64 = 1 << 52;

/// Half-even, to an integral double.
const NEAREST: u8 = 8;

/// A divisor.
struct Divisor {
    int: NodeId,
    double: NodeId,
    /// One over it, rounded.
    inverse: NodeId,
    /// Is it known, and which?
    known: Option<i64>,
}

impl Planner<'_> {
    /// Floor division and remainder: by powers of two, of an index that is nearly a remainder already, and all others.
    pub(super) fn division(&mut self, op: BinaryOp, dtype: Dtype, x: ValueId, y: ValueId) -> Result<NodeId, Why> {
        let left = self.operand(x)?;
        if let Some(Const::Int(divisor)) = self.f.as_const(y)
            && divisor > 0
            && divisor & (divisor - 1) == 0
        {
            let shift = if dtype.is_signed() { Arith::Sar } else { Arith::Shr };
            let (op, operand) = match op {
                BinaryOp::Mod => (Arith::And, divisor as u64 - 1),
                _ => (shift, divisor.trailing_zeros().into()),
            };
            let operand = self.constant(operand, Lane::Int);
            return Ok(self.push(Node::Arith(op, left, operand), Lane::Int));
        }
        let near = matches!(self.known.get(&x), Some(Known::Index(_))) && !self.known.contains_key(&y);
        if op == BinaryOp::Mod && near && dtype == Dtype::I64 {
            return self.wrapped_index(left, y);
        }
        let right = self.operand(y)?;
        let known = match self.f.as_const(y) {
            Some(Const::Int(divisor)) => Some(divisor),
            _ => None,
        };
        self.by_products(op, dtype, left, (right, known))
    }

    fn by_products(
        &mut self,
        op: BinaryOp,
        dtype: Dtype,
        x: NodeId,
        (y, known): (NodeId, Option<i64>),
    ) -> Result<NodeId, Why> {
        let divisor = self.divisor(dtype, x, y, known)?;
        let unsigned = dtype == Dtype::U64;
        let (mut left, mut first) = (x, None);
        if !narrow::is_exact(&self.program, self.f, x) {
            let double = self.push(Node::Convert(x, unsigned), Lane::F64);
            let quotient = self.nearest(double, &divisor);
            let quotient = self.push(Node::Convert(quotient, false), Lane::Int);
            let product = self.push(Node::Arith(Arith::Mul, quotient, divisor.int), Lane::Int);
            left = self.push(Node::Arith(Arith::Sub, x, product), Lane::Int);
            first = Some(quotient);
        }
        let (quotient, rest) = self.exact(left, &divisor);
        let mut result = if op == BinaryOp::Mod { rest } else { quotient };
        result = self.push(Node::Convert(result, false), Lane::Int);
        if let (Some(first), BinaryOp::FloorDiv) = (first, op) {
            result = self.push(Node::Arith(Arith::Add, first, result), Lane::Int);
        }
        if known.is_none() {
            let zero = self.constant(0, Lane::Int);
            let none = self.push(Node::Compare(CompareOp::Eq, false, y, zero), Lane::Mask);
            result = self.push(Node::Select(none, zero, result), Lane::Int);
        }
        Ok(if dtype.size() == 8 { result } else { self.push(Node::Wrap(dtype, result), Lane::Int) })
    }

    /// The divisor in its forms; others than small ones leave the vector code.
    fn divisor(&mut self, dtype: Dtype, x: NodeId, int: NodeId, known: Option<i64>) -> Result<Divisor, Why> {
        if let Some(value) = known {
            if value == 0 || value.unsigned_abs() >= MOST_DIVISOR as u64 {
                return Err("a division by a large number");
            }
            let double = self.constant((value as f64).to_bits(), Lane::F64);
            let inverse = self.constant((1.0 / value as f64).to_bits(), Lane::F64);
            return Ok(Divisor { int, double, inverse, known });
        }
        if dtype == Dtype::U64 {
            let zero = self.constant(0, Lane::Int);
            let small = self.push(Node::Compare(CompareOp::Ge, false, x, zero), Lane::Mask);
            self.leave_unless(small);
        }
        if dtype.size() == 8 {
            let (middle, end) =
                (self.constant(MOST_DIVISOR as u64, Lane::Int), self.constant(2 * MOST_DIVISOR as u64, Lane::Int));
            let moved = self.push(Node::Arith(Arith::Add, int, middle), Lane::Int);
            let small = self.push(Node::Compare(CompareOp::Lt, true, moved, end), Lane::Mask);
            self.leave_unless(small);
        }
        let double = self.push(Node::Convert(int, false), Lane::F64);
        let one = self.constant(1f64.to_bits(), Lane::F64);
        let inverse = self.push(Node::Arith(Arith::Div, one, double), Lane::F64);
        Ok(Divisor { int, double, inverse, known })
    }

    /// A quotient, nearly, as an integral double.
    fn nearest(&mut self, x: NodeId, divisor: &Divisor) -> NodeId {
        let quotient = self.push(Node::Arith(Arith::Mul, x, divisor.inverse), Lane::F64);
        self.push(Node::Round(NEAREST, quotient), Lane::F64)
    }

    /// Quotient and remainder of an int below 2^51, as doubles.
    fn exact(&mut self, x: NodeId, divisor: &Divisor) -> (NodeId, NodeId) {
        let x = self.push(Node::Convert(x, false), Lane::F64);
        let quotient = self.nearest(x, divisor);
        let minus = self.minus(quotient);
        let rest = self.push(Node::Fma(minus, divisor.double, x), Lane::F64);
        // It has the sign of the divisor, or is one divisor off.
        let (signed, op) = match divisor.known {
            Some(value) => (rest, if value > 0 { CompareOp::Lt } else { CompareOp::Gt }),
            None => (self.push(Node::Arith(Arith::Mul, rest, divisor.double), Lane::F64), CompareOp::Lt),
        };
        let (zero, minus_one) = (self.constant(0, Lane::F64), self.constant((-1f64).to_bits(), Lane::F64));
        let off = self.push(Node::Compare(op, false, signed, zero), Lane::Mask);
        let less = self.push(Node::Arith(Arith::Add, quotient, minus_one), Lane::F64);
        let more = self.push(Node::Arith(Arith::Add, rest, divisor.double), Lane::F64);
        (self.push(Node::Select(off, less, quotient), Lane::F64), self.push(Node::Select(off, more, rest), Lane::F64))
    }

    /// `x mod m` where `-m <= x < 2 m`; elsewhere the scalar loop divides.
    fn wrapped_index(&mut self, x: NodeId, m: ValueId) -> Result<NodeId, Why> {
        let (m, zero) = (self.operand(m)?, self.constant(0, Lane::Int));
        let positive = self.push(Node::Compare(CompareOp::Gt, false, m, zero), Lane::Mask);
        let below = self.push(Node::Compare(CompareOp::Lt, false, x, zero), Lane::Mask);
        let above = self.push(Node::Compare(CompareOp::Ge, false, x, m), Lane::Mask);
        let (more, less) =
            (self.push(Node::Arith(Arith::Add, x, m), Lane::Int), self.push(Node::Arith(Arith::Sub, x, m), Lane::Int));
        let result = self.push(Node::Select(above, less, x), Lane::Int);
        let result = self.push(Node::Select(below, more, result), Lane::Int);
        let inside = self.push(Node::Compare(CompareOp::Lt, true, result, m), Lane::Mask);
        let holds = self.push(Node::Arith(Arith::And, positive, inside), Lane::Mask);
        self.leave_unless(holds);
        Ok(result)
    }
}
