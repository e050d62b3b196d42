//! Trees to text: as Python source, and as a dump for `numjit inspect --stage ast`.
//!
//! Input: a tree. Output: text. Never: spans; two trees are the same program exactly if their dumps are equal.

mod dump;
mod expr;
mod literal;
mod source;

use super::ast::Module;

/// Deep trees are printed recursively.
const STACK: usize = 32 << 20;

/// Canonical Python source: parsing it gives the same tree.
#[must_use]
pub fn to_source(module: &Module) -> String {
    stacker::maybe_grow(STACK / 2, STACK, || source::module(module))
}

/// One line per statement, in the manner of Lisp; no spans.
#[must_use]
pub fn dump(module: &Module) -> String {
    stacker::maybe_grow(STACK / 2, STACK, || dump::module(module))
}

/// The same tree, spans aside.
#[must_use]
pub fn same_tree(left: &Module, right: &Module) -> bool {
    dump(left) == dump(right)
}
