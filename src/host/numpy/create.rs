//! Functions that make arrays.
//!
//! Input: shapes, dtypes, bounds. Output: arrays.
//! Never: files, conversion of lists (`convert`).

use super::convert::{checked_cast, dtype_argument, dtype_of_number, scalar_of, shape_argument, to_array};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::ops;
use crate::host::value::Value;
use crate::runtime::array::{Array, Order, Scalar};
use crate::runtime::memory::Init;
use crate::types::{BinaryOp, Dtype};

/// `order="F"` as an argument.
pub(in crate::host) fn order_argument(value: Option<&Value>) -> Order {
    match value.and_then(Value::as_str) {
        Some("F") => Order::F,
        _ => Order::C,
    }
}

/// `np.empty`, `np.zeros`, `np.ones`, `np.full`: the fill is none for `empty` and `zeros`.
pub(in crate::host) fn shaped(
    interp: &Interpreter<'_>,
    shape: &Value,
    dtype: Option<&Value>,
    order: Option<&Value>,
    fill: Option<&Value>,
) -> Outcome<Value> {
    let shape = shape_argument(interp, shape)?;
    let default = fill.and_then(dtype_of_number).unwrap_or(Dtype::F64);
    let dtype = dtype_argument(dtype)?.unwrap_or(default);
    let array = Array::alloc(Some(&interp.run.services.account), dtype, &shape, order_argument(order), Init::Zeroed)?;
    fill_with(interp, &array, fill)?;
    Ok(Value::array(array))
}

fn fill_with(interp: &Interpreter<'_>, array: &Array, fill: Option<&Value>) -> Outcome<()> {
    match fill {
        None => Ok(()),
        Some(Value::Array(_) | Value::List(_) | Value::Tuple(_)) => {
            let source = to_array(interp, fill.unwrap_or(&Value::None), None)?;
            Ok(array.assign(&source)?)
        }
        Some(number) => Ok(array.fill(checked_cast(number, array.dtype())?)?),
    }
}

/// `np.zeros_like` and its like.
pub(in crate::host) fn like(
    interp: &Interpreter<'_>,
    prototype: &Value,
    dtype: Option<&Value>,
    fill: Option<&Value>,
) -> Outcome<Value> {
    let prototype = to_array(interp, prototype, None)?;
    let dtype = dtype_argument(dtype)?.unwrap_or(prototype.dtype());
    let order = if prototype.is_f_contiguous() && !prototype.is_c_contiguous() { Order::F } else { Order::C };
    let account = &interp.run.services.account;
    let array = Array::alloc(Some(account), dtype, prototype.shape(), order, Init::Zeroed)?;
    fill_with(interp, &array, fill)?;
    Ok(Value::array(array))
}

/// `np.arange`
pub(in crate::host) fn arange(
    interp: &Interpreter<'_>,
    bounds: [Option<&Value>; 3],
    dtype: Option<&Value>,
) -> Outcome<Value> {
    let (start, stop) = match (bounds[0], bounds[1]) {
        (Some(stop), None | Some(Value::None)) => (Value::Int(0), stop.clone()),
        (Some(start), Some(stop)) => (start.clone(), stop.clone()),
        _ => return Err(Exception::type_error("arange() requires stop to be specified.")),
    };
    let step = bounds[2].filter(|step| !matches!(step, Value::None)).cloned().unwrap_or(Value::Int(1));
    let numbers = [&start, &stop, &step];
    let mut common = Dtype::I64;
    for number in numbers {
        let dtype = dtype_of_number(number).filter(|dtype| !dtype.is_complex());
        let dtype = dtype.ok_or_else(|| Exception::type_error("arange() takes real numbers"))?;
        if dtype.is_float() || dtype == Dtype::U64 {
            common = if dtype == Dtype::U64 && common == Dtype::I64 { Dtype::U64 } else { Dtype::F64 };
        }
    }
    let dtype = dtype_argument(dtype)?.unwrap_or(common);
    let as_float = |value: &Value| value.as_float().unwrap_or(0.0);
    if as_float(&step) == 0.0 {
        return Err(Exception::new(crate::runtime::exception::ExceptionKind::ZeroDivisionError, "division by zero"));
    }
    let span = ops::binary(interp, BinaryOp::Sub, &stop, &start)?;
    let count = (as_float(&span) / as_float(&step)).ceil().max(0.0);
    if count > 1e15 {
        return Err(Exception::value_error("Maximum allowed size exceeded"));
    }
    let n = count as usize;
    let account = Some(&interp.run.services.account);
    let array = match (start.as_int(), step.as_int()) {
        (Some(start), Some(step)) => {
            let values = (0..n).map(|i| Scalar::I64((start + i as i128 * step) as i64));
            Array::from_scalars(account, dtype, &[n], values)?
        }
        _ => {
            // NumPy computes the first two and goes on by their difference.
            let (first, step) = (as_float(&start), as_float(&step));
            let delta = (first + step) - first;
            let values = (0..n).map(|i| Scalar::F64(first + i as f64 * delta));
            Array::from_scalars(account, dtype, &[n], values)?
        }
    };
    Ok(Value::array(array))
}

/// `np.linspace`; with the step where that is asked for.
pub(in crate::host) fn linspace(
    interp: &Interpreter<'_>,
    (start, stop): (&Value, &Value),
    num: i64,
    endpoint: bool,
    dtype: Option<&Value>,
) -> Outcome<(Value, f64)> {
    let Ok(n) = usize::try_from(num) else {
        return Err(Exception::value_error(format!("Number of samples, {num}, must be non-negative.")));
    };
    let real = |value: &Value| scalar_of(value).map(Scalar::as_f64);
    let (Some(start), Some(stop)) = (real(start), real(stop)) else {
        return Err(Exception::type_error("linspace() takes numbers"));
    };
    let parts = if endpoint { n as i64 - 1 } else { n as i64 };
    let delta = stop - start;
    let step = if parts > 0 { delta / parts as f64 } else { f64::NAN };
    let value = |i: usize| match i {
        _ if endpoint && n > 1 && i == n - 1 => stop,
        _ if parts <= 0 => start + i as f64 * delta,
        _ if step == 0.0 => i as f64 / parts as f64 * delta + start,
        _ => i as f64 * step + start,
    };
    let dtype = dtype_argument(dtype)?.unwrap_or(Dtype::F64);
    let floor = dtype.is_int();
    let values = (0..n).map(|i| Scalar::F64(if floor { value(i).floor() } else { value(i) }));
    let array = Array::from_scalars(Some(&interp.run.services.account), dtype, &[n], values)?;
    Ok((Value::array(array), step))
}

/// `np.eye`, `np.identity`, `np.tri`: ones where `inside` says so of column less row.
pub(in crate::host) fn banded(
    interp: &Interpreter<'_>,
    (rows, columns): (i64, i64),
    dtype: Option<&Value>,
    inside: impl Fn(i64) -> bool,
) -> Outcome<Value> {
    let lengths = [rows.max(0) as usize, columns.max(0) as usize];
    let dtype = dtype_argument(dtype)?.unwrap_or(Dtype::F64);
    let values = (0..rows.max(0)).flat_map(|row| (0..columns.max(0)).map(move |column| column - row));
    let values = values.map(|diagonal| Scalar::Bool(inside(diagonal)));
    Ok(Value::array(Array::from_scalars(Some(&interp.run.services.account), dtype, &lengths, values)?))
}
