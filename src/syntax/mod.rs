//! Text to tree.
//!
//! Input: a [`SourceFile`]. Output: [`Parsed`]. Never: what a name means, or whether numjit supports a construct: all
//! of valid Python 3.11 is in the tree, and resolve says what it does not accept.
//!
//! Two passes over one grammar (`grammar/numjit.pest`): `layout` turns physical lines into logical ones, then the
//! rule `file` reads those; `build` makes the tree, `diagnose` explains lines that are no statement, and `check` finds
//! what the grammar lets through (`return` outside a function, `f() = 1`). Only this room names pest.

pub mod ast;
mod build;
mod check;
mod diagnose;
mod grammar;
mod layout;
pub mod print;
mod typed;
pub mod visit;

pub use typed::{Piece, PieceKind, typed};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceFile;
use grammar::{Grammar, Rule};
use pest::Parser;

/// Stack for one parse; memory is only touched where nesting is deep.
const STACK: usize = 64 << 20;

/// What became of a text.
#[derive(Debug, Default)]
pub struct Parsed {
    /// All valid statements, also where others are wrong.
    pub module: ast::Module,
    /// What is wrong, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// The text ends inside a block that has no line yet, a bracket, a triple-quoted string, or after a decorator or
    /// a backslash, and nothing else is wrong: with more text it could be a program.
    pub incomplete: bool,
    /// The last statement is compound: a prompt reads on until a blank line.
    pub ends_in_block: bool,
}

impl Parsed {
    /// No error (warnings aside).
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// Parses a script. Never fails: what is wrong is in the diagnostics.
#[must_use]
pub fn parse(file: &SourceFile) -> Parsed {
    stacker::maybe_grow(STACK / 2, STACK, || parse_here(file))
}

/// Whether a prompt that has read `text` should ask for another line.
#[must_use]
pub fn wants_more(file: &SourceFile) -> bool {
    let parsed = parse(file);
    let ends_in_blank_line = file.text.rsplit('\n').nth(1).is_some_and(|line| line.trim().is_empty());
    parsed.incomplete || (parsed.ends_in_block && parsed.is_ok() && !ends_in_blank_line)
}

fn parse_here(file: &SourceFile) -> Parsed {
    let layout = layout::layout(&file.text);
    let root = match Grammar::parse(Rule::file, &layout.masked) {
        Ok(mut pairs) => pairs.next(),
        Err(error) => return too_complex(&error, file),
    };
    let Some(root) = root else { return Parsed::default() };
    let built = build::build(root, &file.text, &layout.masked);
    let mut diagnostics = layout.diagnostics;
    diagnostics.extend(built.diagnostics);
    check::check(&built.module, &built.orphans, &mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary.span.start);
    let only_incomplete = diagnostics.len() == usize::from(layout.incomplete) + usize::from(built.incomplete);
    Parsed {
        module: built.module,
        diagnostics,
        incomplete: (layout.incomplete || built.incomplete) && only_incomplete,
        ends_in_block: built.ends_in_block,
    }
}

/// The grammar matches every text, so a failure means that pest ran out of stack.
fn too_complex(error: &pest::error::Error<Rule>, file: &SourceFile) -> Parsed {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at.min(file.text.len()),
    };
    let span = crate::source::Span::new(at, at);
    let diagnostic = Diagnostic::error("NJ0109", "this is nested too deeply to parse", span);
    Parsed { diagnostics: vec![diagnostic], ..Parsed::default() }
}
