//! How diagnostics look: as rustc's do.
//!
//! Input: a file and its diagnostics. Output: text, for a terminal or without colors. Never: what a diagnostic says.

use super::{Diagnostic, Fix, Label, Severity};
use crate::source::{SourceFile, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// Renders diagnostics of one file (and of those that it imports), one after the other; `color` for terminals.
#[must_use]
pub fn render(file: &SourceFile, diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&renderer.render(&[report(diagnostic.file(file), diagnostic)]));
        out.push_str("\n\n");
    }
    out
}

fn report<'a>(file: &'a SourceFile, diagnostic: &'a Diagnostic) -> Group<'a> {
    let title = level(diagnostic.severity).primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let annotate = |kind: AnnotationKind, label: &'a Label| {
        let annotation = kind.span(range(file, label.span));
        if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
    };
    let snippet = Snippet::source(file.text.as_str())
        .path(file.name.as_str())
        .annotation(annotate(AnnotationKind::Primary, &diagnostic.primary))
        .annotations(diagnostic.secondary.iter().map(|label| annotate(AnnotationKind::Context, label)));
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(note.as_str()));
    let fix = diagnostic.fix.iter().map(|fix| Level::HELP.message(advice(fix)));
    title.element(snippet).elements(notes).elements(fix)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn advice(fix: &Fix) -> String {
    let replacement = fix.replacement.trim();
    let is_told = replacement.is_empty() || fix.text.contains(&format!("`{replacement}`"));
    if is_told { fix.text.clone() } else { format!("{}: `{replacement}`", fix.text) }
}

/// A span as a range that lies in the text and cuts no character in two.
fn range(file: &SourceFile, span: Span) -> Range<usize> {
    let floor = |offset: u32| file.text.floor_char_boundary(offset as usize);
    let start = floor(span.start);
    start..floor(span.end).max(start)
}
