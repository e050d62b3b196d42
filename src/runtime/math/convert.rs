//! Float to int, as compiled C (and therefore NumPy and Numba) does it on x86-64.
//!
//! Input: floats. Output: ints; what does not fit gives the machine's "indefinite" value, on every platform.
//! Never: Rust's saturating `as` for values out of range.

/// Truncates to 32 bits; `i32::MIN` where that does not fit.
#[must_use]
pub fn f64_to_i32(x: f64) -> i32 {
    let truncated = x.trunc();
    if (-2_147_483_648.0..2_147_483_648.0).contains(&truncated) { truncated as i32 } else { i32::MIN }
}

/// Truncates to 64 bits; `i64::MIN` where that does not fit.
#[must_use]
pub fn f64_to_i64(x: f64) -> i64 {
    if (-TWO_63..TWO_63).contains(&x) { x as i64 } else { i64::MIN }
}

/// Truncates to unsigned 64 bits; negative values wrap, as -1.0 to `u64::MAX`; 2^63 where that does not fit.
#[must_use]
pub fn f64_to_u64(x: f64) -> u64 {
    if (TWO_63..2.0 * TWO_63).contains(&x) { x as u64 } else { f64_to_i64(x) as u64 }
}

const TWO_63: f64 = 9_223_372_036_854_775_808.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_fit_truncate() {
        for (x, expected) in [(1.9, 1), (-1.9, -1), (0.0, 0), (-0.5, 0)] {
            assert_eq!((f64_to_i32(x), f64_to_i64(x)), (expected, i64::from(expected)));
        }
        assert_eq!(f64_to_i32(-2_147_483_648.9), i32::MIN);
        assert_eq!(f64_to_i32(2_147_483_647.9), i32::MAX);
        assert_eq!(f64_to_u64(1.8e19), 18_000_000_000_000_000_000);
    }

    #[test]
    fn values_that_do_not_fit_are_indefinite() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
            assert_eq!((f64_to_i32(x), f64_to_i64(x), f64_to_u64(x)), (i32::MIN, i64::MIN, 1 << 63));
        }
        assert_eq!(f64_to_i32(2_147_483_648.0), i32::MIN);
        assert_eq!(f64_to_u64(-1.0), u64::MAX);
    }
}
