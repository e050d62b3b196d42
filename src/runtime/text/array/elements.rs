//! The formatter of one array's elements: all of them get the same width.
//!
//! Input: the elements that will be shown. Output: a function from element to text.

use super::complex::ComplexFormat;
use super::floating::FloatFormat;
use super::{ArrayText, PrintOptions, SignMode};
use crate::runtime::text::Scalar;
use crate::runtime::text::digits::Real;
use crate::types::{Dtype, Kind};

/// The shown elements: all, or with `edge` the first and last `edge` ones of each axis that is longer than both.
pub(super) fn collect(array: &ArrayText<'_>, edge: Option<usize>) -> Vec<Scalar<'static>> {
    let mut out = Vec::new();
    collect_axis(array, edge, &mut Vec::with_capacity(array.shape.len()), &mut out);
    out
}

fn collect_axis(array: &ArrayText<'_>, edge: Option<usize>, index: &mut Vec<usize>, out: &mut Vec<Scalar<'static>>) {
    let Some(&len) = array.shape.get(index.len()) else {
        out.push((array.element)(index));
        return;
    };
    let (head, tail) = match edge {
        // With no edge items at all NumPy measures everything.
        Some(edge) if edge > 0 && len > edge.saturating_mul(2) => (edge, len - edge),
        _ => (len, len),
    };
    for i in (0..head).chain(tail..len) {
        index.push(i);
        collect_axis(array, edge, index, out);
        index.pop();
    }
}

/// The formatter.
pub(super) enum Format {
    Bool { zero_d: bool },
    Int { sign: SignMode, width: usize },
    Float(FloatFormat),
    Complex(ComplexFormat),
}

impl Format {
    pub(super) fn new(dtype: Dtype, zero_d: bool, data: &[Scalar<'_>], options: &PrintOptions) -> Format {
        match dtype.kind() {
            Kind::Bool => Format::Bool { zero_d },
            Kind::Signed | Kind::Unsigned => int_format(data, options.sign),
            Kind::Float => {
                let values: Vec<Real> = data.iter().map(|&x| parts(x).0).collect();
                Format::Float(FloatFormat::new(&values, dtype, options, options.sign))
            }
            Kind::Complex => {
                let (re, im): (Vec<Real>, Vec<Real>) = data.iter().map(|&x| parts(x)).unzip();
                Format::Complex(ComplexFormat::new(&re, &im, dtype.real(), options))
            }
        }
    }

    pub(super) fn text(&self, value: Scalar<'_>) -> String {
        match self {
            Format::Bool { zero_d } => bool_text(value, *zero_d),
            Format::Int { sign, width } => format!("{:>width$}", int_text(int(value), *sign)),
            Format::Float(format) => format.text(parts(value).0),
            Format::Complex(format) => {
                let (re, im) = parts(value);
                format.text(re, im)
            }
        }
    }
}

fn bool_text(value: Scalar<'_>, zero_d: bool) -> String {
    match (int(value) != 0, zero_d) {
        (true, true) => "True",
        (true, false) => " True",
        (false, _) => "False",
    }
    .to_owned()
}

fn int_format(data: &[Scalar<'_>], sign: SignMode) -> Format {
    let values = || data.iter().map(|&x| int(x));
    let (Some(least), Some(most)) = (values().min(), values().max()) else {
        return Format::Int { sign, width: 0 };
    };
    let sign = if sign == SignMode::Space && least < 0 { SignMode::Minus } else { sign };
    let signed = usize::from(most >= 0 && sign != SignMode::Minus);
    let width = (most.to_string().len() + signed).max(least.to_string().len());
    Format::Int { sign, width }
}

fn int_text(value: i128, sign: SignMode) -> String {
    match sign {
        SignMode::Plus if value >= 0 => format!("+{value}"),
        SignMode::Space if value >= 0 => format!(" {value}"),
        _ => value.to_string(),
    }
}

fn int(value: Scalar<'_>) -> i128 {
    match value {
        Scalar::Bool(value) => i128::from(value),
        Scalar::Int(value) => value,
        other => parts(other).0.wide() as i128,
    }
}

/// Real and imaginary part, in the width of the scalar.
fn parts(value: Scalar<'_>) -> (Real, Real) {
    match value {
        Scalar::Float(x) => (Real::Double(x), Real::Double(0.0)),
        Scalar::Float32(x) => (Real::Single(x), Real::Single(0.0)),
        Scalar::Complex(re, im) => (Real::Double(re), Real::Double(im)),
        Scalar::Complex64(re, im) => (Real::Single(re), Real::Single(im)),
        Scalar::Bool(x) => (Real::Double(f64::from(u8::from(x))), Real::Double(0.0)),
        Scalar::Int(x) => (Real::Double(x as f64), Real::Double(0.0)),
        Scalar::Str(_) => (Real::Double(f64::NAN), Real::Double(0.0)),
    }
}
