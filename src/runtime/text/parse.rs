//! Python's `float`, `int` and `complex` of a string.
//!
//! Input: text as a user typed it. Output: the value, or the `ValueError` that Python raises.

use super::error::TextError;
use super::string::repr_str;
use super::unicode::{decimal, is_space};

/// `float(text)`.
///
/// # Errors
/// `ValueError: could not convert string to float: ..`.
pub fn parse_float(text: &str) -> Result<f64, TextError> {
    let error = || TextError::value(format!("could not convert string to float: {}", repr_str(text)));
    let plain = without_underscores(strip(&to_ascii(text))).ok_or_else(error)?;
    match scan_float(&plain) {
        Some((value, length)) if length == plain.len() => Ok(value),
        _ => Err(error()),
    }
}

/// `complex(text)`.
///
/// # Errors
/// `ValueError: complex() arg is a malformed string`.
pub fn parse_complex(text: &str) -> Result<(f64, f64), TextError> {
    let Some(plain) = without_underscores(&to_ascii(text)) else {
        return Err(TextError::value(format!("could not convert string to complex: {}", repr_str(text))));
    };
    let body = strip(&plain);
    let inner = match body.strip_prefix('(') {
        Some(rest) => rest.strip_suffix(')').map(strip),
        None => Some(body),
    };
    inner.and_then(complex_body).ok_or_else(|| TextError::value("complex() arg is a malformed string"))
}

/// `1`, `1j`, `1+2j`, `1-j`, `j`, `-j`.
fn complex_body(text: &str) -> Option<(f64, f64)> {
    let Some((first, length)) = scan_float(text) else {
        return unit_imaginary(text).map(|im| (0.0, im));
    };
    match &text[length..] {
        "" => Some((first, 0.0)),
        "j" | "J" => Some((0.0, first)),
        rest if rest.starts_with(['+', '-']) => match scan_float(rest) {
            Some((im, length)) => matches!(&rest[length..], "j" | "J").then_some((first, im)),
            None => unit_imaginary(rest).map(|im| (first, im)),
        },
        _ => None,
    }
}

/// `j`, `+j`, `-j`.
fn unit_imaginary(text: &str) -> Option<f64> {
    match text {
        "j" | "J" | "+j" | "+J" => Some(1.0),
        "-j" | "-J" => Some(-1.0),
        _ => None,
    }
}

/// `int(text, base)`; base 0 reads the prefix.
///
/// # Errors
/// The `ValueError` that Python raises; `OverflowError` past 128 bits, which Python does not have.
pub fn parse_int(text: &str, base: u32) -> Result<i128, TextError> {
    if base == 1 || base > 36 {
        return Err(TextError::value("int() base must be >= 2 and <= 36, or 0"));
    }
    let error = || TextError::value(format!("invalid literal for int() with base {base}: {}", repr_str(text)));
    let ascii = to_ascii(text);
    let plain = strip(&ascii);
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let (radix, digits) = split_prefix(unsigned, base);
    let values = digit_values(digits, radix).ok_or_else(error)?;
    if base == 0 && radix == 10 && values.len() > 1 && values[0] == 0 && values.iter().any(|&v| v != 0) {
        return Err(error());
    }
    let negative = plain.starts_with('-');
    let value = values.iter().try_fold(0_i128, |value, &digit| {
        let digit = i128::from(if negative { -(digit as i32) } else { digit as i32 });
        value.checked_mul(i128::from(radix))?.checked_add(digit)
    });
    value.ok_or_else(|| TextError::overflow("int too large to convert: more than 64 bits are not supported"))
}

/// The radix, and the digits after a prefix that goes with it (and after the underscore that may follow the prefix).
fn split_prefix(text: &str, base: u32) -> (u32, &str) {
    let prefixed = match text.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => 0,
    };
    if prefixed != 0 && (base == 0 || base == prefixed) {
        let rest = &text[2..];
        return (prefixed, rest.strip_prefix('_').unwrap_or(rest));
    }
    (if base == 0 { 10 } else { base }, text)
}

/// The digits' values; single underscores may stand between digits.
fn digit_values(text: &str, radix: u32) -> Option<Vec<u32>> {
    if text.is_empty() || text.starts_with('_') || text.ends_with('_') || text.contains("__") {
        return None;
    }
    text.chars().filter(|&c| c != '_').map(|c| c.to_digit(radix)).collect()
}

/// Decimal digits and spaces of other scripts become ASCII.
fn to_ascii(text: &str) -> String {
    let one = |c: char| match decimal(c) {
        _ if c.is_ascii() => c,
        Some(value) => char::from(b'0' + value),
        None if is_space(c) => ' ',
        None => c,
    };
    text.chars().map(one).collect()
}

/// Drops white space at both ends, as `str.strip` does.
#[must_use]
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Drops underscores, each of which must stand between two digits.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let misplaced =
        bytes.iter().enumerate().any(|(i, &b)| b == b'_' && !(digit(i.checked_sub(1)) && digit(Some(i + 1))));
    (!misplaced).then(|| text.replace('_', ""))
}

/// The float at the start of a text and its length: `-1.5e3`, `inf`, `nan`.
pub(crate) fn scan_float(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let length = word_length(&bytes[sign..]).or_else(|| decimal_length(&bytes[sign..]))?;
    let end = sign + length;
    text[..end].parse().ok().map(|value| (value, end))
}

fn word_length(bytes: &[u8]) -> Option<usize> {
    let starts = |word: &[u8]| bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    [&b"infinity"[..], b"inf", b"nan"].into_iter().find(|word| starts(word)).map(<[u8]>::len)
}

fn decimal_length(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(0);
    let mut end = whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits((end + 1 + sign).min(bytes.len()));
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    Some(end)
}
