//! Fresh arrays: zeros, ranges, copies.
//!
//! Input: arguments. Output: arrays. Never: random numbers, files.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{convert, nested, order};
use crate::runtime::array::{Array, Index, Order, Scalar};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::memory::Init;
use crate::types::Dtype;

/// What a fresh array holds.
#[derive(Clone, Copy)]
pub(super) enum Content {
    Anything,
    Value(Scalar),
}

/// `np.zeros(shape, dtype, order)` and its like.
///
/// # Errors
/// TypeError for what is no shape.
pub(super) fn shaped(run: &Run, args: &Arguments<'_>, content: Content) -> Outcome<Value> {
    let shape = convert::shape(args.required("shape")?)?;
    let dtype = args.dtype()?.unwrap_or(Dtype::F64);
    let array = allocate(run, dtype, &shape, order_of(args)?, content)?;
    Ok(Value::array(array))
}

fn allocate(run: &Run, dtype: Dtype, shape: &[usize], order: Order, content: Content) -> Outcome<Array> {
    let zero = matches!(content, Content::Value(value) if !value.as_bool());
    let init = if zero { Init::Zeroed } else { Init::Uninit };
    let array = Array::alloc(Some(&run.services.account), dtype, shape, order, init)?;
    match content {
        Content::Value(value) if !zero => array.fill(value)?,
        _ => {}
    }
    Ok(array)
}

/// `order="C"`; `A` and `K` are C for what has no order yet.
fn order_of(args: &Arguments<'_>) -> Outcome<Order> {
    match args.text("order")? {
        None | Some("C" | "A" | "K") => Ok(Order::C),
        Some("F") => Ok(Order::F),
        Some(other) => {
            Err(Exception::value_error(format!("order must be one of 'C', 'F', 'A', or 'K' (got '{other}')")))
        }
    }
}

/// `np.full(shape, fill_value, dtype)`
///
/// # Errors
/// As `np.array` of the value.
pub(super) fn full(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let shape = convert::shape(args.required("shape")?)?;
    let (dtype, value) = fill_value(run, args, None)?;
    let array = Array::alloc(Some(&run.services.account), dtype, &shape, order_of(args)?, Init::Uninit)?;
    array.assign(&value)?;
    Ok(Value::array(array))
}

/// The dtype of a filled array and its values.
fn fill_value(run: &Run, args: &Arguments<'_>, default: Option<Dtype>) -> Outcome<(Dtype, Array)> {
    let value = args.required("fill_value")?;
    let dtype = args.dtype()?.or(default);
    let values = match (dtype, convert::number(value)) {
        (Some(dtype), Some(_)) => convert::zero_dim(convert::element(value, dtype)?)?,
        _ => nested::as_array(run, value, dtype)?,
    };
    Ok((dtype.unwrap_or(values.dtype()), values))
}

/// `np.zeros_like(a, dtype)` and its like: in the order of `a`'s axes.
///
/// # Errors
/// As `np.array` of what is no array.
pub(super) fn like(run: &Run, args: &Arguments<'_>, prototype: &str, content: Content) -> Outcome<Value> {
    let prototype = args.array(run, prototype)?;
    let dtype = args.dtype()?.unwrap_or(prototype.dtype());
    let array = allocate_like(run, args, dtype, &prototype)?;
    if let Content::Value(value) = content {
        array.fill(value)?;
    }
    Ok(Value::array(array))
}

/// `np.full_like(a, fill_value, dtype)`
///
/// # Errors
/// As `np.array` of the value.
pub(super) fn full_like(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let prototype = args.array(run, "a")?;
    let (dtype, values) = fill_value(run, args, Some(prototype.dtype()))?;
    let array = allocate_like(run, args, dtype, &prototype)?;
    array.assign(&values)?;
    Ok(Value::array(array))
}

/// Fresh memory of the shape of another array, and with its order of axes unless `order` names one.
fn allocate_like(run: &Run, args: &Arguments<'_>, dtype: Dtype, prototype: &Array) -> Outcome<Array> {
    match args.text("order")? {
        None | Some("K" | "A") => order::allocate(run, dtype, prototype.shape(), std::slice::from_ref(prototype)),
        Some(_) => allocate(run, dtype, prototype.shape(), order_of(args)?, Content::Anything),
    }
}

/// `np.array(object, dtype, copy, order, ndmin)`
///
/// # Errors
/// ValueError for ragged sequences, TypeError for what is no number.
pub(super) fn array(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let object = args.required("object")?;
    let dtype = args.dtype()?;
    let copies = args.truth("copy")?.unwrap_or(true);
    let array = match object {
        Value::Array(source) => converted(run, source, dtype, args.text("order")?, copies)?,
        other => with_order(nested::as_array(run, other, dtype)?, args.text("order")?)?,
    };
    let ndmin = args.int("ndmin")?.unwrap_or(0);
    if ndmin > 64 {
        return Err(Exception::value_error("ndmin must be <= ndmax (64)"));
    }
    let missing = usize::try_from(ndmin).unwrap_or(0).saturating_sub(array.ndim());
    if missing == 0 {
        return Ok(Value::array(array));
    }
    Ok(Value::array(array.index(&vec![Index::NewAxis; missing])?))
}

/// `np.asarray(a, dtype, order)`: an array that is right already is itself.
///
/// # Errors
/// As [`fn@array`].
pub(super) fn asarray(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let object = args.required("a")?;
    let dtype = args.dtype()?;
    let order = args.text("order")?;
    match object {
        Value::Array(source) if dtype.is_none_or(|dtype| dtype == source.dtype()) && order.is_none() => {
            Ok(object.clone())
        }
        Value::Array(source) => Ok(Value::array(converted(run, source, dtype, order, false)?)),
        other => Ok(Value::array(with_order(nested::as_array(run, other, dtype)?, order)?)),
    }
}

/// A copy, or the array itself where it is right and none is wanted.
fn converted(run: &Run, source: &Array, dtype: Option<Dtype>, order: Option<&str>, copies: bool) -> Outcome<Array> {
    let dtype = dtype.unwrap_or(source.dtype());
    if !copies && dtype == source.dtype() {
        return with_order(source.clone(), order);
    }
    match order {
        None | Some("K") => order::copy(run, source, dtype),
        Some("F") => Ok(source.cast(dtype)?.copy(Order::F)?),
        Some("A") if source.is_f_contiguous() && !source.is_c_contiguous() => {
            Ok(source.transpose().cast(dtype)?.transpose())
        }
        Some(_) => Ok(source.cast(dtype)?),
    }
}

/// In an order: itself, or a copy.
pub(super) fn with_order(array: Array, order: Option<&str>) -> Outcome<Array> {
    match order {
        Some("C") if !array.is_c_contiguous() => Ok(array.copy(Order::C)?),
        Some("F") if !array.is_f_contiguous() => Ok(array.copy(Order::F)?),
        _ => Ok(array),
    }
}

/// `a.copy(order)`, `np.copy(a, order)`
///
/// # Errors
/// MemoryError.
pub(super) fn copy(run: &Run, source: &Array, order: Option<&str>) -> Outcome<Value> {
    Ok(Value::array(converted(run, source, None, Some(order.unwrap_or("C")), true)?))
}

/// `a.astype(dtype, order, copy)`
///
/// # Errors
/// TypeError for what is no dtype.
pub(super) fn astype(run: &Run, source: &Array, args: &Arguments<'_>) -> Outcome<Array> {
    let dtype = convert::dtype(args.required("dtype")?)?;
    let copies = args.truth("copy")?.unwrap_or(true);
    converted(run, source, Some(dtype), args.text("order")?, copies)
}

/// `np.arange(start, stop, step, dtype)`
///
/// # Errors
/// ZeroDivisionError for a step of 0; ValueError for a length past memory.
pub(super) fn arange(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let wrong = |value: &Value| Exception::type_error(format!("unsupported argument of class '{}'", value.type_name()));
    let number = |value: &Value| match value {
        Value::Array(array) if array.ndim() == 0 => array.item().ok_or_else(|| wrong(value)),
        other => convert::number(other).ok_or_else(|| wrong(other)),
    };
    let first = number(args.required("start")?)?;
    let (start, stop) = match args.get("stop") {
        Some(stop) => (first, number(stop)?),
        None => (Scalar::I64(0), first),
    };
    let step = args.get("step").map_or(Ok(Scalar::I64(1)), number)?;
    let given = [args.get("start"), args.get("stop"), args.get("step")];
    let dtypes = given.iter().flatten().filter_map(|value| convert::number(value)).map(Scalar::dtype);
    let natural = convert::common_dtype(dtypes.chain([Dtype::I64]).filter(|&dtype| dtype != Dtype::Bool));
    let dtype = args.dtype()?.unwrap_or(natural.unwrap_or(Dtype::I64));
    if !step.as_bool() {
        return Err(Exception::new(ExceptionKind::ZeroDivisionError, "division by zero"));
    }
    let array = match [start, stop, step].map(Scalar::as_i128) {
        [Some(start), Some(stop), Some(step)] => int_range(run, [start, stop, step], dtype)?,
        _ => float_range(run, [start, stop, step].map(Scalar::as_f64), dtype)?,
    };
    Ok(Value::array(array))
}

fn int_range(run: &Run, [start, stop, step]: [i128; 3], dtype: Dtype) -> Outcome<Array> {
    let distance = if step > 0 { stop - start } else { start - stop };
    let count = if distance <= 0 { 0 } else { (distance - 1) / step.abs() + 1 };
    let length = length(count as f64)?;
    let value = |k: i128| match dtype.kind() {
        crate::types::Kind::Unsigned => Scalar::U64((start + k * step) as u64),
        _ => Scalar::I64((start + k * step) as i64),
    };
    convert::of_scalars(run, dtype, &[length], (0..count).map(value))
}

/// NumPy computes the first two elements; the rest continue their difference.
fn float_range(run: &Run, [start, stop, step]: [f64; 3], dtype: Dtype) -> Outcome<Array> {
    let count = length(((stop - start) / step).ceil())?;
    let narrow = |value: f64| Scalar::F64(value).cast(dtype);
    let (first, second) = (narrow(start).as_f64(), narrow(start + step).as_f64());
    let delta = narrow(second - first).as_f64();
    let value = |k: usize| match k {
        0 => narrow(start),
        1 => narrow(start + step),
        _ if dtype == Dtype::F32 => Scalar::F32(first as f32 + k as f32 * delta as f32),
        _ => narrow(first + k as f64 * delta),
    };
    convert::of_scalars(run, dtype, &[count], (0..count).map(value))
}

fn length(count: f64) -> Outcome<usize> {
    if count.is_nan() {
        return Err(Exception::value_error("arange: cannot compute length"));
    }
    if count >= 9.2e18 {
        return Err(Exception::value_error("Maximum allowed size exceeded"));
    }
    Ok(if count <= 0.0 { 0 } else { count as usize })
}

/// `np.eye(N, M, k, dtype)`
///
/// # Errors
/// ValueError for negative lengths.
pub(super) fn eye(run: &Run, args: &Arguments<'_>, rows: &str) -> Outcome<Value> {
    let length = |n: i64| usize::try_from(n).map_err(|_| Exception::value_error("negative dimensions are not allowed"));
    let n = args.int(rows)?.unwrap_or(0);
    let (rows, columns) = (length(n)?, length(args.int("M")?.unwrap_or(n))?);
    let k = args.int("k")?.unwrap_or(0);
    let dtype = args.dtype()?.unwrap_or(Dtype::F64);
    let array = allocate(run, dtype, &[rows, columns], order_of(args)?, Content::Value(Scalar::Bool(false)))?;
    let (first, end) = (k.saturating_neg().max(0), (columns as i64).saturating_sub(k).min(rows as i64));
    for row in run.until_stopped(first..end) {
        array.set(&[row, row + k], Scalar::Bool(true))?;
    }
    run.poll()?;
    Ok(Value::array(array))
}
