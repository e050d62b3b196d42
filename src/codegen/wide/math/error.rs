//! The error function and its complement.
//!
//! Input: doubles. Output: one rational function whose coefficients depend on the interval of `|x|`. Intervals and coefficients are those of
//! FreeBSD's msun, `s_erf.c` (Sun Microsystems, 1993). Never: branches.

use super::exp::{Reduced, reduce, small_expm1};
use super::{Build, Double, NodeId};
use crate::ir::CompareOp;

/// erf(1), rounded to a single.
const ERF_1: f64 = 8.450_629_115_104_675e-1;

/// Up to 0.84375, 1.25, 1/0.35 and 28: of x^2, `|x| - 1`, 1/x^2, 1/x^2.
const ABOVE: [[f64; 4]; 8] = [
    [1.283_791_670_955_125_6e-1, -2.362_118_560_752_659_4e-3, -9.864_944_034_847_148e-3, -9.864_942_924_700_1e-3],
    [-3.250_421_072_470_015e-1, 4.148_561_186_837_483_3e-1, -6.938_585_727_071_818e-1, -7.992_832_376_805_23e-1],
    [-2.848_174_957_559_851e-2, -3.722_078_760_357_013e-1, -1.055_862_622_532_329_1e1, -1.775_795_491_775_475e1],
    [-5.770_270_296_489_442e-3, 3.183_466_199_011_617_5e-1, -6.237_533_245_032_601e1, -1.606_363_848_558_219e2],
    [-2.376_301_665_665_016_3e-5, -1.108_946_942_823_966_8e-1, -1.623_966_694_625_734_8e2, -6.375_664_433_683_896e2],
    [0.0, 3.547_830_432_561_823_6e-2, -1.846_050_929_067_110_4e2, -1.025_095_131_611_077_2e3],
    [0.0, -2.166_375_594_868_791e-3, -8.128_743_550_630_66e1, -4.835_191_916_086_514e2],
    [0.0, 0.0, -9.814_329_344_169_145, 0.0],
];
const BELOW: [[f64; 4]; 9] = [
    [1.0, 1.0, 1.0, 1.0],
    [3.979_172_239_591_553_5e-1, 1.064_208_804_008_442_3e-1, 1.965_127_166_743_925_7e1, 3.033_806_074_348_246e1],
    [6.502_224_998_876_73e-2, 5.403_979_177_021_71e-1, 1.376_577_541_435_190_4e2, 3.257_925_129_965_739e2],
    [5.081_306_281_875_766e-3, 7.182_865_441_419_627e-2, 4.345_658_774_752_292_3e2, 1.536_729_586_084_437e3],
    [1.324_947_380_043_216_4e-4, 1.261_712_198_087_616_4e-1, 6.453_872_717_332_679e2, 3.199_858_219_508_595_5e3],
    [-3.960_228_278_775_368e-6, 1.363_708_391_202_905e-2, 4.290_081_400_275_678_3e2, 2.553_050_406_433_164_4e3],
    [0.0, 1.198_449_984_679_911e-2, 1.086_350_055_417_794_4e2, 4.745_285_412_069_553_7e2],
    [0.0, 0.0, 6.570_249_770_319_282, -2.244_095_244_658_582e1],
    [0.0, 0.0, -6.042_441_521_485_81e-2, 0.0],
];

/// What both functions are made of.
struct Parts {
    magnitude: NodeId,
    /// Is it below 0.84375?
    near: NodeId,
    /// Is it below 1.25?
    middle: NodeId,
    /// The rational function of the interval.
    ratio: Double,
    /// `erfc |x|` from 1.25 on.
    far: NodeId,
}

fn parts(b: &mut dyn Build, x: NodeId, exact: usize) -> Parts {
    let magnitude = b.abs(x);
    // erfc is 0 from 28 on.
    let magnitude = b.clamp(magnitude, 0.0, 28.0);
    let near = b.compare(CompareOp::Lt, magnitude, 0.84375);
    let middle = b.compare(CompareOp::Lt, magnitude, 1.25);
    let square = b.product(magnitude, magnitude);
    let (one, zero) = (b.number(1.0), b.number(0.0));
    let inverse = b.quotient(Double { hi: one, lo: zero }, square);
    let offset = b.plus(magnitude, -1.0);
    let hi = b.select(middle, offset, inverse.hi);
    let lo = b.select(middle, zero, inverse.lo);
    let argument = Double { hi: b.select(near, square.hi, hi), lo: b.select(near, square.lo, lo) };
    let interval = interval(b, magnitude);
    let (above, below) =
        (rational(b, argument, interval, &ABOVE, exact), rational(b, argument, interval, &BELOW, exact));
    let ratio = b.quotient(above, below);
    let far = tail(b, magnitude, square, ratio);
    Parts { magnitude, near, middle, ratio, far }
}

/// The number of the interval, as an index.
fn interval(b: &mut dyn Build, magnitude: NodeId) -> NodeId {
    let one = b.number(1.0);
    let mut number = b.number(0.0);
    for edge in [0.84375, 1.25, 1.0 / 0.35] {
        let past = b.compare(CompareOp::Ge, magnitude, edge);
        let next = b.add(number, one);
        number = b.select(past, next, number);
    }
    b.index(number)
}

/// A polynomial with coefficients by interval; its last steps lose nothing, as many as are wanted.
fn rational(b: &mut dyn Build, x: Double, interval: NodeId, coefficients: &[[f64; 4]], exact: usize) -> Double {
    let row = |b: &mut dyn Build, [a, c, d, e]: [f64; 4]| b.pick(interval, [a, c, d, e, a, c, d, e]);
    let (last, first) = coefficients.split_at(exact);
    let zero = b.number(0.0);
    let mut sum = zero;
    for &coefficients in first.iter().rev() {
        let coefficient = row(b, coefficients);
        sum = b.fma(sum, x.hi, coefficient);
    }
    let mut sum = Double { hi: sum, lo: zero };
    for &coefficients in last.iter().rev() {
        let coefficient = row(b, coefficients);
        let product = b.product(sum.hi, x.hi);
        let total = b.sum(coefficient, product.hi);
        let low = b.add(total.lo, product.lo);
        let low = b.fma(sum.lo, x.hi, low);
        sum = Double { hi: total.hi, lo: b.fma(sum.hi, x.lo, low) };
    }
    sum
}

/// `e^(-x^2 - 0.5625 + ratio) / x`
fn tail(b: &mut dyn Build, x: NodeId, square: Double, ratio: Double) -> NodeId {
    let (minus, minus_lo) = (b.neg(square.hi), b.neg(square.lo));
    let base = b.number(-0.5625);
    let shift = b.quick_sum(base, ratio.hi);
    let exponent = b.sum(minus, shift.hi);
    let lo = b.add(exponent.lo, minus_lo);
    let lo = b.add(lo, shift.lo);
    let lo = b.add(lo, ratio.lo);
    let Reduced { n, r } = reduce(b, Double { hi: exponent.hi, lo });
    let rest = small_expm1(b, r);
    let (one, zero) = (b.number(1.0), b.number(0.0));
    let power = b.quick_sum(one, rest.hi);
    let lo = b.add(power.lo, rest.lo);
    let result = b.quotient(Double { hi: power.hi, lo }, Double { hi: x, lo: zero });
    let result = b.rounded(result);
    b.scale(result, n)
}

/// `base + sign ratio`
fn around_one(b: &mut dyn Build, base: f64, ratio: Double, sign: f64) -> NodeId {
    let base = b.number(base);
    let (hi, lo) = (b.times(ratio.hi, sign), b.times(ratio.lo, sign));
    let sum = b.sum(base, hi);
    let low = b.add(sum.lo, lo);
    b.add(sum.hi, low)
}

/// `erf x`
pub(super) fn erf(b: &mut dyn Build, x: NodeId) -> NodeId {
    let Parts { magnitude, near, middle, ratio, far } = parts(b, x, 0);
    let small = b.fma(magnitude, ratio.hi, magnitude);
    let medium = around_one(b, ERF_1, ratio, 1.0);
    let one = b.number(1.0);
    let large = b.sub(one, far);
    let result = b.select(middle, medium, large);
    let result = b.select(near, small, result);
    b.with_sign(result, x)
}

/// `erfc x = 1 - erf x`
pub(super) fn erfc(b: &mut dyn Build, x: NodeId) -> NodeId {
    let Parts { magnitude, near, middle, ratio, far } = parts(b, x, 3);
    let one = b.number(1.0);
    let negative = b.compare(CompareOp::Lt, x, 0.0);
    // 1 - (x + x ratio), with what the sum loses
    let value = b.with_sign(magnitude, x);
    let minus = b.neg(value);
    let sum = b.sum(one, minus);
    let product = b.product(minus, ratio.hi);
    let whole = b.sum(sum.hi, product.hi);
    let low = b.fma(minus, ratio.lo, product.lo);
    let low = b.add(low, sum.lo);
    let low = b.add(low, whole.lo);
    let small = b.add(whole.hi, low);
    let positive = around_one(b, 1.0 - ERF_1, ratio, -1.0);
    let flipped = around_one(b, 1.0 + ERF_1, ratio, 1.0);
    let medium = b.select(negative, flipped, positive);
    let two = b.number(2.0);
    let flipped = b.sub(two, far);
    let large = b.select(negative, flipped, far);
    let result = b.select(middle, medium, large);
    b.select(near, small, result)
}
