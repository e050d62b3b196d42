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
use crate::runtime::array::{Array, Scalar, broadcast_shapes, shape_text};
use crate::runtime::exception::ExceptionKind;
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
        F::BroadcastShapes => {
            let shapes = args.rest("args").iter().map(convert::shape).collect::<Outcome<Vec<_>>>()?;
            let shapes: Vec<&[usize]> = shapes.iter().map(|shape| &shape[..]).collect();
            let common = broadcast_shapes(&shapes).map_err(|error| mismatch(&shapes).unwrap_or(error.into()))?;
            Ok(Value::tuple(common.iter().map(|&length| Value::size(length))))
        }
        _ => {
            let dtype = |value: &Value| match value {
                Value::Array(_) | Value::List(_) => Ok(nested::as_array(run, value, None)?.dtype()),
                other => dtype_of(other),
            };
            let given = args.rest("arrays_and_dtypes");
            let (weak, strong): (Vec<&Value>, Vec<&Value>) = given.iter().partition(|value| value.is_python_number());
            let all = |values: &[&Value]| values.iter().copied().map(dtype).collect::<Outcome<Vec<Dtype>>>();
            let (weak, strong) = (convert::common_dtype(all(&weak)?), convert::common_dtype(all(&strong)?));
            let none = || Exception::value_error("at least one array or dtype is required");
            let common = match (strong, weak) {
                (Some(strong), Some(weak)) => with_number(strong, weak),
                (strong, weak) => strong.or(weak).ok_or_else(none)?,
            };
            Ok(Value::Dtype(common))
        }
    }
}

/// Which two shapes do not fit.
fn mismatch(shapes: &[&[usize]]) -> Option<Exception> {
    let pairs = (0..shapes.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let (a, b) = pairs.into_iter().find(|&(a, b)| broadcast_shapes(&[shapes[a], shapes[b]]).is_err())?;
    let (first, second) = (shape_text(shapes[a]), shape_text(shapes[b]));
    Some(Exception::value_error(format!(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg {a} with shape {first} and \
         arg {b} with shape {second}."
    )))
}

/// A dtype with a number of Python, which has a kind and no width.
fn with_number(strong: Dtype, weak: Dtype) -> Dtype {
    let is_int = |dtype: Dtype| dtype.is_int();
    match weak {
        _ if weak == strong || weak == Dtype::Bool => strong,
        _ if is_int(weak) && strong != Dtype::Bool => strong,
        _ if weak.is_float() && (strong.is_float() || strong.is_complex()) => strong,
        _ if weak.is_complex() && strong.real() == Dtype::F32 => Dtype::C64,
        _ => promote_dtypes(strong, weak),
    }
}

/// `a.flags`
pub(super) fn flags(array: &Arc<Array>) -> Value {
    let (c, f) = (array.is_c_contiguous(), array.transpose().is_c_contiguous());
    let all = [
        ("c_contiguous", "C_CONTIGUOUS", c),
        ("f_contiguous", "F_CONTIGUOUS", f),
        ("contiguous", "CONTIGUOUS", c),
        ("fortran", "FORTRAN", f),
        ("forc", "FORC", c || f),
        ("fnc", "FNC", f && !c),
        ("writeable", "WRITEABLE", array.is_mutable()),
        ("aligned", "ALIGNED", true),
    ];
    let both = all.iter().flat_map(|&(own, key, flag)| [(own, Value::Bool(flag)), (key, Value::Bool(flag))]);
    let whose = [(FLAGGED, Value::Array(Arc::clone(array)))];
    object(FLAGS, &both.chain(whose).collect::<Vec<_>>())
}

/// `a.flags.name = value`; none: the object is something else.
///
/// # Errors
/// AttributeError for what cannot be set, ValueError where an array stays read-only.
pub fn set_flag(object: &Value, name: &str, value: &Value) -> Option<Outcome<()>> {
    let Value::Instance(instance) = object else { return None };
    let array = match lock(&instance.attributes).get(FLAGGED) {
        Some(Value::Array(array)) if &*instance.class.name == FLAGS => Arc::clone(array),
        _ => return None,
    };
    if !name.eq_ignore_ascii_case("writeable") {
        let words = format!("attribute '{name}' of 'numpy._core.multiarray.flagsobj' objects is not writable");
        return Some(Err(Exception::new(ExceptionKind::AttributeError, words)));
    }
    let on = value.as_int().map(|on| on != 0);
    Some(on.map_or_else(|| Err(Exception::type_error("an integer is required")), |on| write_flag(&array, on)))
}

/// Lets a script write an array, or not.
///
/// # Errors
/// ValueError where it stays read-only.
pub(super) fn write_flag(array: &Array, on: bool) -> Outcome<()> {
    match array.set_mutable(on) {
        true => Ok(()),
        false => Err(Exception::value_error("cannot set WRITEABLE flag to True of this array")),
    }
}

/// The name of the class of flags.
const FLAGS: &str = "flagsobj";
/// The attribute of flags that holds the array.
const FLAGGED: &str = "_array";

/// `a.flags["C_CONTIGUOUS"]`; none: it is something else.
pub fn flag(object: &Value, at: &Value) -> Option<Value> {
    let Value::Instance(instance) = object else { return None };
    if &*instance.class.name != FLAGS {
        return None;
    }
    lock(&instance.attributes).get(at.as_str()?).cloned()
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
        object_type: None,
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
            ("epsneg", scalar(eps / 2.0)),
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
