//! Sorting, searching and what goes along an axis element by element.
//!
//! Input: arrays, axes. Output: arrays. Never: NumPy's order of equal keys in `argsort` where it is not stable.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::{convert, fancy, shape};
use crate::runtime::array::{Array, Element, Order, with_element};
use crate::runtime::reduce::{self, Extremum, Number};
use crate::types::Dtype;

/// The rows along an axis, one after the other, and their number of elements.
pub(super) fn lanes<T: Element>(array: &Array, axis: usize) -> Outcome<(Vec<T>, usize)> {
    Ok((shape::axis_last(array, axis)?.to_vec::<T>(), array.shape()[axis]))
}

/// The results of rows along an axis, `n` for each, as an array.
pub(super) fn from_lanes<T: Element>(array: &Array, axis: usize, n: usize, values: Vec<T>) -> Outcome<Array> {
    let mut lengths: Vec<usize> = array.shape().to_vec();
    lengths.remove(axis);
    lengths.push(n);
    shape::axis_back(&convert::from_vec(&lengths, values)?, axis)
}

/// Applies a function to the rows along an axis; it gives as many elements as it takes.
fn map_lanes<T: Element, R: Element>(array: &Array, axis: usize, map: impl Fn(&[T], &mut Vec<R>)) -> Outcome<Array> {
    let (values, n) = lanes::<T>(array, axis)?;
    let mut results = Vec::with_capacity(values.len());
    for row in values.chunks(n.max(1)) {
        map(row, &mut results);
    }
    Ok(from_lanes(array, axis, n, results)?.copy(Order::C)?)
}

/// `np.sort(a, axis)`: nan last.
pub(super) fn sort(array: &Array, axis: usize) -> Outcome<Array> {
    with_element!(array.dtype(), T => map_lanes::<T, T>(array, axis, |row, out| {
        let start = out.len();
        out.extend_from_slice(row);
        out[start..].sort_by(|a, b| a.order(*b));
    }))
}

/// `np.argsort(a, axis)`: equal elements keep their order.
pub(super) fn argsort(array: &Array, axis: usize) -> Outcome<Array> {
    with_element!(array.dtype(), T => map_lanes::<T, i64>(array, axis, |row, out| {
        let start = out.len();
        out.extend(0..row.len() as i64);
        out[start..].sort_by(|&a, &b| row[a as usize].order(row[b as usize]));
    }))
}

/// `np.argmin(a, axis)`, `np.argmax(a, axis)`: the first of equals, a nan before all.
///
/// # Errors
/// ValueError for no elements.
pub(super) fn arg_extremum(array: &Array, axis: Option<usize>, which: Extremum) -> Outcome<Array> {
    Ok(match axis {
        Some(axis) => reduce::arg_extremum(array, axis, which)?,
        None => reduce::arg_extremum(&array.reshape(&[-1])?, 0, which)?,
    })
}

/// Running sums or products along an axis.
pub(super) fn accumulate(array: &Array, axis: usize, dtype: Dtype, product: bool) -> Outcome<Array> {
    Ok(reduce::accumulate(array, axis, dtype, product)?.copy(Order::C)?)
}

/// The sorted different elements; with where each is first, and which one each element is, and how often it occurs.
pub(super) struct Unique {
    pub values: Array,
    pub first: Vec<i64>,
    pub inverse: Vec<i64>,
    pub counts: Vec<i64>,
}

/// `np.unique(ar)`
pub(super) fn unique(array: &Array) -> Outcome<Unique> {
    with_element!(array.dtype(), T => {
        let values = array.to_vec::<T>();
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].order(values[b]));
        let mut kept: Vec<T> = Vec::new();
        let (mut first, mut counts) = (Vec::new(), Vec::new());
        let mut inverse = vec![0; values.len()];
        for k in order {
            let same = kept.last().is_some_and(|last| last.order(values[k]).is_eq());
            if !same {
                kept.push(values[k]);
                first.push(k as i64);
                counts.push(0);
            }
            if let Some(count) = counts.last_mut() {
                *count += 1;
            }
            inverse[k] = kept.len() as i64 - 1;
        }
        Ok(Unique { values: Array::from_vec(kept), first, inverse, counts })
    })
}

/// `np.searchsorted(a, v, side)`
///
/// # Errors
/// ValueError for arrays of several axes.
pub(super) fn searchsorted(run: &Run, array: &Array, values: &Array, right: bool) -> Outcome<Value> {
    if array.ndim() != 1 {
        return Err(Exception::value_error("object too deep for desired array"));
    }
    run.poll()?;
    let dtype = crate::types::promote_dtypes(array.dtype(), values.dtype());
    with_element!(dtype, T => {
        let sorted = array.to_vec::<T>();
        let place = |value: T| {
            sorted.partition_point(|item| match item.order(value) {
                std::cmp::Ordering::Less => true,
                std::cmp::Ordering::Equal => right,
                std::cmp::Ordering::Greater => false,
            }) as i64
        };
        let places = values.to_vec::<T>().into_iter().map(place).collect();
        Ok(convert::result(convert::from_vec(values.shape(), places)?))
    })
}

/// `np.nonzero(a)`: positions along each axis.
///
/// # Errors
/// ValueError for an array of no axes.
pub(super) fn nonzero(array: &Array) -> Outcome<Value> {
    if array.ndim() == 0 {
        return Err(Exception::value_error(
            "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead. If the context of \
             this error is of the form `arr[nonzero(cond)]`, just use `arr[cond]`.",
        ));
    }
    let positions = fancy::true_positions(&array.cast(Dtype::Bool)?);
    Ok(Value::tuple(positions.into_iter().map(|axis| Value::array(Array::from_vec(axis)))))
}
