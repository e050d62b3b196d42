//! Attributes of arrays, NumPy's scalars and dtypes.
//!
//! Input: values, attributes. Output: values; elements written through `real`, `imag` and `flat`.
//! Never: methods (`method`).

use super::super::exception::Exception;
use super::super::object::Class;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::convert;
use super::index::assign;
use crate::builtins::host::{ArrayAttribute, DtypeAttribute};
use crate::runtime::array::{Array, Scalar};
use crate::runtime::exception::ExceptionKind;
use crate::types::{Dtype, Kind};
use std::sync::Arc;

/// `array.name`
///
/// # Errors
/// MemoryError.
pub fn of_array(run: &Run, array: &Arc<Array>, attribute: ArrayAttribute) -> Outcome<Value> {
    Ok(match attribute {
        ArrayAttribute::Shape => Value::tuple(array.shape().iter().map(|&n| Value::size(n))),
        ArrayAttribute::Strides => Value::tuple(array.strides().iter().map(|&n| Value::Int(n as i64))),
        ArrayAttribute::Size => Value::size(array.size()),
        ArrayAttribute::Nbytes => Value::size(array.nbytes()),
        ArrayAttribute::Ndim => Value::size(array.ndim()),
        ArrayAttribute::Itemsize => Value::size(array.dtype().size()),
        ArrayAttribute::Dtype => Value::Dtype(array.dtype()),
        ArrayAttribute::Transposed => Value::array(array.transpose()),
        ArrayAttribute::Flat => Value::array(flat(array)?),
        ArrayAttribute::Real => Value::array(array.real()),
        ArrayAttribute::Imag => Value::array(match array.imag() {
            Some(imag) => imag,
            None => convert::zeros(run, array.dtype(), array.shape())?.read_only(),
        }),
        ArrayAttribute::Flags => super::types::flags(array),
        ArrayAttribute::Base => Value::None,
    })
}

/// The elements in C order: a view where strides can express it, else a copy that is not to be written.
fn flat(array: &Array) -> Outcome<Array> {
    match array.reshape_view(&[array.size()]) {
        Some(view) => Ok(view),
        None => Ok(array.reshape(&[-1])?.read_only()),
    }
}

/// `scalar.name`
///
/// # Errors
/// None that a script can cause.
pub fn of_scalar(run: &Run, scalar: Scalar, attribute: ArrayAttribute) -> Outcome<Value> {
    let zero = Scalar::Bool(false).cast(scalar.dtype().real());
    Ok(match attribute {
        ArrayAttribute::Real | ArrayAttribute::Imag => match (scalar, attribute) {
            (Scalar::C64(z), ArrayAttribute::Real) => Value::Scalar(Scalar::F32(z.re)),
            (Scalar::C64(z), _) => Value::Scalar(Scalar::F32(z.im)),
            (Scalar::C128(z), ArrayAttribute::Real) => Value::Scalar(Scalar::F64(z.re)),
            (Scalar::C128(z), _) => Value::Scalar(Scalar::F64(z.im)),
            (real, ArrayAttribute::Real) => Value::Scalar(real),
            _ => Value::Scalar(zero),
        },
        ArrayAttribute::Transposed => Value::Scalar(scalar),
        other => of_array(run, &Arc::new(convert::zero_dim(scalar)?), other)?,
    })
}

/// `array.name = value`
///
/// # Errors
/// AttributeError for what cannot be set.
pub fn set(run: &Run, array: &Array, attribute: ArrayAttribute, value: &Value) -> Outcome<()> {
    let refused = |text: &str| Err(Exception::new(ExceptionKind::AttributeError, text));
    match attribute {
        ArrayAttribute::Real => assign(run, &array.real(), value),
        ArrayAttribute::Imag => match array.imag() {
            Some(imag) => assign(run, &imag, value),
            None => Err(Exception::type_error("array does not have imaginary part to set")),
        },
        ArrayAttribute::Flat => assign(run, &flat(array)?, value),
        ArrayAttribute::Shape => refused("numjit's arrays keep their shape: use a = a.reshape(..)"),
        _ => refused("attribute of 'numpy.ndarray' objects is not writable"),
    }
}

/// `dtype.name`
#[must_use]
pub fn of_dtype(dtype: Dtype, attribute: DtypeAttribute) -> Value {
    match attribute {
        DtypeAttribute::Name => Value::str(dtype.name()),
        DtypeAttribute::Itemsize => Value::size(dtype.size()),
        DtypeAttribute::Kind => Value::str(kind(dtype)),
        DtypeAttribute::Char => Value::str(code(dtype)),
        DtypeAttribute::Str => {
            let order = if dtype.size() == 1 { "|" } else { "<" };
            Value::from(format!("{order}{}{}", kind(dtype), dtype.size()))
        }
        DtypeAttribute::Type => Value::Class(Class::Scalar(dtype)),
        DtypeAttribute::Ndim => Value::Int(0),
    }
}

fn kind(dtype: Dtype) -> &'static str {
    match dtype.kind() {
        Kind::Bool => "b",
        Kind::Unsigned => "u",
        Kind::Signed => "i",
        Kind::Float => "f",
        Kind::Complex => "c",
    }
}

pub(super) fn code(dtype: Dtype) -> &'static str {
    match dtype {
        Dtype::Bool => "?",
        Dtype::I8 => "b",
        Dtype::I16 => "h",
        Dtype::I32 => "i",
        Dtype::I64 => "l",
        Dtype::U8 => "B",
        Dtype::U16 => "H",
        Dtype::U32 => "I",
        Dtype::U64 => "L",
        Dtype::F32 => "f",
        Dtype::F64 => "d",
        Dtype::C64 => "F",
        Dtype::C128 => "D",
    }
}
