//! Complex numbers, `[real, imaginary]`.
//!
//! Input: pairs of floats. Output: pairs, or a real part. Never: the other parts' functions of the C library.

use super::real::Real;
use crate::ir::{BinaryOp, UnaryOp};

/// Ops whose result is real.
pub(super) fn part<R: Real>(op: UnaryOp, [re, im]: [R; 2]) -> Option<R> {
    match op {
        UnaryOp::Real => Some(re),
        UnaryOp::Imag => Some(im),
        UnaryOp::Abs => Some(R::math2(BinaryOp::Hypot, re, im)),
        _ => None,
    }
}

pub(super) fn unary<R: Real>(op: UnaryOp, z: [R; 2]) -> [R; 2] {
    let [re, im] = z;
    match op {
        UnaryOp::Neg => [-re, -im],
        UnaryOp::Conj => [re, -im],
        UnaryOp::Sign => sign(z),
        _ => R::complex(op, z),
    }
}

/// NumPy 2's: 0, or the number of modulus 1 in the same direction.
fn sign<R: Real>(z: [R; 2]) -> [R; 2] {
    let modulus = R::math2(BinaryOp::Hypot, z[0], z[1]);
    if modulus == R::ZERO { [R::ZERO; 2] } else { div(z, [modulus, R::ZERO]) }
}

pub(super) fn binary<R: Real>(op: BinaryOp, x: [R; 2], y: [R; 2]) -> [R; 2] {
    match op {
        BinaryOp::Add => [x[0] + y[0], x[1] + y[1]],
        BinaryOp::Sub => [x[0] - y[0], x[1] - y[1]],
        BinaryOp::Mul => mul(x, y),
        BinaryOp::Div => div(x, y),
        BinaryOp::Pow => R::complex_pow(x, y),
        _ => crate::ice!("{} of complex numbers", op.name()),
    }
}

/// CPython's product.
pub(super) fn mul<R: Real>([a, b]: [R; 2], [c, d]: [R; 2]) -> [R; 2] {
    [a * c - b * d, a * d + b * c]
}

/// CPython's quotient (Smith's algorithm); nan for a divisor with a nan, NumPy's quotient for a divisor of 0.
pub(super) fn div<R: Real>([a, b]: [R; 2], [c, d]: [R; 2]) -> [R; 2] {
    if c == R::ZERO && d == R::ZERO {
        [a / c.abs(), b / c.abs()]
    } else if c.abs() >= d.abs() {
        let ratio = d / c;
        let denominator = c + d * ratio;
        [(a + b * ratio) / denominator, (b - a * ratio) / denominator]
    } else if d.abs() >= c.abs() {
        let ratio = c / d;
        let denominator = c * ratio + d;
        [(a * ratio + b) / denominator, (b * ratio - a) / denominator]
    } else {
        [R::NAN; 2]
    }
}
