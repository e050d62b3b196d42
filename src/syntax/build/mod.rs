//! Pest's pairs to the tree.
//!
//! Input: the pairs of the rule `file`, the text and its masked copy. Output: [`Built`]. Never: names or types. Split
//! by construct: `stmt`, `params`, `pattern`, `expr`, `operators`, `string`, `number`.

mod expr;
mod number;
mod operators;
mod params;
mod pattern;
mod stmt;
mod string;

use super::ast::{Ident, Module, Stmt};
use super::diagnose;
use super::grammar::{Node, is_reserved, span_of};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::sync::Arc;

/// How deep a tree may be: later rooms walk it recursively.
const MAX_DEPTH: usize = 1000;

/// How many blocks may stand in each other, as in CPython.
const MAX_BLOCKS: usize = 100;

/// What the builder made.
#[derive(Default)]
pub(super) struct Built {
    pub(super) module: Module,
    /// The blocks of wrong headers: not part of the program, but checked for further mistakes.
    pub(super) orphans: Vec<Vec<Stmt>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The text ends where a block must follow; one diagnostic says so.
    pub(super) incomplete: bool,
    /// The last statement is compound.
    pub(super) ends_in_block: bool,
}

/// Builds the tree of a whole text.
pub(super) fn build(root: Node, text: &str, masked: &str) -> Built {
    let mut builder = Builder { text, masked, depth: 0, blocks: 0, built: Built::default() };
    builder.module(root);
    builder.built
}

struct Builder<'t> {
    /// The script's text: string literals are read from it.
    text: &'t str,
    /// Its masked copy.
    masked: &'t str,
    /// How deep the tree is here, at most.
    depth: usize,
    /// How many blocks are open.
    blocks: usize,
    built: Built,
}

impl<'t> Builder<'t> {
    fn error(&mut self, diagnostic: Diagnostic) {
        self.built.diagnostics.push(diagnostic);
    }

    /// Runs `inside` with `levels` more of depth, or gives None (and one diagnostic) if that is too deep.
    fn nested<T>(&mut self, levels: usize, at: Span, inside: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth + levels > MAX_DEPTH {
            let message = format!("this is nested too deeply (more than {MAX_DEPTH} levels)");
            self.error(Diagnostic::error("NJ0109", message, at).note("split it into several statements"));
            return None;
        }
        self.depth += levels;
        let result = inside(self);
        self.depth -= levels;
        Some(result)
    }

    /// Runs `inside` one block deeper, or gives None (and one diagnostic) if that is too deep.
    fn in_block<T>(&mut self, at: Span, inside: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.blocks == MAX_BLOCKS {
            let message = format!("too many levels of indentation (more than {MAX_BLOCKS})");
            self.error(Diagnostic::error("NJ0109", message, at).note("move the inner blocks into functions"));
            return None;
        }
        self.blocks += 1;
        let result = inside(self);
        self.blocks -= 1;
        Some(result)
    }

    fn ident(&mut self, node: &Node) -> Ident {
        let span = span_of(node);
        if is_reserved(node.as_str()) {
            self.error(diagnose::reserved_name(node.as_str(), span));
        }
        Ident { name: identifier(node.as_str()), span }
    }
}

/// A name's text, normalised as Python does it (NFKC).
fn identifier(text: &str) -> Arc<str> {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() { text.into() } else { text.nfkc().collect::<String>().into() }
}
