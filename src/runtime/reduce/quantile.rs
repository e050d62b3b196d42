//! Medians and quantiles, by selection.
//!
//! Input: arrays, which axes go away, quantiles. Output: float64. Never: sorting all elements.

use super::remaining;
use crate::runtime::array::{Array, Element};
use crate::runtime::exception::{Check, Raised};
use crate::runtime::{sort, stop};
use num_complex::Complex;

/// What is done with nan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nan {
    /// One makes the result nan.
    Spreads,
    /// It is left out.
    LeftOut,
}

/// How a quantile is found: the names are those of NumPy, after Hyndman and Fan, "Sample quantiles in statistical
/// packages", The American Statistician 50 (1996).
#[derive(Clone, Copy, Debug)]
pub enum Method {
    /// An element: the place that this gives for so many elements and a quantile.
    Element(fn(f64, f64) -> f64),
    /// Between elements: at the place that this gives, with this weight of the upper one for a place's fraction.
    Between(fn(f64, f64) -> f64, fn(f64) -> f64),
}

fn along(n: f64, q: f64) -> f64 {
    (n - 1.0) * q
}

/// The place of Hyndman and Fan's continuous methods.
fn between(n: f64, q: f64, alpha: f64, beta: f64) -> f64 {
    n * q + (alpha + q * (1.0 - alpha - beta)) - 1.0
}

/// The place before or behind a place between two.
fn either(place: f64, is_before: impl Fn(f64, f64) -> bool) -> f64 {
    let before = place.floor();
    if is_before(place - before, before) { before } else { before + 1.0 }
}

fn itself(fraction: f64) -> f64 {
    fraction
}

impl Method {
    /// By NumPy's name.
    #[must_use]
    pub fn named(name: &str) -> Option<Method> {
        use Method::{Between, Element};
        Some(match name {
            "linear" => Between(along, itself),
            "lower" => Element(|n, q| along(n, q).floor()),
            "higher" => Element(|n, q| along(n, q).ceil()),
            "nearest" => Element(|n, q| along(n, q).round_ties_even()),
            "midpoint" => Between(
                |n, q| 0.5 * (along(n, q).floor() + along(n, q).ceil()),
                |fraction| if fraction == 0.0 { 0.0 } else { 0.5 },
            ),
            "inverted_cdf" => Element(|n, q| either(n * q - 1.0, |fraction, _| fraction == 0.0)),
            "closest_observation" => {
                Element(|n, q| either(n * q - 1.5, |fraction, before| fraction == 0.0 && before.rem_euclid(2.0) == 1.0))
            }
            "averaged_inverted_cdf" => Between(|n, q| n * q - 1.0, |fraction| if fraction == 0.0 { 0.5 } else { 1.0 }),
            "interpolated_inverted_cdf" => Between(|n, q| between(n, q, 0.0, 1.0), itself),
            "hazen" => Between(|n, q| between(n, q, 0.5, 0.5), itself),
            "weibull" => Between(|n, q| between(n, q, 0.0, 0.0), itself),
            "median_unbiased" => Between(|n, q| between(n, q, 1.0 / 3.0, 1.0 / 3.0), itself),
            "normal_unbiased" => Between(|n, q| between(n, q, 3.0 / 8.0, 3.0 / 8.0), itself),
            _ => return None,
        })
    }
}

/// In which precision a value between two elements is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    /// All in float64.
    Double,
    /// All in float32.
    Single,
    /// The difference of elements in float32, the rest in float64.
    SingleElements,
}

impl Precision {
    /// The value at a weight between two, in NumPy's form, which ends exactly at the upper one.
    fn between(self, low: f64, high: f64, weight: f64) -> f64 {
        if self == Precision::Single {
            let (low, high) = (low as f32, high as f32);
            let rise = high - low;
            return f64::from(if weight >= 0.5 {
                high - rise * (1.0 - weight) as f32
            } else {
                low + rise * weight as f32
            });
        }
        let rise = if self == Precision::Double { high - low } else { f64::from(high as f32 - low as f32) };
        if weight >= 0.5 { high - rise * (1.0 - weight) } else { low + rise * weight }
    }
}

/// Applies a function to the elements that become one, in any order and without nan; what it gives of rows with nan is nan.
fn rows<T: Element>(
    array: &Array,
    reduced: &[bool],
    (nan, is_nan): (Nan, fn(T) -> bool),
    mut each: impl FnMut(Option<&mut [T]>),
) -> Result<(), Raised> {
    let order = (0..array.ndim()).filter(|&axis| !reduced[axis]).chain((0..array.ndim()).filter(|&axis| reduced[axis]));
    let mut values = array.permute(&order.collect::<Vec<_>>())?.to_vec::<T>()?;
    let count: usize = remaining(array, reduced).iter().product();
    let n = values.len().checked_div(count).unwrap_or(0);
    for k in 0..count {
        stop::poll()?;
        let row = &mut values[k * n..][..n];
        let numbers = without_nan(row, is_nan);
        each(if numbers < n && nan == Nan::Spreads { None } else { Some(&mut row[..numbers]) });
    }
    stop::poll()
}

/// Moves nan to the end; how many elements are before them.
fn without_nan<T: Element>(row: &mut [T], is_nan: fn(T) -> bool) -> usize {
    if !row.iter().any(|&x| is_nan(x)) {
        return row.len();
    }
    let mut numbers = 0;
    for k in 0..row.len() {
        if !is_nan(row[k]) {
            row.swap(k, numbers);
            numbers += 1;
        }
    }
    numbers
}

/// Medians; complex numbers are ordered by their real parts, and equal ones by their imaginary parts.
///
/// # Errors
/// MemoryError.
pub fn median(array: &Array, reduced: &[bool], nan: Nan) -> Result<Array, Raised> {
    let shape = remaining(array, reduced);
    let medians = if array.dtype().is_complex() {
        let mut medians = Array::room_for(&shape)?;
        let none = Complex::new(f64::NAN, f64::NAN);
        let is_nan = |x: Complex<f64>| x.is_nan();
        rows(array, reduced, (nan, is_nan), |row| medians.push(row.map_or(none, complex_median_of)))?;
        Array::from_shape_vec(&shape, medians)
    } else {
        let mut medians = Array::room_for(&shape)?;
        rows(array, reduced, (nan, f64::is_nan), |row| medians.push(row.map_or(f64::NAN, median_of)))?;
        Array::from_shape_vec(&shape, medians)
    };
    medians.ok_or_else(|| Check::Internal.into())
}

fn complex_median_of(row: &mut [Complex<f64>]) -> Complex<f64> {
    let n = row.len();
    if n == 0 {
        return Complex::new(f64::NAN, f64::NAN);
    }
    let order = |a: &Complex<f64>, b: &Complex<f64>| a.re.total_cmp(&b.re).then(a.im.total_cmp(&b.im));
    sort::select_by(row, n / 2, order);
    let middle = row[n / 2];
    match row[..n / 2].iter().copied().max_by(order) {
        Some(lower) if n.is_multiple_of(2) => (lower + middle) / 2.0,
        _ => middle,
    }
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
    sort::select_by(row, place, f64::total_cmp);
    let (before, rest) = row.split_at_mut(place);
    (before, rest[0], &mut rest[1..])
}

/// Quantiles, which become the first axis of the result.
///
/// # Errors
/// MemoryError.
pub fn quantiles(
    array: &Array,
    reduced: &[bool],
    (nan, method, precision): (Nan, Method, Precision),
    quantiles: &[f64],
) -> Result<Array, Raised> {
    let rest = remaining(array, reduced);
    let count: usize = rest.iter().product();
    let mut results = Array::room_for(&[quantiles.len(), count])?;
    results.resize(quantiles.len() * count, f64::NAN);
    let mut place = 0;
    rows(array, reduced, (nan, f64::is_nan), |row| {
        if let Some(row) = row {
            for (k, &quantile) in quantiles.iter().enumerate() {
                results[k * count + place] = quantile_of(row, (method, precision), quantile);
            }
        }
        place += 1;
    })?;
    let shape: Vec<usize> = std::iter::once(quantiles.len()).chain(rest).collect();
    Array::from_shape_vec(&shape, results).ok_or_else(|| Check::Internal.into())
}

fn quantile_of(row: &mut [f64], (method, precision): (Method, Precision), quantile: f64) -> f64 {
    let n = row.len() as f64;
    if row.is_empty() {
        return f64::NAN;
    }
    let (place, weight) = match method {
        Method::Element(place) => return select(row, place(n, quantile).clamp(0.0, n - 1.0) as usize).1,
        Method::Between(place, weight) => (place(n, quantile), weight),
    };
    let below = place.floor().clamp(0.0, n - 1.0);
    let (_, low, after) = select(row, below as usize);
    // In front of all elements and behind them there is one neighbor.
    let is_within = place >= 0.0 && place < n - 1.0;
    let high = after.iter().copied().reduce(f64::min).filter(|_| is_within).unwrap_or(low);
    precision.between(low, high, weight(place - place.floor()))
}
