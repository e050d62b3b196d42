//! Typing of what reductions ask about axes; axes are known at compile time or are one int.
//!
//! Input: an array, an `axis` argument (None, an int, a tuple of ints), masks of axes. Output: answers.
//! Never: axes of run time: the prelude picks among the constants.

use super::{Args, Ruling, constant, dtype_or, is, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{Constant, Dtype, Rules, Type, promote_dtypes};

fn ndim(args: Args<'_>) -> Result<i64, Mismatch> {
    match ty(args, 0) {
        Type::Array(a) => Ok(i64::from(a.ndim)),
        other => Err(Mismatch::at(0, format!("expected an array, got {other}"))),
    }
}

/// The axes that an argument names; none: all of them, or not known.
fn named(args: Args<'_>, n: usize) -> Option<Vec<i64>> {
    let int = |constant: &Constant| match constant {
        Constant::Int(axis) => Some(*axis),
        Constant::Bool(axis) => Some(i64::from(*axis)),
        _ => None,
    };
    match constant(args, n)? {
        Constant::Tuple(axes) => axes.iter().map(int).collect(),
        one => int(one).map(|axis| vec![axis]),
    }
}

/// `is_known(x)`: is its value known at compile time?
pub(in crate::builtins) fn is_known(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Bool(*ty(args, 0) == Type::None || constant(args, 0).is_some())))
}

/// `axis_mask(a, axis)`: a bit for each axis of the array that is named; axes that there are not count from the other end.
pub(in crate::builtins) fn axis_mask(args: Args<'_>) -> Ruling {
    let ndim = ndim(args)?;
    if *ty(args, 1) == Type::None {
        return Ok(Answer::Constant(Constant::Int((1 << ndim) - 1)));
    }
    let Some(axes) = named(args, 1) else {
        return Err(Mismatch::at(1, format!("an axis is an int or a tuple of ints, not {}", ty(args, 1))));
    };
    let mask = axes.iter().filter(|_| ndim > 0).fold(0, |mask, axis| mask | 1 << axis.rem_euclid(ndim));
    Ok(Answer::Constant(Constant::Int(mask)))
}

/// `axis_error(a, axis)`: NumPy's words for axes that the array does not have, or None.
pub(in crate::builtins) fn axis_error(args: Args<'_>) -> Ruling {
    let ndim = ndim(args)?;
    let axes = named(args, 1).unwrap_or_default();
    let least = ndim.max(1);
    let outside = axes.iter().find(|axis| !(-least..least).contains(axis));
    let wrapped: Vec<i64> = axes.iter().map(|axis| axis.rem_euclid(least)).collect();
    let twice = wrapped.iter().enumerate().any(|(k, axis)| wrapped[..k].contains(axis));
    Ok(Answer::Constant(match (outside, twice) {
        (Some(axis), _) => Constant::Str(format!("axis {axis} is out of bounds for array of dimension {ndim}").into()),
        (None, true) => Constant::Str("duplicate value in 'axis'".into()),
        (None, false) => Constant::None,
    }))
}

/// `reduced_shape(a, mask, keepdims)`: the lengths that remain, with 1 for those that go where `keepdims`.
pub(in crate::builtins) fn reduced_shape(args: Args<'_>) -> Ruling {
    let (Some(Constant::Int(mask)), Some(Constant::Bool(keepdims))) = (constant(args, 1), constant(args, 2)) else {
        return Err(Mismatch::all("the axes and keepdims must be known at compile time"));
    };
    let ndim = ndim(args)?;
    let left = if *keepdims { ndim } else { ndim - i64::from(mask.count_ones()) };
    is(Type::tuple(vec![Type::INT64; left as usize]))
}

/// `variance_dtype(a, dtype)`: of all elements; Numba's is float64 in any case.
pub(in crate::builtins) fn variance_dtype(rules: Rules, args: Args<'_>) -> Ruling {
    let own = match ty(args, 0) {
        Type::Array(a) if a.dtype.is_float() || a.dtype.is_complex() => a.dtype,
        _ => Dtype::F64,
    };
    is(Type::Dtype(match rules {
        Rules::Numba => Dtype::F64,
        Rules::NumPy => dtype_or(args, 1, own)?.real(),
    }))
}

/// `ptp_dtype(a)`: in which Numba subtracts the smallest from the largest element.
pub(in crate::builtins) fn ptp_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(match ty(args, 0) {
        Type::Array(a) if a.dtype.is_signed() => Dtype::I64,
        Type::Array(a) if a.dtype.is_complex() => Dtype::C128,
        _ => Dtype::F64,
    }))
}

/// `all_axes(a)`: the numbers of its axes.
pub(in crate::builtins) fn all_axes(args: Args<'_>) -> Ruling {
    Ok(order(0..ndim(args)?))
}

/// `axis_order(a, axis)`: the axes with one of them moved to the end.
pub(in crate::builtins) fn axis_order(args: Args<'_>) -> Ruling {
    let (ndim, axis) = one_axis(args)?;
    Ok(order((0..ndim).filter(|&other| other != axis).chain([axis])))
}

/// `axis_back(a, axis)`: the axes with the last one moved back to its place.
pub(in crate::builtins) fn axis_back(args: Args<'_>) -> Ruling {
    let (ndim, axis) = one_axis(args)?;
    Ok(order((0..axis).chain([ndim - 1]).chain(axis..ndim - 1)))
}

fn one_axis(args: Args<'_>) -> Result<(i64, i64), Mismatch> {
    let ndim = ndim(args)?;
    match named(args, 1).as_deref() {
        Some([axis]) => Ok((ndim, axis.rem_euclid(ndim.max(1)))),
        _ => Err(Mismatch::at(1, "the axis must be an int that is known at compile time")),
    }
}

fn order(axes: impl Iterator<Item = i64>) -> Answer {
    Answer::Constant(Constant::Tuple(axes.map(Constant::Int).collect()))
}

/// `statistic_dtype(a)`: of medians and quantiles, and of means without nan: Numba's are float64 or complex128.
pub(in crate::builtins) fn statistic_dtype(rules: Rules, args: Args<'_>) -> Ruling {
    is(Type::Dtype(match (ty(args, 0), rules) {
        (Type::Array(a), Rules::NumPy) if a.dtype.is_float() || a.dtype.is_complex() => a.dtype,
        (Type::Array(a), Rules::Numba) if a.dtype.is_complex() => Dtype::C128,
        _ => Dtype::F64,
    }))
}

/// `other_axes(a, axis)`: a bit for each axis that is not named.
pub(in crate::builtins) fn other_axes(args: Args<'_>) -> Ruling {
    let all = (1 << ndim(args)?) - 1;
    match axis_mask(args)? {
        Answer::Constant(Constant::Int(mask)) => Ok(Answer::Constant(Constant::Int(all & !mask))),
        other => Ok(other),
    }
}

/// `quantile_dtype(a, q, method)`: float32 where NumPy has both so; of methods that give elements that of the elements.
pub(in crate::builtins) fn quantile_dtype(rules: Rules, args: Args<'_>) -> Ruling {
    let (Type::Array(a), Rules::NumPy) = (ty(args, 0), rules) else { return is(Type::Dtype(Dtype::F64)) };
    let gives_elements = matches!(constant(args, 2), Some(Constant::Str(name)) if ELEMENT_METHODS.contains(&&**name));
    // A number for a quantile is one of Python's.
    let is_f32 = match ty(args, 1) {
        Type::Array(q) => a.dtype == Dtype::F32 && (q.ndim == 0 || q.dtype == Dtype::F32),
        _ => false,
    };
    is(Type::Dtype(match gives_elements {
        true => a.dtype,
        false if is_f32 => Dtype::F32,
        false => Dtype::F64,
    }))
}

/// Quantiles that are elements.
const ELEMENT_METHODS: [&str; 5] = ["lower", "higher", "nearest", "inverted_cdf", "closest_observation"];

/// `average_dtype(a, w)`: of weighted means: at least float64 for ints.
pub(in crate::builtins) fn average_dtype(args: Args<'_>) -> Ruling {
    let float = |n: usize| match ty(args, n) {
        Type::Array(a) if a.dtype.is_float() || a.dtype.is_complex() => a.dtype,
        _ => Dtype::F64,
    };
    is(Type::Dtype(promote_dtypes(float(0), float(1))))
}
