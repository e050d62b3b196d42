//! Methods of arrays.
//!
//! Input: an array, arguments. Output: arrays, scalars.
//! Never: the work itself (`host::numpy`).

use super::args::{Args, as_int};
use super::numpy::{clip, dtype_of, round, round_scalar};
use crate::builtins::host::ArrayMethod as M;
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::numpy::reduce::{self, Options, Reduction};
use crate::host::numpy::{self as np, convert, create, linear, operate, shape, sort};
use crate::host::value::Value;
use crate::ir;
use crate::runtime::array::{Array, Order, Scalar};
use crate::types::ufunc::Family;
use std::sync::Arc;

/// Calls one.
pub(super) fn call(interp: &Interpreter<'_>, method: M, array: &Arc<Array>, args: &Args) -> Outcome<Value> {
    let this = Value::Array(Arc::clone(array));
    if let Some((reduction, options)) = reduction(interp, method, args)? {
        return reduce::reduce(interp, &this, reduction, &options);
    }
    match method {
        M::Astype => {
            let dtype = dtype_of(args.at(0))?;
            let keeps_f = array.is_f_contiguous() && !array.is_c_contiguous();
            if dtype == array.dtype() {
                return Ok(Value::array(array.copy(if keeps_f { Order::F } else { Order::C })?));
            }
            Ok(Value::array(array.cast(dtype)?))
        }
        M::Clip => clip(interp, &this, args.some(0), args.some(1)),
        M::Conj | M::Conjugate => {
            operate::ufunc_unary(interp, ("conjugate", Family::Number, ir::UnaryOp::Conj), &[this], None)
        }
        M::Copy => Ok(Value::array(array.copy(create::order_argument(args.get(0)))?)),
        M::Cumprod => reduce::cumulate(interp, &this, (args.get(0), args.get(1)), ir::BinaryOp::Mul),
        M::Cumsum => reduce::cumulate(interp, &this, (args.get(0), args.get(1)), ir::BinaryOp::Add),
        M::Dot => linear::dot(interp, &this, args.at(0)),
        M::Fill => {
            array.fill(convert::checked_cast(args.at(0), array.dtype())?)?;
            Ok(Value::None)
        }
        M::Flatten => {
            let flat = shape::ravel(array, args.get(0))?;
            let shares = flat.data() == array.data();
            Ok(Value::array(if shares { flat.copy(Order::C)? } else { flat }))
        }
        M::Ravel => shape::ravel(array, args.get(0)).map(Value::array),
        M::Item => item(array, args),
        M::Nonzero => Ok(Value::Tuple(sort::nonzero(interp, &this)?.into())),
        M::Repeat => repeat(interp, array, args.int(0, 1)?, args.optional_int(1)?),
        M::Reshape => {
            let lengths = match &args.rest[..] {
                [only] => only.clone(),
                several => Value::tuple(several.iter().cloned()),
            };
            shape::reshape(interp, array, &lengths, args.get(0))
        }
        M::Round => round(interp, &this, args.int(0, 0)?),
        M::Sort => sort::sort_in_place(array, args.get(0)).map(|()| Value::None),
        M::Argsort => sort::argsort(interp, &this, args.get(0)),
        M::Squeeze => shape::squeeze(array, args.optional_int(0)?),
        M::Swapaxes => {
            let ndim = array.ndim();
            let (a, b) = (np::axis_of(args.int(0, 0)?, ndim)?, np::axis_of(args.int(1, 0)?, ndim)?);
            let mut axes: Vec<usize> = (0..ndim).collect();
            axes.swap(a, b);
            Ok(Value::array(array.permute(&axes)?))
        }
        M::Tobytes => Ok(Value::Bytes(bytes_of(array).into())),
        M::Tolist => convert::to_list(array),
        M::Trace => trace(interp, array, args.int(0, 0)?),
        M::Transpose => shape::transpose(interp, array, &args.rest),
        _ => match args.some(0) {
            None => Ok(Value::array((**array).clone())),
            Some(_) => Err(Exception::type_error("numjit's view() takes no other dtype")),
        },
    }
}

/// The reduction that a method is, with its options.
fn reduction<'a>(interp: &Interpreter<'_>, method: M, args: &'a Args) -> Outcome<Option<(Reduction, Options<'a>)>> {
    let axis = args.get(0);
    // After the axis: all, any, max, min have out, keepdims; the others dtype, out, (ddof,) keepdims.
    let plain = |reduction, keepdims: usize| -> Outcome<_> {
        let keepdims = args.flag(interp, keepdims, false)?;
        Ok(Some((reduction, Options { axis, dtype: None, keepdims })))
    };
    let typed = |reduction, keepdims: usize| -> Outcome<_> {
        let keepdims = args.flag(interp, keepdims, false)?;
        Ok(Some((reduction, Options { axis, dtype: args.get(1), keepdims })))
    };
    match method {
        M::All => plain(Reduction::All, 2),
        M::Any => plain(Reduction::Any, 2),
        M::Max => plain(Reduction::Max, 2),
        M::Min => plain(Reduction::Min, 2),
        M::Argmax => plain(Reduction::ArgMax, usize::MAX),
        M::Argmin => plain(Reduction::ArgMin, usize::MAX),
        M::Ptp => plain(Reduction::Ptp, usize::MAX),
        M::Sum => typed(Reduction::Sum, 3),
        M::Prod => typed(Reduction::Prod, 3),
        M::Mean => typed(Reduction::Mean, 3),
        M::Var => typed(Reduction::Var(args.int(3, 0)?), 4),
        M::Std => typed(Reduction::Std(args.int(3, 0)?), 4),
        _ => Ok(None),
    }
}

/// Methods that scalars of NumPy share with arrays.
pub(super) fn call_scalar(interp: &Interpreter<'_>, method: M, scalar: Scalar, args: &Args) -> Outcome<Value> {
    match method {
        M::Item | M::Tolist => Ok(convert::python_number(scalar)),
        M::Astype => Ok(Value::Scalar(scalar.cast(dtype_of(args.at(0))?))),
        M::Round => Ok(Value::Scalar(round_scalar(scalar, args.int(0, 0)?))),
        M::Copy => Ok(Value::Scalar(scalar)),
        _ => {
            let array = Arc::new(Array::full(None, scalar.dtype(), &[], scalar)?);
            match call(interp, method, &array, args)? {
                Value::Array(result) => Ok(np::value_of((*result).clone())),
                other => Ok(other),
            }
        }
    }
}

fn item(array: &Array, args: &Args) -> Outcome<Value> {
    let element = match &args.rest[..] {
        [] if array.size() == 1 => array.iter().next(),
        [] => {
            return Err(Exception::value_error("can only convert an array of size 1 to a Python scalar"));
        }
        [one] if array.ndim() != 1 => {
            let flat = array.reshape(&[-1])?;
            Some(flat.get(&[as_int(one)?])?)
        }
        several => {
            let index = several.iter().map(as_int).collect::<Outcome<Vec<i64>>>()?;
            if index.len() != array.ndim() {
                return Err(Exception::value_error("incorrect number of indices for array"));
            }
            Some(array.get(&index)?)
        }
    };
    Ok(element.map_or(Value::None, convert::python_number))
}

fn bytes_of(array: &Array) -> Vec<u8> {
    crate::host::functions::io::raw(array).bytes
}

fn trace(interp: &Interpreter<'_>, array: &Array, offset: i64) -> Outcome<Value> {
    let [rows, columns] = array.shape() else {
        return Err(Exception::value_error("numjit's trace() takes arrays of two axes"));
    };
    let mut diagonal = Vec::new();
    for row in 0..*rows as i64 {
        let column = row + offset;
        if (0..*columns as i64).contains(&column) {
            diagonal.push(array.get(&[row, column])?);
        }
    }
    let diagonal = Array::from_scalars(None, array.dtype(), &[diagonal.len()], diagonal)?;
    reduce::reduce(interp, &Value::array(diagonal), Reduction::Sum, &Options::default())
}

/// `a.repeat(n, axis)`
pub(super) fn repeat(interp: &Interpreter<'_>, array: &Array, n: i64, axis: Option<i64>) -> Outcome<Value> {
    let n = usize::try_from(n).map_err(|_| Exception::value_error("repeats may not contain negative values."))?;
    let (array, axis) = match axis {
        None => (array.reshape(&[-1])?, 0),
        Some(axis) => (array.clone(), np::axis_of(axis, array.ndim())?),
    };
    let indices: Vec<i64> = (0..array.shape()[axis] as i64).flat_map(|i| std::iter::repeat_n(i, n)).collect();
    shape::take(interp, &array, &indices, axis)
}
