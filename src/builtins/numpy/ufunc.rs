//! NumPy's element-wise functions.
//!
//! Input: nothing. Output: rows. Never: operators, which promote as the function of the same meaning.

use crate::builtins::rules::Rule;
use crate::builtins::{Builtin, Effect, Lower};
use crate::ir::{BinaryOp, CompareOp, UnaryOp};
use crate::types::ufunc::Family;

const fn unary(path: &'static str, family: Family, op: UnaryOp, doc: &'static str) -> Builtin {
    Builtin::new(path, "x, /", doc, Rule::Elementwise(family)).lower(Lower::Unary(op))
}

const fn float(path: &'static str, op: UnaryOp, doc: &'static str) -> Builtin {
    unary(path, Family::FloatOrComplex, op, doc)
}

const fn binary(path: &'static str, family: Family, op: BinaryOp, doc: &'static str) -> Builtin {
    Builtin::new(path, "x1, x2, /", doc, Rule::Elementwise(family)).lower(Lower::Binary(op))
}

const fn compare(path: &'static str, op: CompareOp, doc: &'static str) -> Builtin {
    Builtin::new(path, "x1, x2, /", doc, Rule::Elementwise(Family::Compare)).lower(Lower::Compare(op))
}

const fn source(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name)
}

/// Of quotients.
const NO_ERROR: &str = "elements divided by zero raise and warn nothing, whatever np.errstate says";

/// One operand.
pub(in crate::builtins) static UNARY: &[Builtin] = &[
    unary("numpy.absolute", Family::Absolute, UnaryOp::Abs, "The absolute value.").aliases(&["numpy.abs"]),
    unary("numpy.fabs", Family::Float, UnaryOp::Abs, "The absolute value, as a float."),
    unary("numpy.negative", Family::Negative, UnaryOp::Neg, "`-x`."),
    unary("numpy.sign", Family::Sign, UnaryOp::Sign, "-1, 0, 1 or nan."),
    unary("numpy.conjugate", Family::Number, UnaryOp::Conj, "The complex conjugate.").aliases(&["numpy.conj"]),
    unary("numpy.floor", Family::Rounding, UnaryOp::Floor, "Towards -inf."),
    unary("numpy.ceil", Family::Rounding, UnaryOp::Ceil, "Towards +inf."),
    unary("numpy.trunc", Family::Rounding, UnaryOp::Trunc, "Towards zero.").aliases(&["numpy.fix"]),
    float("numpy.rint", UnaryOp::Rint, "To the nearest integral value, half to even."),
    unary("numpy.invert", Family::Bitwise, UnaryOp::Not, "`~x`.").aliases(&["numpy.bitwise_not"]),
    unary("numpy.isnan", Family::Logical, UnaryOp::IsNan, "Is it nan?"),
    unary("numpy.isinf", Family::Logical, UnaryOp::IsInf, "Is it an infinity?"),
    unary("numpy.isfinite", Family::Logical, UnaryOp::IsFinite, "Is it neither nan nor an infinity?"),
    unary("numpy.signbit", Family::FloatTest, UnaryOp::SignBit, "Is the sign bit set?"),
    float("numpy.sqrt", UnaryOp::Sqrt, "The square root; nan below zero."),
    unary("numpy.cbrt", Family::Float, UnaryOp::Cbrt, "The cube root."),
    float("numpy.exp", UnaryOp::Exp, "e to the power x."),
    float("numpy.exp2", UnaryOp::Exp2, "2 to the power x."),
    float("numpy.expm1", UnaryOp::Expm1, "`exp(x) - 1`, exact near zero."),
    float("numpy.log", UnaryOp::Log, "The natural logarithm."),
    float("numpy.log2", UnaryOp::Log2, "The logarithm to base 2."),
    float("numpy.log10", UnaryOp::Log10, "The logarithm to base 10."),
    float("numpy.log1p", UnaryOp::Log1p, "`log(1 + x)`, exact near zero."),
    float("numpy.sin", UnaryOp::Sin, "The sine."),
    float("numpy.cos", UnaryOp::Cos, "The cosine."),
    float("numpy.tan", UnaryOp::Tan, "The tangent."),
    float("numpy.arcsin", UnaryOp::Asin, "The arc sine.").aliases(&["numpy.asin"]),
    float("numpy.arccos", UnaryOp::Acos, "The arc cosine.").aliases(&["numpy.acos"]),
    float("numpy.arctan", UnaryOp::Atan, "The arc tangent.").aliases(&["numpy.atan"]),
    float("numpy.sinh", UnaryOp::Sinh, "The hyperbolic sine."),
    float("numpy.cosh", UnaryOp::Cosh, "The hyperbolic cosine."),
    float("numpy.tanh", UnaryOp::Tanh, "The hyperbolic tangent."),
    float("numpy.arcsinh", UnaryOp::Asinh, "The inverse hyperbolic sine.").aliases(&["numpy.asinh"]),
    float("numpy.arccosh", UnaryOp::Acosh, "The inverse hyperbolic cosine.").aliases(&["numpy.acosh"]),
    float("numpy.arctanh", UnaryOp::Atanh, "The inverse hyperbolic tangent.").aliases(&["numpy.atanh"]),
    source("numpy.positive", "x, /", "np_positive", "`+x`."),
    source("numpy.square", "x, /", "np_square", "`x * x`."),
    source("numpy.reciprocal", "x, /", "np_reciprocal", "`1 / x`, in the dtype of x.")
        .deviates("the reciprocal of the int 0 is 0 in compiled code"),
    source("numpy.logical_not", "x, /", "np_logical_not", "Is it zero?"),
    source("numpy.deg2rad", "x, /", "np_radians", "Degrees in radians.").aliases(&["numpy.radians"]),
    source("numpy.rad2deg", "x, /", "np_degrees", "Radians in degrees.").aliases(&["numpy.degrees"]),
    source("numpy.sinc", "x, /", "np_sinc", "`sin(pi x) / (pi x)`, 1 at zero."),
];

/// Two operands.
pub(in crate::builtins) static BINARY: &[Builtin] = &[
    binary("numpy.add", Family::Arithmetic, BinaryOp::Add, "`x1 + x2`."),
    binary("numpy.subtract", Family::Subtract, BinaryOp::Sub, "`x1 - x2`."),
    binary("numpy.multiply", Family::Arithmetic, BinaryOp::Mul, "`x1 * x2`."),
    binary("numpy.divide", Family::Divide, BinaryOp::Div, "`x1 / x2`.")
        .deviates(NO_ERROR)
        .aliases(&["numpy.true_divide"]),
    binary("numpy.floor_divide", Family::Remainder, BinaryOp::FloorDiv, "`x1 // x2`.").deviates(NO_ERROR),
    binary("numpy.remainder", Family::Remainder, BinaryOp::Mod, "`x1 % x2`.")
        .deviates(NO_ERROR)
        .aliases(&["numpy.mod"]),
    binary("numpy.fmod", Family::Remainder, BinaryOp::Rem, "C's remainder: it has the sign of x1."),
    binary("numpy.power", Family::Power, BinaryOp::Pow, "`x1 ** x2`.").aliases(&["numpy.pow"]),
    binary("numpy.float_power", Family::FloatPower, BinaryOp::Pow, "`x1 ** x2`, in float64 at least."),
    binary("numpy.maximum", Family::MinMax, BinaryOp::Maximum, "The larger one; nan if either is nan."),
    binary("numpy.minimum", Family::MinMax, BinaryOp::Minimum, "The smaller one; nan if either is nan."),
    binary("numpy.fmax", Family::MinMax, BinaryOp::Fmax, "The larger one; the other one if one is nan."),
    binary("numpy.fmin", Family::MinMax, BinaryOp::Fmin, "The smaller one; the other one if one is nan."),
    binary("numpy.left_shift", Family::Shift, BinaryOp::Shl, "`x1 << x2`.").aliases(&["numpy.bitwise_left_shift"]),
    binary("numpy.right_shift", Family::Shift, BinaryOp::Shr, "`x1 >> x2`.").aliases(&["numpy.bitwise_right_shift"]),
    binary("numpy.bitwise_and", Family::Bitwise, BinaryOp::And, "`x1 & x2`."),
    binary("numpy.bitwise_or", Family::Bitwise, BinaryOp::Or, "`x1 | x2`."),
    binary("numpy.bitwise_xor", Family::Bitwise, BinaryOp::Xor, "`x1 ^ x2`."),
    binary("numpy.gcd", Family::Gcd, BinaryOp::Gcd, "The greatest common divisor."),
    binary("numpy.lcm", Family::Gcd, BinaryOp::Lcm, "The least common multiple."),
    binary("numpy.arctan2", Family::Float, BinaryOp::Atan2, "The angle of the point (x1, x2).")
        .aliases(&["numpy.atan2"]),
    binary("numpy.hypot", Family::Float, BinaryOp::Hypot, "The length of the vector (x1, x2)."),
    binary("numpy.copysign", Family::Float, BinaryOp::CopySign, "The magnitude of x1 with the sign of x2."),
    binary("numpy.nextafter", Family::Float, BinaryOp::NextAfter, "The next float after x1 towards x2."),
    binary("numpy.logaddexp", Family::Float, BinaryOp::LogAddExp, "`log(exp(x1) + exp(x2))`."),
    binary("numpy.logaddexp2", Family::Float, BinaryOp::LogAddExp2, "`log2(2**x1 + 2**x2)`."),
    compare("numpy.equal", CompareOp::Eq, "`x1 == x2`."),
    compare("numpy.not_equal", CompareOp::Ne, "`x1 != x2`."),
    compare("numpy.less", CompareOp::Lt, "`x1 < x2`."),
    compare("numpy.less_equal", CompareOp::Le, "`x1 <= x2`."),
    compare("numpy.greater", CompareOp::Gt, "`x1 > x2`."),
    compare("numpy.greater_equal", CompareOp::Ge, "`x1 >= x2`."),
    source("numpy.ldexp", "x1, x2, /", "np_ldexp", "`x1 * 2**x2`."),
    source("numpy.logical_and", "x1, x2, /", "np_logical_and", "Are both not zero?"),
    source("numpy.logical_or", "x1, x2, /", "np_logical_or", "Is either not zero?"),
    source("numpy.logical_xor", "x1, x2, /", "np_logical_xor", "Is exactly one not zero?"),
    source("numpy.divmod", "x1, x2, /", "divmod_of", "`(x1 // x2, x1 % x2)`."),
];

/// Methods of functions of two operands.
pub(in crate::builtins) static METHODS: &[Builtin] = &[
    source(
        "ufunc.reduce",
        "array, axis=0, dtype=None, out=None, keepdims=False, initial=None",
        "ufunc_reduce",
        "Folds the items along axes, in order.",
    ),
    source(
        "ufunc.accumulate",
        "array, axis=0, dtype=None, out=None",
        "ufunc_accumulate",
        "All partial results of `reduce` along an axis.",
    ),
    source(
        "ufunc.reduceat",
        "array, indices, axis=0, dtype=None, out=None",
        "ufunc_reduceat",
        "Reduces the slices between indices.",
    ),
    source("ufunc.outer", "A, B, /, out=None", "ufunc_outer", "The function of all pairs of elements."),
    source("ufunc.at", "array, indices, b, /", "ufunc_at", "Applies the function in place, once per index.")
        .effect(Effect::Mutates),
];
