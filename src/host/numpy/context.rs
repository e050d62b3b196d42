//! Contexts for `with` blocks: `np.printoptions(..)`, `np.errstate(..)`.
//!
//! Input: calls. Output: a value that stands for the call until its block is entered; the run's print options changed.
//! Never: warnings: `errstate` does nothing, as numjit never warns.

use super::super::key::{Dict, Key};
use super::super::value::{Method, Value, lock};
use super::super::{Keywords, Outcome, Run};
use super::arguments::Arguments;
use super::print;
use crate::builtins::host::{self, Host, NumpyFunction as F};
use crate::types::BuiltinId;
use std::sync::Arc;

/// What a call that makes a context gives: the function with its keywords.
pub(super) fn make(id: BuiltinId, keywords: &Keywords) -> Value {
    let entries = keywords.iter().map(|(name, value)| (Key::str(name), value.clone()));
    let receiver = Value::dict(entries.collect::<Dict>());
    Value::Method(Arc::new(Method { receiver, function: Value::Builtin(id) }))
}

/// A context manager's function, its row and the keywords it was made with.
type Parts = (F, BuiltinId, Vec<(Arc<str>, Value)>);

/// The function and the keywords of a context; none: the value is none.
fn parts(manager: &Value) -> Option<Parts> {
    let Value::Method(method) = manager else { return None };
    let (Value::Builtin(id), Value::Dict(keywords)) = (&method.function, &method.receiver) else { return None };
    let Host::Numpy(function @ (F::Printoptions | F::Errstate)) = host::host(*id)?.host else { return None };
    let keyword = |(name, value): (&Key, &Value)| Some((Arc::from(name.value().as_str()?), value.clone()));
    let keywords = lock(keywords).iter().map(keyword).collect::<Option<Vec<_>>>()?;
    Some((function, *id, keywords))
}

/// Enters a context; none: the value is none.
#[must_use]
pub fn enter_context(run: &Run, manager: &Value) -> Option<Outcome<Value>> {
    let (function, id, keywords) = parts(manager)?;
    if function == F::Errstate {
        return Some(Ok(Value::None));
    }
    let options = Arguments::bind(id, &[], &keywords).and_then(|args| print::changed(run.print_options(), &args));
    Some(options.map(|options| {
        let before = print::set_options(run, options);
        lock(&run.print_options_before).push(before);
        print::as_dict(&run.print_options())
    }))
}

/// Leaves a context.
pub fn exit_context(run: &Run, manager: &Value) {
    let is_print = matches!(parts(manager), Some((F::Printoptions, ..)));
    if let Some(before) = lock(&run.print_options_before).pop_if(|_| is_print) {
        print::set_options(run, before);
    }
}
