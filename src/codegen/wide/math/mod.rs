//! Elementary functions as vector operations.
//!
//! Input: vectors of doubles. Output: the function of them: some as scalar code has them, bit for bit, the others within one ulp
//! over the whole range, by the same operations on every machine. Never: branches but past what no lane needs; an argument
//! that a function has no form for leaves the vector code ([`Build::require`]).
//!
//! What the functions share: numbers as unevaluated sums of two doubles, `hi + lo` with `|lo|` below half an ulp of `hi` (Dekker, "A
//! floating-point technique for extending the available precision", 1971), made exact by fused multiply-add.
//!
//! - `library`: those that have the bits of scalar code
//! - `exp`, `log`: forms of the exponential and the logarithm near 1, and the logarithm of base 10
//! - `trig`, `inverse`: sine, cosine, tangent; arc sine, arc cosine, arc tangent of one and two arguments
//! - `hyperbolic`: sinh, cosh, tanh
//! - `power`: cube root, hypotenuse
//! - `error`: erf and erfc

mod error;
#[cfg(test)]
mod evaluate;
mod exp;
mod hyperbolic;
mod inverse;
mod library;
mod log;
mod power;
#[cfg(test)]
mod tests;
mod trig;

pub(super) use crate::runtime::math::library::Table;

use super::program::{Arith, Lane, Node, NodeId};
use crate::ir::{BinaryOp, CompareOp, UnaryOp};

/// A function of one vector.
pub(super) type Unary = fn(&mut dyn Build, NodeId) -> NodeId;
/// A function of two vectors.
pub(super) type Binary = fn(&mut dyn Build, NodeId, NodeId) -> NodeId;

/// A vector form.
pub(super) struct Form<F> {
    pub function: F,
    /// Has it the bits of the scalar form, or may the last one differ?
    pub is_exact: bool,
}

/// The vector form of an operation on doubles, or on singles that are doubles in between.
pub(super) fn unary(op: UnaryOp, lane: Lane) -> Option<Form<Unary>> {
    let exact = library::unary(op, lane).map(|function| Form { function, is_exact: true });
    exact.or_else(|| near_unary(op).map(|function| Form { function, is_exact: false }))
}

/// One within an ulp.
fn near_unary(op: UnaryOp) -> Option<Unary> {
    Some(match op {
        UnaryOp::Expm1 => exp::expm1,
        UnaryOp::Log10 => log::log10,
        UnaryOp::Log1p => log::log1p,
        UnaryOp::Sin => trig::sin,
        UnaryOp::Cos => trig::cos,
        UnaryOp::Tan => trig::tan,
        UnaryOp::Asin => inverse::asin,
        UnaryOp::Acos => inverse::acos,
        UnaryOp::Atan => inverse::atan,
        UnaryOp::Sinh => hyperbolic::sinh,
        UnaryOp::Cosh => hyperbolic::cosh,
        UnaryOp::Tanh => hyperbolic::tanh,
        UnaryOp::Cbrt => power::cbrt,
        UnaryOp::Erf => error::erf,
        UnaryOp::Erfc => error::erfc,
        _ => return None,
    })
}

/// The same on two operands.
pub(super) fn binary(op: BinaryOp, lane: Lane) -> Option<Form<Binary>> {
    let exact = library::binary(op, lane).map(|function| Form { function, is_exact: true });
    exact.or_else(|| near_binary(op).map(|function| Form { function, is_exact: false }))
}

/// One within an ulp.
fn near_binary(op: BinaryOp) -> Option<Binary> {
    Some(match op {
        BinaryOp::Atan2 => inverse::atan2,
        BinaryOp::Hypot => power::hypot,
        _ => return None,
    })
}

/// The bit of a double's sign.
const SIGN: u64 = 1 << 63;

/// Half-even, to an integral double.
const NEAREST: u8 = 8;
/// Towards minus infinity.
const DOWN: u8 = 9;

/// `hi + lo`, where `lo` is at most half an ulp of `hi`.
#[derive(Clone, Copy)]
struct Double {
    hi: NodeId,
    lo: NodeId,
}

/// What makes operations on doubles.
pub(super) trait Build {
    /// A constant by its bits.
    fn constant(&mut self, bits: u64, lane: Lane) -> NodeId;
    /// An operation with what its lanes hold.
    fn push(&mut self, node: Node, lane: Lane) -> NodeId;
    /// Where the mask does not hold, the loop goes on in scalar code, from this vector on.
    fn require(&mut self, mask: NodeId);

    /// A double by its bits.
    fn bits(&mut self, bits: u64) -> NodeId {
        self.constant(bits, Lane::F64)
    }

    /// An operation that gives a double.
    fn node(&mut self, node: Node) -> NodeId {
        self.push(node, Lane::F64)
    }

    /// An operation that gives a mask.
    fn mask(&mut self, node: Node) -> NodeId {
        self.push(node, Lane::Mask)
    }

    /// For each lane the entry of a table whose number is in the low three bits of the index ([`Self::index`]).
    fn pick(&mut self, index: NodeId, table: [f64; 8]) -> NodeId {
        self.node(Node::Pick(table.map(f64::to_bits), index))
    }

    /// Doubles 0, 1, .. 7 as indices: the low bits of `x + 2^52`.
    fn index(&mut self, x: NodeId) -> NodeId {
        self.plus(x, 4_503_599_627_370_496.0)
    }

    /// A constant.
    fn number(&mut self, value: f64) -> NodeId {
        self.bits(value.to_bits())
    }

    /// `a + b`
    fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.node(Node::Arith(Arith::Add, a, b))
    }

    /// `a - b`
    fn sub(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.node(Node::Arith(Arith::Sub, a, b))
    }

    /// `a * b`
    fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.node(Node::Arith(Arith::Mul, a, b))
    }

    /// `a / b`
    fn div(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.node(Node::Arith(Arith::Div, a, b))
    }

    /// `a * b + c`, rounded once.
    fn fma(&mut self, a: NodeId, b: NodeId, c: NodeId) -> NodeId {
        self.node(Node::Fma(a, b, c))
    }

    /// `c - a * b`, rounded once.
    fn fnma(&mut self, a: NodeId, b: NodeId, c: NodeId) -> NodeId {
        let a = self.neg(a);
        self.fma(a, b, c)
    }

    /// `x * k`
    fn times(&mut self, x: NodeId, k: f64) -> NodeId {
        let k = self.number(k);
        self.mul(x, k)
    }

    /// `x + k`
    fn plus(&mut self, x: NodeId, k: f64) -> NodeId {
        let k = self.number(k);
        self.add(x, k)
    }

    /// `-x`
    fn neg(&mut self, x: NodeId) -> NodeId {
        let sign = self.bits(SIGN);
        self.node(Node::Arith(Arith::Xor, x, sign))
    }

    /// `|x|`
    fn abs(&mut self, x: NodeId) -> NodeId {
        let rest = self.bits(!SIGN);
        self.node(Node::Arith(Arith::And, x, rest))
    }

    /// `magnitude`, which is not negative, with the sign of another number.
    fn with_sign(&mut self, magnitude: NodeId, of: NodeId) -> NodeId {
        let sign = self.bits(SIGN);
        let sign = self.node(Node::Arith(Arith::And, of, sign));
        self.node(Node::Arith(Arith::Or, magnitude, sign))
    }

    /// To an integral double.
    fn round(&mut self, how: u8, x: NodeId) -> NodeId {
        self.node(Node::Round(how, x))
    }

    /// The square root.
    fn sqrt(&mut self, x: NodeId) -> NodeId {
        self.node(Node::Sqrt(x))
    }

    /// `x * 2^n`, rounded once.
    fn scale(&mut self, x: NodeId, n: NodeId) -> NodeId {
        self.node(Node::Arith(Arith::Scale, x, n))
    }

    /// `x` within bounds; a nan stays.
    fn clamp(&mut self, x: NodeId, low: f64, high: f64) -> NodeId {
        let (low, high) = (self.number(low), self.number(high));
        let x = self.node(Node::Arith(Arith::Max, low, x));
        self.node(Node::Arith(Arith::Min, high, x))
    }

    /// `x op k`
    fn compare(&mut self, op: CompareOp, x: NodeId, k: f64) -> NodeId {
        let k = self.number(k);
        self.mask(Node::Compare(op, false, x, k))
    }

    /// Do both hold?
    fn both(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.mask(Node::Arith(Arith::And, a, b))
    }

    /// `a` where the mask holds, else `b`.
    fn select(&mut self, mask: NodeId, a: NodeId, b: NodeId) -> NodeId {
        self.node(Node::Select(mask, a, b))
    }

    /// `k[0] + k[1] x + k[2] x^2 + ..`
    fn polynomial(&mut self, x: NodeId, k: &[f64]) -> NodeId {
        let (&last, rest) = k.split_last().unwrap_or((&0.0, &[]));
        let mut sum = self.number(last);
        for &coefficient in rest.iter().rev() {
            let coefficient = self.number(coefficient);
            sum = self.fma(sum, x, coefficient);
        }
        sum
    }
}

impl dyn Build + '_ {
    /// `a + b` exactly, where `|a| >= |b|` (or a is 0).
    fn quick_sum(&mut self, a: NodeId, b: NodeId) -> Double {
        let hi = self.add(a, b);
        let rest = self.sub(a, hi);
        Double { hi, lo: self.add(rest, b) }
    }

    /// `a + b` exactly (Knuth, "The Art of Computer Programming", volume 2, 4.2.2).
    fn sum(&mut self, a: NodeId, b: NodeId) -> Double {
        let hi = self.add(a, b);
        let b_part = self.sub(hi, a);
        let a_part = self.sub(hi, b_part);
        let (a_rest, b_rest) = (self.sub(a, a_part), self.sub(b, b_part));
        Double { hi, lo: self.add(a_rest, b_rest) }
    }

    /// `a * b` exactly.
    fn product(&mut self, a: NodeId, b: NodeId) -> Double {
        let hi = self.mul(a, b);
        let minus = self.neg(hi);
        Double { hi, lo: self.fma(a, b, minus) }
    }

    /// `a / b` with a relative error far below one ulp.
    fn quotient(&mut self, a: Double, b: Double) -> Double {
        let hi = self.div(a.hi, b.hi);
        let rest = self.fnma(hi, b.hi, a.hi);
        let rest = self.add(rest, a.lo);
        let rest = self.fnma(hi, b.lo, rest);
        Double { hi, lo: self.div(rest, b.hi) }
    }

    /// `hi + lo`, rounded.
    fn rounded(&mut self, x: Double) -> NodeId {
        self.add(x.hi, x.lo)
    }
}
