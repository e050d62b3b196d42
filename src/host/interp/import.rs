//! `import`.
//!
//! Input: a dotted path, an item. Output: a module or what the item means.
//! Never: files: numjit's modules are rows of its tables.

use super::Interpreter;
use crate::builtins::{self, names};
use crate::host::exception::Exception;
use crate::host::value::Value;
use crate::host::{Outcome, functions};
use crate::runtime::exception::ExceptionKind;

impl Interpreter<'_> {
    pub(super) fn import(&self, module: &str, item: Option<&str>) -> Outcome<Value> {
        let Some(found) = names::modules().get(module).copied() else {
            let message = format!("No module named '{module}'");
            return Err(Exception::new(ExceptionKind::ModuleNotFoundError, message));
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
        Ok(names::modules().get(path.as_str()).map(|&path| Value::Module(path)))
    }
}
