//! NumPy in the host zone: NumPy 2's rules on the runtime's arrays.
//!
//! Input: arrays, scalars, what converts to arrays. Output: arrays, scalars, NumPy's errors.
//! Never: element-wise loops (`elementwise::Kernels`), text (`runtime::text`), files (`runtime::io`).

mod attribute;
pub(super) mod convert;
pub(super) mod create;
mod index;
pub(super) mod linear;
pub(super) mod operate;
pub(super) mod reduce;
pub(super) mod shape;
pub(super) mod sort;

pub(super) use attribute::{
    array_attribute, dtype_attribute, scalar_attribute, set_array_attribute, special_attribute,
};
pub(super) use convert::dtype_of_value;
pub(super) use index::{advance, get_item, set_item};
pub(super) use operate::{binary, compares, in_place, unary};

use super::Outcome;
use super::exception::Exception;
use super::interp::Interpreter;
use super::value::Value;
use crate::runtime::array::{Array, Index};
use crate::types::BinaryOp;

/// Item number `at` of an array of one axis or more: a scalar, or a view.
pub(super) fn row(array: &Array, at: usize) -> Outcome<Value> {
    if array.ndim() == 1 {
        return Ok(Value::Scalar(array.get(&[at as i64])?));
    }
    Ok(Value::array(array.index(&[Index::At(at as i64)])?))
}

/// The truth of an array.
pub(super) fn truth(array: &Array) -> Outcome<bool> {
    match (array.size(), array.iter().next()) {
        (1, Some(only)) => Ok(only.as_bool()),
        (0, _) => Err(Exception::value_error(
            "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.",
        )),
        _ => Err(Exception::value_error(
            "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
        )),
    }
}

/// `item in array`
pub(super) fn contains(interp: &Interpreter<'_>, array: &Array, item: &Value) -> Outcome<bool> {
    let equal = binary(interp, BinaryOp::Eq, &Value::array(array.clone()), item)?;
    match equal {
        Value::Array(flags) => Ok(flags.iter().any(|flag| flag.as_bool())),
        other => interp.truth(&other),
    }
}

/// A result: an array, or the scalar of one without axes.
pub(super) fn value_of(array: Array) -> Value {
    match array.item() {
        Some(scalar) if array.ndim() == 0 => Value::Scalar(scalar),
        _ => Value::array(array),
    }
}

/// An axis argument, counted from the front.
pub(super) fn axis_of(axis: i64, ndim: usize) -> Outcome<usize> {
    let counted = if axis < 0 { axis + ndim as i64 } else { axis };
    usize::try_from(counted).ok().filter(|&axis| axis < ndim).ok_or_else(|| {
        let kind = crate::runtime::exception::ExceptionKind::ValueError;
        Exception::new(kind, format!("axis {axis} is out of bounds for array of dimension {ndim}"))
            .named("numpy.exceptions.AxisError")
    })
}
