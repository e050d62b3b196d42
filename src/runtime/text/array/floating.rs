//! The common format of an array's floats: positional or scientific, digits, widths.
//!
//! Input: all floats that will be shown. Output: a function from float to text.

use super::{FloatMode, PrintOptions, SignMode};
use crate::runtime::text::digits::Real;
use crate::runtime::text::numpy_float::{FloatStyle, Trim};
use crate::types::Dtype;

/// NumPy's `FloatingFormat`.
pub(super) struct FloatFormat {
    scientific: bool,
    style: FloatStyle,
    sign: SignMode,
    nanstr: String,
    infstr: String,
}

impl FloatFormat {
    pub(super) fn new(values: &[Real], dtype: Dtype, options: &PrintOptions, sign: SignMode) -> Self {
        let finite: Vec<Real> = values.iter().copied().filter(|x| x.is_finite()).collect();
        let scientific = needs_exponent(&finite, dtype, options.suppress);
        let mut style = match finite.as_slice() {
            [] => empty_style(sign),
            _ if scientific => scientific_style(&finite, options, sign),
            _ => positional_style(&finite, options, sign),
        };
        if sign == SignMode::Space && !finite.iter().any(|x| x.is_sign_negative()) {
            style.pad_left += 1;
        }
        if finite.len() < values.len() {
            style.pad_left = style.pad_left.max(non_finite_width(values, &style, options, sign));
        }
        FloatFormat { scientific, style, sign, nanstr: options.nanstr.clone(), infstr: options.infstr.clone() }
    }

    pub(super) fn text(&self, x: Real) -> String {
        match x.is_finite() {
            false => self.non_finite(x),
            true if self.scientific => self.style.scientific(x),
            true => self.style.positional(x),
        }
    }

    fn non_finite(&self, x: Real) -> String {
        let plus = if self.sign == SignMode::Plus { "+" } else { "" };
        let text = match x.wide() {
            value if value.is_nan() => format!("{plus}{}", self.nanstr),
            value if value < 0.0 => format!("-{}", self.infstr),
            _ => format!("{plus}{}", self.infstr),
        };
        format!("{text:>width$}", width = self.style.pad_left + self.style.pad_right + 1)
    }
}

/// Whether the spread of the magnitudes asks for exponents.
fn needs_exponent(finite: &[Real], dtype: Dtype, suppress: bool) -> bool {
    let magnitudes = || finite.iter().map(|x| x.wide().abs()).filter(|&x| x != 0.0);
    let (Some(most), Some(least)) = (magnitudes().reduce(f64::max), magnitudes().reduce(f64::min)) else {
        return false;
    };
    // NumPy compares and divides in the array's own width.
    let (cutoff, small, ratio) = match dtype {
        Dtype::F32 => (1e6, f64::from(0.0001_f32), f64::from(most as f32 / least as f32)),
        _ => (1e8, 0.0001, most / least),
    };
    most >= cutoff || (!suppress && (least < small || ratio > 1000.0))
}

fn empty_style(sign: SignMode) -> FloatStyle {
    FloatStyle::plain(true, 0, sign == SignMode::Plus)
}

/// The style of the first pass, which finds out how many digits are needed.
fn first_pass(options: &PrintOptions, sign: SignMode) -> FloatStyle {
    let style = FloatStyle::plain(options.floatmode != FloatMode::Fixed, options.precision, sign == SignMode::Plus);
    FloatStyle { precision: (options.floatmode != FloatMode::Unique).then_some(options.precision), ..style }
}

fn positional_style(finite: &[Real], options: &PrintOptions, sign: SignMode) -> FloatStyle {
    let style = first_pass(options, sign);
    let texts: Vec<String> = finite.iter().map(|&x| style.positional(x)).collect();
    let widths = || texts.iter().map(|text| split_point(text));
    let pad_left = widths().map(|(whole, _)| whole).max().unwrap_or(0);
    let pad_right = widths().map(|(_, fraction)| fraction).max().unwrap_or(0);
    let padded = FloatStyle { pad_left, pad_right, ..style };
    match options.floatmode {
        FloatMode::Fixed | FloatMode::MaxPrecEqual => {
            FloatStyle { precision: Some(pad_right), min_digits: Some(pad_right), trim: Trim::Keep, ..padded }
        }
        _ => FloatStyle { min_digits: Some(0), trim: Trim::Zeros, ..padded },
    }
}

fn scientific_style(finite: &[Real], options: &PrintOptions, sign: SignMode) -> FloatStyle {
    let style = first_pass(options, sign);
    let texts: Vec<String> = finite.iter().map(|&x| style.scientific(x)).collect();
    let parts = || texts.iter().map(|text| text.split_once('e').unwrap_or((text, "")));
    let exponent_digits = parts().map(|(_, exponent)| exponent.len() - 1).max().unwrap_or(0);
    let precision = parts().map(|(mantissa, _)| split_point(mantissa).1).max().unwrap_or(0);
    FloatStyle {
        precision: Some(precision),
        min_digits: Some(precision),
        trim: Trim::Keep,
        pad_left: parts().map(|(mantissa, _)| split_point(mantissa).0).max().unwrap_or(0),
        pad_right: exponent_digits + 2 + precision,
        exponent_digits,
        ..style
    }
}

/// Characters before and after the point.
fn split_point(text: &str) -> (usize, usize) {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    (whole.len(), fraction.len())
}

/// The least `pad_left` that gives nan and inf their room.
fn non_finite_width(values: &[Real], style: &FloatStyle, options: &PrintOptions, sign: SignMode) -> usize {
    let offset = style.pad_right + 1;
    let negative = sign != SignMode::Minus || values.iter().any(|x| x.wide() == f64::NEG_INFINITY);
    let nan = options.nanstr.chars().count().saturating_sub(offset);
    let inf = (options.infstr.chars().count() + usize::from(negative)).saturating_sub(offset);
    nan.max(inf)
}
