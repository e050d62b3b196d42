//! The prelude's functions, resolved when they are first used.
//!
//! Input: ids of functions of the prelude. Output: their definitions; what their global names mean.
//! Never: functions of scripts.

use super::{Binding, FunctionInfo, Options, Role};
use crate::builtins::prelude::{self, File};
use crate::hir;
use crate::source::SourceFile;
use crate::syntax::ast;
use crate::types::FunctionId;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// What the names of its files begin with, where a position is shown.
const FOLDER: &str = "<prelude>/";

/// A function of the prelude; none: the id is not one's.
pub(super) fn info(id: FunctionId) -> Option<FunctionInfo> {
    let (file, name) = prelude::function(id)?;
    let hir = Arc::clone(&functions(file).get(name)?.hir);
    let options = Options { parallel: prelude::is_parallel(name), ..Options::default() };
    Some(FunctionInfo { hir, options, signatures: Vec::new(), annotations: Vec::new(), role: Role::Plain })
}

/// Does a definition stand in the prelude?
pub(super) fn holds(function: &hir::Function) -> bool {
    function.source.name.starts_with(FOLDER)
}

/// What a global name of a prelude function means.
pub(super) fn global(name: &str) -> Option<Binding> {
    match name {
        "np" => Some(Binding::Module("numpy".into())),
        "math" | "numba" | "intrinsic" => Some(Binding::Module(name.into())),
        _ => prelude::function_id(name).map(Binding::Function).or_else(|| super::binding_of_builtin(name)),
    }
}

/// How a parameter of a prelude function takes what a call gives; its annotation says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamForm {
    /// No annotation: as it comes. In the host zone a list of numbers becomes an array.
    Plain,
    /// `: array`: in the host zone sequences of any kind become arrays.
    Array,
    /// `: known`: a value known at compile time is known inside as well.
    Known,
    /// `: literal`: as `known`, and refused where it is not known.
    Literal,
}

impl ParamForm {
    fn of(annotation: Option<&ast::Expr>) -> ParamForm {
        match annotation.map(|it| &it.kind) {
            Some(ast::ExprKind::Name(name)) => match &**name {
                "array" => ParamForm::Array,
                "known" => ParamForm::Known,
                "literal" => ParamForm::Literal,
                other => crate::ice!("the prelude annotates a parameter with {other}"),
            },
            _ => ParamForm::Plain,
        }
    }

    /// Is what is known of the argument known inside?
    #[must_use]
    pub fn is_known(self) -> bool {
        matches!(self, ParamForm::Known | ParamForm::Literal)
    }
}

/// The forms of a function's parameters; none where the id is no such function's.
pub(super) fn forms(id: FunctionId) -> &'static [ParamForm] {
    let found = prelude::function(id).and_then(|(file, name)| functions(file).get(name));
    found.map_or(&[], |found| &found.forms)
}

/// A function of the prelude.
struct Resolved {
    hir: Arc<hir::Function>,
    forms: Vec<ParamForm>,
}

type Functions = FxHashMap<Arc<str>, Resolved>;

fn functions(file: &'static File) -> &'static Functions {
    static FILES: [OnceLock<Functions>; 64] = [const { OnceLock::new() }; 64];
    let place = prelude::FILES.iter().position(|it| std::ptr::eq(it, file)).unwrap_or_default();
    FILES[place].get_or_init(|| resolve(file))
}

fn resolve(file: &File) -> Functions {
    let source = SourceFile::new(format!("{FOLDER}{}", file.name), file.text);
    let parsed = crate::syntax::parse(&source);
    // As at a prompt: global names come from elsewhere.
    let (module, _) = hir::resolve_input(&source, &parsed.module, &hir::Surroundings::default(), &());
    let forms = parsed.module.body.iter().filter_map(|stmt| match &stmt.kind {
        ast::StmtKind::FunctionDef(def) => {
            Some(def.params.positional.iter().map(|param| ParamForm::of(param.annotation.as_ref())).collect())
        }
        _ => None,
    });
    let functions = module.body.inner.iter().zip(forms);
    functions.map(|(hir, forms)| (Arc::clone(&hir.name), Resolved { hir: Arc::clone(hir), forms })).collect()
}
