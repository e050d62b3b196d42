//! `repr` and `ascii` of strings, `repr` of bytes.
//!
//! Input: a string or bytes. Output: its quoted literal.

use std::fmt::Write as _;

use super::unicode::is_printable;

/// `repr(text)`.
#[must_use]
pub fn repr_str(text: &str) -> String {
    let quote = choose_quote(text.contains('\''), text.contains('"'));
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            _ if c == quote => out.extend(['\\', c]),
            _ if is_printable(c) => out.push(c),
            _ => push_escape(&mut out, c),
        }
    }
    out.push(quote);
    out
}

/// `ascii(object)`, given `repr(object)`: what is not ASCII is escaped.
#[must_use]
pub fn ascii(repr: &str) -> String {
    let mut out = String::with_capacity(repr.len());
    for c in repr.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            push_escape(&mut out, c);
        }
    }
    out
}

/// `repr(bytes)`: `b'..'`.
#[must_use]
pub fn repr_bytes(bytes: &[u8]) -> String {
    let quote = choose_quote(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = String::with_capacity(bytes.len() + 3);
    out.extend(['b', quote]);
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            _ if char::from(byte) == quote => out.extend(['\\', quote]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => push_escape(&mut out, char::from(byte)),
        }
    }
    out.push(quote);
    out
}

/// Single quotes, unless only they stand in the text.
fn choose_quote(single: bool, double: bool) -> char {
    if single && !double { '"' } else { '\'' }
}

/// `\x..`, `\u....` or `\U........`.
fn push_escape(out: &mut String, c: char) {
    let point = u32::from(c);
    let written = match point {
        0..=0xff => write!(out, "\\x{point:02x}"),
        0x100..=0xffff => write!(out, "\\u{point:04x}"),
        _ => write!(out, "\\U{point:08x}"),
    };
    debug_assert!(written.is_ok(), "writing to a string succeeds");
}
