//! Runs the cases under `tests/hir`: scripts with their resolved form and the findings of resolve.
//!
//! - `# error[NJ0201] `text`: words` behind a line: the findings there and the text that they point at.
//! - `#--- hir`, then comment lines: the resolved program as `hir::print` shows it.
//!
//! `BLESS=1` writes what was found into the files.

#[path = "support/files.rs"]
mod files;

use files::{accept, run_each};
use libtest_mimic::Failed;
use numjit::diagnostic::{Diagnostic, Severity};
use numjit::hir;
use numjit::source::SourceFile;
use numjit::syntax;
use std::collections::BTreeMap;
use std::path::Path;

const SECTION: &str = "#--- hir";

fn main() {
    run_each("tests/hir", "py", case);
}

/// Checks one file: what it should look like is what it looks like.
fn case(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let found = expectations(&text);
    Ok(accept(path, &text, &found)?)
}

/// The text with all expectations as they are found.
fn expectations(text: &str) -> String {
    let shows_hir = text.contains(SECTION);
    let script: String = text
        .split(SECTION)
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| line.split("# error[").next().unwrap_or_default().split("# warning[").next().unwrap_or_default())
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let source = SourceFile::new("case.py", script);
    let parsed = syntax::parse(&source);
    let (module, resolved) = hir::resolve(&source, &parsed.module);
    let mut notes: BTreeMap<usize, String> = BTreeMap::new();
    for diagnostic in parsed.diagnostics.iter().chain(&resolved).chain(&module.unbound) {
        *notes.entry(source.line(diagnostic.primary.span.start)).or_default() += &note(&source, diagnostic);
    }
    let lines = source.text.lines().enumerate();
    let mut out: String =
        lines.map(|(i, line)| format!("{line}{}\n", notes.get(&(i + 1)).map_or("", String::as_str))).collect();
    if shows_hir {
        out += &format!("{SECTION}\n");
        hir::print::module(&module).lines().for_each(|line| out += &format!("# {line}\n"));
    }
    out
}

fn note(source: &SourceFile, diagnostic: &Diagnostic) -> String {
    let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
    let Diagnostic { code, message, primary, fix, .. } = diagnostic;
    let fix = fix.as_ref().map_or(String::new(), |fix| format!(" ({})", fix.text));
    format!("  # {severity}[{code}] `{}`: {message}{fix}", source.slice(primary.span))
}
