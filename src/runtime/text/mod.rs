//! Values to text and text to values, as CPython 3.11 and NumPy 2 do it, byte for byte.
//!
//! Input: scalars, element accessors, format specifications. Output: strings, or the exception that Python raises.
//! Never: files, memory layout, printing to a stream.

pub mod array;
mod digits;
mod error;
pub mod format_spec;
mod grouping;
pub mod letters;
pub mod number;
mod numpy_float;
pub mod parse;
pub mod percent;
mod py_float;
pub mod scalar;
mod spec;
pub mod string;
pub mod template;
pub(crate) mod unicode;

pub use error::{TextError, TextErrorKind};

/// A scalar value, whoever owns it: what formatting takes and what an array's element is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scalar<'a> {
    /// `True` or `False`.
    Bool(bool),
    /// An int of any of the widths.
    Int(i128),
    /// A Python float or a NumPy float64.
    Float(f64),
    /// A NumPy float32.
    Float32(f32),
    /// A Python complex or a NumPy complex128.
    Complex(f64, f64),
    /// A NumPy complex64.
    Complex64(f32, f32),
    /// A string.
    Str(&'a str),
}

impl Scalar<'_> {
    /// What Python's `str` gives for the plain value.
    #[must_use]
    pub fn text(&self) -> String {
        match *self {
            Scalar::Bool(value) => number::repr_bool(value).to_owned(),
            Scalar::Int(value) => value.to_string(),
            Scalar::Float(value) => number::repr_f64(value),
            Scalar::Float32(value) => number::repr_f32(value),
            Scalar::Complex(re, im) => number::repr_complex(re, im),
            Scalar::Complex64(re, im) => number::repr_complex64(re, im),
            Scalar::Str(value) => value.to_owned(),
        }
    }

    /// The Python class of the value, as error messages name it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Scalar::Bool(_) => "bool",
            Scalar::Int(_) => "int",
            Scalar::Float(_) | Scalar::Float32(_) => "float",
            Scalar::Complex(..) | Scalar::Complex64(..) => "complex",
            Scalar::Str(_) => "str",
        }
    }
}
