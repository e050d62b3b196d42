//! Diagnostics as JSON, for programs.
//!
//! Input: diagnostics and the file that was compiled. Output: a list of objects. Never: anything that a person reads first.

use super::{Diagnostic, Severity};
use crate::source::SourceFile;
use std::fmt::Write;

/// A list with an object for each diagnostic: `code`, `severity`, `message`, `file`, `line`, `column` (both from 1),
/// `label`, `notes` and, where there is one, `fix` with its `line`, `column`, `replacement` and `text`.
#[must_use]
pub fn to_json(source: &SourceFile, diagnostics: &[Diagnostic]) -> String {
    let objects: Vec<String> =
        diagnostics.iter().map(|diagnostic| object(diagnostic.file(source), diagnostic)).collect();
    format!("[{}]", objects.join(","))
}

fn object(file: &SourceFile, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let notes: Vec<String> = diagnostic.notes.iter().map(|note| string(note)).collect();
    let fix = diagnostic.fix.as_ref().map_or(String::new(), |fix| {
        let (replacement, text) = (string(&fix.replacement), string(&fix.text));
        format!(",\"fix\":{{{},\"replacement\":{replacement},\"text\":{text}}}", place(file, fix.span.start))
    });
    format!(
        "{{\"code\":{},\"severity\":\"{severity}\",\"message\":{},\"file\":{},{},\"label\":{},\"notes\":[{}]{fix}}}",
        string(diagnostic.code),
        string(&diagnostic.message),
        string(&file.name),
        place(file, diagnostic.primary.span.start),
        string(&diagnostic.primary.text),
        notes.join(","),
    )
}

/// Line and column of a place in a file.
fn place(file: &SourceFile, at: u32) -> String {
    let before = &file.text[..at as usize];
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    format!("\"line\":{},\"column\":{column}", file.line(at))
}

/// A string as JSON writes it.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
