//! Numba's rules for operators and functions on scalars: a list of cases each, of which the best match wins.
//!
//! Input: an operator or a function and the operands' dtypes. Output: the types at which it is done, and of its result.
//! Never: arrays, whose rule is that of NumPy's loops ([`super::ufunc`]).

use super::convert::{Conversion, Rating, convert_dtype};
use super::promote::{OpTypes, UnaryTypes};
use super::{BinaryOp, Dtype, UnaryOp};

use Dtype::{Bool, C64, C128, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};

/// One way to call an operator or a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case {
    /// What operands are matched with.
    pub params: &'static [Dtype],
    /// What they are converted to: the types at which the operation is done.
    pub operands: &'static [Dtype],
    /// What comes out (of each item, where the result is a tuple).
    pub result: Dtype,
}

/// Functions of scalars, by the cases that they have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScalarFunction {
    /// `math.sqrt sin exp gamma ..`: floats; ints become `float64`.
    Math,
    /// `math.atan2 hypot`: two of those.
    MathPair,
    /// `math.copysign`.
    MathCopysign,
    /// `math.nextafter`.
    MathNextafter,
    /// `math.pow`.
    MathPow,
    /// `math.floor ceil trunc`: the result is an int.
    MathToInt,
    /// `math.isnan isinf isfinite`.
    MathTest,
    /// `math.gcd`.
    MathGcd,
    /// `math.frexp`: the dtype of the mantissa (the exponent is an `int32`).
    MathFrexp,
    /// `math.ldexp`.
    MathLdexp,
    /// `abs`.
    Abs,
    /// `round(x)`.
    Round,
    /// `round(x, n)`.
    RoundDigits,
    /// `divmod`: the dtype of both items.
    Divmod,
    /// `pow(x, n)`, which is `x ** n`.
    Pow,
}

/// Python's own number classes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are Python's")]
pub enum PythonClass {
    Bool,
    Int,
    Float,
    Complex,
}

const fn case(params: &'static [Dtype], result: Dtype) -> Case {
    Case { params, operands: params, result }
}

const fn case_at(params: &'static [Dtype], operands: &'static [Dtype], result: Dtype) -> Case {
    Case { params, operands, result }
}

/// Ints of any width are widened to 64 bits; one signed operand makes the result signed.
const INTEGER: &[Case] = &[
    case(&[I64, I64], I64),
    case_at(&[I64, U64], &[I64, I64], I64),
    case_at(&[U64, I64], &[I64, I64], I64),
    case(&[U64, U64], U64),
];
const INTEGER_DIVISION: &[Case] = &[
    case_at(&[I64, I64], &[F64, F64], F64),
    case_at(&[I64, U64], &[F64, F64], F64),
    case_at(&[U64, I64], &[F64, F64], F64),
    case_at(&[U64, U64], &[F64, F64], F64),
];
/// The exponent keeps its sign.
const INTEGER_POWER: &[Case] =
    &[case(&[I64, I64], I64), case(&[I64, U64], I64), case_at(&[U64, I64], &[I64, I64], I64), case(&[U64, U64], U64)];
/// So that `float32 ** int` stays in single precision.
const FLOAT_TO_INTEGER_POWER: &[Case] = &[
    case(&[F32, I32], F32),
    case(&[F32, I64], F32),
    case(&[F32, U64], F32),
    case(&[F64, I32], F64),
    case(&[F64, I64], F64),
    case(&[F64, U64], F64),
];
const FLOAT: &[Case] = &[case(&[F32, F32], F32), case(&[F64, F64], F64)];
const COMPLEX: &[Case] = &[case(&[C64, C64], C64), case(&[C128, C128], C128)];
/// Only the left operand's sign matters.
const SHIFT: &[Case] = &[
    case_at(&[I8, U64], &[I64, U64], I64),
    case_at(&[I8, I64], &[I64, I64], I64),
    case_at(&[I16, U64], &[I64, U64], I64),
    case_at(&[I16, I64], &[I64, I64], I64),
    case_at(&[I32, U64], &[I64, U64], I64),
    case_at(&[I32, I64], &[I64, I64], I64),
    case(&[I64, U64], I64),
    case(&[I64, I64], I64),
    case_at(&[U8, U64], &[U64, U64], U64),
    case_at(&[U8, I64], &[U64, I64], U64),
    case_at(&[U16, U64], &[U64, U64], U64),
    case_at(&[U16, I64], &[U64, I64], U64),
    case_at(&[U32, U64], &[U64, U64], U64),
    case_at(&[U32, I64], &[U64, I64], U64),
    case(&[U64, U64], U64),
    case(&[U64, I64], U64),
];
const LOGIC: &[Case] = &[case(&[Bool, Bool], Bool)];
const COMPARE: &[Case] = &[
    case(&[Bool, Bool], Bool),
    case(&[I8, I8], Bool),
    case(&[I16, I16], Bool),
    case(&[I32, I32], Bool),
    case(&[I64, I64], Bool),
    case(&[U8, U8], Bool),
    case(&[U16, U16], Bool),
    case(&[U32, U32], Bool),
    case(&[U64, U64], Bool),
    case(&[F32, F32], Bool),
    case(&[F64, F64], Bool),
];
const COMPARE_COMPLEX: &[Case] = &[case(&[C64, C64], Bool), case(&[C128, C128], Bool)];

const MATH: &[Case] =
    &[case_at(&[I64], &[F64], F64), case_at(&[U64], &[F64], F64), case(&[F32], F32), case(&[F64], F64)];
const MATH_PAIR: &[Case] =
    &[case_at(&[I64, I64], &[F64, F64], F64), case_at(&[U64, U64], &[F64, F64], F64), FLOAT[0], FLOAT[1]];
const MATH_POW: &[Case] = &[case(&[F64, I64], F64), case(&[F64, U64], F64), FLOAT[0], FLOAT[1]];
const MATH_TO_INT: &[Case] = &[case(&[I64], I64), case(&[U64], U64), case(&[F32], I64), case(&[F64], I64)];
const MATH_TEST: &[Case] = &[case(&[I64], Bool), case(&[U64], Bool), case(&[F32], Bool), case(&[F64], Bool)];
const GCD: &[Case] = &[
    case(&[I64, I64], I64),
    case(&[I32, I32], I32),
    case(&[I16, I16], I16),
    case(&[I8, I8], I8),
    case(&[U64, U64], U64),
    case(&[U32, U32], U32),
    case(&[U16, U16], U16),
    case(&[U8, U8], U8),
];
const NEXTAFTER: &[Case] = &[FLOAT[1], FLOAT[0]];
const FREXP: &[Case] = &[case(&[F64], F64), case(&[F32], F32)];
const LDEXP: &[Case] = &[case(&[F64, I32], F64), case(&[F32, I32], F32)];
const ABS: &[Case] = &[
    case(&[I8], I8),
    case(&[I16], I16),
    case(&[I32], I32),
    case(&[I64], I64),
    case(&[U8], U8),
    case(&[U16], U16),
    case(&[U32], U32),
    case(&[U64], U64),
    case(&[F32], F32),
    case(&[F64], F64),
    case(&[C64], F32),
    case(&[C128], F64),
];
/// Ints stay what they are (Numba rounds them as `float64`, which is wrong past 2^53).
const ROUND: &[Case] = &[case(&[I64], I64), case(&[U64], I64), case(&[F32], I64), case(&[F64], I64)];
const ROUND_DIGITS: &[Case] = &[case(&[F32, I64], F32), case(&[F64, I64], F64)];
const DIVMOD: &[Case] = &[case(&[I64, I64], I64), case(&[U64, U64], U64), FLOAT[0], FLOAT[1]];

/// The cases of an operator, in groups; of equally good matches the first wins.
fn operator_cases(op: BinaryOp) -> &'static [&'static [Case]] {
    match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => &[INTEGER, FLOAT, COMPLEX],
        BinaryOp::Div => &[INTEGER_DIVISION, FLOAT, COMPLEX],
        BinaryOp::FloorDiv | BinaryOp::Mod => &[INTEGER, FLOAT],
        BinaryOp::Pow => &[INTEGER_POWER, FLOAT_TO_INTEGER_POWER, FLOAT, COMPLEX],
        BinaryOp::LShift | BinaryOp::RShift => &[SHIFT],
        BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => &[LOGIC, INTEGER],
        BinaryOp::Eq | BinaryOp::Ne => &[COMPARE, COMPARE_COMPLEX],
        BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => &[COMPARE],
        BinaryOp::MatMul => &[],
    }
}

/// Whether an operand may be converted with a loss (`float64` to `int64`) to fit a case.
fn loosest(op: BinaryOp) -> Conversion {
    match op {
        BinaryOp::LShift | BinaryOp::RShift | BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => Conversion::Safe,
        _ => Conversion::Unsafe,
    }
}

/// The case that the operands fit best, by conversions up to `loosest`.
fn best_case(cases: &'static [&'static [Case]], operands: &[Dtype], loosest: Conversion) -> Option<&'static Case> {
    let convert = |(&from, &to)| convert_dtype(from, to).filter(|&conversion| conversion <= loosest);
    let rate = |case: &Case| Rating::of(operands.iter().zip(case.params).map(convert));
    let fitting = cases.iter().copied().flatten().filter(|case| case.params.len() == operands.len());
    let rated = fitting.filter_map(|case| Some((rate(case)?, case)));
    Some(rated.min_by_key(|(rating, _)| *rating)?.1)
}

/// The types of `a op b` on scalars.
pub(super) fn binary(op: BinaryOp, a: Dtype, b: Dtype) -> Option<OpTypes> {
    if op.is_comparison()
        && let Some(operands) = mixed_sign(a, b)
    {
        return Some(OpTypes { operands, result: Bool });
    }
    let case = best_case(operator_cases(op), &[a, b], loosest(op))?;
    Some(OpTypes { operands: [case.operands[0], case.operands[1]], result: case.result })
}

/// `int64` against `uint64` has no common type: Numba compares them as `float64`, which is wrong past 2^53.
/// Both keep their sign here, and the comparison is by value.
fn mixed_sign(a: Dtype, b: Dtype) -> Option<[Dtype; 2]> {
    match (a, b) {
        (U64, b) if b.is_signed() => Some([U64, I64]),
        (a, U64) if a.is_signed() => Some([I64, U64]),
        _ => None,
    }
}

/// The types of `op a` on a scalar: the operation is done at `operand`, its result then widened to `result`
/// (so that `-uint8(1)` is 255).
pub(super) fn unary(op: UnaryOp, a: Dtype) -> Option<UnaryTypes> {
    let types = |operand, result| Some(UnaryTypes { operand, result });
    match op {
        UnaryOp::Not => types(a, Bool),
        UnaryOp::Neg | UnaryOp::Pos if a == Bool => types(I64, I64),
        UnaryOp::Neg | UnaryOp::Pos => types(a, widened(a)),
        UnaryOp::Invert if a.is_float() || a.is_complex() => None,
        UnaryOp::Invert => types(a, widened(a)),
    }
}

/// Ints at 64 bits.
fn widened(dtype: Dtype) -> Dtype {
    match dtype {
        I8 | I16 | I32 | I64 => I64,
        U8 | U16 | U32 | U64 => U64,
        other => other,
    }
}

/// The types of a function of scalars.
pub(super) fn function(function: ScalarFunction, operands: &[Dtype]) -> Option<&'static Case> {
    let cases: &'static [&'static [Case]] = match function {
        ScalarFunction::Math => &[MATH],
        ScalarFunction::MathPair => &[MATH_PAIR],
        ScalarFunction::MathCopysign => &[FLOAT],
        ScalarFunction::MathNextafter => &[NEXTAFTER],
        ScalarFunction::MathPow => &[MATH_POW],
        ScalarFunction::MathToInt => &[MATH_TO_INT],
        ScalarFunction::MathTest => &[MATH_TEST],
        ScalarFunction::MathGcd => &[GCD],
        ScalarFunction::MathFrexp => &[FREXP],
        ScalarFunction::MathLdexp => &[LDEXP],
        ScalarFunction::Abs => &[ABS],
        ScalarFunction::Round => &[ROUND],
        ScalarFunction::RoundDigits => &[ROUND_DIGITS],
        ScalarFunction::Divmod => &[DIVMOD],
        ScalarFunction::Pow => operator_cases(BinaryOp::Pow),
    };
    best_case(cases, operands, Conversion::Unsafe)
}

/// The dtype of `int(x)`, `float(x)`, `complex(x)` or `bool(x)`: ints keep their width, floats may stay single.
pub(super) fn python_cast(class: PythonClass, from: Dtype) -> Option<Dtype> {
    match (class, from) {
        (PythonClass::Bool, _) => Some(Bool),
        (PythonClass::Complex, F32) => Some(C64),
        (PythonClass::Complex, _) => Some(C128),
        (PythonClass::Int | PythonClass::Float, C64 | C128) => None,
        (PythonClass::Float, F32) => Some(F32),
        (PythonClass::Float, _) => Some(F64),
        (PythonClass::Int, from) if from.is_int() => Some(from),
        (PythonClass::Int, _) => Some(I64),
    }
}
