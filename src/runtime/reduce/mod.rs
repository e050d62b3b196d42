//! Reductions: sums, products, extrema, truths, counts over all elements or along axes; what runs along an axis.
//!
//! Input: arrays, which axes go away, dtypes. Output: arrays of the remaining axes (C order), or along the axis.
//! Never: names of axes and their errors, `keepdims`, promotion: callers know. Another order of additions than NumPy's.

mod along;
mod fold;
mod number;
mod quantile;
mod wide;

pub use along::{accumulate, arg_extremum};
pub use number::Number;
pub use quantile::{Method, Nan, Precision, median, quantiles};

use super::array::{Array, Element, with_element};
use super::exception::{Check, ExceptionKind, Raised};
use crate::types::Dtype;
use fold::Fold;

/// Which extremum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extremum {
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

/// The lengths of the axes that remain.
#[must_use]
pub fn remaining(array: &Array, reduced: &[bool]) -> Vec<usize> {
    array.shape().iter().zip(reduced).filter(|it| !it.1).map(|it| *it.0).collect()
}

fn finish<T: Element>(array: &Array, reduced: &[bool], values: Vec<T>) -> Result<Array, Raised> {
    Array::from_shape_vec(&remaining(array, reduced), values).ok_or_else(|| Check::Internal.into())
}

/// Sums, in elements of `dtype`.
///
/// # Errors
/// MemoryError.
pub fn sum(array: &Array, reduced: &[bool], dtype: Dtype) -> Result<Array, Raised> {
    with_element!(dtype, T => {
        let row = |sum: T, row: &[T]| sum.plus(<T as Number>::sum(row));
        let fold = Fold { first: <T as Number>::ZERO, row, along: |sums: &mut [T], row: &[T]| wide::add_to(sums, row) };
        finish(array, reduced, fold.run::<T>(array, reduced)?)
    })
}

/// Products, in elements of `dtype`.
///
/// # Errors
/// MemoryError.
pub fn product(array: &Array, reduced: &[bool], dtype: Dtype) -> Result<Array, Raised> {
    with_element!(dtype, T => {
        let times = |product: T, row: &[T]| row.iter().fold(product, |product, &value| product.times(value));
        let along = |products: &mut [T], row: &[T]| each(products, row, Number::times);
        finish(array, reduced, Fold { first: <T as Number>::ONE, row: times, along }.run::<T>(array, reduced)?)
    })
}

fn each<R: Copy, T: Copy>(results: &mut [R], values: &[T], step: impl Fn(R, T) -> R) {
    for (result, &value) in results.iter_mut().zip(values) {
        *result = step(*result, value);
    }
}

/// Extrema; nan if there is one.
///
/// # Errors
/// ValueError for no elements.
pub fn extremum(array: &Array, reduced: &[bool], which: Extremum) -> Result<Array, Raised> {
    let count: usize = array.shape().iter().zip(reduced).filter(|it| *it.1).map(|it| *it.0).product();
    if count == 0 && !remaining(array, reduced).contains(&0) {
        let name = if which == Extremum::Min { "minimum" } else { "maximum" };
        let text = format!("zero-size array to reduction operation {name} which has no identity");
        return Err(Raised::new(ExceptionKind::ValueError, text));
    }
    with_element!(array.dtype(), T => {
        let pick = |best: Option<T>, value: T| match best {
            Some(best) if !beats(which, value, best) => Some(best),
            _ => Some(value),
        };
        let row = |best: Option<T>, row: &[T]| match (best, wide::extremum(row, which)) {
            (best, Some(value)) => pick(best, value),
            (best, None) => best,
        };
        let along = |best: &mut [Option<T>], row: &[T]| each(best, row, pick);
        let found = Fold { first: None, row, along }.run::<T>(array, reduced)?;
        finish(array, reduced, found.into_iter().map(|best| best.unwrap_or(<T as Number>::ZERO)).collect())
    })
}

/// Does a value replace the best one so far? The first nan stays.
pub fn beats<T: Number>(which: Extremum, value: T, best: T) -> bool {
    let wins = match which {
        Extremum::Min => value.below(best),
        Extremum::Max => best.below(value),
    };
    !best.is_nan() && (wins || value.is_nan())
}

/// Is there an element that is not zero?
///
/// # Errors
/// MemoryError.
pub fn any(array: &Array, reduced: &[bool]) -> Result<Array, Raised> {
    let array = &as_numbers(array);
    with_element!(array.dtype(), T => {
        let row = |any: bool, row: &[T]| any || row.iter().any(|&value| value != <T as Number>::ZERO);
        let along = |any: &mut [bool], row: &[T]| each(any, row, |any, value| any | (value != <T as Number>::ZERO));
        finish(array, reduced, Fold { first: false, row, along }.run::<T>(array, reduced)?)
    })
}

/// Are all elements not zero?
///
/// # Errors
/// MemoryError.
pub fn all(array: &Array, reduced: &[bool]) -> Result<Array, Raised> {
    let array = &as_numbers(array);
    with_element!(array.dtype(), T => {
        let row = |all: bool, row: &[T]| all && row.iter().all(|&value| value != <T as Number>::ZERO);
        let along = |all: &mut [bool], row: &[T]| each(all, row, |all, value| all & (value != <T as Number>::ZERO));
        finish(array, reduced, Fold { first: true, row, along }.run::<T>(array, reduced)?)
    })
}

/// How many elements are not zero.
///
/// # Errors
/// MemoryError.
pub fn count_nonzero(array: &Array, reduced: &[bool]) -> Result<Array, Raised> {
    let array = &as_numbers(array);
    with_element!(array.dtype(), T => {
        let row = |count: i64, row: &[T]| count + wide::count(row) as i64;
        let along = |counts: &mut [i64], row: &[T]| {
            each(counts, row, |count, value| count + i64::from(value != <T as Number>::ZERO));
        };
        finish(array, reduced, Fold { first: 0, row, along }.run::<T>(array, reduced)?)
    })
}

/// The array, or the bytes of bools.
fn as_numbers(array: &Array) -> Array {
    match array.dtype() {
        Dtype::Bool => array.within(0, Dtype::U8, array.shape(), array.strides()).unwrap_or_else(|| array.clone()),
        _ => array.clone(),
    }
}
