//! Elementary functions as vector operations.
//!
//! Input: a vector. Output: the function of it, within one ulp over the whole range, by the same operations on every
//! machine. Never: tables, branches.

use super::program::{Arith, Lane, Node, NodeId};
use crate::ir::{CompareOp, UnaryOp};

/// A function of one double.
pub(super) type Unary = fn(&mut dyn Build, NodeId) -> NodeId;

/// The vector form of a function.
pub(super) fn unary(op: UnaryOp) -> Option<Unary> {
    match op {
        UnaryOp::Exp => Some(exp),
        UnaryOp::Log => Some(log),
        _ => None,
    }
}

/// What makes operations on doubles.
pub(super) trait Build {
    /// A constant.
    fn number(&mut self, value: f64) -> NodeId;
    /// A constant of the int lanes.
    fn int(&mut self, value: i64) -> NodeId;
    /// An operation.
    fn node(&mut self, node: Node, lane: Lane) -> NodeId;
}

impl dyn Build + '_ {
    /// An operation that gives a double.
    fn double(&mut self, node: Node) -> NodeId {
        self.node(node, Lane::F64)
    }

    /// An operation that gives a mask.
    fn mask(&mut self, node: Node) -> NodeId {
        self.node(node, Lane::Mask)
    }
}

/// `e^x`: `x = n ln 2 + r` with `|r| <= ln 2 / 2` (Cody and Waite, "Software Manual for the Elementary Functions", 1980: ln 2 in
/// two parts, the first so short that `n` times it is exact), then the Taylor series of `e^r` to degree 13, whose remainder is below 2^-60,
/// with the 1 added last, then a scaling by `2^n` that rounds once, also into the subnormals.
pub(super) fn exp(b: &mut dyn Build, x: NodeId) -> NodeId {
    // Far outside of the range, and finite, so that the steps below are; a nan passes both.
    let (low, high) = (b.number(-800.0), b.number(800.0));
    let x = b.double(Node::Arith(Arith::Max, low, x));
    let x = b.double(Node::Arith(Arith::Min, high, x));
    let per_ln2 = b.number(std::f64::consts::LOG2_E);
    let n = b.double(Node::Arith(Arith::Mul, x, per_ln2));
    let n = b.double(Node::Round(8, n));
    let (head, tail) = (b.number(-0.693_147_180_369_123_8), b.number(-1.908_214_929_270_587_7e-10));
    let r = b.double(Node::Fma(n, head, x));
    let r = b.double(Node::Fma(n, tail, r));
    // q(r) = 1/2! + r/3! + .. + r^11/13!
    let mut coefficients = Vec::new();
    let mut factorial = 1.0;
    for k in 2..=13 {
        factorial *= f64::from(k);
        coefficients.push(1.0 / factorial);
    }
    let mut q = b.number(coefficients[11]);
    for &coefficient in coefficients[..11].iter().rev() {
        let coefficient = b.number(coefficient);
        q = b.double(Node::Fma(q, r, coefficient));
    }
    let square = b.double(Node::Arith(Arith::Mul, r, r));
    let rest = b.double(Node::Fma(square, q, r));
    let one = b.number(1.0);
    let power = b.double(Node::Arith(Arith::Add, one, rest));
    b.double(Node::Arith(Arith::Scale, power, n))
}

/// ln x: `x = 2^k (1 + f)` with `sqrt(1/2) < 1 + f <= sqrt(2)`; with `s = f / (2 + f)`, `ln(1 + f) = 2 s + s R(s^2)`. The method and the
/// coefficients of R are those of FreeBSD's msun, `e_log.c` (Sun Microsystems, 1993), whose error is below one ulp.
pub(super) fn log(b: &mut dyn Build, x: NodeId) -> NodeId {
    const COEFFICIENTS: [f64; 7] = [
        0.666_666_666_666_673_5,
        0.399_999_999_994_094_2,
        0.285_714_287_436_623_9,
        0.222_221_984_321_497_84,
        0.181_835_721_616_180_5,
        0.153_138_376_992_093_73,
        0.147_981_986_051_165_86,
    ];
    let (one, two, half) = (b.number(1.0), b.number(2.0), b.number(0.5));
    let (k, m) = (b.double(Node::Exponent(x)), b.double(Node::Mantissa(x)));
    let root = b.number(std::f64::consts::SQRT_2);
    let large = b.mask(Node::Compare(CompareOp::Gt, false, m, root));
    let (halved, more) = (b.double(Node::Arith(Arith::Mul, m, half)), b.double(Node::Arith(Arith::Add, k, one)));
    let (m, k) = (b.double(Node::Select(large, halved, m)), b.double(Node::Select(large, more, k)));
    let f = b.double(Node::Arith(Arith::Sub, m, one));
    let divisor = b.double(Node::Arith(Arith::Add, two, f));
    let s = b.double(Node::Arith(Arith::Div, f, divisor));
    let z = b.double(Node::Arith(Arith::Mul, s, s));
    let mut r = b.number(COEFFICIENTS[6]);
    for &coefficient in COEFFICIENTS[..6].iter().rev() {
        let coefficient = b.number(coefficient);
        r = b.double(Node::Fma(r, z, coefficient));
    }
    let r = b.double(Node::Arith(Arith::Mul, r, z));
    // k ln2_hi - ((f^2 / 2 - (s (f^2 / 2 + r) + k ln2_lo)) - f)
    let half_f = b.double(Node::Arith(Arith::Mul, f, half));
    let square = b.double(Node::Arith(Arith::Mul, half_f, f));
    let (head, tail) = (b.number(0.693_147_180_369_123_8), b.number(1.908_214_929_270_587_7e-10));
    let sum = b.double(Node::Arith(Arith::Add, square, r));
    let low = b.double(Node::Arith(Arith::Mul, k, tail));
    let low = b.double(Node::Fma(s, sum, low));
    let rest = b.double(Node::Arith(Arith::Sub, square, low));
    let rest = b.double(Node::Arith(Arith::Sub, rest, f));
    let high = b.double(Node::Arith(Arith::Mul, k, head));
    b.double(Node::Arith(Arith::Sub, high, rest))
}
