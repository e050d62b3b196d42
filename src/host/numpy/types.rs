//! Questions about dtypes: `np.finfo`, `np.iinfo`, `np.result_type`.
//!
//! Input: dtypes. Output: dtypes, truths, objects with the limits as attributes.

use super::super::exception::Exception;
use super::super::object::{Class, Instance, Tag, UserClass};
use super::super::value::{Value, lock};
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{convert, nested};
use crate::builtins::host::NumpyFunction as F;
use crate::runtime::array::Scalar;
use crate::types::{Dtype, promote_dtypes};
use std::sync::{Arc, Mutex};

/// Calls a function of this file.
///
/// # Errors
/// TypeError or ValueError for what is no such dtype.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    match function {
        F::Finfo => float_limits(args.name, dtype_of(args.required("dtype")?)?),
        F::Iinfo => int_limits(args.name, dtype_of(args.required("type")?)?),
        F::Issubdtype => is_subtype(args),
        F::PromoteTypes => {
            let (a, b) = (convert::dtype(args.required("type1")?)?, convert::dtype(args.required("type2")?)?);
            Ok(Value::Dtype(promote_dtypes(a, b)))
        }
        _ => {
            let dtype = |value: &Value| match value {
                Value::Array(_) | Value::List(_) => Ok(nested::as_array(run, value, None)?.dtype()),
                other => dtype_of(other),
            };
            let dtypes = args.rest("arrays_and_dtypes").iter().map(dtype).collect::<Outcome<Vec<Dtype>>>()?;
            let none = || Exception::value_error("at least one array or dtype is required");
            Ok(Value::Dtype(convert::common_dtype(dtypes).ok_or_else(none)?))
        }
    }
}

/// A dtype, or that of a number.
fn dtype_of(value: &Value) -> Outcome<Dtype> {
    convert::number(value).map_or_else(|| convert::dtype(value), |scalar| Ok(scalar.dtype()))
}

fn is_subtype(args: &Arguments<'_>) -> Outcome<Value> {
    let dtype = convert::dtype(args.required("arg1")?)?;
    Ok(Value::Bool(match args.required("arg2")? {
        Value::Class(Class::Family(family)) => family.holds(dtype),
        Value::Class(Class::Tag(Tag::Int)) => dtype == Dtype::I64,
        Value::Class(Class::Tag(Tag::Float)) => dtype == Dtype::F64,
        other => convert::dtype(other)? == dtype,
    }))
}

/// An object of a class of this name with attributes.
fn object(name: &'static str, attributes: &[(&'static str, Value)]) -> Value {
    let class = Arc::new(UserClass {
        tuple_class: Mutex::default(),
        name: name.into(),
        module: "numpy".into(),
        qualname: name.into(),
        bases: Vec::new(),
        attributes: Mutex::default(),
    });
    let instance = Instance::new(&class);
    for (key, value) in attributes {
        lock(&instance.attributes).insert((*key).into(), value.clone());
    }
    Value::Instance(instance)
}

fn float_limits(name: &'static str, dtype: Dtype) -> Outcome<Value> {
    let dtype = dtype.real();
    let limits = match dtype {
        Dtype::F32 => [f32::EPSILON, f32::MAX, f32::MIN_POSITIVE, 1e-6, f32::from_bits(1)].map(f64::from),
        Dtype::F64 => [f64::EPSILON, f64::MAX, f64::MIN_POSITIVE, 1e-15, f64::from_bits(1)],
        other => return Err(Exception::value_error(format!("data type <class 'numpy.{other}'> not inexact"))),
    };
    let scalar = |value: f64| Value::Scalar(Scalar::F64(value).cast(dtype));
    let [eps, max, tiny, resolution, subnormal] = limits;
    let (mantissa, precision) = if dtype == Dtype::F32 { (23, 6) } else { (52, 15) };
    Ok(object(
        name,
        &[
            ("dtype", Value::Dtype(dtype)),
            ("bits", Value::size(8 * dtype.size())),
            ("eps", scalar(eps)),
            ("max", scalar(max)),
            ("min", scalar(-max)),
            ("tiny", scalar(tiny)),
            ("smallest_normal", scalar(tiny)),
            ("smallest_subnormal", scalar(subnormal)),
            ("resolution", scalar(resolution)),
            ("nmant", Value::Int(mantissa)),
            ("precision", Value::Int(precision)),
        ],
    ))
}

fn int_limits(name: &'static str, dtype: Dtype) -> Outcome<Value> {
    let Some((low, high)) = dtype.int_range() else {
        return Err(Exception::value_error(format!("Invalid integer data type '{}'.", &dtype.name()[..1])));
    };
    Ok(object(
        name,
        &[
            ("dtype", Value::Dtype(dtype)),
            ("bits", Value::size(8 * dtype.size())),
            ("min", Value::int(low)?),
            ("max", Value::int(high)?),
        ],
    ))
}
