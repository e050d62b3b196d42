//! `value[index]`: reading, writing, deleting.
//!
//! Input: containers and indices. Output: items, changed containers, IndexError and KeyError.
//! Never: arrays' own rules (`numpy::index`).

use super::index;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::key::Key;
use crate::host::object::Class;
use crate::host::value::{RangeValue, SliceValue, Value, lock};
use crate::host::{Outcome, functions, numpy};
use crate::runtime::array::Slice;
use crate::runtime::exception::ExceptionKind;
use std::sync::Arc;

/// `value[at]`
pub(crate) fn get_item(interp: &Interpreter<'_>, value: &Value, at: &Value) -> Outcome<Value> {
    if let (Value::Instance(_), Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Array(_)) = (at, value)
        && let Some(method) = interp.special_method(at, "__index__")
    {
        let place = interp.call(&method, &[], &[])?;
        return get_item(interp, value, &place);
    }
    match value {
        Value::List(list) => {
            let list = lock(list);
            match select(at, list.len(), "list")? {
                Selected::One(i) => Ok(list[i].clone()),
                Selected::Many(indices) => Ok(Value::list(indices.map(|i| list[i].clone()).collect())),
            }
        }
        Value::Tuple(items) => match select(at, items.len(), "tuple")? {
            Selected::One(i) => Ok(items[i].clone()),
            Selected::Many(indices) => Ok(Value::tuple(indices.map(|i| items[i].clone()))),
        },
        Value::Str(text) => get_chars(text, at),
        Value::Bytes(bytes) => match select(at, bytes.len(), "index")? {
            Selected::One(i) => Ok(Value::Int(bytes[i].into())),
            Selected::Many(indices) => Ok(Value::Bytes(indices.map(|i| bytes[i]).collect())),
        },
        Value::Dict(dict) => {
            let key = Key::new(at.clone())?;
            let found = lock(dict).get(&key).cloned();
            found.ok_or_else(|| missing_key(at))
        }
        Value::Array(array) => numpy::get_item(interp.run, array, at),
        Value::Record(record) => numpy::record::get(interp.run, record, at),
        Value::Type(ty) if let crate::types::Type::Record(it) = &**ty => functions::numba::record_array_type(it, at),
        Value::Scalar(_) if matches!(at, Value::Tuple(items) if items.is_empty()) => Ok(value.clone()),
        Value::Scalar(_) => Err(Exception::new(ExceptionKind::IndexError, "invalid index to scalar variable.")),
        Value::Range(range) => get_range(**range, at),
        Value::Npz(npz) => {
            let entry = npz.entries.iter().find(|(name, _)| Some(&**name) == at.as_str());
            entry.map(|(_, array)| Value::Array(Arc::clone(array))).ok_or_else(|| {
                let message = format!("{} is not a file in the archive", at.as_str().unwrap_or("?"));
                Exception::with_args(Class::Exception(ExceptionKind::KeyError), vec![Value::from(message)])
            })
        }
        Value::Class(Class::Scalar(dtype)) => functions::numba::array_type(*dtype, at),
        // `list[int]` and its like are annotations.
        Value::Class(Class::Tag(_)) => Ok(value.clone()),
        Value::Instance(_) | Value::Class(Class::User(_)) => match interp.special_method(value, "__getitem__") {
            Some(method) => interp.call(&method, std::slice::from_ref(at), &[]),
            None => numpy::flag(value, at).ok_or_else(|| not_subscriptable(value)),
        },
        _ => Err(not_subscriptable(value)),
    }
}

fn not_subscriptable(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object is not subscriptable", value.type_name()))
}

/// The KeyError of a key that is not there.
pub(crate) fn missing_key(key: &Value) -> Exception {
    Exception::with_args(Class::Exception(ExceptionKind::KeyError), vec![key.clone()])
}

/// What an index selects.
enum Selected {
    One(usize),
    Many(SliceIndices),
}

/// The indices of a slice, in order.
#[derive(Clone, Copy)]
struct SliceIndices {
    next: i64,
    step: i64,
    left: usize,
}

impl Iterator for SliceIndices {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let index = self.next as usize;
        self.next = self.next.wrapping_add(self.step);
        Some(index)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// An index or slice of a sequence of a length; `what` names it in errors.
fn select(at: &Value, len: usize, what: &str) -> Outcome<Selected> {
    if let Value::Slice(slice) = at {
        let (start, step, count) = slice_of(slice)?.indices(len)?;
        return Ok(Selected::Many(SliceIndices { next: start, step, left: count }));
    }
    let Some(i) = index(at) else {
        let plural = if what == "string" { "string indices must be integers, not" } else { "" };
        let message = match plural {
            "" => format!("{what} indices must be integers or slices, not {}", at.type_name()),
            words => format!("{words} '{}'", at.type_name()),
        };
        return Err(Exception::type_error(message));
    };
    position(i, len).map(Selected::One).ok_or_else(|| {
        let name = if what == "index" { "index".to_owned() } else { format!("{what} index") };
        Exception::new(ExceptionKind::IndexError, format!("{name} out of range"))
    })
}

fn position(i: i64, len: usize) -> Option<usize> {
    let i = if i < 0 { i + len as i64 } else { i };
    usize::try_from(i).ok().filter(|&i| i < len)
}

/// A slice object's bounds as ints.
pub(crate) fn slice_of(slice: &SliceValue) -> Outcome<Slice> {
    let bound = |value: &Value| match value {
        Value::None => Ok(None),
        // A bound past 64 bits is past any length.
        other => match (index(other), other.as_int()) {
            (Some(i), _) => Ok(Some(i)),
            (None, Some(wide)) => Ok(Some(if wide < 0 { i64::MIN } else { i64::MAX })),
            _ => Err(Exception::type_error("slice indices must be integers or None or have an __index__ method")),
        },
    };
    Ok(Slice { start: bound(&slice.start)?, stop: bound(&slice.stop)?, step: bound(&slice.step)? })
}

fn get_chars(text: &str, at: &Value) -> Outcome<Value> {
    if text.is_ascii() {
        return Ok(match select(at, text.len(), "string")? {
            Selected::One(i) => Value::str(&text[i..=i]),
            Selected::Many(indices) => Value::from(indices.map(|i| char::from(text.as_bytes()[i])).collect::<String>()),
        });
    }
    let chars: Vec<char> = text.chars().collect();
    Ok(match select(at, chars.len(), "string")? {
        Selected::One(i) => Value::from(chars[i].to_string()),
        Selected::Many(indices) => Value::from(indices.map(|i| chars[i]).collect::<String>()),
    })
}

fn get_range(range: RangeValue, at: &Value) -> Outcome<Value> {
    if let Value::Slice(slice) = at {
        let (start, step, count) = slice_of(slice)?.indices(range.len() as usize)?;
        let first = range.start + start * range.step;
        let step = range.step * step;
        return Ok(Value::Range(Arc::new(RangeValue { start: first, stop: first + count as i64 * step, step })));
    }
    match select(at, range.len() as usize, "range object")? {
        Selected::One(i) => Ok(Value::Int(range.item(i as u64))),
        Selected::Many(_) => Ok(Value::None),
    }
}

/// `value[at] = item`
pub(crate) fn set_item(interp: &Interpreter<'_>, value: &Value, at: &Value, item: &Value) -> Outcome<()> {
    match value {
        Value::List(list) => set_list(interp, list, at, item),
        Value::Dict(dict) => {
            lock(dict).insert(Key::new(at.clone())?, item.clone());
            Ok(())
        }
        Value::Array(array) => numpy::set_item(interp.run, array, at, item),
        Value::Record(record) => numpy::record::set(interp.run, record, at, item),
        Value::Instance(_) => match interp.special_method(value, "__setitem__") {
            Some(method) => interp.call(&method, &[at.clone(), item.clone()], &[]).map(drop),
            None => Err(no_assignment(value)),
        },
        _ => Err(no_assignment(value)),
    }
}

fn no_assignment(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object does not support item assignment", value.type_name()))
}

fn set_list(interp: &Interpreter<'_>, list: &std::sync::Mutex<Vec<Value>>, at: &Value, item: &Value) -> Outcome<()> {
    if let Value::Slice(slice) = at {
        let items = interp.items(item)?;
        let mut list = lock(list);
        let bounds = slice_of(slice)?;
        let (start, step, count) = bounds.indices(list.len())?;
        if step == 1 {
            let start = start as usize;
            list.splice(start..start + count, items);
            return Ok(());
        }
        if items.len() != count {
            let message =
                format!("attempt to assign sequence of size {} to extended slice of size {count}", items.len());
            return Err(Exception::value_error(message));
        }
        for (i, item) in (SliceIndices { next: start, step, left: count }).zip(items) {
            list[i] = item;
        }
        return Ok(());
    }
    let mut list = lock(list);
    let Some(i) = index(at) else { return select(at, list.len(), "list").map(drop) };
    match position(i, list.len()) {
        Some(i) => {
            list[i] = item.clone();
            Ok(())
        }
        None => Err(Exception::new(ExceptionKind::IndexError, "list assignment index out of range")),
    }
}

/// `del value[at]`
pub(crate) fn delete_item(interp: &Interpreter<'_>, value: &Value, at: &Value) -> Outcome<()> {
    match value {
        Value::List(list) => {
            let mut list = lock(list);
            match select(at, list.len(), "list assignment")? {
                Selected::One(i) => drop(list.remove(i)),
                Selected::Many(indices) => {
                    let mut indices: Vec<usize> = indices.collect();
                    indices.sort_unstable();
                    indices.into_iter().rev().for_each(|i| drop(list.remove(i)));
                }
            }
            Ok(())
        }
        Value::Dict(dict) => {
            let key = Key::new(at.clone())?;
            let removed = lock(dict).shift_remove(&key);
            removed.map(drop).ok_or_else(|| missing_key(at))
        }
        Value::Instance(_) => match interp.special_method(value, "__delitem__") {
            Some(method) => interp.call(&method, std::slice::from_ref(at), &[]).map(drop),
            None => Err(no_deletion(value)),
        },
        Value::Array(_) => Err(Exception::value_error("cannot delete array elements")),
        _ => Err(no_deletion(value)),
    }
}

fn no_deletion(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object doesn't support item deletion", value.type_name()))
}
