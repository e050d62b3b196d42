//! Statements and control flow: `if`, `while`, `try`, `return`, `break`, `continue`, `raise`, `assert`.
//!
//! Each construct carries the locals that are assigned inside it. A `br` passes their values at that point.
//! `finally` blocks are lowered once per way out of them.

use super::Lowering;
use super::value::Val;
use super::variables::{Carried, Variable};
use crate::hir::{Arg, ExprId, ExprKind, Handler, LocalId, PlaceKind, Stmt, StmtKind};
use crate::infer::Binding;
use crate::ir::{ExceptionTest, LabelId, Op, RegionId, ValueId};
use crate::runtime::exception::ExceptionKind;
use crate::types::Type;
use std::rc::Rc;

/// Where `break` and `continue` go.
pub(super) struct LoopFrame {
    /// The block that `break` leaves, and what it passes.
    pub exit: (LabelId, Rc<Carried>),
    /// Where `continue` goes, and what it passes; before it any `next` value of the loop's own.
    pub next: (LabelId, Rc<Carried>),
    /// How many `finally` blocks were open at the loop.
    pub n_finals: usize,
}

/// An enclosing `finally`.
#[derive(Clone, Copy)]
pub(super) struct FinalFrame<'a> {
    body: &'a [Stmt],
}

impl<'a> Lowering<'a> {
    /// Statements in order, as far as control reaches.
    pub(super) fn block(&mut self, stmts: &'a [Stmt]) {
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
            StmtKind::While { test, body, orelse } => self.while_stmt(*test, body, orelse),
            StmtKind::For { target, iter, body, orelse } => self.for_stmt(target, *iter, body, orelse),
            StmtKind::Return(value) => self.return_stmt(*value),
            StmtKind::Break => self.jump(true),
            StmtKind::Continue => self.jump(false),
            StmtKind::Raise { exc, .. } => self.raise_stmt(*exc),
            StmtKind::Try { body, handlers, orelse, finalbody } => self.try_stmt(body, handlers, orelse, finalbody),
            StmtKind::Assert { test, msg } => self.assert_stmt(*test, *msg),
            StmtKind::Delete(places) => {
                for place in places {
                    if let PlaceKind::Local(local) = place.kind {
                        self.unbind_local(local);
                    }
                }
            }
            StmtKind::FunctionDef { target, function, .. } => self.define_inner(target, *function),
            StmtKind::Pass | StmtKind::Import { .. } => {}
            other => crate::ice!("{other:?} reached lowering"),
        }
    }

    // --- branches ----------------------------------------------------------------------------------------------------

    fn if_stmt(&mut self, test: ExprId, body: &'a [Stmt], orelse: &'a [Stmt]) {
        if let Some(&taken) = self.typing.tests.get(&test) {
            self.expr(test);
            return self.block(if taken { body } else { orelse });
        }
        let cond = self.test(test);
        let mut locals = assigned(body);
        locals.extend(assigned(orelse));
        self.branch(cond, locals, |this| this.block(body), |this| this.block(orelse));
    }

    /// The truth of a condition.
    pub(super) fn test(&mut self, test: ExprId) -> ValueId {
        let ty = self.type_of(test).clone();
        let value = self.expr(test);
        self.truth(value, &ty)
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
        let before = self.variables.clone();
        let (then, then_ends) = self.arm(&carried, then);
        self.variables.clone_from(&before);
        let (orelse, orelse_ends) = self.arm(&carried, orelse);
        self.variables = before;
        if then_ends && orelse_ends {
            self.b.if_(cond, then, orelse, &[]);
            self.b.push0(Op::Unreachable, &[]);
        } else {
            let values = self.b.if_(cond, then, orelse, &carried.tys);
            self.set_carried(&carried, &values);
        }
    }

    /// One region that yields the carried locals; true if control does not reach its end.
    fn arm(&mut self, carried: &Carried, body: impl FnOnce(&mut Self)) -> (RegionId, bool) {
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

    /// A region around statements that a `br` to its label leaves early with the carried locals.
    pub(super) fn labeled(&mut self, carried: &Rc<Carried>, body: impl FnOnce(&mut Self, LabelId)) {
        let label = self.b.label();
        let region = self.b.open(&[]);
        body(self, label);
        if !self.b.is_terminated() {
            let values = self.carried_values(carried);
            self.b.yield_(&values);
        }
        self.b.close();
        let values = self.b.push(Op::Block(label), &[], &carried.tys, &[region]);
        self.set_carried(carried, &values);
    }

    // --- while -------------------------------------------------------------------------------------------------------

    fn while_stmt(&mut self, test: ExprId, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let mut locals = assigned(body);
        locals.extend(assigned(orelse));
        locals.extend(self.named_in(test));
        let carried = Rc::new(self.carried(unique(locals)));
        self.labeled(&carried.clone(), |this, exit| {
            let next = this.b.label();
            let init = this.carried_values(&carried);
            let region = this.b.open(&carried.tys);
            let params = this.b.params_of(region);
            this.set_carried(&carried, &params);
            let cond = this.static_test(test);
            this.branch(
                cond,
                Vec::new(),
                |this| {
                    this.loop_body(
                        LoopFrame {
                            exit: (exit, carried.clone()),
                            next: (next, carried.clone()),
                            n_finals: this.finals.len(),
                        },
                        body,
                    );
                    this.leave(next, &carried);
                },
                |this| {
                    this.block(orelse);
                    this.leave(exit, &carried);
                },
            );
            this.b.close();
            this.b.push(Op::Loop(next), &init, &[], &[region]);
            this.b.push0(Op::Unreachable, &[]);
        });
    }

    /// The condition of a loop, which may be known at compile time.
    fn static_test(&mut self, test: ExprId) -> ValueId {
        match self.typing.tests.get(&test) {
            Some(&known) => self.b.bool(known),
            None => self.test(test),
        }
    }

    /// A loop's body, with `break` and `continue` as the frame says.
    pub(super) fn loop_body(&mut self, frame: LoopFrame, body: &'a [Stmt]) {
        self.loops.push(frame);
        self.block(body);
        self.loops.pop();
    }

    /// `br` with the carried locals, unless control ended before.
    pub(super) fn leave(&mut self, label: LabelId, carried: &Carried) {
        if !self.b.is_terminated() {
            let values = self.carried_values(carried);
            self.b.push0(Op::Br(label), &values);
        }
    }

    /// `break` or `continue`, through the `finally` blocks in between.
    fn jump(&mut self, is_break: bool) {
        let Some(frame) = self.loops.last() else { crate::ice!("a jump outside of a loop") };
        let (label, carried) = if is_break { frame.exit.clone() } else { frame.next.clone() };
        if self.run_finals(frame.n_finals) {
            self.leave(label, &carried);
        }
    }

    // --- leaving -----------------------------------------------------------------------------------------------------

    fn return_stmt(&mut self, value: Option<ExprId>) {
        match value {
            None => self.return_value(Val::Static, &Type::None),
            Some(value) => {
                let ty = self.type_of(value).clone();
                let value = self.expr(value);
                self.return_value(value, &ty);
            }
        }
    }

    /// Lowers the `finally` blocks above depth `n`, innermost first; false if control ended in one of them.
    pub(super) fn run_finals(&mut self, n: usize) -> bool {
        let finals = self.finals.clone();
        while self.finals.len() > n {
            let Some(frame) = self.finals.pop() else { break };
            self.block(frame.body);
            if self.b.is_terminated() {
                break;
            }
        }
        self.finals = finals;
        !self.b.is_terminated()
    }

    fn raise_stmt(&mut self, exc: Option<ExprId>) {
        let Some(exc) = exc else {
            self.b.push0(Op::Reraise, &[]);
            return;
        };
        if let ExprKind::Local(..) = self.hir.expr(exc).kind {
            self.b.push0(Op::Reraise, &[]);
            return;
        }
        let (class, args) = match &self.hir.expr(exc).kind {
            ExprKind::Call { func, args } => (*func, args.as_slice()),
            _ => (exc, [].as_slice()),
        };
        let kind = self.exception_kind(class);
        let mut values = Vec::new();
        for arg in args {
            if let Arg::Positional(arg) = arg {
                let value = self.expr(*arg);
                values.extend(self.materialize(value).flatten());
            }
        }
        self.b.push0(Op::Raise(kind), &values);
    }

    /// The class that an expression names.
    fn exception_kind(&self, class: ExprId) -> ExceptionKind {
        let name = match self.typing.bindings.get(&class) {
            Some(Binding::Exception(name)) => name.clone(),
            _ => "Exception".into(),
        };
        ExceptionKind::from_name(&name).unwrap_or(ExceptionKind::Exception)
    }

    fn assert_stmt(&mut self, test: ExprId, msg: Option<ExprId>) {
        let cond = self.test(test);
        let Some(msg) = msg else {
            self.check_text(ExceptionKind::AssertionError, "", cond);
            return;
        };
        self.branch(
            cond,
            Vec::new(),
            |_| {},
            |this| {
                let value = this.expr(msg);
                let values = this.materialize(value).flatten();
                this.b.push0(Op::Raise(ExceptionKind::AssertionError), &values);
            },
        );
    }

    // --- try ---------------------------------------------------------------------------------------------------------

    fn try_stmt(&mut self, body: &'a [Stmt], handlers: &'a [Handler], orelse: &'a [Stmt], finalbody: &'a [Stmt]) {
        let mut locals = assigned(body);
        locals.extend(assigned(orelse));
        locals.extend(handlers.iter().flat_map(|handler| assigned(&handler.body)));
        locals.extend(assigned(finalbody));
        let moved = self.move_to_slots(unique(locals));
        if finalbody.is_empty() {
            self.try_except(body, handlers, orelse);
        } else {
            self.try_finally(body, handlers, orelse, finalbody);
        }
        if !self.b.is_terminated() {
            self.move_from_slots(&moved);
        } else {
            moved.locals.iter().for_each(|&local| self.variables[local.0 as usize] = Variable::default());
        }
    }

    fn try_finally(&mut self, body: &'a [Stmt], handlers: &'a [Handler], orelse: &'a [Stmt], finalbody: &'a [Stmt]) {
        self.finals.push(FinalFrame { body: finalbody });
        self.guarded(
            |this| match handlers {
                [] => this.block(body),
                _ => this.try_except(body, handlers, orelse),
            },
            |this| {
                this.finals.pop();
                this.block(finalbody);
                if !this.b.is_terminated() {
                    this.b.push0(Op::Reraise, &[]);
                }
            },
        );
        self.finals.pop();
        if !self.b.is_terminated() {
            self.block(finalbody);
        }
    }

    fn try_except(&mut self, body: &'a [Stmt], handlers: &'a [Handler], orelse: &'a [Stmt]) {
        // `else` must not be guarded: a flag tells that the body went through.
        let slot = self.b.slot(crate::ir::Ty::BOOL);
        let flag = self.b.bool(false);
        self.b.push0(Op::SlotStore(slot), &[flag]);
        self.guarded(
            |this| {
                this.block(body);
                if !this.b.is_terminated() {
                    let flag = this.b.bool(true);
                    this.b.push0(Op::SlotStore(slot), &[flag]);
                }
            },
            |this| this.handlers(handlers),
        );
        if !orelse.is_empty() && !self.b.is_terminated() {
            let done = self.b.push1(Op::SlotLoad(slot), &[], crate::ir::Ty::BOOL);
            self.branch(done, Vec::new(), |this| this.block(orelse), |_| {});
        }
    }

    /// `try` itself: a body, and where whatever it raises goes. All locals that either assigns live in slots.
    fn guarded(&mut self, body: impl FnOnce(&mut Self), handler: impl FnOnce(&mut Self)) {
        let none = Carried { locals: Vec::new(), tys: Vec::new() };
        let before = self.variables.clone();
        let finals = self.finals.clone();
        let (body, body_ends) = self.arm(&none, body);
        self.variables.clone_from(&before);
        let (handler, handler_ends) = self.arm(&none, handler);
        self.variables = before;
        self.finals = finals;
        self.b.push(Op::Try, &[], &[], &[body, handler]);
        if body_ends && handler_ends {
            self.b.push0(Op::Unreachable, &[]);
        }
    }

    fn handlers(&mut self, handlers: &'a [Handler]) {
        let Some((handler, rest)) = handlers.split_first() else {
            self.b.push0(Op::Reraise, &[]);
            return;
        };
        self.at(handler.span);
        let kinds = match handler.exc {
            None => vec![ExceptionKind::BaseException],
            Some(exc) => match &self.hir.expr(exc).kind {
                ExprKind::Tuple(items) => items.iter().map(|&item| self.exception_kind(item)).collect(),
                _ => vec![self.exception_kind(exc)],
            },
        };
        let caught = self.b.push1(Op::ExceptionIs(ExceptionTest(kinds)), &[], crate::ir::Ty::BOOL);
        self.branch(
            caught,
            Vec::new(),
            |this| {
                this.block(&handler.body);
                if !this.b.is_terminated() {
                    this.b.push0(Op::ClearException, &[]);
                }
            },
            |this| this.handlers(rest),
        );
    }
}

/// Removes repetitions, keeping the order of the first ones.
pub(super) fn unique(mut locals: Vec<LocalId>) -> Vec<LocalId> {
    locals.sort_unstable();
    locals.dedup();
    locals
}

/// The locals that statements assign (but for `:=`, see `named_in`).
pub(super) fn assigned(stmts: &[Stmt]) -> Vec<LocalId> {
    let mut out = Vec::new();
    stmts.iter().for_each(|stmt| assigned_in(stmt, &mut out));
    unique(out)
}

fn assigned_in(stmt: &Stmt, out: &mut Vec<LocalId>) {
    let blocks: Vec<&Vec<Stmt>> = match &stmt.kind {
        StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => {
            targets.iter().for_each(|target| targets_of(target, out));
            vec![]
        }
        StmtKind::AugAssign { target, .. } | StmtKind::FunctionDef { target, .. } => {
            targets_of(target, out);
            vec![]
        }
        StmtKind::If { body, orelse, .. } | StmtKind::While { body, orelse, .. } => vec![body, orelse],
        StmtKind::For { target, body, orelse, .. } => {
            targets_of(target, out);
            vec![body, orelse]
        }
        StmtKind::Try { body, handlers, orelse, finalbody } => {
            handlers.iter().filter_map(|h| h.name.as_ref()).for_each(|name| targets_of(name, out));
            handlers.iter().map(|handler| &handler.body).chain([body, orelse, finalbody]).collect()
        }
        StmtKind::With { items, body } => {
            items.iter().filter_map(|(_, target)| target.as_ref()).for_each(|target| targets_of(target, out));
            vec![body]
        }
        _ => vec![],
    };
    blocks.into_iter().flatten().for_each(|stmt| assigned_in(stmt, out));
}

/// The locals that a place binds.
pub(super) fn targets_of(place: &crate::hir::Place, out: &mut Vec<LocalId>) {
    match &place.kind {
        PlaceKind::Local(local) => out.push(*local),
        PlaceKind::Unpack { before, star, after } => {
            let star = star.iter().map(|star| &**star);
            before.iter().chain(star).chain(after).for_each(|place| targets_of(place, out));
        }
        PlaceKind::Global(_) | PlaceKind::Attribute(..) | PlaceKind::Subscript(..) => {}
    }
}
