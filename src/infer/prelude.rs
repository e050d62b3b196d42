//! The prelude's functions, resolved when they are first used.
//!
//! Input: ids of functions of the prelude. Output: their definitions; what their global names mean.
//! Never: functions of scripts.

use super::{Binding, FunctionInfo, Options, Role};
use crate::builtins::prelude::{self, Definition};
use crate::hir;
use crate::source::SourceFile;
use crate::syntax::ast;
use crate::types::FunctionId;
use std::sync::{Arc, OnceLock};

/// What the names of its files begin with, where a position is shown.
const FOLDER: &str = "<prelude>/";

/// A function of the prelude; none: the id is not one's.
pub(super) fn info(id: FunctionId) -> Option<FunctionInfo> {
    let (_, Definition { name, .. }) = prelude::function(id)?;
    let hir = Arc::clone(&resolved(id)?.hir);
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
    resolved(id).map_or(&[], |found| &found.forms)
}

/// A function of the prelude.
struct Resolved {
    hir: Arc<hir::Function>,
    forms: Vec<ParamForm>,
}

fn resolved(id: FunctionId) -> Option<&'static Resolved> {
    static ALL: OnceLock<Box<[OnceLock<Resolved>]>> = OnceLock::new();
    let (number, definition) = prelude::function(id)?;
    let all = ALL.get_or_init(|| (0..prelude::count()).map(|_| OnceLock::new()).collect());
    Some(all[number].get_or_init(|| resolve(&definition)))
}

fn resolve(definition: &Definition) -> Resolved {
    let Definition { file, name, lines_before, text } = definition;
    // Empty lines before it, so that its own have their numbers in the file.
    let source = SourceFile::new(format!("{FOLDER}{file}"), "\n".repeat(*lines_before) + text);
    let parsed = crate::syntax::parse(&source);
    // As at a prompt: global names come from elsewhere.
    let (module, _) = hir::resolve_input(&source, &parsed.module, &hir::Surroundings::default(), &());
    let forms = parsed.module.body.iter().find_map(|stmt| match &stmt.kind {
        ast::StmtKind::FunctionDef(def) => {
            Some(def.params.positional.iter().map(|param| ParamForm::of(param.annotation.as_ref())).collect())
        }
        _ => None,
    });
    let (Some(hir), Some(forms)) = (module.body.inner.first(), forms) else {
        crate::ice!("{file}: {name} is no function")
    };
    Resolved { hir: Arc::clone(hir), forms }
}
