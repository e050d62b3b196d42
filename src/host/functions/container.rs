//! Methods of dicts and sets.
//!
//! Input: a dict or set, arguments. Output: results; the container changes.
//! Never: lists.

use super::args::Args;
use crate::builtins::host::{DictMethod, SetMethod};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::key::{Dict, Key, Set};
use crate::host::object::Class;
use crate::host::value::{Value, lock};
use crate::host::view::{Part, View};
use crate::host::{Outcome, ops};
use crate::runtime::exception::ExceptionKind;
use std::sync::{Arc, Mutex};

/// Calls a method of a dict.
pub(super) fn call_dict(
    interp: &Interpreter<'_>,
    method: DictMethod,
    dict: &Arc<Mutex<Dict>>,
    args: &Args,
) -> Outcome<Value> {
    let key = || Key::new(args.at(0).clone());
    let default = || args.get(1).cloned().unwrap_or(Value::None);
    let view = |part| Value::View(Arc::new(View { part, dict: Arc::clone(dict) }));
    match method {
        DictMethod::Clear => lock(dict).clear(),
        DictMethod::Copy => return Ok(Value::dict(lock(dict).clone())),
        DictMethod::Get => return Ok(lock(dict).get(&key()?).cloned().unwrap_or_else(default)),
        DictMethod::Keys => return Ok(view(Part::Keys)),
        DictMethod::Values => return Ok(view(Part::Values)),
        DictMethod::Items => return Ok(view(Part::Items)),
        DictMethod::Pop => {
            let removed = lock(dict).shift_remove(&key()?);
            return match (removed, args.get(1)) {
                (Some(value), _) => Ok(value),
                (None, Some(default)) => Ok(default.clone()),
                (None, None) => Err(ops::missing_key(args.at(0))),
            };
        }
        DictMethod::Popitem => {
            let last = lock(dict).pop();
            return match last {
                Some((key, value)) => Ok(Value::tuple([key.value().clone(), value])),
                None => Err(key_error("popitem(): dictionary is empty")),
            };
        }
        DictMethod::Setdefault => return Ok(lock(dict).entry(key()?).or_insert_with(default).clone()),
        DictMethod::Update => {
            let mut added = Dict::default();
            args.rest.iter().try_for_each(|source| update(interp, &mut added, source))?;
            added.extend(args.keywords.iter().map(|(name, value)| (Key::str(name), value.clone())));
            lock(dict).extend(added);
        }
    }
    Ok(Value::None)
}

fn key_error(message: &str) -> Exception {
    Exception::with_args(Class::Exception(ExceptionKind::KeyError), vec![Value::str(message)])
}

/// Puts in the items of a dict, or pairs.
pub(super) fn update(interp: &Interpreter<'_>, dict: &mut Dict, source: &Value) -> Outcome<()> {
    if let Value::Dict(other) = source {
        dict.extend(lock(other).iter().map(|(key, value)| (key.clone(), value.clone())));
        return Ok(());
    }
    // Any object with `keys` is a mapping.
    if let Some(keys) = interp.special_method(source, "keys") {
        let keys = interp.call(&keys, &[], &[])?;
        for key in interp.items(&keys)? {
            let value = ops::get_item(interp, source, &key)?;
            dict.insert(Key::new(key)?, value);
        }
        return Ok(());
    }
    for (i, pair) in interp.items(source)?.iter().enumerate() {
        match &interp.items(pair)?[..] {
            [key, value] => drop(dict.insert(Key::new(key.clone())?, value.clone())),
            other => {
                let message =
                    format!("dictionary update sequence element #{i} has length {}; 2 is required", other.len());
                return Err(Exception::value_error(message));
            }
        }
    }
    Ok(())
}

/// What a set and others make together.
fn combined(method: SetMethod, this: Set, others: Vec<Set>) -> Set {
    others.into_iter().fold(this, |all, other| match method {
        SetMethod::Union => all.union(&other).cloned().collect(),
        SetMethod::Intersection | SetMethod::IntersectionUpdate => all.intersection(&other).cloned().collect(),
        SetMethod::Difference | SetMethod::DifferenceUpdate => all.difference(&other).cloned().collect(),
        _ => all.symmetric_difference(&other).cloned().collect(),
    })
}

/// Calls a method of a set.
pub(super) fn call_set(interp: &Interpreter<'_>, method: SetMethod, set: &Mutex<Set>, args: &Args) -> Outcome<Value> {
    let key = || Key::new(args.at(0).clone());
    let as_set = |value: &Value| -> Outcome<Set> { interp.items(value)?.into_iter().map(Key::new).collect() };
    let others = || args.rest.iter().map(as_set).collect::<Outcome<Vec<Set>>>();
    let this = || lock(set).clone();
    Ok(match method {
        SetMethod::Add => {
            lock(set).insert(key()?);
            Value::None
        }
        SetMethod::Clear => {
            lock(set).clear();
            Value::None
        }
        SetMethod::Copy => Value::set(this()),
        SetMethod::Discard => {
            lock(set).shift_remove(&key()?);
            Value::None
        }
        SetMethod::Remove => {
            if !lock(set).shift_remove(&key()?) {
                return Err(ops::missing_key(args.at(0)));
            }
            Value::None
        }
        SetMethod::Pop => {
            let first = lock(set).shift_remove_index(0);
            return first.map(|key| key.value().clone()).ok_or_else(|| key_error("pop from an empty set"));
        }
        SetMethod::Update => {
            let added = others()?;
            lock(set).extend(added.into_iter().flatten());
            Value::None
        }
        SetMethod::Union | SetMethod::Intersection | SetMethod::Difference => {
            Value::set(combined(method, this(), others()?))
        }
        SetMethod::SymmetricDifference => Value::set(combined(method, this(), vec![as_set(args.at(0))?])),
        SetMethod::IntersectionUpdate | SetMethod::DifferenceUpdate => {
            let kept = combined(method, this(), others()?);
            *lock(set) = kept;
            Value::None
        }
        SetMethod::SymmetricDifferenceUpdate => {
            let kept = combined(method, this(), vec![as_set(args.at(0))?]);
            *lock(set) = kept;
            Value::None
        }
        SetMethod::Isdisjoint => Value::Bool(this().is_disjoint(&as_set(args.at(0))?)),
        SetMethod::Issubset => Value::Bool(this().is_subset(&as_set(args.at(0))?)),
        SetMethod::Issuperset => Value::Bool(this().is_superset(&as_set(args.at(0))?)),
    })
}
