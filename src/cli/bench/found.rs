//! What is timed in a script.
//!
//! Input: a script that has run. Output: calls, as text. Never: running them.

use crate::engine::{Session, Source};
use crate::host::Value;
use crate::syntax::{self, ast};

/// What a comment that names a call begins with.
const COMMENT: &str = "# bench:";

/// What names of functions that are timed begin with.
const PREFIX: &str = "bench_";

/// The calls that are timed.
pub(super) fn calls(source: &Source, session: &Session) -> Vec<String> {
    let text = &source.source_file().text;
    let commented: Vec<String> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix(COMMENT))
        .map(|call| call.trim().to_owned())
        .filter(|call| !call.is_empty())
        .collect();
    if !commented.is_empty() {
        return commented;
    }
    let module = syntax::parse(source.source_file()).module;
    let named = |stmt: &ast::Stmt| match &stmt.kind {
        ast::StmtKind::FunctionDef(function) if function.name.name.starts_with(PREFIX) => {
            Some(format!("{}()", function.name.name))
        }
        _ => None,
    };
    let named: Vec<String> = module.body.iter().filter_map(named).collect();
    if !named.is_empty() {
        return named;
    }
    let mut finder = Finder { source, session, found: Vec::new() };
    finder.block(&module.body);
    finder.found
}

/// Looks for calls of compiled functions at module level.
struct Finder<'a> {
    source: &'a Source,
    session: &'a Session,
    found: Vec<String>,
}

impl Finder<'_> {
    fn block(&mut self, body: &[ast::Stmt]) {
        for stmt in body {
            match &stmt.kind {
                ast::StmtKind::Expr(value)
                | ast::StmtKind::Assign { value, .. }
                | ast::StmtKind::AugAssign { value, .. } => self.expr(value),
                ast::StmtKind::For { body, .. }
                | ast::StmtKind::While { body, .. }
                | ast::StmtKind::If { body, .. }
                | ast::StmtKind::With { body, .. } => self.block(body),
                _ => {}
            }
        }
    }

    fn expr(&mut self, expr: &ast::Expr) {
        if let ast::ExprKind::Call { func, .. } = &expr.kind
            && let ast::ExprKind::Name(name) = &func.kind
            && matches!(self.session.get(name), Some(Value::Dispatcher(..)))
        {
            let text = self.source.source_file().slice(expr.span).to_owned();
            if !self.found.contains(&text) {
                self.found.push(text);
            }
        }
        syntax::visit::each_part(expr, &mut |part| self.expr(part));
    }
}
