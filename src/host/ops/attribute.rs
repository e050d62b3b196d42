//! `value.name` of values that numjit makes.
//!
//! Input: values and names. Output: attributes, methods, AttributeError.
//! Never: objects of classes of the script (`interp::class`).

use crate::builtins;
use crate::builtins::host::{self, Decorator, Receiver};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::object::Class;
use crate::host::suggest;
use crate::host::value::{Method, Value};
use crate::host::{Outcome, functions, numpy};
use crate::runtime::exception::ExceptionKind;
use crate::types::{BuiltinId, Type};
use std::sync::Arc;

/// `value.name`
pub(crate) fn attribute(interp: &Interpreter<'_>, value: &Value, name: &str) -> Outcome<Value> {
    if let Some(found) = data_attribute(interp, value, name)? {
        return Ok(found);
    }
    if let Some(id) = functions::method_of(value, name) {
        return Ok(Value::Method(Arc::new(Method { receiver: value.clone(), function: Value::Builtin(id) })));
    }
    Err(missing(value, name))
}

fn data_attribute(interp: &Interpreter<'_>, value: &Value, name: &str) -> Outcome<Option<Value>> {
    match value {
        Value::Module(module) => interp.module_item(module, name),
        Value::Sibling(module) => module.globals.get(name).map(Some).ok_or_else(|| module.no_attribute(name)),
        Value::Namespace(path) => interp.module_item(path, name),
        Value::Dispatcher(id, definition) => match name {
            "py_func" => Ok(Some(Value::Function(Arc::clone(&definition.function)))),
            _ if definition.decorator == Decorator::Vectorize
                && let Some(found) = numpy::ufunc_attribute(interp.run, value, name) =>
            {
                Ok(Some(found))
            }
            _ if definition.decorator == Decorator::Guvectorize
                && let Some(found) = numpy::gufunc_attribute(interp.run, value, name) =>
            {
                Ok(Some(found))
            }
            "address" | "native_name" | "ctypes" if definition.decorator != Decorator::Cfunc => Ok(None),
            "address" | "ctypes" => Err(Exception::new(
                ExceptionKind::NotImplementedError,
                "compiled functions do not have C's calling convention: call the function itself",
            )),
            _ => match interp.run.engine.attribute(interp.run, *id, name)? {
                Some(found) => Ok(Some(found)),
                None => Ok(function_attribute(&definition.function, name)),
            },
        },
        Value::Function(function) => Ok(function_attribute(function, name)),
        Value::Instance(object) if name == "__dict__" => Ok(Some(object.dict())),
        Value::Builtin(id) => Ok(builtin_attribute(*id, name)),
        Value::Class(class) => Ok(class_attribute(class, name)),
        Value::Type(ty) => Ok(functions::numba::type_attribute(ty, name)),
        Value::Exception(error) => Ok(exception_attribute(error, name)),
        Value::Super(pair) => super_attribute(&pair.0, &pair.1, name),
        Value::Slice(slice) => Ok(match name {
            "start" => Some(slice.start.clone()),
            "stop" => Some(slice.stop.clone()),
            "step" => Some(slice.step.clone()),
            _ => None,
        }),
        Value::Tuple(items) => Ok(items.field(name).cloned()),
        Value::Range(range) => Ok(match name {
            "start" => Some(Value::Int(range.start)),
            "stop" => Some(Value::Int(range.stop)),
            "step" => Some(Value::Int(range.step)),
            _ => None,
        }),
        Value::Array(_) | Value::Scalar(_) | Value::Dtype(_) | Value::Record(_) => {
            numpy::attribute(interp.run, value, name)
        }
        Value::File(file) => Ok(match name {
            "name" => Some(Value::Str(Arc::clone(&file.name))),
            "mode" => Some(Value::Str(Arc::clone(&file.mode))),
            "closed" => Some(Value::Bool(functions::file::is_closed(file))),
            _ => None,
        }),
        Value::Random(random) => Ok(numpy::random_attribute(random, name)),
        Value::Npz(npz) => Ok((name == "files")
            .then(|| Value::list(npz.entries.iter().map(|(name, _)| Value::Str(Arc::clone(name))).collect()))),
        _ => Ok(number_attribute(value, name).or_else(|| (name == "__class__").then(|| Value::Class(value.class())))),
    }
}

fn function_attribute(function: &crate::host::value::HostFunction, name: &str) -> Option<Value> {
    Some(match name {
        "__name__" => Value::Str(Arc::clone(&function.hir.name)),
        "__qualname__" => Value::Str(Arc::clone(&function.hir.qualname)),
        "__doc__" => function.hir.doc.as_ref().map_or(Value::None, |doc| Value::Str(Arc::clone(doc))),
        "__module__" => Value::Str(function.module_name()),
        _ => return None,
    })
}

fn builtin_attribute(id: BuiltinId, name: &str) -> Option<Value> {
    let row = builtins::row(id);
    match name {
        "__name__" | "__qualname__" => Some(Value::str(row.name())),
        "__doc__" => Some(Value::str(row.doc)),
        "nin" if row.is_universal() => Some(Value::size(row.signature.split(',').count() - 1)),
        "nout" if row.is_universal() => Some(Value::Int(1)),
        _ => None,
    }
}

fn class_attribute(class: &Class, name: &str) -> Option<Value> {
    match (name, class) {
        ("__name__", _) => Some(Value::str(class.name())),
        ("__qualname__", Class::User(user)) => Some(Value::Str(Arc::clone(&user.qualname))),
        ("__qualname__", _) => Some(Value::str(class.name())),
        ("__module__", Class::User(user)) => Some(Value::Str(Arc::clone(&user.module))),
        ("__doc__", _) => Some(Value::None),
        ("__dict__", Class::User(user)) => Some(user.dict()),
        ("class_type", Class::User(user)) => {
            let object = Type::Object(Arc::clone(user.object_type()?));
            Some(Value::Type(Arc::new(Type::Class(Arc::new(object)))))
        }
        _ => {
            let receiver = functions::receiver_of_class(class)?;
            host::member(receiver, name).map(Value::Builtin)
        }
    }
}

fn exception_attribute(error: &Exception, name: &str) -> Option<Value> {
    match name {
        "args" => Some(Value::tuple(error.args())),
        "code" if error.kind() == ExceptionKind::SystemExit => {
            Some(error.args().first().cloned().unwrap_or(Value::None))
        }
        "__class__" => Some(Value::Class(error.class().clone())),
        "__cause__" => Some(error.cause().map_or(Value::None, Value::Exception)),
        "__context__" => Some(error.context().map_or(Value::None, Value::Exception)),
        "__traceback__" => Some(Value::None),
        _ => None,
    }
}

fn super_attribute(owner: &Arc<crate::host::object::UserClass>, object: &Value, name: &str) -> Outcome<Option<Value>> {
    let function = match owner.lookup_in_bases(name) {
        Some(found) => found,
        None => match host::member(Receiver::Object, name) {
            Some(id) => Value::Builtin(id),
            None => return Ok(None),
        },
    };
    Ok(Some(Value::Method(Arc::new(Method { receiver: object.clone(), function }))))
}

fn number_attribute(value: &Value, name: &str) -> Option<Value> {
    match (value, name) {
        (Value::Complex(re, _), "real") => Some(Value::Float(*re)),
        (Value::Complex(_, im), "imag") => Some(Value::Float(*im)),
        (Value::Float(x), "real") => Some(Value::Float(*x)),
        (Value::Float(_), "imag") => Some(Value::Float(0.0)),
        (Value::Int(_) | Value::UInt(_) | Value::Bool(_), "real" | "numerator") => {
            value.as_int().and_then(|i| Value::int(i).ok())
        }
        (Value::Int(_) | Value::UInt(_) | Value::Bool(_), "imag") => Some(Value::Int(0)),
        (Value::Int(_) | Value::UInt(_) | Value::Bool(_), "denominator") => Some(Value::Int(1)),
        _ => None,
    }
}

fn missing(value: &Value, name: &str) -> Exception {
    let subject = match value {
        Value::Module(module) => format!("module '{module}'"),
        Value::Class(class) => format!("type object '{}'", class.name()),
        other => format!("'{}' object", other.type_name()),
    };
    let near = match value {
        Value::Module(module) => suggest::nearest(name, crate::builtins::names::items(module)).map(str::to_owned),
        other => functions::receiver_of(other)
            .and_then(|receiver| suggest::nearest(name, host::members(receiver)).map(str::to_owned)),
    };
    let error = Exception::new(ExceptionKind::AttributeError, format!("{subject} has no attribute '{name}'"));
    error.suggesting(near.as_deref())
}

/// `object.name = value`
pub(crate) fn set_attribute(interp: &Interpreter<'_>, object: &Value, name: &str, value: Value) -> Outcome<()> {
    match object {
        Value::Array(array) => numpy::set_attribute(interp.run, array, name, &value),
        Value::Record(record) => numpy::record::set_attribute(interp.run, record, name, &value),
        Value::Random(random) => numpy::set_random_attribute(random, name, &value),
        Value::Sibling(module) => {
            module.globals.set(name, value);
            Ok(())
        }
        // Settings of numba that numjit does not have: accepted, without effect.
        Value::Namespace(_) => Ok(()),
        _ => {
            let message = format!("'{}' object has no attribute '{name}'", object.type_name());
            Err(Exception::new(ExceptionKind::AttributeError, message))
        }
    }
}
