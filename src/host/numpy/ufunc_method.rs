//! Methods and attributes of the script's universal functions: `reduce`, `accumulate`, `reduceat`, `outer`, `at`, `types`.
//!
//! Input: a function, arrays, axes. Output: arrays and scalars of NumPy.
//! Never: the walks over elements (the prelude), numbers of loops (`vectorized`).

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{ElementLoop, Outcome, Run};
use super::arguments::Arguments;
use super::attribute::code;
use super::nested;
use super::operand::Operand;
use super::vectorized::Vectorized;
use super::{convert, order};
use crate::builtins::host::UfuncMethod;
use crate::builtins::prelude::walks;
use crate::runtime::array::{Array, Index};
use crate::runtime::exception::ExceptionKind;
use crate::types::Dtype;
use std::sync::Arc;

/// Calls a method of a universal function.
///
/// # Errors
/// What it raises.
pub fn call_ufunc_method(run: &Run, method: UfuncMethod, receiver: &Value, args: &Arguments<'_>) -> Outcome<Value> {
    let Some(function) = Vectorized::of(run, receiver) else {
        return Err(Exception::type_error("a universal function expected"));
    };
    if method == UfuncMethod::Outer {
        return outer(&function, args);
    }
    if function.n_inputs() != 2 {
        let name = args.name;
        return Err(Exception::value_error(format!("{name} only supported for binary functions")));
    }
    match method {
        UfuncMethod::Reduce => reduce(&function, args),
        UfuncMethod::Accumulate => accumulate(&function, args),
        UfuncMethod::Reduceat => reduce_at(&function, args),
        UfuncMethod::At => at(&function, args),
        UfuncMethod::Outer => outer(&function, args),
    }
}

/// An attribute of a universal function; none: it has no such attribute.
pub fn ufunc_attribute(run: &Run, receiver: &Value, name: &str) -> Option<Value> {
    let function = Vectorized::of(run, receiver)?;
    let n_inputs = function.n_inputs();
    Some(match name {
        "nin" => Value::size(n_inputs),
        "nout" => Value::Int(1),
        "nargs" => Value::size(n_inputs + 1),
        "ntypes" => Value::size(function.loops().len()),
        "types" => Value::list(function.loops().iter().map(|own| Value::str(letters(own))).collect()),
        "identity" => function.identity().cloned().unwrap_or(Value::None),
        "signature" => Value::None,
        _ => return None,
    })
}

/// `dd->d`
fn letters(own: &ElementLoop) -> String {
    let params: String = own.params.iter().map(|&dtype| code(dtype)).collect();
    format!("{params}->{}", code(own.result))
}

/// The loop that folds items of this dtype: its result goes in again.
fn folding_loop(function: &Vectorized<'_>, dtype: Dtype) -> Outcome<ElementLoop> {
    let one = Operand::array(convert::zero_dim(crate::runtime::array::Scalar::Bool(false).cast(dtype))?);
    let own = function.loop_for(&[one.clone(), one])?;
    if own.params[0] == own.result { Ok(own) } else { Err(function.no_loop()) }
}

/// The array of a method's first argument in the dtype of the loop that folds it.
fn folded_array(function: &Vectorized<'_>, args: &Arguments<'_>) -> Outcome<(Array, ElementLoop)> {
    let array = args.array(function.run(), "array")?;
    let dtype = match args.dtype()? {
        Some(dtype) => dtype,
        None => match args.get("out") {
            Some(Value::Array(out)) => out.dtype(),
            _ => array.dtype(),
        },
    };
    let own = folding_loop(function, dtype)?;
    let array = if array.dtype() == own.params[1] { array } else { array.cast(own.params[1])? };
    Ok((array, own))
}

/// The axes of `axis=`, the first one by default.
pub(super) fn reduced_axes(args: &Arguments<'_>, array: &Array) -> Outcome<Vec<usize>> {
    match args.get("axis") {
        _ if args.is_none("axis") => Ok((0..array.ndim()).collect()),
        None if array.ndim() == 0 => Ok(Vec::new()),
        None => Ok(vec![0]),
        Some(axis) => convert::axes(Some(axis), array.ndim()),
    }
}

fn reduce(function: &Vectorized<'_>, args: &Arguments<'_>) -> Outcome<Value> {
    let (array, own) = folded_array(function, args)?;
    let axes = reduced_axes(args, &array)?;
    let identity = function.identity();
    if axes.len() > 1 && identity.is_none() {
        let name = function.name();
        let text = format!("reduction operation '{name}' is not reorderable, so at most one axis may be specified");
        return Err(Exception::value_error(text));
    }
    let kept: Vec<usize> = (0..array.ndim()).filter(|axis| !axes.contains(axis)).collect();
    let count: usize = axes.iter().map(|&axis| array.shape()[axis]).product();
    let items = leading(&array, &axes, &kept, count)?;
    let start = match (args.get("initial"), identity) {
        (Some(initial), _) => Some(initial),
        (None, Some(identity)) if count == 0 => Some(identity),
        _ => None,
    };
    let shape: Vec<usize> = kept.iter().map(|&axis| array.shape()[axis]).collect();
    let total = folded(function, &own, &items, &shape, start)?;
    let full: Vec<i64> =
        (0..array.ndim()).map(|axis| if axes.contains(&axis) { 1 } else { array.shape()[axis] as i64 }).collect();
    let total = if args.flag("keepdims")? { total.reshape(&full)? } else { total };
    args.result(convert::result(total))
}

/// The array with some axes made one, which comes first.
pub(super) fn leading(array: &Array, axes: &[usize], kept: &[usize], count: usize) -> Outcome<Array> {
    let permuted = array.permute(&[axes, kept].concat())?;
    let shape: Vec<i64> =
        std::iter::once(count as i64).chain(kept.iter().map(|&axis| array.shape()[axis] as i64)).collect();
    Ok(permuted.reshape(&shape)?)
}

/// The items along the first axis, folded; `shape` is that of an item.
fn folded(
    function: &Vectorized<'_>,
    own: &ElementLoop,
    items: &Array,
    shape: &[usize],
    start: Option<&Value>,
) -> Outcome<Array> {
    let run = function.run();
    let total = convert::empty(run, own.result, shape)?;
    let first = match start {
        Some(start) => {
            total.fill(convert::element(start, own.result)?)?;
            0
        }
        None if items.shape()[0] == 0 => {
            let name = function.name();
            let text = format!("zero-size array to reduction operation {name} which has no identity");
            return Err(Exception::value_error(text));
        }
        None => {
            total.assign(&items.index(&[Index::At(0)])?)?;
            1
        }
    };
    let rest = items.index(&[from(first)])?;
    let target = if shape.is_empty() { total.reshape(&[1])? } else { total.clone() };
    if total.size() > 0 {
        function.walk(walks::REDUCE, [rest, target])?;
    }
    Ok(total)
}

pub(super) fn from(first: i64) -> Index {
    slice(Some(first), None)
}

pub(super) fn slice(start: Option<i64>, stop: Option<i64>) -> Index {
    Index::Slice(crate::runtime::array::Slice { start, stop, step: None })
}

/// The axis of `axis=`, 0 by default, brought to the front, and the order that puts it back.
pub(super) fn one_axis(args: &Arguments<'_>, array: &Array) -> Outcome<(Array, Vec<usize>)> {
    let axis = args.axis(array)?.unwrap_or(0);
    let rest = (0..array.ndim()).filter(|&other| other != axis);
    let permuted = array.permute(&std::iter::once(axis).chain(rest).collect::<Vec<_>>())?;
    let mut back: Vec<usize> = (1..array.ndim()).collect();
    back.insert(axis, 0);
    Ok((permuted, back))
}

fn accumulate(function: &Vectorized<'_>, args: &Arguments<'_>) -> Outcome<Value> {
    let (array, own) = folded_array(function, args)?;
    if array.ndim() == 0 {
        return Err(Exception::type_error("cannot accumulate on a scalar"));
    }
    let (items, back) = one_axis(args, &array)?;
    let result = order::allocate(function.run(), own.result, items.shape(), std::slice::from_ref(&items))?;
    if items.size() > 0 {
        result.index(&[slice(None, Some(1))])?.assign(&items.index(&[slice(None, Some(1))])?)?;
        function.walk(walks::ACCUMULATE, [items, result.clone()])?;
    }
    args.result(Value::array(result.permute(&back)?))
}

fn reduce_at(function: &Vectorized<'_>, args: &Arguments<'_>) -> Outcome<Value> {
    let (array, own) = folded_array(function, args)?;
    let (items, back) = one_axis(args, &array)?;
    let indices = args.array(function.run(), "indices")?.to_vec::<i64>()?;
    let length = items.shape()[0] as i64;
    if let Some(wrong) = indices.iter().find(|&&index| !(0..length).contains(&index)) {
        let name = function.name();
        let text = format!("index {wrong} out-of-bounds in {name}.reduceat [0, {length})");
        return Err(Exception::new(ExceptionKind::IndexError, text));
    }
    let mut shape = items.shape().to_vec();
    shape[0] = indices.len();
    let result = convert::empty(function.run(), own.result, &shape)?;
    for (place, &start) in indices.iter().enumerate() {
        let stop = indices.get(place + 1).copied().unwrap_or(length).max(start + 1);
        let part = items.index(&[slice(Some(start), Some(stop))])?;
        let total = folded(function, &own, &part, &shape[1..], None)?;
        let place = place as i64;
        result.index(&[slice(Some(place), Some(place + 1))])?.assign(&total)?;
    }
    args.result(Value::array(result.permute(&back)?))
}

fn outer(function: &Vectorized<'_>, args: &Arguments<'_>) -> Outcome<Value> {
    if function.n_inputs() != 2 {
        return Err(Exception::value_error("outer product only supported for binary functions"));
    }
    let run = function.run();
    let (a, b) = (nested::as_array(run, args.required("A")?, None)?, nested::as_array(run, args.required("B")?, None)?);
    let shape: Vec<i64> = a.shape().iter().map(|&n| n as i64).chain(b.shape().iter().map(|_| 1)).collect();
    let operands = [Operand::array(a.reshape(&shape)?), Operand::array(b)];
    let own = function.loop_for(&operands)?;
    let arrays = operands.iter().map(Operand::to_array).collect::<Outcome<Vec<Array>>>()?;
    args.result(function.broadcast(&own, &arrays, None)?)
}

/// `a[indices] = f(a[indices], b)`, once per index, in order.
fn at(function: &Vectorized<'_>, args: &Arguments<'_>) -> Outcome<Value> {
    let run = function.run();
    let Value::Array(target) = args.required("array")? else {
        return Err(Exception::type_error("first operand must be array"));
    };
    let indices = args.array(run, "indices")?;
    let operand = Operand::array(args.array(run, "b")?);
    let own = function.loop_for(&[Operand::array((**target).clone()), operand.clone()])?;
    let values = operand.to_array()?.broadcast_to(indices.shape())?;
    for (index, value) in indices.iter().zip(values.iter()) {
        let item = target.index(&[Index::At(index.as_i64())])?;
        function.fill(&own, &[item.clone(), convert::zero_dim(value)?], &item)?;
    }
    Ok(Value::None)
}

/// `<numba._DUFunc 'add'>`, `<ufunc 'add'>`
#[must_use]
pub fn ufunc_text(definition: &super::super::Definition) -> String {
    let name = Arc::clone(&definition.function.hir.name);
    let is_parallel =
        definition.options.iter().any(|(key, value)| &**key == "target" && value.as_str() == Some("parallel"));
    if is_parallel { format!("<ufunc '{name}'>") } else { format!("<numba._DUFunc '{name}'>") }
}
