//! Attributes of a dispatcher.

use super::compile::Compiled;
use super::dispatcher::Dispatcher;
use crate::host::Value;
use crate::types::{Signature, Type};
use std::sync::{Arc, PoisonError};

fn tuple_of(types: &[Type]) -> Value {
    Value::tuple(types.iter().map(|ty| Value::Type(Arc::new(ty.clone()))))
}

fn signature_of(compiled: &Compiled) -> Value {
    let typing = &compiled.typing;
    Value::Signature(Arc::new(Signature::of(typing.params.iter().cloned()).returning(typing.result.clone())))
}

/// An attribute of a compiled function; none: it has no such attribute.
pub fn attribute(dispatcher: &Dispatcher, name: &str) -> Option<Value> {
    let specializations = || dispatcher.specializations.read().unwrap_or_else(PoisonError::into_inner);
    match name {
        "signatures" => {
            let declared = dispatcher.signatures.iter().map(|signature| &signature.params);
            let specializations = specializations();
            let more = specializations.keys().filter(|types| declared.clone().all(|params| params != *types));
            Some(Value::list(declared.clone().chain(more).map(|types| tuple_of(types)).collect()))
        }
        "nopython_signatures" => {
            Some(Value::list(specializations().values().map(|compiled| signature_of(compiled)).collect()))
        }
        "overloads" => {
            let entries = |(types, compiled): (&Vec<Type>, &Arc<Compiled>)| (tuple_of(types), signature_of(compiled));
            Value::dict_of(specializations().iter().map(entries))
        }
        "py_func" => dispatcher.host.clone().map(Value::Function),
        "native_name" => Some(Value::str(format!("cfunc.{}", dispatcher.hir.qualname))),
        "__name__" => Some(Value::str(&dispatcher.hir.name)),
        "__doc__" => Some(dispatcher.hir.doc.as_ref().map_or(Value::None, Value::str)),
        _ => None,
    }
}
