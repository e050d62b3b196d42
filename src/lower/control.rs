//! Statements and control flow: blocks, `if`, `while`, and values that come from either of two branches.
//!
//! Each construct carries the locals that are assigned inside it. A `br` passes their values at that point. What control
//! does not reach is not lowered: `infer` gave it no types.

use super::Lowering;
use super::exception::TryParts;
use super::exits::{Exit, Frame, JumpTarget, LoopFrame};
use super::notes::Verdict;
use super::scan::unique;
use super::value::{Val, components, rebuild};
use super::variables::Carried;
use crate::hir::visit::has_continue;
use crate::hir::{Constant, ExprId, ExprKind, LocalId, Place, PlaceKind, Stmt, StmtKind};
use crate::ir::{LabelId, Op, RegionId, ValueId};
use crate::types::Type;
use std::rc::Rc;

impl<'a> Lowering<'a> {
    /// Statements in order, as far as control reaches.
    pub(super) fn block(&mut self, stmts: &'a [Stmt]) {
        if !self.interrupted_block(stmts) {
            self.statements(stmts);
        }
    }

    /// As [`Self::block`], of statements that control does not go back to one by one.
    pub(super) fn statements(&mut self, stmts: &'a [Stmt]) {
        for stmt in stmts {
            if self.b.is_terminated() {
                return;
            }
            self.at(stmt.span);
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Expr(value) => {
                let value = self.expr(*value);
                self.materialize(value);
            }
            StmtKind::Assign { targets, value } => self.assign_stmt(targets, *value),
            StmtKind::AugAssign { target, read, op, op_span, value } => {
                self.aug_assign(target, *read, (*op, *op_span), *value);
            }
            StmtKind::If { test, body, orelse } => self.if_stmt(*test, body, orelse),
            StmtKind::While { test, body, orelse } => {
                self.enter_loop(stmt.span, Verdict::InOrder("it is a while"));
                self.while_stmt(*test, body, orelse);
                self.leave_loop();
            }
            StmtKind::For { target, iter, body, orelse } => {
                self.enter_loop(stmt.span, self.verdict_of(target, *iter, body));
                self.for_stmt(target, *iter, body, orelse);
                self.leave_loop();
            }
            StmtKind::Return(value) => self.return_stmt(*value),
            StmtKind::Break => self.jump(Exit::Break),
            StmtKind::Continue => self.jump(Exit::Continue),
            StmtKind::Raise { exc, .. } => self.raise_stmt(*exc),
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                self.try_stmt(stmt, TryParts { body, handlers, orelse, finalbody });
            }
            StmtKind::Assert { test, msg } => self.assert_stmt(*test, *msg),
            StmtKind::Delete(places) => places.iter().for_each(|place| self.delete(place)),
            StmtKind::FunctionDef { target, function, .. } => self.define_inner(target, *function),
            StmtKind::Pass | StmtKind::Import { .. } | StmtKind::ImportAll { .. } => {}
            other => crate::ice!("{other:?} reached lowering"),
        }
    }

    fn delete(&mut self, place: &'a Place) {
        match &place.kind {
            PlaceKind::Local(local) => self.unbind_local(*local),
            PlaceKind::Subscript(_, index) => match self.typing.stores.get(index) {
                Some(target) => drop(self.call_target(target, &Type::None)),
                None => crate::ice!("`del` of an item without a target"),
            },
            PlaceKind::Unpack { before, star, after } => {
                before.iter().chain(star.as_deref()).chain(after).for_each(|place| self.delete(place));
            }
            other => crate::ice!("`del` of {other:?} reached lowering"),
        }
    }

    // --- branches ----------------------------------------------------------------------------------------------------

    fn if_stmt(&mut self, test: ExprId, body: &'a [Stmt], orelse: &'a [Stmt]) {
        if let Some(taken) = self.settled_test(test) {
            return self.block(if taken { body } else { orelse });
        }
        let cond = self.test_on_way(test, body, orelse);
        let mut locals = self.assigned(body);
        locals.extend(self.assigned(orelse));
        self.branch(cond, locals, |this| this.block(body), |this| this.block(orelse));
    }

    /// The truth of a condition, which may be known at compile time.
    pub(super) fn test(&mut self, test: ExprId) -> ValueId {
        if let Some(known) = self.settled_test(test) {
            return self.b.bool(known);
        }
        let (value, ty) = self.typed(test);
        self.truth_of(test, value, &ty)
    }

    /// A condition that is known at compile time; the other way may have no types.
    pub(super) fn known_test(&self, test: ExprId) -> Option<bool> {
        let literal = match self.hir.expr(test).kind {
            ExprKind::Constant(Constant::Bool(known)) => Some(known),
            ExprKind::Constant(Constant::Int(n)) => Some(n != 0),
            _ => None,
        };
        self.typing.tests.get(&test).copied().or(literal)
    }

    /// Both ways of a condition, which may assign these locals.
    pub(super) fn branch(
        &mut self,
        cond: ValueId,
        locals: Vec<LocalId>,
        then: impl FnOnce(&mut Self),
        orelse: impl FnOnce(&mut Self),
    ) {
        let carried = self.carried(unique(locals));
        let before = self.variables.mark();
        let (then, then_ends) = self.arm(&carried, then);
        self.variables.back_to(&before);
        let (orelse, orelse_ends) = self.arm(&carried, orelse);
        self.variables.leave(before);
        if then_ends && orelse_ends {
            self.b.if_(cond, then, orelse, &[]);
            self.b.push0(Op::Unreachable, &[]);
        } else {
            let values = self.b.if_(cond, then, orelse, &carried.tys);
            self.set_carried(&carried, &values);
        }
    }

    /// One region that yields the carried locals; true if control does not reach its end.
    pub(super) fn arm(&mut self, carried: &Carried, body: impl FnOnce(&mut Self)) -> (RegionId, bool) {
        let region = self.b.open(&[]);
        body(self);
        let ends = self.b.is_terminated();
        if !ends {
            let values = self.carried_values(carried);
            self.b.yield_(&values);
        }
        self.b.close();
        (region, ends)
    }

    /// A value from either of two branches, in which `:=` may assign these locals.
    pub(super) fn choose(
        &mut self,
        cond: ValueId,
        ty: &Type,
        locals: Vec<LocalId>,
        then: impl FnOnce(&mut Self) -> Val,
        orelse: impl FnOnce(&mut Self) -> Val,
    ) -> Val {
        let carried = self.carried(unique(locals));
        let before = self.variables.mark();
        let then = self.value_arm(&carried, then);
        self.variables.back_to(&before);
        let orelse = self.value_arm(&carried, orelse);
        self.variables.leave(before);
        let own = components(ty);
        let tys: Vec<_> = own.iter().chain(&carried.tys).cloned().collect();
        let values = self.b.if_(cond, then, orelse, &tys);
        let (value, assigned) = values.split_at(own.len());
        self.set_carried(&carried, assigned);
        rebuild(ty, &mut value.iter().copied())
    }

    /// A region that yields a value, then the carried locals.
    fn value_arm(&mut self, carried: &Carried, value: impl FnOnce(&mut Self) -> Val) -> RegionId {
        self.b.open(&[]);
        let value = value(self);
        if !self.b.is_terminated() {
            let mut values = value.flatten();
            values.extend(self.carried_values(carried));
            self.b.yield_(&values);
        }
        self.b.close()
    }

    /// A region around statements that a `br` to its label leaves early with the carried locals.
    pub(super) fn labeled(&mut self, carried: &Rc<Carried>, body: impl FnOnce(&mut Self, LabelId)) {
        let label = self.b.label();
        let region = self.b.open(&[]);
        body(self, label);
        let straight = !self.b.is_terminated();
        if straight {
            let values = self.carried_values(carried);
            self.b.yield_(&values);
        }
        self.b.close();
        let values = self.b.push(Op::Block(label), &[], &carried.tys, &[region]);
        self.set_carried(carried, &values);
        if !straight && !self.branched.contains(&label) {
            self.b.push0(Op::Unreachable, &[]);
        }
    }

    // --- while -------------------------------------------------------------------------------------------------------

    fn while_stmt(&mut self, test: ExprId, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let mut locals = self.assigned(body);
        locals.extend(self.assigned(orelse));
        locals.extend(self.assigned_in(test));
        let carried = Rc::new(self.carried(unique(locals)));
        self.again(&carried, |this, exit, next| {
            let iteration = |this: &mut Self| {
                let frame = LoopFrame { exit: Some(exit.clone()), next: Some(next.clone()) };
                this.loop_body(frame, body);
                this.leave(next);
            };
            let end = |this: &mut Self| {
                this.block(orelse);
                this.leave(exit);
            };
            match this.settled_test(test) {
                Some(true) => iteration(this),
                Some(false) => end(this),
                None => {
                    let cond = this.test_on_way(test, body, orelse);
                    this.branch(cond, Vec::new(), iteration, end);
                }
            }
        });
    }

    /// A loop's body, with `break` and `continue` as the frame says.
    pub(super) fn loop_body(&mut self, frame: LoopFrame, body: &'a [Stmt]) {
        self.frames.push(Frame::Loop(frame));
        self.block(body);
        self.frames.pop();
    }

    /// The body of a counted loop, from whose end `continue` and `return` are the only ways: `continue` leaves a block
    /// around it.
    pub(super) fn iteration(&mut self, carried: &Rc<Carried>, body: &'a [Stmt]) {
        if !has_continue(body) {
            self.loop_body(LoopFrame { exit: None, next: None }, body);
            return;
        }
        self.labeled(&carried.clone(), |this, label| {
            let next = JumpTarget { label, carried: carried.clone() };
            this.loop_body(LoopFrame { exit: None, next: Some(next) }, body);
        });
    }
}
