//! `repr` of numbers, which is also their `str`: Python's bool, float and complex, NumPy's float32 and complex64.
//!
//! Input: a value. Output: its text.

use super::digits::{Digits, Real};
use super::py_float::{FloatCode, FloatText};

/// `True` or `False`.
#[must_use]
pub const fn repr_bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// A Python float: `1.0`, `1e+16`, `1e-05`, `inf`, `nan`, `-0.0`.
#[must_use]
pub fn repr_f64(value: f64) -> String {
    FloatText { code: FloatCode::Repr, dot_zero: true, ..FloatText::default() }.render(value)
}

/// A NumPy float32, by its own shortest digits.
#[must_use]
pub fn repr_f32(value: f32) -> String {
    numpy_float(Real::Single(value), ".0")
}

/// A Python complex: `(1+2j)`, `1j`, `(nan+infj)`. NumPy's complex128 is the same.
#[must_use]
pub fn repr_complex(re: f64, im: f64) -> String {
    let part = |x: f64| FloatText { code: FloatCode::Repr, ..FloatText::default() }.render(x);
    join_complex(re == 0.0 && re.is_sign_positive(), &part(re), &part(im))
}

/// A NumPy complex64.
#[must_use]
pub fn repr_complex64(re: f32, im: f32) -> String {
    let part = |x: f32| numpy_float(Real::Single(x), "");
    join_complex(re == 0.0 && re.is_sign_positive(), &part(re), &part(im))
}

fn join_complex(imaginary_only: bool, re: &str, im: &str) -> String {
    if imaginary_only {
        return format!("{im}j");
    }
    let plus = if im.starts_with('-') { "" } else { "+" };
    format!("({re}{plus}{im}j)")
}

/// As NumPy prints a float on its own; `whole` follows a value without a fraction.
fn numpy_float(x: Real, whole: &str) -> String {
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let magnitude = x.wide().abs();
    let largest = if matches!(x, Real::Single(_)) { 1e6 } else { 1e16 };
    if x.is_nan() {
        "nan".to_owned()
    } else if !x.is_finite() {
        format!("{sign}inf")
    } else if magnitude == 0.0 || (1e-4..largest).contains(&magnitude) {
        format!("{sign}{}", positional(&Digits::shortest(x), whole))
    } else {
        format!("{sign}{}", scientific(&Digits::shortest(x)))
    }
}

fn positional(digits: &Digits, whole: &str) -> String {
    let decimals = usize::try_from(-digits.last_position()).unwrap_or(0);
    if decimals == 0 || digits.is_zero() {
        return format!("{}{whole}", digits.whole_text());
    }
    format!("{}.{}", digits.whole_text(), digits.fraction_text(decimals))
}

fn scientific(digits: &Digits) -> String {
    let tail = digits.tail_text(digits.digits.len() - 1);
    let point = if tail.is_empty() { "" } else { "." };
    format!("{}{point}{tail}{}", char::from(digits.digits[0]), exponent_text(digits.exponent))
}

/// `e+05`: a sign and at least two digits.
pub(super) fn exponent_text(exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("e{sign}{:02}", exponent.unsigned_abs())
}
