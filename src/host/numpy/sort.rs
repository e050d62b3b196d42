//! Sorting, searching and what goes along an axis element by element.
//!
//! Input: arrays, axes. Output: arrays. Never: the sorting itself (`runtime::sort`).

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::{convert, order};
use crate::runtime::array::{Array, Order, with_element};
use crate::runtime::sort::{self, Side, Sortable};
use crate::runtime::{reduce, room};
use crate::types::Dtype;

/// `np.sort(a, axis)`: nan last.
pub(super) fn sort(run: &Run, array: &Array, axis: usize) -> Outcome<Array> {
    let copy = order::copy(run, array, array.dtype())?;
    sort::sort(&copy, axis)?;
    Ok(copy)
}

/// `np.argsort(a, axis)`: equal elements keep their order.
pub(super) fn argsort(array: &Array, axis: usize) -> Outcome<Array> {
    let places = Array::empty(array.account().as_ref(), Dtype::I64, array.shape())?;
    sort::argsort(&places, array, axis)?;
    Ok(places)
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
pub(super) fn unique(run: &Run, array: &Array) -> Outcome<Unique> {
    with_element!(array.dtype(), T => {
        let values = array.to_vec::<T>()?;
        let mut order = room::filled(0, values.len())?;
        T::argsort(&values, &mut order)?;
        run.poll()?;
        let mut kept: Vec<T> = Vec::new();
        let (mut first, mut counts) = (Vec::new(), Vec::new());
        let mut inverse = room::filled(0, values.len())?;
        for k in order.into_iter().map(|place| place as usize) {
            let same = kept.last().is_some_and(|last| last.order(values[k]).is_eq());
            if !same {
                room::push(&mut kept, values[k])?;
                room::push(&mut first, k as i64)?;
                room::push(&mut counts, 0)?;
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
    let places = convert::empty(run, Dtype::I64, values.shape())?;
    let side = if right { Side::Right } else { Side::Left };
    sort::search_sorted(&places, &array.cast(dtype)?, &values.cast(dtype)?, side)?;
    Ok(convert::result(places))
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
    let positions = sort::nonzero(array)?;
    Ok(Value::tuple(positions.into_iter().map(|axis| Value::array(Array::from_vec(axis)))))
}
