//! Numba's rules for operators on scalars: a list of cases per operator, the best match wins.
//!
//! Input: an operator and dtypes. Output: the types at which the operation is done, and of its result.
//! Never: arrays, whose rule is that of NumPy's loops ([`super::ufunc`]).

use super::convert::{Conversion, Rating, convert_dtype};
use super::promote::{OpTypes, UnaryTypes};
use super::{BinaryOp, Dtype, UnaryOp};

use Dtype::{Bool, C64, C128, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};

/// Operand types that an operator is defined for, and the result's.
type Case = ([Dtype; 2], Dtype);

/// Ints of any width are widened to 64 bits; one signed operand makes the result signed.
const INTEGER: &[Case] = &[([I64, I64], I64), ([I64, U64], I64), ([U64, I64], I64), ([U64, U64], U64)];
const INTEGER_TO_FLOAT: &[Case] = &[([I64, I64], F64), ([I64, U64], F64), ([U64, I64], F64), ([U64, U64], F64)];
const FLOAT: &[Case] = &[([F32, F32], F32), ([F64, F64], F64)];
const COMPLEX: &[Case] = &[([C64, C64], C64), ([C128, C128], C128)];
/// So that `float32 ** int` stays in single precision.
const FLOAT_TO_INT_POWER: &[Case] =
    &[([F32, I32], F32), ([F32, I64], F32), ([F32, U64], F32), ([F64, I32], F64), ([F64, I64], F64), ([F64, U64], F64)];
/// Only the left operand's sign matters.
const SHIFT: &[Case] = &[
    ([I8, U64], I64),
    ([I8, I64], I64),
    ([I16, U64], I64),
    ([I16, I64], I64),
    ([I32, U64], I64),
    ([I32, I64], I64),
    ([I64, U64], I64),
    ([I64, I64], I64),
    ([U8, U64], U64),
    ([U8, I64], U64),
    ([U16, U64], U64),
    ([U16, I64], U64),
    ([U32, U64], U64),
    ([U32, I64], U64),
    ([U64, U64], U64),
    ([U64, I64], U64),
];
const BOOLEAN: &[Case] = &[([Bool, Bool], Bool)];
const COMPARE_REAL: &[Case] = &[
    ([Bool, Bool], Bool),
    ([I8, I8], Bool),
    ([I16, I16], Bool),
    ([I32, I32], Bool),
    ([I64, I64], Bool),
    ([U8, U8], Bool),
    ([U16, U16], Bool),
    ([U32, U32], Bool),
    ([U64, U64], Bool),
    ([F32, F32], Bool),
    ([F64, F64], Bool),
];
const COMPARE_COMPLEX: &[Case] = &[([C64, C64], Bool), ([C128, C128], Bool)];

/// The cases of an operator, in groups; of equally good matches the first wins.
fn cases(op: BinaryOp) -> &'static [&'static [Case]] {
    match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => &[INTEGER, FLOAT, COMPLEX],
        BinaryOp::Div => &[INTEGER_TO_FLOAT, FLOAT, COMPLEX],
        BinaryOp::FloorDiv | BinaryOp::Mod => &[INTEGER, FLOAT],
        BinaryOp::Pow => &[INTEGER, FLOAT_TO_INT_POWER, FLOAT, COMPLEX],
        BinaryOp::LShift | BinaryOp::RShift => &[SHIFT],
        BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => &[BOOLEAN, INTEGER],
        BinaryOp::Eq | BinaryOp::Ne => &[COMPARE_REAL, COMPARE_COMPLEX],
        BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => &[COMPARE_REAL],
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

/// The types of `a op b` on scalars.
pub(super) fn binary(op: BinaryOp, a: Dtype, b: Dtype) -> Option<OpTypes> {
    if op.is_comparison()
        && let Some(operands) = mixed_sign(a, b)
    {
        return Some(OpTypes { operands, result: Bool });
    }
    let allowed = |conversion: &Conversion| *conversion <= loosest(op);
    let rate = |case: &Case| {
        let [to_a, to_b] = case.0;
        Rating::of([convert_dtype(a, to_a).filter(allowed), convert_dtype(b, to_b).filter(allowed)])
    };
    let candidates = cases(op).iter().copied().flatten().filter_map(|case| Some((rate(case)?, case)));
    let (_, case) = candidates.min_by_key(|(rating, _)| *rating)?;
    Some(at_result_type(op, *case))
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

/// A case names what its operands match; arithmetic is done at the result's type, so they go there at once.
/// The count of a shift and the exponent of a power keep their own type.
fn at_result_type(op: BinaryOp, (operands, result): Case) -> OpTypes {
    let [_, right] = operands;
    let operands = match op {
        _ if op.is_comparison() => operands,
        BinaryOp::LShift | BinaryOp::RShift | BinaryOp::Pow => [result, right],
        _ => [result, result],
    };
    OpTypes { operands, result }
}

/// The types of `op a` on a scalar: the operation is done at `operand`, its result then widened to `result`
/// (so that `-uint8(1)` is 255).
pub(super) fn unary(op: UnaryOp, a: Dtype) -> Option<UnaryTypes> {
    let widened = match a {
        I8 | I16 | I32 | I64 => I64,
        U8 | U16 | U32 | U64 => U64,
        other => other,
    };
    let types = |operand, result| Some(UnaryTypes { operand, result });
    match op {
        UnaryOp::Not => types(a, Bool),
        UnaryOp::Neg | UnaryOp::Pos if a == Bool => types(I64, I64),
        UnaryOp::Neg | UnaryOp::Pos => types(a, widened),
        UnaryOp::Invert if a.is_float() || a.is_complex() => None,
        UnaryOp::Invert => types(a, widened),
    }
}
