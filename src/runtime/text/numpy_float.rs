//! A float's text as NumPy lays it out in arrays: positional or scientific, with cutoffs, trimming and padding.
//!
//! Input: a finite float and a style. Output: its text.

use super::digits::{Digits, Real};
use super::number::exponent_text;

/// What happens to zeros at the end of the fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trim {
    /// Kept, and filled up to the wanted digits.
    Keep,
    /// Removed; the point stays.
    Zeros,
}

/// How to write floats.
#[derive(Clone, Copy, Debug)]
pub struct FloatStyle {
    /// Stop where the digits tell the float from its neighbors; else go on to the precision.
    pub unique: bool,
    /// The most digits after the point.
    pub precision: Option<usize>,
    /// The fewest digits after the point.
    pub min_digits: Option<usize>,
    /// What happens to zeros at the end.
    pub trim: Trim,
    /// Write `+` before values that are not negative.
    pub plus: bool,
    /// Characters before the point, filled with spaces.
    pub pad_left: usize,
    /// Characters after the point, filled with spaces (positional only).
    pub pad_right: usize,
    /// The fewest digits of the exponent (scientific only).
    pub exponent_digits: usize,
}

impl FloatStyle {
    /// Without padding.
    pub fn plain(unique: bool, precision: usize, plus: bool) -> Self {
        FloatStyle {
            unique,
            precision: Some(precision),
            min_digits: None,
            trim: if unique { Trim::Zeros } else { Trim::Keep },
            plus,
            pad_left: 0,
            pad_right: 0,
            exponent_digits: 2,
        }
    }

    /// `12.5`, `-0.`.
    pub fn positional(&self, x: Real) -> String {
        let digits = self.positional_digits(x);
        let shown = usize::try_from(-digits.last_position()).unwrap_or(0);
        let fraction = self.fraction(digits.fraction_text(shown));
        let padding = self.pad_right.saturating_sub(fraction.len());
        let whole = format!("{}{}", self.sign(x), digits.whole_text());
        format!("{whole:>width$}.{fraction}{}", " ".repeat(padding), width = self.pad_left)
    }

    /// `1.25e+01`.
    pub fn scientific(&self, x: Real) -> String {
        let digits = self.scientific_digits(x);
        let fraction = self.fraction(digits.tail_text(digits.digits.len() - 1));
        let first = format!("{}{}", self.sign(x), char::from(digits.digits[0]));
        let exponent = pad_exponent(&exponent_text(digits.exponent), self.exponent_digits);
        format!("{first:>width$}.{fraction}{exponent}", width = self.pad_left)
    }

    fn sign(&self, x: Real) -> &'static str {
        match (x.is_sign_negative(), self.plus) {
            (true, _) => "-",
            (false, true) => "+",
            (false, false) => "",
        }
    }

    /// Trims or fills the digits after the point.
    fn fraction(&self, mut text: String) -> String {
        match self.trim {
            Trim::Zeros => text.truncate(text.trim_end_matches('0').len()),
            Trim::Keep => {
                let wanted = if self.unique { self.min_digits } else { self.precision };
                let missing = wanted.unwrap_or(0).saturating_sub(text.len());
                text.push_str(&"0".repeat(missing));
            }
        }
        text
    }

    fn positional_digits(&self, x: Real) -> Digits {
        if !self.unique {
            return Digits::fixed(x, self.precision.unwrap_or(0));
        }
        let shortest = Digits::shortest(x);
        let decimals = i64::from(-shortest.last_position());
        match (self.precision, self.min_digits) {
            (Some(most), _) if (most as i64) < decimals => Digits::fixed(x, most),
            (_, Some(least)) if (least as i64) > decimals => Digits::fixed(x, least),
            _ => shortest,
        }
    }

    fn scientific_digits(&self, x: Real) -> Digits {
        if !self.unique {
            return Digits::significant(x, self.precision.unwrap_or(0) + 1);
        }
        let shortest = Digits::shortest(x);
        // Rounding up to a power of ten shortens the digits; cutoffs count from the exact value's first one.
        let carried = (shortest.exponent - Digits::exact_exponent(x)) as usize;
        let decimals = shortest.digits.len() - 1 + carried;
        match (self.precision, self.min_digits) {
            (Some(most), _) if most < decimals => Digits::significant(x, most + 1),
            (_, Some(least)) if least > decimals => Digits::significant(x, least + 1),
            _ => shortest,
        }
    }
}

/// Fills an exponent's digits up with zeros.
fn pad_exponent(text: &str, digits: usize) -> String {
    let (sign, number) = text.split_at(2);
    format!("{sign}{number:0>digits$}")
}
