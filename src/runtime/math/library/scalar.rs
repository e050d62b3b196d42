//! The arithmetic of one double.
//!
//! Input: doubles. Output: doubles and truths. Never: steps for special arguments where there are none.

use super::{Arithmetic, Bits, Order, Table};

/// One double at a time.
pub(super) struct Scalar;

impl Arithmetic for Scalar {
    type Number = f64;
    type Truth = bool;

    #[inline(always)]
    fn bits(&mut self, bits: u64) -> f64 {
        f64::from_bits(bits)
    }

    #[inline(always)]
    fn add(&mut self, a: f64, b: f64) -> f64 {
        a + b
    }

    #[inline(always)]
    fn sub(&mut self, a: f64, b: f64) -> f64 {
        a - b
    }

    #[inline(always)]
    fn mul(&mut self, a: f64, b: f64) -> f64 {
        a * b
    }

    #[inline(always)]
    fn div(&mut self, a: f64, b: f64) -> f64 {
        a / b
    }

    #[inline(always)]
    fn fma(&mut self, a: f64, b: f64, c: f64) -> f64 {
        a.mul_add(b, c)
    }

    #[inline(always)]
    fn int(&mut self, op: Bits, x: f64, bits: u64) -> f64 {
        let x = x.to_bits();
        f64::from_bits(match op {
            Bits::Add => x.wrapping_add(bits),
            Bits::And => x & bits,
            Bits::Or => x | bits,
            Bits::Xor => x ^ bits,
            Bits::Shl => x << bits,
            Bits::Shr => x >> bits,
        })
    }

    #[inline(always)]
    fn int_sum(&mut self, a: f64, b: f64) -> f64 {
        f64::from_bits(a.to_bits().wrapping_add(b.to_bits()))
    }

    #[inline(always)]
    fn compare(&mut self, op: Order, x: f64, k: f64) -> bool {
        match op {
            Order::Less => x < k,
            Order::AtMost => x <= k,
            Order::Equal => x == k,
            Order::AtLeast => x >= k,
        }
    }

    #[inline(always)]
    fn is_least(&mut self, x: f64, least: i64) -> bool {
        x.to_bits() as i64 >= least
    }

    #[inline(always)]
    fn is_nan(&mut self, x: f64) -> bool {
        x.is_nan()
    }

    #[inline(always)]
    fn either(&mut self, a: bool, b: bool) -> bool {
        a | b
    }

    #[inline(always)]
    fn not(&mut self, truth: bool) -> bool {
        !truth
    }

    #[inline(always)]
    fn select(&mut self, truth: bool, a: f64, b: f64) -> f64 {
        if truth { a } else { b }
    }

    #[inline(always)]
    fn row(&mut self, table: Table, place: f64) -> [f64; 2] {
        let rows = table.rows();
        // Places are within the table; the mask says so to the compiler.
        let row = place.to_bits() as usize / size_of::<[u64; 2]>();
        rows[row & (rows.len() - 1)].map(f64::from_bits)
    }

    #[inline(always)]
    fn rarely(&mut self, truth: bool, usual: f64, special: impl FnOnce(&mut Self) -> f64) -> f64 {
        if truth { special(self) } else { usual }
    }
}
