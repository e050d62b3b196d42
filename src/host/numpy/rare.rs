//! Element-wise operations that no op of the IR does for the dtype.
//!
//! Input: an op and the dtypes of its operands. Output: a function of scalars; none where the op serves.
//! Never: promotion.

use super::super::elementwise::{self, ElementOp};
use crate::ir::{BinaryOp, CompareOp, UnaryOp, eval};
use crate::runtime::array::{Element, Scalar};
use crate::types::Dtype;
use num_complex::Complex;

/// A function of scalars that have been converted.
pub(super) type Function = fn(&[Scalar]) -> Scalar;

/// What stands in for an op.
pub(super) fn function(op: ElementOp, dtypes: &[Dtype]) -> Option<Function> {
    let dtype = dtypes[0];
    match op {
        ElementOp::Unary(op) => unary(op, dtype),
        ElementOp::Binary(BinaryOp::Div) if dtype == Dtype::C64 => Some(divide_singles),
        ElementOp::Binary(BinaryOp::Div) if dtype == Dtype::C128 => Some(divide_doubles),
        ElementOp::Binary(op) if dtype.is_complex() => extremum(op),
        ElementOp::Compare(op) if dtypes.len() == 2 && dtype != dtypes[1] => Some(compare_ints(op)),
        ElementOp::Compare(CompareOp::Lt) if dtype.is_complex() => Some(|x| compare(CompareOp::Lt, x)),
        ElementOp::Compare(CompareOp::Le) if dtype.is_complex() => Some(|x| compare(CompareOp::Le, x)),
        ElementOp::Compare(CompareOp::Gt) if dtype.is_complex() => Some(|x| compare(CompareOp::Gt, x)),
        ElementOp::Compare(CompareOp::Ge) if dtype.is_complex() => Some(|x| compare(CompareOp::Ge, x)),
        _ => None,
    }
}

fn unary(op: UnaryOp, dtype: Dtype) -> Option<Function> {
    let (is_float, is_complex) = (dtype.is_float(), dtype.is_complex());
    match op {
        UnaryOp::IsNan | UnaryOp::IsInf if !is_float && !is_complex => Some(|_| Scalar::Bool(false)),
        UnaryOp::IsFinite if !is_float && !is_complex => Some(|_| Scalar::Bool(true)),
        UnaryOp::IsNan if is_complex => Some(|x| Scalar::Bool(x[0].as_complex().is_nan())),
        UnaryOp::IsInf if is_complex => Some(|x| Scalar::Bool(x[0].as_complex().is_infinite())),
        UnaryOp::IsFinite if is_complex => Some(|x| Scalar::Bool(x[0].as_complex().is_finite())),
        UnaryOp::Floor | UnaryOp::Ceil | UnaryOp::Trunc if !is_float => Some(|x| x[0]),
        UnaryOp::Conj if !is_complex => Some(|x| x[0]),
        UnaryOp::Rint if is_complex => Some(|x| {
            let z = x[0].as_complex();
            Scalar::C128(Complex::new(z.re.round_ties_even(), z.im.round_ties_even()))
        }),
        _ => None,
    }
}

/// Makes NumPy's quotient of complex numbers: Smith's algorithm with one reciprocal, where Python divides twice.
macro_rules! divide {
    ($name:ident $T:ident $Variant:ident) => {
        fn $name(x: &[Scalar]) -> Scalar {
            let (a, b) = (<Complex<$T> as Element>::narrow(x[0]), <Complex<$T> as Element>::narrow(x[1]));
            if b.re == 0.0 && b.im == 0.0 {
                return Scalar::$Variant(Complex::new(a.re / b.re.abs(), a.im / b.re.abs()));
            }
            Scalar::$Variant(if b.re.abs() >= b.im.abs() {
                let ratio = b.im / b.re;
                let scale = 1.0 / (b.re + b.im * ratio);
                Complex::new((a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale)
            } else {
                let ratio = b.re / b.im;
                let scale = 1.0 / (b.im + b.re * ratio);
                Complex::new((a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale)
            })
        }
    };
}

divide!(divide_singles f32 C64);
divide!(divide_doubles f64 C128);

/// Complex numbers are ordered by their real parts, then by their imaginary parts.
fn extremum(op: BinaryOp) -> Option<Function> {
    Some(match op {
        BinaryOp::Maximum => |x| pick(x, CompareOp::Ge, 0),
        BinaryOp::Minimum => |x| pick(x, CompareOp::Le, 0),
        BinaryOp::Fmax => |x| pick(x, CompareOp::Ge, 1),
        BinaryOp::Fmin => |x| pick(x, CompareOp::Le, 1),
        _ => return None,
    })
}

/// The first operand where the comparison holds or where operand `nan` is nan.
fn pick(x: &[Scalar], op: CompareOp, nan: usize) -> Scalar {
    let first = compare(op, x) == Scalar::Bool(true) || x[nan].as_complex().is_nan();
    if first { x[0] } else { x[1] }
}

fn compare(op: CompareOp, x: &[Scalar]) -> Scalar {
    elementwise::apply(ElementOp::Compare(op), x)
}

/// Of int64 and uint64, by value.
fn compare_ints(op: CompareOp) -> Function {
    fn by_value(op: CompareOp, x: &[Scalar]) -> Scalar {
        Scalar::Bool(eval::compare(op, &x[0].as_i128(), &x[1].as_i128()))
    }
    match op {
        CompareOp::Eq => |x| by_value(CompareOp::Eq, x),
        CompareOp::Ne => |x| by_value(CompareOp::Ne, x),
        CompareOp::Lt => |x| by_value(CompareOp::Lt, x),
        CompareOp::Le => |x| by_value(CompareOp::Le, x),
        CompareOp::Gt => |x| by_value(CompareOp::Gt, x),
        CompareOp::Ge => |x| by_value(CompareOp::Ge, x),
    }
}
