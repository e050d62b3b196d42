//! Methods of arrays; NumPy's scalars have them too, and many functions are methods by another name.
//!
//! Input: an array, a method, its arguments. Output: arrays, scalars, Python's numbers.
//! Never: operators, attributes.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::operand::Operand;
use super::reduce::{self, Extremum};
use super::{convert, create, linalg, nested, operator, rounding, shape, sort};
use crate::builtins::host::ArrayMethod;
use crate::runtime::array::Array;
use crate::runtime::room;
use crate::types::UnaryOp;

/// Calls a method.
///
/// # Errors
/// What NumPy raises.
pub(super) fn call(run: &Run, method: ArrayMethod, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    match method {
        ArrayMethod::All | ArrayMethod::Any | ArrayMethod::Max | ArrayMethod::Min => extreme(method, array, args),
        ArrayMethod::Mean | ArrayMethod::Prod | ArrayMethod::Std | ArrayMethod::Sum | ArrayMethod::Var => {
            total(run, method, array, args)
        }
        ArrayMethod::Argsort | ArrayMethod::Cumprod | ArrayMethod::Cumsum | ArrayMethod::Sort => {
            along(method, array, args)
        }
        ArrayMethod::Copy | ArrayMethod::Fill | ArrayMethod::Item | ArrayMethod::Tolist | ArrayMethod::Tobytes => {
            elements(run, method, array, args)
        }
        ArrayMethod::Setflags => {
            args.truth("write")?.map_or(Ok(()), |on| super::types::write_flag(array, on))?;
            Ok(Value::None)
        }
        ArrayMethod::Clip => rounding::clip(run, array, args),
        ArrayMethod::Round => rounding::round(run, array, args.int("decimals")?.unwrap_or(0)),
        ArrayMethod::Conj | ArrayMethod::Conjugate => conjugate(run, array),
        ArrayMethod::Dot => {
            let b = Operand::new(run, args.required("b")?)?;
            let wrong = || Exception::type_error("a number or an array is needed");
            linalg::dot(run, &Operand::array(array.clone()), &b.ok_or_else(wrong)?)
        }
        ArrayMethod::Nonzero => sort::nonzero(array),
        ArrayMethod::Astype
        | ArrayMethod::Flatten
        | ArrayMethod::Ravel
        | ArrayMethod::Repeat
        | ArrayMethod::Reshape
        | ArrayMethod::Squeeze
        | ArrayMethod::Transpose => reshaped(run, method, array, args).map(Value::array),
    }
}

/// Methods that give the elements under another shape or dtype.
fn reshaped(run: &Run, method: ArrayMethod, array: &Array, args: &Arguments<'_>) -> Outcome<Array> {
    match method {
        ArrayMethod::Astype => create::astype(run, array, args),
        ArrayMethod::Flatten => shape::flatten(array, args.text("order")?),
        ArrayMethod::Ravel => shape::ravel(array, args.text("order")?),
        ArrayMethod::Repeat => shape::repeat(run, array, args),
        ArrayMethod::Reshape => {
            let given = match args.get("shape") {
                Some(shape) => vec![shape.clone()],
                None => args.rest("shape"),
            };
            shape::reshape(array, &shape::shape_of(&given)?, args.text("order")?)
        }
        ArrayMethod::Squeeze => shape::squeeze(array, args.get("axis")),
        _ => match args.get("axes") {
            Some(axes) => shape::transpose(array, std::slice::from_ref(axes)),
            None => shape::transpose(array, &args.rest("axes")),
        },
    }
}

/// Reductions that keep the dtype or give truths.
fn extreme(method: ArrayMethod, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    let axes = args.axes(array)?;
    let result = match method {
        ArrayMethod::All => reduce::all(array, &axes)?,
        ArrayMethod::Any => reduce::any(array, &axes)?,
        ArrayMethod::Max => reduce::extremum(array, &axes, Extremum::Max)?,
        _ => reduce::extremum(array, &axes, Extremum::Min)?,
    };
    args.result(convert::result(result))
}

/// Reductions that add or multiply.
fn total(run: &Run, method: ArrayMethod, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    let axes = args.axes(array)?;
    let given = args.dtype()?;
    let sum_dtype = given.unwrap_or(reduce::sum_dtype(array.dtype()));
    let mean_dtype = given.unwrap_or(reduce::mean_dtype(array.dtype()));
    let result = match method {
        ArrayMethod::Sum => convert::result(reduce::sum(array, &axes, sum_dtype)?),
        ArrayMethod::Prod => convert::result(reduce::product(array, &axes, sum_dtype)?),
        ArrayMethod::Mean => reduce::mean(run, array, &axes, mean_dtype)?,
        _ => {
            let ddof = args.float("ddof")?.unwrap_or(0.0);
            let variance = reduce::variance(run, array, &axes, mean_dtype, ddof)?;
            if method == ArrayMethod::Std { operator::square_root(run, &variance)? } else { variance }
        }
    };
    args.result(result)
}

/// Methods that go along an axis element by element.
fn along(method: ArrayMethod, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    let given = args.axis(array)?;
    let dtype = args.dtype().ok().flatten().unwrap_or(reduce::sum_dtype(array.dtype()));
    match method {
        ArrayMethod::Cumprod | ArrayMethod::Cumsum => {
            let product = method == ArrayMethod::Cumprod;
            let (array, axis) = match given {
                Some(axis) => (array.clone(), axis),
                None => (array.reshape(&[-1])?, 0),
            };
            Ok(Value::array(sort::accumulate(&array, axis, dtype, product)?))
        }
        _ => {
            let last = convert::axis(-1, array.ndim())?;
            let axis = given.unwrap_or(last);
            if method == ArrayMethod::Argsort && args.is_none("axis") {
                return Ok(Value::array(sort::argsort(&array.reshape(&[-1])?, 0)?));
            }
            if method == ArrayMethod::Argsort {
                return Ok(Value::array(sort::argsort(array, axis)?));
            }
            if !array.is_mutable() {
                return Err(Exception::value_error("sort array is read-only"));
            }
            crate::runtime::sort::sort(array, axis)?;
            Ok(Value::None)
        }
    }
}

/// Methods that read or write elements.
fn elements(run: &Run, method: ArrayMethod, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    match method {
        ArrayMethod::Copy => create::copy(run, array, args.text("order")?),
        ArrayMethod::Fill => {
            let value = args.required("value")?;
            array.fill(convert::element(value, array.dtype())?)?;
            Ok(Value::None)
        }
        ArrayMethod::Item => item(array, &args.rest("args")),
        ArrayMethod::Tolist => to_list(run, array),
        _ if args.text("order")? == Some("F") => Ok(Value::Bytes(room::shared(array.transpose().to_bytes()?)?)),
        _ => Ok(Value::Bytes(room::shared(array.to_bytes()?)?)),
    }
}

/// `a.item(*args)`
fn item(array: &Array, args: &[Value]) -> Outcome<Value> {
    let wrong = || Exception::value_error("can only convert an array of size 1 to a Python scalar");
    let indices = match args {
        [] => return array.item().map(convert::to_python).ok_or_else(wrong),
        [Value::Tuple(items)] => items.iter().map(convert::index).collect::<Outcome<Vec<i64>>>()?,
        several => several.iter().map(convert::index).collect::<Outcome<Vec<i64>>>()?,
    };
    if let [flat] = indices[..]
        && array.ndim() != 1
    {
        return Ok(convert::to_python(array.reshape(&[-1])?.get(&[flat])?));
    }
    if indices.len() != array.ndim() {
        return Err(Exception::value_error("incorrect number of indices for array"));
    }
    Ok(convert::to_python(array.get(&indices)?))
}

/// `a.tolist()`: nested lists of Python's numbers.
fn to_list(run: &Run, array: &Array) -> Outcome<Value> {
    if array.ndim() == 0 {
        return Ok(convert::to_python(array.get(&[])?));
    }
    if array.ndim() == 1 {
        return Ok(Value::list(run.gathered(array.iter().map(convert::to_python))?));
    }
    let row = |i: usize| to_list(run, &array.index(&[crate::runtime::array::Index::At(i as i64)])?);
    Ok(Value::list(run.all((0..array.shape()[0]).map(row))?))
}

pub(super) fn conjugate(run: &Run, array: &Array) -> Outcome<Value> {
    let Some(imag) = array.imag() else { return Ok(Value::array(array.clone())) };
    let copy = array.copy(crate::runtime::array::Order::C)?;
    let negative = operator::unary(run, UnaryOp::Neg, &Value::array(imag))?;
    if let Some(target) = copy.imag() {
        target.assign(&nested::as_array(run, &negative, None)?)?;
    }
    Ok(convert::result(copy))
}
