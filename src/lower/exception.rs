//! Exceptions: `raise`, `assert`, `try` with its handlers.
//!
//! Locals that a `try` statement assigns live in slots while it runs, so that handlers see them as they were when the
//! exception came.

use super::Lowering;
use super::exits::{Frame, JumpTarget};
use super::value::Val;
use super::variables::{Carried, Variable};
use crate::builtins::{self, Rule};
use crate::hir::visit::argument;
use crate::hir::{ExprId, ExprKind, Handler, PlaceKind, Stmt};
use crate::infer::{Binding, Target};
use crate::ir::{Const, ExceptionTest, Op, PrintStyle, Ty, ValueId};
use crate::runtime::exception::ExceptionKind;
use crate::types::Type;
use std::rc::Rc;

impl<'a> Lowering<'a> {
    // --- raise -------------------------------------------------------------------------------------------------------

    pub(super) fn raise_stmt(&mut self, exc: Option<ExprId>) {
        match exc {
            Some(exc) => match self.made_exception(exc) {
                Some((kind, args)) => self.raise(kind, &args),
                None => self.raise_again(),
            },
            None => self.raise_again(),
        }
    }

    /// The class and the arguments of `Class` or `Class(args)`.
    fn made_exception(&self, exc: ExprId) -> Option<(ExceptionKind, Vec<ExprId>)> {
        match (self.target_of(exc), &self.hir.expr(exc).kind) {
            (Some(Target::Exception(kind, args)), _) => Some((*kind, args.clone())),
            (_, ExprKind::Call { func, args }) => Some((self.class_of(*func)?, args.iter().map(argument).collect())),
            _ => Some((self.class_of(exc)?, Vec::new())),
        }
    }

    /// The exception that is being handled.
    fn raise_again(&mut self) {
        if self.n_handlers > 0 {
            return self.b.push0(Op::Reraise, &[]);
        }
        let text = self.str_const("No active exception to reraise");
        self.b.push0(Op::Raise(ExceptionKind::RuntimeError), &[text]);
    }

    /// A new exception. Its arguments are scalars and strings; what is neither becomes its text.
    fn raise(&mut self, kind: ExceptionKind, args: &[ExprId]) {
        let values: Vec<(Val, Type)> = args.iter().map(|&arg| self.typed(arg)).collect();
        let is_plain = |(_, ty): &(Val, Type)| matches!(ty, Type::Scalar(_) | Type::Str);
        let operands: Vec<ValueId> = match values.as_slice() {
            values if values.iter().all(is_plain) => values.iter().flat_map(|(value, _)| value.flatten()).collect(),
            [(value, ty)] => vec![self.text_of(value.clone(), ty, PrintStyle::Str)],
            _ => {
                let (values, types): (Vec<Val>, Vec<Type>) = values.into_iter().unzip();
                vec![self.text_of(Val::Tuple(values), &Type::tuple(types), PrintStyle::Str)]
            }
        };
        self.b.push0(Op::Raise(kind), &operands);
    }

    /// The exception class that an expression names, if it names one.
    fn class_of(&self, class: ExprId) -> Option<ExceptionKind> {
        // Other variables are aliases of classes.
        if let ExprKind::Local(local, _) = &self.hir.expr(class).kind
            && self.caught.contains_key(local)
        {
            return None;
        }
        match (self.typing.bindings.get(&class), self.type_of(class)) {
            (Some(Binding::Exception(name)), _) | (None, Type::Exception(name)) => ExceptionKind::from_name(name),
            (Some(Binding::Builtin(id)), _) | (None, Type::Builtin(id)) => match builtins::row(*id).typing {
                Rule::Exception(kind) => Some(kind),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn assert_stmt(&mut self, test: ExprId, msg: Option<ExprId>) {
        let cond = self.test(test);
        if self.b.function().as_const(cond) == Some(Const::Int(1)) {
            return;
        }
        match msg {
            None => self.check_text(ExceptionKind::AssertionError, "", cond),
            Some(msg) => self.branch(
                cond,
                Vec::new(),
                |_| {},
                |this| this.raise(ExceptionKind::AssertionError, std::slice::from_ref(&msg)),
            ),
        }
    }

    // --- try ---------------------------------------------------------------------------------------------------------

    pub(super) fn try_stmt(&mut self, stmt: &'a Stmt, parts: TryParts<'a>) {
        let locals = self.assigned(std::slice::from_ref(stmt));
        let moved = self.move_to_slots(locals);
        match parts.finalbody {
            [] => self.try_except(&parts),
            finalbody => self.with_finally(finalbody, |this| {
                this.guarded(
                    |this| match parts.handlers {
                        [] => this.block(parts.body),
                        _ => this.try_except(&parts),
                    },
                    |this| this.finally_of_exception(finalbody),
                );
            }),
        }
        if self.b.is_terminated() {
            moved.locals.iter().for_each(|&local| self.variables[local.0 as usize] = Variable::default());
        } else {
            self.move_from_slots(&moved);
        }
    }

    /// `finally` in the handler of its `try`: outside of its own frame.
    fn finally_of_exception(&mut self, finalbody: &'a [Stmt]) {
        let frame: Option<Frame> = self.frames.pop();
        self.block(finalbody);
        if !self.b.is_terminated() {
            self.b.push0(Op::Reraise, &[]);
        }
        self.frames.extend(frame);
    }

    /// `try`, `except`, `else`: handlers leave a block around all of it, so that only the body comes to the `else`.
    fn try_except(&mut self, parts: &TryParts<'a>) {
        let nothing = Rc::new(Carried { locals: Vec::new(), tys: Vec::new() });
        self.labeled(&nothing.clone(), |this, label| {
            let out = JumpTarget { label, carried: nothing };
            this.guarded(|this| this.block(parts.body), |this| this.handlers(parts.handlers, &out));
            if !this.b.is_terminated() {
                this.block(parts.orelse);
            }
        });
    }

    /// `try` itself: a body, and where whatever it raises goes. All locals that either assigns live in slots.
    fn guarded(&mut self, body: impl FnOnce(&mut Self), handler: impl FnOnce(&mut Self)) {
        let nothing = Carried { locals: Vec::new(), tys: Vec::new() };
        let before = self.variables.mark();
        let (body, body_ends) = self.arm(&nothing, body);
        self.variables.back_to(&before);
        self.n_handlers += 1;
        let (handler, handler_ends) = self.arm(&nothing, handler);
        self.n_handlers -= 1;
        self.variables.leave(before);
        self.b.push(Op::Try, &[], &[], &[body, handler]);
        if body_ends && handler_ends {
            self.b.push0(Op::Unreachable, &[]);
        }
    }

    fn handlers(&mut self, handlers: &'a [Handler], out: &JumpTarget) {
        let Some((handler, rest)) = handlers.split_first() else {
            return self.b.push0(Op::Reraise, &[]);
        };
        self.at(handler.span);
        let Some(classes) = handler.exc else { return self.handler(handler, out) };
        let classes = match &self.hir.expr(classes).kind {
            ExprKind::Tuple(items) => items.clone(),
            _ => vec![classes],
        };
        let kinds = classes.iter().map(|&class| self.class_of(class).unwrap_or(ExceptionKind::Exception)).collect();
        let caught = self.b.push1(Op::ExceptionIs(ExceptionTest(kinds)), &[], Ty::BOOL);
        self.branch(caught, Vec::new(), |this| this.handler(handler, out), |this| this.handlers(rest, out));
    }

    fn handler(&mut self, handler: &'a Handler, out: &JumpTarget) {
        if let Some(PlaceKind::Local(local)) = handler.name.as_ref().map(|name| &name.kind) {
            let text = self.b.push1(Op::ExceptionText, &[], Ty::Str);
            self.caught.insert(*local, text);
        }
        self.block(&handler.body);
        if !self.b.is_terminated() {
            self.b.push0(Op::ClearException, &[]);
            self.leave(out);
        }
    }
}

/// The blocks of a `try` statement.
pub(super) struct TryParts<'a> {
    pub body: &'a [Stmt],
    pub handlers: &'a [Handler],
    pub orelse: &'a [Stmt],
    pub finalbody: &'a [Stmt],
}
