//! Races through memory: elements that several iterations write, or one writes and another reads.
//!
//! Input: the body of a parallel loop. Output: diagnostics that show both accesses.
//! Never: refuses what only might be a race (`y[idx[i]] = v`).

use super::Body;
use super::spread::Spread;
use crate::builtins::{self, Effect, Lower, Special};
use crate::diagnostic::Diagnostic;
use crate::hir::visit::{blocks, exprs, places};
use crate::hir::{CmpOp, ExprId, ExprKind, LocalId, PlaceKind, Stmt, StmtKind};
use crate::infer::Target;
use crate::source::Span;
use crate::types::Type;

/// Finds the races of a loop.
pub(super) fn races(body: &Body<'_>) -> Vec<Diagnostic> {
    let mut finder = Finder { body, stores: Vec::new(), out: Vec::new() };
    finder.block(body.stmts, Guard::None);
    finder.mutations();
    finder.neighbors();
    finder.out
}

/// Under which condition a statement stands.
#[derive(Clone, Copy, PartialEq)]
enum Guard {
    None,
    /// Some condition.
    Some,
    /// One that holds in one iteration at most: `i == k`.
    OneIteration,
}

/// A store to `array[i + offset]`.
struct Store {
    array: LocalId,
    offset: i64,
    span: Span,
}

struct Finder<'a> {
    body: &'a Body<'a>,
    /// Unconditional stores to one-dimensional arrays of all iterations.
    stores: Vec<Store>,
    out: Vec<Diagnostic>,
}

impl Finder<'_> {
    fn block(&mut self, stmts: &[Stmt], guard: Guard) {
        for stmt in stmts {
            places(stmt, &mut |place| {
                if let PlaceKind::Subscript(object, index) = place.kind
                    && guard != Guard::OneIteration
                {
                    self.store((object, index), place.span, guard);
                }
            });
            if let StmtKind::If { test, body, orelse } = &stmt.kind {
                self.block(body, self.guard(*test, guard));
                self.block(orelse, if guard == Guard::None { Guard::Some } else { guard });
            } else {
                blocks(stmt).into_iter().for_each(|block| self.block(block, guard));
            }
        }
    }

    fn guard(&self, test: ExprId, outer: Guard) -> Guard {
        if let ExprKind::Compare(first, links) = &self.body.typing.hir.expr(test).kind
            && let [(CmpOp::Eq, second)] = links.as_slice()
            && let (Spread::Distinct(_), Spread::Same) | (Spread::Same, Spread::Distinct(_)) =
                (self.body.spread(*first), self.body.spread(*second))
        {
            return Guard::OneIteration;
        }
        if outer == Guard::OneIteration { outer } else { Guard::Some }
    }

    fn store(&mut self, (object, index): (ExprId, ExprId), span: Span, guard: Guard) {
        if !self.is_shared(object) {
            return;
        }
        match self.body.spread_of_index(index) {
            Spread::Same => self.out.push(self.same_element(object, index, span)),
            Spread::Folded => self.out.push(self.folded(object, index, span)),
            Spread::Distinct(Some(offset)) if guard == Guard::None => {
                if let ExprKind::Local(array, _) = self.body.typing.hir.expr(object).kind
                    && self.is_vector(object)
                {
                    self.stores.push(Store { array, offset, span });
                }
            }
            Spread::Distinct(_) | Spread::Unknown => {}
        }
    }

    fn is_vector(&self, expr: ExprId) -> bool {
        self.type_of(expr).as_array().is_some_and(|array| array.ndim == 1)
    }

    fn type_of(&self, expr: ExprId) -> &Type {
        &self.body.typing.exprs[expr.0 as usize]
    }

    /// Do all iterations see the same array or list?
    fn is_shared(&self, expr: ExprId) -> bool {
        self.is_shared_within(expr, &mut Vec::new())
    }

    fn is_shared_within(&self, expr: ExprId, open: &mut Vec<LocalId>) -> bool {
        match &self.body.typing.hir.expr(expr).kind {
            ExprKind::Local(local, _) => self.is_local_shared(*local, open),
            ExprKind::Subscript(object, index) => {
                let same = matches!(self.body.spread_of_index(*index), Spread::Same | Spread::Folded);
                same && self.is_shared_within(*object, open)
            }
            ExprKind::Attribute(object, _) => self.is_shared_within(*object, open),
            ExprKind::IfExp { body, orelse, .. } => {
                self.is_shared_within(*body, open) || self.is_shared_within(*orelse, open)
            }
            ExprKind::Call { func, args } => {
                let viewed = match self.body.typing.targets.get(&expr) {
                    Some(Target::Builtin { builtin, .. }) => is_view(builtins::row(*builtin).lower),
                    _ => false,
                };
                let method = match self.body.typing.hir.expr(*func).kind {
                    ExprKind::Attribute(object, _)
                        if !matches!(self.type_of(object), Type::Module(_) | Type::Sibling(..)) =>
                    {
                        Some(object)
                    }
                    _ => args.first().map(crate::hir::visit::argument),
                };
                viewed && method.is_some_and(|object| self.is_shared_within(object, open))
            }
            _ => false,
        }
    }

    fn is_local_shared(&self, local: LocalId, open: &mut Vec<LocalId>) -> bool {
        let Some(writes) = self.body.writes.get(&local) else { return true };
        if open.contains(&local) {
            return false;
        }
        open.push(local);
        let shared = writes.iter().filter_map(|write| write.stmt).any(|stmt| match &stmt.kind {
            StmtKind::Assign { value, .. } => self.is_shared_within(*value, open),
            StmtKind::For { iter, .. } => self.is_shared_within(*iter, open),
            _ => false,
        });
        open.pop();
        shared
    }

    /// Methods that change a list or array of all iterations.
    fn mutations(&mut self) {
        for expr in self.body.all_exprs() {
            let Some(Target::Builtin { builtin, receiver: Some(receiver), .. }) = self.body.typing.targets.get(&expr)
            else {
                continue;
            };
            let row = builtins::row(*builtin);
            if row.effect == Effect::Mutates && self.is_shared(*receiver) {
                self.out.push(self.mutated(expr, *receiver));
            }
        }
    }

    /// `y[i] = .. y[i - 1] ..` in a loop by ones, where nothing is conditional.
    fn neighbors(&mut self) {
        if self.body.step != Some(1) || self.stores.is_empty() {
            return;
        }
        let mut reads = Vec::new();
        self.unconditional_reads(self.body.stmts, &mut reads);
        let stores = std::mem::take(&mut self.stores);
        for (array, offset, span) in reads {
            if let Some(store) = stores.iter().find(|store| store.array == array && store.offset != offset) {
                self.out.push(self.neighbor(store, span));
                return;
            }
        }
    }

    /// Reads of `array[i + offset]` that stand under no condition.
    fn unconditional_reads(&self, stmts: &[Stmt], out: &mut Vec<(LocalId, i64, Span)>) {
        for stmt in stmts {
            exprs(stmt, &mut |expr| self.reads_in(expr, out));
            if !matches!(stmt.kind, StmtKind::If { .. }) {
                blocks(stmt).into_iter().for_each(|block| self.unconditional_reads(block, out));
            }
        }
    }

    fn reads_in(&self, expr: ExprId, out: &mut Vec<(LocalId, i64, Span)>) {
        let kind = &self.body.typing.hir.expr(expr).kind;
        if let ExprKind::Subscript(object, index) = *kind
            && let ExprKind::Local(array, _) = self.body.typing.hir.expr(object).kind
            && self.is_shared(object)
            && let Spread::Distinct(Some(offset)) = self.body.spread_of_index(index)
        {
            out.push((array, offset, self.body.span_of(expr)));
        }
        if !matches!(kind, ExprKind::IfExp { .. } | ExprKind::BoolOp(..)) {
            crate::hir::visit::children(kind, &mut |child| self.reads_in(child, out));
        }
    }

    // --- diagnostics -------------------------------------------------------------------------------------------------

    fn text(&self, span: Span) -> &str {
        self.body.typing.hir.source.slice(span)
    }

    fn same_element(&self, object: ExprId, index: ExprId, span: Span) -> Diagnostic {
        let text = self.text(span);
        let message = format!("all iterations of this parallel loop write `{text}`");
        Diagnostic::error("NJ0504", message, span)
            .label("the same in each iteration")
            .also(self.body.span_of(index), "does not depend on the loop variable")
            .note(format!(
                "index `{}` by the loop variable, or reduce into a variable of its own and store it behind the loop",
                self.text(self.body.span_of(object))
            ))
    }

    fn folded(&self, object: ExprId, index: ExprId, span: Span) -> Diagnostic {
        let text = self.text(span);
        let message = format!("several iterations of this parallel loop write the same element of `{text}`");
        Diagnostic::error("NJ0504", message, span)
            .label("written by several iterations")
            .also(self.body.span_of(index), "has equal values in several iterations")
            .note(format!(
                "reduce into an array of its own: `part = np.zeros_like({0})`, then `{0} += part`",
                self.text(self.body.span_of(object))
            ))
    }

    fn neighbor(&self, store: &Store, read: Span) -> Diagnostic {
        let message = "an iteration of this parallel loop reads what another one writes";
        Diagnostic::error("NJ0505", message, read)
            .label("the element of another iteration")
            .also(store.span, "which that one writes here")
            .note("write to another array than the one that is read, or use `range` to run the iterations in order")
    }

    fn mutated(&self, call: ExprId, receiver: ExprId) -> Diagnostic {
        let text = self.text(self.body.span_of(receiver));
        let message = format!("all iterations of this parallel loop change `{text}`");
        Diagnostic::error("NJ0506", message, self.body.span_of(call))
            .label("changes it")
            .also(self.body.span_of(receiver), "the same in each iteration")
            .note("write to an element per iteration of an array that was made before the loop")
    }
}

/// Does a construction give a view of its argument?
fn is_view(lower: Lower) -> bool {
    matches!(
        lower,
        Lower::Special(
            Special::T
                | Special::Transpose
                | Special::Reshape
                | Special::Ravel
                | Special::Flat
                | Special::Real
                | Special::Imag
                | Special::AsArray
                | Special::AsContiguous
                | Special::Enumerate
                | Special::Zip
                | Special::Reversed
        )
    )
}
