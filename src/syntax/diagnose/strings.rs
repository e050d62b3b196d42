//! F-strings that are none.
//!
//! Input: a bad line. Output: a diagnostic, if an f-string is its mistake. Never: plain strings (the layout pass
//! has seen to those).

use super::super::grammar::{Grammar, Rule};
use super::line::{Kind, Line, Token};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use pest::Parser;

/// `f"{}"`, `f"{a b}"`, `f"}"`, `f"{x"`
pub(super) fn f_string(line: &Line) -> Option<Diagnostic> {
    let wrong = |token: &&Token| {
        let is_f = token.kind == Kind::Text && token.text.chars().take(2).any(|c| matches!(c, 'f' | 'F'));
        is_f && Grammar::parse(Rule::strings, token.text).is_err()
    };
    let token = line.tokens.iter().find(wrong)?;
    let (start, message) = problem(token.text);
    let at = token.span.start as usize + start;
    let span = Span::new(at, at + 1);
    let diagnostic = Diagnostic::error("NJ0130", format!("f-string: {message}"), span);
    let is_brace = message.contains("single");
    Some(if is_brace { diagnostic.note("a brace that is meant as text is doubled: `{{` or `}}`") } else { diagnostic })
}

/// Walks over the braces of an f-string: where the first mistake is, and which.
fn problem(text: &str) -> (usize, &'static str) {
    let mut open: Option<usize> = None;
    let mut depth = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (c, open) {
            ('{' | '}', None) if chars.next_if(|&(_, next)| next == c).is_some() => {}
            ('{', None) => open = Some(at),
            ('}', None) => return (at, "a single '}' is not allowed"),
            ('{', Some(_)) => depth += 1,
            ('}', Some(_)) if depth > 0 => depth -= 1,
            ('}', Some(start)) => {
                if let Some(found) = field_problem(text, start, at) {
                    return found;
                }
                open = None;
            }
            _ => {}
        }
    }
    match open {
        Some(start) => (start, "this '{' is never closed"),
        None => (0, "invalid expression"),
    }
}

fn field_problem(text: &str, start: usize, end: usize) -> Option<(usize, &'static str)> {
    let inside = text[start + 1..end].trim();
    if inside.is_empty() || inside.starts_with([':', '!', '=']) {
        return Some((start, "empty expression"));
    }
    let field = format!("f\"\"\"{}\"\"\"", &text[start..=end]);
    Grammar::parse(Rule::strings, &field).is_err().then_some((start, "invalid expression in this field"))
}
