//! Values as elements, dtypes, shapes and axes; elements as values.
//!
//! Input: values of the host zone. Output: what arrays are made of, or the exception that NumPy raises.
//! Never: arrays of nested lists (`nested`).

use super::super::exception::Exception;
use super::super::object::{Class, Tag};
use super::super::value::{Value, lock};
use super::super::{Outcome, Run};
use crate::builtins::host;
use crate::runtime::array::{Array, Element, Scalar};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::room;
use crate::runtime::text::parse;
use crate::runtime::text::string::repr_str;
use crate::types::refusal::{self, Refusal, RefusalClass};
use crate::types::{Dtype, Kind, promote_dtypes};
use num_complex::Complex;

/// A scalar of NumPy as Python's number: `x.item()`.
pub fn to_python(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::F32(value) => Value::Float(value.into()),
        Scalar::F64(value) => Value::Float(value),
        Scalar::C64(value) => Value::Complex(value.re.into(), value.im.into()),
        Scalar::C128(value) => Value::Complex(value.re, value.im),
        Scalar::U64(value) => i64::try_from(value).map_or(Value::UInt(value), Value::Int),
        int => Value::Int(int.as_i64()),
    }
}

/// A result: of no axes it is a scalar of NumPy.
pub(super) fn result(array: Array) -> Value {
    match array.item() {
        Some(item) if array.ndim() == 0 => Value::Scalar(item),
        _ => Value::array(array),
    }
}

/// An array over a vector's elements.
pub(super) fn from_vec<T: Element>(shape: &[usize], values: Vec<T>) -> Outcome<Array> {
    Array::from_shape_vec(shape, values).ok_or_else(|| Exception::value_error("wrong number of elements"))
}

/// An array of these elements.
pub(super) fn gathered<T: Element>(
    run: &Run,
    shape: &[usize],
    elements: impl IntoIterator<Item = T>,
) -> Outcome<Array> {
    let mut values = Array::room_for(shape)?;
    values.extend(run.until_stopped(elements));
    run.poll()?;
    from_vec(shape, values)
}

/// An array of elements that are converted to its dtype.
pub(super) fn of_scalars(
    run: &Run,
    dtype: Dtype,
    shape: &[usize],
    elements: impl IntoIterator<Item = Scalar>,
) -> Outcome<Array> {
    let array = Array::from_scalars(Some(&run.services.account), dtype, shape, run.until_stopped(elements))?;
    run.poll()?;
    Ok(array)
}

/// How many elements a shape has.
///
/// # Errors
/// ValueError for more than there are addresses.
pub(super) fn size_of(shape: &[usize]) -> Outcome<usize> {
    let size = shape.iter().try_fold(1usize, |size, &n| size.checked_mul(n));
    Ok(size.filter(|&size| isize::try_from(size).is_ok()).ok_or(Check::ArrayTooBig)?)
}

/// An array of no axes.
pub(super) fn zero_dim(scalar: Scalar) -> Outcome<Array> {
    Ok(Array::from_scalars(None, scalar.dtype(), &[], [scalar])?)
}

/// A number, Python's or NumPy's, as an element of the dtype that NumPy would give it.
pub(super) fn number(value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Bool(value) => Scalar::Bool(*value),
        Value::Int(value) => Scalar::I64(*value),
        Value::UInt(value) => Scalar::U64(*value),
        Value::Float(value) => Scalar::F64(*value),
        Value::Complex(re, im) => Scalar::C128(Complex::new(*re, *im)),
        Value::Scalar(scalar) => *scalar,
        _ => return None,
    })
}

/// A value as an element of a dtype: what `a[i] = value` writes.
///
/// # Errors
/// What NumPy raises where the value does not fit.
pub(super) fn element(value: &Value, dtype: Dtype) -> Outcome<Scalar> {
    match value {
        Value::Int(_) | Value::UInt(_) => {
            let int = value.as_int().unwrap_or(0);
            refusal::check_python_int(int, dtype).map_err(refused)?;
        }
        Value::Float(float) if dtype.is_int() => check_integral(*float)?,
        Value::Complex(..) if !dtype.is_complex() && dtype != Dtype::Bool => return Err(not_real("complex", dtype)),
        Value::None if dtype.is_float() || dtype.is_complex() => return Ok(Scalar::F64(f64::NAN).cast(dtype)),
        Value::None if dtype == Dtype::Bool => return Ok(Scalar::Bool(false)),
        Value::Str(text) => return parsed(text, dtype),
        Value::Array(array) if array.ndim() == 0 => return Ok(array.get(&[])?.cast(dtype)),
        Value::List(_) | Value::Tuple(_) if dtype.is_int() => return Err(not_real(&value.type_name(), dtype)),
        Value::List(_) | Value::Tuple(_) | Value::Array(_) => {
            return Err(Exception::value_error("setting an array element with a sequence."));
        }
        _ => {}
    }
    number(value).map(|scalar| scalar.cast(dtype)).ok_or_else(|| not_real(&value.type_name(), dtype))
}

fn check_integral(float: f64) -> Outcome<()> {
    if float.is_nan() {
        return Err(Exception::value_error("cannot convert float NaN to integer"));
    }
    if float.is_infinite() {
        return Err(Exception::new(ExceptionKind::OverflowError, "cannot convert float infinity to integer"));
    }
    if !(-9.3e18..1.9e19).contains(&float) {
        return Err(Exception::new(ExceptionKind::OverflowError, "Python int too large to convert to C long"));
    }
    Ok(())
}

fn not_real(class: &str, dtype: Dtype) -> Exception {
    Exception::type_error(if dtype.is_int() {
        format!("int() argument must be a string, a bytes-like object or a real number, not '{class}'")
    } else {
        format!("float() argument must be a string or a real number, not '{class}'")
    })
}

fn parsed(text: &str, dtype: Dtype) -> Outcome<Scalar> {
    Ok(match dtype.kind() {
        Kind::Bool => Scalar::Bool(!text.is_empty()),
        Kind::Signed | Kind::Unsigned => {
            let int = parse::parse_int(text, 10)?;
            return element(&Value::int(int)?, dtype);
        }
        Kind::Float => Scalar::F64(parse::parse_float(text)?).cast(dtype),
        Kind::Complex => {
            let (re, im) = parse::parse_complex(text)?;
            Scalar::C128(Complex::new(re, im)).cast(dtype)
        }
    })
}

/// A refusal of the type rules as an exception.
pub(super) fn refused(refusal: Refusal) -> Exception {
    let kind = match refusal.class {
        RefusalClass::TypeError => ExceptionKind::TypeError,
        RefusalClass::UFuncTypeError => ExceptionKind::UFuncTypeError,
        RefusalClass::OverflowError => ExceptionKind::OverflowError,
        RefusalClass::ValueError => ExceptionKind::ValueError,
    };
    Exception::new(kind, refusal.message)
}

/// A dtype: `np.float64`, `float`, `"f8"`, `a.dtype`.
///
/// # Errors
/// TypeError for what is none.
pub fn dtype(value: &Value) -> Outcome<Dtype> {
    match value {
        Value::Dtype(dtype) | Value::Class(Class::Scalar(dtype)) => Ok(*dtype),
        Value::None => Ok(Dtype::F64),
        Value::Class(Class::Tag(tag)) => match tag {
            Tag::Bool => Ok(Dtype::Bool),
            Tag::Int => Ok(Dtype::I64),
            Tag::Float => Ok(Dtype::F64),
            Tag::Complex => Ok(Dtype::C128),
            _ => Err(no_dtype(value)),
        },
        Value::Str(text) => dtype_name(text),
        _ => Err(no_dtype(value)),
    }
}

fn no_dtype(value: &Value) -> Exception {
    Exception::type_error(format!("Cannot interpret '{value:?}' as a data type"))
}

/// A dtype by name or by kind and size, with or without a byte order that is the machine's.
fn dtype_name(text: &str) -> Outcome<Dtype> {
    let plain = text.trim_start_matches(['<', '=', '|']);
    host::dtype_by_name(plain)
        .ok_or_else(|| Exception::type_error(format!("data type {} not understood", repr_str(text))))
}

/// An int, Python's or NumPy's, as an index.
///
/// # Errors
/// TypeError for other values.
pub(super) fn index(value: &Value) -> Outcome<i64> {
    if let Value::Array(array) = value
        && array.ndim() == 0
        && array.dtype().is_int()
    {
        return Ok(array.get(&[])?.as_i64());
    }
    match value {
        Value::Scalar(Scalar::Bool(_)) => None,
        other => other.as_int().and_then(|int| i64::try_from(int).ok()),
    }
    .ok_or_else(|| Exception::type_error(format!("'{}' object cannot be interpreted as an integer", value.type_name())))
}

/// The items of a list, tuple, range or 1-d array; none for other values.
///
/// # Errors
/// MemoryError.
pub(super) fn items(value: &Value) -> Outcome<Option<Vec<Value>>> {
    Ok(Some(match value {
        Value::List(list) => lock(list).clone(),
        Value::Tuple(items) => items.to_vec(),
        Value::Range(range) => room::gathered((0..range.len()).map(|i| Value::Int(range.item(i))))?,
        Value::Array(array) if array.ndim() == 1 => room::gathered(array.iter().map(Value::Scalar))?,
        Value::Array(array) if array.ndim() > 1 => {
            room::gathered_while((0..array.shape()[0]).map(|i| super::index::row(array, i)), || Ok(()))?
        }
        _ => return Ok(None),
    }))
}

/// Ints: one, or a sequence of them.
pub(super) fn ints(value: &Value) -> Outcome<Vec<i64>> {
    match items(value)? {
        Some(items) => items.iter().map(index).collect(),
        None => Ok(vec![index(value)?]),
    }
}

/// A shape for a fresh array.
///
/// # Errors
/// TypeError for what is no shape, ValueError for a negative length.
pub(super) fn shape(value: &Value) -> Outcome<Vec<usize>> {
    if let Value::Float(_) | Value::None = value {
        let text = format!("expected a sequence of integers or a single integer, got '{value:?}'");
        return Err(Exception::type_error(text));
    }
    let lengths = ints(value)?;
    let negative = |_| Exception::value_error("negative dimensions are not allowed");
    lengths.into_iter().map(|n| usize::try_from(n).map_err(negative)).collect()
}

/// An axis, negative ones counted from the end.
///
/// # Errors
/// `AxisError`, which is a `ValueError`.
pub(super) fn axis(given: i64, ndim: usize) -> Outcome<usize> {
    let n = ndim as i64;
    if (-n..n).contains(&given) {
        return Ok((if given < 0 { given + n } else { given }) as usize);
    }
    Err(Exception::new(
        ExceptionKind::AxisError,
        format!("axis {given} is out of bounds for array of dimension {ndim}"),
    ))
}

/// The axes that an `axis` argument names: none means all; sorted.
///
/// # Errors
/// As [`axis`]; ValueError for one named twice.
pub(super) fn axes(value: Option<&Value>, ndim: usize) -> Outcome<Vec<usize>> {
    let Some(value) = value.filter(|value| !matches!(value, Value::None)) else { return Ok((0..ndim).collect()) };
    let mut axes = Vec::new();
    for given in ints(value)? {
        let axis = axis(given, ndim)?;
        if axes.contains(&axis) {
            return Err(Exception::value_error("duplicate value in 'axis'"));
        }
        axes.push(axis);
    }
    axes.sort_unstable();
    Ok(axes)
}

/// The dtype that all of these convert to.
pub(super) fn common_dtype(dtypes: impl IntoIterator<Item = Dtype>) -> Option<Dtype> {
    dtypes.into_iter().reduce(promote_dtypes)
}

/// An array of zeros that the run's account pays for.
pub(super) fn zeros(run: &Run, dtype: Dtype, shape: &[usize]) -> Outcome<Array> {
    Ok(Array::zeros(Some(&run.services.account), dtype, shape)?)
}

/// An array whose elements are yet to be written.
pub(super) fn empty(run: &Run, dtype: Dtype, shape: &[usize]) -> Outcome<Array> {
    Ok(Array::empty(Some(&run.services.account), dtype, shape)?)
}
