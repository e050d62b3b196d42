//! What operators mean on values.
//!
//! Input: operators and operands. Output: values, in CPython's and NumPy's meaning and words.
//! Never: evaluation order (`interp`).

mod attribute;
mod compare;
mod item;
mod number;
mod sequence;

pub(super) use attribute::{attribute, set_attribute};
pub(super) use compare::{compare, equal, less};
pub(super) use item::{delete_item, get_item, missing_key, set_item};

use super::exception::Exception;
use super::interp::Interpreter;
use super::object::Class;
use super::value::{Value, lock};
use super::{Outcome, RecordValue, numpy};
use crate::builtins::host::{self, Host, PythonFunction};
use crate::types::{BinaryOp, UnaryOp};

/// `a op b`
pub(super) fn binary(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    if let (Value::Float(x), Value::Float(y)) = (a, b) {
        return number::float(op, *x, *y, unsupported(op.symbol(), a, b));
    }
    if let (Value::Int(x), Value::Int(y)) = (a, b)
        && let Some(result) = number::small_int(op, *x, *y)
    {
        return Ok(Value::Int(result));
    }
    if (is_numpy(a) || is_numpy(b)) && !is_sequence_operation(op, a, b) {
        return numpy::binary(interp.run, op, a, b);
    }
    if a.is_python_number() && b.is_python_number() {
        return number::binary(op, a, b);
    }
    if let Some(result) = sequence::binary(interp, op, a, b)? {
        return Ok(result);
    }
    if let Some(result) = user_binary(interp, op, a, b)? {
        return Ok(result);
    }
    Err(unsupported(op.symbol(), a, b)())
}

/// `"%d" % x` and `[0] * n` are the sequence's, also where the other operand is a scalar of NumPy.
fn is_sequence_operation(op: BinaryOp, a: &Value, b: &Value) -> bool {
    let is_text = |value: &Value| matches!(value, Value::Str(_) | Value::Bytes(_));
    let is_sequence = |value: &Value| is_text(value) || matches!(value, Value::List(_) | Value::Tuple(_));
    let is_count = |value: &Value| matches!(value, Value::Scalar(_)) && value.as_int().is_some();
    match op {
        BinaryOp::Mod => is_text(a),
        BinaryOp::Mul => (is_sequence(a) && is_count(b)) || (is_count(a) && is_sequence(b)),
        _ => is_text(a),
    }
}

fn is_numpy(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Scalar(_))
}

/// `a op= b`: lists, sets, dicts and arrays change in place.
pub(super) fn in_place(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    match a {
        Value::Array(_) => return numpy::in_place(interp.run, op, a, b),
        Value::List(_) | Value::Set(_) | Value::Dict(_) => {
            if let Some(result) = sequence::in_place(interp, op, a, b)? {
                return Ok(result);
            }
        }
        Value::Instance(_) => {
            if let Some(method) = interp.special_method(a, &format!("__i{}__", op.method())) {
                return interp.call(&method, std::slice::from_ref(b), &[]);
            }
        }
        _ => {}
    }
    binary(interp, op, a, b).map_err(|error| {
        let symbol = op.symbol();
        match error.message() {
            text if text == unsupported(symbol, a, b)().message() => unsupported(&format!("{symbol}="), a, b)(),
            _ => error,
        }
    })
}

/// `op a`; not `not`.
pub(super) fn unary(interp: &Interpreter<'_>, op: UnaryOp, a: &Value) -> Outcome<Value> {
    if is_numpy(a) {
        return numpy::unary(interp.run, op, a);
    }
    if a.is_python_number() {
        return number::unary(op, a);
    }
    let name = match op {
        UnaryOp::Neg => "__neg__",
        UnaryOp::Pos => "__pos__",
        UnaryOp::Invert | UnaryOp::Not => "__invert__",
    };
    match interp.special_method(a, name) {
        Some(method) => interp.call(&method, &[], &[]),
        None => {
            let symbol = op.symbol();
            Err(Exception::type_error(format!("bad operand type for unary {symbol}: '{}'", a.type_name())))
        }
    }
}

/// The TypeError of operands that do not go together.
fn unsupported<'v>(symbol: &str, a: &'v Value, b: &'v Value) -> impl Fn() -> Exception + use<'v> {
    let symbol = match symbol {
        "**" => "** or pow()".to_owned(),
        other => other.to_owned(),
    };
    move || {
        let (a, b) = (a.type_name(), b.type_name());
        Exception::type_error(format!("unsupported operand type(s) for {symbol}: '{a}' and '{b}'"))
    }
}

/// The operator methods of classes of the script.
fn user_binary(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Option<Value>> {
    for (object, other, side) in [(a, b, ""), (b, a, "r")] {
        if matches!(object.class(), Class::User(_))
            && let Some(method) = interp.special_method(object, &format!("__{side}{}__", op.method()))
        {
            let result = interp.call(&method, std::slice::from_ref(other), &[])?;
            if !is_not_implemented(&result) {
                return Ok(Some(result));
            }
        }
    }
    Ok(None)
}

/// Does a method say that it does not know the other operand?
fn is_not_implemented(result: &Value) -> bool {
    let Value::Builtin(id) = result else { return false };
    host::host(*id).is_some_and(|row| row.host == Host::Python(PythonFunction::NotImplemented))
}

/// The truth of a value.
pub(super) fn truth(interp: &Interpreter<'_>, value: &Value) -> Outcome<bool> {
    Ok(match value {
        Value::None => false,
        Value::Bool(value) => *value,
        Value::Int(value) => *value != 0,
        Value::UInt(value) => *value != 0,
        Value::Float(value) => *value != 0.0,
        Value::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Value::Str(text) => !text.is_empty(),
        Value::Bytes(bytes) => !bytes.is_empty(),
        Value::Scalar(scalar) => scalar.as_bool(),
        Value::Array(_) => return numpy::truth(value),
        Value::Tuple(items) => !items.is_empty(),
        Value::List(items) => !lock(items).is_empty(),
        Value::Dict(items) => !lock(items).is_empty(),
        Value::Set(items) => !lock(items).is_empty(),
        Value::View(view) => !lock(&view.dict).is_empty(),
        Value::Range(range) => !range.is_empty(),
        Value::Instance(_) => {
            if let Some(method) = interp.special_method(value, "__bool__") {
                let verdict = interp.call(&method, &[], &[])?;
                return truth(interp, &verdict);
            }
            match interp.special_method(value, "__len__") {
                Some(method) => interp.call(&method, &[], &[])?.as_int() != Some(0),
                None => true,
            }
        }
        _ => true,
    })
}

/// `len(value)`
pub(super) fn length(interp: &Interpreter<'_>, value: &Value) -> Outcome<usize> {
    Ok(match value {
        Value::Str(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Tuple(items) => items.len(),
        Value::List(items) => lock(items).len(),
        Value::Dict(items) => lock(items).len(),
        Value::Set(items) => lock(items).len(),
        Value::View(view) => lock(&view.dict).len(),
        Value::Range(range) => range.len() as usize,
        Value::Array(array) => match array.shape().first() {
            Some(&n) => n,
            None => return Err(Exception::type_error("len() of unsized object")),
        },
        Value::Npz(npz) => npz.entries.len(),
        Value::Record(record) => match record_length(record) {
            Some(n) => n,
            None => return Err(Exception::type_error("len() of unsized object")),
        },
        Value::Instance(_) | Value::Class(Class::User(_)) => match interp.special_method(value, "__len__") {
            Some(method) => {
                let result = interp.call(&method, &[], &[])?;
                let size = result.as_int().and_then(|n| usize::try_from(n).ok());
                size.ok_or_else(|| Exception::value_error("__len__() should return >= 0"))?
            }
            None => return Err(no_length(value)),
        },
        _ => return Err(no_length(value)),
    })
}

/// The records along the first axis; of one record and of a dtype the fields.
fn record_length(value: &RecordValue) -> Option<usize> {
    match value {
        RecordValue::Array(records) => records.shape().first().copied(),
        RecordValue::Dtype(record) => Some(record.fields.len()),
        RecordValue::Void(one) | RecordValue::Record(one) => Some(one.record().fields.len()),
    }
}

fn no_length(value: &Value) -> Exception {
    Exception::type_error(format!("object of type '{}' has no len()", value.type_name()))
}

/// An index: an int or what acts as one.
pub(super) fn index(value: &Value) -> Option<i64> {
    match value {
        Value::Array(array) if array.ndim() == 0 && array.dtype().is_int() => array.item().map(|item| item.as_i64()),
        other => other.as_int().and_then(|index| i64::try_from(index).ok()),
    }
}
