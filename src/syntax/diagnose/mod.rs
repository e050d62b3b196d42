//! Words for lines that are no statement.
//!
//! Input: the masked text and the place of a bad line. Output: one diagnostic. Never: the tree.
//!
//! The grammar says how far it can read the line; [`RULES`] look at the tokens around that place, one mistake each,
//! and the first that recognizes its mistake speaks.

mod characters;
mod expressions;
mod headers;
mod indentation;
mod line;
mod strings;

pub(super) use characters::null_byte;
pub(super) use indentation::{missing_block, missing_definition, wrong_indentation};

use super::layout::BLOT;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use line::Line;

type Recognize = fn(&Line) -> Option<Diagnostic>;

/// From the most certain to the most general.
const RULES: &[Recognize] = &[
    characters::strange_character,
    characters::wrong_number,
    strings::f_string,
    headers::else_if,
    headers::print_statement,
    headers::keyword_as_target,
    headers::assignment_in_test,
    headers::old_except,
    headers::wrong_pattern,
    expressions::foreign_operator,
    headers::missing_colon,
    headers::lonely_clause,
    headers::missing_name,
    headers::missing_parameters,
    headers::wrong_parameter,
    headers::missing_in,
    headers::import_order,
    expressions::walrus_statement,
    expressions::assignment_in_expression,
    expressions::keyword_as_value,
    expressions::conditional_without_else,
    expressions::not_without_in,
    expressions::missing_operand,
    expressions::missing_comma,
    expressions::neighbors,
];

/// Why the line at `span` is no statement; nothing if the layout pass has said it already.
pub(super) fn bad_line(masked: &str, span: Span) -> Option<Diagnostic> {
    let text = masked.get(span.start as usize..span.end as usize)?;
    if text.starts_with(BLOT) {
        return None;
    }
    let line = Line::new(masked, span);
    let recognized = RULES.iter().find_map(|recognize| recognize(&line));
    Some(recognized.unwrap_or_else(|| {
        Diagnostic::error("NJ0100", "invalid syntax: the line ends too early", line.end()).label("expected more")
    }))
}

/// A reserved word where a name must stand.
pub(super) fn reserved_name(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error("NJ0120", format!("`{word}` is a keyword and cannot be used as a name"), span)
        .label("a keyword")
        .fix(span, format!("{word}_"), "an underscore makes it a name")
}
