//! `global` and `nonlocal` declarations that contradict what stands before them.
//!
//! Input: parameters and body of a function. Output: diagnostics.
//! Never: what a declaration does (`scope`).

use super::definition::Lowerer;
use crate::diagnostic::Diagnostic;
use crate::hir::{scope, walk};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, Params, Stmt, StmtKind};
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl Lowerer<'_, '_, '_> {
    /// Reports declarations of parameters, and names that are used before their declaration.
    pub fn check_declarations(&mut self, params: &Params, body: &[Stmt]) {
        let mut checker = Checker { params: FxHashMap::default(), used: FxHashMap::default(), found: Vec::new() };
        for param in walk::all_params(params) {
            checker.params.insert(Arc::clone(&param.name.name), param.name.span);
        }
        checker.block(body);
        checker.found.into_iter().for_each(|diagnostic| self.context.report(diagnostic));
    }
}

struct Checker {
    params: FxHashMap<Arc<str>, Span>,
    /// First use of each name so far.
    used: FxHashMap<Arc<str>, Span>,
    found: Vec<Diagnostic>,
}

impl Checker {
    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            walk::exprs(stmt, &mut |e| self.expr(e));
            match &stmt.kind {
                StmtKind::Global(names) => names.iter().for_each(|name| self.declared(name, "global")),
                StmtKind::Nonlocal(names) => names.iter().for_each(|name| self.declared(name, "nonlocal")),
                StmtKind::FunctionDef(def) => self.use_name(&def.name),
                StmtKind::ClassDef(def) => self.use_name(&def.name),
                StmtKind::Match { cases, .. } => {
                    cases.iter().for_each(|c| scope::pattern_names(&c.pattern, &mut |n| self.use_name(n)));
                }
                _ => {}
            }
            walk::blocks(stmt, &mut |block| walk::deep(|| self.block(block)));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Name(name) = &expr.kind {
            self.used.entry(Arc::clone(name)).or_insert(expr.span);
        }
        walk::parts(expr, &mut |part| walk::deep(|| self.expr(part)));
    }

    fn use_name(&mut self, name: &Ident) {
        self.used.entry(Arc::clone(&name.name)).or_insert(name.span);
    }

    fn declared(&mut self, name: &Ident, keyword: &str) {
        let Ident { name, span } = name;
        if let Some(&param) = self.params.get(name) {
            let message = format!("name `{name}` is parameter and {keyword}");
            let diagnostic = Diagnostic::error("NJ0204", message, *span).label(format!("declared {keyword} here"));
            self.found.push(diagnostic.also(param, "a parameter here"));
        } else if let Some(&used) = self.used.get(name) {
            let message = format!("name `{name}` is used before its {keyword} declaration");
            let diagnostic = Diagnostic::error("NJ0203", message, *span).label(format!("declared {keyword} here"));
            let note = "put the declaration at the beginning of the function";
            self.found.push(diagnostic.also(used, "used here").note(note));
        }
    }
}
