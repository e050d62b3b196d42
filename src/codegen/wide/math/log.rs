//! Logarithms: of base 10, and `ln(1 + x)`.
//!
//! Input: doubles. Output: `x = 2^k (1 + f)` with `sqrt(1/2) < 1 + f <= sqrt(2)`; with `s = f / (2 + f)`,
//! `ln(1 + f) = f - (f^2 / 2 - s (f^2 / 2 + R(s^2)))`. The method and the coefficients of R are those of FreeBSD's msun, `e_log.c` and
//! `k_log.h` (Sun Microsystems, 1993), whose error is below one ulp.
//! Never: a special case: 0 has the exponent -inf, inf the exponent inf, a negative number the mantissa nan.

use super::exp::LN2;
use super::{Build, Double, NodeId};
use crate::codegen::wide::program::{Arith, Node};
use crate::ir::CompareOp;

const R: [f64; 7] = [
    0.666_666_666_666_673_5,
    0.399_999_999_994_094_2,
    0.285_714_287_436_623_9,
    0.222_221_984_321_497_84,
    0.181_835_721_616_180_5,
    0.153_138_376_992_093_73,
    0.147_981_986_051_165_86,
];

/// `1 / ln 10` as a double and what is left of it; `log10(2)` in two parts, the first short.
const PER_LN10: [f64; 2] = [std::f64::consts::LOG10_E, 1.098_319_650_216_765e-17];
const LOG10_2: [f64; 2] = [0.301_029_995_663_611_77, 3.694_239_077_158_931e-13];

/// A number as `2^k (1 + f)`.
pub(super) struct Split {
    pub k: NodeId,
    pub f: NodeId,
}

pub(super) fn split(b: &mut dyn Build, x: NodeId) -> Split {
    let (k, m) = (b.node(Node::Exponent(x)), b.node(Node::Mantissa(x)));
    let large = b.compare(CompareOp::Gt, m, std::f64::consts::SQRT_2);
    let (halved, more) = (b.times(m, 0.5), b.plus(k, 1.0));
    let (m, k) = (b.select(large, halved, m), b.select(large, more, k));
    Split { k, f: b.plus(m, -1.0) }
}

/// Parts of `ln(1 + f)`: `f`, `f^2 / 2`, and `s (f^2 / 2 + R)`.
struct Parts {
    square: NodeId,
    rest: NodeId,
}

fn parts(b: &mut dyn Build, f: NodeId) -> Parts {
    let divisor = b.plus(f, 2.0);
    let s = b.div(f, divisor);
    let z = b.mul(s, s);
    let r = b.polynomial(z, &R);
    let r = b.mul(r, z);
    let half = b.times(f, 0.5);
    let square = b.mul(half, f);
    let sum = b.add(square, r);
    Parts { square, rest: b.mul(s, sum) }
}

/// `ln(1 + f)` with an error far below one ulp.
fn log_of_mantissa(b: &mut dyn Build, f: NodeId) -> Double {
    let Parts { square, rest } = parts(b, f);
    let half = b.times(f, 0.5);
    let minus = b.neg(square);
    let error = b.fma(half, f, minus);
    let hi = b.sub(f, square);
    let lo = b.sub(f, hi);
    let lo = b.sub(lo, square);
    let lo = b.sub(lo, error);
    Double { hi, lo: b.add(lo, rest) }
}

/// `k ln 2 + ln(1 + f) + more`, where `more` is small.
fn natural(b: &mut dyn Build, Split { k, f }: Split, more: NodeId) -> NodeId {
    let Parts { square, rest } = parts(b, f);
    let (head, tail) = (b.number(LN2[0]), b.number(LN2[1]));
    let low = b.fma(k, tail, rest);
    let low = b.add(low, more);
    let low = b.sub(square, low);
    let low = b.sub(low, f);
    let high = b.mul(k, head);
    b.sub(high, low)
}

/// `ln(1 + x)`: of `u`, which is 1 + x rounded, and the rest over u.
pub(super) fn log1p(b: &mut dyn Build, x: NodeId) -> NodeId {
    let one = b.number(1.0);
    let u = b.sum(one, x);
    let rest = b.div(u.lo, u.hi);
    // 0 has no rest, nor has what is past all of it.
    let (some, near) = (b.compare(CompareOp::Gt, u.hi, 0.0), b.compare(CompareOp::Lt, u.hi, 1e17));
    let (some, zero) = (b.both(some, near), b.number(0.0));
    let rest = b.select(some, rest, zero);
    let split = split(b, u.hi);
    let result = natural(b, split, rest);
    // The logarithm has the sign of x, also where x is a zero.
    let sign = b.number(-0.0);
    let sign = b.node(Node::Arith(Arith::And, x, sign));
    b.node(Node::Arith(Arith::Or, result, sign))
}

/// `log10 x`: k times the logarithm of 2, and the natural logarithm times a number in two parts.
pub(super) fn log10(b: &mut dyn Build, x: NodeId) -> NodeId {
    let Split { k, f } = split(b, x);
    let log = log_of_mantissa(b, f);
    let log = b.quick_sum(log.hi, log.lo);
    let (head, tail) = (b.number(PER_LN10[0]), b.number(PER_LN10[1]));
    let scaled = b.product(log.hi, head);
    let low = b.fma(log.hi, tail, scaled.lo);
    let low = b.fma(log.lo, head, low);
    let (head, tail) = (b.number(LOG10_2[0]), b.number(LOG10_2[1]));
    let high = b.mul(k, head);
    // An infinite exponent is the result.
    let finite = b.abs(k);
    let finite = b.compare(CompareOp::Lt, finite, 2000.0);
    let sum = b.sum(high, scaled.hi);
    let low = b.add(sum.lo, low);
    let low = b.fma(k, tail, low);
    let result = b.add(sum.hi, low);
    let infinite = b.add(k, f);
    b.select(finite, result, infinite)
}
