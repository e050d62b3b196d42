//! Hyperbolic sine, cosine and tangent.
//!
//! Input: doubles. Output: with `|x| = n ln 2 + r`, `sinh |x| = cosh(r) sinh(n ln 2) + sinh(r) cosh(n ln 2)`, and the same for cosh with the
//! factors exchanged (the addition theorems; the factors of r by their Taylor series, those of n exact). Never: cancellation.

use super::exp::{Reduced, reduce};
use super::{Build, Double, NodeId};
use crate::ir::CompareOp;

/// `2^-n sinh |x|` and `2^-n cosh |x|`
struct Pair {
    n: NodeId,
    sinh: Double,
    cosh: Double,
}

fn pair(b: &mut dyn Build, magnitude: NodeId) -> Pair {
    let zero = b.number(0.0);
    let Reduced { n, r } = reduce(b, Double { hi: magnitude, lo: zero });
    let z = b.mul(r.hi, r.hi);
    let sinh_tail = b.polynomial(z, &coefficients::<6>(3));
    let cosh_tail = b.polynomial(z, &coefficients::<7>(2));
    // cosh r = 1 + c, sinh r = r + s
    let c = b.mul(z, cosh_tail);
    let c = b.fma(r.hi, r.lo, c);
    let cube = b.mul(z, r.hi);
    let s = b.fma(cube, sinh_tail, r.lo);
    // (1 - 4^-n) / 2 and (1 + 4^-n) / 2
    let minus_two = b.number(-2.0);
    let exponent = b.fma(n, minus_two, minus_two);
    let exponent = b.plus(exponent, 1.0);
    let one = b.number(1.0);
    let shift = b.scale(one, exponent);
    let (half, minus) = (b.number(0.5), b.neg(shift));
    let (less, more) = (b.quick_sum(half, minus), b.quick_sum(half, shift));
    Pair { n, sinh: combine(b, less, c, more, r.hi, s), cosh: combine(b, more, c, less, r.hi, s) }
}

/// `1 / first!, 1 / (first + 2)!, ..`
fn coefficients<const N: usize>(first: u32) -> [f64; N] {
    std::array::from_fn(|k| 1.0 / (1..=first + 2 * k as u32).map(f64::from).product::<f64>())
}

/// `a (1 + c) + d (r + s)`
fn combine(b: &mut dyn Build, a: Double, c: NodeId, d: Double, r: NodeId, s: NodeId) -> Double {
    let product = b.product(d.hi, r);
    let sum = b.sum(a.hi, product.hi);
    let low = b.add(sum.lo, product.lo);
    let low = b.add(low, a.lo);
    let low = b.fma(d.lo, r, low);
    let low = b.fma(d.hi, s, low);
    let low = b.fma(a.hi, c, low);
    b.quick_sum(sum.hi, low)
}

/// `sinh x`
pub(super) fn sinh(b: &mut dyn Build, x: NodeId) -> NodeId {
    let magnitude = bounded(b, x, 720.0);
    let Pair { n, sinh, .. } = pair(b, magnitude);
    let result = b.rounded(sinh);
    let result = b.scale(result, n);
    with_sign_of(b, result, x)
}

/// `cosh x`
pub(super) fn cosh(b: &mut dyn Build, x: NodeId) -> NodeId {
    let magnitude = bounded(b, x, 720.0);
    let Pair { n, cosh, .. } = pair(b, magnitude);
    let result = b.rounded(cosh);
    b.scale(result, n)
}

/// `tanh x`
pub(super) fn tanh(b: &mut dyn Build, x: NodeId) -> NodeId {
    let magnitude = bounded(b, x, 30.0);
    let Pair { sinh, cosh, .. } = pair(b, magnitude);
    let result = b.quotient(sinh, cosh);
    let result = b.rounded(result);
    with_sign_of(b, result, x)
}

fn bounded(b: &mut dyn Build, x: NodeId, most: f64) -> NodeId {
    let magnitude = b.abs(x);
    b.clamp(magnitude, 0.0, most)
}

/// An odd function; x itself where it is so small that its square is nothing.
fn with_sign_of(b: &mut dyn Build, result: NodeId, x: NodeId) -> NodeId {
    let magnitude = b.abs(x);
    let tiny = b.compare(CompareOp::Lt, magnitude, 1e-9);
    let result = b.select(tiny, magnitude, result);
    let result = b.abs(result);
    b.with_sign(result, x)
}
