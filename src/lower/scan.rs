//! Which locals a piece of code assigns.
//!
//! Input: statements and expressions. Output: sets of locals. Never: instructions.

use super::Lowering;
use crate::hir::visit::{children, exprs, leaves, places, walk};
use crate::hir::{self, ExprId, ExprKind, LocalId, Place, PlaceKind, Stmt};

impl Lowering<'_> {
    /// The locals that statements assign, `:=` and the statements in them included.
    pub(super) fn assigned(&self, stmts: &[Stmt]) -> Vec<LocalId> {
        let mut out = Vec::new();
        walk(stmts, &mut |stmt| {
            places(stmt, &mut |place| out.extend(local_of(place)));
            if self.has_named {
                exprs(stmt, &mut |expr| named_in(self.hir, expr, &mut out));
            }
        });
        out.extend(self.hidden_in(stmts));
        out.extend(self.assigned_at_yield(stmts));
        unique(out)
    }

    /// The locals that `:=` assigns in an expression.
    pub(super) fn assigned_in(&self, expr: ExprId) -> Vec<LocalId> {
        let mut out = Vec::new();
        if self.has_named {
            named_in(self.hir, expr, &mut out);
        }
        unique(out)
    }
}

/// Does the function use `:=`?
pub(super) fn has_named(function: &hir::Function) -> bool {
    function.exprs.iter().any(|expr| matches!(expr.kind, ExprKind::Named(..)))
}

fn named_in(function: &hir::Function, expr: ExprId, out: &mut Vec<LocalId>) {
    let kind = &function.expr(expr).kind;
    if let ExprKind::Named(place, _) = kind {
        leaves(place, &mut |place| out.extend(local_of(place)));
    }
    children(kind, &mut |child| named_in(function, child, out));
}

fn local_of(place: &Place) -> Option<LocalId> {
    match place.kind {
        PlaceKind::Local(local) => Some(local),
        _ => None,
    }
}

/// The locals that a place binds.
pub(super) fn targets_of(place: &Place) -> Vec<LocalId> {
    let mut out = Vec::new();
    leaves(place, &mut |place| out.extend(local_of(place)));
    out
}

/// In order, without repetitions.
pub(super) fn unique(mut locals: Vec<LocalId>) -> Vec<LocalId> {
    locals.sort_unstable();
    locals.dedup();
    locals
}
