//! Sine, cosine and tangent.
//!
//! Input: doubles up to 2^40 (others leave the vector code). Output: `x = n pi/2 + r` with r as two doubles; the kernels for
//! `|r| <= pi/4` are those of FreeBSD's msun, `k_sin.c` and `k_cos.c` (Sun Microsystems, 1993). Never: a reduction that loses bits: with
//! pi/2 in three parts of 53 bits the absolute error is below 2^-110.

use super::{Build, DOWN, Double, NEAREST, NodeId};
use crate::ir::CompareOp;

const HALF_PI: [f64; 3] = [std::f64::consts::FRAC_PI_2, 6.123_233_995_736_766e-17, -1.497_384_904_859_169_8e-33];

/// The largest argument that is reduced here.
const LARGEST: f64 = 1_099_511_627_776.0;

const SIN: [f64; 6] = [
    -1.666_666_666_666_663_2e-1,
    8.333_333_333_322_49e-3,
    -1.984_126_982_985_795e-4,
    2.755_731_370_707_006_8e-6,
    -2.505_076_025_340_686_3e-8,
    1.589_690_995_211_55e-10,
];

const COS: [f64; 6] = [
    4.166_666_666_666_66e-2,
    -1.388_888_888_887_411e-3,
    2.480_158_728_947_673e-5,
    -2.755_731_435_139_066_3e-7,
    2.087_572_321_298_175e-9,
    -1.135_964_755_778_819_5e-11,
];

/// `x = n pi/2 + r`
struct Reduced {
    n: NodeId,
    r: Double,
}

fn reduce(b: &mut dyn Build, x: NodeId) -> Reduced {
    let magnitude = b.abs(x);
    let fits = b.compare(CompareOp::Le, magnitude, LARGEST);
    b.require(fits);
    let n = b.times(x, std::f64::consts::FRAC_2_PI);
    let n = b.round(NEAREST, n);
    let [head, middle, tail] = HALF_PI.map(|part| b.number(-part));
    // Exact: both are multiples of one unit, and near each other.
    let t = b.fma(n, head, x);
    let w = b.product(n, middle);
    let r = b.sum(t, w.hi);
    let lo = b.add(r.lo, w.lo);
    let lo = b.fma(n, tail, lo);
    Reduced { n, r: b.quick_sum(r.hi, lo) }
}

/// `sin(r) - r.hi` for a reduced r.
fn sin_rest(b: &mut dyn Build, r: Double) -> NodeId {
    let z = b.mul(r.hi, r.hi);
    let tail = b.polynomial(z, &SIN[1..]);
    let cube = b.mul(z, r.hi);
    // z (lo / 2 - cube tail) - lo - cube S1, negated
    let half = b.times(r.lo, -0.5);
    let inner = b.fma(cube, tail, half);
    let inner = b.fma(z, inner, r.lo);
    let first = b.number(SIN[0]);
    b.fma(cube, first, inner)
}

/// `cos(r)` for a reduced r.
fn cos_kernel(b: &mut dyn Build, r: Double) -> Double {
    let z = b.mul(r.hi, r.hi);
    let tail = b.polynomial(z, &COS);
    let square = b.mul(z, z);
    let half = b.times(z, 0.5);
    let one = b.number(1.0);
    let hi = b.sub(one, half);
    let lo = b.sub(one, hi);
    let lo = b.sub(lo, half);
    // What z lacks of r^2.
    let minus = b.neg(z);
    let error = b.fma(r.hi, r.hi, minus);
    let minus_half = b.number(-0.5);
    let lo = b.fma(error, minus_half, lo);
    let cross = b.mul(r.hi, r.lo);
    let lo = b.sub(lo, cross);
    let lo = b.fma(square, tail, lo);
    b.quick_sum(hi, lo)
}

/// 0 or 1: is an integral double odd?
fn parity(b: &mut dyn Build, n: NodeId) -> NodeId {
    let half = b.times(n, 0.5);
    let half = b.round(DOWN, half);
    let minus_two = b.number(-2.0);
    b.fma(half, minus_two, n)
}

/// Sine of `r + n pi/2`.
fn turned(b: &mut dyn Build, n: NodeId, r: Double) -> NodeId {
    let rest = sin_rest(b, r);
    let sin = b.add(r.hi, rest);
    let cos = cos_kernel(b, r);
    let cos = b.rounded(cos);
    let odd = parity(b, n);
    let odd = b.compare(CompareOp::Gt, odd, 0.5);
    let value = b.select(odd, cos, sin);
    let half = b.times(n, 0.5);
    let half = b.round(DOWN, half);
    let back = parity(b, half);
    let back = b.compare(CompareOp::Gt, back, 0.5);
    let minus = b.neg(value);
    b.select(back, minus, value)
}

/// `sin x`
pub(super) fn sin(b: &mut dyn Build, x: NodeId) -> NodeId {
    let Reduced { n, r } = reduce(b, x);
    let result = turned(b, n, r);
    // A zero keeps its sign.
    let zero = b.compare(CompareOp::Eq, x, 0.0);
    b.select(zero, x, result)
}

/// `cos x = sin(x + pi/2)`
pub(super) fn cos(b: &mut dyn Build, x: NodeId) -> NodeId {
    let Reduced { n, r } = reduce(b, x);
    let n = b.plus(n, 1.0);
    turned(b, n, r)
}

/// `tan x`: sine over cosine, or minus cosine over sine.
pub(super) fn tan(b: &mut dyn Build, x: NodeId) -> NodeId {
    let Reduced { n, r } = reduce(b, x);
    let rest = sin_rest(b, r);
    let sin = b.quick_sum(r.hi, rest);
    let cos = cos_kernel(b, r);
    let odd = parity(b, n);
    let odd = b.compare(CompareOp::Gt, odd, 0.5);
    let minus = Double { hi: b.neg(cos.hi), lo: b.neg(cos.lo) };
    let above = Double { hi: b.select(odd, minus.hi, sin.hi), lo: b.select(odd, minus.lo, sin.lo) };
    let below = Double { hi: b.select(odd, sin.hi, cos.hi), lo: b.select(odd, sin.lo, cos.lo) };
    let result = b.quotient(above, below);
    let result = b.rounded(result);
    let zero = b.compare(CompareOp::Eq, x, 0.0);
    b.select(zero, x, result)
}
