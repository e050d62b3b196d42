//! The order of evaluation where array expressions wait: what they read must not change before they are stored.
//!
//! Input: the value of an operand, the expressions that are evaluated before it is used. Output: the value, stored now
//! where one of these may write to an array.
//! And of what has no value at run time: `g().ndim` calls g.
//! Never: stores what only reads come after.

use super::Lowering;
use super::index::IndexItem;
use super::nest::arrays_of;
use super::value::Val;
use crate::builtins::{self, Effect};
use crate::hir::{ExprId, ExprKind};
use crate::infer::{Argument, Target, parallel};

impl Lowering<'_> {
    /// A value that waits while other expressions are evaluated.
    pub(super) fn hold(&mut self, value: Val, later: &[ExprId]) -> Val {
        let waits = matches!(&value, Val::Lazy(lazy) if !arrays_of(&lazy.node).is_empty());
        if waits && later.iter().any(|&expr| self.may_write(expr)) { self.materialize(value) } else { value }
    }

    /// As [`Lowering::hold`], of the masks among the items of an index.
    pub(super) fn hold_items(&mut self, items: Vec<IndexItem>, later: &[ExprId]) -> Vec<IndexItem> {
        if !later.iter().any(|&expr| self.may_write(expr)) {
            return items;
        }
        items.into_iter().map(|item| self.stored_item(item)).collect()
    }

    fn stored_item(&mut self, item: IndexItem) -> IndexItem {
        match item {
            IndexItem::Mask(mask) => {
                let stored = self.materialize(Val::Lazy(mask));
                IndexItem::Mask(self.lazy(&stored))
            }
            other => other,
        }
    }

    /// A condition that is known at compile time, evaluated as far as that does something: `g() is None`.
    pub(super) fn settled_test(&mut self, test: ExprId) -> Option<bool> {
        let known = self.known_test(test)?;
        self.effects(test);
        Some(known)
    }

    /// Evaluates the parts of an expression whose value is known, as far as they do something: `g().ndim`.
    pub(super) fn effects(&mut self, expr: ExprId) {
        let mut parts = Vec::new();
        match &self.hir.expr(expr).kind {
            ExprKind::BoolOp(_, values) => parts.extend(values.first()),
            ExprKind::IfExp { test, body, orelse } => {
                let chosen = self.known_test(*test).map(|known| if known { *body } else { *orelse });
                parts.extend([*test].into_iter().chain(chosen));
            }
            ExprKind::Lambda(..) | ExprKind::Comprehension { .. } => {}
            kind => crate::hir::visit::children(kind, &mut |part| parts.push(part)),
        }
        for part in parts {
            if self.acts(part) {
                let value = self.expr(part);
                self.materialize(value);
            }
        }
    }

    /// Does evaluating an expression do more than give a value?
    fn acts(&self, expr: ExprId) -> bool {
        let kind = &self.hir.expr(expr).kind;
        let mut found = match self.typing.targets.get(&expr) {
            Some(Target::Builtin { builtin, .. }) => {
                !matches!(builtins::row(*builtin).effect, Effect::Pure | Effect::Fresh)
            }
            Some(target) if target.instance().is_some() => true,
            _ => matches!(kind, ExprKind::Named(..)),
        };
        crate::hir::visit::children(kind, &mut |child| {
            found = found || stacker::maybe_grow(96 << 10, 1 << 20, || self.acts(child));
        });
        found
    }

    /// May evaluating an expression change an array that others see?
    fn may_write(&self, expr: ExprId) -> bool {
        let kind = &self.hir.expr(expr).kind;
        let links = (0..).map_while(|n| self.typing.links.get(&(expr, n)));
        let mut found =
            self.typing.targets.get(&expr).into_iter().chain(links).any(|target| self.target_writes(target));
        crate::hir::visit::children(kind, &mut |child| {
            found = found || stacker::maybe_grow(96 << 10, 1 << 20, || self.may_write(child));
        });
        found
    }

    fn target_writes(&self, target: &Target) -> bool {
        match target {
            Target::Builtin { builtin, .. } => builtins::row(*builtin).effect == Effect::Mutates,
            Target::Instance { instance, .. } => {
                let known = self.writers.borrow().get(instance).copied();
                known.unwrap_or_else(|| {
                    let writes = parallel::changes_arguments(&|id| Some(self.callees.typing(id)), *instance);
                    self.writers.borrow_mut().insert(*instance, writes);
                    writes
                })
            }
            Target::Elementwise { out, .. } | Target::Stencil { out, .. } => out.is_some(),
            Target::New(_, call) | Target::Not(call) => self.target_writes(call),
            Target::Cast(..) | Target::Value(_) | Target::Exception(..) => false,
        }
    }
}

/// The expressions that an argument evaluates.
pub(super) fn exprs_of(argument: Option<&Argument>) -> Vec<ExprId> {
    match argument {
        Some(Argument::Expr(expr) | Argument::DefaultExpr(expr) | Argument::Item(expr, _)) => vec![*expr],
        Some(Argument::Pack(items)) => items.iter().flat_map(|item| exprs_of(Some(item))).collect(),
        _ => Vec::new(),
    }
}
