//! Parts of complex numbers, and functions of elements that are no ufuncs.
//!
//! Input: arrays. Output: arrays or scalars. Never: attributes.

use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{attribute, convert, nested};
use crate::builtins::host::{ArrayAttribute, NumpyFunction as F};
use crate::runtime::array::{Array, Scalar};
use crate::types::Dtype;
use num_complex::Complex;
use std::sync::Arc;

/// Calls a function of this file.
///
/// # Errors
/// What making an array raises.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    match function {
        F::Real => part(run, args.required("val")?, ArrayAttribute::Real),
        F::Imag => part(run, args.required("val")?, ArrayAttribute::Imag),
        F::Angle => {
            let degrees = args.flag("deg")?;
            map(run, &args.array(run, "z")?, |value| {
                let angle = value.as_complex().arg();
                if degrees { angle.to_degrees() } else { angle }
            })
        }
        F::Sinc => sinc(run, &args.array(run, "x")?),
        _ => nan_to_num(run, args),
    }
}

fn part(run: &Run, value: &Value, part: ArrayAttribute) -> Outcome<Value> {
    match value {
        Value::Scalar(scalar) => attribute::of_scalar(run, *scalar, part),
        Value::Array(array) => attribute::of_array(run, array, part),
        other => match convert::number(other) {
            Some(scalar) => Ok(match attribute::of_scalar(run, scalar, part)? {
                Value::Scalar(part) => convert::to_python(part),
                other => other,
            }),
            None => attribute::of_array(run, &Arc::new(nested::as_array(run, other, None)?), part),
        },
    }
}

/// `sin(pi x) / (pi x)`; 1 at zero.
fn sinc(run: &Run, array: &Array) -> Outcome<Value> {
    if array.dtype().is_complex() {
        let quotients = array.iter().map(|x| match std::f64::consts::PI * x.as_complex() {
            z if z.re == 0.0 && z.im == 0.0 => Complex::new(1.0, 0.0),
            z => z.sin() / z,
        });
        return Ok(convert::result(convert::gathered(run, array.shape(), quotients)?.cast(array.dtype())?));
    }
    map(run, array, |value| {
        if value.as_f64() == 0.0 {
            return 1.0;
        }
        if let Scalar::F32(x) = value {
            // In its own precision: at integral numbers little else is left.
            let x = std::f32::consts::PI * x;
            return f64::from(x.sin() / x);
        }
        let x = std::f64::consts::PI * value.as_f64();
        x.sin() / x
    })
}

/// A function of each element, in the float that holds it.
fn map(run: &Run, array: &Array, function: impl Fn(Scalar) -> f64) -> Outcome<Value> {
    let mapped = convert::gathered(run, array.shape(), array.iter().map(function))?;
    let single = matches!(array.dtype(), Dtype::F32 | Dtype::C64);
    Ok(convert::result(if single { mapped.cast(Dtype::F32)? } else { mapped }))
}

fn nan_to_num(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "x")?;
    if !array.dtype().is_float() {
        return Ok(convert::result(array));
    }
    let largest = if array.dtype() == Dtype::F32 { f64::from(f32::MAX) } else { f64::MAX };
    let nan = args.float("nan")?.unwrap_or(0.0);
    let high = args.float("posinf")?.unwrap_or(largest);
    let low = args.float("neginf")?.unwrap_or(-largest);
    let number = |x: f64| match x {
        x if x.is_nan() => nan,
        f64::INFINITY => high,
        f64::NEG_INFINITY => low,
        x => x,
    };
    let numbers = array.iter().map(|x| Scalar::F64(number(x.as_f64())));
    Ok(convert::result(convert::of_scalars(run, array.dtype(), array.shape(), numbers)?))
}
