//! Modules that are files beside the script.
//!
//! Input: a resolved file. Output: [`Sibling`], its variables as attributes.
//! Never: finding and reading files (the engine), running them (`interp::import`).

use super::exception::Exception;
use super::globals::Globals;
use super::value::Value;
use crate::builtins::names;
use crate::host::suggest;
use crate::runtime::exception::ExceptionKind;
use crate::source::SourceFile;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A module that is a file beside the script.
pub struct Sibling {
    /// Its name.
    pub name: Arc<str>,
    /// Its text.
    pub source: Arc<SourceFile>,
    /// Its variables.
    pub globals: Arc<Globals>,
    /// Has it run to its end?
    pub(super) is_complete: AtomicBool,
}

impl std::fmt::Debug for Sibling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "module {}", self.name)
    }
}

impl Sibling {
    /// The same module without variables.
    #[must_use]
    pub fn emptied(&self) -> Arc<Self> {
        Sibling::new(&self.name, &self.source)
    }

    /// A module that has not run yet.
    pub(super) fn new(name: &str, source: &Arc<SourceFile>) -> Arc<Self> {
        let globals = Globals::new();
        globals.set("__name__", Value::str(name));
        globals.set("__file__", Value::str(&source.name));
        Arc::new(Self { name: name.into(), source: Arc::clone(source), globals, is_complete: AtomicBool::new(false) })
    }

    /// The script itself, as a module that its parts can import.
    #[must_use]
    pub fn main(globals: &Arc<Globals>) -> Arc<Self> {
        let source = SourceFile::new("<script>", "");
        let (name, globals) = (names::MAIN.into(), Arc::clone(globals));
        Arc::new(Self { name, source, globals, is_complete: AtomicBool::new(true) })
    }

    /// A module of these variables, which the host program provides.
    pub(super) fn provided(name: &str, variables: Vec<(Arc<str>, Value)>) -> Arc<Self> {
        let sibling = Sibling::new(name, &SourceFile::new("<host>", ""));
        variables.into_iter().for_each(|(name, value)| sibling.globals.set(name, value));
        sibling.is_complete.store(true, Ordering::Relaxed);
        sibling
    }

    /// `partially initialized ` while it runs for the first time, and why that is likely.
    fn state(&self) -> (&'static str, &'static str) {
        match self.is_complete.load(Ordering::Relaxed) {
            true => ("", ""),
            false => ("partially initialized ", " (most likely due to a circular import)"),
        }
    }

    /// `from module import item` of what it does not have.
    pub(super) fn no_item(&self, item: &str) -> Exception {
        let (partially, why) = self.state();
        let from = if partially.is_empty() { "" } else { "partially initialized module " };
        let message = format!("cannot import name '{item}' from {from}'{}'{why} ({})", self.name, self.source.name);
        Exception::new(ExceptionKind::ImportError, message)
    }

    /// `module.name` of what it does not have.
    pub(super) fn no_attribute(&self, name: &str) -> Exception {
        let (partially, why) = self.state();
        let names = self.globals.names();
        let near = suggest::nearest(name, names.iter().map(|name| &**name)).filter(|_| why.is_empty());
        let message = format!("{partially}module '{}' has no attribute '{name}'{why}", self.name);
        Exception::new(ExceptionKind::AttributeError, message).suggesting(near)
    }
}
