//! Statements.
//!
//! Input: statements of the tree. Output: resolved statements; declarations have done their work and vanish.
//! Never: imports, places and expressions themselves.

use super::context::callee;
use super::definition::Lowerer;
use super::expr::augmented_op;
use super::zone;
use crate::builtins::names;
use crate::hir::scope::Definition;
use crate::hir::{
    Bound, Constant, ExprId, ExprKind, Handler, LocalId, LocalKind, MatchCase, Place, PlaceKind, Stmt, StmtKind, Zone,
    walk,
};
use crate::source::Span;
use crate::syntax::ast::{self, StmtKind as Ast};
use std::sync::Arc;

impl<'t> Lowerer<'_, '_, 't> {
    pub fn block(&mut self, body: &'t [ast::Stmt]) -> Vec<Stmt> {
        let mut out = Vec::with_capacity(body.len());
        for stmt in body {
            walk::deep(|| self.stmt(stmt, &mut out));
        }
        out
    }

    fn stmt(&mut self, stmt: &'t ast::Stmt, out: &mut Vec<Stmt>) {
        let span = stmt.span;
        let kind = match &stmt.kind {
            Ast::Expr(ast::Expr { kind: ast::ExprKind::YieldFrom(value), span }) => self.yield_from_loop(value, *span),
            Ast::Expr(value) => StmtKind::Expr(self.expr(value)),
            Ast::Assign { targets, value } => {
                let value = self.expr(value);
                StmtKind::Assign { targets: targets.iter().map(|target| self.place(target)).collect(), value }
            }
            Ast::AugAssign { target, op, op_span, value } => self.aug_assign(target, (*op, *op_span), value),
            Ast::AnnAssign { target, value: Some(value), .. } => {
                let value = self.expr(value);
                StmtKind::Assign { targets: vec![self.place(target)], value }
            }
            Ast::Global(names) => return self.global(names),
            Ast::AnnAssign { value: None, .. } | Ast::Nonlocal(_) | Ast::Pass => StmtKind::Pass,
            Ast::FunctionDef(def) => self.function_def(def),
            Ast::ClassDef(def) => self.class_def(def),
            Ast::Return(value) => StmtKind::Return(self.optional(value.as_ref())),
            Ast::Delete(targets) => StmtKind::Delete(targets.iter().map(|target| self.place(target)).collect()),
            Ast::Import(aliases) => return self.import(aliases, span, out),
            Ast::ImportFrom { level: 1.., names, .. } => return self.import_from(None, names, span, out),
            Ast::ImportFrom { module, names, .. } => return self.import_from(module.as_ref(), names, span, out),
            // Outside a loop the parser has reported it.
            Ast::Break if self.loops > 0 => StmtKind::Break,
            Ast::Continue if self.loops > 0 => StmtKind::Continue,
            Ast::Break | Ast::Continue => StmtKind::Pass,
            Ast::Raise { exc, cause } => {
                let exc = self.optional(exc.as_ref());
                StmtKind::Raise { exc, cause: self.optional(cause.as_ref()) }
            }
            Ast::Assert { test, msg } => {
                let test = self.expr(test);
                StmtKind::Assert { test, msg: self.optional(msg.as_ref()) }
            }
            Ast::TypeAlias { .. } => {
                let hint = "numjit infers types: leave it out";
                return zone::unsupported(self.context, "the `type` statement is", span, hint);
            }
            _ => self.compound(stmt),
        };
        out.push(Stmt { kind, span });
    }

    fn compound(&mut self, stmt: &'t ast::Stmt) -> StmtKind {
        match &stmt.kind {
            Ast::If { test, body, orelse } => {
                let test = self.expr(test);
                let body = self.block(body);
                StmtKind::If { test, body, orelse: self.block(orelse) }
            }
            Ast::While { test, body, orelse } => {
                let test = self.expr(test);
                let body = self.loop_body(body);
                StmtKind::While { test, body, orelse: self.block(orelse) }
            }
            Ast::For { target, iter, body, orelse, is_async } => {
                self.refuse_async(*is_async, "`async for` is", stmt.span);
                let iter = self.expr(iter);
                let target = self.place(target);
                let body = self.loop_body(body);
                StmtKind::For { target, iter, body, orelse: self.block(orelse) }
            }
            Ast::With { items, body, is_async } => {
                self.refuse_async(*is_async, "`async with` is", stmt.span);
                self.with(items, body, stmt.span)
            }
            Ast::Try(node) => self.try_statement(node, stmt.span),
            Ast::Match { subject, cases } => {
                let subject = self.expr(subject);
                StmtKind::Match { subject, cases: cases.iter().map(|case| self.match_case(case)).collect() }
            }
            _ => StmtKind::Pass,
        }
    }

    /// `yield from value` as a statement is `for item in value: yield item`.
    fn yield_from_loop(&mut self, value: &'t ast::Expr, span: Span) -> StmtKind {
        self.is_generator = true;
        let iter = self.expr(value);
        let var = self.add_var(0, &".item".into(), span, LocalKind::Web);
        let target = Place { kind: PlaceKind::Local(LocalId(self.add_def(var, span) as u32)), span };
        let item = self.push(ExprKind::Local(LocalId(var as u32), Bound::Always), span);
        let value = self.push(ExprKind::Yield(Some(item)), span);
        let body = vec![Stmt { kind: StmtKind::Expr(value), span }];
        StmtKind::For { target, iter, body, orelse: Vec::new() }
    }

    fn refuse_async(&mut self, is_async: bool, what: &str, span: Span) {
        if is_async {
            let start = span.start as usize;
            let keyword = Span::new(start, start + "async".len());
            zone::unsupported(self.context, what, keyword, "numjit has no coroutines: leave `async` out");
        }
    }

    fn loop_body(&mut self, body: &'t [ast::Stmt]) -> Vec<Stmt> {
        self.loops += 1;
        let body = self.block(body);
        self.loops -= 1;
        body
    }

    fn aug_assign(
        &mut self,
        target: &'t ast::Expr,
        (op, op_span): (ast::BinOp, Span),
        value: &'t ast::Expr,
    ) -> StmtKind {
        let read = matches!(target.kind, ast::ExprKind::Name(_)).then(|| self.expr(target));
        let place = self.place(target);
        let value = self.expr(value);
        StmtKind::AugAssign { target: place, read, op: augmented_op(op), op_span, value }
    }

    fn global(&mut self, names: &[ast::Ident]) {
        if self.zone == Zone::Compiled {
            for name in names {
                let hint = "globals are frozen when a function is compiled: return the value instead";
                zone::host_only(self.context, "assignment to a global is", name.span, hint);
            }
        }
    }

    fn function_def(&mut self, def: &'t ast::FunctionDef) -> StmtKind {
        if def.is_async {
            let hint = "numjit has no coroutines: leave `async` out";
            zone::unsupported(self.context, "`async def` is", def.header, hint);
        }
        let decorators = self.exprs(&def.decorators);
        let defaults = walk::defaults(&def.params).map(|default| self.expr(default)).collect();
        let zone = zone::of_decorators(self.context, &def.decorators, self.zone);
        let annotations = if zone == Zone::Compiled { self.annotations(&def.params) } else { Vec::new() };
        let function = self.add_inner(Definition::Def(def), zone);
        let target = self.ident_place(&def.name);
        StmtKind::FunctionDef { target, function, decorators, defaults, annotations }
    }

    /// The annotations that are numba types.
    fn annotations(&mut self, params: &'t ast::Params) -> Vec<(usize, ExprId)> {
        let mut lowered = Vec::new();
        for (index, param) in walk::all_params(params).enumerate() {
            if let Some(annotation) = param.annotation.as_ref().filter(|a| self.is_numba_type(a)) {
                lowered.push((index, self.expr(annotation)));
            }
        }
        lowered
    }

    /// `float64`, `nb.float64[:, ::1]`, `types.Tuple((..))`
    fn is_numba_type(&self, annotation: &ast::Expr) -> bool {
        match &annotation.kind {
            ast::ExprKind::Subscript { value, .. } | ast::ExprKind::Call { func: value, .. } => {
                self.is_numba_type(value)
            }
            _ => self.context.path_of(annotation).is_some_and(|path| names::is_numba(&path)),
        }
    }

    fn class_def(&mut self, def: &'t ast::ClassDef) -> StmtKind {
        if self.zone == Zone::Compiled {
            let hint = "define the class at module level";
            zone::host_only(self.context, "classes are", def.name.span, hint);
        }
        let decorators = self.exprs(&def.decorators);
        let mut bases = Vec::new();
        for arg in &def.bases {
            match arg {
                ast::Arg::Positional(base) => bases.push(self.expr(base)),
                ast::Arg::Keyword(name, value) => {
                    let hint = "numjit has plain classes only";
                    zone::unsupported(self.context, "keywords of a class are", name.span.to(value.span), hint);
                }
                ast::Arg::Starred(value) | ast::Arg::DoubleStarred(value) => {
                    zone::unsupported(self.context, "unpacked base classes are", value.span, "name each base");
                }
            }
        }
        let zone = zone::of_decorators(self.context, &def.decorators, self.zone);
        let annotated = annotated(&def.body).into_iter();
        let types = |this: &mut Self, annotation| (zone == Zone::Compiled).then(|| this.expr(annotation));
        let annotated = annotated.map(|(name, annotation)| (name, types(self, annotation))).collect();
        let body = self.add_inner(Definition::Class(def), zone);
        let target = self.ident_place(&def.name);
        StmtKind::ClassDef { target, name: Arc::clone(&def.name.name), decorators, bases, body, annotated }
    }

    fn with(&mut self, items: &'t [ast::WithItem], body: &'t [ast::Stmt], span: Span) -> StmtKind {
        if self.zone == Zone::Compiled {
            let paths: Vec<Option<String>> =
                items.iter().map(|item| self.context.path_of(callee(&item.context))).collect();
            if paths.iter().all(|path| path.as_deref().is_some_and(names::is_chunk_size)) {
                // As if it were not there: it changes nothing that could be seen.
                let test = self.push(ExprKind::Constant(Constant::Bool(true)), items[0].context.span);
                return StmtKind::If { test, body: self.block(body), orelse: Vec::new() };
            }
            let header = Span { start: span.start, end: items.last().map_or(span.end, |item| item.context.span.end) };
            let advice = paths.iter().flatten().find_map(|path| names::instead_of(path));
            let hint = advice.unwrap_or("call a host function around the compiled one");
            zone::host_only(self.context, "`with` is", header, hint);
        }
        let mut lowered = Vec::with_capacity(items.len());
        for item in items {
            let context = self.expr(&item.context);
            lowered.push((context, item.target.as_ref().map(|target| self.place(target))));
        }
        StmtKind::With { items: lowered, body: self.block(body) }
    }

    fn try_statement(&mut self, node: &'t ast::Try, span: Span) -> StmtKind {
        if node.is_star {
            let at = node.handlers.first().map_or(span, |handler| handler.span);
            zone::unsupported(self.context, "`except*` is", at, "write `except`");
        }
        let guards = node.handlers.iter().any(|handler| self.catches_missing_names(handler));
        self.guarded += usize::from(guards);
        let body = self.block(&node.body);
        self.guarded -= usize::from(guards);
        let handlers = node.handlers.iter().map(|handler| self.handler(handler)).collect();
        let orelse = self.block(&node.orelse);
        StmtKind::Try { body, handlers, orelse, finalbody: self.block(&node.finalbody) }
    }

    /// Would the handler catch what an undefined name or a missing module raises?
    fn catches_missing_names(&self, handler: &ast::ExceptHandler) -> bool {
        match handler.exc.as_ref().map(|exc| &exc.kind) {
            None => true,
            Some(ast::ExprKind::Name(name)) => names::catches_missing_names(name),
            Some(ast::ExprKind::Tuple(items)) => items.iter().any(|item| match &item.kind {
                ast::ExprKind::Name(name) => names::catches_missing_names(name),
                _ => false,
            }),
            Some(_) => false,
        }
    }

    fn handler(&mut self, handler: &'t ast::ExceptHandler) -> Handler {
        let exc = self.optional(handler.exc.as_ref());
        let name = handler.name.as_ref().map(|name| self.ident_place(name));
        Handler { exc, name, body: self.block(&handler.body), span: handler.span }
    }

    fn match_case(&mut self, case: &'t ast::MatchCase) -> MatchCase {
        let pattern = self.pattern(&case.pattern);
        let guard = self.optional(case.guard.as_ref());
        MatchCase { pattern, guard, body: self.block(&case.body), span: case.pattern.span }
    }
}

/// The names that the statements of a class annotate, and the annotations.
fn annotated(body: &[ast::Stmt]) -> Vec<(Arc<str>, &ast::Expr)> {
    body.iter().filter_map(annotation).collect()
}

fn annotation(stmt: &ast::Stmt) -> Option<(Arc<str>, &ast::Expr)> {
    let Ast::AnnAssign { target, annotation, .. } = &stmt.kind else { return None };
    match &target.kind {
        ast::ExprKind::Name(name) => Some((Arc::clone(name), annotation)),
        _ => None,
    }
}
