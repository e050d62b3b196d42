//! NumPy scalars on their own: `repr` and `str`.
//!
//! Input: a dtype and a value. Output: `np.float64(1.5)`, `np.int64(3)`, `np.True_`; `1.5`, `3`, `True`.

use super::Scalar;
use crate::types::Dtype;

/// `repr` of a NumPy scalar.
#[must_use]
pub fn scalar_repr(dtype: Dtype, value: Scalar<'_>) -> String {
    let text = scalar_str(dtype, value);
    match dtype {
        Dtype::Bool => format!("np.{text}_"),
        // The parentheses of a complex number serve as those of the call.
        Dtype::C64 | Dtype::C128 if text.starts_with('(') => format!("np.{}{text}", dtype.name()),
        _ => format!("np.{}({text})", dtype.name()),
    }
}

/// `str` of a NumPy scalar.
#[must_use]
pub fn scalar_str(dtype: Dtype, value: Scalar<'_>) -> String {
    match (dtype, value) {
        (Dtype::Bool, Scalar::Int(value)) => Scalar::Bool(value != 0).text(),
        (Dtype::F32, Scalar::Float(value)) => Scalar::Float32(value as f32).text(),
        (Dtype::C64, Scalar::Complex(re, im)) => Scalar::Complex64(re as f32, im as f32).text(),
        (_, value) => value.text(),
    }
}
