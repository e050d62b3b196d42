//! Elementary functions as vector operations.
//!
//! Input: a vector. Output: the function of it, within one ulp over the whole range, by the same operations on every
//! machine. Never: tables, branches.

use super::plan::{Arith, Node, NodeId};

/// What makes operations on doubles.
pub(super) trait Build {
    /// A constant.
    fn number(&mut self, value: f64) -> NodeId;
    /// An operation.
    fn node(&mut self, node: Node) -> NodeId;
}

/// `e^x`: `x = n ln 2 + r` with `|r| <= ln 2 / 2` (Cody and Waite, "Software Manual for the Elementary Functions", 1980: ln 2 in
/// two parts, the first so short that `n` times it is exact), then the Taylor series of `e^r` to degree 13, whose remainder is below 2^-60,
/// with the 1 added last, then a scaling by `2^n` that rounds once, also into the subnormals.
pub(super) fn exp(b: &mut dyn Build, x: NodeId) -> NodeId {
    // Far outside of the range, and finite, so that the steps below are; a nan passes both.
    let (low, high) = (b.number(-800.0), b.number(800.0));
    let x = b.node(Node::Arith(Arith::Max, low, x));
    let x = b.node(Node::Arith(Arith::Min, high, x));
    let per_ln2 = b.number(std::f64::consts::LOG2_E);
    let n = b.node(Node::Arith(Arith::Mul, x, per_ln2));
    let n = b.node(Node::Round(8, n));
    let (head, tail) = (b.number(-0.693_147_180_369_123_8), b.number(-1.908_214_929_270_587_7e-10));
    let r = b.node(Node::Fma(n, head, x));
    let r = b.node(Node::Fma(n, tail, r));
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
        q = b.node(Node::Fma(q, r, coefficient));
    }
    let square = b.node(Node::Arith(Arith::Mul, r, r));
    let rest = b.node(Node::Fma(square, q, r));
    let one = b.number(1.0);
    let power = b.node(Node::Arith(Arith::Add, one, rest));
    b.node(Node::Arith(Arith::Scale, power, n))
}
