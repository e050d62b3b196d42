//! Operators on strings, lists, tuples, sets, dicts.
//!
//! Input: operators and operands. Output: the result; none where the operator is not theirs.
//! Never: comparison (`compare`), indexing (`item`).

use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::key::{Key, Set};
use crate::host::object::Class;
use crate::host::value::{Value, lock};
use crate::host::view::{self, Part};
use crate::host::{Outcome, text};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::room;
use crate::types::BinaryOp;
use std::sync::Arc;

pub(super) fn binary(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Option<Value>> {
    match op {
        BinaryOp::Add => add(a, b),
        BinaryOp::Mul => match (a.as_int(), b.as_int()) {
            (None, Some(n)) => repeat(a, n),
            (Some(n), None) => repeat(b, n),
            _ => Ok(None),
        },
        BinaryOp::Mod => match a {
            Value::Str(format) => text::percent(interp, format, b).map(|text| Some(text.into())),
            _ => Ok(None),
        },
        BinaryOp::BitOr if matches!((a, b), (Value::Dict(_), Value::Dict(_))) => {
            let Value::Dict(first) = a else { return Ok(None) };
            let merged = Value::dict(lock(first).clone());
            in_place(interp, op, &merged, b)
        }
        BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::Sub | BinaryOp::BitXor => match (a, b) {
            (Value::Set(x), Value::Set(y)) => {
                // One lock at a time: both may be one object.
                let x = lock(x).clone();
                let y = lock(y).clone();
                Ok(set_op(op, &x, &y).map(Value::set))
            }
            _ => match view::sets(a, b, |value| interp.items(value)) {
                Some(sets) => sets.map(|(x, y)| set_op(op, &x, &y).map(Value::set)),
                None => Ok(None),
            },
        },
        _ => Ok(None),
    }
}

fn set_op(op: BinaryOp, x: &Set, y: &Set) -> Option<Set> {
    Some(match op {
        BinaryOp::BitOr => x.union(y).cloned().collect(),
        BinaryOp::BitAnd => x.intersection(y).cloned().collect(),
        BinaryOp::Sub => x.difference(y).cloned().collect(),
        BinaryOp::BitXor => x.symmetric_difference(y).cloned().collect(),
        _ => return None,
    })
}

fn add(a: &Value, b: &Value) -> Outcome<Option<Value>> {
    let mismatch = |what: &str| {
        let message = format!("can only concatenate {what} (not \"{}\") to {what}", b.type_name());
        Err(Exception::type_error(message))
    };
    Ok(Some(match (a, b) {
        (Value::Str(x), Value::Str(y)) => Value::Str(room::shared_text(room::joined_text(&[x, y])?)?),
        (Value::Str(_), _) => return mismatch("str"),
        (Value::Bytes(x), Value::Bytes(y)) => Value::Bytes(room::shared(room::joined(&[x, y])?)?),
        (Value::Tuple(x), Value::Tuple(y)) => Value::Tuple(room::shared(room::joined(&[x, y])?)?.into()),
        (Value::Tuple(_), _) => return mismatch("tuple"),
        (Value::List(x), Value::List(y)) => {
            let mut joined = room::repeated(&lock(x), 1)?;
            room::append(&mut joined, &lock(y))?;
            Value::list(joined)
        }
        (Value::List(_), _) => return mismatch("list"),
        _ => return Ok(None),
    }))
}

fn repeat(value: &Value, n: i128) -> Outcome<Option<Value>> {
    let n = usize::try_from(n.max(0)).unwrap_or(usize::MAX);
    Ok(Some(match value {
        Value::Str(text) => Value::Str(room::shared_text(room::repeated_text(text, n)?)?),
        Value::Bytes(bytes) => Value::Bytes(room::shared(room::repeated(bytes, n)?)?),
        Value::Tuple(items) => Value::Tuple(room::shared(room::repeated(items, n)?)?.into()),
        Value::List(items) => Value::list(room::repeated(&lock(items), n)?),
        _ => return Ok(None),
    }))
}

/// `a op= b` of what changes in place.
pub(super) fn in_place(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Option<Value>> {
    match (a, op) {
        (Value::List(list), BinaryOp::Add) => {
            let items = interp.items(b)?;
            lock(list).extend(items);
        }
        (Value::List(list), BinaryOp::Mul) => {
            let Some(n) = b.as_int() else { return Ok(None) };
            let Some(Value::List(repeated)) = repeat(a, n)? else { return Ok(None) };
            let items = std::mem::take(&mut *lock(&repeated));
            *lock(list) = items;
        }
        (Value::Dict(dict), BinaryOp::BitOr) => match b {
            Value::Dict(other) => {
                let other = lock(other).clone();
                lock(dict).extend(other);
            }
            _ => return Ok(None),
        },
        (Value::Set(set), _) => {
            let Value::Set(other) = b else { return Ok(None) };
            // One lock at a time: both may be one object.
            let x = lock(set).clone();
            let y = lock(other).clone();
            let Some(result) = set_op(op, &x, &y) else { return Ok(None) };
            *lock(set) = result;
        }
        _ => return Ok(None),
    }
    Ok(Some(a.clone()))
}

/// `item in container`
pub(super) fn contains(interp: &Interpreter<'_>, container: &Value, item: &Value) -> Outcome<bool> {
    match container {
        Value::Str(text) => match item {
            Value::Str(part) => Ok(text.contains(&**part)),
            other => {
                let message = format!("'in <string>' requires string as left operand, not {}", other.type_name());
                Err(Exception::type_error(message))
            }
        },
        Value::Bytes(bytes) => match item {
            Value::Bytes(part) => Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == &**part)),
            _ => contains_item(interp, container, item),
        },
        Value::Dict(dict) => Ok(lock(dict).contains_key(&Key::new(item.clone())?)),
        Value::Set(set) => Ok(lock(set).contains(&Key::new(item.clone())?)),
        Value::View(view) if view.part == Part::Keys => Ok(lock(&view.dict).contains_key(&Key::new(item.clone())?)),
        Value::Range(range) if item.as_int().is_some() => {
            let item = item.as_int().unwrap_or(0);
            let offset = item - i128::from(range.start);
            let (steps, rest) = (offset / i128::from(range.step), offset % i128::from(range.step));
            Ok(rest == 0 && steps >= 0 && steps < i128::from(range.len()))
        }
        Value::Npz(npz) => Ok(npz.entries.iter().any(|(name, _)| Some(&**name) == item.as_str())),
        Value::Array(_) => crate::host::numpy::contains(interp.run, container, item),
        Value::Instance(_) | Value::Class(Class::User(_)) => match interp.special_method(container, "__contains__") {
            Some(method) => {
                let verdict = interp.call(&method, std::slice::from_ref(item), &[])?;
                interp.truth(&verdict)
            }
            None => contains_item(interp, container, item),
        },
        _ => contains_item(interp, container, item),
    }
}

fn contains_item(interp: &Interpreter<'_>, container: &Value, item: &Value) -> Outcome<bool> {
    let items = interp.iter(container).map_err(|error| {
        if error.kind() == ExceptionKind::TypeError {
            return Exception::type_error(format!("argument of type '{}' is not iterable", container.type_name()));
        }
        error
    })?;
    let items: Arc<_> = items;
    while let Some(candidate) = items.next(interp)? {
        if candidate.is(item) || super::equal(interp, &candidate, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}
