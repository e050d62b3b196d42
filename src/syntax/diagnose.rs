//! Words for lines that are no statement.
//!
//! Input: the masked text and the place of a bad line. Output: one diagnostic. Never: the tree.

use super::grammar::{Grammar, Rule};
use super::layout::BLOT;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use pest::Parser;
use pest::error::InputLocation;

/// Why the line at `span` is no statement; nothing if the layout pass has said it already.
pub(super) fn bad_line(masked: &str, span: Span) -> Option<Diagnostic> {
    let line = &masked[span.start as usize..span.end as usize];
    if line.starts_with(BLOT) {
        return None;
    }
    let at = span.start as usize + furthest(line).min(line.len().saturating_sub(1));
    Some(Diagnostic::error("NJ0100", "invalid syntax", Span::new(at, at + 1)))
}

/// How far into a line the grammar can read.
fn furthest(line: &str) -> usize {
    match Grammar::parse(Rule::lone_line, line) {
        Ok(_) => 0,
        Err(error) => match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        },
    }
}

/// Something that must follow, and does not.
pub(super) struct Missing {
    pub(super) diagnostic: Diagnostic,
    /// The text ends there.
    pub(super) at_end: bool,
}

fn next_token(masked: &str, at: usize) -> Option<Span> {
    let rest = &masked[at..];
    let start = at + rest.len() - rest.trim_start().len();
    let width = masked[start..].chars().next()?.len_utf8();
    Some(Span::new(start, start + width))
}

/// No block after a header.
pub(super) fn missing_block(masked: &str, at: usize, after: &str, head: Span) -> Missing {
    let next = next_token(masked, at);
    let message = format!("expected an indented block after {after}");
    let diagnostic = Diagnostic::error("NJ0111", message, next.unwrap_or(head));
    let diagnostic = if next.is_some() { diagnostic.also(head, "after this line") } else { diagnostic };
    Missing { diagnostic, at_end: next.is_none() }
}

/// No function after a decorator.
pub(super) fn missing_definition(masked: &str, at: usize, decorator: Span) -> Missing {
    let next = next_token(masked, at);
    let diagnostic =
        Diagnostic::error("NJ0118", "expected a function or a class after a decorator", next.unwrap_or(decorator));
    let diagnostic = if next.is_some() { diagnostic.also(decorator, "decorates it") } else { diagnostic };
    Missing { diagnostic, at_end: next.is_none() }
}

/// A line that is indented deeper than its block.
pub(super) fn wrong_indentation(masked: &str, at: usize) -> Diagnostic {
    let line_start = masked[..at].rfind('\n').map_or(0, |end| end + 1);
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let own = indent(&masked[line_start..]);
    let previous = masked[..line_start].trim_end_matches('\n').rsplit('\n').next().unwrap_or("");
    let span = Span::new(line_start, line_start + own);
    if indent(previous) > own {
        return Diagnostic::error("NJ0113", "unindent does not match any outer indentation level", span);
    }
    Diagnostic::error("NJ0112", "unexpected indent", span)
}

/// A character that no program has.
pub(super) fn strange_character(c: char, span: Span) -> Diagnostic {
    Diagnostic::error("NJ0110", format!("invalid character '{c}' (U+{:04X})", c as u32), span)
}

/// A reserved word where a name must stand.
pub(super) fn reserved_name(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error("NJ0120", format!("`{word}` is a keyword and cannot be used as a name"), span)
}
