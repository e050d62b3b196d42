//! Types of generators and of what they draw.
//!
//! Input: the arguments of a call. Output: an [`Answer`]. Never: how anything is drawn.

pub(in crate::builtins) use super::nothing;
pub(in crate::builtins) use super::random::{float, int};
use super::{Args, Ruling, dtype_or, is};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{Constant, Dtype, Type};

/// A generator.
pub(in crate::builtins) fn generator(_: Args<'_>) -> Ruling {
    is(Type::Generator)
}

/// A single.
pub(in crate::builtins) fn single(_: Args<'_>) -> Ruling {
    is(Type::Scalar(Dtype::F32))
}

/// Is a dtype `float32`? Floats of other sizes are not drawn.
pub(in crate::builtins) fn is_single(args: Args<'_>) -> Ruling {
    match dtype_or(args, 0, Dtype::F64)? {
        Dtype::F32 => Ok(Answer::Constant(Constant::Bool(true))),
        Dtype::F64 => Ok(Answer::Constant(Constant::Bool(false))),
        other => Err(Mismatch::at(0, format!("expected float32 or float64, got {other}"))),
    }
}

/// The bits of an int dtype; one of bool.
pub(in crate::builtins) fn int_bits(args: Args<'_>) -> Ruling {
    let bits = match dtype_or(args, 0, Dtype::I64)? {
        Dtype::Bool => 1,
        dtype if dtype.is_int() => 8 * dtype.size() as i64,
        other => return Err(Mismatch::at(0, format!("expected an int dtype or bool, got {other}"))),
    };
    Ok(Answer::Constant(Constant::Int(bits)))
}

/// The lowest int of a dtype.
pub(in crate::builtins) fn int_lowest(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Int(match dtype_or(args, 0, Dtype::I64)? {
        Dtype::I8 => i64::from(i8::MIN),
        Dtype::I16 => i64::from(i16::MIN),
        Dtype::I32 => i64::from(i32::MIN),
        Dtype::I64 => i64::MIN,
        _ => 0,
    })))
}
