//! Files beside the script, which it can import.
//!
//! Input: a module's name. Output: whether there is such a file, and what it binds.
//! Never: reading files: who knows where they are implements [`Siblings`].

use std::sync::Arc;

/// A variable of a module.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Arc<str>,
    /// Where an import (or a plain alias of one) binds it: the dotted path that it means.
    pub path: Option<Arc<str>>,
}

/// The files beside a script.
pub trait Siblings {
    /// The variables that the file of this module binds; none: there is no such file.
    fn variables(&self, module: &str) -> Option<Arc<[Variable]>>;
}

/// There are none.
impl Siblings for () {
    fn variables(&self, _module: &str) -> Option<Arc<[Variable]>> {
        None
    }
}

/// What `from module import *` takes of a file's variables: those that do not start with an underscore, unless the file
/// lists them itself, which is known when it has run.
pub(super) fn public(variables: &[Variable]) -> impl Iterator<Item = &Variable> {
    let listed = variables.iter().any(|it| &*it.name == "__all__");
    variables.iter().filter(move |it| listed || !it.name.starts_with('_'))
}
