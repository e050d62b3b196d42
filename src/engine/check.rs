//! What can be found wrong with a script without running it.
//!
//! Input: a source. Output: diagnostics of every stage up to inference: for each compiled function that declares its
//! signatures or takes no parameters, under what the module level binds to names once and for all (imports, functions,
//! literals). What it imports from files beside it is checked as far as it uses it. Never: running anything.

use super::Engine;
use super::advice::advice;
use super::options::parse_signature;
use super::sibling::{self, Beside};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hir::{self, Arg, Constant, ExprId, ExprKind, Function, StmtKind, Zone};
use crate::infer::{self, Program, ScriptEnvironment};
use crate::source::SourceFile;
use crate::syntax;
use crate::types::Type;
use std::sync::Arc;

impl Engine {
    /// Everything that is wrong with a script, found without running it.
    #[must_use]
    pub fn check(&self, source: &Arc<SourceFile>) -> Vec<Diagnostic> {
        let parsed = syntax::parse(source);
        let siblings = Beside::new(&self.inner, source.folder.as_ref());
        let (module, names) = hir::resolve_script(source, &parsed.module, &siblings);
        let names = names.into_iter().chain(module.unbound.iter().cloned()).collect();
        let mut diagnostics = reported(parsed.diagnostics, names);
        if diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error) {
            diagnostics.extend(advice(&module.body));
            let (imported, wrong) = sibling::imported(&self.inner, &module);
            diagnostics.extend(wrong);
            diagnostics.extend(check_types(Arc::new(module), imported));
        }
        diagnostics.sort_by_key(|it| (it.file(source) != &**source, it.primary.span.start));
        diagnostics.dedup();
        diagnostics
    }
}

fn check_types(module: Arc<hir::Module>, imported: Vec<(Arc<str>, Arc<hir::Module>)>) -> Vec<Diagnostic> {
    let environment = ScriptEnvironment::with_siblings(module.clone(), imported);
    let mut program = Program::new();
    let mut out = Vec::new();
    for (id, function) in environment.functions().filter(|(_, function)| function.zone == Zone::Compiled) {
        for params in known_params(&module.body, function) {
            if let Err(found) = infer::infer(&mut program, &environment, id, &params) {
                out.extend(found);
            }
        }
    }
    if environment.is_partial() {
        out.retain(|it| it.code != UNKNOWN_TYPE);
    }
    out
}

/// What is said of types that cannot be inferred.
const UNKNOWN_TYPE: &str = "NJ0312";

/// Parameter types under which a compiled function can be checked: those it declares, or none if it takes none.
fn known_params(module: &Function, function: &Arc<Function>) -> Vec<Vec<Type>> {
    if function.params.is_empty() {
        return vec![Vec::new()];
    }
    let mut texts = Vec::new();
    for stmt in &module.body {
        let StmtKind::FunctionDef { function: index, decorators, .. } = &stmt.kind else { continue };
        if Arc::ptr_eq(&module.inner[*index], function) {
            decorators.iter().for_each(|&decorator| declared(module, decorator, &mut texts));
        }
    }
    let parsed = texts.iter().filter_map(|text| parse_signature(text).ok());
    parsed.map(|signature| signature.params).filter(|params| params.len() == function.params.len()).collect()
}

/// Signatures that a decorator's positional arguments give as text.
fn declared(module: &Function, decorator: ExprId, out: &mut Vec<Arc<str>>) {
    let ExprKind::Call { args, .. } = &module.expr(decorator).kind else { return };
    for arg in args {
        if let Arg::Positional(value) = arg {
            texts(module, *value, out);
        }
    }
}

fn texts(module: &Function, expr: ExprId, out: &mut Vec<Arc<str>>) {
    match &module.expr(expr).kind {
        ExprKind::Constant(Constant::Str(text)) => out.push(text.clone()),
        ExprKind::List(items) => items.iter().for_each(|&item| texts(module, item, out)),
        _ => {}
    }
}

/// What is said of a script's text and names: where the text is wrong, names that it would define count as missing, so
/// nothing is said of names.
pub(super) fn reported(text: Vec<Diagnostic>, names: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_wrong = text.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let names = names.into_iter().filter(|_| !is_wrong);
    text.into_iter().chain(names).collect()
}
