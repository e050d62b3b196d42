//! Scaling by powers of two, exponents, mantissas.
//!
//! Input: doubles. Output: operations on their bits. Never: another rounding than that of the operation as a whole.

use super::{Arith, CompareOp, INTEGRAL, Legal, NodeId};
use crate::codegen::wide::program::{Lane, Node};

/// Past this scale every number that the elementary functions scale is zero or infinite, and half of it leaves them normal.
const MOST: f64 = 2000.0;
const BIAS: f64 = 1023.0;
/// Makes subnormal numbers normal.
const UP: f64 = 54.0;
/// The mantissa's bits, and those of 1.
const MANTISSA: u64 = (1 << 52) - 1;
const ONE: u64 = 0x3ff0_0000_0000_0000;
/// To an integral value, towards minus infinity.
const DOWN: u8 = 9;

impl Legal {
    /// `a 2^n` by two factors. The first product is exact, as `a` is no number near the ends of the range
    /// (the elementary functions scale what is near 1); the second one rounds.
    pub(super) fn scale(&mut self, a: NodeId, n: NodeId) -> NodeId {
        let n = if matches!(self.node_of(n), Node::Round(..)) { n } else { self.push(Node::Round(DOWN, n), Lane::F64) };
        let (least, most) = (self.constant((-MOST).to_bits(), Lane::F64), self.constant(MOST.to_bits(), Lane::F64));
        let n = self.double(Arith::Max, n, least);
        let n = self.double(Arith::Min, n, most);
        let half = self.double_with(Arith::Mul, n, 0.5);
        let half = self.push(Node::Round(DOWN, half), Lane::F64);
        let rest = self.double(Arith::Sub, n, half);
        let (first, second) = (self.power(half), self.power(rest));
        let a = self.double(Arith::Mul, a, first);
        self.double(Arith::Mul, a, second)
    }

    /// `2^n` for an integral n from -1022 up to 1023.
    fn power(&mut self, n: NodeId) -> NodeId {
        let biased = self.double_with(Arith::Add, n, f64::from_bits(INTEGRAL) + BIAS);
        self.with(Arith::Shl, biased, 52)
    }

    /// `|x|`, times `2^54` where it is subnormal, and where that is.
    fn normal(&mut self, x: NodeId) -> (NodeId, NodeId, NodeId) {
        let rest = self.constant(!super::SIGN, Lane::F64);
        let size = self.double(Arith::And, x, rest);
        let tiny = self.is_number(CompareOp::Lt, size, f64::MIN_POSITIVE);
        let larger = self.double_with(Arith::Mul, size, UP.exp2());
        (size, self.select(tiny, larger, size), tiny)
    }

    /// The entry of a table: a permutation of the pairs of 32 bits that doubles are, of one half of the table or both.
    pub(super) fn pick(&mut self, table: [u64; 8], index: NodeId) -> NodeId {
        let twice = self.with(Arith::Shl, index, 1);
        let low = self.with(Arith::And, twice, 14);
        let upper = self.with(Arith::Shl, index, 33);
        let pair = self.arith(Arith::Or, low, upper);
        let pair = self.with(Arith::Or, pair, 1 << 32);
        let [first, second] = [0, 4].map(|from| std::array::from_fn(|at| table[from + at % 4]));
        let found = self.push(Node::Pick(first, pair), Lane::F64);
        if first == second {
            return found;
        }
        let other = self.push(Node::Pick(second, pair), Lane::F64);
        let bit = self.with(Arith::And, index, 4);
        let four = self.constant(4, Lane::Int);
        let is_upper = self.is(CompareOp::Eq, bit, four);
        self.select(is_upper, other, found)
    }

    /// `floor(log2(|x|))`; -inf for 0, inf for inf, nan for nan.
    pub(super) fn exponent(&mut self, x: NodeId) -> NodeId {
        let (size, normal, tiny) = self.normal(x);
        let biased = self.with(Arith::Shr, normal, 52);
        let biased = self.with(Arith::Or, biased, INTEGRAL);
        let exponent = self.double_with(Arith::Sub, biased, f64::from_bits(INTEGRAL) + BIAS);
        let less = self.double_with(Arith::Sub, exponent, UP);
        let exponent = self.select(tiny, less, exponent);
        let (zero, finite) =
            (self.is_number(CompareOp::Eq, size, 0.0), self.is_number(CompareOp::Lt, size, f64::INFINITY));
        let none = self.constant(f64::NEG_INFINITY.to_bits(), Lane::F64);
        let exponent = self.select(finite, exponent, size);
        self.select(zero, none, exponent)
    }

    /// `|x| / 2^exponent`, from 1 up to 2; nan for what is less than 0, and for nan.
    pub(super) fn mantissa(&mut self, x: NodeId) -> NodeId {
        let (_, normal, _) = self.normal(x);
        let bits = self.constant(MANTISSA, Lane::F64);
        let bits = self.double(Arith::And, normal, bits);
        let one = self.constant(ONE, Lane::F64);
        let mantissa = self.double(Arith::Or, bits, one);
        let (real, nan) = (self.is_number(CompareOp::Ge, x, 0.0), self.constant(f64::NAN.to_bits(), Lane::F64));
        self.select(real, mantissa, nan)
    }
}
