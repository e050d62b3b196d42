//! `for`: counted loops, and loops that may end early.
//!
//! A loop without an early exit becomes a counted `for`. One with `break` or `return`, and one over a list that its body may
//! make longer or shorter, becomes a `loop` that asks before each iteration whether there is another item.

use super::Lowering;
use super::exits::{JumpTarget, LoopFrame};
use super::scan::{targets_of, unique};
use super::sequence::Sequence;
use super::value::Val;
use super::variables::Carried;
use crate::hir::visit::{children, exprs, walk};
use crate::hir::{ExprId, Place, Stmt};
use crate::infer::Target;
use crate::ir::{CompareOp, Const, Op, Ty, ValueId};
use crate::types::{IteratorType, Type};
use std::rc::Rc;

/// The parts of a `for`.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub target: &'a Place,
    pub iter: ExprId,
    pub body: &'a [Stmt],
    pub orelse: &'a [Stmt],
}

/// A loop over a sequence.
struct Loop<'a> {
    target: &'a Place,
    sequence: Sequence,
    /// The type of an item.
    item: Type,
    body: &'a [Stmt],
    orelse: &'a [Stmt],
    carried: Rc<Carried>,
    /// Its sequence may change its length meanwhile.
    grows: bool,
}

impl<'a> Lowering<'a> {
    pub(super) fn for_stmt(&mut self, target: &'a Place, iter: ExprId, body: &'a [Stmt], orelse: &'a [Stmt]) {
        if let Some(parallel) = self.as_parallel(target, iter, body) {
            self.parallel_for_stmt(target, iter, body, &parallel);
            return self.block(orelse);
        }
        let parts = Parts { target, iter, body, orelse };
        if let Some(state) = self.interrupted(iter, body, orelse) {
            return self.interrupted_for(state, parts);
        }
        if self.fused_for(parts) {
            return;
        }
        let (value, ty) = self.typed(iter);
        if ty == Type::tuple([]) {
            return self.block(orelse);
        }
        if ty.runs_paused() {
            return self.for_stream(value, &ty, parts);
        }
        let grows = runs_over_list(&ty) && (self.may_resize_lists(body) || self.holds_loop(body));
        let sequence = self.sequence(value, &ty);
        let item = self.item_type(&ty);
        let mut locals = self.assigned(body);
        locals.extend(targets_of(target));
        let ends_early = grows || self.leaves_early(body);
        if ends_early {
            locals.extend(self.assigned(orelse));
        }
        let carried = Rc::new(self.carried(unique(locals)));
        let parts = Loop { target, sequence, item, body, orelse, carried, grows };
        if ends_early {
            return self.general_loop(&parts);
        }
        let span = self.span;
        self.counted_loop(&parts.sequence, &parts.carried, |this, item| {
            this.bind_item(&parts, item);
            this.at(span);
            this.iteration(&parts.carried, body);
        });
        self.block(orelse);
    }

    fn bind_item(&mut self, parts: &Loop<'a>, item: Val) {
        self.at(parts.target.span);
        self.assign_place(parts.target, item, &parts.item);
    }

    /// A `for` over all items of a sequence.
    pub(super) fn counted_loop(&mut self, sequence: &Sequence, carried: &Carried, body: impl FnOnce(&mut Self, Val)) {
        if let Sequence::Grid(grid) = sequence {
            return self.grid_loop(grid, carried, body);
        }
        let range = self.loop_range(sequence);
        let init = self.carried_values(carried);
        let before = self.variables.mark();
        let tys: Vec<Ty> = std::iter::once(Ty::I64).chain(carried.tys.iter().cloned()).collect();
        let region = self.b.open(&tys);
        let params = self.b.params_of(region);
        self.set_carried(carried, &params[1..]);
        let item = self.element(sequence, params[0], true);
        body(self, item);
        if !self.b.is_terminated() {
            let values = self.carried_values(carried);
            self.b.yield_(&values);
        }
        self.b.close();
        self.variables.leave(before);
        let values = self.b.for_(range, &init, region);
        self.set_carried(carried, &values);
    }

    /// A `loop` that may end before its sequence does.
    fn general_loop(&mut self, parts: &Loop<'a>) {
        let [lo, hi, step] = self.loop_range(&parts.sequence);
        let pace = match self.b.function().as_const(step) {
            Some(Const::Int(1)) => Pace::Up,
            Some(Const::Int(-1)) => Pace::Down,
            _ => Pace::Counted,
        };
        let mut first = vec![lo];
        if pace == Pace::Counted {
            first.push(self.trip_count([lo, hi, step]));
        }
        let carried = &parts.carried;
        self.labeled(carried, |this, label| {
            let exit = JumpTarget { label, carried: carried.clone() };
            let next = JumpTarget { label: this.b.label(), carried: carried.clone() };
            let init: Vec<ValueId> = first.iter().copied().chain(this.carried_values(carried)).collect();
            let tys: Vec<Ty> = first.iter().map(|_| Ty::I64).chain(carried.tys.iter().cloned()).collect();
            let region = this.b.open(&tys);
            let params = this.b.params_of(region);
            let (state, values) = params.split_at(first.len());
            this.set_carried(carried, values);
            let more = this.has_more(parts, pace, state, hi);
            let iteration = |this: &mut Self| {
                this.general_iteration(parts, &exit, state[0]);
                // A body that always leaves has no next iteration.
                if !this.b.is_terminated() {
                    let following = this.advance(state, step);
                    this.leave_with(&next, &following);
                }
            };
            let end = |this: &mut Self| {
                this.block(parts.orelse);
                this.leave(&exit);
            };
            this.branch(more, Vec::new(), iteration, end);
            this.b.close();
            this.b.push(Op::Loop(next.label), &init, &[], &[region]);
            this.b.push0(Op::Unreachable, &[]);
        });
    }

    /// Is there another item? `state` is the index, and how many items are left where that is counted.
    fn has_more(&mut self, parts: &Loop<'a>, pace: Pace, state: &[ValueId], hi: ValueId) -> ValueId {
        let hi = if parts.grows { self.length(&parts.sequence) } else { hi };
        match pace {
            Pace::Up => self.b.compare(CompareOp::Lt, state[0], hi),
            Pace::Down => self.b.compare(CompareOp::Gt, state[0], hi),
            Pace::Counted => self.is_not_zero(state[1]),
        }
    }

    fn advance(&mut self, state: &[ValueId], step: ValueId) -> Vec<ValueId> {
        let mut out = vec![self.add(state[0], step)];
        if let Some(&left) = state.get(1) {
            let one = self.b.i64(1);
            out.push(self.sub(left, one));
        }
        out
    }

    /// Binds the item and runs the body, with `continue` to its end.
    fn general_iteration(&mut self, parts: &Loop<'a>, exit: &JumpTarget, index: ValueId) {
        let carried = &parts.carried;
        let span = self.span;
        self.labeled(carried, |this, label| {
            let item = this.element(&parts.sequence, index, true);
            this.bind_item(parts, item);
            this.at(span);
            let next = JumpTarget { label, carried: carried.clone() };
            this.loop_body(LoopFrame { exit: Some(exit.clone()), next: Some(next) }, parts.body);
        });
    }

    /// Could statements change the length of a list? Whatever is called with one may, and what a store calls.
    pub(super) fn may_resize_lists(&self, body: &[Stmt]) -> bool {
        let mut found = false;
        walk(body, &mut |stmt| exprs(stmt, &mut |expr| found |= self.may_resize(expr)));
        found
    }

    pub(super) fn may_resize(&self, expr: ExprId) -> bool {
        let is_call = match self.typing.targets.get(&expr) {
            Some(Target::Instance { .. } | Target::Builtin { .. }) => true,
            Some(_) | None => false,
        };
        let mut found = (is_call && self.touches_list(expr)) || self.typing.stores.contains_key(&expr);
        children(&self.hir.expr(expr).kind, &mut |child| found |= self.may_resize(child));
        found
    }

    /// Is a list among the direct parts of an expression, or captured by what it calls?
    fn touches_list(&self, expr: ExprId) -> bool {
        let mut found = holds_list(self.type_of(expr));
        children(&self.hir.expr(expr).kind, &mut |child| {
            found |= holds_list(self.type_of(child));
            children(&self.hir.expr(child).kind, &mut |child| found |= holds_list(self.type_of(child)));
        });
        found
    }
}

/// How a general loop knows its end.
#[derive(Clone, Copy, PartialEq)]
enum Pace {
    /// The index grows by one up to the end.
    Up,
    /// It falls by one down to the end.
    Down,
    /// The items that are left are counted.
    Counted,
}

/// Does iteration run over a list?
fn runs_over_list(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Table(_) => true,
        Type::Iterator(it) => match &**it {
            IteratorType::Enumerate(item) | IteratorType::Reversed(item) => runs_over_list(item),
            IteratorType::Zip(items) => items.iter().any(runs_over_list),
            IteratorType::NdIndex(_)
            | IteratorType::NdEnumerate(_)
            | IteratorType::NdIter(_)
            | IteratorType::Flat(_) => false,
        },
        _ => false,
    }
}

/// Does a value hold a list?
fn holds_list(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Table(_) => true,
        Type::Tuple(items) => items.iter().any(holds_list),
        Type::Optional(item) => holds_list(item),
        Type::Closure(closure) => closure.captures.iter().any(holds_list),
        _ => runs_over_list(ty),
    }
}
