//! Reductions: sums, products, extrema, truths over all elements or along axes.
//!
//! Input: arrays, axes. Output: arrays whose reduced axes are gone or of length 1.
//! Never: the elements (`runtime::reduce`).

use super::super::value::Value;
use super::super::{Outcome, Run};
use super::operand::Operand;
use super::{convert, operator};
use crate::runtime::array::{Array, Scalar};
use crate::runtime::reduce;
use crate::types::{BinaryOp, Dtype, Kind};

pub(super) use crate::runtime::reduce::Extremum;

/// Which axes go away.
pub(super) struct Axes {
    reduced: Vec<bool>,
    keepdims: bool,
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

    /// Gives the result of a reduction the shape that the axes say.
    fn shaped(&self, array: &Array, result: Array) -> Outcome<Array> {
        if !self.keepdims {
            return Ok(result);
        }
        let shape: Vec<i64> = self.result_shape(array).into_iter().map(|n| n as i64).collect();
        Ok(result.reshape(&shape)?)
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
    axes.shaped(array, reduce::sum(array, &axes.reduced, dtype)?)
}

/// `a.prod(axis)`
pub(super) fn product(array: &Array, axes: &Axes, dtype: Dtype) -> Outcome<Array> {
    axes.shaped(array, reduce::product(array, &axes.reduced, dtype)?)
}

/// `a.min(axis)`, `a.max(axis)`; nan if there is one.
///
/// # Errors
/// ValueError for no elements.
pub(super) fn extremum(array: &Array, axes: &Axes, which: Extremum) -> Outcome<Array> {
    axes.shaped(array, reduce::extremum(array, &axes.reduced, which)?)
}

/// `a.any(axis)`
pub(super) fn any(array: &Array, axes: &Axes) -> Outcome<Array> {
    axes.shaped(array, reduce::any(array, &axes.reduced)?)
}

/// `a.all(axis)`
pub(super) fn all(array: &Array, axes: &Axes) -> Outcome<Array> {
    axes.shaped(array, reduce::all(array, &axes.reduced)?)
}

/// How many elements are not zero.
pub(super) fn count_nonzero(array: &Array, axes: &Axes) -> Outcome<Array> {
    axes.shaped(array, reduce::count_nonzero(array, &axes.reduced)?)
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
