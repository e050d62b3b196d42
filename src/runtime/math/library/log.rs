//! `ln x = k ln 2 + ln c + ln(1 + r)` with `x = 2^k z` and `z / c = 1 + r`, where `1 / c` and `ln c` come from a table.
//!
//! Input: doubles. Output: the logarithm, within 0.52 ulp. Never: a division.

use super::{Arithmetic, Bits, Order, SIGN, Table};

/// ln 2 in two parts, the first so short that `k` times it is exact.
const LN2: [f64; 2] = [f64::from_bits(0x3fe6_2e42_fefa_3800), f64::from_bits(0x3d2e_f357_93c7_6730)];
/// Of `ln(1 + r)`, from `r^2` on.
const POWERS: [f64; 5] = [
    f64::from_bits(0xbfe0_0000_0000_0001),
    f64::from_bits(0x3fd5_5555_5551_305b),
    f64::from_bits(0xbfcf_ffff_ffeb_4590),
    f64::from_bits(0x3fc9_99b3_24f1_0111),
    f64::from_bits(0xbfc5_5575_e506_c89f),
];
/// The same for a larger r.
const NEAR_POWERS: [f64; 11] = [
    f64::from_bits(0xbfe0_0000_0000_0000),
    f64::from_bits(0x3fd5_5555_5555_5577),
    f64::from_bits(0xbfcf_ffff_ffff_fdcb),
    f64::from_bits(0x3fc9_9999_9995_dd0c),
    f64::from_bits(0xbfc5_5555_5567_45a7),
    f64::from_bits(0x3fc2_4924_a344_de30),
    f64::from_bits(0xbfbf_ffff_a442_3d65),
    f64::from_bits(0x3fbc_7184_282a_d6ca),
    f64::from_bits(0xbfb9_99eb_43b0_68ff),
    f64::from_bits(0x3fb7_8182_f7af_d085),
    f64::from_bits(0xbfb5_5213_75d1_45cd),
];
/// Around 1, where a sum with `ln c` would lose digits: from `1 - 2^-4` to below `1 + 1.035 2^-4`.
const NEAR: [f64; 2] = [0.9375, f64::from_bits(0x3ff1_0900_0000_0000)];
/// A factor that leaves the upper half of a number in a difference of products.
const SPLIT: f64 = 134_217_728.0;

const ONE: u64 = 1.0f64.to_bits();
const MANTISSA: u64 = (1 << 52) - 1;
/// A row's bytes, as bits of a place.
pub(super) const ROW_BYTES: u64 = 4;
/// `2^52`: its low bits are an int.
const INTEGRAL: f64 = 4_503_599_627_370_496.0;
/// Makes subnormal numbers normal.
const UP: f64 = INTEGRAL;

/// `1 / ln 2` in two parts, the first so short that a product with 24 bits is exact.
const PER_LN2: [f64; 2] = [f64::from_bits(0x3ff7_1547_6520_0000), f64::from_bits(0x3de7_05fc_2eef_a200)];
/// Of `log2(1 + r)`, from `r^2` on.
const BINARY_POWERS: [f64; 6] = [
    f64::from_bits(0xbfe7_1547_652b_8339),
    f64::from_bits(0x3fde_c709_dc3a_04be),
    f64::from_bits(0xbfd7_1547_6470_2ffb),
    f64::from_bits(0x3fd2_776c_5003_4c48),
    f64::from_bits(0xbfce_c7b3_28ea_92bc),
    f64::from_bits(0x3fca_6225_e117_f92e),
];
/// The same for a larger r.
const BINARY_NEAR_POWERS: [f64; 10] = [
    f64::from_bits(0xbfe7_1547_652b_82fe),
    f64::from_bits(0x3fde_c709_dc3a_03f7),
    f64::from_bits(0xbfd7_1547_652b_7c3f),
    f64::from_bits(0x3fd2_776c_50f0_5be4),
    f64::from_bits(0xbfce_c709_dd76_8fe5),
    f64::from_bits(0x3fca_6176_1ec4_e736),
    f64::from_bits(0xbfc7_153f_bc64_a79b),
    f64::from_bits(0x3fc4_84d1_54f0_1b4a),
    f64::from_bits(0xbfc2_89e4_a72c_383c),
    f64::from_bits(0x3fc0_b32f_285a_ee66),
];
/// Around 1, as for the natural logarithm.
const BINARY_NEAR: [f64; 2] = [f64::from_bits(0x3fee_a4af_0000_0000), f64::from_bits(0x3ff0_b559_0000_0000)];

/// The bits of the least z that a number's mantissa is brought to.
const LEAST: u64 = 0x3fe6_0000_0000_0000;

/// `x = 2^k z`
pub(super) struct Parted<N> {
    pub k: N,
    pub z: N,
    /// Their bits: sign and exponent are those of 2^k, biased, the others those of z less the least z.
    pub bits: N,
}

/// `x = 2^k z`, `z / c = 1 + r`
struct Split<N> {
    k: N,
    r: N,
    /// The logarithm of c.
    log: N,
}

/// `ln x`
#[inline(always)]
pub fn log<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let usual = natural(b, x, 0.0);
    let special = outside(b, x, [f64::MIN_POSITIVE, f64::INFINITY]);
    let value = b.rarely(special, usual, |b| special_value(b, x, natural));
    let far = outside(b, x, NEAR);
    let near = b.not(far);
    b.rarely(near, value, |b| near_one(b, x))
}

/// `log2 x`
#[inline(always)]
pub fn log2<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let usual = binary(b, x, 0.0);
    let special = outside(b, x, [f64::MIN_POSITIVE, f64::INFINITY]);
    let value = b.rarely(special, usual, |b| special_value(b, x, binary));
    let far = outside(b, x, BINARY_NEAR);
    let near = b.not(far);
    b.rarely(near, value, |b| binary_near_one(b, x))
}

/// Is it less than the first bound or not less than the second one, or nan? Both are positive, and by their bits numbers are
/// in order as ints are that begin with the negative ones.
#[inline(always)]
pub(super) fn outside<A: Arithmetic>(b: &mut A, x: A::Number, [from, to]: [f64; 2]) -> A::Truth {
    let place = b.int(Bits::Add, x, SIGN.wrapping_sub(from.to_bits()));
    b.is_least(place, (SIGN + (to.to_bits() - from.to_bits())) as i64)
}

/// The parts of a normal number over `2^more`.
#[inline(always)]
pub(super) fn parted<A: Arithmetic>(b: &mut A, x: A::Number, more: f64, least: u64) -> Parted<A::Number> {
    let bits = b.int(Bits::Add, x, ONE - least);
    let k = b.int(Bits::Shr, bits, 52);
    let k = b.int(Bits::Or, k, INTEGRAL.to_bits());
    let k = b.plus(k, -(INTEGRAL + 1023.0 + more));
    let z = b.int(Bits::And, bits, MANTISSA);
    Parted { k, z: b.int(Bits::Add, z, least), bits }
}

/// The same, with the row of a table.
#[inline(always)]
fn split<A: Arithmetic>(b: &mut A, x: A::Number, more: f64, table: Table) -> Split<A::Number> {
    let Parted { k, z, bits } = parted(b, x, more, LEAST);
    let rows = u64::from(table.rows().len().trailing_zeros());
    let place = b.int(Bits::Shr, bits, 52 - rows - ROW_BYTES);
    let place = b.int(Bits::And, place, ((1 << rows) - 1) << ROW_BYTES);
    let [inverse, log] = b.row(table, place);
    let minus_one = b.number(-1.0);
    Split { k, r: b.fma(z, inverse, minus_one), log }
}

/// The logarithm of a normal number over `2^more`.
#[inline(always)]
fn natural<A: Arithmetic>(b: &mut A, x: A::Number, more: f64) -> A::Number {
    let Split { k, r, log } = split(b, x, more, Table::Log);
    let (head, tail) = (b.number(LN2[0]), b.number(LN2[1]));
    let whole = b.fma(head, k, log);
    let high = b.add(r, whole);
    let low = b.sub(whole, high);
    let low = b.add(low, r);
    let low = b.fma(k, tail, low);
    let [p2, p3, p4, p5, p6] = POWERS.map(|power| b.number(power));
    let square = b.mul(r, r);
    let first = b.fma(p4, r, p3);
    let cube = b.mul(r, square);
    let second = b.fma(r, p6, p5);
    let low = b.fma(square, p2, low);
    let second = b.fma(second, square, first);
    let low = b.fma(cube, second, low);
    b.add(low, high)
}

/// The same of base 2.
#[inline(always)]
fn binary<A: Arithmetic>(b: &mut A, x: A::Number, more: f64) -> A::Number {
    let Split { k, r, log } = split(b, x, more, Table::Log2);
    let [first, lost] = per_ln2(b, r);
    let whole = b.add(k, log);
    let high = b.add(first, whole);
    let low = b.sub(whole, high);
    let low = b.add(low, first);
    let low = b.add(low, lost);
    let square = b.mul(r, r);
    let fourth = b.mul(square, square);
    let p = BINARY_POWERS.map(|power| b.number(power));
    let first = b.fma(r, p[1], p[0]);
    let second = b.fma(r, p[3], p[2]);
    let third = b.fma(r, p[5], p[4]);
    let second = b.fma(second, square, first);
    let third = b.fma(third, fourth, second);
    let low = b.fma(square, third, low);
    b.add(low, high)
}

/// `r / ln 2` in two parts.
#[inline(always)]
fn per_ln2<A: Arithmetic>(b: &mut A, r: A::Number) -> [A::Number; 2] {
    let (head, tail) = (b.number(PER_LN2[0]), b.number(PER_LN2[1]));
    let high = b.mul(head, r);
    let minus = b.negative(high);
    let lost = b.fma(head, r, minus);
    [high, b.fma(r, tail, lost)]
}

/// Of what is subnormal, zero, negative, infinite or nan.
#[inline(always)]
fn special_value<A: Arithmetic>(
    b: &mut A,
    x: A::Number,
    normal: impl FnOnce(&mut A, A::Number, f64) -> A::Number,
) -> A::Number {
    let larger = b.times(x, UP);
    let value = normal(b, larger, 52.0);
    of_none(b, x, value)
}

/// Of what is zero, negative, infinite or nan, or else a value.
#[inline(always)]
pub(super) fn of_none<A: Arithmetic>(b: &mut A, x: A::Number, value: A::Number) -> A::Number {
    let (zero, lowest) = (b.compare(Order::Equal, x, 0.0), b.number(f64::NEG_INFINITY));
    let value = b.select(zero, lowest, value);
    let (infinite, infinity) = (b.compare(Order::Equal, x, f64::INFINITY), b.number(f64::INFINITY));
    let value = b.select(infinite, infinity, value);
    let nothing = b.sub(x, x);
    let none = b.div(nothing, nothing);
    let (negative, is_nan) = (b.compare(Order::Less, x, 0.0), b.is_nan(x));
    let none_there = b.either(negative, is_nan);
    b.select(none_there, none, value)
}

/// Of what is near 1: `r - r^2/2 + ..` with the square in two parts.
#[inline(always)]
fn near_one<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let r = b.plus(x, -1.0);
    let square = b.mul(r, r);
    let cube = b.mul(r, square);
    let p = NEAR_POWERS.map(|power| b.number(power));
    let mut first = b.fma(r, p[2], p[1]);
    let mut second = b.fma(r, p[5], p[4]);
    let mut third = b.fma(r, p[8], p[7]);
    first = b.fma(square, p[3], first);
    second = b.fma(square, p[6], second);
    third = b.fma(square, p[9], third);
    third = b.fma(cube, p[10], third);
    second = b.fma(third, cube, second);
    first = b.fma(second, cube, first);
    let (split, minus) = (b.number(SPLIT), b.number(-SPLIT));
    let upper = b.fma(r, split, r);
    let upper = b.fma(minus, r, upper);
    let lower = b.sub(r, upper);
    let upper_square = b.mul(upper, upper);
    let high = b.fma(upper_square, p[0], r);
    let low = b.sub(r, high);
    let low = b.fma(upper_square, p[0], low);
    let both = b.add(r, upper);
    let half = b.mul(p[0], lower);
    let low = b.fma(half, both, low);
    let low = b.fma(first, cube, low);
    b.add(high, low)
}

/// Of what is near 1, of base 2.
#[inline(always)]
fn binary_near_one<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let r = b.plus(x, -1.0);
    let [first, lost] = per_ln2(b, r);
    let square = b.mul(r, r);
    let fourth = b.mul(square, square);
    let p = BINARY_NEAR_POWERS.map(|power| b.number(power));
    let second = b.fma(r, p[1], p[0]);
    let high = b.fma(second, square, first);
    let low = b.sub(first, high);
    let low = b.fma(second, square, low);
    let low = b.add(low, lost);
    let third = b.fma(r, p[3], p[2]);
    let fifth = b.fma(r, p[5], p[4]);
    let third = b.fma(fifth, square, third);
    let seventh = b.fma(r, p[7], p[6]);
    let ninth = b.fma(r, p[9], p[8]);
    let seventh = b.fma(ninth, square, seventh);
    let third = b.fma(seventh, fourth, third);
    let low = b.fma(third, fourth, low);
    b.add(high, low)
}
