//! Python's `round(x, n)`.
//!
//! Input: a float, a number of decimal digits. Output: the float nearest to the exact decimal value rounded half to
//! even at that digit, as CPython computes it. Never: scaling by powers of ten where that could matter, which gives 2.68 for `round(2.675, 2)`.

/// Digits behind the point at which every double is exact already.
const MAX_DIGITS: i64 = 323;
/// Digits before the point that no double reaches.
const MIN_DIGITS: i64 = -308;
/// 10^n is exact up to here.
const EXACT_POWERS: i64 = 22;

/// Python's `round(x, digits)`: the exact value rounded to a decimal, ties to even, then to the nearest double.
#[must_use]
pub extern "C" fn round_digits(x: f64, digits: i64) -> f64 {
    if !x.is_finite() || digits > MAX_DIGITS || x == 0.0 {
        return x;
    }
    if digits < MIN_DIGITS {
        return 0.0f64.copysign(x);
    }
    if let Some(rounded) = round_quickly(x, digits) {
        return rounded;
    }
    let magnitude = if digits >= 0 {
        parse(&format!("{:.*}", digits as usize, x.abs()))
    } else {
        round_to_power(x.abs(), -digits as usize)
    };
    magnitude.copysign(x)
}

/// The result where one multiplication and one division are enough to know it: the scaled value is not near a tie.
fn round_quickly(x: f64, digits: i64) -> Option<f64> {
    if !(0..=EXACT_POWERS).contains(&digits) {
        return None;
    }
    let power = f64::powi(10.0, digits as i32);
    let scaled = (x * power).abs();
    if scaled >= 4_503_599_627_370_496.0 {
        return None;
    }
    let floor = scaled.floor();
    let from_tie = (scaled - floor - 0.5).abs();
    // The product is off by at most half a unit in its last place.
    if from_tie <= scaled * f64::EPSILON {
        return None;
    }
    let nearest = if scaled - floor > 0.5 { floor + 1.0 } else { floor };
    Some((nearest / power).copysign(x))
}

/// A positive double rounded to a multiple of `10^zeros`, ties to even.
fn round_to_power(x: f64, zeros: usize) -> f64 {
    // All digits of the integral part.
    let digits = format!("{:0>width$.0}", x.trunc(), width = zeros + 1);
    let (head, tail) = digits.split_at(digits.len() - zeros);
    let half = format!("5{}", "0".repeat(zeros - 1));
    let above_half = tail > half.as_str() || (tail == half && x.fract() > 0.0);
    let odd = head.ends_with(['1', '3', '5', '7', '9']);
    let mut head: Vec<u8> = head.bytes().collect();
    if above_half || (tail == half && odd) {
        increment(&mut head);
    }
    parse(&format!("{}e{zeros}", String::from_utf8_lossy(&head)))
}

/// Adds one to a decimal number.
fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit != b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

fn parse(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    #[test]
    fn rounding_to_digits_is_exact() {
        for (x, digits, expected) in [
            (2.675, 2, 2.67),
            (0.125, 2, 0.12),
            (0.375, 2, 0.38),
            (2.5, 0, 2.0),
            (-2.5, 0, -2.0),
            (0.5, 0, 0.0),
            (-0.4, 0, -0.0),
            (1.0e22, 3, 1.0e22),
            (123_456.0, -2, 123_500.0),
            (150.0, -2, 200.0),
            (250.0, -2, 200.0),
            (250.000_001, -2, 300.0),
            (-350.0, -2, -400.0),
            (5.0, -1, 0.0),
            (15.0, -1, 20.0),
            (999.0, -3, 1000.0),
            (499.0, -3, 0.0),
            (3.0, -400, 0.0),
            (1.234_567_890_123_456_7, 16, 1.234_567_890_123_456_7),
            (5.015, 2, 5.01),
            (1e-310, 310, 1e-310),
            (4.35, 1, 4.3),
            (0.15, 1, 0.1),
            (0.25, 1, 0.2),
            (9.995, 2, 9.99),
            (1e300, -300, 1e300),
        ] {
            assert_eq!(round_digits(x, digits).to_bits(), f64::to_bits(expected), "round({x}, {digits})");
        }
        assert!(round_digits(f64::NAN, 1).is_nan());
        assert_eq!(round_digits(INF, -1), INF);
    }

    #[test]
    fn quick_rounding_agrees_with_exact_rounding() {
        let mut state = 1u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let digits = (state >> 60) as i64 % 8;
            let x = (state >> 20) as i64 as f64 / f64::powi(10.0, (state >> 50) as i32 % 13) - 1e3;
            let exact: f64 = format!("{x:.*}", digits as usize).parse().unwrap();
            assert_eq!(round_digits(x, digits).to_bits(), exact.to_bits(), "round({x}, {digits})");
        }
    }
}
