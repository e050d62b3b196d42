//! Comparisons.
//!
//! Input: operators and operands. Output: bools (arrays for arrays), or TypeError.
//! Never: identity of hashed keys (`key`).

use super::sequence;
use crate::hir::CmpOp;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::key::Set;
use crate::host::object::Class;
use crate::host::value::{Value, lock};
use crate::host::view::as_set;
use crate::host::{Outcome, numpy};
use crate::types::BinaryOp;
use std::cmp::Ordering;

/// `a op b`
pub(crate) fn compare(interp: &Interpreter<'_>, op: CmpOp, a: &Value, b: &Value) -> Outcome<Value> {
    let ordering = match op {
        CmpOp::Is => return Ok(Value::Bool(a.is(b))),
        CmpOp::IsNot => return Ok(Value::Bool(!a.is(b))),
        CmpOp::In => return sequence::contains(interp, b, a).map(Value::Bool),
        CmpOp::NotIn => return sequence::contains(interp, b, a).map(|found| Value::Bool(!found)),
        CmpOp::Eq => BinaryOp::Eq,
        CmpOp::NotEq => BinaryOp::Ne,
        CmpOp::Lt => BinaryOp::Lt,
        CmpOp::LtE => BinaryOp::Le,
        CmpOp::Gt => BinaryOp::Gt,
        CmpOp::GtE => BinaryOp::Ge,
    };
    if let (Value::Record(_), _) | (_, Value::Record(_)) = (a, b) {
        return numpy::record::compare(interp.run, ordering, a, b);
    }
    if numpy::compares(a, b) {
        return numpy::binary(interp.run, ordering, a, b);
    }
    rich(interp, ordering, a, b)
}

fn rich(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    if let (Value::Int(x), Value::Int(y)) = (a, b) {
        return Ok(Value::Bool(holds(op, Some(x.cmp(y)))));
    }
    if let (Value::Float(x), Value::Float(y)) = (a, b) {
        return Ok(Value::Bool(holds(op, x.partial_cmp(y))));
    }
    if let Some(result) = user_compare(interp, op, a, b)? {
        return Ok(result);
    }
    if let BinaryOp::Eq | BinaryOp::Ne = op {
        return equal(interp, a, b).map(|same| Value::Bool(same == (op == BinaryOp::Eq)));
    }
    if let Some(ordering) = number_order(a, b) {
        return Ok(Value::Bool(holds(op, ordering)));
    }
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => Ok(Value::Bool(holds(op, Some(x.cmp(y))))),
        (Value::Bytes(x), Value::Bytes(y)) => Ok(Value::Bool(holds(op, Some(x.cmp(y))))),
        (Value::Tuple(x), Value::Tuple(y)) => order_items(interp, op, x, y),
        (Value::List(x), Value::List(y)) => {
            // One lock at a time: both may be one object.
            let x = lock(x).clone();
            let y = lock(y).clone();
            order_items(interp, op, &x, &y)
        }
        (Value::Set(x), Value::Set(y)) => {
            // One lock at a time: both may be one object.
            let x = lock(x).clone();
            let y = lock(y).clone();
            Ok(Value::Bool(order_sets(op, &x, &y)))
        }
        (Value::View(_), _) | (_, Value::View(_)) if let (Some(x), Some(y)) = (as_set(a), as_set(b)) => {
            Ok(Value::Bool(order_sets(op, &x?, &y?)))
        }
        _ => {
            let (symbol, a, b) = (op.symbol(), a.type_name(), b.type_name());
            Err(Exception::type_error(format!("'{symbol}' not supported between instances of '{a}' and '{b}'")))
        }
    }
}

/// Does an operator hold of an ordering? None: of a nan, only `!=` does.
fn holds(op: BinaryOp, ordering: Option<Ordering>) -> bool {
    match (op, ordering) {
        (BinaryOp::Ne, None) => true,
        (_, None) => false,
        (BinaryOp::Eq, Some(ordering)) => ordering.is_eq(),
        (BinaryOp::Ne, Some(ordering)) => ordering.is_ne(),
        (BinaryOp::Lt, Some(ordering)) => ordering.is_lt(),
        (BinaryOp::Le, Some(ordering)) => ordering.is_le(),
        (BinaryOp::Gt, Some(ordering)) => ordering.is_gt(),
        (_, Some(ordering)) => ordering.is_ge(),
    }
}

/// The order of two real numbers, by value; the outer none: they are none.
fn number_order(a: &Value, b: &Value) -> Option<Option<Ordering>> {
    if let (Some(x), Some(y)) = (a.as_int(), b.as_int()) {
        return Some(Some(x.cmp(&y)));
    }
    match (a.as_int(), b.as_int()) {
        (Some(x), None) => Some(compare_int_float(x, b.as_float()?)),
        (None, Some(y)) => Some(compare_int_float(y, a.as_float()?).map(Ordering::reverse)),
        _ => Some(a.as_float()?.partial_cmp(&b.as_float()?)),
    }
}

/// Exact, also where the float cannot hold the int.
fn compare_int_float(int: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.abs() >= 2f64.powi(100) {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = float.trunc();
    Some(int.cmp(&(whole as i128)).then(0.0.partial_cmp(&(float - whole)).unwrap_or(Ordering::Equal)))
}

/// `a == b` as one bool.
pub(crate) fn equal(interp: &Interpreter<'_>, a: &Value, b: &Value) -> Outcome<bool> {
    if numpy::compares(a, b) {
        let verdict = numpy::binary(interp.run, BinaryOp::Eq, a, b)?;
        return interp.truth(&verdict);
    }
    if let Some(ordering) = number_order(a, b) {
        return Ok(ordering == Some(Ordering::Equal));
    }
    Ok(match (a, b) {
        (Value::Str(x), Value::Str(y)) => x == y,
        (Value::Bytes(x), Value::Bytes(y)) => x == y,
        (Value::Complex(..), _) | (_, Value::Complex(..)) => complex_equal(a, b),
        (Value::Tuple(x), Value::Tuple(y)) => equal_items(interp, x, y)?,
        (Value::List(x), Value::List(y)) => {
            // One lock at a time: both may be one object.
            let x = lock(x).clone();
            let y = lock(y).clone();
            equal_items(interp, &x, &y)?
        }
        (Value::Set(x), Value::Set(y)) => {
            // One lock at a time: both may be one object.
            let x = lock(x).clone();
            let y = lock(y).clone();
            x == y
        }
        (Value::View(_), _) | (_, Value::View(_)) => match (as_set(a), as_set(b)) {
            (Some(x), Some(y)) => x? == y?,
            _ => a.is(b),
        },
        (Value::Dict(x), Value::Dict(y)) => {
            // One lock at a time: both may be one object.
            let x = lock(x).clone();
            let y = lock(y).clone();
            if x.len() != y.len() {
                return Ok(false);
            }
            for (key, value) in &x {
                match y.get(key) {
                    Some(other) if value.is(other) || inside(interp, || equal(interp, value, other))? => {}
                    _ => return Ok(false),
                }
            }
            true
        }
        (Value::Range(x), Value::Range(y)) => {
            let (x, y) = (**x, **y);
            x.len() == y.len() && (x.is_empty() || (x.start == y.start && (x.len() == 1 || x.step == y.step)))
        }
        (Value::Slice(x), Value::Slice(y)) => {
            equal(interp, &x.start, &y.start)? && equal(interp, &x.stop, &y.stop)? && equal(interp, &x.step, &y.step)?
        }
        (Value::Type(x), Value::Type(y)) => x == y,
        (Value::Signature(x), Value::Signature(y)) => x == y,
        _ => match (numpy::dtype(a).ok(), numpy::dtype(b).ok()) {
            (Some(x), Some(y)) if matches!(a, Value::Dtype(_)) || matches!(b, Value::Dtype(_)) => x == y,
            _ => match user_compare(interp, BinaryOp::Eq, a, b)? {
                Some(verdict) => interp.truth(&verdict)?,
                None => a.is(b),
            },
        },
    })
}

fn complex_equal(a: &Value, b: &Value) -> bool {
    let parts = |value: &Value| match value {
        Value::Complex(re, im) => Some((*re, *im)),
        other => other.as_float().map(|re| (re, 0.0)),
    };
    parts(a).is_some_and(|a| Some(a) == parts(b))
}

/// One level into containers, which may hold themselves.
fn inside<T>(interp: &Interpreter<'_>, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let _level = interp.deeper(" in comparison")?;
    stacker::maybe_grow(64 << 10, 1 << 20, work)
}

fn equal_items(interp: &Interpreter<'_>, x: &[Value], y: &[Value]) -> Outcome<bool> {
    if x.len() != y.len() {
        return Ok(false);
    }
    for (a, b) in x.iter().zip(y) {
        if !(a.is(b) || inside(interp, || equal(interp, a, b))?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn order_items(interp: &Interpreter<'_>, op: BinaryOp, x: &[Value], y: &[Value]) -> Outcome<Value> {
    for (a, b) in x.iter().zip(y) {
        if !(a.is(b) || inside(interp, || equal(interp, a, b))?) {
            return inside(interp, || rich(interp, op, a, b));
        }
    }
    Ok(Value::Bool(holds(op, Some(x.len().cmp(&y.len())))))
}

fn order_sets(op: BinaryOp, x: &Set, y: &Set) -> bool {
    match op {
        BinaryOp::Lt => x.is_subset(y) && x.len() < y.len(),
        BinaryOp::Le => x.is_subset(y),
        BinaryOp::Gt => x.is_superset(y) && x.len() > y.len(),
        _ => x.is_superset(y),
    }
}

/// `a < b` as one bool: what sorting asks.
pub(crate) fn less(interp: &Interpreter<'_>, a: &Value, b: &Value) -> Outcome<bool> {
    let verdict = compare(interp, CmpOp::Lt, a, b)?;
    interp.truth(&verdict)
}

/// The comparison methods of classes of the script, also those of the right operand, mirrored.
fn user_compare(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Option<Value>> {
    let mirrored = match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        same => same,
    };
    for (object, other, op) in [(a, b, op), (b, a, mirrored)] {
        if !matches!(object.class(), Class::User(_)) {
            continue;
        }
        if let Some(method) = interp.special_method(object, &format!("__{}__", op.method())) {
            let result = interp.call(&method, std::slice::from_ref(other), &[])?;
            if !super::is_not_implemented(&result) {
                return Ok(Some(result));
            }
        }
    }
    Ok(None)
}
