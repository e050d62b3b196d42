//! Names to ids: scopes, imports, decorators, desugaring.
//!
//! Input: the syntax tree of a module. Output: the resolved program and several diagnostics at once.
//! Never: types, values. A program with errors still gives a whole tree.

mod context;
mod declare;
mod definition;
mod expr;
mod import;
mod place;
mod siblings;
mod stmt;
mod zone;

use super::{Function, Module};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::syntax::ast;
use context::Context;
pub use import::RELATIVE;
use rustc_hash::FxHashMap;
pub use siblings::{Siblings, Variable};
use std::sync::Arc;

/// What stands around an input of a prompt.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// What earlier imports mean: [`Module::imports`] of the inputs before.
    pub imports: FxHashMap<Arc<str>, Arc<str>>,
}

/// Resolves a script that stands alone; names that nothing in it binds are [`Module::unbound`].
#[must_use]
pub fn resolve(source: &Arc<SourceFile>, module: &ast::Module) -> (Module, Vec<Diagnostic>) {
    resolve_script(source, module, &())
}

/// Resolves a script that may import the files beside it.
#[must_use]
pub fn resolve_script(
    source: &Arc<SourceFile>,
    module: &ast::Module,
    siblings: &dyn Siblings,
) -> (Module, Vec<Diagnostic>) {
    run(Context::new(source, module, None, siblings), module)
}

/// Resolves one input of a prompt, whose global names may come from inputs before it and after it.
#[must_use]
pub fn resolve_input(
    source: &Arc<SourceFile>,
    module: &ast::Module,
    around: &Surroundings,
    siblings: &dyn Siblings,
) -> (Module, Vec<Diagnostic>) {
    run(Context::new(source, module, Some(around), siblings), module)
}

/// The variables that a script binds: what [`Siblings::variables`] is to say of it.
#[must_use]
pub fn variables(source: &Arc<SourceFile>, module: &ast::Module, siblings: &dyn Siblings) -> Arc<[Variable]> {
    let context = Context::new(source, module, None, siblings);
    let variable = |name: &Arc<str>| Variable { name: Arc::clone(name), path: context.paths.get(name).cloned() };
    context.module_names.iter().map(variable).collect()
}

fn run(mut context: Context<'_>, module: &ast::Module) -> (Module, Vec<Diagnostic>) {
    let body: Arc<Function> = Arc::new(definition::module(&mut context, module));
    let source = Arc::clone(context.source);
    let imports = context.paths.into_iter().collect();
    let (mut diagnostics, mut unbound) = (context.diagnostics, context.unbound);
    diagnostics.sort_by_key(|d| d.primary.span.start);
    unbound.sort_by_key(|d| d.primary.span.start);
    (Module { source, body, imports, unbound }, diagnostics)
}
