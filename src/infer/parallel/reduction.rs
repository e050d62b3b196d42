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

/// An assignment that updates a variable.
struct Update<'a> {
    op: ReduceOp,
    /// Reads the variable.
    read: ExprId,
    write: Write<'a>,
}

impl<'a> Body<'a> {
    /// The operation by which a variable is reduced; `read` reads it before the iteration has written it.
    ///
    /// `x += a; x += b` are two locals: the value between the two updates is one of its own. All of them are looked at
    /// together.
    pub(super) fn reduction(&self, local: LocalId, read: ExprId) -> Result<ReduceOp, Box<Diagnostic>> {
        let mut family = vec![local];
        let mut updates: Vec<Update<'a>> = Vec::new();
        let mut next = 0;
        while let Some(&member) = family.get(next) {
            next += 1;
            for &write in &self.writes[&member] {
                let Some((op, own)) = self.update(&write, member) else {
                    return Err(Box::new(self.carried(local, read, &write)));
                };
                updates.push(Update { op, read: own, write });
                family
                    .extend(self.local_read(own).filter(|own| self.writes.contains_key(own) && !family.contains(own)));
            }
        }
        self.agreed(local, read, &family, &updates)
    }

    /// The operation of all updates, if the variable is not used otherwise.
    fn agreed(
        &self,
        local: LocalId,
        read: ExprId,
        family: &[LocalId],
        updates: &[Update<'a>],
    ) -> Result<ReduceOp, Box<Diagnostic>> {
        let first = &updates[0];
        if let Some(other) = updates.iter().find(|update| update.op != first.op) {
            let (first, other) =
                if other.write.span.start < first.write.span.start { (other, first) } else { (first, other) };
            return Err(Box::new(self.mixed(local, &first.write, &other.write)));
        }
        if !self.reduces(local, first.op) {
            return Err(Box::new(self.carried(local, read, &first.write)));
        }
        let reads = family.iter().flat_map(|&member| self.reads_of(member));
        match reads.into_iter().find(|read| updates.iter().all(|update| update.read != *read)) {
            Some(other) => Err(Box::new(self.used_elsewhere(local, other, &first.write))),
            None => Ok(first.op),
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
                let own = self.reads_variable(*left, local).then_some(*left);
                let own = own.or((commutes && self.reads_variable(*right, local)).then_some(*right))?;
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
                let own = args.iter().map(argument).find(|&arg| self.reads_variable(arg, local))?;
                Some((op, own))
            }
            _ => None,
        }
    }

    fn local_read(&self, expr: ExprId) -> Option<LocalId> {
        match self.typing.hir.expr(expr).kind {
            ExprKind::Local(local, _) => Some(local),
            _ => None,
        }
    }

    /// Does an expression read the variable that a local is a part of?
    fn reads_variable(&self, expr: ExprId, local: LocalId) -> bool {
        self.local_read(expr).is_some_and(|own| self.name(own) == self.name(local))
    }

    fn reads_of(&self, local: LocalId) -> Vec<ExprId> {
        let mut reads = self.all_exprs();
        let closures = &self.typing.closures;
        let is_read = |e: &ExprId| self.local_read(*e) == Some(local);
        reads.retain(|e| is_read(e) || closures.get(e).is_some_and(|locals| locals.contains(&local)));
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
