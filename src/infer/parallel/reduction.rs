//! Which variables are reductions: all that the body does to them is to update them by one associative operation.
//!
//! Input: a variable that iterations read before they write it. Output: its operation, or why it is none.

use super::{Body, Write};
use crate::builtins::{self, Lower, Special};
use crate::diagnostic::Diagnostic;
use crate::hir::visit::argument;
use crate::hir::{ExprId, ExprKind, LocalId, PlaceKind, StmtKind};
use crate::infer::Target;
use crate::ir::ReduceOp;
use crate::types::{BinaryOp, Type};

impl Body<'_> {
    /// The operation by which a variable is reduced; `read` reads it before the iteration has written it.
    pub(super) fn reduction(&self, local: LocalId, read: ExprId) -> Result<ReduceOp, Box<Diagnostic>> {
        let mut found: Option<(ReduceOp, &Write<'_>)> = None;
        let mut updating = Vec::new();
        for write in &self.writes[&local] {
            let Some((op, own_read)) = self.update(write, local) else {
                return Err(Box::new(self.carried(local, read, write)));
            };
            updating.push(own_read);
            match found {
                Some((first, other)) if first != op => return Err(Box::new(self.mixed(local, other, write))),
                _ => found = Some((op, write)),
            }
        }
        let Some((op, write)) = found.filter(|&(op, _)| self.reduces(local, op)) else {
            return Err(Box::new(self.carried(local, read, &self.writes[&local][0])));
        };
        match self.reads_of(local).into_iter().find(|expr| !updating.contains(expr)) {
            Some(other) => Err(Box::new(self.used_elsewhere(local, other, write))),
            None => Ok(op),
        }
    }

    /// The reduction that one assignment is, and the expression that reads the variable in it.
    fn update(&self, write: &Write<'_>, local: LocalId) -> Option<(ReduceOp, ExprId)> {
        match &write.stmt?.kind {
            StmtKind::AugAssign { read: Some(read), op, .. } => Some((reduce_op(*op)?, *read)),
            StmtKind::Assign { targets, value } if targets.len() == 1 => match targets[0].kind {
                PlaceKind::Local(_) => self.update_of(*value, local),
                _ => None,
            },
            _ => None,
        }
    }

    /// `x + e`, `e * x`, `min(x, e)`, .. with x the variable.
    fn update_of(&self, value: ExprId, local: LocalId) -> Option<(ReduceOp, ExprId)> {
        match &self.typing.hir.expr(value).kind {
            ExprKind::Binary { op, left, right, .. } => {
                let commutes = !matches!(op, BinaryOp::Sub | BinaryOp::Div);
                let own = self.is_read(*left, local).then_some(*left);
                let own = own.or((commutes && self.is_read(*right, local)).then_some(*right))?;
                let is_scalar = matches!(self.type_of(local), Type::Scalar(_));
                Some((reduce_op(*op).filter(|_| is_scalar)?, own))
            }
            ExprKind::Call { args, .. } => {
                let Some(Target::Builtin { builtin, .. }) = self.typing.targets.get(&value) else { return None };
                let op = match builtins::row(*builtin).lower {
                    Lower::Special(Special::Min) => ReduceOp::Min,
                    Lower::Special(Special::Max) => ReduceOp::Max,
                    _ => return None,
                };
                let own = args.iter().map(argument).find(|&arg| self.is_read(arg, local))?;
                Some((op, own))
            }
            _ => None,
        }
    }

    fn is_read(&self, expr: ExprId, local: LocalId) -> bool {
        matches!(self.typing.hir.expr(expr).kind, ExprKind::Local(own, _) if own == local)
    }

    fn reads_of(&self, local: LocalId) -> Vec<ExprId> {
        let mut reads = self.all_exprs();
        let closures = &self.typing.closures;
        reads.retain(|&e| self.is_read(e, local) || closures.get(&e).is_some_and(|locals| locals.contains(&local)));
        reads
    }

    /// Does a value of its type reduce by that operation?
    fn reduces(&self, local: LocalId, op: ReduceOp) -> bool {
        match self.type_of(local) {
            Type::Scalar(dtype) => match op {
                ReduceOp::And | ReduceOp::Or | ReduceOp::Xor => !dtype.is_float() && !dtype.is_complex(),
                ReduceOp::Min | ReduceOp::Max => !dtype.is_complex(),
                _ => true,
            },
            Type::Array(_) => !matches!(op, ReduceOp::Min | ReduceOp::Max | ReduceOp::Last),
            _ => false,
        }
    }

    // --- diagnostics -------------------------------------------------------------------------------------------------

    fn carried(&self, local: LocalId, read: ExprId, write: &Write<'_>) -> Diagnostic {
        let name = self.name(local);
        let message = format!("iterations of this parallel loop depend on each other through `{name}`");
        Diagnostic::error("NJ0501", message, self.span_of(read))
            .label(format!("reads the `{name}` of an earlier iteration"))
            .also(write.span, "which an iteration writes here")
            .note(format!(
                "a reduction may be updated only by `{name} += ..`, `-=`, `*=`, `/=`, `|=`, `&=`, `^=`, \
                 `{name} = max({name}, ..)` or `min`; or assign `{name}` in each iteration before it is read"
            ))
            .note("`range` instead of `prange` runs the iterations in order")
    }

    fn mixed(&self, local: LocalId, first: &Write<'_>, second: &Write<'_>) -> Diagnostic {
        let name = self.name(local);
        let message = format!("`{name}` is reduced by two operations in one parallel loop");
        Diagnostic::error("NJ0502", message, second.span)
            .label("another operation than the first")
            .also(first.span, "reduced here first")
            .note("partial results of different operations do not combine; use one variable for each")
    }

    fn used_elsewhere(&self, local: LocalId, read: ExprId, write: &Write<'_>) -> Diagnostic {
        let name = self.name(local);
        let message = format!("the reduction `{name}` is used before the parallel loop has ended");
        Diagnostic::error("NJ0503", message, self.span_of(read))
            .label("only a part of the result is known here")
            .also(write.span, "reduced here")
            .note("`range` instead of `prange` runs the iterations in order")
    }
}

/// The reduction of `x op= e`; a difference is a sum of negated terms, a quotient a product.
fn reduce_op(op: BinaryOp) -> Option<ReduceOp> {
    Some(match op {
        BinaryOp::Add | BinaryOp::Sub => ReduceOp::Add,
        BinaryOp::Mul | BinaryOp::Div => ReduceOp::Mul,
        BinaryOp::BitAnd => ReduceOp::And,
        BinaryOp::BitOr => ReduceOp::Or,
        BinaryOp::BitXor => ReduceOp::Xor,
        _ => return None,
    })
}
