//! A tree as Python source: statements.
//!
//! Input: a tree. Output: canonical source; parsing it gives the same tree. Never: the original layout or comments.

use super::super::ast::{
    Alias, ExceptHandler, Expr, FunctionDef, Ident, MatchCase, Module, Stmt, StmtKind, Try, WithItem,
};
use super::expr::{self, Level, args, at, params, pattern, top};

pub(super) fn module(module: &Module) -> String {
    let mut printer = Printer { out: String::new(), depth: 0 };
    module.body.iter().for_each(|stmt| printer.stmt(stmt));
    printer.out
}

struct Printer {
    out: String,
    depth: usize,
}

impl Printer {
    fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n("    ", self.depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A header with its block; a block that a diagnostic emptied gets a `pass`.
    fn section(&mut self, head: &str, body: &[Stmt]) {
        self.line(head);
        self.depth += 1;
        if body.is_empty() {
            self.line("pass");
        }
        body.iter().for_each(|stmt| self.stmt(stmt));
        self.depth -= 1;
    }

    fn section_if_any(&mut self, head: &str, body: &[Stmt]) {
        if !body.is_empty() {
            self.section(head, body);
        }
    }

    fn decorators(&mut self, decorators: &[Expr]) {
        decorators.iter().for_each(|decorator| self.line(&format!("@{}", at(decorator, Level::Named))));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.function(def),
            StmtKind::ClassDef(class) => {
                self.decorators(&class.decorators);
                let bases = if class.bases.is_empty() { String::new() } else { format!("({})", args(&class.bases)) };
                self.section(&format!("class {}{bases}:", class.name.name), &class.body);
            }
            StmtKind::For { target, iter, body, orelse, is_async } => {
                let word = if *is_async { "async for" } else { "for" };
                self.section(&format!("{word} {} in {}:", top(target), top(iter)), body);
                self.section_if_any("else:", orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.section(&format!("while {}:", at(test, Level::Named)), body);
                self.section_if_any("else:", orelse);
            }
            StmtKind::If { test, body, orelse } => self.if_chain(test, body, orelse),
            StmtKind::With { items, body, is_async } => {
                let word = if *is_async { "async with" } else { "with" };
                let items: Vec<_> = items.iter().map(with_item).collect();
                self.section(&format!("{word} {}:", items.join(", ")), body);
            }
            StmtKind::Match { subject, cases } => {
                self.line(&format!("match {}:", top(subject)));
                self.depth += 1;
                cases.iter().for_each(|case| self.case(case));
                self.depth -= 1;
            }
            StmtKind::Try(stmt) => self.try_stmt(stmt),
            kind => self.line(&simple(kind)),
        }
    }

    /// An `if` that is all of an `else` becomes an `elif`: the tree is the same.
    fn if_chain(&mut self, test: &Expr, body: &[Stmt], mut orelse: &[Stmt]) {
        self.section(&format!("if {}:", at(test, Level::Named)), body);
        while let [Stmt { kind: StmtKind::If { test, body, orelse: rest }, .. }] = orelse {
            self.section(&format!("elif {}:", at(test, Level::Named)), body);
            orelse = rest;
        }
        self.section_if_any("else:", orelse);
    }

    fn function(&mut self, def: &FunctionDef) {
        self.decorators(&def.decorators);
        let word = if def.is_async { "async def" } else { "def" };
        let returns =
            def.returns.as_ref().map_or_else(String::new, |returns| format!(" -> {}", at(returns, Level::Test)));
        self.section(&format!("{word} {}({}){returns}:", def.name.name, params(&def.params)), &def.body);
    }

    fn case(&mut self, case: &MatchCase) {
        let guard = case.guard.as_ref().map_or_else(String::new, |guard| format!(" if {}", at(guard, Level::Named)));
        self.section(&format!("case {}{guard}:", pattern(&case.pattern)), &case.body);
    }

    fn try_stmt(&mut self, stmt: &Try) {
        self.section("try:", &stmt.body);
        let word = if stmt.is_star { "except*" } else { "except" };
        stmt.handlers.iter().for_each(|handler| self.section(&except(word, handler), &handler.body));
        self.section_if_any("else:", &stmt.orelse);
        self.section_if_any("finally:", &stmt.finalbody);
    }
}

fn except(word: &str, handler: &ExceptHandler) -> String {
    let exc = handler.exc.as_ref().map_or_else(String::new, |exc| format!(" {}", at(exc, Level::Test)));
    let name = handler.name.as_ref().map_or_else(String::new, |name| format!(" as {}", name.name));
    format!("{word}{exc}{name}:")
}

fn with_item(item: &WithItem) -> String {
    let context = at(&item.context, Level::Test);
    match &item.target {
        Some(target) => format!("{context} as {}", at(target, Level::Postfix)),
        None => context,
    }
}

fn simple(kind: &StmtKind) -> String {
    match kind {
        StmtKind::Return(None) => "return".to_owned(),
        StmtKind::Return(Some(value)) => format!("return {}", expr::returned(value)),
        StmtKind::Delete(targets) => format!("del {}", deleted(targets)),
        StmtKind::Assign { targets, value } => {
            let targets: String = targets.iter().map(|target| top(target) + " = ").collect();
            targets + &top(value)
        }
        StmtKind::AugAssign { target, op, value, .. } => {
            format!("{} {}= {}", top(target), op.symbol(), top(value))
        }
        StmtKind::AnnAssign { target, annotation, value } => {
            let value = value.as_ref().map_or_else(String::new, |value| format!(" = {}", top(value)));
            format!("{}: {}{value}", at(target, Level::Test), at(annotation, Level::Test))
        }
        StmtKind::Raise { exc, cause } => raise(exc.as_ref(), cause.as_ref()),
        StmtKind::Assert { test, msg } => {
            let msg = msg.as_ref().map_or_else(String::new, |msg| format!(", {}", at(msg, Level::Test)));
            format!("assert {}{msg}", at(test, Level::Test))
        }
        StmtKind::Import(names) => format!("import {}", aliases(names)),
        StmtKind::ImportFrom { module, names, level } => {
            let module = module.as_ref().map_or("", |module| &*module.name);
            format!("from {}{module} import {}", ".".repeat(*level as usize), aliases(names))
        }
        StmtKind::Global(names) => format!("global {}", idents(names)),
        StmtKind::Nonlocal(names) => format!("nonlocal {}", idents(names)),
        StmtKind::Expr(value) => top(value),
        StmtKind::TypeAlias { name, value } => format!("type {} = {}", name.name, at(value, Level::Test)),
        StmtKind::Break => "break".to_owned(),
        StmtKind::Continue => "continue".to_owned(),
        // Compound statements are printed by `stmt`.
        _ => "pass".to_owned(),
    }
}

/// `del (a, b)` deletes one tuple: its parentheses keep it apart from `del a, b`.
fn deleted(targets: &[Expr]) -> String {
    targets.iter().map(|target| at(target, Level::Postfix)).collect::<Vec<_>>().join(", ")
}

fn raise(exc: Option<&Expr>, cause: Option<&Expr>) -> String {
    let exc = exc.map_or_else(String::new, |exc| format!(" {}", at(exc, Level::Test)));
    let cause = cause.map_or_else(String::new, |cause| format!(" from {}", at(cause, Level::Test)));
    format!("raise{exc}{cause}")
}

fn aliases(names: &[Alias]) -> String {
    let alias = |alias: &Alias| match &alias.asname {
        Some(asname) => format!("{} as {}", alias.name.name, asname.name),
        None => alias.name.name.to_string(),
    };
    names.iter().map(alias).collect::<Vec<_>>().join(", ")
}

fn idents(names: &[Ident]) -> String {
    names.iter().map(|ident| &*ident.name).collect::<Vec<_>>().join(", ")
}
