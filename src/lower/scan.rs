//! Questions about the HIR: which locals a piece of code assigns, and how it may leave.
//!
//! Input: statements and expressions. Output: sets of locals, yes or no. Never: instructions.

use super::Lowering;
use crate::hir::visit::{blocks, children, exprs, leaves, places, walk};
use crate::hir::{self, ExprId, ExprKind, LocalId, Place, PlaceKind, Stmt, StmtKind};

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

/// A `break` of this loop, or a `return`?
pub(super) fn has_early_exit(body: &[Stmt]) -> bool {
    any_stmt(body, true, &|stmt, own| match stmt.kind {
        StmtKind::Break => own,
        StmtKind::Return(_) => true,
        _ => false,
    })
}

/// A `continue` of this loop?
pub(super) fn has_continue(body: &[Stmt]) -> bool {
    any_stmt(body, true, &|stmt, own| own && matches!(stmt.kind, StmtKind::Continue))
}

/// Does any statement satisfy the test? `own` is false inside the bodies of nested loops.
fn any_stmt(body: &[Stmt], own: bool, test: &dyn Fn(&Stmt, bool) -> bool) -> bool {
    body.iter().any(|stmt| {
        test(stmt, own)
            || match &stmt.kind {
                StmtKind::While { body, orelse, .. } | StmtKind::For { body, orelse, .. } => {
                    any_stmt(body, false, test) || any_stmt(orelse, own, test)
                }
                _ => blocks(stmt).into_iter().any(|block| any_stmt(block, own, test)),
            }
    })
}
