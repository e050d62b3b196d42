//! Complex numbers.
//!
//! Input: complex numbers of either width. Output: complex numbers, or a real part. Never: a formula that `runtime::math` has.

use crate::ir::{BinaryOp, UnaryOp};
use crate::runtime::math::complex::{self as math, Real};
use num_complex::Complex;

/// Ops whose result is real.
pub(super) fn part<R: Real>(op: UnaryOp, z: Complex<R>) -> Option<R> {
    match op {
        UnaryOp::Real => Some(z.re),
        UnaryOp::Imag => Some(z.im),
        UnaryOp::Abs => Some(z.re.hypot(z.im)),
        _ => None,
    }
}

pub(super) fn unary<R: Real>(op: UnaryOp, z: Complex<R>) -> Complex<R> {
    match op {
        UnaryOp::Neg => Complex::new(-z.re, -z.im),
        UnaryOp::Conj => Complex::new(z.re, -z.im),
        UnaryOp::Sign => math::sign(z),
        UnaryOp::Rint => math::rint(z),
        UnaryOp::Sqrt => math::sqrt(z),
        UnaryOp::Exp => math::exp(z),
        UnaryOp::Exp2 => math::exp2(z),
        UnaryOp::Expm1 => math::expm1(z),
        UnaryOp::Log => math::log(z),
        UnaryOp::Log2 => math::log2(z),
        UnaryOp::Log10 => math::log10(z),
        UnaryOp::Log1p => math::log1p(z),
        UnaryOp::Sin => math::sin(z),
        UnaryOp::Cos => math::cos(z),
        UnaryOp::Tan => math::tan(z),
        UnaryOp::Asin => math::asin(z),
        UnaryOp::Acos => math::acos(z),
        UnaryOp::Atan => math::atan(z),
        UnaryOp::Sinh => math::sinh(z),
        UnaryOp::Cosh => math::cosh(z),
        UnaryOp::Tanh => math::tanh(z),
        UnaryOp::Asinh => math::asinh(z),
        UnaryOp::Acosh => math::acosh(z),
        UnaryOp::Atanh => math::atanh(z),
        _ => crate::ice!("{} of a complex number", op.name()),
    }
}

pub(super) fn binary<R: Real>(op: BinaryOp, x: Complex<R>, y: Complex<R>) -> Complex<R> {
    match op {
        BinaryOp::Add => Complex::new(x.re + y.re, x.im + y.im),
        BinaryOp::Sub => Complex::new(x.re - y.re, x.im - y.im),
        BinaryOp::Mul => math::mul(x, y),
        BinaryOp::Div => math::div(x, y),
        BinaryOp::Pow => math::pow(x, y),
        _ => crate::ice!("{} of complex numbers", op.name()),
    }
}
