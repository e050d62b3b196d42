//! Reductions: sums, products, extrema, truths over all elements or along axes.
//!
//! Input: arrays, axes. Output: arrays whose reduced axes are gone or of length 1.
//! Never: another order of additions than NumPy's: memory's order, and pairs within the innermost axis.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::number::Number;
use super::operand::Operand;
use super::{convert, operator, order};
use crate::runtime::array::{Array, Element, Scalar, with_element};
use crate::types::{BinaryOp, Dtype, Kind};
use std::cmp::Ordering;

/// Elements that NumPy converts at a time, where it must convert them.
const BUFFER: usize = 8192;

/// Which axes go away.
pub(super) struct Axes {
    reduced: Vec<bool>,
    keepdims: bool,
}

/// Which extremum.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extremum {
    Min,
    Max,
}

impl Axes {
    /// The axes of an `axis` argument; none means all.
    ///
    /// # Errors
    /// ValueError for axes that there are not.
    pub fn new(array: &Array, axis: Option<&Value>, keepdims: bool) -> Outcome<Axes> {
        let axes = convert::axes(axis, array.ndim())?;
        Ok(Axes { reduced: (0..array.ndim()).map(|axis| axes.contains(&axis)).collect(), keepdims })
    }

    /// All axes.
    pub fn all(array: &Array) -> Axes {
        Axes { reduced: vec![true; array.ndim()], keepdims: false }
    }

    /// The same, keeping the axes with length 1.
    fn kept(&self) -> Axes {
        Axes { reduced: self.reduced.clone(), keepdims: true }
    }

    /// How many elements become one.
    pub fn count(&self, array: &Array) -> usize {
        self.lengths(array).filter(|(_, reduced)| *reduced).map(|(n, _)| n).product()
    }

    fn lengths<'a>(&'a self, array: &'a Array) -> impl Iterator<Item = (usize, bool)> + 'a {
        array.shape().iter().copied().zip(self.reduced.iter().copied())
    }

    fn result_shape(&self, array: &Array) -> Vec<usize> {
        let keep = |(n, reduced)| match (reduced, self.keepdims) {
            (false, _) => Some(n),
            (true, keepdims) => keepdims.then_some(1),
        };
        self.lengths(array).filter_map(keep).collect()
    }

    /// Where an element goes: strides over the result's elements, 0 along reduced axes.
    fn result_strides(&self, array: &Array) -> Vec<usize> {
        let mut strides = vec![0; array.ndim()];
        let mut step = 1;
        for axis in (0..array.ndim()).rev() {
            if !self.reduced[axis] {
                strides[axis] = step;
                step *= array.shape()[axis];
            }
        }
        strides
    }
}

/// An axis of a walk through memory.
#[derive(Clone, Copy)]
struct Walk {
    n: usize,
    /// Elements of the result from one step to the next; none: the axis is reduced.
    target: Option<usize>,
    stride: isize,
}

/// The axes in the order of memory, neighbors that are reduced alike joined; and the array so ordered.
fn walk(array: &Array, axes: &Axes) -> Outcome<(Array, Vec<Walk>)> {
    let (view, order) = order::as_memory(array)?;
    let targets = axes.result_strides(array);
    let mut walks: Vec<Walk> = Vec::new();
    for (place, &axis) in order.iter().enumerate() {
        let (n, stride) = (view.shape()[place], view.strides()[place]);
        let next = Walk { n, target: (!axes.reduced[axis]).then_some(targets[axis]), stride };
        match walks.last_mut() {
            _ if n == 1 => {}
            Some(last) if last.target.is_none() && next.target.is_none() && last.stride == stride * n as isize => {
                *last = Walk { n: last.n * n, ..next };
            }
            _ => walks.push(next),
        }
    }
    Ok((view, walks))
}

/// Folds elements into results: `run` takes in a row of a reduced innermost axis, `step` one element.
fn fold<T: Element, R: Copy>(
    array: &Array,
    axes: &Axes,
    first: R,
    run: impl Fn(R, &[T]) -> R,
    step: impl Fn(R, T) -> R,
) -> Outcome<Vec<R>> {
    let (view, mut walks) = walk(array, axes)?;
    let size: usize = axes.lengths(array).filter(|(_, reduced)| !reduced).map(|(n, _)| n).product();
    let mut results = vec![first; size];
    if array.size() == 0 {
        return Ok(results);
    }
    let values = view.to_vec::<T>();
    let inner = take_inner(&mut walks, array.dtype() != T::DTYPE);
    let mut place = Place::new(&walks);
    for chunk in values.chunks(inner.n) {
        match inner.target {
            None => {
                for part in chunk.chunks(inner.row) {
                    results[place.target] = run(results[place.target], part);
                }
            }
            Some(stride) => {
                for (k, &value) in chunk.iter().enumerate() {
                    let result = &mut results[place.target + k * stride];
                    *result = step(*result, value);
                }
            }
        }
        place.advance();
    }
    Ok(results)
}

/// The innermost axes, as one.
struct Inner {
    n: usize,
    /// See [`Walk::target`].
    target: Option<usize>,
    /// How many elements are summed up in pairs before they join the result.
    row: usize,
}

/// Takes away the innermost axes that NumPy's iterator joins to one row.
///
/// It copies several axes that are reduced alike to a buffer, so that there are fewer and longer rows, where it expects to
/// save time by that: it weighs elements per row against the number of operands that it must copy.
fn take_inner(walks: &mut Vec<Walk>, converts: bool) -> Inner {
    let Some(first) = walks.pop() else { return Inner { n: 1, target: None, row: 1 } };
    if first.target.is_some() {
        return Inner { n: first.n, target: first.target, row: first.n };
    }
    let mut best = Core { axes: 0, cost: 1 + usize::from(converts), size: first.n, core: 1, buffered: converts };
    let (mut cost, mut size) = (best.cost, first.n);
    for (k, walk) in walks.iter().rev().enumerate() {
        if size >= BUFFER && cost > 1 {
            break;
        }
        let kept = walk.target.is_some();
        let jumps = k == 0 && !converts && walk.stride != first.stride * first.n as isize;
        cost += usize::from(jumps) + usize::from(kept);
        let core = size;
        size *= walk.n;
        let weight = if size > BUFFER && cost > 1 { BUFFER } else { size };
        if cost * best.size <= best.cost * weight {
            best = match kept {
                true => Core { axes: k, cost, size: core, core, buffered: false },
                false => Core { axes: k + 1, cost, size, core, buffered: true },
            };
        }
        if kept {
            break;
        }
    }
    let n = walks.drain(walks.len() - best.axes..).map(|walk| walk.n).product::<usize>() * first.n;
    let row = if best.buffered && best.size > BUFFER { best.core * (BUFFER / best.core) } else { best.size };
    Inner { n, target: None, row }
}

/// A choice of axes to be joined.
struct Core {
    /// How many besides the innermost one.
    axes: usize,
    cost: usize,
    /// Elements of all of them.
    size: usize,
    /// Elements of all but the last one.
    core: usize,
    buffered: bool,
}

/// Counts through the outer axes of a walk.
struct Place<'a> {
    walks: &'a [Walk],
    at: Vec<usize>,
    target: usize,
}

impl<'a> Place<'a> {
    fn new(walks: &'a [Walk]) -> Self {
        Self { walks, at: vec![0; walks.len()], target: 0 }
    }

    fn advance(&mut self) {
        for (at, walk) in self.at.iter_mut().zip(self.walks).rev() {
            let step = walk.target.unwrap_or(0);
            *at += 1;
            self.target += step;
            if *at < walk.n {
                return;
            }
            self.target -= step * walk.n;
            *at = 0;
        }
    }
}

/// What NumPy adds ints up in: 64 bits.
pub(super) fn sum_dtype(dtype: Dtype) -> Dtype {
    match dtype.kind() {
        Kind::Bool | Kind::Signed => Dtype::I64,
        Kind::Unsigned => Dtype::U64,
        Kind::Float | Kind::Complex => dtype,
    }
}

/// What means are computed in.
pub(super) fn mean_dtype(dtype: Dtype) -> Dtype {
    if dtype.is_float() || dtype.is_complex() { dtype } else { Dtype::F64 }
}

/// `a.sum(axis)`
pub(super) fn sum(array: &Array, axes: &Axes, dtype: Dtype) -> Outcome<Array> {
    with_element!(dtype, T => {
        let run = |sum: T, row: &[T]| sum.plus(<T as Number>::sum(row));
        let sums = fold::<T, T>(array, axes, T::ZERO, run, Number::plus)?;
        convert::from_vec(&axes.result_shape(array), sums)
    })
}

/// The sum of all elements.
pub(super) fn total(array: &Array, dtype: Dtype) -> Outcome<Value> {
    Ok(convert::result(sum(array, &Axes::all(array), dtype)?))
}

/// `a.prod(axis)`
pub(super) fn product(array: &Array, axes: &Axes, dtype: Dtype) -> Outcome<Array> {
    with_element!(dtype, T => {
        let run = |product: T, row: &[T]| row.iter().fold(product, |product, &value| product.times(value));
        let products = fold::<T, T>(array, axes, T::ONE, run, Number::times)?;
        convert::from_vec(&axes.result_shape(array), products)
    })
}

/// `a.min(axis)`, `a.max(axis)`; nan if there is one.
///
/// # Errors
/// ValueError for no elements.
pub(super) fn extremum(array: &Array, axes: &Axes, which: Extremum) -> Outcome<Array> {
    let shape = axes.result_shape(array);
    if axes.count(array) == 0 && !shape.contains(&0) {
        let name = if which == Extremum::Min { "minimum" } else { "maximum" };
        return Err(Exception::value_error(format!(
            "zero-size array to reduction operation {name} which has no identity"
        )));
    }
    with_element!(array.dtype(), T => {
        let step = |best: Option<T>, value: T| match best {
            Some(best) if !beats(which, value, best) => Some(best),
            _ => Some(value),
        };
        let run = |best: Option<T>, row: &[T]| row.iter().fold(best, |best, &value| step(best, value));
        let found = fold::<T, Option<T>>(array, axes, None, run, step)?;
        convert::from_vec(&shape, found.into_iter().map(|best| best.unwrap_or(T::ZERO)).collect())
    })
}

/// Does a value replace the best one so far? The first nan stays.
pub(super) fn beats<T: Number>(which: Extremum, value: T, best: T) -> bool {
    if best.is_nan() {
        return false;
    }
    let wanted = if which == Extremum::Min { Ordering::Less } else { Ordering::Greater };
    value.is_nan() || value.order(best) == wanted
}

/// `a.any(axis)`
pub(super) fn any(array: &Array, axes: &Axes) -> Outcome<Array> {
    let run = |any: bool, row: &[bool]| any || row.contains(&true);
    let found = fold::<bool, bool>(array, axes, false, run, |any, value| any | value)?;
    convert::from_vec(&axes.result_shape(array), found)
}

/// `a.all(axis)`
pub(super) fn all(array: &Array, axes: &Axes) -> Outcome<Array> {
    let run = |all: bool, row: &[bool]| all && !row.contains(&false);
    let found = fold::<bool, bool>(array, axes, true, run, |all, value| all & value)?;
    convert::from_vec(&axes.result_shape(array), found)
}

/// How many elements are not zero.
pub(super) fn count_nonzero(array: &Array, axes: &Axes) -> Outcome<Array> {
    let run = |count: i64, row: &[bool]| count + row.iter().filter(|&&truth| truth).count() as i64;
    let counts = fold::<bool, i64>(array, axes, 0, run, |count, truth| count + i64::from(truth))?;
    convert::from_vec(&axes.result_shape(array), counts)
}

/// `a.mean(axis)`
pub(super) fn mean(run: &Run, array: &Array, axes: &Axes, dtype: Dtype) -> Outcome<Value> {
    let sums = sum(array, axes, dtype)?;
    divide(run, sums, axes.count(array) as f64)
}

fn divide(run: &Run, array: Array, count: f64) -> Outcome<Value> {
    let Some(count) = Operand::new(run, &Value::Float(count))? else { return Ok(Value::array(array)) };
    operator::operands(run, BinaryOp::Div, Operand::array(array), count)
}

/// `a.var(axis)`: the mean of the squared distances from the mean.
pub(super) fn variance(run: &Run, array: &Array, axes: &Axes, dtype: Dtype, ddof: f64) -> Outcome<Value> {
    let mean = as_array(mean(run, array, &axes.kept(), dtype)?)?;
    let distance = as_array(operator::arrays(run, BinaryOp::Sub, array, &mean)?)?;
    let squares = match distance.imag() {
        None => as_array(operator::arrays(run, BinaryOp::Mul, &distance, &distance)?)?,
        Some(imag) => {
            let real = distance.real();
            let real = as_array(operator::arrays(run, BinaryOp::Mul, &real, &real)?)?;
            let imag = as_array(operator::arrays(run, BinaryOp::Mul, &imag, &imag)?)?;
            as_array(operator::arrays(run, BinaryOp::Add, &real, &imag)?)?
        }
    };
    let sums = sum(&squares, axes, squares.dtype())?;
    divide(run, sums, (axes.count(array) as f64 - ddof).max(0.0))
}

/// A result as an array again.
pub(super) fn as_array(value: Value) -> Outcome<Array> {
    match value {
        Value::Array(array) => Ok((*array).clone()),
        other => convert::zero_dim(convert::number(&other).unwrap_or(Scalar::F64(f64::NAN))),
    }
}
