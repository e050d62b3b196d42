//! What all sequences share: extremes, reversal, search; methods of tuples.
//!
//! Input: iterables. Output: items, iterators, places.
//! Never: changes.

use super::args::Args;
use crate::builtins::host::TupleMethod;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::iterate::{Items, Iter};
use crate::host::object::Tag;
use crate::host::value::{RangeValue, Value, lock};
use crate::host::{Outcome, ops};
use std::sync::Arc;

/// `min(..)`, `max(..)`: of several arguments, or of the items of one.
pub(super) fn extreme(interp: &Interpreter<'_>, args: &Args, largest: bool) -> Outcome<Value> {
    let name = if largest { "max" } else { "min" };
    let (key, default) = (args.some(0), args.get(1));
    let candidates = match &args.rest[..] {
        [] => return Err(Exception::type_error(format!("{name} expected at least 1 argument, got 0"))),
        [only] => interp.items(only)?,
        several => several.to_vec(),
    };
    let mut best: Option<(Value, Value)> = None;
    for candidate in candidates {
        let rank = match key {
            Some(key) => interp.call(key, std::slice::from_ref(&candidate), &[])?,
            None => candidate.clone(),
        };
        let better = match &best {
            None => true,
            Some((known, _)) if largest => ops::less(interp, known, &rank)?,
            Some((known, _)) => ops::less(interp, &rank, known)?,
        };
        if better {
            best = Some((rank, candidate));
        }
    }
    match (best, default) {
        (Some((_, value)), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Exception::value_error(format!("{name}() arg is an empty sequence"))),
    }
}

/// `reversed(value)`
pub(super) fn reversed(interp: &Interpreter<'_>, value: &Value) -> Outcome<Value> {
    let items = match value {
        Value::List(list) => Items::ListBack(Arc::clone(list), lock(list).len() + 1),
        Value::Range(range) => {
            let (range, n) = (**range, range.len() as i64);
            let last = range.start + (n - 1) * range.step;
            Items::Range(RangeValue { start: last, stop: range.start - range.step, step: -range.step }, 0)
        }
        Value::Tuple(_) | Value::Str(_) | Value::Array(_) | Value::Dict(_) => {
            let mut items = interp.items(value)?;
            items.reverse();
            Items::Gathered(items.into_iter())
        }
        Value::Instance(_) if interp.special_method(value, "__reversed__").is_some() => {
            let method = interp.special_method(value, "__reversed__").unwrap_or(Value::None);
            let result = interp.call(&method, &[], &[])?;
            Items::of(interp, &result)?
        }
        other => {
            let message = format!("'{}' object is not reversible", other.type_name());
            return Err(Exception::type_error(message));
        }
    };
    Ok(Value::Iterator(Iter::new(Tag::Reversed, items)))
}

/// Where the first item equal to a value is, from `start` up to `stop`.
pub(super) fn find(interp: &Interpreter<'_>, items: &[Value], args: &Args) -> Outcome<Option<usize>> {
    let n = items.len() as i64;
    let bound = |index: i64| (if index < 0 { index + n } else { index }).clamp(0, n) as usize;
    let (start, stop) = (bound(args.int(1, 0)?), bound(args.int(2, i64::MAX)?));
    for (i, item) in items.iter().enumerate().take(stop).skip(start) {
        if item.is(args.at(0)) || ops::equal(interp, item, args.at(0))? {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

/// How many items are equal to a value.
pub(super) fn count(interp: &Interpreter<'_>, items: &[Value], wanted: &Value) -> Outcome<Value> {
    let mut n = 0;
    for item in items {
        n += i64::from(item.is(wanted) || ops::equal(interp, item, wanted)?);
    }
    Ok(Value::Int(n))
}

/// Calls a method of a tuple.
pub(super) fn call_tuple(
    interp: &Interpreter<'_>,
    method: TupleMethod,
    items: &[Value],
    args: &Args,
) -> Outcome<Value> {
    match method {
        TupleMethod::Count => count(interp, items, args.at(0)),
        TupleMethod::Index => match find(interp, items, args)? {
            Some(at) => Ok(Value::size(at)),
            None => Err(Exception::value_error("tuple.index(x): x not in tuple")),
        },
    }
}
