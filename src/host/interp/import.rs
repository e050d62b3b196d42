//! `import`.
//!
//! Input: a dotted path, an item. Output: a module or what the item means.
//! Never: reading files: numjit's modules are rows of its tables, files beside the script come from the engine.

use super::{Interpreter, Locals};
use crate::builtins::{self, library, names};
use crate::hir;
use crate::host::exception::Exception;
use crate::host::sibling::Sibling;
use crate::host::value::{Value, lock};
use crate::host::{Outcome, functions};
use crate::runtime::exception::ExceptionKind;
use crate::source::Folder;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Interpreter<'_> {
    /// What `import module`, or `from module import item`, binds in a frame.
    pub(super) fn import(&self, locals: &Locals<'_>, module: &str, item: Option<&str>) -> Outcome<Value> {
        let Some(found) = names::modules().get(module).copied() else {
            let sibling = self.sibling(locals.hir(), module)?;
            return match item {
                None => Ok(Value::Sibling(sibling)),
                Some(item) => sibling.globals.get(item).ok_or_else(|| sibling.no_item(item)),
            };
        };
        let Some(item) = item else { return Ok(Value::Module(found)) };
        self.module_item(found, item)?.ok_or_else(|| {
            let message = format!("cannot import name '{item}' from '{module}' (not in numjit)");
            Exception::new(ExceptionKind::ImportError, message)
        })
    }

    /// What an item of a module means.
    pub(crate) fn module_item(&self, module: &str, item: &str) -> Outcome<Option<Value>> {
        let path = format!("{module}.{item}");
        if let Some(id) = builtins::lookup(&path) {
            return functions::module_value(self, id).map(Some);
        }
        if library::extends(module, item) {
            return Ok(self.library(module)?.globals.get(item));
        }
        if library::is_item(module, item) {
            return self.library(&path).map(|module| Some(Value::Sibling(module)));
        }
        let module = names::modules().get(path.as_str()).copied().or_else(|| library::package(&path));
        Ok(module.map(Value::Module))
    }

    /// `from module import *` of a file beside the script.
    pub(super) fn import_all(&self, locals: &Locals<'_>, module: &str) -> Outcome<()> {
        let sibling = self.sibling(locals.hir(), module)?;
        let globals = &locals.function.globals;
        for name in self.public_names(&sibling)? {
            let value = sibling.globals.get(&name).ok_or_else(|| sibling.no_attribute(&name))?;
            globals.set(name, value);
        }
        Ok(())
    }

    /// The names that a module lists as `__all__`, else those that do not start with an underscore.
    fn public_names(&self, sibling: &Sibling) -> Outcome<Vec<Arc<str>>> {
        let Some(listed) = sibling.globals.get("__all__") else {
            return Ok(sibling.globals.names().into_iter().filter(|name| !name.starts_with('_')).collect());
        };
        let name = |value: Value| match value {
            Value::Str(name) => Ok(name),
            other => {
                let message = format!("Item in {}.__all__ must be str, not {}", sibling.name, other.type_name());
                Err(Exception::type_error(message))
            }
        };
        self.items(&listed)?.into_iter().map(name).collect()
    }

    /// The module of a file beside the importing one; it runs when it is first imported.
    fn sibling(&self, importing: &hir::Function, module: &str) -> Outcome<Arc<Sibling>> {
        self.sibling_in(importing.source.folder.as_ref(), module)
    }

    /// A module of the library that is written in our own language.
    pub(crate) fn library(&self, module: &str) -> Outcome<Arc<Sibling>> {
        self.sibling_in(None, module)
    }

    fn sibling_in(&self, folder: Option<&Folder>, module: &str) -> Outcome<Arc<Sibling>> {
        match self.find_sibling(folder, module)? {
            Some(sibling) => Ok(sibling),
            None if module == hir::RELATIVE => {
                let message = "attempted relative import with no known parent package";
                Err(Exception::new(ExceptionKind::ImportError, message))
            }
            None => {
                let message = format!("No module named '{module}'");
                Err(Exception::new(ExceptionKind::ModuleNotFoundError, message))
            }
        }
    }

    fn find_sibling(&self, folder: Option<&Folder>, module: &str) -> Outcome<Option<Arc<Sibling>>> {
        if let (names::MAIN, Some(globals)) = (module, self.run.main.get()) {
            return Ok(Some(Sibling::main(globals)));
        }
        let path = folder.map_or_else(|| PathBuf::from(module), |folder| folder.place(module));
        if let Some(found) = lock(&self.run.siblings).get(&path) {
            return Ok(Some(Arc::clone(found)));
        }
        if let Some(variables) = self.run.engine.provided(module) {
            let sibling = Sibling::provided(module, variables);
            lock(&self.run.siblings).insert(path, Arc::clone(&sibling));
            return Ok(Some(sibling));
        }
        let Some(loaded) = self.run.engine.load(folder, module)? else { return Ok(None) };
        let sibling = Sibling::new(module, &loaded.source);
        // It is known before it runs, so that files can import each other.
        lock(&self.run.siblings).insert(path.clone(), Arc::clone(&sibling));
        let depth = self.enter()?;
        let outcome = self.run_module(&loaded, &sibling.globals);
        drop(depth);
        match outcome {
            Ok(_) => sibling.is_complete.store(true, Ordering::Relaxed),
            Err(error) => {
                lock(&self.run.siblings).remove(&path);
                return Err(error);
            }
        }
        Ok(Some(sibling))
    }
}
