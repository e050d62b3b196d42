//! Where a function runs, and what may not stand in a compiled one.
//!
//! Input: decorators; constructs with their spans. Output: [`Zone`]s and diagnostics.
//! Never: what a construct means.

use super::context::{Context, callee};
use crate::builtins::names;
use crate::diagnostic::Diagnostic;
use crate::hir::Zone;
use crate::source::Span;
use crate::syntax::ast::Expr;

/// The zone that decorators give, inside a function of zone `around`.
pub(super) fn of_decorators(context: &Context<'_>, decorators: &[Expr], around: Zone) -> Zone {
    let compiles = |decorator| context.path_of(callee(decorator)).is_some_and(|path| names::is_compiling(&path));
    if around == Zone::Compiled || decorators.iter().any(compiles) { Zone::Compiled } else { Zone::Host }
}

/// A construct that numjit has nowhere.
pub(super) fn unsupported(context: &mut Context<'_>, what: &str, span: Span, hint: &str) {
    let message = format!("{what} not supported");
    let diagnostic = Diagnostic::error("NJ0401", message, span).label("not supported");
    context.report(if hint.is_empty() { diagnostic } else { diagnostic.note(hint) });
}

/// A construct that the host zone has and compiled functions do not.
pub(super) fn host_only(context: &mut Context<'_>, what: &str, span: Span, hint: &str) {
    let message = format!("{what} not supported in a compiled function");
    let diagnostic = Diagnostic::error("NJ0402", message, span).label("not in compiled code").note(hint);
    context.report(diagnostic);
}
