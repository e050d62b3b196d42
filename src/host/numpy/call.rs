//! Calls of NumPy's builtins, by their rows.
//!
//! Input: a builtin's id, arguments. Output: what it gives. Never: names of builtins.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Keywords, Outcome, Run};
use super::arguments::Arguments;
use super::attribute as attributes;
use super::{context, convert, elementary, function, io, linalg, method, nested, random, record, testing};
use crate::builtins::host::{self, ArrayAttribute, DtypeAttribute, Host, IoFunction, NumpyFunction, Receiver};
use crate::builtins::{Rule, row};
use crate::runtime::array::{Array, Scalar};
use crate::runtime::exception::ExceptionKind;
use crate::types::{BuiltinId, Dtype};
use std::sync::Arc;

/// Calls a function of NumPy, or a method with its receiver as first argument; none for other builtins.
#[must_use]
pub fn call(run: &Run, id: BuiltinId, args: &[Value], keywords: &Keywords) -> Option<Outcome<Value>> {
    let found = row(id);
    let bind = || Arguments::bind(id, args, keywords);
    let Some(row) = host::host(id) else {
        if let Rule::Dtype(dtype) = found.typing {
            return Some(construct(run, dtype, args));
        }
        return elementary::call_row(run, found, args, keywords);
    };
    Some(match row.host {
        Host::Numpy(NumpyFunction::Printoptions | NumpyFunction::Errstate) if args.is_empty() => {
            Ok(context::make(id, keywords))
        }
        Host::Numpy(NumpyFunction::Cross) => linalg::cross(run, id, args, keywords),
        Host::Numpy(function) => bind().and_then(|args| function::call(run, function, &args)),
        Host::Ufunc(function) => elementary::call(run, function, found, args, keywords),
        Host::Io(function @ (IoFunction::Savez | IoFunction::SavezCompressed)) => {
            io::save_archive(run, function, args, keywords)
        }
        Host::Legacy(function) => bind().and_then(|args| random::call(run, function, args)),
        Host::Io(function) => bind().and_then(|args| io::call(run, function, &args)),
        Host::Testing(function) => bind().and_then(|args| testing::call(run, function, &args)),
        Host::Array(_) => match args.split_first() {
            Some((receiver, rest)) => call_method(run, receiver, id, rest, keywords),
            None => Err(Exception::type_error(format!("unbound method {}() needs an argument", found.name()))),
        },
        _ => return None,
    })
}

/// Calls a method of an array or of a scalar of NumPy.
///
/// # Errors
/// What it raises.
pub fn call_method(run: &Run, receiver: &Value, id: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let Some(Host::Array(method)) = host::host(id).map(|row| row.host) else {
        return Err(Exception::type_error(format!("'{}' is not a method of arrays", row(id).name())));
    };
    let args = Arguments::bind(id, args, keywords)?;
    let array = match receiver {
        Value::Record(record) => return record::call_method(run, method, record, &args),
        Value::Array(array) => Arc::clone(array),
        other => Arc::new(nested::as_array(run, other, None)?),
    };
    match (method::call(run, method, &array, &args)?, receiver) {
        // What a method of a scalar gives is a scalar where it has no axes.
        (Value::Array(result), Value::Scalar(_)) => Ok(convert::result((*result).clone())),
        (result, _) => Ok(result),
    }
}

/// Calls a method of a universal function.
///
/// # Errors
/// What it raises.
pub fn call_method_of_ufunc(
    run: &Run,
    receiver: &Value,
    id: BuiltinId,
    args: &[Value],
    keywords: &Keywords,
) -> Outcome<Value> {
    let Some(Host::UfuncMethod(method)) = host::host(id).map(|row| row.host) else {
        return Err(Exception::type_error(format!("'{}' is not a method of ufuncs", row(id).name())));
    };
    let args = Arguments::bind(id, args, keywords)?;
    match receiver {
        Value::Builtin(function) => super::ufunc_fold::call_method(run, *function, method, &args),
        _ => super::ufunc_method::call_ufunc_method(run, method, receiver, &args),
    }
}

/// `np.float64(x)`: a scalar of a number, an array of a sequence.
///
/// # Errors
/// What does not convert.
pub fn construct(run: &Run, dtype: Dtype, args: &[Value]) -> Outcome<Value> {
    match args {
        [] => Ok(Value::Scalar(Scalar::Bool(false).cast(dtype))),
        [Value::Scalar(scalar)] => Ok(Value::Scalar(scalar.cast(dtype))),
        [value @ (Value::Array(_) | Value::List(_) | Value::Tuple(_) | Value::Range(_))] => {
            Ok(convert::result(nested::as_array(run, value, Some(dtype))?))
        }
        [value] => Ok(Value::Scalar(convert::element(value, dtype)?)),
        _ => Err(Exception::type_error(format!("{}() takes at most 1 argument ({} given)", dtype, args.len()))),
    }
}

/// `array.name` and `scalar.name`, where it is no method; none where there is no such attribute.
///
/// # Errors
/// MemoryError.
pub fn attribute(run: &Run, value: &Value, name: &str) -> Outcome<Option<Value>> {
    match value {
        Value::Array(array) => match array_attribute(name) {
            Some(attribute) => attributes::of_array(run, array, attribute).map(Some),
            None => Ok(None),
        },
        Value::Scalar(scalar) => match array_attribute(name) {
            Some(attribute) => attributes::of_scalar(run, *scalar, attribute).map(Some),
            None => Ok(None),
        },
        Value::Record(record) => record::data_attribute(run, record, name),
        Value::Dtype(dtype) => Ok(dtype_attribute(name).map(|attribute| attributes::of_dtype(*dtype, attribute))),
        _ => Ok(None),
    }
}

/// `array.name = value`
///
/// # Errors
/// AttributeError where there is no such attribute or it cannot be set.
pub fn set_attribute(run: &Run, array: &Array, name: &str, value: &Value) -> Outcome<()> {
    match array_attribute(name) {
        Some(attribute) => attributes::set(run, array, attribute, value),
        None => Err(Exception::new(
            ExceptionKind::AttributeError,
            format!("'numpy.ndarray' object has no attribute '{name}' and no __dict__ for setting new attributes"),
        )),
    }
}

pub(super) fn array_attribute(name: &str) -> Option<ArrayAttribute> {
    match host::host(host::member(Receiver::Array, name)?)?.host {
        Host::ArrayAttribute(attribute) => Some(attribute),
        _ => None,
    }
}

fn dtype_attribute(name: &str) -> Option<DtypeAttribute> {
    match host::host(host::member(Receiver::Dtype, name)?)?.host {
        Host::DtypeAttribute(attribute) => Some(attribute),
        _ => None,
    }
}
