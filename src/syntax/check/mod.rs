//! What the grammar lets through and Python does not: `return` outside a function, `f() = 1`, two parameters of one name.
//!
//! Input: a tree. Output: diagnostics. Never: names across statements (that is resolve's).

mod calls;
mod patterns;
mod targets;

use super::ast::{Comprehension, Expr, ExprKind, FunctionDef, Module, Param, Params, Stmt, StmtKind, Try};
use super::visit::{each_argument, each_parameter_part, each_part};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use targets::Use;

/// Checks a module, and the blocks of wrong headers.
pub(super) fn check(module: &Module, orphans: &[Vec<Stmt>], diagnostics: &mut Vec<Diagnostic>) {
    let mut check = Check { place: Place { code: Code::Module, in_loop: false }, diagnostics };
    check.body(&module.body);
    // What a wrong header was meant to begin is unknown, so anything may stand in its block.
    check.place = Place { code: Code::Unknown, in_loop: true };
    orphans.iter().for_each(|orphan| check.body(orphan));
}

/// What kind of code a statement belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    Module,
    Class,
    Function,
    AsyncFunction,
    /// The block of a wrong header.
    Unknown,
}

#[derive(Clone, Copy)]
struct Place {
    code: Code,
    in_loop: bool,
}

struct Check<'d> {
    place: Place,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Check<'_> {
    fn error(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn at(&mut self, place: Place, inside: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.place, place);
        inside(self);
        self.place = before;
    }

    fn body(&mut self, body: &[Stmt]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn loop_body(&mut self, body: &[Stmt]) {
        let place = Place { in_loop: true, ..self.place };
        self.at(place, |check| check.body(body));
    }

    fn is_outside_function(&self) -> bool {
        matches!(self.place.code, Code::Module | Code::Class)
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.function(def),
            StmtKind::ClassDef(class) => {
                class.decorators.iter().for_each(|decorator| self.value(decorator));
                self.arguments(&class.bases);
                each_argument(&class.bases, &mut |base| self.value(base));
                self.at(Place { code: Code::Class, in_loop: false }, |check| check.body(&class.body));
            }
            StmtKind::For { target, iter, body, orelse, is_async } => {
                self.async_only(*is_async, "`async for`", target.span);
                self.target(target, Use::Assign);
                self.value(iter);
                self.loop_body(body);
                self.body(orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.value(test);
                self.loop_body(body);
                self.body(orelse);
            }
            StmtKind::If { test, body, orelse } => {
                self.value(test);
                self.body(body);
                self.body(orelse);
            }
            StmtKind::With { items, body, is_async } => {
                for item in items {
                    self.async_only(*is_async, "`async with`", item.context.span);
                    self.value(&item.context);
                    item.target.iter().for_each(|target| self.target(target, Use::Assign));
                }
                self.body(body);
            }
            StmtKind::Match { subject, cases } => {
                self.values_of_tuple(subject);
                self.cases(cases);
                cases.iter().for_each(|case| self.body(&case.body));
            }
            StmtKind::Try(stmt) => self.try_stmt(stmt),
            _ => self.simple(stmt),
        }
    }

    fn simple(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Return(value) => {
                if self.is_outside_function() {
                    self.error(Diagnostic::error("NJ0134", "`return` outside a function", stmt.span));
                }
                value.iter().for_each(|value| self.value(value));
            }
            StmtKind::Break | StmtKind::Continue if !self.place.in_loop => self.outside_loop(stmt),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.target(target, Use::Delete)),
            StmtKind::Assign { targets, value } => {
                targets.iter().for_each(|target| self.target(target, Use::Assign));
                self.value(value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.target(target, Use::Augment);
                self.value(value);
            }
            StmtKind::AnnAssign { target, annotation, value } => {
                self.target(target, Use::Annotate);
                self.value(annotation);
                value.iter().for_each(|value| self.value(value));
            }
            StmtKind::Raise { exc, cause } => exc.iter().chain(cause).for_each(|value| self.value(value)),
            StmtKind::Assert { test, msg } => [test].into_iter().chain(msg).for_each(|value| self.value(value)),
            StmtKind::ImportFrom { names, .. } => {
                let star = names.iter().find(|alias| &*alias.name.name == "*");
                if let (Some(star), Code::Function | Code::AsyncFunction | Code::Class) = (star, self.place.code) {
                    let message = "`import *` is only allowed at module level";
                    self.error(Diagnostic::error("NJ0138", message, star.name.span));
                }
            }
            StmtKind::Expr(value) | StmtKind::TypeAlias { value, .. } => self.value(value),
            _ => {}
        }
    }

    fn outside_loop(&mut self, stmt: &Stmt) {
        let word = if stmt.kind == StmtKind::Break { "break" } else { "continue" };
        self.error(Diagnostic::error("NJ0135", format!("`{word}` outside a loop"), stmt.span));
    }

    fn async_only(&mut self, is_async: bool, what: &str, span: Span) {
        if is_async && !matches!(self.place.code, Code::AsyncFunction | Code::Unknown) {
            self.error(Diagnostic::error("NJ0134", format!("{what} outside an `async def`"), span));
        }
    }

    fn try_stmt(&mut self, stmt: &Try) {
        self.body(&stmt.body);
        for (index, handler) in stmt.handlers.iter().enumerate() {
            let is_last = index + 1 == stmt.handlers.len();
            let start = handler.span.start;
            let word = Span { start, end: start + "except".len() as u32 };
            match &handler.exc {
                Some(exc) => self.value(exc),
                None if stmt.is_star => self.error(Diagnostic::error("NJ0137", "`except*` needs a type", word)),
                None if !is_last => {
                    let diagnostic = Diagnostic::error("NJ0137", "a bare `except:` must come last", word);
                    self.error(diagnostic.label("catches everything"));
                }
                None => {}
            }
            self.body(&handler.body);
        }
        self.body(&stmt.orelse);
        self.body(&stmt.finalbody);
    }

    fn function(&mut self, def: &FunctionDef) {
        def.decorators.iter().for_each(|decorator| self.value(decorator));
        each_parameter_part(&def.params, &mut |part| self.starred_or_value(part));
        def.returns.iter().for_each(|returns| self.value(returns));
        self.duplicates(&def.params);
        let code = if def.is_async { Code::AsyncFunction } else { Code::Function };
        self.at(Place { code, in_loop: false }, |check| check.body(&def.body));
    }

    fn duplicates(&mut self, params: &Params) {
        let all = params.positional.iter().chain(&params.vararg).chain(&params.keyword_only).chain(&params.kwarg);
        let all: Vec<&Param> = all.collect();
        for (index, param) in all.iter().enumerate() {
            if let Some(first) = all[..index].iter().find(|earlier| earlier.name.name == param.name.name) {
                let message = format!("two parameters are called `{}`", param.name.name);
                let diagnostic = Diagnostic::error("NJ0133", message, param.name.span);
                self.error(diagnostic.label("the second one").also(first.name.span, "the first one"));
            }
        }
    }

    // -- Expressions

    /// A value: no star in front.
    fn value(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Starred(value) => {
                let diagnostic = Diagnostic::error("NJ0127", "a starred value cannot stand here", expr.span);
                self.error(
                    diagnostic.note("`*` unpacks into calls, lists, tuples and sets; a comma makes a tuple: `*a,`"),
                );
                self.value(value);
            }
            ExprKind::Lambda { params, body } => {
                each_parameter_part(params, &mut |part| self.value(part));
                self.duplicates(params);
                let place = Place { code: Code::Function, in_loop: false };
                self.at(place, |check| check.value(body));
            }
            ExprKind::List(_) | ExprKind::Tuple(_) | ExprKind::Set(_) => self.values_of_tuple(expr),
            ExprKind::Subscript { value, index } => {
                self.value(value);
                self.values_of_tuple(index);
            }
            ExprKind::Call { func, args } => {
                self.value(func);
                self.arguments(args);
                each_argument(args, &mut |value| self.value(value));
            }
            ExprKind::ListComp { generators, .. }
            | ExprKind::SetComp { generators, .. }
            | ExprKind::GeneratorExp { generators, .. }
            | ExprKind::DictComp { generators, .. } => self.comprehension(expr, generators),
            kind => {
                self.outside_function(kind, expr.span);
                each_part(expr, &mut |part| self.value(part));
            }
        }
    }

    fn starred_or_value(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Starred(value) => self.value(value),
            _ => self.value(expr),
        }
    }

    /// The elements of a display may have a star in front.
    fn values_of_tuple(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
                items.iter().for_each(|item| self.starred_or_value(item));
            }
            _ => self.value(expr),
        }
    }

    fn comprehension(&mut self, expr: &Expr, generators: &[Comprehension]) {
        for generator in generators {
            self.async_only(generator.is_async, "an asynchronous comprehension", generator.target.span);
            self.target(&generator.target, Use::Assign);
        }
        each_part(expr, &mut |part| self.starred_or_value(part));
    }

    fn outside_function(&mut self, kind: &ExprKind, span: Span) {
        let word = match kind {
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) => "yield",
            ExprKind::Await(_) => "await",
            _ => return,
        };
        if self.is_outside_function() {
            self.error(Diagnostic::error("NJ0134", format!("`{word}` outside a function"), span));
        } else if word == "await" && self.place.code == Code::Function {
            self.error(Diagnostic::error("NJ0134", "`await` outside an `async def`", span));
        } else if matches!(kind, ExprKind::YieldFrom(_)) && self.place.code == Code::AsyncFunction {
            self.error(Diagnostic::error("NJ0134", "`yield from` inside an `async def`", span));
        }
    }
}
