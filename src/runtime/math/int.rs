//! Powers, greatest common divisors and least common multiples of 64-bit ints.
//!
//! Input, output: ints; narrower ones are widened before and wrapped after, which changes nothing. Never: overflow checks.

/// `x ** y`, wrapping. Negative exponents give 0, except that 1 and -1 keep their value.
#[must_use]
pub extern "C" fn pow_i64(x: i64, y: i64) -> i64 {
    match (x, y) {
        (1, _) => 1,
        (-1, _) => 1 - 2 * (y & 1),
        (_, ..0) => 0,
        _ => power(x as u64, y as u64) as i64,
    }
}

/// `x ** y`, wrapping.
#[must_use]
pub extern "C" fn pow_u64(x: u64, y: u64) -> u64 {
    power(x, y)
}

fn power(mut x: u64, mut y: u64) -> u64 {
    let mut result: u64 = 1;
    while y != 0 {
        if y & 1 != 0 {
            result = result.wrapping_mul(x);
        }
        x = x.wrapping_mul(x);
        y >>= 1;
    }
    result
}

/// Greatest common divisor, not negative (but for `gcd(i64::MIN, 0)`, which wraps).
#[must_use]
pub extern "C" fn gcd_i64(x: i64, y: i64) -> i64 {
    gcd_u64(x.unsigned_abs(), y.unsigned_abs()) as i64
}

/// Greatest common divisor.
#[must_use]
pub extern "C" fn gcd_u64(mut x: u64, mut y: u64) -> u64 {
    while y != 0 {
        (x, y) = (y, x % y);
    }
    x
}

/// Least common multiple, wrapping.
#[must_use]
pub extern "C" fn lcm_i64(x: i64, y: i64) -> i64 {
    lcm_u64(x.unsigned_abs(), y.unsigned_abs()) as i64
}

/// Least common multiple, wrapping; 0 if either is 0.
#[must_use]
pub extern "C" fn lcm_u64(x: u64, y: u64) -> u64 {
    match gcd_u64(x, y) {
        0 => 0,
        gcd => (x / gcd).wrapping_mul(y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers() {
        assert_eq!([pow_i64(3, 4), pow_i64(-2, 63), pow_i64(2, 64), pow_i64(0, 0)], [81, i64::MIN, 0, 1]);
        assert_eq!([pow_i64(2, -1), pow_i64(-1, -3), pow_i64(-1, -2), pow_i64(1, i64::MIN)], [0, -1, 1, 1]);
        assert_eq!(
            [pow_i64(0, -1), pow_i64(7, i64::MAX), pow_i64(-1, i64::MIN)],
            [0, pow_u64(7, i64::MAX as u64) as i64, 1]
        );
        assert_eq!(pow_u64(u64::MAX, 2), 1);
    }

    #[test]
    fn divisors_and_multiples() {
        assert_eq!([gcd_i64(12, -18), gcd_i64(0, -5), gcd_i64(0, 0), gcd_i64(i64::MIN, 3)], [6, 5, 0, 1]);
        assert_eq!([lcm_i64(4, -6), lcm_i64(0, 3)], [12, 0]);
        assert_eq!(gcd_u64(u64::MAX, 1 << 63), 1);
    }
}
