//! Sorting, selecting and searching along an axis of an array.
//!
//! Input: arrays of any dtype and layout, an axis. Output: their elements in order, or the places that put them in order.
//! Never: allocation of results, arguments of scripts (`routine::sort` and the host zone read those).
//!
//! The order is NumPy's: nan stands last; complex numbers go by their real parts, then by their imaginary parts. Orders of
//! places (`arg..`) are stable. Floats are sorted as ints (`key`), ints a vector at a time (`wide`) where the processor
//! can, narrow ones by counting. All of it hears requests to stop (`super::stop`).

mod cut;
mod element;
mod key;
mod lane;
mod quick;
#[cfg(target_arch = "x86_64")]
mod wide;

pub use element::Sortable;

use super::array::{Array, with_element};
use super::exception::{Check, Raised};
use super::{room, stop};
use crate::types::Dtype;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Sorts each lane along an axis, in place. Stopped by a request, it leaves the elements in some order.
///
/// # Errors
/// ValueError if the array is read-only; KeyboardInterrupt or TimeoutError.
pub fn sort(array: &Array, axis: usize) -> Result<(), Raised> {
    with_element!(array.dtype(), T => lane::edit::<T>(array, axis, T::sort))
}

/// Writes the order that sorts each lane of `source` to `target`, an array of int64 of its shape.
///
/// # Errors
/// As [`sort`].
pub fn argsort(target: &Array, source: &Array, axis: usize) -> Result<(), Raised> {
    with_element!(source.dtype(), T => lane::map::<T>(target, source, axis, T::argsort))
}

/// Puts what belongs at each of the places `kth` there, what is smaller before it and the rest behind it.
///
/// # Errors
/// As [`sort`].
pub fn partition(array: &Array, kth: &[usize], axis: usize) -> Result<(), Raised> {
    with_element!(array.dtype(), T => lane::edit::<T>(array, axis, |lane| select(lane, kth, |a, b| a.order(*b))))
}

/// The order of places that [`partition`] makes.
///
/// # Errors
/// As [`sort`].
pub fn argpartition(target: &Array, source: &Array, kth: &[usize], axis: usize) -> Result<(), Raised> {
    with_element!(source.dtype(), T => lane::map::<T>(target, source, axis, |values, places| {
        for (slot, number) in places.iter_mut().zip(0..) {
            *slot = number;
        }
        select(places, kth, |&a, &b| values[a as usize].order(values[b as usize]));
        Ok(())
    }))
}

fn select<T: Copy>(values: &mut [T], kth: &[usize], order: impl Fn(&T, &T) -> Ordering + Copy) {
    let mut places = kth.to_vec();
    places.sort_unstable();
    let mut start = 0;
    for place in places {
        select_by(&mut values[start..], place - start, order);
        start = place;
    }
}

/// See [`cut::select_by`]. A request to stop leaves the values in some order.
pub fn select_by<T: Copy>(values: &mut [T], place: usize, order: impl Fn(&T, &T) -> Ordering + Copy) {
    cut::select_by(values, place, order);
}

/// On which side of equal elements a place is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Before them.
    Left,
    /// Behind them.
    Right,
}

/// Writes where each element of `values` belongs in `sorted`, which has one axis and the same dtype, to `target`, an
/// array of int64 of the shape of `values`.
///
/// # Errors
/// ValueError if the target is read-only.
pub fn search_sorted(target: &Array, sorted: &Array, values: &Array, side: Side) -> Result<(), Raised> {
    if target.dtype() != Dtype::I64 || sorted.dtype() != values.dtype() {
        return Err(Check::Internal.into());
    }
    with_element!(sorted.dtype(), T => {
        // SAFETY: nobody writes the arrays meanwhile: a script that does so from another thread has a race of its own.
        let lent = unsafe { sorted.as_slice::<T>() };
        let sorted = lent.map_or_else(|| sorted.to_vec::<T>().map(Cow::Owned), |lent| Ok(Cow::Borrowed(lent)))?;
        let mut places = Array::room_for(values.shape())?;
        for value in values.to_vec::<T>()? {
            if places.len().is_multiple_of(stop::LONG / 64) {
                stop::poll()?;
            }
            let before = |other: &T| match side {
                Side::Left => other.order(value).is_lt(),
                Side::Right => other.order(value).is_le(),
            };
            places.push(sorted.partition_point(before) as i64);
        }
        target.assign(&Array::from_shape_vec(values.shape(), places).ok_or(Check::Internal)?)
    })
}

/// Along each axis, where elements are not zero, in C order.
///
/// # Errors
/// MemoryError.
pub fn nonzero(array: &Array) -> Result<Vec<Vec<i64>>, Raised> {
    let mut places: Vec<Vec<i64>> = vec![Vec::new(); array.ndim()];
    let truths = array.cast(Dtype::Bool)?;
    for (place, truth) in truths.iter().enumerate() {
        if place.is_multiple_of(stop::LONG / 8) {
            stop::poll()?;
        }
        if !truth.as_bool() {
            continue;
        }
        let mut rest = place;
        for (own, &n) in places.iter_mut().zip(array.shape()).rev() {
            room::push(own, (rest % n) as i64)?;
            rest /= n;
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests;
