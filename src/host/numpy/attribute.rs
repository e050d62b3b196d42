//! Attributes of arrays, scalars and dtypes.
//!
//! Input: values and names. Output: attributes; none where there is no such data attribute (it may be a method).
//! Never: methods.

use crate::builtins::Special;
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::object::Class;
use crate::host::value::Value;
use crate::runtime::array::{Array, Scalar};
use crate::runtime::exception::ExceptionKind;
use crate::types::{Dtype, Kind};
use std::sync::Arc;

/// Attributes that are constructions of the compiled zone.
pub(in crate::host) fn special_attribute(array: &Arc<Array>, special: Special) -> Outcome<Option<Value>> {
    Ok(Some(match special {
        Special::Shape => Value::tuple(array.shape().iter().map(|&n| Value::size(n))),
        Special::Strides => Value::tuple(array.strides().iter().map(|&n| Value::Int(n as i64))),
        Special::Size => Value::size(array.size()),
        Special::NBytes => Value::size(array.nbytes()),
        Special::T => Value::array(array.transpose()),
        Special::Flat => Value::array(array.reshape(&[-1])?),
        Special::Real => Value::array(array.real()),
        Special::Imag => match array.imag() {
            Some(imag) => Value::array(imag),
            None => Value::array(Array::zeros(None, array.dtype(), array.shape())?.read_only()),
        },
        _ => return Ok(None),
    }))
}

/// Data attributes that the tables of the compiled zone do not hold as constructions.
pub(in crate::host) fn array_attribute(array: &Arc<Array>, name: &str) -> Outcome<Option<Value>> {
    let special = match name {
        "shape" => Special::Shape,
        "strides" => Special::Strides,
        "size" => Special::Size,
        "nbytes" => Special::NBytes,
        "T" => Special::T,
        "flat" => Special::Flat,
        "real" => Special::Real,
        "imag" => Special::Imag,
        "ndim" => return Ok(Some(Value::size(array.ndim()))),
        "dtype" => return Ok(Some(Value::Dtype(array.dtype()))),
        "itemsize" => return Ok(Some(Value::size(array.dtype().size()))),
        "base" => return Ok(Some(Value::None)),
        _ => return Ok(None),
    };
    special_attribute(array, special)
}

/// `array.name = value`
pub(in crate::host) fn set_array_attribute(array: &Arc<Array>, name: &str, value: &Value) -> Outcome<()> {
    let part = match name {
        "real" => Some(array.real()),
        "imag" => array.imag(),
        _ => None,
    };
    let (Some(part), Some(scalar)) = (part, super::convert::scalar_of(value)) else {
        let message = format!("attribute '{name}' of 'numpy.ndarray' objects is not writable");
        return Err(Exception::new(ExceptionKind::AttributeError, message));
    };
    Ok(part.fill(scalar)?)
}

pub(in crate::host) fn scalar_attribute(scalar: Scalar, name: &str) -> Outcome<Option<Value>> {
    let complex = scalar.as_complex();
    Ok(Some(match name {
        "dtype" => Value::Dtype(scalar.dtype()),
        "shape" => Value::tuple([]),
        "ndim" => Value::Int(0),
        "size" => Value::Int(1),
        "itemsize" | "nbytes" => Value::size(scalar.dtype().size()),
        "real" => Value::Scalar(Scalar::F64(complex.re).cast(scalar.dtype().real())).or_same(scalar),
        "imag" if scalar.dtype().is_complex() => Value::Scalar(Scalar::F64(complex.im).cast(scalar.dtype().real())),
        "imag" => Value::Scalar(Scalar::I64(0).cast(scalar.dtype())),
        "T" => Value::Scalar(scalar),
        "__class__" => Value::Class(Class::Scalar(scalar.dtype())),
        _ => return Ok(None),
    }))
}

impl Value {
    /// The scalar itself where it is not complex (a float would lose bits of an int).
    fn or_same(self, scalar: Scalar) -> Value {
        if scalar.dtype().is_complex() { self } else { Value::Scalar(scalar) }
    }
}

pub(in crate::host) fn dtype_attribute(dtype: Dtype, name: &str) -> Option<Value> {
    Some(match name {
        "name" => Value::str(dtype.name()),
        "itemsize" => Value::size(dtype.size()),
        "type" => Value::Class(Class::Scalar(dtype)),
        "kind" => Value::str(match dtype.kind() {
            Kind::Bool => "b",
            Kind::Unsigned => "u",
            Kind::Signed => "i",
            Kind::Float => "f",
            Kind::Complex => "c",
        }),
        "ndim" => Value::Int(0),
        _ => return None,
    })
}
