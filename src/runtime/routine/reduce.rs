//! Reductions for compiled code: into an array, or to one number.
//!
//! Axes come as a mask with a bit for each that goes away. The target's dtype says what sums and products are computed in;
//! its shape is that of the remaining axes, with or without those of length 1.

use super::{Operand, Outcome, Routine};
use crate::runtime::array::{Array, Scalar};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::runtime::reduce::{self, Extremum, Method, Nan, Precision};
use crate::types::Dtype;

pub(super) static ROUTINES: &[Routine] = &[
    Routine { name: "reduce_sum", run: |_, operands| into(operands, reduce::sum) },
    Routine { name: "reduce_prod", run: |_, operands| into(operands, reduce::product) },
    Routine { name: "reduce_min", run: |_, operands| into(operands, |a, axes, _| minimum(a, axes)) },
    Routine { name: "reduce_max", run: |_, operands| into(operands, |a, axes, _| maximum(a, axes)) },
    Routine { name: "reduce_any", run: |_, operands| into(operands, |a, axes, _| reduce::any(a, axes)) },
    Routine { name: "reduce_all", run: |_, operands| into(operands, |a, axes, _| reduce::all(a, axes)) },
    Routine { name: "reduce_count", run: |_, operands| into(operands, |a, axes, _| reduce::count_nonzero(a, axes)) },
    Routine { name: "sum_of", run: |_, operands| whole(operands, reduce::sum) },
    Routine { name: "prod_of", run: |_, operands| whole(operands, reduce::product) },
    Routine { name: "min_of", run: |_, operands| whole(operands, |a, axes, _| minimum(a, axes)) },
    Routine { name: "max_of", run: |_, operands| whole(operands, |a, axes, _| maximum(a, axes)) },
    Routine { name: "any_of", run: |_, operands| whole(operands, |a, axes, _| reduce::any(a, axes)) },
    Routine { name: "all_of", run: |_, operands| whole(operands, |a, axes, _| reduce::all(a, axes)) },
    Routine { name: "count_of", run: |_, operands| whole(operands, |a, axes, _| reduce::count_nonzero(a, axes)) },
    Routine { name: "argmin_of", run: |_, operands| place(operands, Extremum::Min) },
    Routine { name: "argmax_of", run: |_, operands| place(operands, Extremum::Max) },
    Routine { name: "argmin_along", run: |_, operands| places(operands, Extremum::Min) },
    Routine { name: "argmax_along", run: |_, operands| places(operands, Extremum::Max) },
    Routine { name: "cumsum_along", run: |_, operands| running(operands, false) },
    Routine { name: "cumprod_along", run: |_, operands| running(operands, true) },
    Routine {
        name: "median_along",
        run: |_, operands| into(operands, |a, axes, _| reduce::median(a, axes, Nan::Spreads)),
    },
    Routine {
        name: "nanmedian_along",
        run: |_, operands| into(operands, |a, axes, _| reduce::median(a, axes, Nan::LeftOut)),
    },
    Routine { name: "quantiles_along", run: |_, operands| quantiles(operands, Nan::Spreads) },
    Routine { name: "nanquantiles_along", run: |_, operands| quantiles(operands, Nan::LeftOut) },
    Routine { name: "raise_axis", run: raise_axis },
];

type Reduction = fn(&Array, &[bool], Dtype) -> Result<Array, Raised>;

fn minimum(array: &Array, reduced: &[bool]) -> Result<Array, Raised> {
    reduce::extremum(array, reduced, Extremum::Min)
}

fn maximum(array: &Array, reduced: &[bool]) -> Result<Array, Raised> {
    reduce::extremum(array, reduced, Extremum::Max)
}

/// `target, a, mask`
fn into(operands: &[Operand], reduction: Reduction) -> Outcome {
    let [target, array, mask] = operands else { return Err(Check::Internal.into()) };
    let (target, array) = (target.array()?, array.array()?);
    write(target, &reduction(array, &axes(array, mask)?, target.dtype())?)
}

/// `a, like`: all axes, in elements of the second operand's dtype.
fn whole(operands: &[Operand], reduction: Reduction) -> Outcome {
    let [array, like] = operands else { return Err(Check::Internal.into()) };
    let array = array.array()?;
    let result = reduction(array, &vec![true; array.ndim()], like.scalar()?.dtype())?;
    Ok(Some(result.item().unwrap_or(Scalar::I64(0))))
}

/// `target, a, mask`, of one axis.
fn places(operands: &[Operand], which: Extremum) -> Outcome {
    let [target, array, mask] = operands else { return Err(Check::Internal.into()) };
    write(target.array()?, &reduce::arg_extremum(array.array()?, only_axis(mask)?, which)?)
}

/// `a, like`: the place in C order.
fn place(operands: &[Operand], which: Extremum) -> Outcome {
    let [array, _] = operands else { return Err(Check::Internal.into()) };
    Ok(reduce::arg_extremum(&array.array()?.reshape(&[-1])?, 0, which)?.item())
}

/// `target, a, mask`, of one axis.
fn running(operands: &[Operand], product: bool) -> Outcome {
    let [target, array, mask] = operands else { return Err(Check::Internal.into()) };
    let target = target.array()?;
    write(target, &reduce::accumulate(array.array()?, only_axis(mask)?, target.dtype(), product)?)
}

fn only_axis(mask: &Operand) -> Result<usize, Raised> {
    Ok(mask.int()?.trailing_zeros() as usize)
}

/// Writes a result to a target that may have axes of length 1 besides.
fn write(target: &Array, result: &Array) -> Outcome {
    if result.size() != target.size() {
        return Err(Raised::new(ExceptionKind::ValueError, "output array does not have the shape of the result"));
    }
    let shape: Vec<i64> = target.shape().iter().map(|&n| n as i64).collect();
    target.assign(&result.reshape(&shape)?)?;
    Ok(None)
}

/// `target, a, mask, q, method, is_host`: the quantiles are the target's first axis.
fn quantiles(operands: &[Operand], nan: Nan) -> Outcome {
    let [target, array, mask, quantiles, method, is_host] = operands else { return Err(Check::Internal.into()) };
    let (target, array, name) = (target.array()?, array.array()?, method.text()?);
    let Some(method) = Method::named(name) else {
        let text = format!("'{name}' is not a valid method. Use one of: {METHODS}");
        return Err(Raised::new(ExceptionKind::ValueError, text));
    };
    let precision = match (array.dtype(), target.dtype()) {
        (Dtype::F32, Dtype::F32) => Precision::Single,
        (Dtype::F32, _) if is_host.scalar()?.as_bool() => Precision::SingleElements,
        _ => Precision::Double,
    };
    let how = (nan, method, precision);
    write(target, &reduce::quantiles(array, &axes(array, mask)?, how, &quantiles.array()?.to_vec::<f64>()?)?)
}

/// As NumPy lists them.
const METHODS: &str = "dict_keys(['inverted_cdf', 'averaged_inverted_cdf', 'closest_observation', \
                       'interpolated_inverted_cdf', 'hazen', 'weibull', 'linear', 'median_unbiased', 'normal_unbiased', \
                       'lower', 'higher', 'midpoint', 'nearest'])";

/// Which axes go away.
fn axes(array: &Array, mask: &Operand) -> Result<Vec<bool>, Raised> {
    let mask = mask.int()?;
    Ok((0..array.ndim()).map(|axis| mask >> axis & 1 != 0).collect())
}

/// `text`: the axes are wrong.
fn raise_axis(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [text] = operands else { return Err(Check::Internal.into()) };
    let text = text.text()?;
    let kind = if text.starts_with("axis") { ExceptionKind::AxisError } else { ExceptionKind::ValueError };
    Err(Raised::new(kind, text))
}
