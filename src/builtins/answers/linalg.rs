//! Typing of what linear algebra and Fourier transforms ask about dtypes.
//!
//! Input: arguments. Output: dtypes, and facts that are known at compile time. Never: shapes.

use super::{Args, Ruling, is, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{Constant, Dtype, Type, promote_dtypes};

/// Of an array's elements, or of a scalar.
fn element(args: Args<'_>, n: usize) -> Result<Dtype, Mismatch> {
    match ty(args, n) {
        Type::Array(a) => Ok(a.dtype),
        Type::Scalar(dtype) => Ok(*dtype),
        other => Err(Mismatch::at(n, format!("expected an array, got {other}"))),
    }
}

fn truth(value: bool) -> Ruling {
    Ok(Answer::Constant(Constant::Bool(value)))
}

/// The dtype that `np.linalg` computes in: ints become float64.
fn inexact(dtype: Dtype) -> Dtype {
    if dtype.is_float() || dtype.is_complex() { dtype } else { Dtype::F64 }
}

/// `linalg_dtype(a, b)`
pub(in crate::builtins) fn linalg_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(promote_dtypes(inexact(element(args, 0)?), inexact(element(args, 1)?))))
}

/// `real_dtype(a)`: of norms and singular values.
pub(in crate::builtins) fn real_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(inexact(element(args, 0)?).real()))
}

/// `complex_dtype(a)`: of eigenvalues and spectra.
pub(in crate::builtins) fn complex_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(match inexact(element(args, 0)?).real() {
        Dtype::F32 => Dtype::C64,
        _ => Dtype::C128,
    }))
}

/// `matmul_dtype(a, b)`: as NumPy promotes elements of two arrays.
pub(in crate::builtins) fn matmul_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(promote_dtypes(element(args, 0)?, element(args, 1)?)))
}

/// `is_blas(a, b)`: are their products floating-point numbers?
pub(in crate::builtins) fn is_blas(args: Args<'_>) -> Ruling {
    let dtype = promote_dtypes(element(args, 0)?, element(args, 1)?);
    truth(dtype.is_float() || dtype.is_complex())
}

/// `is_blas_pair(a, b)`: are both floating-point numbers of one dtype?
pub(in crate::builtins) fn is_blas_pair(args: Args<'_>) -> Ruling {
    let (a, b) = (element(args, 0)?, element(args, 1)?);
    truth(a == b && (a.is_float() || a.is_complex()))
}

/// `is_complex(a)`
pub(in crate::builtins) fn is_complex(args: Args<'_>) -> Ruling {
    truth(element(args, 0)?.is_complex())
}

/// `is_text(x)`
pub(in crate::builtins) fn is_text(args: Args<'_>) -> Ruling {
    truth(*ty(args, 0) == Type::Str)
}

/// `is_tuple(x)`
pub(in crate::builtins) fn is_tuple(args: Args<'_>) -> Ruling {
    truth(matches!(ty(args, 0), Type::Tuple(_)))
}

/// `epsilon(a)`: the distance from 1 to the next number.
pub(in crate::builtins) fn epsilon(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Float(match inexact(element(args, 0)?).real() {
        Dtype::F32 => f64::from(f32::EPSILON),
        _ => f64::EPSILON,
    })))
}

/// A scalar of the first argument's dtype.
pub(in crate::builtins) fn element_of_first(args: Args<'_>) -> Ruling {
    is(Type::Scalar(element(args, 0)?))
}

/// Did it succeed?
pub(in crate::builtins) fn is_done(_: Args<'_>) -> Ruling {
    is(Type::BOOL)
}
