//! Characters that no program has, and numbers that are none.
//!
//! Input: a bad line. Output: a diagnostic, if that is its mistake. Never: what stands in strings.

use super::super::grammar::{Grammar, Rule};
use super::line::{Kind, Line, Token};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use pest::Parser;

/// What was probably meant: (characters, the text in Python, what to call it).
const LOOKALIKES: &[(&str, &str, &str)] = &[
    ("“”„‟«»＂", "\"", "a straight quote"),
    ("‘’‚‛′＇´", "'", "a straight quote"),
    ("−–—‒―‐‑－", "-", "a minus sign"),
    ("×✕✖∗＊·", "*", "an asterisk"),
    ("÷∕⁄／", "/", "a slash"),
    ("≤", "<=", "less or equal"),
    ("≥", ">=", "greater or equal"),
    ("≠", "!=", "not equal"),
    ("＝", "=", "an equals sign"),
    ("＋", "+", "a plus sign"),
    ("（", "(", "a parenthesis"),
    ("）", ")", "a parenthesis"),
    ("［【", "[", "a bracket"),
    ("］】", "]", "a bracket"),
    ("｛", "{", "a brace"),
    ("｝", "}", "a brace"),
    ("，、", ",", "a comma"),
    ("：", ":", "a colon"),
    ("；", ";", "a semicolon"),
    ("．。", ".", "a point"),
    ("→", "->", "an arrow"),
    ("²", "**2", "a power"),
    ("³", "**3", "a power"),
];

/// `x = “text”`, `a – b`, `x?`
pub(super) fn strange_character(line: &Line) -> Option<Diagnostic> {
    let token = line.tokens.iter().find(|token| token.kind == Kind::Strange)?;
    let c = token.text.chars().next()?;
    let is_visible = !c.is_control() && !c.is_whitespace() && !is_invisible(c);
    if c == '\0' {
        return Some(null_byte(token.span));
    }
    let message = match c {
        c if c.is_ascii() && is_visible => format!("`{c}` has no meaning in Python"),
        c if is_visible => format!("invalid character '{c}' (U+{:04X})", c as u32),
        c => format!("invalid non-printable character U+{:04X}", c as u32),
    };
    let diagnostic = Diagnostic::error("NJ0110", message, token.span);
    Some(advise(diagnostic, c, token))
}

/// A null byte anywhere, strings and comments included.
pub(in super::super) fn null_byte(span: Span) -> Diagnostic {
    Diagnostic::error("NJ0110", "a script cannot contain null bytes", span)
        .note("the file may be binary, or UTF-16: save it as UTF-8")
}

fn advise(diagnostic: Diagnostic, c: char, token: &Token) -> Diagnostic {
    if let Some((_, text, name)) = LOOKALIKES.iter().find(|(characters, ..)| characters.contains(c)) {
        return diagnostic.fix(token.span, *text, format!("write {name}"));
    }
    match c {
        '$' | '`' => diagnostic.note("names hold letters, digits and underscores"),
        '?' => diagnostic.note("a conditional expression is `a if test else b`"),
        c if c.is_whitespace() => diagnostic.fix(token.span, " ", "write an ordinary space"),
        _ => diagnostic,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `1__0`, `0b12`, `3rd`, `1.2.3`
pub(super) fn wrong_number(line: &Line) -> Option<Diagnostic> {
    let token = line.tokens.iter().find(|token| token.kind == Kind::Number && !is_number(token.text))?;
    let text = token.text;
    let diagnostic = |message: String| Some(Diagnostic::error("NJ0115", message, token.span));
    let radix = [("0x", 16, "a hexadecimal"), ("0o", 8, "an octal"), ("0b", 2, "a binary")];
    let prefix = text.get(..2).map(str::to_ascii_lowercase).unwrap_or_default();
    if let Some((_, radix, name)) = radix.into_iter().find(|(known, ..)| *known == prefix) {
        return diagnostic(wrong_digit(&text[2..], radix, name));
    }
    if text.ends_with('_') || text.contains("__") {
        return diagnostic("an underscore in a number stands between two digits".to_owned());
    }
    if text.matches('.').count() > 1 {
        return diagnostic("a number has one decimal point".to_owned());
    }
    if text.to_ascii_lowercase().ends_with('e') {
        return diagnostic("the exponent of this number has no digits".to_owned());
    }
    let found = diagnostic(format!("`{text}` is neither a number nor a name"));
    found.map(|diagnostic| diagnostic.note("a name does not begin with a digit"))
}

fn is_number(text: &str) -> bool {
    let whole = |text: &str| {
        Grammar::parse(Rule::number, text).is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str() == text))
    };
    let neighbors = ["and", "else", "for", "if", "in", "is", "not", "or"];
    whole(text) || neighbors.iter().any(|word| text.strip_suffix(word).is_some_and(whole))
}

fn wrong_digit(digits: &str, radix: u32, name: &str) -> String {
    match digits.chars().find(|c| *c != '_' && !c.is_digit(radix)) {
        Some(digit) if digit.is_ascii_digit() => format!("invalid digit '{digit}' in {name} number"),
        Some(other) => format!("invalid character '{other}' in {name} number"),
        None if digits.is_empty() => format!("{name} number without digits"),
        None => "an underscore in a number stands between two digits".to_owned(),
    }
}
