//! `format(value, spec)` of Python's numbers and strings, and of NumPy's scalars.
//!
//! Input: a scalar and the text after the colon. Output: the formatted text, or the exception Python raises.

use super::Scalar;
use super::error::TextError;
use super::grouping::{NumberText, pad};
use super::py_float::{FloatCode, FloatText};
use super::spec::{self, Align, Defaults, FormatSpec, Sign, quoted_code};

/// `format(value, spec)`.
///
/// # Errors
/// The `ValueError` (`OverflowError` for `c`) that Python raises.
pub fn format(value: Scalar<'_>, spec: &str) -> Result<String, TextError> {
    if spec.is_empty() {
        return Ok(value.text());
    }
    let type_name = value.type_name();
    let (align, code) = match value {
        Scalar::Str(_) => (Align::Left, Some('s')),
        _ => (Align::Right, None),
    };
    let spec = spec::parse(spec, Defaults { align, code, type_name })?;
    if !spec.width.is_none_or(spec::has_room) {
        // Other mistakes are found before the memory is asked for.
        return format_parsed(value, &FormatSpec { width: None, ..spec }).and(Err(TextError::memory()));
    }
    format_parsed(value, &spec)
}

fn format_parsed(value: Scalar<'_>, spec: &FormatSpec) -> Result<String, TextError> {
    let type_name = value.type_name();
    match value {
        Scalar::Bool(value) => format_int(i128::from(value), spec, type_name),
        Scalar::Int(value) => format_int(value, spec, type_name),
        Scalar::Float(value) => format_float(value, spec, type_name),
        Scalar::Float32(value) => format_float(f64::from(value), spec, type_name),
        Scalar::Complex(re, im) => format_complex(re, im, spec),
        Scalar::Complex64(re, im) => format_complex(f64::from(re), f64::from(im), spec),
        Scalar::Str(value) => format_str(value, spec),
    }
}

fn unknown_code(code: char, type_name: &str) -> TextError {
    TextError::value(format!("Unknown format code {} for object of type '{type_name}'", quoted_code(code)))
}

fn format_int(value: i128, spec: &FormatSpec, type_name: &str) -> Result<String, TextError> {
    let code = spec.code.unwrap_or('d');
    if matches!(code, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') {
        return format_float(value as f64, spec, type_name);
    }
    if !matches!(code, 'b' | 'c' | 'd' | 'n' | 'o' | 'x' | 'X') {
        return Err(unknown_code(code, type_name));
    }
    if spec.precision.is_some() {
        return Err(TextError::value("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(TextError::value("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if code == 'c' {
        return format_code_point(value, spec);
    }
    let (prefix, digits) = int_digits(value.unsigned_abs(), code);
    let prefix = if spec.alternate { prefix } else { "" };
    Ok(NumberText { negative: value < 0, prefix, digits: &digits, rest: "" }.render(spec))
}

fn int_digits(magnitude: u128, code: char) -> (&'static str, String) {
    match code {
        'b' => ("0b", format!("{magnitude:b}")),
        'o' => ("0o", format!("{magnitude:o}")),
        'x' => ("0x", format!("{magnitude:x}")),
        'X' => ("0X", format!("{magnitude:X}")),
        _ => ("", magnitude.to_string()),
    }
}

fn format_code_point(value: i128, spec: &FormatSpec) -> Result<String, TextError> {
    if spec.sign.is_some() {
        return Err(TextError::value("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(TextError::value("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let text = code_point(value)?.to_string();
    Ok(NumberText { rest: &text, ..NumberText::default() }.render(spec))
}

/// The character of a code point; the surrogates, which no Rust string holds, become U+FFFD.
pub(super) fn code_point(value: i128) -> Result<char, TextError> {
    match u32::try_from(value) {
        Ok(point) if point <= u32::from(char::MAX) => Ok(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)),
        _ if i64::try_from(value).is_err() => Err(TextError::overflow("Python int too large to convert to C long")),
        _ => Err(TextError::overflow("%c arg not in range(0x110000)")),
    }
}

/// The presentation of a float or of a part of a complex number; `None`: not a code of theirs.
fn float_text(spec: &FormatSpec) -> Option<FloatText> {
    let code = match (spec.code, spec.precision) {
        (None, None) => FloatCode::Repr,
        (None | Some('g' | 'G' | 'n'), _) => FloatCode::General,
        (Some('e' | 'E'), _) => FloatCode::Exponent,
        (Some('f' | 'F' | '%'), _) => FloatCode::Fixed,
        _ => return None,
    };
    Some(FloatText {
        code,
        precision: spec.precision.unwrap_or(6),
        alternate: spec.alternate,
        dot_zero: spec.code.is_none(),
        no_negative_zero: spec.no_negative_zero,
        upper: matches!(spec.code, Some('E' | 'F' | 'G')),
    })
}

fn format_float(value: f64, spec: &FormatSpec, type_name: &str) -> Result<String, TextError> {
    let percent = spec.code == Some('%');
    let style = float_text(spec).ok_or_else(|| unknown_code(spec.code.unwrap_or(' '), type_name))?;
    check_precision(spec)?;
    let mut text = style.render(if percent { value * 100.0 } else { value });
    if percent {
        text.push('%');
    }
    let negative = text.starts_with('-');
    if negative {
        text.remove(0);
    }
    let (digits, rest) = split_digits(&text);
    Ok(NumberText { negative, prefix: "", digits, rest }.render(spec))
}

fn check_precision(spec: &FormatSpec) -> Result<(), TextError> {
    match spec.precision {
        Some(precision) if precision > i32::MAX as usize => Err(TextError::value("precision too big")),
        Some(precision) if !spec::has_room(precision) => Err(TextError::memory()),
        _ => Ok(()),
    }
}

/// The digits before the point, and all that follows them.
fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn format_complex(re: f64, im: f64, spec: &FormatSpec) -> Result<String, TextError> {
    let style = float_text(spec).filter(|_| spec.code != Some('%'));
    let style = style.ok_or_else(|| unknown_code(spec.code.unwrap_or(' '), "complex"))?;
    let style = FloatText { dot_zero: false, ..style };
    check_precision(spec)?;
    if spec.fill == '0' {
        return Err(TextError::value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Align::AfterSign {
        return Err(TextError::value("'=' alignment flag is not allowed in complex format specifier"));
    }
    let imaginary_only = spec.code.is_none() && re == 0.0 && re.is_sign_positive();
    let real = if imaginary_only { String::new() } else { part(re, &style, spec, spec.sign) };
    let sign = if imaginary_only { spec.sign } else { Some(Sign::Plus) };
    let imaginary = part(im, &style, spec, sign);
    let text = match spec.code {
        None if !imaginary_only => format!("({real}{imaginary}j)"),
        _ => format!("{real}{imaginary}j"),
    };
    Ok(pad(&text, spec))
}

/// One part of a complex number, unpadded.
fn part(value: f64, style: &FloatText, spec: &FormatSpec, sign: Option<Sign>) -> String {
    let text = style.render(value);
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (digits, rest) = split_digits(unsigned);
    let unpadded = FormatSpec { sign, width: None, fill: ' ', align: Align::Left, ..spec.clone() };
    NumberText { negative: text.len() > unsigned.len(), prefix: "", digits, rest }.render(&unpadded)
}

fn format_str(value: &str, spec: &FormatSpec) -> Result<String, TextError> {
    if let Some(code) = spec.code.filter(|&code| code != 's') {
        return Err(unknown_code(code, "str"));
    }
    if let Some(message) = refused_for_str(spec) {
        return Err(TextError::value(message));
    }
    let most = spec.precision.unwrap_or(usize::MAX);
    let shown: String = value.chars().take(most).collect();
    Ok(pad(&shown, spec))
}

fn refused_for_str(spec: &FormatSpec) -> Option<&'static str> {
    match spec.sign {
        Some(Sign::Space) => return Some("Space not allowed in string format specifier"),
        Some(_) => return Some("Sign not allowed in string format specifier"),
        None => {}
    }
    if spec.no_negative_zero {
        Some("Negative zero coercion (z) not allowed in string format specifier")
    } else if spec.alternate {
        Some("Alternate form (#) not allowed in string format specifier")
    } else if spec.align == Align::AfterSign {
        Some("'=' alignment not allowed in string format specifier")
    } else {
        None
    }
}
