//! The module `math`.
//!
//! Input: nothing. Output: rows. Never: NumPy's functions of the same names, which promote by other rules.
//!
//! Compiled code follows Numba: outside its domain a function gives nan or inf and raises nothing, and a `float32` stays one.

use super::rules::{Case, Rule};
use super::{Builtin, Lower};
use crate::ir::{BinaryOp, UnaryOp};
use crate::types::Constant;
use crate::types::Dtype::{Bool, F32, F64, I64, U64};

const UNARY: Rule = Rule::Cases(&[Case { operands: &[F64], result: F64 }, Case { operands: &[F32], result: F32 }]);
const BINARY: Rule =
    Rule::Cases(&[Case { operands: &[F64, F64], result: F64 }, Case { operands: &[F32, F32], result: F32 }]);
const TO_INT: Rule = Rule::Cases(&[
    Case { operands: &[I64], result: I64 },
    Case { operands: &[U64], result: U64 },
    Case { operands: &[F32], result: I64 },
    Case { operands: &[F64], result: I64 },
]);
const TEST: Rule = Rule::Cases(&[Case { operands: &[F64], result: Bool }, Case { operands: &[F32], result: Bool }]);
const INTEGER: Rule =
    Rule::Cases(&[Case { operands: &[I64, I64], result: I64 }, Case { operands: &[U64, U64], result: U64 }]);

const fn unary(path: &'static str, op: UnaryOp, doc: &'static str) -> Builtin {
    Builtin::new(path, "x, /", doc, UNARY).lower(Lower::Unary(op))
}

const fn to_int(path: &'static str, op: UnaryOp, doc: &'static str) -> Builtin {
    Builtin::new(path, "x, /", doc, TO_INT).lower(Lower::Unary(op))
}

const fn test(path: &'static str, op: UnaryOp, doc: &'static str) -> Builtin {
    Builtin::new(path, "x, /", doc, TEST).lower(Lower::Unary(op))
}

const fn binary(path: &'static str, op: BinaryOp, doc: &'static str) -> Builtin {
    Builtin::new(path, "x, y, /", doc, BINARY).lower(Lower::Binary(op))
}

const fn constant(path: &'static str, value: f64, doc: &'static str) -> Builtin {
    Builtin::new(path, "", doc, Rule::Constant(Constant::Float(value)))
}

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    constant("math.pi", std::f64::consts::PI, "The ratio of a circle's circumference to its diameter."),
    constant("math.e", std::f64::consts::E, "The base of the natural logarithm."),
    constant("math.tau", std::f64::consts::TAU, "2 pi."),
    constant("math.inf", f64::INFINITY, "Positive infinity."),
    constant("math.nan", f64::NAN, "Not a number."),
    unary("math.sqrt", UnaryOp::Sqrt, "The square root; nan below zero."),
    unary("math.exp", UnaryOp::Exp, "e to the power x."),
    unary("math.exp2", UnaryOp::Exp2, "2 to the power x."),
    unary("math.expm1", UnaryOp::Expm1, "`exp(x) - 1`, exact near zero."),
    unary("math.log2", UnaryOp::Log2, "The logarithm to base 2."),
    unary("math.log10", UnaryOp::Log10, "The logarithm to base 10."),
    unary("math.log1p", UnaryOp::Log1p, "`log(1 + x)`, exact near zero."),
    unary("math.sin", UnaryOp::Sin, "The sine."),
    unary("math.cos", UnaryOp::Cos, "The cosine."),
    unary("math.tan", UnaryOp::Tan, "The tangent."),
    unary("math.asin", UnaryOp::Asin, "The arc sine."),
    unary("math.acos", UnaryOp::Acos, "The arc cosine."),
    unary("math.atan", UnaryOp::Atan, "The arc tangent."),
    unary("math.sinh", UnaryOp::Sinh, "The hyperbolic sine."),
    unary("math.cosh", UnaryOp::Cosh, "The hyperbolic cosine."),
    unary("math.tanh", UnaryOp::Tanh, "The hyperbolic tangent."),
    unary("math.asinh", UnaryOp::Asinh, "The inverse hyperbolic sine."),
    unary("math.acosh", UnaryOp::Acosh, "The inverse hyperbolic cosine."),
    unary("math.atanh", UnaryOp::Atanh, "The inverse hyperbolic tangent."),
    unary("math.cbrt", UnaryOp::Cbrt, "The cube root."),
    unary("math.erf", UnaryOp::Erf, "The error function."),
    unary("math.erfc", UnaryOp::Erfc, "1 minus the error function."),
    unary("math.gamma", UnaryOp::Gamma, "The gamma function."),
    unary("math.lgamma", UnaryOp::Lgamma, "The logarithm of the absolute value of the gamma function."),
    unary("math.fabs", UnaryOp::Abs, "The absolute value, as a float."),
    to_int("math.floor", UnaryOp::Floor, "The largest int not above x."),
    to_int("math.ceil", UnaryOp::Ceil, "The smallest int not below x."),
    to_int("math.trunc", UnaryOp::Trunc, "x towards zero, as an int."),
    test("math.isnan", UnaryOp::IsNan, "Is it nan?"),
    test("math.isinf", UnaryOp::IsInf, "Is it an infinity?"),
    test("math.isfinite", UnaryOp::IsFinite, "Is it neither nan nor an infinity?"),
    binary("math.atan2", BinaryOp::Atan2, "The angle of the point (y, x)."),
    binary("math.copysign", BinaryOp::CopySign, "The magnitude of x with the sign of y."),
    binary("math.fmod", BinaryOp::Rem, "C's remainder: it has the sign of x."),
    binary("math.nextafter", BinaryOp::NextAfter, "The next float after x towards y."),
    binary("math.pow", BinaryOp::Pow, "x to the power y, as a float."),
    Builtin::source("math.hypot", "*coordinates", "The Euclidean norm.", "math_hypot"),
    Builtin::source("math.log", "x, base=None, /", "The natural logarithm, or that to a base.", "math_log"),
    Builtin::new(
        "math.ldexp",
        "x, i, /",
        "`x * 2**i`.",
        Rule::Cases(&[Case { operands: &[F64, F64], result: F64 }, Case { operands: &[F32, F32], result: F32 }]),
    )
    .lower(Lower::Binary(BinaryOp::Ldexp)),
    Builtin::source("math.degrees", "x, /", "Radians in degrees.", "math_degrees"),
    Builtin::source("math.radians", "x, /", "Degrees in radians.", "math_radians"),
    Builtin::source("math.gcd", "*integers", "The greatest common divisor.", "math_gcd"),
    Builtin::source("math.lcm", "*integers", "The least common multiple.", "math_lcm"),
    Builtin::new("intrinsic.gcd", "a, b, /", "Of two ints.", INTEGER).lower(Lower::Binary(BinaryOp::Gcd)),
    Builtin::new("intrinsic.lcm", "a, b, /", "Of two ints.", INTEGER).lower(Lower::Binary(BinaryOp::Lcm)),
    Builtin::new("intrinsic.log", "x, /", "The natural logarithm.", UNARY).lower(Lower::Unary(UnaryOp::Log)),
    Builtin::new("intrinsic.hypot", "x, y, /", "Of two coordinates.", BINARY).lower(Lower::Binary(BinaryOp::Hypot)),
    Builtin::source("math.factorial", "n, /", "n!, modulo 2**64 in compiled code.", "math_factorial"),
    Builtin::source("math.comb", "n, k, /", "Ways to choose k of n.", "math_comb"),
    Builtin::source("math.perm", "n, k=None, /", "Ways to choose k of n in order.", "math_perm"),
    Builtin::source("math.isqrt", "n, /", "The integer part of the square root of an int.", "math_isqrt"),
    Builtin::source(
        "math.isclose",
        "a, b, *, rel_tol=1e-09, abs_tol=0.0",
        "Are they close to each other?",
        "math_isclose",
    ),
    Builtin::source("math.dist", "p, q, /", "The Euclidean distance of two points.", "math_dist"),
    Builtin::source("math.fsum", "seq, /", "The sum, without loss of precision.", "math_fsum"),
    Builtin::source("math.prod", "iterable, /, *, start=1", "The product of the items.", "math_prod"),
    Builtin::source("math.modf", "x, /", "The fractional and the integer part.", "math_modf"),
    Builtin::source("math.frexp", "x, /", "Mantissa and exponent.", "math_frexp"),
    Builtin::source("math.remainder", "x, y, /", "IEEE's remainder: to the nearest multiple.", "math_remainder"),
    Builtin::source("math.sumprod", "p, q, /", "The sum of the products of pairs.", "math_sumprod"),
    Builtin::source("math.ulp", "x, /", "The value of the last bit of a float.", "math_ulp"),
];
