//! Medians and quantiles, by selection.
//!
//! Input: arrays, which axes go away, quantiles. Output: float64. Never: sorting all elements.

use super::remaining;
use crate::runtime::array::Array;
use crate::runtime::exception::{Check, Raised};

/// What is done with nan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nan {
    /// One makes the result nan.
    Spreads,
    /// It is left out.
    LeftOut,
}

/// How a quantile between two elements is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// On the line between both.
    Linear,
    /// The lower one.
    Lower,
    /// The higher one.
    Higher,
    /// Half way between both.
    Midpoint,
    /// The nearer one; of equally near ones the one at an even place.
    Nearest,
}

impl Method {
    /// By NumPy's name.
    #[must_use]
    pub fn named(name: &str) -> Option<Method> {
        Some(match name {
            "linear" => Method::Linear,
            "lower" => Method::Lower,
            "higher" => Method::Higher,
            "midpoint" => Method::Midpoint,
            "nearest" => Method::Nearest,
            _ => return None,
        })
    }
}

/// Applies a function to the elements that become one, in any order and without nan; what it gives of rows with nan is nan.
fn rows(array: &Array, reduced: &[bool], nan: Nan, mut each: impl FnMut(Option<&mut [f64]>)) -> Result<(), Raised> {
    let order = (0..array.ndim()).filter(|&axis| !reduced[axis]).chain((0..array.ndim()).filter(|&axis| reduced[axis]));
    let mut values = array.permute(&order.collect::<Vec<_>>())?.to_vec::<f64>()?;
    let count: usize = remaining(array, reduced).iter().product();
    let n = values.len().checked_div(count).unwrap_or(0);
    for k in 0..count {
        let row = &mut values[k * n..][..n];
        let numbers = without_nan(row);
        each(if numbers < n && nan == Nan::Spreads { None } else { Some(&mut row[..numbers]) });
    }
    Ok(())
}

/// Moves nan to the end; how many elements are before them.
fn without_nan(row: &mut [f64]) -> usize {
    if !row.iter().any(|x| x.is_nan()) {
        return row.len();
    }
    let mut numbers = 0;
    for k in 0..row.len() {
        if !row[k].is_nan() {
            row.swap(k, numbers);
            numbers += 1;
        }
    }
    numbers
}

/// Medians.
///
/// # Errors
/// MemoryError.
pub fn median(array: &Array, reduced: &[bool], nan: Nan) -> Result<Array, Raised> {
    let mut medians = Array::room_for(&remaining(array, reduced))?;
    rows(array, reduced, nan, |row| medians.push(row.map_or(f64::NAN, median_of)))?;
    Array::from_shape_vec(&remaining(array, reduced), medians).ok_or_else(|| Check::Internal.into())
}

fn median_of(row: &mut [f64]) -> f64 {
    let n = row.len();
    if n == 0 {
        return f64::NAN;
    }
    let (before, middle, _) = select(row, n / 2);
    if n % 2 == 1 {
        return middle;
    }
    let lower = before.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (lower + middle) / 2.0
}

/// The element that sorting puts at a place, those before it and those after it.
fn select(row: &mut [f64], place: usize) -> (&mut [f64], f64, &mut [f64]) {
    let (before, &mut found, after) = row.select_nth_unstable_by(place, f64::total_cmp);
    (before, found, after)
}

/// Quantiles, which become the first axis of the result.
///
/// # Errors
/// MemoryError.
pub fn quantiles(
    array: &Array,
    reduced: &[bool],
    (nan, method): (Nan, Method),
    quantiles: &[f64],
) -> Result<Array, Raised> {
    let rest = remaining(array, reduced);
    let count: usize = rest.iter().product();
    let mut results = Array::room_for(&[quantiles.len(), count])?;
    results.resize(quantiles.len() * count, f64::NAN);
    let mut place = 0;
    rows(array, reduced, nan, |row| {
        if let Some(row) = row {
            for (k, &quantile) in quantiles.iter().enumerate() {
                results[k * count + place] = quantile_of(row, method, quantile);
            }
        }
        place += 1;
    })?;
    let shape: Vec<usize> = std::iter::once(quantiles.len()).chain(rest).collect();
    Array::from_shape_vec(&shape, results).ok_or_else(|| Check::Internal.into())
}

fn quantile_of(row: &mut [f64], method: Method, quantile: f64) -> f64 {
    if row.is_empty() {
        return f64::NAN;
    }
    let place = quantile * (row.len() - 1) as f64;
    let below = place.floor();
    let (_, low, after) = select(row, below as usize);
    let high = after.iter().copied().reduce(f64::min).unwrap_or(low);
    let t = place - below;
    match method {
        Method::Lower => low,
        Method::Higher => {
            if t > 0.0 {
                high
            } else {
                low
            }
        }
        Method::Midpoint => {
            if t > 0.0 {
                (low + high) / 2.0
            } else {
                low
            }
        }
        Method::Nearest => {
            if t > 0.5 || (t == 0.5 && below % 2.0 == 1.0) {
                high
            } else {
                low
            }
        }
        // NumPy's form, which ends exactly at the upper neighbor.
        Method::Linear if t >= 0.5 => high - (high - low) * (1.0 - t),
        Method::Linear => low + (high - low) * t,
    }
}
