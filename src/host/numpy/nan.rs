//! Reductions that leave out nan.
//!
//! Input: arrays, axes. Output: arrays or scalars. Never: warnings about slices of nan alone.

use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::reduce::{self, Axes, Extremum};
use super::{convert, operator};
use crate::builtins::host::NumpyFunction as F;
use crate::runtime::array::{Array, Scalar};
use crate::types::BinaryOp;

/// Calls a function of this file.
///
/// # Errors
/// As the reductions without nan.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "a")?;
    let axes = args.axes(&array)?;
    let dtype = args.dtype()?;
    let result = match function {
        F::Nansum => {
            let dtype = dtype.unwrap_or(reduce::sum_dtype(array.dtype()));
            convert::result(reduce::sum(&replaced(&array, Scalar::Bool(false))?, &axes, dtype)?)
        }
        F::Nanmean => {
            let dtype = dtype.unwrap_or(reduce::mean_dtype(array.dtype()));
            let sum = reduce::sum(&replaced(&array, Scalar::Bool(false))?, &axes, dtype)?;
            operator::arrays(run, BinaryOp::Div, &sum, &numbers(&array, &axes)?.cast(dtype)?)?
        }
        F::Nanmin => extremum(&array, &axes, Extremum::Min)?,
        _ => extremum(&array, &axes, Extremum::Max)?,
    };
    args.result(result)
}

/// A copy with a value instead of nan.
fn replaced(array: &Array, value: Scalar) -> Outcome<Array> {
    let kept = array.iter().map(|x| if x.as_complex().is_nan() { value } else { x });
    Ok(Array::from_scalars(array.account().as_ref(), array.dtype(), array.shape(), kept)?)
}

/// How many elements are no nan.
fn numbers(array: &Array, axes: &Axes) -> Outcome<Array> {
    let truths: Vec<bool> = array.iter().map(|x| !x.as_complex().is_nan()).collect();
    reduce::count_nonzero(&convert::from_vec(array.shape(), truths)?, axes)
}

/// Nan only where there is nothing else.
fn extremum(array: &Array, axes: &Axes, which: Extremum) -> Outcome<Value> {
    let last = match which {
        Extremum::Min => f64::INFINITY,
        Extremum::Max => f64::NEG_INFINITY,
    };
    if !array.dtype().is_float() {
        return Ok(convert::result(reduce::extremum(array, axes, which)?));
    }
    let found = reduce::extremum(&replaced(array, Scalar::F64(last))?, axes, which)?;
    let counts = numbers(array, axes)?;
    let values = found.iter().zip(counts.iter()).map(|(x, n)| if n.as_bool() { x } else { Scalar::F64(f64::NAN) });
    Ok(convert::result(Array::from_scalars(None, found.dtype(), found.shape(), values)?))
}
