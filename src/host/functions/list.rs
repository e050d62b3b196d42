//! Methods of lists.
//!
//! Input: a list, arguments. Output: results; the list changes.
//! Never: tuples.

use super::args::Args;
use super::sequence;
use crate::builtins::host::ListMethod;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::value::{Value, lock};
use crate::host::{Outcome, ops, text};
use crate::runtime::exception::ExceptionKind;
use std::cmp::Ordering;
use std::sync::Mutex;

/// Calls one.
pub(super) fn call(
    interp: &Interpreter<'_>,
    method: ListMethod,
    list: &Mutex<Vec<Value>>,
    args: &Args,
) -> Outcome<Value> {
    match method {
        ListMethod::Append => lock(list).push(args.at(0).clone()),
        ListMethod::Clear => lock(list).clear(),
        ListMethod::Copy => return Ok(Value::list(lock(list).clone())),
        ListMethod::Count => {
            let items = lock(list).clone();
            return sequence::count(interp, &items, args.at(0));
        }
        ListMethod::Extend => {
            let items = interp.items(args.at(0))?;
            lock(list).extend(items);
        }
        ListMethod::Index => {
            let items = lock(list).clone();
            return match sequence::find(interp, &items, args)? {
                Some(at) => Ok(Value::size(at)),
                None => Err(Exception::value_error(format!("{} is not in list", text::repr(interp, args.at(0))?))),
            };
        }
        ListMethod::Insert => {
            let mut list = lock(list);
            let n = list.len() as i64;
            let at = args.int(0, 0)?;
            let at = (if at < 0 { at + n } else { at }).clamp(0, n) as usize;
            list.insert(at, args.at(1).clone());
        }
        ListMethod::Pop => return pop(&mut lock(list), args.int(0, -1)?),
        ListMethod::Remove => {
            let items = lock(list).clone();
            let Some(at) = sequence::find(interp, &items, &one(args.at(0)))? else {
                return Err(Exception::value_error("list.remove(x): x not in list"));
            };
            lock(list).remove(at);
        }
        ListMethod::Reverse => lock(list).reverse(),
        ListMethod::Sort => {
            // As in CPython, the list is empty to whoever looks meanwhile.
            let mut items = std::mem::take(&mut *lock(list));
            let result = sort(interp, &mut items, args.some(0), args.flag(interp, 1, false)?);
            *lock(list) = items;
            result?;
        }
    }
    Ok(Value::None)
}

fn one(value: &Value) -> Args {
    Args::of(value)
}

fn pop(list: &mut Vec<Value>, at: i64) -> Outcome<Value> {
    if list.is_empty() {
        return Err(Exception::new(ExceptionKind::IndexError, "pop from empty list"));
    }
    let counted = if at < 0 { at + list.len() as i64 } else { at };
    match usize::try_from(counted).ok().filter(|&at| at < list.len()) {
        Some(at) => Ok(list.remove(at)),
        None => Err(Exception::new(ExceptionKind::IndexError, "pop index out of range")),
    }
}

/// Sorts, stable also in reverse; the first failing comparison is the result.
pub(super) fn sort(
    interp: &Interpreter<'_>,
    items: &mut Vec<Value>,
    key: Option<&Value>,
    reverse: bool,
) -> Outcome<()> {
    let mut ranked: Vec<Ranked> = Vec::with_capacity(items.len());
    for item in items.iter() {
        let rank = match key {
            Some(key) => interp.call(key, std::slice::from_ref(item), &[])?,
            None => item.clone(),
        };
        ranked.push((rank, item.clone()));
    }
    let mut failure = None;
    if reverse {
        ranked.reverse();
    }
    let mut order = |a: &(Value, Value), b: &(Value, Value)| {
        if failure.is_some() {
            return Ordering::Equal;
        }
        match ops::less(interp, &b.0, &a.0) {
            Ok(true) => Ordering::Greater,
            Ok(false) => Ordering::Less,
            Err(error) => {
                failure = Some(error);
                Ordering::Equal
            }
        }
    };
    // CPython, too, first looks for a run at the beginning: the same two values are the first to have no order.
    if ranked.windows(2).any(|pair| order(&pair[0], &pair[1]) == Ordering::Greater) {
        merge_sort(&mut ranked, &mut order);
    }
    if let Some(error) = failure {
        return Err(error);
    }
    if reverse {
        ranked.reverse();
    }
    *items = ranked.into_iter().map(|(_, item)| item).collect();
    Ok(())
}

/// An item behind what it is sorted by.
type Ranked = (Value, Value);

/// A stable sort that asks only whether the right one is less, and bears any answers: a script's order need be none.
fn merge_sort(items: &mut Vec<Ranked>, order: &mut dyn FnMut(&Ranked, &Ranked) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut right = items.split_off(items.len() / 2);
    merge_sort(items, order);
    merge_sort(&mut right, order);
    if let (Some(last), Some(first)) = (items.last(), right.first())
        && order(last, first) != Ordering::Greater
    {
        items.append(&mut right);
        return;
    }
    let mut merged = Vec::with_capacity(items.len() + right.len());
    let (mut left, mut right) = (std::mem::take(items).into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let from_right = order(a, b) == Ordering::Greater;
        merged.extend(if from_right { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    *items = merged;
}
