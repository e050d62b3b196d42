//! Sorting and searching.
//!
//! Input: arrays. Output: sorted arrays, orders, places.
//! Never: lists (`functions::list`).

use super::convert::to_array;
use super::reduce::{is_nan, less};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::ops;
use crate::host::value::Value;
use crate::runtime::array::{Array, Index, Scalar};
use crate::types::Dtype;
use std::cmp::Ordering;

/// NumPy's order: nan last.
pub(super) fn order(a: Scalar, b: Scalar) -> Ordering {
    match (is_nan(a), is_nan(b)) {
        (false, false) if less(a, b) => Ordering::Less,
        (false, false) if less(b, a) => Ordering::Greater,
        (a_nan, b_nan) => a_nan.cmp(&b_nan),
    }
}

/// `array.sort(axis)`
pub(in crate::host) fn sort_in_place(array: &Array, axis: Option<&Value>) -> Outcome<()> {
    each_lane(array, axis, |lane| {
        let mut values: Vec<Scalar> = lane.iter().collect();
        values.sort_by(|&a, &b| order(a, b));
        Ok(lane.assign(&Array::from_scalars(None, lane.dtype(), lane.shape(), values)?)?)
    })
}

/// The order that sorts: indices along an axis.
pub(in crate::host) fn argsort(interp: &Interpreter<'_>, value: &Value, axis: Option<&Value>) -> Outcome<Value> {
    let array = to_array(interp, value, None)?;
    let (array, axis) = match axis {
        Some(Value::None) => (array.reshape(&[-1])?, None),
        other => ((*array).clone(), other),
    };
    let out = Array::zeros(Some(&interp.run.services.account), Dtype::I64, array.shape())?;
    let mut orders = Vec::new();
    each_lane(&array, axis, |lane| {
        let values: Vec<Scalar> = lane.iter().collect();
        let mut indices: Vec<i64> = (0..values.len() as i64).collect();
        indices.sort_by(|&a, &b| order(values[a as usize], values[b as usize]));
        orders.push(indices);
        Ok(())
    })?;
    let mut orders = orders.into_iter();
    each_lane(&out, axis, |lane| Ok(lane.assign(&Array::from_vec(orders.next().unwrap_or_default()))?))?;
    Ok(Value::array(out))
}

/// Visits the 1-d views along an axis (the last one by default).
fn each_lane(array: &Array, axis: Option<&Value>, mut visit: impl FnMut(&Array) -> Outcome<()>) -> Outcome<()> {
    let axis = match axis {
        None => -1,
        Some(axis) => ops::index(axis).ok_or_else(|| Exception::type_error("an axis is an int"))?,
    };
    let axis = super::axis_of(axis, array.ndim())?;
    let mut rest: Vec<usize> = array.shape().to_vec();
    rest[axis] = 1;
    let mut at = vec![0i64; array.ndim()];
    for _ in 0..rest.iter().product() {
        let index = |(k, &i): (usize, &i64)| if k == axis { Index::Slice(Default::default()) } else { Index::At(i) };
        let indices: Vec<Index> = at.iter().enumerate().map(index).collect();
        visit(&array.index(&indices)?)?;
        super::index::advance(&mut at, &rest);
    }
    Ok(())
}

/// `np.unique`
pub(in crate::host) fn unique(interp: &Interpreter<'_>, value: &Value) -> Outcome<Value> {
    let array = to_array(interp, value, None)?;
    let mut values: Vec<Scalar> = array.iter().collect();
    values.sort_by(|&a, &b| order(a, b));
    values.dedup_by(|a, b| order(*a, *b).is_eq());
    let n = values.len();
    Ok(Value::array(Array::from_scalars(Some(&interp.run.services.account), array.dtype(), &[n], values)?))
}

/// `np.searchsorted`: before equal elements, or after them.
pub(in crate::host) fn search_sorted(
    interp: &Interpreter<'_>,
    (sorted, wanted): (&Value, &Value),
    after_equals: bool,
) -> Outcome<Value> {
    let sorted: Vec<Scalar> = to_array(interp, sorted, None)?.iter().collect();
    let wanted = to_array(interp, wanted, None)?;
    let place = |value: Scalar| {
        let keep = |item: &Scalar| {
            let (a, b) = (*item, value);
            let ordering = match (a.as_i128(), b.as_i128()) {
                (Some(_), Some(_)) => order(a, b),
                _ => order(Scalar::F64(a.as_f64()), Scalar::F64(b.as_f64())),
            };
            ordering.is_lt() || (after_equals && ordering.is_eq())
        };
        Scalar::I64(sorted.partition_point(keep) as i64)
    };
    let values = wanted.iter().map(place);
    let out = Array::from_scalars(Some(&interp.run.services.account), Dtype::I64, wanted.shape(), values)?;
    Ok(super::value_of(out))
}

/// `np.nonzero`: one array of indices per axis.
pub(in crate::host) fn nonzero(interp: &Interpreter<'_>, value: &Value) -> Outcome<Vec<Value>> {
    let array = to_array(interp, value, None)?;
    let indices = super::index::mask_indices(&array)?;
    Ok(indices.into_iter().map(Value::Array).collect())
}
