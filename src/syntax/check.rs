//! What the grammar lets through and Python does not: `return` outside a function, `f() = 1`, two parameters of one name.
//!
//! Input: a tree. Output: diagnostics. Never: names across statements (that is resolve's).

use super::ast::{Module, Stmt};
use crate::diagnostic::Diagnostic;

/// Checks a module, and the blocks of wrong headers.
pub(super) fn check(_module: &Module, _orphans: &[Vec<Stmt>], _diagnostics: &mut Vec<Diagnostic>) {}
