//! What goes along an axis element by element: running sums and products, places of extrema.
//!
//! Input: arrays, an axis. Output: arrays. Never: the axis of a call without one (callers flatten).

use super::{Extremum, Number, wide};
use crate::runtime::array::{Array, Element, with_element};
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::runtime::stop;
use crate::types::Dtype;

/// The array with an axis moved to the end.
fn axis_last(array: &Array, axis: usize) -> Result<Array, Raised> {
    let order: Vec<usize> = (0..array.ndim()).filter(|&other| other != axis).chain([axis]).collect();
    array.permute(&order)
}

/// Applies a function to the rows along an axis, one after the other.
fn rows<T: Element>(array: &Array, axis: usize, mut each: impl FnMut(&[T])) -> Result<(), Raised> {
    let view = axis_last(array, axis)?;
    // SAFETY: a script that writes elements in another thread meanwhile races; no reference outlives this call.
    let in_place = unsafe { view.as_slice::<T>() };
    let copied = if in_place.is_some() { Vec::new() } else { view.to_vec::<T>()? };
    let n = array.shape()[axis].max(1);
    for (number, row) in in_place.unwrap_or(&copied).chunks(n).enumerate() {
        if (number * n) % stop::LONG < n {
            stop::poll()?;
        }
        each(row);
    }
    stop::poll()
}

/// Running sums or products along an axis, in elements of `dtype`.
///
/// # Errors
/// MemoryError.
pub fn accumulate(array: &Array, axis: usize, dtype: Dtype, product: bool) -> Result<Array, Raised> {
    with_element!(dtype, T => {
        let mut results: Vec<T> = Array::room_for(array.shape())?;
        let step = |running: T, value: T| if product { running.times(value) } else { running.plus(value) };
        rows::<T>(array, axis, |row| running(row, &mut results, step))?;
        let view = axis_last(array, axis)?;
        let moved = Array::from_shape_vec(view.shape(), results).ok_or(Check::Internal)?;
        let back: Vec<usize> = (0..axis).chain([array.ndim() - 1]).chain(axis..array.ndim() - 1).collect();
        moved.permute(&back)
    })
}

fn running<T: Number>(row: &[T], results: &mut Vec<T>, step: impl Fn(T, T) -> T) {
    let Some((&first, rest)) = row.split_first() else { return };
    let mut last = first;
    results.push(last);
    for part in rest.chunks(stop::LONG) {
        if stop::poll().is_err() {
            return;
        }
        results.extend(part.iter().map(|&value| {
            last = step(last, value);
            last
        }));
    }
}

/// Where the extremum along an axis is: the first of equals, a nan before all.
///
/// # Errors
/// ValueError for no elements.
pub fn arg_extremum(array: &Array, axis: usize, which: Extremum) -> Result<Array, Raised> {
    if array.ndim() == 0 {
        // The only element, whatever the axis.
        return Ok(Array::from_shape_vec(&[], vec![0i64]).ok_or(Check::Internal)?);
    }
    let n = array.shape()[axis];
    let mut lengths = array.shape().to_vec();
    lengths.remove(axis);
    if n == 0 && !lengths.contains(&0) {
        let name = if which == Extremum::Min { "argmin" } else { "argmax" };
        let text = format!("attempt to get {name} of an empty sequence");
        return Err(Raised::new(ExceptionKind::ValueError, text));
    }
    let mut places: Vec<i64> = Array::room_for(&lengths)?;
    with_element!(array.dtype(), T => {
        rows::<T>(array, axis, |row| places.push(first_best(row, which) as i64))?;
    });
    Array::from_shape_vec(&lengths, places).ok_or_else(|| Check::Internal.into())
}

fn first_best<T: Number>(row: &[T], which: Extremum) -> usize {
    let Some(best) = wide::extremum(row, which) else { return 0 };
    let is_best = |value: &T| if best.is_nan() { value.is_nan() } else { *value == best };
    row.iter().position(is_best).unwrap_or(0)
}
