//! Digit groups and padding, shared by ints, floats and complex numbers.
//!
//! Input: the parts of a number's text. Output: the padded text.

use super::spec::{Align, FormatSpec, Grouping, Sign};

/// A number's text in parts; it comes out in the order of the fields.
#[derive(Default)]
pub struct NumberText<'a> {
    /// The value is negative.
    pub negative: bool,
    /// `0x` and such.
    pub prefix: &'a str,
    /// The digits that are grouped and padded with zeros; empty for the codes that have none.
    pub digits: &'a str,
    /// All that follows: point, fraction, exponent, percent sign.
    pub rest: &'a str,
}

impl NumberText<'_> {
    /// Sign, groups and padding put together.
    pub fn render(&self, spec: &FormatSpec) -> String {
        let sign = sign_text(spec.sign, self.negative);
        let fixed = sign.len() + self.prefix.len() + self.rest.chars().count();
        let zeros = spec.fill == '0' && spec.align == Align::AfterSign;
        let least = if zeros { spec.width.unwrap_or(0).saturating_sub(fixed) } else { 0 };
        let digits = group(self.digits, least, spec.grouping, group_size(spec.code));
        let padding = spec.width.unwrap_or(0).saturating_sub(fixed + digits.len());
        let (left, inner, right) = match spec.align {
            Align::Left => (0, 0, padding),
            Align::Right => (padding, 0, 0),
            Align::Center => (padding / 2, 0, padding - padding / 2),
            Align::AfterSign => (0, padding, 0),
        };
        let fill = |count| String::from(spec.fill).repeat(count);
        [&fill(left), sign, self.prefix, &fill(inner), &digits, self.rest, &fill(right)].concat()
    }
}

/// Pads finished text; `=` counts as `>`.
pub fn pad(text: &str, spec: &FormatSpec) -> String {
    let padding = spec.width.unwrap_or(0).saturating_sub(text.chars().count());
    let left = match spec.align {
        Align::Left => 0,
        Align::Center => padding / 2,
        Align::Right | Align::AfterSign => padding,
    };
    let fill = |count| String::from(spec.fill).repeat(count);
    [&fill(left), text, &fill(padding - left)].concat()
}

fn sign_text(sign: Option<Sign>, negative: bool) -> &'static str {
    match sign {
        _ if negative => "-",
        Some(Sign::Plus) => "+",
        Some(Sign::Space) => " ",
        _ => "",
    }
}

fn group_size(code: Option<char>) -> usize {
    if matches!(code, Some('b' | 'o' | 'x' | 'X')) { 4 } else { 3 }
}

/// Groups digits from the right and fills up with zeros to `least` characters. Never starts with a separator: where one
/// would stand first, another zero goes before it.
fn group(digits: &str, least: usize, grouping: Option<Grouping>, size: usize) -> String {
    let Some(grouping) = grouping.filter(|_| !digits.is_empty()) else {
        let zeros = if digits.is_empty() { 0 } else { least.saturating_sub(digits.len()) };
        return "0".repeat(zeros) + digits;
    };
    let mut reversed = Vec::new();
    let mut source = digits.bytes().rev().peekable();
    let mut in_group = 0;
    while source.peek().is_some() || reversed.len() < least {
        if in_group == size {
            reversed.push(grouping.separator() as u8);
            in_group = 0;
        }
        reversed.push(source.next().unwrap_or(b'0'));
        in_group += 1;
    }
    reversed.iter().rev().map(|&b| char::from(b)).collect()
}
