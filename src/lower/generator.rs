//! Functions that yield.
//!
//! Two functions come of one. What a call does makes the frame: lists of one item each, which hold the number of a
//! `yield`, the state of the loops that a `yield` interrupts, and the locals (see `PausedType::parts`). What goes on with
//! a generator takes the items out of the lists, finds its way to that `yield`, and at the next one puts them back. So a
//! frame that is dropped drops what it holds, and one whose body has ended or raised is empty: it is over. (Dropping one
//! runs no `finally`, which is Numba's rule; CPython closes it.)
//!
//! The way back: statements that hold no `yield` are passed over until the `yield` is reached, which sets its number to
//! zero; those that hold it are entered without evaluating what they test or run over.

use super::stream::Streamed;
use super::value::{Val, components};
use super::variables::Carried;
use super::{Lowering, for_loop};
use crate::hir::visit::walk;
use crate::hir::{ExprId, LocalId, Stmt, StmtKind};
use crate::ir::{CompareOp, Op, Ty, ValueId};
use crate::types::Type;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What lowering the body of a function that yields has to know.
pub(super) struct Resuming {
    /// The lists of the frame.
    frame: Vec<ValueId>,
    /// What is yielded.
    item: Type,
    /// Where control goes back to: the number of a `yield`, or zero.
    goal: LocalId,
    /// The numbers of the `yield`s, from 1 on in source order.
    numbers: FxHashMap<ExprId, i64>,
    /// Of each interrupted loop: what it runs over, and how many items it has had.
    loops: FxHashMap<ExprId, LoopState>,
    /// All that the frame keeps.
    kept: Rc<Carried>,
}

/// Two locals that keep the state of a loop that a `yield` interrupts.
#[derive(Clone, Copy)]
pub(super) struct LoopState {
    pub source: LocalId,
    pub position: LocalId,
}

impl<'a> Lowering<'a> {
    /// What a call of a function that yields does.
    pub(super) fn start_generator(&mut self) {
        self.unsure = self.typing.flagged_locals();
        self.bind_parameters();
        let resuming = self.resuming(Vec::new());
        let zero = self.b.i64(0);
        self.assign_local(resuming.goal, Val::One(zero), &Type::INT64);
        let one = self.b.i64(1);
        let lists = components(&self.typing.result).into_iter();
        let frame: Vec<ValueId> = lists.map(|list| self.b.push1(Op::ListNew, &[one], list)).collect();
        self.put_back(&frame, &resuming.kept);
        self.b.push0(Op::Return, &frame);
    }

    /// What goes on with a generator.
    pub(super) fn resume_generator(&mut self) {
        self.unsure = self.typing.flagged_locals();
        let frame = self.b.params();
        let resuming = self.resuming(frame.clone());
        let (length, zero) = (self.b.push1(Op::ListLen, &frame[..1], Ty::I64), self.b.i64(0));
        let is_over = self.b.compare(CompareOp::Eq, length, zero);
        self.branch(is_over, Vec::new(), Self::end_generator, |_| {});
        let mut values = Vec::new();
        for list in frame {
            let Ty::List(items) = self.b.function().ty(list).clone() else { crate::ice!("a frame is made of lists") };
            values.extend(self.b.push(Op::ListPop, &[list], &items, &[]));
        }
        self.set_carried(&resuming.kept.clone(), &values);
        self.resuming = Some(resuming);
        let hir = self.hir;
        self.block(&hir.body);
        if !self.b.is_terminated() {
            self.end_generator();
        }
    }

    /// What is kept, in the order of the type's fields.
    fn resuming(&mut self, frame: Vec<ValueId>) -> Resuming {
        let typing = self.typing;
        let item = match (&typing.result, typing.params.first()) {
            (Type::Paused(paused), _) | (_, Some(Type::Paused(paused))) => paused.item.clone(),
            (other, _) => crate::ice!("a generator of type {other}"),
        };
        let goal = self.hidden_local(Type::INT64);
        let mut kept = vec![goal];
        let mut loops = FxHashMap::default();
        for iter in typing.interrupted_loops() {
            let source = self.hidden_local(self.type_of(iter).clone());
            let position = self.hidden_local(Type::INT64);
            kept.extend([source, position]);
            loops.insert(iter, LoopState { source, position });
        }
        kept.extend(typing.kept_locals());
        let kept = Rc::new(self.carried(kept));
        let numbers = typing.yields.iter().zip(1..).map(|(&id, number)| (id, number)).collect();
        Resuming { frame, item, goal, numbers, loops, kept }
    }

    /// Puts what is kept into the lists of a frame, which are empty.
    fn put_back(&mut self, frame: &[ValueId], kept: &Carried) {
        let mut values = self.carried_values(kept).into_iter();
        for &list in frame {
            let Ty::List(items) = self.b.function().ty(list) else { crate::ice!("a frame is made of lists") };
            let own = values.by_ref().take(items.len());
            let args: Vec<ValueId> = std::iter::once(list).chain(own).collect();
            self.b.push0(Op::ListPush, &args);
        }
    }

    // --- at a `yield` ------------------------------------------------------------------------------------------------

    /// `yield value`: the end of the way back, or of this part of the body.
    pub(super) fn yield_expr(&mut self, id: ExprId, value: Option<ExprId>) -> Val {
        if self.fused.is_some() {
            return self.fused_yield(value);
        }
        let resuming = self.expect_resuming();
        let (goal, number) = (resuming.goal, resuming.numbers[&id]);
        let (on_way, here) = (self.goal(), self.b.i64(number));
        let is_back = self.b.compare(CompareOp::Eq, on_way, here);
        self.branch(is_back, vec![goal], |this| this.set_goal(0), |this| this.pause(number, value));
        Val::Static
    }

    fn pause(&mut self, number: i64, value: Option<ExprId>) {
        let (value, ty) = value.map_or((Val::Static, Type::None), |value| self.typed(value));
        let item = self.expect_resuming().item.clone();
        let item = self.coerce(value, &ty, &item);
        self.set_goal(number);
        let resuming = self.expect_resuming();
        let (frame, kept) = (resuming.frame.clone(), resuming.kept.clone());
        self.put_back(&frame, &kept);
        let results: Vec<ValueId> = std::iter::once(self.b.bool(true)).chain(item.flatten()).collect();
        // Not by way of a `finally`: the body is not over.
        self.b.push0(Op::Return, &results);
    }

    /// The body is over, and so is the generator: its frame stays empty.
    pub(super) fn end_generator(&mut self) {
        if self.end_fused() {
            return;
        }
        let result = self.typing.result.clone();
        let over = self.zero(&result);
        self.return_value(over, &result);
    }

    // --- the way back ------------------------------------------------------------------------------------------------

    fn expect_resuming(&self) -> &Resuming {
        self.resuming.as_ref().unwrap_or_else(|| crate::ice!("{} has a `yield`", self.hir.name))
    }

    /// Where control goes back to.
    fn goal(&mut self) -> ValueId {
        let goal = self.expect_resuming().goal;
        match self.current(goal).0 {
            Some(value) => value.one(),
            None => crate::ice!("a frame without a number"),
        }
    }

    fn set_goal(&mut self, number: i64) {
        let (goal, number) = (self.expect_resuming().goal, self.b.i64(number));
        self.assign_local(goal, Val::One(number), &Type::INT64);
    }

    /// The number of the last `yield` among statements, if they have one.
    fn last_yield(&self, stmts: &[Stmt]) -> Option<i64> {
        let resuming = self.resuming.as_ref()?;
        let mut last = None;
        walk(stmts, &mut |stmt| {
            if let StmtKind::Expr(value) | StmtKind::Assign { value, .. } = &stmt.kind {
                last = resuming.numbers.get(value).copied().max(last);
            }
        });
        last
    }

    /// Does control go nowhere, or to a `yield` no later than these statements' last? A condition.
    fn enters(&mut self, stmts: &[Stmt]) -> ValueId {
        let last = self.last_yield(stmts).unwrap_or(0);
        let (goal, last) = (self.goal(), self.b.i64(last));
        self.b.compare(CompareOp::Le, goal, last)
    }

    /// The locals that the way back through statements needs.
    pub(super) fn hidden_in(&self, stmts: &[Stmt]) -> Vec<LocalId> {
        let Some(resuming) = self.resuming.as_ref().filter(|_| self.last_yield(stmts).is_some()) else {
            return Vec::new();
        };
        let mut out = vec![resuming.goal];
        walk(stmts, &mut |stmt| {
            if let StmtKind::For { iter, .. } = &stmt.kind {
                out.extend(resuming.loops.get(iter).iter().flat_map(|state| [state.source, state.position]));
            }
        });
        out
    }

    /// Statements among which there are `yield`s: each is passed over on the way to one behind it. False: there is none.
    pub(super) fn interrupted_block(&mut self, stmts: &'a [Stmt]) -> bool {
        if self.last_yield(stmts).is_none() {
            return false;
        }
        let mut rest = stmts;
        while !rest.is_empty() && !self.b.is_terminated() {
            let plain = rest.iter().take_while(|stmt| self.last_yield(std::slice::from_ref(stmt)).is_none()).count();
            let (now, later) = rest.split_at(plain.max(1));
            match self.last_yield(later) {
                None => self.statements(now),
                Some(_) => {
                    let (enters, locals) = (self.enters(now), self.assigned(now));
                    self.branch(enters, locals, |this| this.statements(now), |_| {});
                }
            }
            rest = later;
        }
        true
    }

    /// A condition that chooses between statements; on the way back it is known which, and nothing is evaluated.
    pub(super) fn test_on_way(&mut self, test: ExprId, body: &[Stmt], orelse: &[Stmt]) -> ValueId {
        if self.last_yield(body).max(self.last_yield(orelse)).is_none() {
            return self.test(test);
        }
        let zero = self.b.i64(0);
        let goal = self.goal();
        let is_back = self.b.compare(CompareOp::Ne, goal, zero);
        let inside = self.enters(body);
        let locals = self.assigned_in(test);
        let test = |this: &mut Self| Val::One(this.test(test));
        self.choose(is_back, &Type::BOOL, locals, |_| Val::One(inside), test).one()
    }

    // --- loops -------------------------------------------------------------------------------------------------------

    /// The state of a loop that a `yield` interrupts.
    pub(super) fn interrupted(&self, iter: ExprId, body: &[Stmt], orelse: &[Stmt]) -> Option<LoopState> {
        let pauses = self.last_yield(body).max(self.last_yield(orelse)).is_some();
        self.resuming.as_ref().filter(|_| pauses)?.loops.get(&iter).copied()
    }

    /// A `for` that a `yield` interrupts: what it runs over is evaluated on the first way in.
    pub(super) fn interrupted_for(&mut self, state: LoopState, parts: for_loop::Parts<'a>) {
        let ty = self.type_of(parts.iter).clone();
        let LoopState { source, position } = state;
        let mut locals = self.assigned_in(parts.iter);
        locals.extend([source, position]);
        let (goal, zero) = (self.goal(), self.b.i64(0));
        let begins = self.b.compare(CompareOp::Eq, goal, zero);
        let begin = |this: &mut Self| {
            let (value, ty) = this.typed(parts.iter);
            this.assign_local(source, value, &ty);
            this.assign_local(position, Val::One(zero), &Type::INT64);
        };
        self.branch(begins, locals, begin, |_| {});
        let Some(source) = self.current(source).0 else { crate::ice!("a loop over nothing") };
        let stream = self.stream(source, &ty);
        self.stream_for(&Streamed { stream, position, item: self.item_type(&ty), parts });
    }

    /// Does something unless control goes back into these statements. Locals: what it assigns.
    pub(super) fn unless_back(&mut self, stmts: &[Stmt], locals: Vec<LocalId>, act: impl FnOnce(&mut Self)) {
        if self.last_yield(stmts).is_none() {
            return act(self);
        }
        let (goal, zero) = (self.goal(), self.b.i64(0));
        let is_new = self.b.compare(CompareOp::Eq, goal, zero);
        self.branch(is_new, locals, act, |_| {});
    }

    /// Does something that holds the first statements, unless control goes back into the others.
    pub(super) fn unless_behind(
        &mut self,
        (first, others): (&[Stmt], &[Stmt]),
        locals: Vec<LocalId>,
        act: impl FnOnce(&mut Self),
    ) {
        if self.last_yield(others).is_none() {
            return act(self);
        }
        let enters = self.enters(first);
        self.branch(enters, locals, act, |_| {});
    }
}
