//! What all functions of a module share while they are resolved.
//!
//! Input: the module's tree. Output: the names it binds, what its imports mean, the gathered diagnostics.
//! Never: the variables of functions.

use super::Surroundings;
use super::siblings::{self, Siblings, Variable};
use crate::builtins::names;
use crate::diagnostic::Diagnostic;
use crate::hir::scope::Bindings;
use crate::hir::{suggest, walk};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Expr, ExprKind, Module, Stmt, StmtKind};
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use std::sync::Arc;

pub(super) struct Context<'a> {
    pub source: &'a Arc<SourceFile>,
    pub siblings: &'a dyn Siblings,
    /// Names bound at module level, and by `global` in functions.
    pub module_names: IndexSet<Arc<str>, FxBuildHasher>,
    /// What names of the module mean that are imports or plain aliases of them: dotted paths.
    pub paths: IndexMap<Arc<str>, Arc<str>, FxBuildHasher>,
    pub diagnostics: Vec<Diagnostic>,
    /// See [`crate::hir::Module::unbound`].
    pub unbound: Vec<Diagnostic>,
    /// Global names may come from elsewhere.
    pub open: bool,
}

impl<'a> Context<'a> {
    /// `around`: what stands around an input of a prompt; none for a script, which is whole.
    pub fn new(
        source: &'a Arc<SourceFile>,
        module: &Module,
        around: Option<&Surroundings>,
        siblings: &'a dyn Siblings,
    ) -> Self {
        let mut context = Self {
            source,
            siblings,
            module_names: IndexSet::default(),
            paths: IndexMap::default(),
            diagnostics: Vec::new(),
            unbound: Vec::new(),
            open: around.is_some(),
        };
        for (name, path) in around.iter().flat_map(|around| &around.imports) {
            context.paths.insert(Arc::clone(name), Arc::clone(path));
        }
        let own = Bindings::of_body(None, &module.body);
        context.module_names.extend(own.bound.into_keys().chain(own.globals.into_keys()));
        context.globals_of_functions(&module.body);
        context.import_paths(&module.body);
        context
    }

    /// `global` declarations in functions bind names of the module.
    fn globals_of_functions(&mut self, body: &[Stmt]) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Global(names) => self.module_names.extend(names.iter().map(|n| Arc::clone(&n.name))),
                StmtKind::FunctionDef(def) => walk::deep(|| self.globals_of_functions(&def.body)),
                StmtKind::ClassDef(def) => walk::deep(|| self.globals_of_functions(&def.body)),
                _ => walk::blocks(stmt, &mut |block| walk::deep(|| self.globals_of_functions(block))),
            }
        }
    }

    /// Gathers what the module's imports mean, also those in `if` and `try`.
    fn import_paths(&mut self, body: &[Stmt]) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Import(aliases) => aliases.iter().for_each(|alias| match &alias.asname {
                    Some(name) => self.add_path(&name.name, &alias.name.name),
                    None => {
                        let root = alias.name.name.split('.').next().unwrap_or_default();
                        self.add_path(&root.into(), &root.into());
                    }
                }),
                StmtKind::ImportFrom { module: Some(module), names, level: 0 } => {
                    for alias in names {
                        self.item_paths(&module.name, &alias.name.name, alias.asname.as_ref().map(|n| &n.name));
                    }
                }
                StmtKind::Assign { targets, value } => self.alias(targets, value),
                _ => walk::blocks(stmt, &mut |block| walk::deep(|| self.import_paths(block))),
            }
        }
    }

    fn item_paths(&mut self, module: &str, item: &Arc<str>, asname: Option<&Arc<str>>) {
        if let Some(variables) = self.sibling(module) {
            return self.sibling_paths(module, &variables, item, asname);
        }
        if &**item != "*" {
            return self.add_path(asname.unwrap_or(item), &format!("{module}.{item}").into());
        }
        for item in names::items(module).filter(|item| !item.starts_with('_')) {
            self.module_names.insert(item.into());
            self.add_path(&item.into(), &format!("{module}.{item}").into());
        }
    }

    /// What a file beside the script binds, if a module is one.
    pub fn sibling(&self, module: &str) -> Option<Arc<[Variable]>> {
        if names::is_module(module) { None } else { self.siblings.variables(module) }
    }

    fn sibling_paths(&mut self, module: &str, variables: &[Variable], item: &Arc<str>, asname: Option<&Arc<str>>) {
        let path = |it: &Variable| it.path.clone().unwrap_or_else(|| format!("{module}.{}", it.name).into());
        if &**item == "*" {
            for variable in siblings::public(variables) {
                self.module_names.insert(Arc::clone(&variable.name));
                self.add_path(&variable.name, &path(variable));
            }
        } else if let Some(variable) = variables.iter().find(|variable| variable.name == *item) {
            self.add_path(asname.unwrap_or(item), &path(variable));
        }
    }

    fn add_path(&mut self, name: &Arc<str>, path: &Arc<str>) {
        self.paths.insert(Arc::clone(name), Arc::clone(path));
    }

    /// `jit = numba.njit` and `jit = numba.njit(parallel=True)` mean what they are made of, when they decorate.
    fn alias(&mut self, targets: &[Expr], value: &Expr) {
        let [Expr { kind: ExprKind::Name(name), .. }] = targets else { return };
        if let Some(path) = self.path_of(callee(value)).filter(|path| names::is_compiling(path)) {
            self.add_path(name, &path.into());
        }
    }

    /// The dotted path that `np.random.seed` means by the module's imports.
    pub fn path_of(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => self.paths.get(name).map(|path| path.to_string()),
            ExprKind::Attribute { value, attr } => self.path_of(value).map(|path| format!("{path}.{}", attr.name)),
            _ => None,
        }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A name that nothing binds; `locals` are the names of the functions around.
    pub fn undefined(&mut self, name: &str, span: Span, locals: &[Arc<str>]) {
        if names::is_absent(name) {
            let message = format!("numjit does not have Python's builtin `{name}`");
            self.report(Diagnostic::error("NJ0403", message, span).label("not supported"));
            return;
        }
        let bound = locals.iter().chain(&self.module_names).map(|known| &**known);
        let mut candidates: Vec<&str> = bound.collect();
        names::globals().for_each(|name| candidates.push(name));
        let best = suggest::nearest(name, candidates).map(str::to_owned);
        let mut diagnostic =
            Diagnostic::error("NJ0201", format!("name `{name}` is not defined"), span).label("not found");
        if let Some(best) = best {
            diagnostic = diagnostic.fix(span, best.clone(), format!("did you mean `{best}`?"));
        } else if names::is_module(name) {
            diagnostic = diagnostic.note(format!("`{name}` is a module: add `import {name}` at the top of the script"));
        }
        self.unbound.push(diagnostic);
    }

    /// Is it bound by the module or known without an import?
    pub fn is_known_global(&self, name: &Arc<str>) -> bool {
        self.open || self.module_names.contains(name) || names::is_global(name)
    }
}

/// What is called: `f` of `f(..)(..)`; itself where it is no call.
pub(super) fn callee(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Call { func, .. } => callee(func),
        _ => expr,
    }
}
