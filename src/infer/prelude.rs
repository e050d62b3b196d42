//! The prelude's functions, resolved when they are first used.
//!
//! Input: ids of functions of the prelude. Output: their definitions; what their global names mean.
//! Never: functions of scripts.

use super::{Binding, FunctionInfo, Options};
use crate::builtins::prelude::{self, File};
use crate::hir;
use crate::source::SourceFile;
use crate::types::FunctionId;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// What the names of its files begin with, where a position is shown.
const FOLDER: &str = "<prelude>/";

/// A function of the prelude; none: the id is not one's.
pub(super) fn info(id: FunctionId) -> Option<FunctionInfo> {
    let (file, name) = prelude::function(id)?;
    let hir = Arc::clone(functions(file).get(name)?);
    Some(FunctionInfo { hir, options: Options::default(), signatures: Vec::new(), annotations: Vec::new() })
}

/// Does a definition stand in the prelude?
pub(super) fn holds(function: &hir::Function) -> bool {
    function.source.name.starts_with(FOLDER)
}

/// What a global name of a prelude function means.
pub(super) fn global(name: &str) -> Option<Binding> {
    match name {
        "np" => Some(Binding::Module("numpy".into())),
        "math" | "intrinsic" => Some(Binding::Module(name.into())),
        _ => prelude::function_id(name).map(Binding::Function).or_else(|| super::binding_of_builtin(name)),
    }
}

type Functions = FxHashMap<Arc<str>, Arc<hir::Function>>;

fn functions(file: &'static File) -> &'static Functions {
    static FILES: [OnceLock<Functions>; 16] = [const { OnceLock::new() }; 16];
    let place = prelude::FILES.iter().position(|it| std::ptr::eq(it, file)).unwrap_or_default();
    FILES[place].get_or_init(|| resolve(file))
}

fn resolve(file: &File) -> Functions {
    let source = SourceFile::new(format!("{FOLDER}{}", file.name), file.text);
    let parsed = crate::syntax::parse(&source);
    // As at a prompt: global names come from elsewhere.
    let (module, _) = hir::resolve_input(&source, &parsed.module, &hir::Surroundings::default());
    module.body.inner.iter().map(|function| (Arc::clone(&function.name), Arc::clone(function))).collect()
}
