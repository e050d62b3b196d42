//! Singles and doubles. A single is computed in single precision, as C's `sinf` and the like do.
//!
//! Input: floats. Output: floats or truths. Never: a doubled rounding.

use crate::ir::{BinaryOp, UnaryOp};
use crate::runtime::math::{c, real};
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
    const ONE: Self;
    fn is_nan(self) -> bool;
    fn is_infinite(self) -> bool;
    fn is_sign_negative(self) -> bool;
    fn abs(self) -> Self;
    fn floor(self) -> Self;
    fn ceil(self) -> Self;
    fn trunc(self) -> Self;
    fn rint(self) -> Self;
    fn copysign(self, sign: Self) -> Self;
    /// Functions of the C library.
    fn math(op: UnaryOp, x: Self) -> Self;
    /// Functions of the runtime and of the C library.
    fn math2(op: BinaryOp, x: Self, y: Self) -> Self;
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
        BinaryOp::PyMin => pick(y < x, y, x),
        BinaryOp::PyMax => pick(y > x, y, x),
        BinaryOp::Minimum => pick(x <= y || x.is_nan(), x, y),
        BinaryOp::Maximum => pick(x >= y || x.is_nan(), x, y),
        BinaryOp::Fmin => pick(x <= y || y.is_nan(), x, y),
        BinaryOp::Fmax => pick(x >= y || y.is_nan(), x, y),
        BinaryOp::CopySign => x.copysign(y),
        _ => R::math2(op, x, y),
    }
}

fn pick<R>(first: bool, x: R, y: R) -> R {
    if first { x } else { y }
}

macro_rules! real {
    ($float:ident; $($unary:ident $function:ident)*; $($binary:ident $module:ident $function2:ident)*) => {
        impl Real for $float {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
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
            fn math(op: UnaryOp, x: Self) -> Self {
                match op {
                    $(UnaryOp::$unary => c::$function(x),)*
                    _ => crate::ice!("{} of {x}", op.name()),
                }
            }
            fn math2(op: BinaryOp, x: Self, y: Self) -> Self {
                match op {
                    $(BinaryOp::$binary => $module::$function2(x, y),)*
                    _ => crate::ice!("{} of {x}, {y}", op.name()),
                }
            }
        }
    };
}

real! { f32;
    Sqrt sqrtf Exp expf Exp2 exp2f Expm1 expm1f Log logf Log2 log2f Log10 log10f Log1p log1pf
    Sin sinf Cos cosf Tan tanf Asin asinf Acos acosf Atan atanf
    Sinh sinhf Cosh coshf Tanh tanhf Asinh asinhf Acosh acoshf Atanh atanhf
    Cbrt cbrtf Erf erff Erfc erfcf Gamma tgammaf Lgamma lgammaf;
    FloorDiv real floor_div_f32 Mod real modulo_f32 Rem c fmodf Pow c powf Atan2 c atan2f Hypot c hypotf
    NextAfter c nextafterf Ldexp real ldexp_f32 LogAddExp real log_add_exp_f32 LogAddExp2 real log_add_exp2_f32
}
real! { f64;
    Sqrt sqrt Exp exp Exp2 exp2 Expm1 expm1 Log log Log2 log2 Log10 log10 Log1p log1p
    Sin sin Cos cos Tan tan Asin asin Acos acos Atan atan
    Sinh sinh Cosh cosh Tanh tanh Asinh asinh Acosh acosh Atanh atanh
    Cbrt cbrt Erf erf Erfc erfc Gamma tgamma Lgamma lgamma;
    FloorDiv real floor_div Mod real modulo Rem c fmod Pow c pow Atan2 c atan2 Hypot c hypot
    NextAfter c nextafter Ldexp real ldexp LogAddExp real log_add_exp LogAddExp2 real log_add_exp2
}
