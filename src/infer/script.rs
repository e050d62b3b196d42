//! An environment of a script that is not run: what its imports and definitions tell.
//!
//! Input: a resolved module, and the files beside it that it imports. Output: an [`Environment`] in which functions see
//! imports, constants and each other.
//! Never: the values that running the script would give its variables.

use super::{Binding, Environment, FunctionInfo, Options, Role};
use crate::builtins::host::Decorator;
use crate::builtins::{self, names};
use crate::hir::{self, ExprKind, PlaceKind, StmtKind};
use crate::types::{Constant, FunctionId, SiblingId};
use std::cell::Cell;
use std::sync::Arc;

/// Imports that lead on to imports are followed this far; files may import each other.
const MAX_HOPS: usize = 8;

/// The functions of a module's top level, and what its names mean.
pub struct ScriptEnvironment {
    /// The script itself, then the files that it imports.
    scripts: Vec<Script>,
    functions: Vec<Definition>,
    /// Was the meaning of a name asked for that only running the script tells?
    guessed: Cell<bool>,
}

struct Script {
    name: Arc<str>,
    module: Arc<hir::Module>,
}

struct Definition {
    script: usize,
    hir: Arc<hir::Function>,
    options: Options,
    defaults: Vec<Option<Binding>>,
    role: Role,
}

impl ScriptEnvironment {
    /// The environment of a module that stands alone.
    #[must_use]
    pub fn new(module: Arc<hir::Module>) -> ScriptEnvironment {
        Self::with_siblings(module, Vec::new())
    }

    /// The environment of a module and of the files, by name, that it imports.
    #[must_use]
    pub fn with_siblings(module: Arc<hir::Module>, siblings: Vec<(Arc<str>, Arc<hir::Module>)>) -> ScriptEnvironment {
        let main = Script { name: "__main__".into(), module };
        let siblings = siblings.into_iter().map(|(name, module)| Script { name, module });
        let scripts: Vec<Script> = std::iter::once(main).chain(siblings).collect();
        let functions = scripts.iter().enumerate().flat_map(|(script, it)| definitions(script, &it.module)).collect();
        ScriptEnvironment { scripts, functions, guessed: Cell::new(false) }
    }

    /// The function of a name (the last definition of it).
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FunctionId> {
        self.find_in(0, name)
    }

    fn find_in(&self, script: usize, name: &str) -> Option<FunctionId> {
        let place = self.functions.iter().rposition(|it| it.script == script && &*it.hir.name == name)?;
        Some(FunctionId(place as u32))
    }

    /// The functions of the module's top level.
    pub fn functions(&self) -> impl Iterator<Item = (FunctionId, &Arc<hir::Function>)> {
        let own = self.functions.iter().enumerate().filter(|(_, it)| it.script == 0);
        own.map(|(place, it)| (FunctionId(place as u32), &it.hir))
    }

    /// What a variable of a script means, imports followed `hops` times before.
    fn meaning(&self, script: usize, name: &str, hops: usize) -> Option<Binding> {
        self.find_in(script, name)
            .map(Binding::Function)
            .or_else(|| self.import(script, name, hops))
            .or_else(|| self.literal_of(script, name))
            .or_else(|| self.binds(script, name).then_some(Binding::Unknown))
    }

    /// Does a script bind a name to what only running it tells?
    fn binds(&self, script: usize, name: &str) -> bool {
        let body = &self.scripts[script].module.body;
        let mut binds = false;
        hir::visit::walk(&body.body, &mut |stmt| {
            hir::visit::places(stmt, &mut |place| {
                binds |= matches!(place.kind, PlaceKind::Global(id) if **body.name_of(id) == *name);
            });
        });
        if binds {
            self.guessed.set(true);
        }
        binds
    }

    /// Has a function seen what only the running script knows? Then types that are not known are no findings.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.guessed.get()
    }

    /// A variable of a script that one statement assigns a literal.
    fn literal_of(&self, script: usize, name: &str) -> Option<Binding> {
        let body = &self.scripts[script].module.body;
        body.body.iter().rev().find_map(|stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let is_it =
                    |place: &hir::Place| matches!(place.kind, PlaceKind::Global(id) if **body.name_of(id) == *name);
                targets.iter().any(is_it).then(|| literal(body, *value))?
            }
            _ => None,
        })
    }

    fn import(&self, script: usize, name: &str, hops: usize) -> Option<Binding> {
        let (_, path) = self.scripts[script].module.imports.iter().rev().find(|(own, _)| **own == *name)?;
        if let Some(builtin) = super::binding_of_builtin(path) {
            return Some(builtin);
        }
        let (module, item) = path.split_once('.').unwrap_or((path, ""));
        let sibling = self.scripts.iter().skip(1).position(|it| *it.name == *module && !names::is_module(module));
        match (sibling.map(|place| place + 1), item) {
            (None, _) => Some(Binding::Module(Arc::clone(path))),
            (Some(place), "") => Some(Binding::Sibling(SiblingId(place as u32), module.into())),
            (Some(place), item) if hops < MAX_HOPS => self.meaning(place, item, hops + 1),
            _ => None,
        }
    }
}

fn definitions(script: usize, module: &hir::Module) -> Vec<Definition> {
    let mut functions = Vec::new();
    for stmt in &module.body.body {
        if let StmtKind::FunctionDef { function, defaults, decorators, .. } = &stmt.kind {
            let hir = Arc::clone(&module.body.inner[*function]);
            let mut given = defaults.iter();
            let defaults = hir.params.iter().map(|param| {
                let expr = param.has_default.then(|| given.next()).flatten()?;
                literal(&module.body, *expr)
            });
            let defaults = defaults.collect();
            let options = options(&module.body, decorators);
            let role = role(module, decorators);
            functions.push(Definition { script, hir, options, defaults, role });
        }
    }
    functions
}

/// What calling a function means, by its decorators; whose that is known to the running script alone: unknown.
fn role(module: &hir::Module, decorators: &[hir::ExprId]) -> Role {
    let paths = decorators.iter().filter_map(|&decorator| match &module.body.expr(decorator).kind {
        ExprKind::Call { func, .. } => path_of(module, *func),
        _ => path_of(module, decorator),
    });
    match paths.filter_map(|path| builtins::host::decorator(&path)).next() {
        Some(Decorator::Vectorize) => Role::Elementwise { parallel: false },
        Some(Decorator::Guvectorize | Decorator::Stencil) => Role::Unknown,
        _ => Role::Plain,
    }
}

/// The dotted path that an expression of the module level means by its imports.
fn path_of(module: &hir::Module, expr: hir::ExprId) -> Option<String> {
    match &module.body.expr(expr).kind {
        ExprKind::Global(name) => {
            let name = module.body.name_of(*name);
            module.imports.iter().rev().find(|(own, _)| own == name).map(|(_, path)| path.to_string())
        }
        ExprKind::Attribute(value, name) => path_of(module, *value).map(|path| format!("{path}.{name}")),
        _ => None,
    }
}

/// The options that decorators give in so many words.
fn options(function: &hir::Function, decorators: &[hir::ExprId]) -> Options {
    let mut options = Options::default();
    let calls = decorators.iter().filter_map(|&decorator| match &function.expr(decorator).kind {
        ExprKind::Call { args, .. } => Some(args),
        _ => None,
    });
    for arg in calls.flatten() {
        let hir::Arg::Keyword(name, value) = arg else { continue };
        match (&**name, literal(function, *value)) {
            ("parallel", Some(Binding::Constant(Constant::Bool(on)))) => options.parallel = on,
            ("boundscheck", Some(Binding::Constant(Constant::Bool(on)))) => options.unchecked = !on,
            ("fastmath", Some(Binding::Constant(Constant::Bool(true)))) => options.fastmath = crate::ir::FastMath::ALL,
            ("error_model", Some(Binding::Constant(Constant::Str(model)))) => {
                options.numpy_error_model = &*model == "numpy";
            }
            _ => {}
        }
    }
    options
}

/// The value of a literal expression.
fn literal(function: &hir::Function, expr: hir::ExprId) -> Option<Binding> {
    let constant = match &function.expr(expr).kind {
        ExprKind::Constant(constant) => match constant {
            hir::Constant::None => Constant::None,
            hir::Constant::Bool(b) => Constant::Bool(*b),
            hir::Constant::Int(i) => Constant::Int(*i),
            hir::Constant::UInt(u) => Constant::UInt(*u),
            hir::Constant::Float(x) => Constant::Float(*x),
            hir::Constant::Imaginary(x) => Constant::Complex(0.0, *x),
            hir::Constant::Str(text) => Constant::Str(Arc::clone(text)),
            hir::Constant::Ellipsis | hir::Constant::Bytes(_) => return None,
        },
        ExprKind::Tuple(items) => {
            let items = items.iter().map(|item| literal(function, *item)).collect::<Option<Vec<_>>>()?;
            return Some(Binding::Tuple(items, None));
        }
        _ => return None,
    };
    Some(Binding::Constant(constant))
}

impl Environment for ScriptEnvironment {
    fn names(&self, function: FunctionId) -> Vec<Arc<str>> {
        let script = self.functions.get(function.0 as usize).map_or(0, |definition| definition.script);
        self.scripts[script].module.body.names.clone()
    }

    fn function(&self, id: FunctionId) -> FunctionInfo {
        let Definition { hir, options, role, .. } = &self.functions[id.0 as usize];
        FunctionInfo {
            hir: Arc::clone(hir),
            options: options.clone(),
            signatures: Vec::new(),
            annotations: Vec::new(),
            role: role.clone(),
        }
    }

    fn global(&self, function: FunctionId, name: &str) -> Option<Binding> {
        let script = self.functions[function.0 as usize].script;
        self.meaning(script, name, 0).or_else(|| super::binding_of_builtin(name))
    }

    fn variable(&self, sibling: SiblingId, name: &str) -> Option<Binding> {
        self.meaning(sibling.0 as usize, name, 0)
    }

    fn captured(&self, _: FunctionId, _: usize) -> Option<Binding> {
        None
    }

    fn default(&self, function: FunctionId, index: usize) -> Option<Binding> {
        self.functions[function.0 as usize].defaults.get(index).cloned().flatten()
    }
}
