//! Attributes of a dispatcher.

use super::dispatcher::Dispatcher;
use crate::host::Value;
use crate::types::Type;
use std::sync::{Arc, PoisonError};

/// An attribute of a compiled function; none: it has no such attribute.
pub fn attribute(dispatcher: &Dispatcher, name: &str) -> Option<Value> {
    match name {
        "signatures" => {
            let specializations = dispatcher.specializations.read().unwrap_or_else(PoisonError::into_inner);
            let mut signatures: Vec<&Vec<Type>> = specializations.keys().collect();
            signatures.sort_by_key(|types| types.iter().map(ToString::to_string).collect::<Vec<_>>());
            let of_types = |types: &Vec<Type>| Value::tuple(types.iter().map(|ty| Value::Type(Arc::new(ty.clone()))));
            Some(Value::list(signatures.into_iter().map(of_types).collect()))
        }
        "py_func" => dispatcher.host.clone().map(Value::Function),
        "native_name" => Some(Value::str(format!("cfunc.{}", dispatcher.hir.qualname))),
        "__name__" => Some(Value::str(&dispatcher.hir.name)),
        "__doc__" => Some(dispatcher.hir.doc.as_ref().map_or(Value::None, Value::str)),
        _ => None,
    }
}
