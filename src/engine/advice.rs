//! What `check` tells besides errors: where the line between the two zones runs.
//!
//! Input: a resolved module. Output: notes. Never: whether a function would compile.

use crate::diagnostic::Diagnostic;
use crate::hir::{ExprKind, Function, FunctionKind, LocalId, PlaceKind, Stmt, StmtKind, Zone, visit};
use std::sync::Arc;

/// Notes on host functions that loop over elements, and on those that compiled functions call.
pub fn advice(module: &Function) -> Vec<Diagnostic> {
    let functions = || module.inner.iter().filter(|function| function.kind == FunctionKind::Def);
    let slow = functions().filter(|function| function.zone == Zone::Host && loops_over_elements(function));
    let mut out: Vec<Diagnostic> = slow
        .map(|function| {
            let message = format!("`{}` has a loop over array elements and runs in the host zone", function.name);
            Diagnostic::note_at("NJ0406", message, function.header).note("with @njit it would be compiled")
        })
        .collect();
    for caller in functions().filter(|function| function.zone == Zone::Compiled) {
        out.extend(
            functions().filter(|function| function.zone == Zone::Host).filter_map(|callee| call_of(caller, callee)),
        );
    }
    out
}

/// A loop whose variable is an index into something?
fn loops_over_elements(function: &Function) -> bool {
    let mut found = false;
    visit::walk(&function.body, &mut |stmt| {
        if let StmtKind::For { target, body, .. } = &stmt.kind
            && let PlaceKind::Local(index) = target.kind
        {
            found |= body.iter().any(|stmt| indexes_by(function, stmt, index));
        }
    });
    found
}

fn indexes_by(function: &Function, stmt: &Stmt, index: LocalId) -> bool {
    let is_index = |expr| matches!(function.expr(expr).kind, ExprKind::Local(local, _) if local == index);
    visit::stmt_has(function, stmt, &mut |kind| match kind {
        ExprKind::Subscript(_, by) => match &function.expr(*by).kind {
            ExprKind::Tuple(items) => items.iter().any(|&item| is_index(item)),
            _ => is_index(*by),
        },
        _ => false,
    })
}

/// The first call of an undecorated function in a compiled one.
fn call_of(caller: &Function, callee: &Arc<Function>) -> Option<Diagnostic> {
    let call = caller.exprs.iter().find_map(|expr| match &expr.kind {
        ExprKind::Call { func, .. } => match caller.expr(*func).kind {
            ExprKind::Global(name) if *caller.name_of(name) == callee.name => Some(expr.span),
            _ => None,
        },
        _ => None,
    })?;
    let message = format!("`{}` has no decorator and is compiled too, because `{}` calls it", callee.name, caller.name);
    let note = Diagnostic::note_at("NJ0407", message, call);
    Some(
        note.also(callee.header, "defined here").note("Numba refuses this; with @njit on it the script runs there too"),
    )
}
