//! Statements.
//!
//! Input: a block. Output: types of its expressions and locals, and whether control can reach its end.
//! Never: expressions (`expr`), places (`place`).

use super::function::Infer;
use super::{Binding, report};
use crate::builtins::members;
use crate::diagnostic::Diagnostic;
use crate::hir::{Arg, ExprId, ExprKind, Handler, LocalId, Place, PlaceKind, Stmt, StmtKind};
use crate::source::Span;
use crate::types::Type;
use std::sync::Arc;

impl Infer<'_> {
    /// Can control reach the end of these statements? What stands after the last reachable one is not inferred.
    pub fn block(&mut self, body: &[Stmt]) -> bool {
        body.iter().all(|stmt| self.stmt(stmt))
    }

    fn stmt(&mut self, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Expr(value) => {
                self.expr(*value);
                true
            }
            StmtKind::Assign { targets, value } => {
                self.assign_all(targets, *value);
                true
            }
            StmtKind::AugAssign { target, read, op, op_span, value } => {
                self.aug_assign(target, *read, (*op, *op_span), *value);
                true
            }
            StmtKind::If { test, body, orelse } => self.if_stmt(*test, body, orelse),
            StmtKind::While { test, body, orelse } => self.while_stmt(*test, body, orelse),
            StmtKind::For { target, iter, body, orelse } => self.for_stmt(target, *iter, body, orelse),
            StmtKind::Return(value) => {
                let ty = value.map_or(Type::None, |value| self.expr(value));
                let span = value.map_or(stmt.span, |value| self.hir.expr(value).span);
                if !self.hir.is_generator {
                    self.results.push((span, ty));
                }
                self.nullness.end();
                false
            }
            StmtKind::Break => {
                if let Some(breaks) = self.breaks.last_mut() {
                    *breaks = true;
                }
                self.nullness.end();
                false
            }
            StmtKind::Continue => {
                self.nullness.end();
                false
            }
            StmtKind::Pass => true,
            StmtKind::Raise { exc, cause } => {
                self.raise(*exc, *cause);
                self.nullness.end();
                false
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => self.try_stmt(body, handlers, orelse, finalbody),
            StmtKind::Assert { test, msg } => self.assert_stmt(*test, *msg),
            StmtKind::Delete(places) => {
                places.iter().for_each(|place| self.delete(place));
                true
            }
            StmtKind::FunctionDef { target, function, decorators, defaults, .. } => {
                self.function_def(target, *function, decorators, defaults);
                true
            }
            StmtKind::Import { .. } | StmtKind::ImportAll { .. } => {
                self.unsupported(stmt.span, "an import", "import at module level")
            }
            StmtKind::With { .. } => self.unsupported(stmt.span, "`with`", "use a function without a decorator"),
            StmtKind::ClassDef { .. } => self.unsupported(stmt.span, "a class", "define it at module level"),
            StmtKind::Match { .. } => self.unsupported(stmt.span, "`match`", "write `if` and `elif`"),
        }
    }

    fn unsupported(&mut self, span: Span, what: &str, hint: &str) -> bool {
        self.report(report::unsupported(span, what, hint));
        true
    }

    fn if_stmt(&mut self, test: ExprId, body: &[Stmt], orelse: &[Stmt]) -> bool {
        if let Some(taken) = self.condition(test) {
            return self.block(if taken { body } else { orelse });
        }
        let before = self.nullness.clone();
        self.assume(test, true);
        let body_ends = self.block(body);
        let after_body = std::mem::replace(&mut self.nullness, before);
        self.assume(test, false);
        let orelse_ends = self.block(orelse);
        self.nullness.join(&after_body);
        body_ends || orelse_ends
    }

    fn while_stmt(&mut self, test: ExprId, body: &[Stmt], orelse: &[Stmt]) -> bool {
        self.forget_assigned(&[body]);
        let entry = self.nullness.clone();
        let known = self.condition(test);
        if known == Some(false) {
            return self.block(orelse);
        }
        self.assume(test, true);
        self.breaks.push(false);
        self.block(body);
        let breaks = self.breaks.pop().unwrap_or_default();
        self.nullness = entry;
        if known == Some(true) {
            if !breaks {
                self.nullness.end();
            }
            return breaks;
        }
        let orelse_ends = self.block(orelse);
        breaks || orelse_ends
    }

    fn for_stmt(&mut self, target: &Place, iter: ExprId, body: &[Stmt], orelse: &[Stmt]) -> bool {
        let ty = self.expr(iter);
        if ty == Type::tuple([]) {
            // The body never runs.
            return self.block(orelse);
        }
        let item = self.iterated(iter, &ty);
        self.forget_assigned(&[body]);
        let mut targets = Vec::new();
        place_locals(target, &mut targets);
        self.nullness.forget(&targets);
        let entry = self.nullness.clone();
        self.assign(target, &item, target.span);
        self.breaks.push(false);
        self.block(body);
        let breaks = self.breaks.pop().unwrap_or_default();
        self.nullness = entry;
        let orelse_ends = self.block(orelse);
        breaks || orelse_ends
    }

    fn try_stmt(&mut self, body: &[Stmt], handlers: &[Handler], orelse: &[Stmt], finalbody: &[Stmt]) -> bool {
        let entry = self.nullness.clone();
        let body_ends = self.block(body) && self.block(orelse);
        let after_body = std::mem::replace(&mut self.nullness, entry);
        self.forget_assigned(&[body]);
        let at_handlers = self.nullness.clone();
        self.nullness = after_body;
        let mut ends = body_ends;
        for handler in handlers {
            let joined = std::mem::replace(&mut self.nullness, at_handlers.clone());
            ends |= self.handler(handler);
            self.nullness.join(&joined);
        }
        if !finalbody.is_empty() {
            if !ends {
                self.nullness = at_handlers;
            }
            self.forget_assigned(&[body, orelse]);
            ends &= self.block(finalbody);
        }
        ends
    }

    fn handler(&mut self, handler: &Handler) -> bool {
        let caught = handler.exc.map_or_else(|| Type::Exception("Exception".into()), |exc| self.caught(exc));
        if let Some(name) = &handler.name {
            self.assign(name, &caught, name.span);
        }
        self.handled.push(handler.name.as_ref().and_then(|name| match name.kind {
            PlaceKind::Local(local) => Some(local),
            _ => None,
        }));
        let ends = self.block(&handler.body);
        self.handled.pop();
        ends
    }

    /// Is it the exception that the innermost handler has caught?
    fn is_handled(&self, exc: ExprId) -> bool {
        match (&self.hir.expr(exc).kind, self.handled.last()) {
            (ExprKind::Local(local, ..), Some(Some(caught))) => local == caught,
            _ => false,
        }
    }

    /// The class (or classes) of an `except` clause.
    fn caught(&mut self, exc: ExprId) -> Type {
        let ty = self.expr(exc);
        let is_class = |ty: &Type| matches!(ty, Type::Exception(_) | Type::Unknown);
        match &ty {
            Type::Exception(_) | Type::Unknown => ty,
            Type::Tuple(items) if items.iter().all(is_class) => Type::Exception("Exception".into()),
            other => {
                let span = self.hir.expr(exc).span;
                let message = "`except` takes an exception class or a tuple of them";
                self.report(Diagnostic::error("NJ0313", message, span).label(format!("{other}")));
                Type::Unknown
            }
        }
    }

    fn raise(&mut self, exc: Option<ExprId>, cause: Option<ExprId>) {
        if let Some(cause) = cause {
            self.expr(cause);
        }
        let Some(exc) = exc else { return };
        let ty = self.expr(exc);
        let is_made = matches!(self.hir.expr(exc).kind, ExprKind::Call { .. })
            || matches!(self.typing.bindings.get(&exc), Some(Binding::Exception(_)));
        let span = self.hir.expr(exc).span;
        match ty {
            Type::Unknown => {}
            Type::Exception(_) if is_made => self.check_exception_arguments(exc),
            Type::Exception(_) if self.is_handled(exc) => {}
            Type::Exception(_) => {
                let message = "only the exception that is being handled can be raised again";
                let diagnostic = Diagnostic::error("NJ0313", message, span);
                self.report(diagnostic.note("make the exception where it is raised: `raise ValueError(..)`"));
            }
            other => {
                let message = "exceptions must derive from BaseException";
                self.report(Diagnostic::error("NJ0313", message, span).label(format!("{other}")));
            }
        }
    }

    fn check_exception_arguments(&mut self, exc: ExprId) {
        let hir = Arc::clone(&self.hir);
        let ExprKind::Call { args, .. } = &hir.expr(exc).kind else { return };
        for arg in args {
            let Arg::Positional(value) = arg else { continue };
            let ty = &self.typing.exprs[value.0 as usize];
            let fits = matches!(ty, Type::Scalar(_) | Type::Str | Type::None | Type::Unknown);
            if !fits {
                let message = "the argument of an exception must be a number or a string";
                let span = hir.expr(*value).span;
                let diagnostic = Diagnostic::error("NJ0313", message, span).label(format!("{ty}"));
                self.report(diagnostic.note("make it a string: f\"{value}\""));
            }
        }
    }

    fn assert_stmt(&mut self, test: ExprId, msg: Option<ExprId>) -> bool {
        let known = self.condition(test);
        if let Some(msg) = msg {
            self.expr(msg);
        }
        self.assume(test, true);
        if known == Some(false) {
            self.nullness.end();
        }
        true
    }

    fn function_def(&mut self, target: &Place, function: usize, decorators: &[ExprId], defaults: &[ExprId]) {
        for &decorator in decorators {
            self.inner_decorator(decorator);
        }
        for &default in defaults {
            self.expr(default);
        }
        let own = match target.kind {
            PlaceKind::Local(local) => Some(local),
            _ => None,
        };
        let ty = self.closure_type(function, own);
        self.assign(target, &ty, target.span);
    }

    /// A decorator that compiles is no news inside of a compiled function; others cannot be.
    fn inner_decorator(&mut self, decorator: ExprId) {
        let callee = match &self.hir.expr(decorator).kind {
            ExprKind::Call { func, .. } => *func,
            _ => decorator,
        };
        let path = self.path_of(callee);
        if !path.is_some_and(|path| crate::builtins::names::is_compiling(&path)) {
            let span = self.hir.expr(decorator).span;
            self.report(report::unsupported(span, "this decorator", "define the function at module level"));
        }
    }

    /// The dotted path of a builtin that an expression names.
    fn path_of(&mut self, expr: ExprId) -> Option<String> {
        let hir = Arc::clone(&self.hir);
        match &hir.expr(expr).kind {
            ExprKind::Global(name) => match self.lookup(hir.name_of(*name))? {
                Binding::Module(path) => Some(path.to_string()),
                Binding::Builtin(id) => Some(crate::builtins::row(id).path.to_string()),
                _ => None,
            },
            ExprKind::Attribute(value, name) => Some(format!("{}.{name}", self.path_of(*value)?)),
            _ => None,
        }
    }

    fn delete(&mut self, place: &Place) {
        match &place.kind {
            PlaceKind::Local(_) | PlaceKind::Global(_) => {}
            PlaceKind::Subscript(object, index) => self.delete_item(*object, *index, place.span),
            PlaceKind::Attribute(..) => {
                self.report(report::unsupported(place.span, "deleting an attribute", ""));
            }
            PlaceKind::Unpack { before, star, after } => {
                before.iter().chain(star.as_deref()).chain(after).for_each(|part| self.delete(part));
            }
        }
    }

    /// Locals that these blocks may assign are known no longer.
    fn forget_assigned(&mut self, blocks: &[&[Stmt]]) {
        let mut locals = Vec::new();
        blocks.iter().for_each(|block| assigned(block, &mut locals));
        self.nullness.forget(&locals);
    }

    /// Is it one of the kinds of values that have members?
    pub fn kind_of(&self, ty: &Type) -> Option<&'static str> {
        members::receiver_kind(ty)
    }
}

/// The locals that statements assign (walrus aside, which assigns no None to speak of).
fn assigned(body: &[Stmt], out: &mut Vec<LocalId>) {
    for stmt in body {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().for_each(|place| place_locals(place, out)),
            StmtKind::AugAssign { target, .. } | StmtKind::FunctionDef { target, .. } => place_locals(target, out),
            StmtKind::If { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
                assigned(body, out);
                assigned(orelse, out);
            }
            StmtKind::For { target, body, orelse, .. } => {
                place_locals(target, out);
                assigned(body, out);
                assigned(orelse, out);
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                [body, orelse, finalbody].into_iter().for_each(|block| assigned(block, out));
                for handler in handlers {
                    handler.name.iter().for_each(|name| place_locals(name, out));
                    assigned(&handler.body, out);
                }
            }
            StmtKind::With { body, .. } => assigned(body, out),
            _ => {}
        }
    }
}

/// The locals of a place.
pub(super) fn place_locals(place: &Place, out: &mut Vec<LocalId>) {
    match &place.kind {
        PlaceKind::Local(local) => out.push(*local),
        PlaceKind::Unpack { before, star, after } => {
            before.iter().chain(star.as_deref()).chain(after).for_each(|part| place_locals(part, out));
        }
        _ => {}
    }
}
