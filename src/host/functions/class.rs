//! Classes as functions: `int(..)`, `list(..)`, `np.float64(..)`; `isinstance`.
//!
//! Input: classes and arguments. Output: objects; whether a value is of a class.
//! Never: classes of the script (`interp::class`).

use super::args::Args;
use super::python;
use crate::builtins::host::{self, Host, ObjectMethod, PythonFunction};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::numpy::convert;
use crate::host::object::Tag;
use crate::host::value::Value;
use crate::host::{Keywords, Outcome};
use crate::runtime::array::Scalar;
use crate::types::Dtype;

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

/// `np.float64(x)`: a scalar, or an array converted.
pub(in crate::host) fn construct_scalar(interp: &Interpreter<'_>, dtype: Dtype, args: &[Value]) -> Outcome<Value> {
    match args {
        [] => Ok(Value::Scalar(Scalar::Bool(false).cast(dtype))),
        [Value::Str(text)] => {
            let number = match dtype.is_complex() {
                true => {
                    let (re, im) = crate::runtime::text::parse::parse_complex(text)?;
                    Value::Complex(re, im)
                }
                false if dtype.is_int() => Value::int(crate::runtime::text::parse::parse_int(text, 10)?)?,
                false => Value::Float(crate::runtime::text::parse::parse_float(text)?),
            };
            Ok(Value::Scalar(convert::checked_cast(&number, dtype)?))
        }
        [Value::Array(_) | Value::List(_) | Value::Tuple(_)] => {
            let array = convert::to_array(interp, &args[0], Some(dtype))?;
            Ok(crate::host::numpy::value_of((*array).clone()))
        }
        // The functions `signature(float64, ..)` of numba are read by `numba::signature`.
        [value] => Ok(Value::Scalar(convert::checked_cast(value, dtype)?)),
        _ => Err(Exception::type_error(format!("{dtype} takes one argument"))),
    }
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
        // Abstract classes of NumPy: `np.integer`, `np.floating`.
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
