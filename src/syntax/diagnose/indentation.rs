//! Lines at a wrong indentation, and blocks that are missing.
//!
//! Input: the masked text and a place in it. Output: a diagnostic. Never: what the line says.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Something that must follow, and does not.
pub(in super::super) struct Missing {
    pub(in super::super) diagnostic: Diagnostic,
    /// The text ends there.
    pub(in super::super) at_end: bool,
}

impl Missing {
    /// `code: message` at what stands there instead, or at `head` where the text ends.
    fn new(masked: &str, at: usize, code: &'static str, message: String, head: Span, head_text: &str) -> Self {
        match next_word(masked, at) {
            None => Missing { diagnostic: Diagnostic::error(code, message, head), at_end: true },
            Some(next) => {
                let diagnostic = Diagnostic::error(code, message, next).also(head, head_text);
                Missing { diagnostic, at_end: false }
            }
        }
    }
}

/// The first word of the next line.
fn next_word(masked: &str, at: usize) -> Option<Span> {
    let rest = &masked[at..];
    let start = at + rest.len() - rest.trim_start().len();
    let text = &masked[start..];
    let word = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let first = text.chars().next()?.len_utf8();
    Some(Span::new(start, start + word.max(first)))
}

/// No block after a header.
pub(in super::super) fn missing_block(masked: &str, at: usize, after: &str, head: Span) -> Missing {
    if let Some(next) = next_word(masked, at)
        && let Some(diagnostic) = mixed_indentation(masked, next.start as usize)
    {
        return Missing { diagnostic, at_end: false };
    }
    let message = format!("expected an indented block after {after}");
    Missing::new(masked, at, "NJ0111", message, head, "the block of this line")
}

/// No function after a decorator; nothing if there is one whose header is wrong.
pub(in super::super) fn missing_definition(masked: &str, at: usize, decorator: Span) -> Option<Missing> {
    let next = next_word(masked, at).map(|span| &masked[span.start as usize..span.end as usize]);
    if matches!(next, Some("def" | "class" | "async")) {
        return None;
    }
    let message = "expected a function or a class after a decorator".to_owned();
    Some(Missing::new(masked, at, "NJ0118", message, decorator, "this decorator"))
}

/// A line that is indented deeper than its block.
pub(in super::super) fn wrong_indentation(masked: &str, at: usize) -> Diagnostic {
    if let Some(diagnostic) = mixed_indentation(masked, at) {
        return diagnostic;
    }
    let (own, previous) = indentations(masked, at);
    let line_start = line_start(masked, at);
    let span = Span::new(line_start, line_start + own.len());
    if previous.len() > own.len() {
        let message = "unindent does not match any outer indentation level";
        return Diagnostic::error("NJ0113", message, span).note("a block ends at the indentation of a line before it");
    }
    Diagnostic::error("NJ0112", "unexpected indent", span).label("deeper than the line before, which begins no block")
}

/// The indentation cannot be compared with that of the line before.
fn mixed_indentation(masked: &str, at: usize) -> Option<Diagnostic> {
    let (own, previous) = indentations(masked, at);
    if own.starts_with(previous) || previous.starts_with(own) {
        return None;
    }
    let start = line_start(masked, at);
    let diagnostic = Diagnostic::error(
        "NJ0114",
        "inconsistent use of tabs and spaces in indentation",
        Span::new(start, start + own.len()),
    );
    Some(diagnostic.label(describe(own)).note(format!("the line before is indented by {}", describe(previous))))
}

fn describe(indentation: &str) -> String {
    let count = |c: char, name: &str| match indentation.matches(c).count() {
        0 => None,
        1 => Some(format!("1 {name}")),
        n => Some(format!("{n} {name}s")),
    };
    let parts: Vec<String> = [count('\t', "tab"), count(' ', "space")].into_iter().flatten().collect();
    parts.join(" and ")
}

fn line_start(masked: &str, at: usize) -> usize {
    masked[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The indentation of the line at `at`, and that of the line before.
fn indentations(masked: &str, at: usize) -> (&str, &str) {
    let start = line_start(masked, at);
    let indentation = |line: &'_ str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let own = &masked[start..];
    let previous = masked[..start].trim_end_matches('\n').rsplit('\n').next().unwrap_or("");
    let previous = if previous.trim().is_empty() { "" } else { previous };
    (&own[..indentation(own)], &previous[..indentation(previous)])
}
