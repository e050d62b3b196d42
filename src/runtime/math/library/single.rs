//! The functions of singles, made of doubles: `e^x`, `2^x`, `ln x`, `log2 x`, `x^y`.
//!
//! Input: singles as doubles. Output: doubles that, rounded to singles, are the results, within 0.51 ulp. Never: steps for special
//! arguments where there are none.

use super::log::{Parted, ROW_BYTES, of_none, outside, parted};
use super::pow::any_power;
use super::{Arithmetic, Bits, Order, SIGN, Table};

/// `32 / ln 2`, and of `2^(r/32)` the powers of r, the highest first.
const PER_LN2: f64 = f64::from_bits(0x4047_1547_652b_82fe);
const POWERS: [f64; 3] = [
    f64::from_bits(0x3ebc_6af8_4b91_2394),
    f64::from_bits(0x3f2e_bfce_50fa_c4f3),
    f64::from_bits(0x3f96_2e42_ff0c_52d6),
];
/// Of `2^r` the powers of r, the highest first.
const BINARY_POWERS: [f64; 3] = [
    f64::from_bits(0x3fac_6af8_4b91_2394),
    f64::from_bits(0x3fce_bfce_50fa_c4f3),
    f64::from_bits(0x3fe6_2e42_ff0c_52d6),
];
/// ln 2, and of `ln(1 + r)` the powers of r down to the square, the highest first.
const LN2: f64 = f64::from_bits(0x3fe6_2e42_fefa_39ef);
const LOG_POWERS: [f64; 3] = [
    f64::from_bits(0xbfd0_0ea3_48b8_8334),
    f64::from_bits(0x3fd5_575b_0be0_0b6a),
    f64::from_bits(0xbfdf_fffe_f20a_4123),
];
/// Of `log2(1 + r)`, down to the first power.
const LOG2_POWERS: [f64; 4] = [
    f64::from_bits(0xbfd7_12b6_f70a_7e4d),
    f64::from_bits(0x3fde_cabf_4968_32e0),
    f64::from_bits(0xbfe7_1547_9ffa_e3de),
    f64::from_bits(0x3ff7_1547_5f35_c8b8),
];
/// The same with more digits, for powers.
const POWER_POWERS: [f64; 5] = [
    f64::from_bits(0x3fd2_7616_c949_6e0b),
    f64::from_bits(0xbfd7_1969_a075_c67a),
    f64::from_bits(0x3fde_c70a_6ca7_badd),
    f64::from_bits(0xbfe7_1547_48be_f6c8),
    f64::from_bits(0x3ff7_1547_652a_b82b),
];
/// `1.5 2^52`: the low bits of a sum with it are an int; and the same in 32nds.
const SHIFT: f64 = 6_755_399_441_055_744.0;
const BINARY_SHIFT: f64 = SHIFT / 32.0;
/// Bits of a row's number, of exponentials and of logarithms.
const ROWS: u64 = 5;
const LOG_ROWS: u64 = 4;
/// From here on either way the result is no single.
const PAST: f64 = 512.0;
/// The bits of the least z that a number's mantissa is brought to.
const LEAST: u64 = 0x3fe6_6000_0000_0000;

/// `e^x`
#[inline(always)]
pub fn exp<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let (per, shift) = (b.number(PER_LN2), b.number(SHIFT));
    let shifted = b.fma(per, x, shift);
    let k = b.sub(shifted, shift);
    let minus = b.negative(k);
    let r = b.fma(per, x, minus);
    let usual = power(b, shifted, r, POWERS);
    within(b, x, usual)
}

/// `2^x`
#[inline(always)]
pub fn exp2<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let usual = binary_power(b, x);
    within(b, x, usual)
}

#[inline(always)]
fn binary_power<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let shift = b.number(BINARY_SHIFT);
    let shifted = b.add(x, shift);
    let k = b.sub(shifted, shift);
    let r = b.sub(x, k);
    power(b, shifted, r, BINARY_POWERS)
}

/// `2^(k/32)` for a number whose low bits are k, times a polynomial in r.
#[inline(always)]
fn power<A: Arithmetic>(b: &mut A, shifted: A::Number, r: A::Number, powers: [f64; 3]) -> A::Number {
    let place = b.int(Bits::Shl, shifted, ROW_BYTES);
    let place = b.int(Bits::And, place, ((1 << ROWS) - 1) << ROW_BYTES);
    let [power, _] = b.row(Table::ShortExp, place);
    let exponent = b.int(Bits::Shl, shifted, 52 - ROWS);
    let scale = b.int_sum(power, exponent);
    let [third, second, first] = powers.map(|power| b.number(power));
    let high = b.fma(third, r, second);
    let square = b.mul(r, r);
    let one = b.number(1.0);
    let low = b.fma(first, r, one);
    let value = b.fma(high, square, low);
    b.mul(value, scale)
}

/// An exponential, also of arguments for which there is no scale.
#[inline(always)]
fn within<A: Arithmetic>(b: &mut A, x: A::Number, usual: A::Number) -> A::Number {
    let is_past = is_past(b, x);
    b.rarely(is_past, usual, |b| past(b, x))
}

#[inline(always)]
fn is_past<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Truth {
    let size = b.int(Bits::And, x, !SIGN);
    b.is_least(size, PAST.to_bits() as i64)
}

/// Of what is past all bounds.
#[inline(always)]
fn past<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let (zero, infinity) = (b.number(0.0), b.number(f64::INFINITY));
    let negative = b.compare(Order::Less, x, 0.0);
    let value = b.select(negative, zero, infinity);
    let (is_nan, quiet) = (b.is_nan(x), b.add(x, x));
    b.select(is_nan, quiet, value)
}

/// `x = 2^k z`, `z / c = 1 + r`
struct Split<N> {
    k: N,
    r: N,
    /// The logarithm of c.
    log: N,
}

#[inline(always)]
fn split<A: Arithmetic>(b: &mut A, x: A::Number, table: Table) -> Split<A::Number> {
    let Parted { k, z, bits } = parted(b, x, 0.0, LEAST);
    let place = b.int(Bits::Shr, bits, 52 - LOG_ROWS - ROW_BYTES);
    let place = b.int(Bits::And, place, ((1 << LOG_ROWS) - 1) << ROW_BYTES);
    let [inverse, log] = b.row(table, place);
    let minus_one = b.number(-1.0);
    Split { k, r: b.fma(z, inverse, minus_one), log }
}

/// `ln x`
#[inline(always)]
pub fn log<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let Split { k, r, log } = split(b, x, Table::ShortLog);
    let ln2 = b.number(LN2);
    let whole = b.fma(k, ln2, log);
    let [fourth, third, second] = LOG_POWERS.map(|power| b.number(power));
    let high = b.fma(third, r, second);
    let square = b.mul(r, r);
    let low = b.add(r, whole);
    let high = b.fma(fourth, square, high);
    let usual = b.fma(square, high, low);
    positive(b, x, usual)
}

/// `log2 x`
#[inline(always)]
pub fn log2<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let Split { k, r, log } = split(b, x, Table::ShortLog2);
    let whole = b.add(k, log);
    let [fourth, third, second, first] = LOG2_POWERS.map(|power| b.number(power));
    let high = b.fma(third, r, second);
    let square = b.mul(r, r);
    let low = b.fma(r, first, whole);
    let high = b.fma(fourth, square, high);
    let usual = b.fma(square, high, low);
    positive(b, x, usual)
}

/// A logarithm, also of what has none.
#[inline(always)]
fn positive<A: Arithmetic>(b: &mut A, x: A::Number, usual: A::Number) -> A::Number {
    let special = outside(b, x, [f64::MIN_POSITIVE, f64::INFINITY]);
    b.rarely(special, usual, |b| of_none(b, x, usual))
}

/// `x^y`
#[inline(always)]
pub fn pow<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number) -> A::Number {
    let turns = exponent(b, x, y);
    let usual = binary_power(b, turns);
    let odd_base = outside(b, x, [f64::MIN_POSITIVE, f64::INFINITY]);
    let large = is_past(b, turns);
    let special = b.either(odd_base, large);
    b.rarely(special, usual, |b| any_power(b, x, y, |b, x| of_positive(b, x, y)))
}

#[inline(always)]
fn of_positive<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number) -> A::Number {
    let turns = exponent(b, x, y);
    let (value, past) = (binary_power(b, turns), past(b, turns));
    let large = is_past(b, turns);
    b.select(large, past, value)
}

/// `y log2 x`
#[inline(always)]
fn exponent<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number) -> A::Number {
    let Split { k, r, log } = split(b, x, Table::ShortLog2);
    let whole = b.add(k, log);
    let [fifth, fourth, third, second, first] = POWER_POWERS.map(|power| b.number(power));
    let high = b.fma(fifth, r, fourth);
    let middle = b.fma(third, r, second);
    let square = b.mul(r, r);
    let low = b.fma(r, first, whole);
    let fourth = b.mul(square, square);
    let low = b.fma(square, middle, low);
    let log = b.fma(high, fourth, low);
    b.mul(y, log)
}
