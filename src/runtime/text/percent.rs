//! `format % operands`.
//!
//! Input: the format string and operands of whatever type the caller has. Output: the text, or Python's exception.

use super::Scalar;
use super::digits::{Digits, Real};
use super::error::{TextError, TextErrorKind};
use super::format_spec::code_point;
use super::py_float::{FloatCode, FloatText};
use super::spec;
use super::string::{ascii, repr_str};

/// What formatting needs to know of an operand.
pub trait Operand {
    /// The number or string, if it is one.
    fn scalar(&self) -> Option<Scalar<'_>>;
    /// `str(operand)`.
    fn str(&self) -> String;
    /// `repr(operand)`.
    fn repr(&self) -> String;
    /// The class's name.
    fn type_name(&self) -> String;
}

/// A lookup by key, which may fail as the operand's `[]` does.
pub type Lookup<'a, T> = &'a dyn Fn(&str) -> Result<T, TextError>;

/// What stands to the right of `%`.
pub enum Operands<'a, T> {
    /// A tuple: its items are the operands.
    Tuple(&'a [T]),
    /// Anything else.
    Single(&'a T),
    /// A dict or another object with `[]`: the operand itself, and its lookup.
    Mapping(&'a T, Lookup<'a, T>),
}

/// A `KeyError` for a missing key.
#[must_use]
pub fn missing_key(key: &str) -> TextError {
    TextError { kind: TextErrorKind::Key, message: repr_str(key) }
}

/// `format % operands`.
///
/// # Errors
/// The exception that Python raises.
pub fn percent<T: Operand + Clone>(format: &str, operands: &Operands<'_, T>) -> Result<String, TextError> {
    let chars: Vec<char> = format.chars().collect();
    let mut formatter = Formatter { chars: &chars, at: 0, queue: Queue::new(operands) };
    let mut out = String::new();
    while let Some(c) = formatter.next() {
        if c == '%' {
            out.push_str(&formatter.conversion()?);
        } else {
            out.push(c);
        }
    }
    formatter.queue.finish()?;
    Ok(out)
}

/// The operands still to come.
struct Queue<'a, T> {
    items: Vec<T>,
    used: usize,
    lookup: Option<Lookup<'a, T>>,
}

impl<'a, T: Operand + Clone> Queue<'a, T> {
    fn new(operands: &Operands<'a, T>) -> Self {
        let (items, lookup) = match operands {
            Operands::Tuple(items) => (items.to_vec(), None),
            Operands::Single(item) => (vec![(*item).clone()], None),
            Operands::Mapping(item, lookup) => (vec![(*item).clone()], Some(*lookup)),
        };
        Queue { items, used: 0, lookup }
    }

    fn next(&mut self) -> Result<T, TextError> {
        let item = self.items.get(self.used).cloned();
        self.used += 1;
        item.ok_or_else(|| TextError::type_error("not enough arguments for format string"))
    }

    fn require_mapping(&self) -> Result<Lookup<'a, T>, TextError> {
        self.lookup.ok_or_else(|| TextError::type_error("format requires a mapping"))
    }

    fn select(&mut self, key: &str) -> Result<(), TextError> {
        let lookup = self.require_mapping()?;
        self.items = vec![lookup(key)?];
        self.used = 0;
        Ok(())
    }

    fn star(&mut self) -> Result<i128, TextError> {
        match self.next()?.scalar() {
            Some(Scalar::Int(value)) => Ok(value),
            Some(Scalar::Bool(value)) => Ok(i128::from(value)),
            _ => Err(TextError::type_error("* wants int")),
        }
    }

    fn finish(&self) -> Result<(), TextError> {
        if self.lookup.is_none() && self.used < self.items.len() {
            return Err(TextError::type_error("not all arguments converted during string formatting"));
        }
        Ok(())
    }
}

/// Flags, width and precision of a conversion.
#[derive(Default)]
struct Conversion {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

struct Formatter<'a, T> {
    chars: &'a [char],
    at: usize,
    queue: Queue<'a, T>,
}

impl<T: Operand + Clone> Formatter<'_, T> {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied();
        self.at += usize::from(c.is_some());
        c
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// What follows a `%`, as text.
    fn conversion(&mut self) -> Result<String, TextError> {
        match self.peek() {
            Some('%') => {
                self.at += 1;
                return Ok("%".to_owned());
            }
            Some('(') => {
                self.queue.require_mapping()?;
                let key = self.key()?;
                self.queue.select(&key)?;
            }
            _ => {}
        }
        let mut conversion = self.options()?;
        if matches!(self.peek(), Some('h' | 'l' | 'L')) {
            self.at += 1;
        }
        let code = self.next().ok_or_else(|| TextError::value("incomplete format"))?;
        let operand = self.queue.next()?;
        let cuts = matches!(code, 's' | 'r' | 'a' | 'c');
        let precision = conversion.precision.filter(|_| !cuts).unwrap_or(0);
        if !spec::has_room(conversion.width.max(precision)) {
            // The operand's own mistakes are found before the memory is asked for.
            (conversion.width, conversion.precision) = (0, None);
            return conversion.apply(code, &operand, self.at - 1).and(Err(TextError::memory()));
        }
        conversion.apply(code, &operand, self.at - 1)
    }

    /// `(key)`, which may hold balanced parentheses.
    fn key(&mut self) -> Result<String, TextError> {
        self.at += 1;
        let start = self.at;
        let mut depth = 1;
        while depth > 0 {
            match self.next() {
                Some('(') => depth += 1,
                Some(')') => depth -= 1,
                Some(_) => {}
                None => return Err(TextError::value("incomplete format key")),
            }
        }
        Ok(self.chars[start..self.at - 1].iter().collect())
    }

    fn options(&mut self) -> Result<Conversion, TextError> {
        let mut conversion = Conversion::default();
        while let Some(flag) = self.peek() {
            match flag {
                '-' => conversion.left = true,
                '+' => conversion.plus = true,
                ' ' => conversion.space = true,
                '#' => conversion.alternate = true,
                '0' => conversion.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        self.width(&mut conversion)?;
        if self.peek() == Some('.') {
            self.at += 1;
            conversion.precision = Some(self.precision()?);
        }
        Ok(conversion)
    }

    /// Digits, or `*` and an operand that may be negative.
    fn width(&mut self, conversion: &mut Conversion) -> Result<(), TextError> {
        let width = if self.peek() == Some('*') {
            self.at += 1;
            let width = self.queue.star()?;
            i64::try_from(width).map_err(|_| TextError::overflow("Python int too large to convert to C ssize_t"))?
        } else {
            i64::try_from(self.digits()).map_err(|_| TextError::value("width too big"))?
        };
        conversion.left |= width < 0;
        // The least int has no negative: CPython's overflows and then pads nothing.
        conversion.width = usize::try_from(width.wrapping_abs()).unwrap_or(0);
        Ok(())
    }

    /// Digits, or `*` and an operand; nothing is 0, and so is what is negative.
    fn precision(&mut self) -> Result<usize, TextError> {
        let precision = if self.peek() == Some('*') {
            self.at += 1;
            let precision = self.queue.star()?;
            i32::try_from(precision).map_err(|_| TextError::overflow("Python int too large to convert to C int"))?
        } else {
            i32::try_from(self.digits()).map_err(|_| TextError::value("precision too big"))?
        };
        Ok(usize::try_from(precision).unwrap_or(0))
    }

    fn digits(&mut self) -> i128 {
        let mut value = 0;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            // Saturated: no limit is that high.
            value = (value * 10 + i128::from(digit)).min(i128::from(u64::MAX));
            self.at += 1;
        }
        value
    }
}

impl Conversion {
    fn apply<T: Operand>(&self, code: char, operand: &T, index: usize) -> Result<String, TextError> {
        match code {
            's' => Ok(self.text(&operand.str())),
            'r' => Ok(self.text(&operand.repr())),
            'a' => Ok(self.text(&ascii(&operand.repr()))),
            'c' => Ok(self.pad("", "", &character(operand)?, false)),
            'd' | 'i' | 'u' => {
                let (sign, digits) = truncated(operand, code)?;
                Ok(self.number("", sign, &self.least_digits(&digits)))
            }
            'o' | 'x' | 'X' => self.other_base(code, operand),
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let text = self.float(code, operand)?;
                let digits = text.strip_prefix('-');
                Ok(self.number("", digits.map_or("", |_| "-"), digits.unwrap_or(&text)))
            }
            _ => {
                let shown = if (' '..='~').contains(&code) || code == '\x1f' { code } else { '?' };
                let point = u32::from(code);
                let message = format!("unsupported format character '{shown}' (0x{point:x}) at index {index}");
                Err(TextError::value(message))
            }
        }
    }

    fn text(&self, text: &str) -> String {
        let most = self.precision.unwrap_or(usize::MAX);
        let shown: String = text.chars().take(most).collect();
        self.pad("", "", &shown, false)
    }

    fn other_base<T: Operand>(&self, code: char, operand: &T) -> Result<String, TextError> {
        let value = match operand.scalar() {
            Some(Scalar::Int(value)) => value,
            Some(Scalar::Bool(value)) => i128::from(value),
            _ => {
                let message = format!("%{code} format: an integer is required, not {}", operand.type_name());
                return Err(TextError::type_error(message));
            }
        };
        let (prefix, digits) = match code {
            'o' => ("0o", format!("{:o}", value.unsigned_abs())),
            'x' => ("0x", format!("{:x}", value.unsigned_abs())),
            _ => ("0X", format!("{:X}", value.unsigned_abs())),
        };
        let digits = self.least_digits(&digits);
        let sign = if value < 0 { "-" } else { "" };
        Ok(self.number(if self.alternate { prefix } else { "" }, sign, &digits))
    }

    /// Zeros in front, as the precision of an int asks.
    fn least_digits(&self, digits: &str) -> String {
        "0".repeat(self.precision.unwrap_or(0).saturating_sub(digits.len())) + digits
    }

    fn float<T: Operand>(&self, code: char, operand: &T) -> Result<String, TextError> {
        let value = match operand.scalar() {
            Some(Scalar::Float(value)) => value,
            Some(Scalar::Float32(value)) => f64::from(value),
            Some(Scalar::Int(value)) => value as f64,
            Some(Scalar::Bool(value)) => f64::from(u8::from(value)),
            _ => return Err(TextError::type_error(format!("must be real number, not {}", operand.type_name()))),
        };
        let style = FloatText {
            code: match code.to_ascii_lowercase() {
                'e' => FloatCode::Exponent,
                'f' => FloatCode::Fixed,
                _ => FloatCode::General,
            },
            precision: self.precision.unwrap_or(6),
            alternate: self.alternate,
            upper: code.is_ascii_uppercase(),
            ..FloatText::default()
        };
        Ok(style.render(value))
    }

    /// A number, with the sign that the flags ask for.
    fn number(&self, prefix: &str, minus: &str, digits: &str) -> String {
        let sign = match minus {
            "" if self.plus => "+",
            "" if self.space => " ",
            _ => minus,
        };
        self.pad(sign, prefix, digits, self.zero)
    }

    fn pad(&self, sign: &str, prefix: &str, body: &str, zeros: bool) -> String {
        let length = sign.len() + prefix.len() + body.chars().count();
        let padding = self.width.saturating_sub(length);
        if self.left {
            return format!("{sign}{prefix}{body}{}", " ".repeat(padding));
        }
        if zeros {
            return format!("{sign}{prefix}{}{body}", "0".repeat(padding));
        }
        format!("{}{sign}{prefix}{body}", " ".repeat(padding))
    }
}

fn character<T: Operand>(operand: &T) -> Result<String, TextError> {
    match operand.scalar() {
        Some(Scalar::Int(value)) => code_point(value).map(String::from),
        Some(Scalar::Bool(value)) => code_point(i128::from(value)).map(String::from),
        Some(Scalar::Str(text)) if text.chars().count() == 1 => Ok(text.to_owned()),
        _ => Err(TextError::type_error("%c requires int or char")),
    }
}

/// The sign and the digits of an operand's whole part.
fn truncated<T: Operand>(operand: &T, code: char) -> Result<(&'static str, String), TextError> {
    let value = match operand.scalar() {
        Some(Scalar::Int(value)) => {
            return Ok((if value < 0 { "-" } else { "" }, value.unsigned_abs().to_string()));
        }
        Some(Scalar::Bool(value)) => return Ok(("", u8::from(value).to_string())),
        Some(Scalar::Float(value)) => value,
        Some(Scalar::Float32(value)) => f64::from(value),
        _ => {
            let message = format!("%{code} format: a real number is required, not {}", operand.type_name());
            return Err(TextError::type_error(message));
        }
    };
    if value.is_nan() {
        return Err(TextError::value("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(TextError::overflow("cannot convert float infinity to integer"));
    }
    let whole = Digits::fixed(Real::Double(value.trunc()), 0);
    Ok((if value <= -1.0 { "-" } else { "" }, whole.whole_text()))
}
