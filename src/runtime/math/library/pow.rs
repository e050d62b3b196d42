//! `x^y = e^(y ln x)`, with the logarithm and the product in two parts.
//!
//! Input: doubles. Output: the power, within 0.52 ulp, as C has it for special arguments. Never: steps for those where there are
//! none.

use super::exp::{Parts, large_values, parts};
use super::log::{Parted, ROW_BYTES, outside, parted};
use super::{Arithmetic, Bits, Order, SIGN, Table};

/// ln 2 in two parts, the first so short that `k` times it is exact.
const LN2: [f64; 2] = [f64::from_bits(0x3fe6_2e42_fefa_3800), f64::from_bits(0x3d2e_f357_93c7_6730)];
/// Of `ln(1 + r)`, from `r^2` on.
const POWERS: [f64; 7] = [
    f64::from_bits(0xbfe0_0000_0000_0000),
    f64::from_bits(0xbfe5_5555_5555_5560),
    f64::from_bits(0x3fe0_0000_0000_0006),
    f64::from_bits(0x3fe9_9999_9959_554e),
    f64::from_bits(0xbfe5_5555_5529_a47a),
    f64::from_bits(0xbff2_495b_9b48_45e9),
    f64::from_bits(0x3ff0_002b_8b26_3fc3),
];
/// The bits of the least z that a number's mantissa is brought to.
const LEAST: u64 = 0x3fe6_9555_0000_0000;
/// `2^52`: from here on doubles are integral.
const INTEGRAL: f64 = 4_503_599_627_370_496.0;
/// From here on either way the exponential takes more steps.
const LARGE: f64 = 512.0;

/// A number as a sum.
#[derive(Clone, Copy)]
struct Sum<N> {
    high: N,
    low: N,
}

/// `x^y`
#[inline(always)]
pub fn pow<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number) -> A::Number {
    let exponent = exponent(b, x, y, None);
    let Parts { scale, rest } = parts(b, exponent.high, Some(exponent.low));
    let usual = b.fma(rest, scale, scale);
    let odd_base = outside(b, x, [f64::MIN_POSITIVE, f64::INFINITY]);
    let is_large = is_large(b, exponent.high);
    let special = b.either(odd_base, is_large);
    b.rarely(special, usual, |b| any_power(b, x, y, |b, x| of_positive(b, x, y)))
}

/// `y ln(2^more x)`, x normal and positive.
#[inline(always)]
fn exponent<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number, more: Option<A::Number>) -> Sum<A::Number> {
    let log = logarithm(b, x, more);
    let high = b.mul(y, log.high);
    let minus = b.negative(high);
    let low = b.fma(log.high, y, minus);
    Sum { high, low: b.fma(y, log.low, low) }
}

/// `ln(2^more x)` with 68 bits.
#[inline(always)]
fn logarithm<A: Arithmetic>(b: &mut A, x: A::Number, more: Option<A::Number>) -> Sum<A::Number> {
    let Parted { mut k, z, bits } = parted(b, x, 0.0, LEAST);
    if let Some(more) = more {
        k = b.add(k, more);
    }
    let place = b.int(Bits::Shr, bits, 52 - 7 - ROW_BYTES - 1);
    let place = b.int(Bits::And, place, 127 << (ROW_BYTES + 1));
    let [inverse, _] = b.row(Table::Power, place);
    let place = b.int(Bits::Add, place, 1 << ROW_BYTES);
    let [log, log_tail] = b.row(Table::Power, place);
    let minus_one = b.number(-1.0);
    let r = b.fma(z, inverse, minus_one);
    let (head, tail) = (b.number(LN2[0]), b.number(LN2[1]));
    let whole = b.fma(k, head, log);
    let first = b.add(r, whole);
    let low = b.fma(k, tail, log_tail);
    let lost = b.sub(whole, first);
    let lost = b.add(lost, r);
    let low = b.add(low, lost);
    let p = POWERS.map(|power| b.number(power));
    let half = b.mul(r, p[0]);
    let square = b.mul(r, half);
    let cube = b.mul(r, square);
    let high = b.add(first, square);
    let minus = b.negative(square);
    let lost = b.fma(half, r, minus);
    let low = b.add(low, lost);
    let lost = b.sub(first, high);
    let lost = b.add(lost, square);
    let low = b.add(low, lost);
    let [second, fourth, sixth] = [1, 3, 5].map(|at| b.fma(r, p[at + 1], p[at]));
    let fourth = b.fma(sixth, square, fourth);
    let second = b.fma(square, fourth, second);
    let low = b.fma(cube, second, low);
    let sum = b.add(high, low);
    let rest = b.sub(high, sum);
    Sum { high: sum, low: b.add(rest, low) }
}

/// Of any arguments, from the power of a positive number.
#[inline(always)]
pub(super) fn any_power<A: Arithmetic>(
    b: &mut A,
    x: A::Number,
    y: A::Number,
    of_positive: impl FnOnce(&mut A, A::Number) -> A::Number,
) -> A::Number {
    let size = b.int(Bits::And, x, !SIGN);
    let value = of_positive(b, size);
    let value = of_ends(b, size, y, value);
    let of_negative = of_negative(b, x, y, value);
    let sign = b.int(Bits::And, x, SIGN);
    let positive = b.is_least(sign, 0);
    let value = b.select(positive, value, of_negative);
    let (sum, one) = (b.add(x, y), b.number(1.0));
    let (x_is_nan, y_is_nan) = (b.is_nan(x), b.is_nan(y));
    let is_nan = b.either(x_is_nan, y_is_nan);
    let value = b.select(is_nan, sum, value);
    let (is_one, to_none) = (b.compare(Order::Equal, x, 1.0), b.compare(Order::Equal, y, 0.0));
    let is_one = b.either(is_one, to_none);
    b.select(is_one, one, value)
}

/// A power of what is negative, from that of its opposite: there is one for ints.
#[inline(always)]
fn of_negative<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number, value: A::Number) -> A::Number {
    let size = b.int(Bits::And, y, !SIGN);
    let half = b.times(size, 0.5);
    let minus = b.negative(value);
    let even = is_integral(b, half);
    let whole_power = b.select(even, value, minus);
    let nothing = b.sub(x, x);
    let none = b.div(nothing, nothing);
    // Zero and infinity have one for every exponent.
    let (zero, infinite) = (b.compare(Order::Equal, x, 0.0), b.compare(Order::Equal, x, f64::NEG_INFINITY));
    let always = b.either(zero, infinite);
    let other_power = b.select(always, value, none);
    let whole = is_integral(b, size);
    b.select(whole, whole_power, other_power)
}

/// A power of what is positive, subnormal or not.
#[inline(always)]
fn of_positive<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number) -> A::Number {
    let subnormal = b.compare(Order::Less, x, f64::MIN_POSITIVE);
    let (larger, zero) = (b.times(x, INTEGRAL), b.number(0.0));
    let normal = b.select(subnormal, larger, x);
    let more = b.number(-52.0);
    let more = b.select(subnormal, more, zero);
    let exponent = exponent(b, normal, y, Some(more));
    let parts = parts(b, exponent.high, Some(exponent.low));
    let large = large_values(b, exponent.high, parts);
    let usual = b.fma(parts.rest, parts.scale, parts.scale);
    let is_large = is_large(b, exponent.high);
    b.select(is_large, large, usual)
}

/// Does the exponential take more steps?
#[inline(always)]
fn is_large<A: Arithmetic>(b: &mut A, exponent: A::Number) -> A::Truth {
    let size = b.int(Bits::And, exponent, !SIGN);
    b.is_least(size, LARGE.to_bits() as i64)
}

/// The power of what is not negative, where that or the exponent is zero or infinite, or else a value.
#[inline(always)]
fn of_ends<A: Arithmetic>(b: &mut A, x: A::Number, y: A::Number, value: A::Number) -> A::Number {
    let zero = b.number(0.0);
    // Of zero and infinity the exponent's sign says all, of an infinite exponent the number's.
    let (infinity, up) = (b.number(f64::INFINITY), b.compare(Order::AtLeast, y, 0.0));
    let (of_zero, of_infinity) = (b.select(up, zero, infinity), b.select(up, infinity, zero));
    let (is_zero, is_infinite) = (b.compare(Order::Equal, x, 0.0), b.compare(Order::Equal, x, f64::INFINITY));
    let value = b.select(is_zero, of_zero, value);
    let value = b.select(is_infinite, of_infinity, value);
    let (above, one) = (b.compare(Order::AtLeast, x, 1.0), b.number(1.0));
    let endless = b.select(above, of_infinity, of_zero);
    let is_one = b.compare(Order::Equal, x, 1.0);
    let endless = b.select(is_one, one, endless);
    let size = b.int(Bits::And, y, !SIGN);
    let is_endless = b.compare(Order::Equal, size, f64::INFINITY);
    b.select(is_endless, endless, value)
}

/// Is a number that is not negative an int?
#[inline(always)]
fn is_integral<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Truth {
    let rounded = b.plus(x, INTEGRAL);
    let rounded = b.plus(rounded, -INTEGRAL);
    let rest = b.sub(rounded, x);
    let (exact, large) = (b.compare(Order::Equal, rest, 0.0), b.compare(Order::AtLeast, x, INTEGRAL));
    b.either(exact, large)
}
