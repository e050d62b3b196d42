//! Element-wise functions of the prelude, lowered in place: what they return is an expression over the caller's operands,
//! so that it fuses with what stands around the call.
//!
//! Input: a call of a prelude function whose body comes down to one `return`. Output: the value of what it returns.
//! Never: functions of scripts, loops, statements with an effect.

use super::Lowering;
use super::value::Val;
use super::variables::Variables;
use crate::hir::{ExprId, ExprKind, Stmt, StmtKind};
use crate::infer::{self, Argument, Typing};
use crate::ir::{self, InstanceId};
use crate::types::Type;
use rustc_hash::{FxHashMap, FxHashSet};

impl<'a> Lowering<'a> {
    /// The value of a call that is lowered in place; none: it has to be a call.
    pub(super) fn inlined(&mut self, instance: InstanceId, args: &'a [Argument]) -> Option<Val> {
        let callee = self.callees.typing(instance);
        if !infer::is_prelude(&callee.hir) || !matches!(callee.result, Type::Array(_)) {
            return None;
        }
        let returned = result_expr(&callee, &callee.hir.body)?;
        let mut values = Vec::new();
        for (arg, to) in args.iter().zip(&callee.params) {
            let (value, from) = self.argument(arg);
            values.push(if matches!(value, Val::Lazy(_)) { value } else { self.coerce(value, &from, to) });
        }
        let builder = std::mem::replace(&mut self.b, ir::Builder::new("", instance, &[], Vec::new()));
        let mut inner = self.callee(&callee, builder);
        for (param, value) in callee.hir.params.iter().zip(values) {
            inner.variables[param.local.0 as usize].value = Some(value);
        }
        let value = inner.expr(returned);
        (self.b, self.notes) = (inner.b, inner.notes);
        Some(value)
    }

    /// The state of lowering a callee where its caller stands: what it raises is raised there.
    fn callee<'c>(&mut self, callee: &'c Typing, builder: ir::Builder) -> Lowering<'c>
    where
        'a: 'c,
    {
        Lowering {
            typing: callee,
            hir: &callee.hir,
            callees: self.callees,
            b: builder,
            variables: Variables::new(callee.hir.locals.len()),
            unsure: FxHashSet::default(),
            frames: Vec::new(),
            branched: FxHashSet::default(),
            returned: None,
            n_handlers: self.n_handlers,
            in_parallel: self.in_parallel,
            caught: FxHashMap::default(),
            has_named: false,
            rules: callee.rules,
            writers: std::cell::RefCell::default(),
            stored: None,
            inner: FxHashMap::default(),
            span: self.span,
            spreads: self.spreads,
            notes: std::mem::take(&mut self.notes),
            depth: self.depth,
            elements: FxHashMap::default(),
            is_inlined: true,
            local_types: callee.locals.clone(),
            first_local: 0,
            resuming: None,
            fused: None,
            shelf: self.shelf,
        }
    }
}

/// What a body returns, where all that leads there is known.
fn result_expr(typing: &Typing, body: &[Stmt]) -> Option<ExprId> {
    match end_of(typing, body) {
        End::Returned(value) => value,
        End::Reached | End::Other => None,
    }
}

/// What becomes of statements whose tests are known.
enum End {
    /// They do nothing but return a value.
    Returned(Option<ExprId>),
    /// They do nothing.
    Reached,
    Other,
}

fn end_of(typing: &Typing, body: &[Stmt]) -> End {
    for stmt in body {
        match &stmt.kind {
            StmtKind::Return(value) => return End::Returned(*value),
            StmtKind::Expr(text) if matches!(typing.hir.expr(*text).kind, ExprKind::Constant(_)) => {}
            StmtKind::Pass => {}
            StmtKind::If { test, body, orelse } => {
                let Some(&known) = typing.tests.get(test) else { return End::Other };
                match end_of(typing, if known { body } else { orelse }) {
                    End::Reached => {}
                    end => return end,
                }
            }
            _ => return End::Other,
        }
    }
    End::Reached
}
