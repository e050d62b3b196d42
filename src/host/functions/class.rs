//! Classes as functions: `int(..)`, `list(..)`, `np.float64(..)`; `isinstance`.
//!
//! Input: classes and arguments. Output: objects; whether a value is of a class.
//! Never: classes of the script (`interp::class`).

use super::args::Args;
use super::python;
use crate::builtins::host::{self, Host, ObjectMethod, PythonFunction};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::object::Tag;
use crate::host::value::Value;
use crate::host::{Keywords, Outcome};

/// The functions that are classes.
const CLASSES: &[(PythonFunction, Tag)] = &[
    (PythonFunction::Bool, Tag::Bool),
    (PythonFunction::Bytes, Tag::Bytes),
    (PythonFunction::Complex, Tag::Complex),
    (PythonFunction::Dict, Tag::Dict),
    (PythonFunction::Enumerate, Tag::Enumerate),
    (PythonFunction::Filter, Tag::Filter),
    (PythonFunction::Float, Tag::Float),
    (PythonFunction::Int, Tag::Int),
    (PythonFunction::List, Tag::List),
    (PythonFunction::Map, Tag::Map),
    (PythonFunction::Object, Tag::Object),
    (PythonFunction::Range, Tag::Range),
    (PythonFunction::Reversed, Tag::Reversed),
    (PythonFunction::Set, Tag::Set),
    (PythonFunction::Slice, Tag::Slice),
    (PythonFunction::Str, Tag::Str),
    (PythonFunction::Tuple, Tag::Tuple),
    (PythonFunction::Type, Tag::Type),
    (PythonFunction::Zip, Tag::Zip),
];

/// The class that a function is.
pub(super) fn tag_of(function: PythonFunction) -> Option<Tag> {
    CLASSES.iter().find(|(known, _)| *known == function).map(|(_, tag)| *tag)
}

/// Calls a builtin class.
pub(in crate::host) fn construct(
    interp: &Interpreter<'_>,
    tag: Tag,
    args: &[Value],
    keywords: &Keywords,
) -> Outcome<Value> {
    let function = CLASSES.iter().find(|(_, known)| *known == tag).map(|(function, _)| *function);
    let id = function.and_then(|function| host::id_of(Host::Python(function)));
    let (Some(function), Some(id)) = (function, id) else {
        return Err(Exception::type_error(format!("cannot create '{}' instances", tag.qualified_name())));
    };
    python::call(interp, function, &Args::bind(id, args, keywords)?)
}

/// `isinstance(value, class)`
pub(in crate::host) fn is_instance(value: &Value, class: &Value) -> Outcome<bool> {
    match class {
        Value::Class(wanted) => Ok(value.class().is_subclass(wanted)),
        Value::Tuple(classes) => {
            for class in classes.iter() {
                if is_instance(value, class)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Builtin(_) | Value::None => Ok(matches!((value, class), (Value::None, Value::None))),
        _ => Err(Exception::type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")),
    }
}

/// Methods of all objects, as `super()` finds them.
pub(super) fn call_object(method: ObjectMethod, object: &Value, args: &Args) -> Outcome<Value> {
    match (method, object) {
        (ObjectMethod::Init, Value::Exception(error)) => error.set_args(args.rest.clone()),
        (ObjectMethod::Init, _) => {}
        (ObjectMethod::Str, Value::Exception(error)) => return Ok(Value::from(error.message())),
        (ObjectMethod::Str, other) => return Ok(Value::from(crate::host::text::plain_str(other))),
    }
    Ok(Value::None)
}
