//! Dtypes by the texts that NumPy takes for them.
//!
//! Input: texts. Output: dtypes. Never: byte orders other than the machine's, structured dtypes.

use crate::builtins::{self, Rule};
use crate::types::Dtype;

/// Names of Python's classes and NumPy's codes: of a kind with its size in bytes, and of C's types.
const CODES: &[(&str, Dtype)] = &[
    ("bool", Dtype::Bool),
    ("int", Dtype::I64),
    ("float", Dtype::F64),
    ("complex", Dtype::C128),
    ("b1", Dtype::Bool),
    ("i1", Dtype::I8),
    ("i2", Dtype::I16),
    ("i4", Dtype::I32),
    ("i8", Dtype::I64),
    ("u1", Dtype::U8),
    ("u2", Dtype::U16),
    ("u4", Dtype::U32),
    ("u8", Dtype::U64),
    ("f4", Dtype::F32),
    ("f8", Dtype::F64),
    ("c8", Dtype::C64),
    ("c16", Dtype::C128),
    ("?", Dtype::Bool),
    ("b", Dtype::I8),
    ("h", Dtype::I16),
    ("i", Dtype::I32),
    ("l", Dtype::I64),
    ("q", Dtype::I64),
    ("p", Dtype::I64),
    ("B", Dtype::U8),
    ("H", Dtype::U16),
    ("I", Dtype::U32),
    ("L", Dtype::U64),
    ("Q", Dtype::U64),
    ("P", Dtype::U64),
    ("f", Dtype::F32),
    ("d", Dtype::F64),
    ("F", Dtype::C64),
    ("D", Dtype::C128),
];

/// The dtype of a text: `float64`, `f8`, `d`.
#[must_use]
pub fn dtype_by_name(text: &str) -> Option<Dtype> {
    if let Some(&(_, dtype)) = CODES.iter().find(|(code, _)| *code == text) {
        return Some(dtype);
    }
    match builtins::row(builtins::lookup(&format!("numpy.{text}"))?).typing {
        Rule::Dtype(dtype) => Some(dtype),
        _ => None,
    }
}
