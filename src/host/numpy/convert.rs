//! Values to arrays, dtypes and shapes.
//!
//! Input: nested lists and tuples, numbers, arrays, what names a dtype or a shape. Output: arrays, dtypes, shapes.
//! Never: arithmetic.

use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::object::{Class, Tag};
use crate::host::ops;
use crate::host::value::Value;
use crate::runtime::array::{Array, Scalar, Shape};
use crate::types::{Dtype, promote_dtypes};
use num_complex::Complex;
use std::sync::Arc;

/// What `np.array(value)` gives; arrays are themselves unless the dtype differs.
pub(in crate::host) fn to_array(interp: &Interpreter<'_>, value: &Value, dtype: Option<Dtype>) -> Outcome<Arc<Array>> {
    if let Value::Array(array) = value {
        return match dtype {
            Some(dtype) if dtype != array.dtype() => Ok(Arc::new(array.cast(dtype)?)),
            _ => Ok(Arc::clone(array)),
        };
    }
    let mut nest = Nest { shape: Shape::new(), leaves: Vec::new(), dtype: None };
    nest.gather(interp, value, 0)?;
    let dtype = dtype.unwrap_or(nest.dtype.unwrap_or(Dtype::F64));
    let account = &interp.run.services.account;
    let mut values = Vec::with_capacity(nest.leaves.len());
    for leaf in &nest.leaves {
        values.push(checked_cast(leaf, dtype)?);
    }
    Ok(Arc::new(Array::from_scalars(Some(account), dtype, &nest.shape, values)?))
}

/// The numbers of nested sequences.
struct Nest {
    shape: Shape,
    leaves: Vec<Value>,
    dtype: Option<Dtype>,
}

impl Nest {
    fn gather(&mut self, interp: &Interpreter<'_>, value: &Value, depth: usize) -> Outcome<()> {
        let items = match value {
            Value::List(_) | Value::Tuple(_) | Value::Range(_) => interp.items(value)?,
            Value::Array(array) => return self.gather_array(array, depth),
            _ => return self.leaf(value, depth),
        };
        if !self.enter(depth, items.len()) {
            return Err(self.ragged(depth));
        }
        for item in &items {
            stacker::maybe_grow(64 << 10, 1 << 20, || self.gather(interp, item, depth + 1))?;
        }
        Ok(())
    }

    fn gather_array(&mut self, array: &Array, depth: usize) -> Outcome<()> {
        for (k, &n) in array.shape().iter().enumerate() {
            if !self.enter(depth + k, n) {
                return Err(self.ragged(depth + k));
            }
        }
        if self.shape.len() != depth + array.ndim() {
            return Err(self.ragged(depth + array.ndim()));
        }
        self.join(array.dtype());
        self.leaves.extend(array.iter().map(Value::Scalar));
        Ok(())
    }

    /// Enters a sequence at a depth; false: another one there has another length.
    fn enter(&mut self, depth: usize, len: usize) -> bool {
        if depth == self.shape.len() && self.leaves.is_empty() {
            self.shape.push(len);
            return true;
        }
        self.shape.get(depth) == Some(&len)
    }

    fn leaf(&mut self, value: &Value, depth: usize) -> Outcome<()> {
        let Some(dtype) = dtype_of_number(value) else {
            let message = format!("numjit's arrays hold numbers, not '{}'", value.type_name());
            return Err(Exception::type_error(message));
        };
        if depth != self.shape.len() {
            return Err(self.ragged(depth));
        }
        self.join(dtype);
        self.leaves.push(value.clone());
        Ok(())
    }

    fn join(&mut self, dtype: Dtype) {
        self.dtype = Some(self.dtype.map_or(dtype, |known| promote_dtypes(known, dtype)));
    }

    fn ragged(&self, depth: usize) -> Exception {
        let known = &self.shape[..depth.min(self.shape.len())];
        let shape = crate::runtime::text::array::shape_text(known);
        Exception::value_error(format!(
            "setting an array element with a sequence. The requested array has an inhomogeneous shape after {} \
             dimensions. The detected shape was {shape} + inhomogeneous part.",
            known.len()
        ))
    }
}

/// The dtype that NumPy gives a number.
pub(in crate::host) fn dtype_of_number(value: &Value) -> Option<Dtype> {
    Some(match value {
        Value::Bool(_) => Dtype::Bool,
        Value::Int(_) => Dtype::I64,
        Value::UInt(_) => Dtype::U64,
        Value::Float(_) => Dtype::F64,
        Value::Complex(..) => Dtype::C128,
        Value::Scalar(scalar) => scalar.dtype(),
        Value::Array(array) if array.ndim() == 0 => array.dtype(),
        _ => return None,
    })
}

/// A number as a scalar of the dtype that NumPy gives it.
pub(in crate::host) fn scalar_of(value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Bool(value) => Scalar::Bool(*value),
        Value::Int(value) => Scalar::I64(*value),
        Value::UInt(value) => Scalar::U64(*value),
        Value::Float(value) => Scalar::F64(*value),
        Value::Complex(re, im) => Scalar::C128(Complex::new(*re, *im)),
        Value::Scalar(scalar) => *scalar,
        Value::Array(array) => array.item().filter(|_| array.size() == 1)?,
        _ => return None,
    })
}

/// A number converted for an array of a dtype.
pub(in crate::host) fn checked_cast(value: &Value, dtype: Dtype) -> Outcome<Scalar> {
    if let (Value::Int(_) | Value::UInt(_), true) = (value, dtype.is_int()) {
        let int = value.as_int().unwrap_or(0);
        if !fits(int, dtype) {
            return Err(out_of_bounds(int, dtype));
        }
    }
    if let (Value::Float(x), true) = (value, dtype.is_int())
        && !x.is_finite()
    {
        let (kind, what) = if x.is_nan() { ("ValueError", "NaN") } else { ("OverflowError", "infinity") };
        let message = format!("cannot convert float {what} to integer");
        return Err(match kind {
            "ValueError" => Exception::value_error(message),
            _ => Exception::new(crate::runtime::exception::ExceptionKind::OverflowError, message),
        });
    }
    if let (Value::Complex(..), false) = (value, dtype.is_complex() || dtype == Dtype::Bool) {
        let target = if dtype.is_int() { "int()" } else { "float()" };
        let message = format!("{target} argument must be a string or a real number, not 'complex'");
        return Err(Exception::type_error(message));
    }
    match scalar_of(value) {
        Some(scalar) => Ok(scalar.cast(dtype)),
        None => {
            let target = if dtype.is_int() { "int()" } else { "float()" };
            let name = value.type_name();
            Err(match value {
                Value::List(_) | Value::Tuple(_) | Value::Array(_) => {
                    Exception::value_error("setting an array element with a sequence.")
                }
                _ => Exception::type_error(format!(
                    "{target} argument must be a string, a bytes-like object or a real number, not '{name}'"
                )),
            })
        }
    }
}

pub(in crate::host) fn fits(int: i128, dtype: Dtype) -> bool {
    let bits = 8 * dtype.size() as u32;
    match dtype.is_signed() {
        true => (-(1i128 << (bits - 1))..1i128 << (bits - 1)).contains(&int),
        false => (0..1i128 << bits).contains(&int),
    }
}

/// NumPy's error of a Python int that a dtype does not hold.
pub(in crate::host) fn out_of_bounds(int: i128, dtype: Dtype) -> Exception {
    let message = format!("Python integer {int} out of bounds for {dtype}");
    Exception::new(crate::runtime::exception::ExceptionKind::OverflowError, message)
}

/// The dtype that a value names: `np.float64`, `float`, `'f8'`, `a.dtype`.
pub(in crate::host) fn dtype_of_value(value: &Value) -> Option<Dtype> {
    match value {
        Value::Dtype(dtype) | Value::Class(Class::Scalar(dtype)) => Some(*dtype),
        Value::Class(Class::Tag(Tag::Bool)) => Some(Dtype::Bool),
        Value::Class(Class::Tag(Tag::Int)) => Some(Dtype::I64),
        Value::Class(Class::Tag(Tag::Float)) => Some(Dtype::F64),
        Value::Class(Class::Tag(Tag::Complex)) => Some(Dtype::C128),
        Value::Str(name) => dtype_of_name(name),
        _ => None,
    }
}

/// `float64`, `f8`, `<f8`, `d`
fn dtype_of_name(name: &str) -> Option<Dtype> {
    let name = name.trim_start_matches(['<', '=', '|']);
    if let Some(dtype) = Dtype::ALL.into_iter().find(|dtype| dtype.name() == name) {
        return Some(dtype);
    }
    Some(match name {
        "?" | "b1" => Dtype::Bool,
        "b" | "i1" => Dtype::I8,
        "h" | "i2" => Dtype::I16,
        "i" | "i4" | "intc" => Dtype::I32,
        "l" | "q" | "p" | "i8" | "int" | "intp" | "int_" => Dtype::I64,
        "B" | "u1" => Dtype::U8,
        "H" | "u2" => Dtype::U16,
        "I" | "u4" | "uintc" => Dtype::U32,
        "L" | "Q" | "P" | "u8" | "uint" | "uintp" => Dtype::U64,
        "f" | "f4" | "single" => Dtype::F32,
        "d" | "f8" | "float" | "double" => Dtype::F64,
        "F" | "c8" | "csingle" => Dtype::C64,
        "D" | "c16" | "complex" | "cdouble" => Dtype::C128,
        _ => return None,
    })
}

/// An optional dtype argument.
pub(in crate::host) fn dtype_argument(value: Option<&Value>) -> Outcome<Option<Dtype>> {
    match value {
        None | Some(Value::None) => Ok(None),
        Some(value) => dtype_of_value(value).map(Some).ok_or_else(|| match value {
            Value::Str(name) => Exception::type_error(format!("data type '{name}' not understood")),
            other => Exception::type_error(format!("Cannot interpret '{other:?}' as a data type")),
        }),
    }
}

/// A shape argument: an int or a sequence of ints.
pub(in crate::host) fn shape_argument(interp: &Interpreter<'_>, value: &Value) -> Outcome<Shape> {
    let lengths = signed_shape(interp, value)?;
    lengths
        .into_iter()
        .map(|n| usize::try_from(n).map_err(|_| Exception::value_error("negative dimensions are not allowed")))
        .collect()
}

/// As [`shape_argument`], where -1 may stand for a length to be found.
pub(in crate::host) fn signed_shape(interp: &Interpreter<'_>, value: &Value) -> Outcome<Vec<i64>> {
    let wrong = |value: &Value| {
        let message = format!("'{}' object cannot be interpreted as an integer", value.type_name());
        Exception::type_error(message)
    };
    if let Some(n) = ops::index(value) {
        return Ok(vec![n]);
    }
    match value {
        Value::Tuple(_) | Value::List(_) | Value::Array(_) => {
            interp.items(value)?.iter().map(|item| ops::index(item).ok_or_else(|| wrong(item))).collect()
        }
        Value::Float(_) => Err(wrong(value)),
        other => {
            Err(Exception::type_error(format!("expected a sequence of integers or a single integer, got '{other:?}'")))
        }
    }
}

/// Nested lists of Python numbers.
pub(in crate::host) fn to_list(array: &Array) -> Outcome<Value> {
    if array.ndim() == 0 {
        return Ok(array.item().map_or(Value::None, python_number));
    }
    let mut items = Vec::with_capacity(array.shape()[0]);
    for i in 0..array.shape()[0] {
        items.push(match super::row(array, i)? {
            Value::Scalar(scalar) => python_number(scalar),
            Value::Array(row) => to_list(&row)?,
            other => other,
        });
    }
    Ok(Value::list(items))
}

/// A scalar as a number of Python.
pub(in crate::host) fn python_number(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::F32(value) => Value::Float(value.into()),
        Scalar::F64(value) => Value::Float(value),
        Scalar::C64(_) | Scalar::C128(_) => {
            let value = scalar.as_complex();
            Value::Complex(value.re, value.im)
        }
        Scalar::U64(value) => i64::try_from(value).map_or(Value::UInt(value), Value::Int),
        int => Value::Int(int.as_i64()),
    }
}
