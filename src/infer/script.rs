//! An environment of a script that is not run: what its imports and definitions tell.
//!
//! Input: a resolved module. Output: an [`Environment`] in which functions see imports, constants and each other.
//! Never: the values that running the script would give its variables.

use super::{Binding, Environment, FunctionInfo, Options};
use crate::hir::{self, ExprKind, PlaceKind, StmtKind};
use crate::types::{Constant, FunctionId};
use std::sync::Arc;

/// The functions of a module's top level, and what its names mean.
pub struct ScriptEnvironment {
    module: Arc<hir::Module>,
    functions: Vec<Definition>,
}

struct Definition {
    hir: Arc<hir::Function>,
    options: Options,
    defaults: Vec<Option<Binding>>,
}

impl ScriptEnvironment {
    /// The environment of a module.
    #[must_use]
    pub fn new(module: Arc<hir::Module>) -> ScriptEnvironment {
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
                functions.push(Definition { hir, options, defaults });
            }
        }
        ScriptEnvironment { module, functions }
    }

    /// The function of a name (the last definition of it).
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FunctionId> {
        let place = self.functions.iter().rposition(|it| &*it.hir.name == name)?;
        Some(FunctionId(place as u32))
    }

    /// The functions of the module's top level.
    pub fn functions(&self) -> impl Iterator<Item = (FunctionId, &Arc<hir::Function>)> {
        self.functions.iter().enumerate().map(|(place, it)| (FunctionId(place as u32), &it.hir))
    }

    /// A variable of the module that one statement assigns a literal.
    fn variable(&self, name: &str) -> Option<Binding> {
        let body = &self.module.body;
        body.body.iter().rev().find_map(|stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                let is_it =
                    |place: &hir::Place| matches!(place.kind, PlaceKind::Global(id) if **body.name_of(id) == *name);
                targets.iter().any(is_it).then(|| literal(body, *value))?
            }
            _ => None,
        })
    }

    fn import(&self, name: &str) -> Option<Binding> {
        let (_, path) = self.module.imports.iter().rev().find(|(own, _)| **own == *name)?;
        super::binding_of_builtin(path).or_else(|| Some(Binding::Module(Arc::clone(path))))
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
            return Some(Binding::Tuple(items));
        }
        _ => return None,
    };
    Some(Binding::Constant(constant))
}

impl Environment for ScriptEnvironment {
    fn function(&self, id: FunctionId) -> FunctionInfo {
        let Definition { hir, options, .. } = &self.functions[id.0 as usize];
        FunctionInfo { hir: Arc::clone(hir), options: options.clone(), signatures: Vec::new(), annotations: Vec::new() }
    }

    fn global(&self, _: FunctionId, name: &str) -> Option<Binding> {
        self.find(name)
            .map(Binding::Function)
            .or_else(|| self.import(name))
            .or_else(|| self.variable(name))
            .or_else(|| super::binding_of_builtin(name))
    }

    fn captured(&self, _: FunctionId, _: usize) -> Option<Binding> {
        None
    }

    fn default(&self, function: FunctionId, index: usize) -> Option<Binding> {
        self.functions[function.0 as usize].defaults.get(index).cloned().flatten()
    }
}
