//! The meaning of each scalar op, in plain Rust.
//!
//! Input: an op and its operands as [`Scalar`]s, which the verifier accepts together. Output: the result, to the bit.
//! Never: memory, control, exceptions (checks are ops of their own).
//!
//! This is what code generation has to agree with. What the C library computes (`sin`, `pow`, ..) is computed by
//! `runtime::math`, which machine code calls too; the rest is written here.

mod complex;
mod int;
mod real;

use super::op::{binary_result, unary_result};
use super::{BinaryOp, CompareOp, Const, UnaryOp};
use crate::runtime::array::Scalar as Number;
use crate::runtime::math::convert::{f64_to_i32, f64_to_i64, f64_to_u64};
use crate::types::{Dtype, Kind};
use num_complex::Complex;
use std::fmt;

/// One element of a dtype.
#[derive(Clone, Copy)]
pub enum Scalar {
    /// Bool (0 or 1) and ints, sign- or zero-extended to 64 bits.
    Int(Dtype, i64),
    /// `float32`
    F32(f32),
    /// `float64`
    F64(f64),
    /// `complex64`: real, imaginary.
    C64([f32; 2]),
    /// `complex128`: real, imaginary.
    C128([f64; 2]),
}

impl From<Number> for Scalar {
    /// As arrays hold it.
    fn from(value: Number) -> Scalar {
        match value {
            Number::Bool(value) => Scalar::bool(value),
            Number::F32(value) => Scalar::F32(value),
            Number::F64(value) => Scalar::F64(value),
            Number::C64(value) => Scalar::C64([value.re, value.im]),
            Number::C128(value) => Scalar::C128([value.re, value.im]),
            int => Scalar::int(int.dtype(), int.as_i64()),
        }
    }
}

impl From<Scalar> for Number {
    fn from(value: Scalar) -> Number {
        match value {
            Scalar::Int(Dtype::Bool, value) => Number::Bool(value != 0),
            Scalar::Int(dtype, value) => Number::I64(value).cast(dtype),
            Scalar::F32(value) => Number::F32(value),
            Scalar::F64(value) => Number::F64(value),
            Scalar::C64([re, im]) => Number::C64(Complex::new(re, im)),
            Scalar::C128([re, im]) => Number::C128(Complex::new(re, im)),
        }
    }
}

impl Scalar {
    /// A bool.
    #[must_use]
    pub const fn bool(value: bool) -> Scalar {
        Scalar::Int(Dtype::Bool, value as i64)
    }

    /// An `int64`.
    #[must_use]
    pub const fn i64(value: i64) -> Scalar {
        Scalar::Int(Dtype::I64, value)
    }

    /// An int of a dtype, wrapped to its width.
    #[must_use]
    pub const fn int(dtype: Dtype, value: i64) -> Scalar {
        Scalar::Int(dtype, int::wrap(dtype, value))
    }

    /// Its dtype.
    #[must_use]
    pub const fn dtype(self) -> Dtype {
        match self {
            Scalar::Int(dtype, _) => dtype,
            Scalar::F32(_) => Dtype::F32,
            Scalar::F64(_) => Dtype::F64,
            Scalar::C64(_) => Dtype::C64,
            Scalar::C128(_) => Dtype::C128,
        }
    }

    /// The int, or 0 for another kind.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        match self {
            Scalar::Int(_, value) => value,
            _ => 0,
        }
    }

    /// Is it not zero?
    #[must_use]
    pub fn is_true(self) -> bool {
        match self {
            Scalar::Int(_, value) => value != 0,
            Scalar::F32(value) => value != 0.0,
            Scalar::F64(value) => value != 0.0,
            Scalar::C64([re, im]) => re != 0.0 || im != 0.0,
            Scalar::C128([re, im]) => re != 0.0 || im != 0.0,
        }
    }

    /// Zero of a dtype.
    #[must_use]
    pub const fn zero(dtype: Dtype) -> Scalar {
        match dtype {
            Dtype::F32 => Scalar::F32(0.0),
            Dtype::F64 => Scalar::F64(0.0),
            Dtype::C64 => Scalar::C64([0.0; 2]),
            Dtype::C128 => Scalar::C128([0.0; 2]),
            _ => Scalar::Int(dtype, 0),
        }
    }

    /// The element's bytes in memory, native order; `dtype().size()` of them count.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        let mut out = [0; 16];
        let mut put = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
        match self {
            Scalar::Int(_, value) => put(0, &value.to_le_bytes()),
            Scalar::F32(value) => put(0, &value.to_le_bytes()),
            Scalar::F64(value) => put(0, &value.to_le_bytes()),
            Scalar::C64(parts) => parts.iter().enumerate().for_each(|(i, part)| put(4 * i, &part.to_le_bytes())),
            Scalar::C128(parts) => parts.iter().enumerate().for_each(|(i, part)| put(8 * i, &part.to_le_bytes())),
        }
        out
    }

    /// The element that stands at the start of some bytes.
    ///
    /// # Panics
    /// When there are fewer than the dtype's size.
    #[must_use]
    pub fn from_bytes(dtype: Dtype, bytes: &[u8]) -> Scalar {
        fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
            let mut out = [0; N];
            out.copy_from_slice(&bytes[at..at + N]);
            out
        }
        match dtype {
            Dtype::F32 => Scalar::F32(f32::from_le_bytes(part(bytes, 0))),
            Dtype::F64 => Scalar::F64(f64::from_le_bytes(part(bytes, 0))),
            Dtype::C64 => Scalar::C64([0, 4].map(|at| f32::from_le_bytes(part(bytes, at)))),
            Dtype::C128 => Scalar::C128([0, 8].map(|at| f64::from_le_bytes(part(bytes, at)))),
            _ => {
                let mut wide = [0; 8];
                wide[..dtype.size()].copy_from_slice(&bytes[..dtype.size()]);
                Scalar::int(dtype, i64::from_le_bytes(wide))
            }
        }
    }
}

impl PartialEq for Scalar {
    /// By bits, but any nan is any other: the sign and payload of a nan that an operation makes are not defined.
    fn eq(&self, other: &Scalar) -> bool {
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        match (*self, *other) {
            (Scalar::Int(a, x), Scalar::Int(b, y)) => (a, x) == (b, y),
            (Scalar::F32(x), Scalar::F32(y)) => same(x.into(), y.into()),
            (Scalar::F64(x), Scalar::F64(y)) => same(x, y),
            (Scalar::C64(x), Scalar::C64(y)) => same(x[0].into(), y[0].into()) && same(x[1].into(), y[1].into()),
            (Scalar::C128(x), Scalar::C128(y)) => same(x[0], y[0]) && same(x[1], y[1]),
            _ => false,
        }
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Scalar::Int(Dtype::Bool, value) => write!(f, "{}", value != 0),
            Scalar::Int(Dtype::U64, value) => write!(f, "{}", value as u64),
            Scalar::Int(_, value) => write!(f, "{value}"),
            Scalar::F32(value) => write!(f, "{value:?}"),
            Scalar::F64(value) => write!(f, "{value:?}"),
            Scalar::C64([re, im]) => write!(f, "({re:?}, {im:?})"),
            Scalar::C128([re, im]) => write!(f, "({re:?}, {im:?})"),
        }
    }
}

/// The value of a constant of a dtype.
#[must_use]
pub fn eval_const(constant: Const, dtype: Dtype) -> Scalar {
    match (constant, dtype) {
        (Const::Float(value), Dtype::F32) => Scalar::F32(value as f32),
        (Const::Float(value), _) => Scalar::F64(value),
        (Const::Complex(re, im), Dtype::C64) => Scalar::C64([re as f32, im as f32]),
        (Const::Complex(re, im), _) => Scalar::C128([re, im]),
        (Const::Int(value), _) => Scalar::int(dtype, value),
    }
}

fn c64(z: Complex<f32>) -> Scalar {
    Scalar::C64([z.re, z.im])
}

fn c128(z: Complex<f64>) -> Scalar {
    Scalar::C128([z.re, z.im])
}

/// `op x`
#[must_use]
pub fn eval_unary(op: UnaryOp, x: Scalar) -> Scalar {
    let result = unary_result(op, x.dtype());
    match x {
        Scalar::Int(dtype, value) => Scalar::int(result, int::unary(op, dtype, value)),
        Scalar::F32(value) => match real::test(op, value) {
            Some(truth) => Scalar::bool(truth),
            None => Scalar::F32(real::unary(op, value)),
        },
        Scalar::F64(value) => match real::test(op, value) {
            Some(truth) => Scalar::bool(truth),
            None => Scalar::F64(real::unary(op, value)),
        },
        Scalar::C64([re, im]) => match complex::part(op, Complex::new(re, im)) {
            Some(part) => Scalar::F32(part),
            None => c64(complex::unary(op, Complex::new(re, im))),
        },
        Scalar::C128([re, im]) => match complex::part(op, Complex::new(re, im)) {
            Some(part) => Scalar::F64(part),
            None => c128(complex::unary(op, Complex::new(re, im))),
        },
    }
}

/// `x op y`
#[must_use]
pub fn eval_binary(op: BinaryOp, x: Scalar, y: Scalar) -> Scalar {
    match (x, y) {
        (Scalar::Int(dtype, a), Scalar::Int(_, b)) => {
            Scalar::int(binary_result(op, dtype), int::binary(op, dtype, a, b))
        }
        (Scalar::F32(re), Scalar::F32(im)) if op == BinaryOp::Complex => Scalar::C64([re, im]),
        (Scalar::F64(re), Scalar::F64(im)) if op == BinaryOp::Complex => Scalar::C128([re, im]),
        (Scalar::F32(a), Scalar::F32(b)) => Scalar::F32(real::binary(op, a, b)),
        (Scalar::F64(a), Scalar::F64(b)) => Scalar::F64(real::binary(op, a, b)),
        (Scalar::C64([a, b]), Scalar::C64([c, d])) => c64(complex::binary(op, Complex::new(a, b), Complex::new(c, d))),
        (Scalar::C128([a, b]), Scalar::C128([c, d])) => {
            c128(complex::binary(op, Complex::new(a, b), Complex::new(c, d)))
        }
        _ => crate::ice!("{} of {} and {}", op.name(), x.dtype(), y.dtype()),
    }
}

/// `x op y`, a bool.
#[must_use]
pub fn eval_compare(op: CompareOp, x: Scalar, y: Scalar) -> bool {
    match (x, y) {
        (Scalar::Int(Dtype::U64, a), Scalar::Int(_, b)) => compare(op, &(a as u64), &(b as u64)),
        (Scalar::Int(_, a), Scalar::Int(_, b)) => compare(op, &a, &b),
        (Scalar::F32(a), Scalar::F32(b)) => compare(op, &a, &b),
        (Scalar::F64(a), Scalar::F64(b)) => compare(op, &a, &b),
        (Scalar::C64(a), Scalar::C64(b)) => compare(op, &a, &b),
        (Scalar::C128(a), Scalar::C128(b)) => compare(op, &a, &b),
        _ => crate::ice!("{} of {} and {}", op.name(), x.dtype(), y.dtype()),
    }
}

/// A comparison of anything that Rust compares; unordered operands are not equal and nothing else.
pub fn compare<T: PartialOrd + ?Sized>(op: CompareOp, x: &T, y: &T) -> bool {
    match op {
        CompareOp::Eq => x == y,
        CompareOp::Ne => x != y,
        CompareOp::Lt => x < y,
        CompareOp::Le => x <= y,
        CompareOp::Gt => x > y,
        CompareOp::Ge => x >= y,
    }
}

/// Converts to a dtype.
///
/// - To bool: is it not zero (nan is true)?
/// - Int to int: wraps.
/// - Int to float: to nearest, ties to even, in one rounding.
/// - Float to int: truncates towards zero. What does not fit: to 8, 16 and 32 bits signed and 8 and 16 bits unsigned as to
///   32 bits signed (`i32::MIN`) and then the low bits; to 32 bits unsigned as to int64 (`i64::MIN`) and then the low bits; to
///   uint64 negative values as to int64 and all else 2^63. Nan does not fit.
/// - Complex to real takes the real part; real to complex has imaginary part 0.
#[must_use]
pub fn eval_convert(x: Scalar, to: Dtype) -> Scalar {
    match to.kind() {
        _ if x.dtype() == to => x,
        Kind::Bool => Scalar::bool(x.is_true()),
        Kind::Signed | Kind::Unsigned => Scalar::int(to, to_int(x, to)),
        Kind::Float if to == Dtype::F32 => Scalar::F32(parts_f32(x)[0]),
        Kind::Float => Scalar::F64(parts_f64(x)[0]),
        Kind::Complex if to == Dtype::C64 => Scalar::C64(parts_f32(x)),
        Kind::Complex => Scalar::C128(parts_f64(x)),
    }
}

/// The low 64 bits of the int; see [`eval_convert`].
fn to_int(x: Scalar, to: Dtype) -> i64 {
    let float = match x {
        Scalar::Int(_, value) => return value,
        _ => parts_f64(x)[0],
    };
    match to {
        Dtype::I64 | Dtype::U32 => f64_to_i64(float),
        Dtype::U64 => f64_to_u64(float) as i64,
        _ => f64_to_i32(float).into(),
    }
}

fn parts_f32(x: Scalar) -> [f32; 2] {
    match x {
        Scalar::Int(Dtype::U64, value) => [value as u64 as f32, 0.0],
        Scalar::Int(_, value) => [value as f32, 0.0],
        Scalar::F32(value) => [value, 0.0],
        Scalar::F64(value) => [value as f32, 0.0],
        Scalar::C64(parts) => parts,
        Scalar::C128(parts) => parts.map(|part| part as f32),
    }
}

fn parts_f64(x: Scalar) -> [f64; 2] {
    match x {
        Scalar::Int(Dtype::U64, value) => [value as u64 as f64, 0.0],
        Scalar::Int(_, value) => [value as f64, 0.0],
        Scalar::F32(value) => [value.into(), 0.0],
        Scalar::F64(value) => [value, 0.0],
        Scalar::C64(parts) => parts.map(f64::from),
        Scalar::C128(parts) => parts,
    }
}

#[cfg(test)]
mod tests;
