//! Which variables an iteration may read before it has written them.
//!
//! Input: the body of a parallel loop. Output: for each such variable that the body also writes, the first such read.
//! Never: judges them.

use super::Body;
use crate::hir::visit::{children, exprs, leaves, places};
use crate::hir::{ExprId, ExprKind, LocalId, PlaceKind, Stmt, StmtKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// The locals that are written on every way here; none: no way leads here.
type Written = Option<FxHashSet<LocalId>>;

/// Reads, before any write of the same iteration, of variables that the body writes.
pub(super) fn exposed(body: &Body<'_>) -> FxHashMap<LocalId, ExprId> {
    let mut flow = Flow { body, found: FxHashMap::default() };
    let mut written = FxHashSet::default();
    body.target.into_iter().for_each(|target| bind_place(target, &mut written));
    flow.block(body.stmts, Some(written));
    flow.found
}

struct Flow<'a> {
    body: &'a Body<'a>,
    found: FxHashMap<LocalId, ExprId>,
}

impl Flow<'_> {
    fn block(&mut self, stmts: &[Stmt], mut written: Written) -> Written {
        for stmt in stmts {
            written = self.stmt(stmt, written?);
        }
        written
    }

    fn stmt(&mut self, stmt: &Stmt, mut written: FxHashSet<LocalId>) -> Written {
        exprs(stmt, &mut |expr| self.expr(expr, &mut written));
        match &stmt.kind {
            StmtKind::If { body, orelse, .. } => {
                let then = self.block(body, Some(written.clone()));
                let orelse = self.block(orelse, Some(written));
                join(then, orelse)
            }
            StmtKind::While { body, orelse, .. } => {
                self.block(body, Some(written.clone()));
                self.block(orelse, Some(written.clone()));
                Some(written)
            }
            StmtKind::For { body, orelse, .. } => {
                let mut inside = written.clone();
                bind(stmt, &mut inside);
                self.block(body, Some(inside));
                self.block(orelse, Some(written.clone()));
                Some(written)
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                let tried = self.block(body, Some(written.clone()));
                let mut after = tried.and_then(|tried| self.block(orelse, Some(tried)));
                for handler in handlers {
                    let mut inside = written.clone();
                    handler.name.iter().for_each(|name| bind_place(name, &mut inside));
                    let handled = self.block(&handler.body, Some(inside));
                    after = join(after, handled);
                }
                let last = self.block(finalbody, Some(written));
                after.and_then(|after| last.map(|last| &after | &last))
            }
            StmtKind::Continue | StmtKind::Break | StmtKind::Return(_) | StmtKind::Raise { .. } => None,
            _ => {
                bind(stmt, &mut written);
                crate::hir::visit::blocks(stmt).into_iter().for_each(|block| {
                    self.block(block, Some(written.clone()));
                });
                Some(written)
            }
        }
    }

    fn expr(&mut self, expr: ExprId, written: &mut FxHashSet<LocalId>) {
        let kind = &self.body.typing.hir.expr(expr).kind;
        let is_conditional =
            matches!(kind, ExprKind::BoolOp(..) | ExprKind::IfExp { .. } | ExprKind::Comprehension { .. });
        let mut inside = written.clone();
        children(kind, &mut |child| self.expr(child, if is_conditional { &mut inside } else { &mut *written }));
        match kind {
            ExprKind::Local(local, _) => self.read(*local, expr, written),
            ExprKind::Named(place, _) => bind_place(place, written),
            _ => {}
        }
        for &local in self.body.typing.closures.get(&expr).into_iter().flatten() {
            self.read(local, expr, written);
        }
    }

    fn read(&mut self, local: LocalId, expr: ExprId, written: &FxHashSet<LocalId>) {
        if self.body.writes.contains_key(&local) && !written.contains(&local) {
            self.found.entry(local).or_insert(expr);
        }
    }
}

fn join(a: Written, b: Written) -> Written {
    match (a, b) {
        (Some(a), Some(b)) => Some(&a & &b),
        (one, None) | (None, one) => one,
    }
}

fn bind(stmt: &Stmt, written: &mut FxHashSet<LocalId>) {
    places(stmt, &mut |place| bind_place(place, written));
}

fn bind_place(place: &crate::hir::Place, written: &mut FxHashSet<LocalId>) {
    leaves(place, &mut |place| {
        if let PlaceKind::Local(local) = place.kind {
            written.insert(local);
        }
    });
}
