//! Powers, cube roots, hypotenuses.
//!
//! Input: doubles. Output: `x^y = e^(y ln x)` with ln x to 64 bits and more; a cube root by Halley's iteration; a hypotenuse from exact
//! squares. Never: special cases of pow and hypot, which are the C library's.

use super::exp::{LN2, Reduced, reduce, scaled_exp};
use super::log::{Split, split};
use super::{Build, DOWN, Double, NodeId};
use crate::codegen::wide::program::Node;
use crate::ir::CompareOp;

/// `x^y` for a positive x and a result that is a normal number.
pub(super) fn pow(b: &mut dyn Build, x: NodeId, y: NodeId) -> NodeId {
    let (positive, finite) = (b.compare(CompareOp::Ge, x, f64::MIN_POSITIVE), b.compare(CompareOp::Le, x, f64::MAX));
    let fits = b.both(positive, finite);
    b.require(fits);
    let log = long_log(b, x);
    // y ln x
    let product = b.product(y, log.hi);
    let lo = b.fma(y, log.lo, product.lo);
    let magnitude = b.abs(product.hi);
    let fits = b.compare(CompareOp::Lt, magnitude, 708.0);
    b.require(fits);
    let exponent = b.quick_sum(product.hi, lo);
    let Reduced { n, r } = reduce(b, exponent);
    scaled_exp(b, &Reduced { n, r })
}

/// `ln x` with a relative error below 2^-64: `2 (s + s^3/3 + s^5/5 + ..)` with `s = f / (2 + f)`, the first two terms as pairs of doubles.
fn long_log(b: &mut dyn Build, x: NodeId) -> Double {
    let Split { k, f } = split(b, x);
    let zero = b.number(0.0);
    let two = b.number(2.0);
    let below = b.sum(two, f);
    let s = b.quotient(Double { hi: f, lo: zero }, below);
    let z = b.product(s.hi, s.hi);
    let cross = b.add(s.hi, s.hi);
    let z = Double { hi: z.hi, lo: b.fma(cross, s.lo, z.lo) };
    // 2/5 + 2/7 z + ..: |s| < 0.172, so that 2/25 z^10 relative to 2/3 is below 2^-53.
    let coefficients: [f64; 11] = std::array::from_fn(|k| 2.0 / (2 * k + 5) as f64);
    let tail = b.polynomial(z.hi, &coefficients);
    let tail = b.product(z.hi, tail);
    let third = b.number(2.0 / 3.0);
    let sum = b.quick_sum(third, tail.hi);
    let low = b.add(sum.lo, tail.lo);
    // What 2/3 lacks.
    let low = b.plus(low, 3.700_743_415_417_188e-17);
    let factor = Double { hi: sum.hi, lo: low };
    let cube = times(b, s, z);
    let second = times(b, cube, factor);
    let first = Double { hi: b.add(s.hi, s.hi), lo: b.add(s.lo, s.lo) };
    let log = b.quick_sum(first.hi, second.hi);
    let low = b.add(log.lo, first.lo);
    let low = b.add(low, second.lo);
    let (head, rest) = (b.number(LN2[0]), b.number(LN2[1]));
    let whole = b.mul(k, head);
    let part = b.product(k, rest);
    let sum = b.sum(whole, log.hi);
    let more = b.sum(sum.hi, part.hi);
    let low = b.add(low, sum.lo);
    let low = b.add(low, more.lo);
    let low = b.add(low, part.lo);
    // What the two parts of ln 2 lack.
    let last = b.number(LN2_REST);
    let low = b.fma(k, last, low);
    b.quick_sum(more.hi, low)
}

/// ln 2 less its two parts.
const LN2_REST: f64 = 1.161_222_722_936_253_3e-26;

/// The product of two pairs.
fn times(b: &mut dyn Build, x: Double, y: Double) -> Double {
    let product = b.product(x.hi, y.hi);
    let low = b.fma(x.hi, y.lo, product.lo);
    Double { hi: product.hi, lo: b.fma(x.lo, y.hi, low) }
}

/// The cube root: `x = 2^(3k) m` with m from 1 up to 8, a polynomial for m's root, then Halley's iteration twice and Newton's once, with the
/// rest of the cube exact.
pub(super) fn cbrt(b: &mut dyn Build, x: NodeId) -> NodeId {
    let magnitude = b.abs(x);
    let exponent = b.node(Node::Exponent(magnitude));
    let third = b.plus(exponent, 0.5);
    let third = b.times(third, 1.0 / 3.0);
    let k = b.round(DOWN, third);
    let minus_three = b.number(-3.0);
    let j = b.fma(k, minus_three, exponent);
    let m = b.node(Node::Mantissa(magnitude));
    let m = b.scale(m, j);
    // Within 1.6 % from 1 to 8 (least maximum of the relative error).
    let mut root = b.polynomial(m, &[0.762_523_6, 0.268_058_41, -0.014_668_51]);
    for _ in 0..2 {
        let square = b.mul(root, root);
        let cube = b.mul(square, root);
        let twice = b.add(m, m);
        let above = b.add(cube, twice);
        let double = b.add(cube, cube);
        let below = b.add(double, m);
        let ratio = b.div(above, below);
        root = b.mul(root, ratio);
    }
    let square = b.product(root, root);
    let minus = b.neg(m);
    let error = b.fma(square.hi, root, minus);
    let error = b.fma(square.lo, root, error);
    let slope = b.times(square.hi, 3.0);
    let step = b.div(error, slope);
    let root = b.sub(root, step);
    let root = b.scale(root, k);
    // Zeros and infinities are their own roots.
    let (some, finite) = (b.compare(CompareOp::Gt, magnitude, 0.0), b.compare(CompareOp::Lt, magnitude, f64::INFINITY));
    let ordinary = b.both(some, finite);
    let root = b.select(ordinary, root, magnitude);
    b.with_sign(root, x)
}

/// `sqrt(x^2 + y^2)` where neither square leaves the range.
pub(super) fn hypot(b: &mut dyn Build, x: NodeId, y: NodeId) -> NodeId {
    let (x, y) = (b.abs(x), b.abs(y));
    let less = b.mask(Node::Compare(CompareOp::Lt, false, x, y));
    let (large, small) = (b.select(less, y, x), b.select(less, x, y));
    let (not_small, not_large) = (b.compare(CompareOp::Gt, large, 1e-120), b.compare(CompareOp::Lt, large, 1e150));
    let fits = b.both(not_small, not_large);
    b.require(fits);
    let (square, other) = (b.product(large, large), b.product(small, small));
    let sum = b.quick_sum(square.hi, other.hi);
    let low = b.add(sum.lo, square.lo);
    let low = b.add(low, other.lo);
    let root = b.sqrt(sum.hi);
    let error = b.fnma(root, root, sum.hi);
    let error = b.add(error, low);
    let twice = b.add(root, root);
    let step = b.div(error, twice);
    b.add(root, step)
}
