//! Imports: which modules and items there are.
//!
//! Input: import statements. Output: bindings, and diagnostics for what numjit does not have.
//! Never: the values imported.

use super::definition::Lowerer;
use super::siblings::Variable;
use super::zone;
use crate::builtins::{library, names};
use crate::diagnostic::Diagnostic;
use crate::hir::{FunctionKind, Stmt, StmtKind, Zone, scope, suggest};
use crate::source::Span;
use crate::syntax::ast::{Alias, Ident};
use std::sync::Arc;

/// What stands for the package of a relative import: a script has none.
pub const RELATIVE: &str = ".";

impl Lowerer<'_, '_, '_> {
    /// `import a, b.c as d`
    pub fn import(&mut self, aliases: &[Alias], span: Span, out: &mut Vec<Stmt>) {
        self.refuse_in_compiled(span);
        for alias in aliases {
            self.check_module(&alias.name);
            let root = scope::root_of(&alias.name);
            let (name, module) = match &alias.asname {
                Some(name) => (name, &alias.name.name),
                None => (&root, &root.name),
            };
            let target = self.ident_place(name);
            out.push(Stmt { kind: StmtKind::Import { target, module: Arc::clone(module), item: None }, span });
        }
    }

    /// `from module import a as b, c`
    pub fn import_from(&mut self, module: Option<&Ident>, names: &[Alias], span: Span, out: &mut Vec<Stmt>) {
        self.refuse_in_compiled(span);
        let package = Ident { name: RELATIVE.into(), span };
        let module = match module {
            Some(module) => module,
            None if self.guarded > 0 => &package,
            None => {
                let diagnostic = Diagnostic::error("NJ0603", "relative imports are not supported", span);
                self.context.report(
                    diagnostic.note("a script is in no package: it imports the files beside it by their names"),
                );
                return;
            }
        };
        // Changes of the language that numjit has anyway.
        if &*module.name == "__future__" {
            return;
        }
        let sibling = self.context.sibling(&module.name);
        let known = sibling.is_some() || self.check_module(module);
        for alias in names {
            if &*alias.name.name == "*" {
                self.import_all(module, sibling.is_some() || &*module.name == RELATIVE, span, out);
                continue;
            }
            match &sibling {
                Some(variables) => self.check_variable(module, variables, &alias.name),
                None if known => self.check_item(module, &alias.name),
                None => {}
            }
            let target = self.ident_place(alias.asname.as_ref().unwrap_or(&alias.name));
            let (module, item) = (Arc::clone(&module.name), Some(Arc::clone(&alias.name.name)));
            out.push(Stmt { kind: StmtKind::Import { target, module, item }, span });
        }
    }

    fn refuse_in_compiled(&mut self, span: Span) {
        if self.zone == Zone::Compiled {
            zone::host_only(self.context, "imports are", span, "import at the top of the script");
        }
    }

    /// `from module import *` binds each item.
    fn import_all(&mut self, module: &Ident, is_sibling: bool, span: Span, out: &mut Vec<Stmt>) {
        if self.kind != FunctionKind::Module {
            let diagnostic = Diagnostic::error("NJ0401", "`import *` only allowed at module level", span);
            self.context.report(diagnostic.note("import at the top of the script"));
            return;
        }
        if is_sibling {
            out.push(Stmt { kind: StmtKind::ImportAll { module: Arc::clone(&module.name) }, span });
            return;
        }
        for item in names::items(&module.name).filter(|item| !item.starts_with('_')) {
            let item: Arc<str> = item.into();
            let target = self.ident_place(&Ident { name: Arc::clone(&item), span });
            let module = Arc::clone(&module.name);
            out.push(Stmt { kind: StmtKind::Import { target, module, item: Some(item) }, span });
        }
    }

    fn check_module(&mut self, module: &Ident) -> bool {
        let is_ours = names::is_module(&module.name) || &*module.name == names::MAIN;
        let known = is_ours || self.context.sibling(&module.name).is_some();
        if known || self.guarded > 0 {
            return known;
        }
        let mut modules = names::modules().clone();
        modules.extend(library::modules());
        let mut diagnostic = Diagnostic::error("NJ0601", format!("no module named `{}`", module.name), module.span)
            .label("numjit does not have it");
        if let Some(near) = suggest::nearest(&module.name, modules.iter().copied()) {
            diagnostic = diagnostic.fix(module.span, near, format!("did you mean `{near}`?"));
        }
        let list = modules.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        self.context.report(diagnostic.note(format!("numjit has {list}")));
        false
    }

    /// An item of a file beside the script.
    fn check_variable(&mut self, module: &Ident, variables: &[Variable], item: &Ident) {
        let is_bound = variables.iter().any(|variable| variable.name == item.name);
        if is_bound || names::is_module_variable(&item.name) || self.guarded > 0 {
            return;
        }
        let message = format!("cannot import name `{}` from `{}`", item.name, module.name);
        let mut diagnostic = Diagnostic::error("NJ0602", message, item.span).label("that file does not define it");
        if let Some(near) = suggest::nearest(&item.name, variables.iter().map(|variable| &*variable.name)) {
            diagnostic = diagnostic.fix(item.span, near, format!("did you mean `{near}`?"));
        }
        self.context.report(diagnostic);
    }

    fn check_item(&mut self, module: &Ident, item: &Ident) {
        let known = &*module.name == names::MAIN
            || names::has_item(&module.name, &item.name)
            || library::is_item(&module.name, &item.name)
            || library::extends(&module.name, &item.name);
        if known || self.guarded > 0 {
            return;
        }
        let message = format!("cannot import name `{}` from `{}`", item.name, module.name);
        let mut diagnostic = Diagnostic::error("NJ0602", message, item.span).label("numjit does not have it");
        if let Some(advice) = names::instead_of(&format!("{}.{}", module.name, item.name)) {
            diagnostic = diagnostic.note(advice);
        } else if let Some(near) = suggest::nearest(&item.name, names::items(&module.name)) {
            diagnostic = diagnostic.fix(item.span, near, format!("did you mean `{near}`?"));
        }
        self.context.report(diagnostic);
    }
}
