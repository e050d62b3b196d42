//! Cube roots, hypotenuses.
//!
//! Input: doubles. Output: a cube root by Halley's iteration; a hypotenuse from exact squares. Never: special cases of
//! hypot, which are the C library's.

use super::{Build, DOWN, NodeId};
use crate::codegen::wide::program::Node;
use crate::ir::CompareOp;

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
