//! `e^x = 2^(k/128) e^r` and `2^x = 2^(k/128) 2^r`, with `2^(k/128)` from a table.
//!
//! Input: doubles. Output: the exponential, within 0.511 ulp. Never: steps for large arguments where there are none.

use super::{Arithmetic, Bits, Order, SIGN, Table};

/// `128 / ln 2`, and `-ln 2 / 128` in two parts, the first so short that `k` times it is exact.
const PER_LN2: f64 = f64::from_bits(0x4067_1547_652b_82fe);
const MINUS_LN2: [f64; 2] = [f64::from_bits(0xbf76_2e42_fefa_0000), f64::from_bits(0xbd0c_f79a_bc9e_3b3a)];
/// Of `e^r`, from `r^2` on.
const POWERS: [f64; 4] = [
    f64::from_bits(0x3fdf_ffff_ffff_fdbd),
    f64::from_bits(0x3fc5_5555_5555_543c),
    f64::from_bits(0x3fa5_5555_cf17_2b91),
    f64::from_bits(0x3f81_1111_67a4_d017),
];
/// Of `2^r`, from r on.
const BINARY_POWERS: [f64; 5] = [
    f64::from_bits(0x3fe6_2e42_fefa_39ef),
    f64::from_bits(0x3fce_bfbd_ff82_c424),
    f64::from_bits(0x3fac_6b08_d70c_f4b5),
    f64::from_bits(0x3f83_b2ab_d246_50cc),
    f64::from_bits(0x3f55_d7e0_9b4e_3a84),
];
/// `1.5 2^52`: the low bits of a sum with it are an int; and the same in 128ths.
const SHIFT: f64 = 6_755_399_441_055_744.0;
const BINARY_SHIFT: f64 = SHIFT / 128.0;
/// Bits of a row's number, and of a row's bytes.
const ROWS: u64 = 7;
const ROW_BYTES: u64 = 4;

/// From here on either way the scale may be no normal number; from there on the result is none.
const LARGE: f64 = 512.0;
const BINARY_LARGE: f64 = 928.0;
const PAST: f64 = 1024.0;
const BINARY_PAST: f64 = 1075.0;

/// `scale + scale rest`
#[derive(Clone, Copy)]
pub(super) struct Parts<N> {
    pub scale: N,
    pub rest: N,
}

/// `2^(k/128)` for a number whose low bits are k: its bits, and what is left of it, relative to it.
struct Power<N> {
    bits: N,
    left: N,
}

/// `e^x`
#[inline(always)]
pub fn exp<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let parts = parts(b, x, None);
    let usual = b.fma(parts.scale, parts.rest, parts.scale);
    let size = b.int(Bits::And, x, !SIGN);
    let is_large = b.is_least(size, LARGE.to_bits() as i64);
    b.rarely(is_large, usual, |b| large_values(b, x, parts))
}

/// Of a large argument.
#[inline(always)]
pub(super) fn large_values<A: Arithmetic>(b: &mut A, x: A::Number, parts: Parts<A::Number>) -> A::Number {
    let (above, below) = (scaled_down(b, parts), scaled_up(b, parts));
    bounded(b, x, [below, above], [-PAST, PAST])
}

/// The exponential of a number, or of one and a small one.
#[inline(always)]
pub(super) fn parts<A: Arithmetic>(b: &mut A, x: A::Number, more: Option<A::Number>) -> Parts<A::Number> {
    let (per, shift) = (b.number(PER_LN2), b.number(SHIFT));
    let shifted = b.fma(x, per, shift);
    let k = b.sub(shifted, shift);
    let (head, tail) = (b.number(MINUS_LN2[0]), b.number(MINUS_LN2[1]));
    let r = b.fma(k, head, x);
    let mut r = b.fma(k, tail, r);
    if let Some(more) = more {
        r = b.add(r, more);
    }
    let Power { bits: scale, left } = power(b, shifted);
    let [p2, p3, p4, p5] = POWERS.map(|power| b.number(power));
    let low = b.fma(p3, r, p2);
    let linear = b.add(left, r);
    let square = b.mul(r, r);
    let high = b.fma(r, p5, p4);
    let low = b.fma(low, square, linear);
    let fourth = b.mul(square, square);
    Parts { scale, rest: b.fma(fourth, high, low) }
}

#[inline(always)]
fn power<A: Arithmetic>(b: &mut A, shifted: A::Number) -> Power<A::Number> {
    let place = b.int(Bits::Shl, shifted, ROW_BYTES);
    let place = b.int(Bits::And, place, ((1 << ROWS) - 1) << ROW_BYTES);
    let [left, power] = b.row(Table::Exp, place);
    let exponent = b.int(Bits::Shl, shifted, 52 - ROWS);
    Power { bits: b.int_sum(power, exponent), left }
}

/// `2^x`
#[inline(always)]
pub fn exp2<A: Arithmetic>(b: &mut A, x: A::Number) -> A::Number {
    let parts = binary_parts(b, x);
    let product = b.mul(parts.scale, parts.rest);
    let usual = b.add(product, parts.scale);
    let size = b.int(Bits::And, x, !SIGN);
    let is_large = b.is_least(size, BINARY_LARGE.to_bits() as i64 + 1);
    b.rarely(is_large, usual, |b| {
        let scale = b.int(Bits::Add, parts.scale, (1u64 << 52).wrapping_neg());
        let product = b.mul(scale, parts.rest);
        let above = b.add(product, scale);
        let (above, below) = (b.add(above, above), scaled_up(b, parts));
        bounded(b, x, [below, above], [-BINARY_PAST, PAST])
    })
}

/// The exponential of base 2, without fused operations, as that library has it.
#[inline(always)]
fn binary_parts<A: Arithmetic>(b: &mut A, x: A::Number) -> Parts<A::Number> {
    let shift = b.number(BINARY_SHIFT);
    let shifted = b.add(x, shift);
    let k = b.sub(shifted, shift);
    let r = b.sub(x, k);
    let Power { bits: scale, left } = power(b, shifted);
    let [p1, p2, p3, p4, p5] = BINARY_POWERS;
    let square = b.mul(r, r);
    let linear = b.times(r, p1);
    let linear = b.add(linear, left);
    let low = b.times(r, p3);
    let low = b.plus(low, p2);
    let low = b.mul(low, square);
    let low = b.add(low, linear);
    let high = b.times(r, p5);
    let high = b.plus(high, p4);
    let fourth = b.mul(square, square);
    let high = b.mul(high, fourth);
    Parts { scale, rest: b.add(low, high) }
}

/// The result by the sign of a large argument, which may be past both bounds, or none at all.
#[inline(always)]
fn bounded<A: Arithmetic>(b: &mut A, x: A::Number, values: [A::Number; 2], bounds: [f64; 2]) -> A::Number {
    let [below, above] = values;
    let negative = b.compare(Order::Less, x, 0.0);
    let value = b.select(negative, below, above);
    let (past, infinity) = (b.compare(Order::AtLeast, x, bounds[1]), b.number(f64::INFINITY));
    let value = b.select(past, infinity, value);
    let (past, zero) = (b.compare(Order::AtMost, x, bounds[0]), b.number(0.0));
    let value = b.select(past, zero, value);
    let (is_nan, quiet) = (b.is_nan(x), b.plus(x, 1.0));
    b.select(is_nan, quiet, value)
}

/// Of a large result, which may be infinite: a part of it times the rest.
#[inline(always)]
fn scaled_down<A: Arithmetic>(b: &mut A, Parts { scale, rest }: Parts<A::Number>) -> A::Number {
    let scale = b.int(Bits::Add, scale, (1009u64 << 52).wrapping_neg());
    let value = b.fma(scale, rest, scale);
    b.times(value, 2f64.powi(1009))
}

/// Of a small result, which may be subnormal: a multiple is rounded to the bits that are left, once.
#[inline(always)]
fn scaled_up<A: Arithmetic>(b: &mut A, Parts { scale, rest }: Parts<A::Number>) -> A::Number {
    let scale = b.int(Bits::Add, scale, 1022 << 52);
    let product = b.mul(scale, rest);
    let value = b.add(scale, product);
    let lost = b.sub(scale, value);
    let lost = b.add(lost, product);
    let one = b.number(1.0);
    let whole = b.add(value, one);
    let rest = b.sub(one, whole);
    let rest = b.add(rest, value);
    let rest = b.add(rest, lost);
    let rounded = b.add(rest, whole);
    let rounded = b.sub(rounded, one);
    let subnormal = b.compare(Order::Less, value, 1.0);
    let value = b.select(subnormal, rounded, value);
    b.times(value, f64::MIN_POSITIVE)
}
