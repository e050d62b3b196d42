//! How an int expression spreads over the iterations of a parallel loop, as far as can be told.
//!
//! Input: expressions of the loop's body. Output: a [`Spread`]. Never: more than a guess in favor of the program, where
//! nothing can be proven (`Unknown`).

use super::Body;
use super::facts::deep;
use crate::builtins::{self, Effect, Lower, Special};
use crate::hir::visit::children;
use crate::hir::{Constant as Literal, ExprId, ExprKind, LocalId, Place, PlaceKind, Stmt, StmtKind};
use crate::infer::{Target, Typing};
use crate::types::{BinaryOp, Constant, UnaryOp};

/// Which values an expression has over the iterations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Spread {
    /// The same ones in all.
    Same,
    /// Another one in each; where it is the loop variable plus a constant, that constant.
    Distinct(Option<i64>),
    /// Equal ones in some: `i % 4`, `i // 2`.
    Folded,
    /// Nobody knows.
    Unknown,
}

use Spread::{Distinct, Folded, Same, Unknown};

/// An int known at compile time.
pub(super) fn constant(typing: &Typing, expr: ExprId) -> Option<i64> {
    match (typing.constants.get(&expr), &typing.hir.expr(expr).kind) {
        (Some(Constant::Int(n)), _) | (None, ExprKind::Constant(Literal::Int(n))) => Some(*n),
        _ => None,
    }
}

impl Body<'_> {
    pub(super) fn spread(&self, expr: ExprId) -> Spread {
        self.spread_within(expr, &mut Vec::new())
    }

    /// As [`Body::spread`], of a variable.
    pub(super) fn spread_of_variable(&self, local: LocalId) -> Spread {
        self.spread_of_local(local, &mut Vec::new())
    }

    /// `open`: the locals whose assignments are being looked at.
    fn spread_within(&self, expr: ExprId, open: &mut Vec<LocalId>) -> Spread {
        deep(|| self.spread_of_expr(expr, open))
    }

    fn spread_of_expr(&self, expr: ExprId, open: &mut Vec<LocalId>) -> Spread {
        if constant(self.typing, expr).is_some() {
            return Same;
        }
        match &self.typing.hir.expr(expr).kind {
            ExprKind::Local(local, _) => self.spread_of_local(*local, open),
            ExprKind::Unary(UnaryOp::Neg, value) => match self.spread_within(*value, open) {
                Distinct(_) => Distinct(None),
                other => other,
            },
            ExprKind::Binary { op, left, right, .. } => {
                let (a, b) = (self.spread_within(*left, open), self.spread_within(*right, open));
                self.spread_of_binary(*op, (a, *left), (b, *right))
            }
            ExprKind::Call { .. } => self.spread_of_call(expr, open),
            ExprKind::Yield(_) | ExprKind::Named(..) | ExprKind::Comprehension { .. } | ExprKind::Lambda(..) => Unknown,
            _ => self.spread_of_parts(expr, open),
        }
    }

    fn spread_of_local(&self, local: LocalId, open: &mut Vec<LocalId>) -> Spread {
        if Some(local) == self.induction {
            return Distinct(Some(0));
        }
        if open.contains(&local) {
            // As far as this assignment goes it is what the others make it.
            return Same;
        }
        open.push(local);
        let mut spreads: Vec<Spread> = self.entry.get(&local).map(|fact| fact.spread).into_iter().collect();
        spreads.extend(self.clauses.get(&local).map(|&iter| or_unknown(self.spread_within(iter, open))));
        spreads.extend(
            self.writes
                .get(&local)
                .into_iter()
                .flatten()
                .map(|write| write.stmt.map_or(Unknown, |stmt| self.spread_of_assignment(stmt, local, open))),
        );
        open.pop();
        match spreads.as_slice() {
            [only] => *only,
            several if several.iter().all(|&spread| spread == Same) => Same,
            _ => Unknown,
        }
    }

    fn spread_of_assignment(&self, stmt: &Stmt, local: LocalId, open: &mut Vec<LocalId>) -> Spread {
        match &stmt.kind {
            StmtKind::Assign { targets, value } if targets.iter().any(|target| is_local(target, local)) => {
                self.spread_within(*value, open)
            }
            StmtKind::Assign { value, .. } => or_unknown(self.spread_within(*value, open)),
            StmtKind::AugAssign { value, .. } => or_unknown(self.spread_within(*value, open)),
            StmtKind::For { iter, .. } => or_unknown(self.spread_within(*iter, open)),
            _ => Unknown,
        }
    }

    fn spread_of_binary(&self, op: BinaryOp, (a, left): (Spread, ExprId), (b, right): (Spread, ExprId)) -> Spread {
        let (x, y) = (constant(self.typing, left), constant(self.typing, right));
        let shifted =
            |by: Option<i64>, constant: Option<i64>, sign: i64| Distinct(by.zip(constant).map(|(by, c)| by + sign * c));
        match (op, a, b) {
            (_, Same, Same) => Same,
            (BinaryOp::Add, Distinct(by), Same) => shifted(by, y, 1),
            (BinaryOp::Add, Same, Distinct(by)) => shifted(by, x, 1),
            (BinaryOp::Sub, Distinct(by), Same) => shifted(by, y, -1),
            (BinaryOp::Sub, Same, Distinct(_)) => Distinct(None),
            (BinaryOp::Mul, Distinct(_), Same) if y != Some(0) => Distinct(None),
            (BinaryOp::Mul, Same, Distinct(_)) if x != Some(0) => Distinct(None),
            (BinaryOp::LShift | BinaryOp::BitXor, Distinct(_), Same) => Distinct(None),
            (BinaryOp::FloorDiv, Distinct(_), Same) => match (self.step, y) {
                (Some(step), Some(by)) if by != 0 && step % by == 0 => Distinct(None),
                (Some(_), Some(_)) => Folded,
                _ => Unknown,
            },
            (BinaryOp::Mod | BinaryOp::BitAnd | BinaryOp::RShift, Distinct(_), Same) => Folded,
            (BinaryOp::Mul, Distinct(_), Same) | (BinaryOp::Mul, Same, Distinct(_)) => Same,
            (_, Folded, Same) | (_, Same, Folded) => Folded,
            _ => Unknown,
        }
    }

    fn spread_of_call(&self, expr: ExprId, open: &mut Vec<LocalId>) -> Spread {
        match self.typing.targets.get(&expr) {
            Some(Target::Cast(dtype, value)) if dtype.is_int() => self.spread_within(*value, open),
            Some(Target::Builtin { builtin, .. }) => {
                let row = builtins::row(*builtin);
                let spread = self.spread_of_parts(expr, open);
                let keeps = matches!(row.lower, Lower::Special(Special::Int | Special::Range | Special::Len));
                match row.effect {
                    Effect::Pure if spread == Same || (keeps && spread == Folded) => spread,
                    _ => Unknown,
                }
            }
            _ => Unknown,
        }
    }

    /// What is made of parts that are all the same is the same.
    fn spread_of_parts(&self, expr: ExprId, open: &mut Vec<LocalId>) -> Spread {
        let mut spread = Same;
        children(&self.typing.hir.expr(expr).kind, &mut |child| {
            spread = match (spread, self.spread_within(child, open)) {
                (Same, Same) => Same,
                (Same | Folded, Same | Folded) => Folded,
                _ => Unknown,
            };
        });
        spread
    }

    // --- indices -----------------------------------------------------------------------------------------------------

    /// How the elements that an index names spread: by the axis that tells them apart best.
    pub(super) fn spread_of_index(&self, index: ExprId) -> Spread {
        let items = match &self.typing.hir.expr(index).kind {
            ExprKind::Tuple(items) => items.clone(),
            _ => vec![index],
        };
        let spreads: Vec<Spread> = items.iter().map(|&item| self.spread(item)).collect();
        let distinct = spreads.iter().find(|spread| matches!(spread, Distinct(_)));
        match distinct {
            Some(&distinct) => distinct,
            None if spreads.contains(&Unknown) || self.has_quotient_and_rest(&items) => Unknown,
            None if spreads.contains(&Folded) => Folded,
            None => Same,
        }
    }

    /// `a[i // m, i % m]` names another element for each i.
    fn has_quotient_and_rest(&self, items: &[ExprId]) -> bool {
        let by = |wanted: BinaryOp| {
            items.iter().filter_map(move |&item| self.divided(item)).filter(move |&(op, ..)| op == wanted)
        };
        by(BinaryOp::FloorDiv)
            .any(|(_, a, b)| by(BinaryOp::Mod).any(|(_, c, d)| self.same_text(a, c) && self.same_text(b, d)))
    }

    /// The division that an index item is, also by way of a variable.
    fn divided(&self, item: ExprId) -> Option<(BinaryOp, ExprId, ExprId)> {
        match &self.typing.hir.expr(item).kind {
            ExprKind::Binary { op, left, right, .. } => Some((*op, *left, *right)),
            ExprKind::Local(local, _) => match self.writes.get(local)?.as_slice() {
                [write] => match &write.stmt?.kind {
                    StmtKind::Assign { targets, value } if targets.iter().all(|t| is_local(t, *local)) => {
                        self.divided(*value)
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    fn same_text(&self, a: ExprId, b: ExprId) -> bool {
        let text = |expr: ExprId| self.typing.hir.source.slice(self.span_of(expr));
        text(a) == text(b)
    }
}

pub(super) fn is_local(place: &Place, local: LocalId) -> bool {
    matches!(place.kind, PlaceKind::Local(own) if own == local)
}

/// What came from a part of a value.
fn or_unknown(spread: Spread) -> Spread {
    if spread == Same { Same } else { Unknown }
}
