//! `np.delete` and `np.insert`.
//!
//! Input: arrays, positions. Output: fresh arrays. Never: changes in place.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{convert, fancy, nested, shape};
use crate::builtins::host::NumpyFunction as F;
use crate::runtime::array::{Array, Index, Slice};
use crate::runtime::exception::ExceptionKind;
use crate::types::Dtype;

/// Calls a function of this file.
///
/// # Errors
/// IndexError for a position outside.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "arr")?;
    let (array, axis) = match args.axis(&array)? {
        Some(axis) => (array, axis),
        None => (array.reshape(&[-1])?, 0),
    };
    let positions = positions(run, &array, axis, args.required("obj")?)?;
    let result = match function {
        F::Delete => delete(run, &array, axis, &positions)?,
        _ => insert(run, &array, axis, &positions, args)?,
    };
    Ok(Value::array(result))
}

/// Positions along an axis: of ints, of a slice, of a mask.
fn positions(run: &Run, array: &Array, axis: usize, given: &Value) -> Outcome<Vec<i64>> {
    let n = array.shape()[axis] as i64;
    if let Value::Slice(_) = given {
        let all = Array::from_vec((0..n).collect::<Vec<i64>>());
        return Ok(nested::as_array(run, &super::get_item(run, &all, given)?, None)?.to_vec());
    }
    let picked = nested::as_array(run, given, None)?;
    if picked.dtype() == Dtype::Bool {
        return Ok(fancy::true_positions(&picked.reshape(&[-1])?).swap_remove(0));
    }
    let wrapped = |position: i64| {
        let at = if position < 0 { position + n } else { position };
        if (0..=n).contains(&at) {
            return Ok(at);
        }
        let text = format!("index {position} is out of bounds for axis {axis} with size {n}");
        Err(Exception::new(ExceptionKind::IndexError, text))
    };
    picked.to_vec::<i64>().into_iter().map(wrapped).collect()
}

fn delete(run: &Run, array: &Array, axis: usize, positions: &[i64]) -> Outcome<Array> {
    let n = array.shape()[axis] as i64;
    if positions.contains(&n) {
        let text = format!("index {n} is out of bounds for axis {axis} with size {n}");
        return Err(Exception::new(ExceptionKind::IndexError, text));
    }
    let kept: Vec<i64> = (0..n).filter(|position| !positions.contains(position)).collect();
    shape::take(run, array, axis, &Array::from_vec(kept))
}

/// Several values go before one position; else one before each, which counts in the old array.
fn insert(run: &Run, array: &Array, axis: usize, positions: &[i64], args: &Arguments<'_>) -> Outcome<Array> {
    let values = nested::as_array(run, args.required("values")?, Some(array.dtype()))?;
    let single = convert::items(args.required("obj")?).is_none();
    let count = match positions.len() {
        1 if array.ndim() == 1 => values.size(),
        1 if values.ndim() == array.ndim() => values.shape()[axis],
        several => several,
    };
    let places: Vec<i64> = if positions.len() == 1 { vec![positions[0]; count] } else { positions.to_vec() };
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&k| places[k]);
    let n = array.shape()[axis];
    let mut lengths = array.shape().to_vec();
    lengths[axis] = n + count;
    let result = convert::empty(run, array.dtype(), &lengths)?;
    let mut new = vec![0; count];
    for (shift, &k) in order.iter().enumerate() {
        new[k] = places[k] + shift as i64;
    }
    let along = |array: &Array, at: i64| {
        let mut index = vec![Index::Slice(Slice::default()); axis];
        index.push(Index::Slice(Slice { start: Some(at), stop: Some(at + 1), step: None }));
        array.index(&index)
    };
    let old = (0..(n + count) as i64).filter(|at| !new.contains(at));
    for (from, at) in old.enumerate() {
        along(&result, at)?.assign(&along(array, from as i64)?)?;
    }
    for (k, &at) in new.iter().enumerate() {
        let target = along(&result, at)?;
        let per_position = count > 1 && values.ndim() > 0 && values.shape().get(axis) == Some(&count);
        let inserted = if per_position || (single && values.ndim() == 1 && array.ndim() == 1) {
            along(&values.reshape_view(values.shape()).unwrap_or(values.clone()), k as i64)?
        } else {
            values.clone()
        };
        target.assign(&inserted)?;
    }
    Ok(result)
}
