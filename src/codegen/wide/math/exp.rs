//! Exponentials: `e^x - 1`, and what other functions have of `e^x`.
//!
//! Input: doubles. Output: `2^n e^r` with `|r| <= ln 2 / 2`. Never: an overflow before the last operation.

use super::{Build, Double, NEAREST, NodeId};

/// ln 2 in two parts, the first so short that `n` times it is exact (Cody and Waite, "Software Manual for the Elementary Functions", 1980).
pub(super) const LN2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];

/// `x = n ln 2 + r`
pub(super) struct Reduced {
    /// Integral.
    pub n: NodeId,
    /// At most `ln 2 / 2`, up to a rounding.
    pub r: Double,
}

/// The argument of an exponential, `x.hi + x.lo`, finite.
pub(super) fn reduce(b: &mut dyn Build, x: Double) -> Reduced {
    let n = b.times(x.hi, std::f64::consts::LOG2_E);
    let n = b.round(NEAREST, n);
    let (head, tail) = (b.number(-LN2[0]), b.number(-LN2[1]));
    let r = b.fma(n, head, x.hi);
    let hi = b.fma(n, tail, r);
    let lo = b.sub(r, hi);
    let lo = b.fma(n, tail, lo);
    let lo = b.add(lo, x.lo);
    Reduced { n, r: b.sum(hi, lo) }
}

/// `e^r - 1 = r + r^2/2 + r^3 (1/3! + ..)`, the square exact.
pub(super) fn small_expm1(b: &mut dyn Build, r: Double) -> Double {
    let tail = b.polynomial(r.hi, &coefficients::<11>(3));
    let half = b.times(r.hi, 0.5);
    let square = b.product(half, r.hi);
    let cube = b.mul(square.hi, r.hi);
    let cube = b.add(cube, cube);
    let sum = b.quick_sum(r.hi, square.hi);
    let low = b.add(sum.lo, square.lo);
    let low = b.fma(r.hi, r.lo, low);
    let low = b.add(low, r.lo);
    Double { hi: sum.hi, lo: b.fma(cube, tail, low) }
}

/// `1 / first!, 1 / (first + 1)!, ..`
fn coefficients<const N: usize>(first: u32) -> [f64; N] {
    std::array::from_fn(|k| 1.0 / (1..=first + k as u32).map(f64::from).product::<f64>())
}

/// `e^x - 1 = 2^n ((1 - 2^-n) + (e^r - 1))`
pub(super) fn expm1(b: &mut dyn Build, x: NodeId) -> NodeId {
    let zero = b.number(0.0);
    // Below -40 the result is -1.
    let bounded = b.clamp(x, -40.0, 720.0);
    let Reduced { n, r } = reduce(b, Double { hi: bounded, lo: zero });
    let power = small_expm1(b, r);
    let (one, minus_one) = (b.number(1.0), b.number(-1.0));
    let minus_n = b.neg(n);
    let shift = b.scale(minus_one, minus_n);
    let shift = b.sum(one, shift);
    let sum = b.sum(shift.hi, power.hi);
    let low = b.add(shift.lo, power.lo);
    let low = b.add(sum.lo, low);
    let result = b.add(sum.hi, low);
    let result = b.scale(result, n);
    let magnitude = b.abs(result);
    b.with_sign(magnitude, x)
}
