//! Python's `round(x, n)`.
//!
//! Input: a float, a number of decimal digits. Output: the float nearest to the exact decimal value rounded half to
//! even at that digit, as CPython computes it (by way of the decimal text). Never: scaling by powers of ten, which
//! gives 2.68 for `round(2.675, 2)`.

/// Digits past which rounding changes no double.
const MOST_DIGITS: i64 = 330;

/// Helper: `round(x, digits)`.
pub(in crate::runtime) extern "C" fn round_digits(x: f64, digits: i64) -> f64 {
    if !x.is_finite() || digits > MOST_DIGITS {
        return x;
    }
    if digits < -MOST_DIGITS {
        return 0.0f64.copysign(x);
    }
    let rounded = if digits >= 0 { format!("{x:.*}", digits as usize) } else { round_left(x, (-digits) as usize) };
    rounded.parse().unwrap_or(x)
}

/// The text of x rounded to a multiple of 10^places, half to even over its exact decimal expansion.
fn round_left(x: f64, places: usize) -> String {
    // All digits of the exact expansion: the fraction of a double ends within 1074 digits.
    let text = format!("{:.1074}", x.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let padded = format!("{whole:0>width$}", width = places + 1);
    let (kept, dropped) = padded.split_at(padded.len() - places);
    let tail_is_zero = dropped[1..].bytes().chain(fraction.bytes()).all(|digit| digit == b'0');
    let odd = kept.bytes().last().is_some_and(|digit| (digit - b'0') % 2 == 1);
    let up = match dropped.as_bytes()[0] {
        b'5' => !tail_is_zero || odd,
        digit => digit > b'5',
    };
    let sign = if x.is_sign_negative() { "-" } else { "" };
    format!("{sign}{}{}", if up { increment(kept) } else { kept.to_string() }, "0".repeat(places))
}

/// One more than a decimal number.
fn increment(digits: &str) -> String {
    let nines = digits.bytes().rev().take_while(|&digit| digit == b'9').count();
    let head = &digits[..digits.len() - nines];
    let head = match head.as_bytes().split_last() {
        Some((&last, rest)) => format!("{}{}", String::from_utf8_lossy(rest), (last + 1) as char),
        None => "1".to_string(),
    };
    head + &"0".repeat(nines)
}

#[cfg(test)]
mod tests {
    use super::round_digits;

    #[test]
    fn rounds_as_cpython() {
        let cases = [
            (2.675, 2, 2.67),
            (0.125, 2, 0.12),
            (2.5, 0, 2.0),
            (15.0, -1, 20.0),
            (25.0, -1, 20.0),
            (25.000001, -1, 30.0),
            (999.0, -1, 1000.0),
            (4.0, -1, 0.0),
            (-1234.5, -2, -1200.0),
            (1e300, 5, 1e300),
            (1e22, -22, 1e22),
        ];
        for (x, digits, expected) in cases {
            assert_eq!(round_digits(x, digits), expected, "round({x}, {digits})");
        }
    }
}
