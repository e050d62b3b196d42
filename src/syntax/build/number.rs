//! Numbers: the text of a numeric literal to its value.
//!
//! Input: a text that the rule `number` matched. Output: a constant. Never: signs (those are operators).

use super::super::ast::{Constant, ExprKind};
use super::super::grammar::{Node, span_of};
use super::Builder;
use crate::diagnostic::Diagnostic;
use std::sync::Arc;

impl Builder<'_> {
    pub(super) fn number(&mut self, node: &Node) -> ExprKind {
        let text = node.as_str();
        let has_leading_zero =
            text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
        if has_leading_zero && text.contains(|c| matches!(c, '1'..='9')) {
            let diagnostic = Diagnostic::error("NJ0115", "an integer may not begin with a zero", span_of(node))
                .note("an octal number begins with `0o`")
                .fix(span_of(node), text.trim_start_matches(['0', '_']), "leave the zeros out");
            self.error(diagnostic);
        }
        ExprKind::Constant(constant(text))
    }
}

/// The value of a literal.
fn constant(text: &str) -> Constant {
    let digits = text.replace('_', "").to_ascii_lowercase();
    let radix = match digits.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return decimal(&digits),
    };
    let digits = &digits[2..];
    match u64::from_str_radix(digits, radix) {
        Ok(value) => Constant::Int(value),
        Err(_) => big(digits, radix),
    }
}

fn decimal(digits: &str) -> Constant {
    if let Some(imaginary) = digits.strip_suffix('j') {
        return Constant::Imaginary(float(imaginary));
    }
    if digits.contains(['.', 'e']) {
        return Constant::Float(float(digits));
    }
    match digits.parse() {
        Ok(value) => Constant::Int(value),
        Err(_) => Constant::BigInt(digits.into()),
    }
}

/// Rust reads every decimal literal of Python, rounds correctly, and gives infinity past the range, as Python does.
fn float(digits: &str) -> f64 {
    digits.parse().unwrap_or_else(|_| crate::ice!("the grammar let the number {digits} through"))
}

/// A large int in another base as decimal digits, by schoolbook arithmetic on groups of nine digits.
fn big(digits: &str, radix: u32) -> Constant {
    const GROUP: u64 = 1_000_000_000;
    let mut groups: Vec<u32> = vec![0];
    for digit in digits.chars().filter_map(|c| c.to_digit(radix)) {
        let mut carry = u64::from(digit);
        for group in &mut groups {
            let value = u64::from(*group) * u64::from(radix) + carry;
            *group = (value % GROUP) as u32;
            carry = value / GROUP;
        }
        if carry > 0 {
            groups.push(carry as u32);
        }
    }
    let mut text = groups.pop().unwrap_or(0).to_string();
    text.extend(groups.iter().rev().map(|group| format!("{group:09}")));
    Constant::BigInt(Arc::from(text))
}
