//! Singles and doubles. A single is computed in single precision, as C's `sinf` and the like do.
//!
//! Input: floats. Output: floats or truths. Never: a doubled rounding.

use crate::ir::{BinaryOp, UnaryOp};
use num_complex::Complex;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What `f32` and `f64` have in common.
pub(super) trait Real:
    Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    const ZERO: Self;
    const HALF: Self;
    const ONE: Self;
    const NAN: Self;
    fn is_nan(self) -> bool;
    fn is_infinite(self) -> bool;
    fn is_sign_negative(self) -> bool;
    fn abs(self) -> Self;
    fn floor(self) -> Self;
    fn ceil(self) -> Self;
    fn trunc(self) -> Self;
    fn rint(self) -> Self;
    fn copysign(self, sign: Self) -> Self;
    /// C's `fmod`.
    fn fmod(self, other: Self) -> Self;
    fn next_after(self, towards: Self) -> Self;
    /// Functions of the C library.
    fn math(op: UnaryOp, x: Self) -> Self;
    /// Functions of the C library.
    fn math2(op: BinaryOp, x: Self, y: Self) -> Self;
    /// Functions of a complex argument.
    fn complex(op: UnaryOp, z: [Self; 2]) -> [Self; 2];
    /// Complex power.
    fn complex_pow(z: [Self; 2], w: [Self; 2]) -> [Self; 2];
}

/// Ops whose result is a truth.
pub(super) fn test<R: Real>(op: UnaryOp, x: R) -> Option<bool> {
    match op {
        UnaryOp::IsNan => Some(x.is_nan()),
        UnaryOp::IsInf => Some(x.is_infinite()),
        UnaryOp::IsFinite => Some(!x.is_nan() && !x.is_infinite()),
        UnaryOp::SignBit => Some(x.is_sign_negative()),
        _ => None,
    }
}

pub(super) fn unary<R: Real>(op: UnaryOp, x: R) -> R {
    match op {
        UnaryOp::Neg => -x,
        UnaryOp::Abs => x.abs(),
        UnaryOp::Sign => sign(x),
        UnaryOp::Rint => x.rint(),
        UnaryOp::Floor => x.floor(),
        UnaryOp::Ceil => x.ceil(),
        UnaryOp::Trunc => x.trunc(),
        UnaryOp::Not | UnaryOp::Real | UnaryOp::Imag | UnaryOp::Conj => crate::ice!("{} of a float", op.name()),
        _ => R::math(op, x),
    }
}

/// -1, 1; zeros and nan as they are.
fn sign<R: Real>(x: R) -> R {
    if x > R::ZERO {
        R::ONE
    } else if x < R::ZERO {
        -R::ONE
    } else {
        x
    }
}

pub(super) fn binary<R: Real>(op: BinaryOp, x: R, y: R) -> R {
    match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => x * y,
        BinaryOp::Div => x / y,
        BinaryOp::FloorDiv => floor_div(x, y),
        BinaryOp::Mod => floor_mod(x, y),
        BinaryOp::Rem => x.fmod(y),
        BinaryOp::PyMin => pick(y < x, y, x),
        BinaryOp::PyMax => pick(y > x, y, x),
        BinaryOp::Minimum => pick(x <= y || x.is_nan(), x, y),
        BinaryOp::Maximum => pick(x >= y || x.is_nan(), x, y),
        BinaryOp::Fmin => pick(x <= y || y.is_nan(), x, y),
        BinaryOp::Fmax => pick(x >= y || y.is_nan(), x, y),
        BinaryOp::CopySign => x.copysign(y),
        BinaryOp::NextAfter => x.next_after(y),
        BinaryOp::Pow
        | BinaryOp::Atan2
        | BinaryOp::Hypot
        | BinaryOp::Ldexp
        | BinaryOp::LogAddExp
        | BinaryOp::LogAddExp2 => R::math2(op, x, y),
        _ => crate::ice!("{} of floats", op.name()),
    }
}

fn pick<R>(first: bool, x: R, y: R) -> R {
    if first { x } else { y }
}

/// CPython's `float.__mod__`; nan for a divisor of 0.
pub(super) fn floor_mod<R: Real>(x: R, y: R) -> R {
    let rest = x.fmod(y);
    if rest == R::ZERO {
        R::ZERO.copysign(y)
    } else if (y < R::ZERO) != (rest < R::ZERO) && !rest.is_nan() {
        rest + y
    } else {
        rest
    }
}

/// CPython's `float.__floordiv__`; IEEE's quotient for a divisor of 0.
pub(super) fn floor_div<R: Real>(x: R, y: R) -> R {
    if y == R::ZERO {
        return x / y;
    }
    let rest = x.fmod(y);
    let mut quotient = (x - rest) / y;
    if rest != R::ZERO && (y < R::ZERO) != (rest < R::ZERO) {
        quotient = quotient - R::ONE;
    }
    if quotient == R::ZERO {
        return R::ZERO.copysign(x / y);
    }
    let floor = quotient.floor();
    if quotient - floor > R::HALF { floor + R::ONE } else { floor }
}

macro_rules! real {
    ($float:ident) => {
        impl Real for $float {
            const ZERO: Self = 0.0;
            const HALF: Self = 0.5;
            const ONE: Self = 1.0;
            const NAN: Self = $float::NAN;
            fn is_nan(self) -> bool {
                $float::is_nan(self)
            }
            fn is_infinite(self) -> bool {
                $float::is_infinite(self)
            }
            fn is_sign_negative(self) -> bool {
                $float::is_sign_negative(self)
            }
            fn abs(self) -> Self {
                $float::abs(self)
            }
            fn floor(self) -> Self {
                $float::floor(self)
            }
            fn ceil(self) -> Self {
                $float::ceil(self)
            }
            fn trunc(self) -> Self {
                $float::trunc(self)
            }
            fn rint(self) -> Self {
                $float::round_ties_even(self)
            }
            fn copysign(self, sign: Self) -> Self {
                $float::copysign(self, sign)
            }
            fn fmod(self, other: Self) -> Self {
                self % other
            }
            fn next_after(self, towards: Self) -> Self {
                if self == towards {
                    towards
                } else if self.is_nan() || towards.is_nan() {
                    $float::NAN
                } else if self < towards {
                    self.next_up()
                } else {
                    self.next_down()
                }
            }
            fn math(op: UnaryOp, x: Self) -> Self {
                match op {
                    UnaryOp::Sqrt => x.sqrt(),
                    UnaryOp::Exp => x.exp(),
                    UnaryOp::Exp2 => x.exp2(),
                    UnaryOp::Expm1 => x.exp_m1(),
                    UnaryOp::Log => x.ln(),
                    UnaryOp::Log2 => x.log2(),
                    UnaryOp::Log10 => x.log10(),
                    UnaryOp::Log1p => x.ln_1p(),
                    UnaryOp::Sin => x.sin(),
                    UnaryOp::Cos => x.cos(),
                    UnaryOp::Tan => x.tan(),
                    UnaryOp::Asin => x.asin(),
                    UnaryOp::Acos => x.acos(),
                    UnaryOp::Atan => x.atan(),
                    UnaryOp::Sinh => x.sinh(),
                    UnaryOp::Cosh => x.cosh(),
                    UnaryOp::Tanh => x.tanh(),
                    UnaryOp::Asinh => x.asinh(),
                    UnaryOp::Acosh => x.acosh(),
                    UnaryOp::Atanh => x.atanh(),
                    UnaryOp::Cbrt => x.cbrt(),
                    UnaryOp::Erf => libm::erf(x.into()) as $float,
                    UnaryOp::Erfc => libm::erfc(x.into()) as $float,
                    UnaryOp::Gamma => libm::tgamma(x.into()) as $float,
                    UnaryOp::Lgamma => libm::lgamma(x.into()) as $float,
                    _ => crate::ice!("{} of {x}", op.name()),
                }
            }
            fn math2(op: BinaryOp, x: Self, y: Self) -> Self {
                match op {
                    BinaryOp::Pow => x.powf(y),
                    BinaryOp::Atan2 => x.atan2(y),
                    BinaryOp::Hypot => x.hypot(y),
                    BinaryOp::Ldexp => libm::ldexp(x.into(), y as i32) as $float,
                    BinaryOp::LogAddExp if x == y => x + $float::ln(2.0),
                    BinaryOp::LogAddExp => x.max(y) + (-(x - y).abs()).exp().ln_1p(),
                    BinaryOp::LogAddExp2 if x == y => x + 1.0,
                    BinaryOp::LogAddExp2 => x.max(y) + (-(x - y).abs()).exp2().ln_1p() / $float::ln(2.0),
                    _ => crate::ice!("{} of {x}, {y}", op.name()),
                }
            }
            fn complex(op: UnaryOp, [re, im]: [Self; 2]) -> [Self; 2] {
                let z = Complex { re, im };
                let Complex { re, im } = match op {
                    UnaryOp::Sqrt => z.sqrt(),
                    UnaryOp::Exp => z.exp(),
                    UnaryOp::Exp2 => z.exp2(),
                    UnaryOp::Expm1 => z.exp() - 1.0,
                    UnaryOp::Log => z.ln(),
                    UnaryOp::Log2 => z.log2(),
                    UnaryOp::Log10 => z.log10(),
                    UnaryOp::Log1p => (z + 1.0).ln(),
                    UnaryOp::Sin => z.sin(),
                    UnaryOp::Cos => z.cos(),
                    UnaryOp::Tan => z.tan(),
                    UnaryOp::Asin => z.asin(),
                    UnaryOp::Acos => z.acos(),
                    UnaryOp::Atan => z.atan(),
                    UnaryOp::Sinh => z.sinh(),
                    UnaryOp::Cosh => z.cosh(),
                    UnaryOp::Tanh => z.tanh(),
                    UnaryOp::Asinh => z.asinh(),
                    UnaryOp::Acosh => z.acosh(),
                    UnaryOp::Atanh => z.atanh(),
                    _ => crate::ice!("{} of {z}", op.name()),
                };
                [re, im]
            }
            fn complex_pow([re, im]: [Self; 2], [power, imaginary]: [Self; 2]) -> [Self; 2] {
                let Complex { re, im } = Complex { re, im }.powc(Complex { re: power, im: imaginary });
                [re, im]
            }
        }
    };
}

real!(f32);
real!(f64);
