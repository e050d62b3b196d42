//! A float's text before padding and grouping: what CPython's `PyOS_double_to_string` gives.
//!
//! Input: a float, a presentation code, a precision. Output: sign, digits, point and exponent.

use super::digits::{Digits, Real};
use super::number::exponent_text;

/// Presentation codes, without their upper-case forms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatCode {
    /// `e`: always an exponent.
    Exponent,
    /// `f`: never an exponent.
    Fixed,
    /// `g`: whichever is shorter.
    General,
    /// The shortest digits that round-trip.
    Repr,
}

/// How to present a float.
#[derive(Clone, Copy, Debug)]
pub struct FloatText {
    /// The presentation.
    pub code: FloatCode,
    /// Digits after the point (`e`, `f`) or significant ones (`g`).
    pub precision: usize,
    /// `#`: keep the point and the zeros of `g`.
    pub alternate: bool,
    /// Add `.0` to a finite value that would show neither point nor exponent.
    pub dot_zero: bool,
    /// Drop the sign of a value that rounds to zero.
    pub no_negative_zero: bool,
    /// `E`, `INF`, `NAN`.
    pub upper: bool,
}

impl Default for FloatText {
    fn default() -> Self {
        FloatText {
            code: FloatCode::Repr,
            precision: 0,
            alternate: false,
            dot_zero: false,
            no_negative_zero: false,
            upper: false,
        }
    }
}

impl FloatText {
    /// The text of `x`, with a sign only where it is negative.
    pub fn render(&self, x: f64) -> String {
        let text = if x.is_finite() { self.finite(x) } else { non_finite(x).to_owned() };
        if self.upper { text.to_uppercase() } else { text }
    }

    fn finite(&self, x: f64) -> String {
        let digits = self.digits(Real::Double(x));
        let unsigned = self.layout(&digits);
        let negative = x.is_sign_negative() && !(self.no_negative_zero && digits.is_zero());
        if negative { format!("-{unsigned}") } else { unsigned }
    }

    fn digits(&self, x: Real) -> Digits {
        match self.code {
            FloatCode::Exponent => Digits::significant(x, self.precision.saturating_add(1)),
            FloatCode::Fixed => Digits::fixed(x, self.precision),
            FloatCode::General => Digits::significant(x, self.general_precision()).trimmed(),
            FloatCode::Repr => Digits::shortest(x),
        }
    }

    fn layout(&self, digits: &Digits) -> String {
        match self.code {
            FloatCode::Exponent => self.scientific(digits, self.precision),
            FloatCode::Fixed => self.point(&digits.whole_text(), &digits.fraction_text(self.precision)),
            FloatCode::General if self.needs_exponent(digits.exponent) => {
                let shown = if self.alternate { self.general_precision() } else { digits.digits.len() };
                self.scientific(digits, shown - 1)
            }
            FloatCode::General => {
                let shown = if self.alternate { self.general_precision() } else { digits.digits.len() };
                self.positional(digits, shown as i64)
            }
            FloatCode::Repr if !(-4..16).contains(&digits.exponent) => self.scientific(digits, digits.digits.len() - 1),
            FloatCode::Repr => self.positional(digits, digits.digits.len() as i64),
        }
    }

    fn general_precision(&self) -> usize {
        self.precision.max(1)
    }

    /// With `.0` at the end of whole numbers one digit of the precision is spoken for.
    fn needs_exponent(&self, exponent: i32) -> bool {
        let most = self.general_precision() as i64 - i64::from(self.dot_zero);
        exponent < -4 || i64::from(exponent) + 1 > most
    }

    /// `shown` digits counted from the first one, and at least all those before the point.
    fn positional(&self, digits: &Digits, shown: i64) -> String {
        let decimals = (shown - 1 - i64::from(digits.exponent)).max(i64::from(self.dot_zero));
        self.point(&digits.whole_text(), &digits.fraction_text(decimals as usize))
    }

    fn scientific(&self, digits: &Digits, decimals: usize) -> String {
        let first = char::from(digits.digits[0]).to_string();
        format!("{}{}", self.point(&first, &digits.tail_text(decimals)), exponent_text(digits.exponent))
    }

    fn point(&self, whole: &str, fraction: &str) -> String {
        if fraction.is_empty() && !self.alternate { whole.to_owned() } else { format!("{whole}.{fraction}") }
    }
}

fn non_finite(x: f64) -> &'static str {
    match x {
        _ if x.is_nan() => "nan",
        _ if x > 0.0 => "inf",
        _ => "-inf",
    }
}
