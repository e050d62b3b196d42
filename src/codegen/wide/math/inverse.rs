//! Arc sine, arc cosine, arc tangent of one and of two arguments.
//!
//! Input: doubles. Output: angles. The approximations are those of FreeBSD's msun, `e_asin.c`, `e_acos.c` and `s_atan.c` (Sun Microsystems,
//! 1993); square roots and quotients carry their rest, so that no case needs another form. Never: tables.

use super::{Build, Double, NodeId};
use crate::ir::CompareOp;

const ASIN_P: [f64; 6] = [
    1.666_666_666_666_666_6e-1,
    -3.255_658_186_224_009e-1,
    2.012_125_321_348_629_3e-1,
    -4.005_553_450_067_941e-2,
    7.915_349_942_898_145e-4,
    3.479_331_075_960_212e-5,
];
const ASIN_Q: [f64; 5] =
    [1.0, -2.403_394_911_734_414, 2.020_945_760_233_505_7, -6.882_839_716_054_533e-1, 7.703_815_055_590_194e-2];

const ATAN: [f64; 11] = [
    3.333_333_333_333_293e-1,
    -1.999_999_999_987_648_3e-1,
    1.428_571_427_250_346_6e-1,
    -1.111_111_040_546_235_6e-1,
    9.090_887_133_436_507e-2,
    -7.691_876_205_044_83e-2,
    6.661_073_137_387_531e-2,
    -5.833_570_133_790_573_5e-2,
    4.976_877_994_615_932_4e-2,
    -3.653_157_274_421_691_6e-2,
    1.628_582_011_536_578_2e-2,
];

/// Arc tangents of 0, 1/2, 1, 3/2 and infinity as doubles and what is left of them.
const ANGLES: [f64; 8] = [
    0.0,
    4.636_476_090_008_061e-1,
    std::f64::consts::FRAC_PI_4,
    9.827_937_232_473_29e-1,
    std::f64::consts::FRAC_PI_2,
    0.0,
    0.0,
    0.0,
];
const ANGLE_RESTS: [f64; 8] = [
    0.0,
    2.269_877_745_296_168_7e-17,
    3.061_616_997_868_383e-17,
    1.390_331_103_123_099_8e-17,
    HALF_PI_REST,
    0.0,
    0.0,
    0.0,
];
const POINTS: [f64; 8] = [0.0, 0.5, 1.0, 1.5, 0.0, 0.0, 0.0, 0.0];

const HALF_PI_REST: f64 = 6.123_233_995_736_766e-17;

// --- of one argument between -1 and 1 --------------------------------------------------------------------------------

/// `(asin(x) - x) / x` where `z = x^2 <= 1/4`.
fn asin_ratio(b: &mut dyn Build, z: NodeId) -> NodeId {
    let p = b.polynomial(z, &ASIN_P);
    let p = b.mul(p, z);
    let q = b.polynomial(z, &ASIN_Q);
    b.div(p, q)
}

/// What arc sine and cosine are made of.
struct Arc {
    /// Is `|x|` below one half?
    near: NodeId,
    magnitude: NodeId,
    /// Where near: `asin |x| - |x|`.
    rest: NodeId,
    /// Else: half of `acos |x|`.
    half: Double,
}

fn arc(b: &mut dyn Build, x: NodeId) -> Arc {
    let magnitude = b.abs(x);
    let near = b.compare(CompareOp::Lt, magnitude, 0.5);
    let square = b.mul(x, x);
    let one = b.number(1.0);
    let beyond = b.sub(one, magnitude);
    let beyond = b.times(beyond, 0.5);
    let z = b.select(near, square, beyond);
    let ratio = asin_ratio(b, z);
    let rest = b.mul(magnitude, ratio);
    let root = b.sqrt(beyond);
    let error = b.fnma(root, root, beyond);
    let twice = b.add(root, root);
    // Not by 0, where the error is 0 as well.
    let twice = b.plus(twice, 1e-300);
    let error = b.div(error, twice);
    Arc { near, magnitude, rest, half: Double { hi: root, lo: b.fma(root, ratio, error) } }
}

/// `pi/2 + k x`, where k is 1 or 2 with a sign.
fn from_quarter(b: &mut dyn Build, k: f64, x: Double) -> NodeId {
    let quarter = b.number(std::f64::consts::FRAC_PI_2);
    let (hi, lo) = (b.times(x.hi, k), b.times(x.lo, k));
    let sum = b.sum(quarter, hi);
    let low = b.add(sum.lo, lo);
    let low = b.plus(low, HALF_PI_REST);
    b.add(sum.hi, low)
}

/// `asin x`: `pi/2 - 2 asin(sqrt((1 - |x|) / 2))` from one half on.
pub(super) fn asin(b: &mut dyn Build, x: NodeId) -> NodeId {
    let arc = arc(b, x);
    let small = b.add(arc.magnitude, arc.rest);
    let large = from_quarter(b, -2.0, arc.half);
    let result = b.select(arc.near, small, large);
    b.with_sign(result, x)
}

/// `acos x`: `pi/2 - asin x` below one half, then twice the half, or pi less that.
pub(super) fn acos(b: &mut dyn Build, x: NodeId) -> NodeId {
    let arc = arc(b, x);
    let negative = b.compare(CompareOp::Lt, x, 0.0);
    let rest = b.with_sign(arc.rest, x);
    let small = from_quarter(b, -1.0, Double { hi: x, lo: rest });
    let positive = b.rounded(arc.half);
    let positive = b.times(positive, 2.0);
    let pi = b.number(std::f64::consts::PI);
    let (hi, lo) = (b.times(arc.half.hi, -2.0), b.times(arc.half.lo, -2.0));
    let sum = b.sum(pi, hi);
    let low = b.add(sum.lo, lo);
    let low = b.plus(low, 2.0 * HALF_PI_REST);
    let flipped = b.add(sum.hi, low);
    let large = b.select(negative, flipped, positive);
    b.select(arc.near, small, large)
}

// --- arc tangent -------------------------------------------------------------------------------------------------------

/// The arc tangent of `c + t`, `atan(c) + atan(t / (1 + ..))`, as an angle and a quotient: the number of c.
fn nearest_point(b: &mut dyn Build, x: NodeId) -> NodeId {
    let one = b.number(1.0);
    let mut number = b.number(0.0);
    for edge in [0.4375, 0.6875, 1.1875, 2.4375] {
        let past = b.compare(CompareOp::Ge, x, edge);
        let next = b.add(number, one);
        number = b.select(past, next, number);
    }
    b.index(number)
}

/// `atan(t)` for a small t, with the angle that it comes on top of.
fn around(b: &mut dyn Build, point: NodeId, t: Double) -> Double {
    let (hi, lo) = (b.pick(point, ANGLES), b.pick(point, ANGLE_RESTS));
    let z = b.mul(t.hi, t.hi);
    let tail = b.polynomial(z, &ATAN);
    let cube = b.mul(z, t.hi);
    let minus = b.neg(cube);
    let low = b.fma(minus, tail, t.lo);
    let low = b.add(low, lo);
    let sum = b.sum(hi, t.hi);
    let low = b.add(sum.lo, low);
    b.quick_sum(sum.hi, low)
}

/// `atan x`
pub(super) fn atan(b: &mut dyn Build, x: NodeId) -> NodeId {
    let magnitude = b.abs(x);
    let magnitude = b.clamp(magnitude, 0.0, 1e300);
    let point = nearest_point(b, magnitude);
    let c = b.pick(point, POINTS);
    // (x - c) / (1 + c x), or -1 / x
    let far = b.compare(CompareOp::Ge, magnitude, 2.4375);
    let (one, minus_one, zero) = (b.number(1.0), b.number(-1.0), b.number(0.0));
    let above = b.sub(magnitude, c);
    let above = b.select(far, minus_one, above);
    let below = b.product(c, magnitude);
    let sum = b.sum(one, below.hi);
    let low = b.add(sum.lo, below.lo);
    let below = Double { hi: b.select(far, magnitude, sum.hi), lo: b.select(far, zero, low) };
    let t = b.quotient(Double { hi: above, lo: zero }, below);
    let result = around(b, point, t);
    let result = b.rounded(result);
    let tiny = b.compare(CompareOp::Lt, magnitude, 1e-9);
    let result = b.select(tiny, magnitude, result);
    b.with_sign(result, x)
}

/// `atan2(y, x)`: the arc tangent of the smaller over the larger, turned to its quadrant.
pub(super) fn atan2(b: &mut dyn Build, y: NodeId, x: NodeId) -> NodeId {
    let (height, width) = (b.abs(y), b.abs(x));
    let steep = b.mask(crate::codegen::wide::program::Node::Compare(CompareOp::Gt, false, height, width));
    let (above, below) = (b.select(steep, width, height), b.select(steep, height, width));
    // Zeros, infinities, nans, and quotients whose rest would not be exact are the C library's.
    let (not_small, not_large) = (b.compare(CompareOp::Gt, below, 1e-270), b.compare(CompareOp::Lt, below, 1e270));
    let fits = b.both(not_small, not_large);
    b.require(fits);
    let zero = b.number(0.0);
    let point = {
        let t = b.div(above, below);
        nearest_point(b, t)
    };
    let c = b.pick(point, POINTS);
    // (a - c d) / (d + c a)
    let product = b.product(c, below);
    let minus = b.neg(product.hi);
    let difference = b.sum(above, minus);
    let low = b.sub(difference.lo, product.lo);
    let top = b.quick_sum(difference.hi, low);
    let product = b.product(c, above);
    let sum = b.sum(below, product.hi);
    let low = b.add(sum.lo, product.lo);
    let t = b.quotient(top, Double { hi: sum.hi, lo: low });
    // A quotient near the subnormals has no rest.
    let plain = b.abs(t.hi);
    let plain = b.compare(CompareOp::Lt, plain, 1e-250);
    let t = Double { hi: t.hi, lo: b.select(plain, zero, t.lo) };
    let angle = around(b, point, t);
    // pi/2 - angle where steep; pi - that where x is negative.
    let quarter = b.number(std::f64::consts::FRAC_PI_2);
    let angle = turned(b, steep, quarter, HALF_PI_REST, angle);
    let sign = b.with_sign(quarter, x);
    let left = b.compare(CompareOp::Lt, sign, 0.0);
    let half = b.number(std::f64::consts::PI);
    let angle = turned(b, left, half, 2.0 * HALF_PI_REST, angle);
    let result = b.rounded(angle);
    b.with_sign(result, y)
}

/// `whole - angle` where the mask holds.
fn turned(b: &mut dyn Build, mask: NodeId, whole: NodeId, rest: f64, angle: Double) -> Double {
    let minus = b.neg(angle.hi);
    let sum = b.quick_sum(whole, minus);
    let low = b.sub(sum.lo, angle.lo);
    let low = b.plus(low, rest);
    Double { hi: b.select(mask, sum.hi, angle.hi), lo: b.select(mask, low, angle.lo) }
}
