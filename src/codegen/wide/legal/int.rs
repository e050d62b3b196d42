//! Ints of 64 bits.
//!
//! Input: operations on ints. Output: sums, shifts, products of halves, signed comparisons. Never: floats.

use super::{Arith, CompareOp, Lane, Legal, Node, NodeId, SIGN, Why};
use crate::types::Dtype;

/// The low half of an int.
const LOW: u64 = u32::MAX as u64;

impl Legal {
    pub(super) fn int(&mut self, op: Arith, a: NodeId, b: NodeId) -> Result<NodeId, Why> {
        Ok(match op {
            Arith::Mul => self.product(a, b),
            Arith::Min => self.extremum(CompareOp::Lt, false, a, b),
            Arith::Max => self.extremum(CompareOp::Gt, false, a, b),
            Arith::UnsignedMin => self.extremum(CompareOp::Lt, true, a, b),
            Arith::UnsignedMax => self.extremum(CompareOp::Gt, true, a, b),
            Arith::Sar => self.shifted_sign(a, b).ok_or("a shift by what is no constant")?,
            _ => self.arith(op, a, b),
        })
    }

    /// `a b = low a low b + (high a low b + low a high b) 2^32`
    fn product(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = if self.known(a).is_some() { (b, a) } else { (a, b) };
        let low = self.arith(Arith::MulLow, a, b);
        let upper = self.with(Arith::Shr, a, 32);
        let mut cross = self.arith(Arith::MulLow, upper, b);
        if self.known(b).is_none_or(|b| b > LOW) {
            let upper = self.with(Arith::Shr, b, 32);
            let other = self.arith(Arith::MulLow, upper, a);
            cross = self.arith(Arith::Add, cross, other);
        }
        let cross = self.with(Arith::Shl, cross, 32);
        self.arith(Arith::Add, low, cross)
    }

    fn extremum(&mut self, op: CompareOp, unsigned: bool, a: NodeId, b: NodeId) -> NodeId {
        let first = self.compare(op, unsigned, a, b);
        self.select(first, a, b)
    }

    /// `a >> n` with the sign: the shifted sign `s` is carried up by `(x ^ s) - s`.
    fn shifted_sign(&mut self, a: NodeId, n: NodeId) -> Option<NodeId> {
        let sign = SIGN >> self.known(n).filter(|&n| n < 64)?;
        let shifted = self.arith(Arith::Shr, a, n);
        Some(self.with_sign(shifted, sign))
    }

    /// The bits from a sign on become that sign.
    fn with_sign(&mut self, x: NodeId, sign: u64) -> NodeId {
        let flipped = self.with(Arith::Xor, x, sign);
        self.with(Arith::Sub, flipped, sign)
    }

    /// An int wrapped to a dtype.
    pub(super) fn wrap(&mut self, dtype: Dtype, x: NodeId) -> NodeId {
        let bits = 8 * dtype.size() as u32;
        if bits == 64 || bits == 32 && self.narrow {
            return x;
        }
        let low = self.with(Arith::And, x, (1 << bits) - 1);
        if dtype.is_signed() { self.with_sign(low, 1 << (bits - 1)) } else { low }
    }

    /// By `==` and `>` of signed ints.
    pub(super) fn compare(&mut self, op: CompareOp, unsigned: bool, a: NodeId, b: NodeId) -> NodeId {
        let sign = if self.narrow { SIGN >> 32 } else { SIGN };
        let ordered = !matches!(op, CompareOp::Eq | CompareOp::Ne);
        let [a, b] = if unsigned && ordered { [a, b].map(|x| self.with(Arith::Xor, x, sign)) } else { [a, b] };
        let (op, a, b, negated) = match op {
            CompareOp::Eq => (CompareOp::Eq, a, b, false),
            CompareOp::Ne => (CompareOp::Eq, a, b, true),
            CompareOp::Gt => (CompareOp::Gt, a, b, false),
            CompareOp::Le => (CompareOp::Gt, a, b, true),
            CompareOp::Lt => (CompareOp::Gt, b, a, false),
            CompareOp::Ge => (CompareOp::Gt, b, a, true),
        };
        let holds = self.push(Node::Compare(op, false, a, b), Lane::Mask);
        if negated { self.not(holds) } else { holds }
    }
}
