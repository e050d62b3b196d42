//! Literals as text, the same in source and dumps.
//!
//! Input: a constant. Output: how Python would read it back. Never: anything that spans lines.

use super::super::ast::Constant;
use std::fmt::Write;

pub(super) fn constant(value: &Constant) -> String {
    match value {
        Constant::None => "None".to_owned(),
        Constant::Ellipsis => "...".to_owned(),
        Constant::Bool(true) => "True".to_owned(),
        Constant::Bool(false) => "False".to_owned(),
        Constant::Int(value) => value.to_string(),
        Constant::BigInt(digits) => digits.to_string(),
        Constant::Float(value) => float(*value),
        Constant::Imaginary(value) => float(*value) + "j",
        Constant::Str(text) => quoted(text),
        Constant::Bytes(bytes) => bytes_literal(bytes),
    }
}

/// The shortest text that reads back as the same float.
fn float(value: f64) -> String {
    if value.is_infinite() { "1e999".to_owned() } else { format!("{value:?}") }
}

/// In double quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// The inside of a literal in double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 || (0x7f..0xa0).contains(&(c as u32)) => put_hex(&mut out, c as u32),
            c => out.push(c),
        }
    }
    out
}

fn bytes_literal(bytes: &[u8]) -> String {
    let mut out = String::from("b\"");
    for &byte in bytes {
        match byte {
            0x20..0x7f => out.push_str(&escaped((byte as char).encode_utf8(&mut [0; 4]))),
            _ => put_hex(&mut out, u32::from(byte)),
        }
    }
    out + "\""
}

fn put_hex(out: &mut String, value: u32) {
    write!(out, "\\x{value:02x}").unwrap_or_default();
}
