//! Typing functions of the rows, by what they are about.
//!
//! Input: the arguments of a call, in the signature's order. Output: an [`Answer`], or what is wrong with which argument.
//! Never: how anything is lowered.

pub(super) mod array;
pub(super) mod axis;
pub(super) mod create;
pub(super) mod einsum;
pub(super) mod generator;
pub(super) mod linalg;
pub(super) mod list;
pub(super) mod python;
pub(super) mod random;
pub(super) mod records;
pub(super) mod shape;
pub(super) mod table;
pub(super) mod tuple;

use super::rules::{Answer, Argument, Mismatch};
use crate::types::{BuiltinId, Constant, Dtype, Type};

/// Arguments as a rule gets them.
pub(super) type Args<'a> = &'a [Option<Argument>];
/// What a rule gives.
pub(super) type Ruling = Result<Answer, Mismatch>;

/// The result has this type.
pub(super) fn is(ty: Type) -> Ruling {
    Ok(Answer::Type(ty))
}

/// The result is None.
pub(super) fn nothing(_: Args<'_>) -> Ruling {
    is(Type::None)
}

/// What has the element type of the first argument.
pub(super) fn element(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Array(a) => is(Type::Scalar(a.dtype)),
        other => Err(Mismatch::at(0, format!("expected an array, got {other}"))),
    }
}

/// A bool.
pub(super) fn truth(_: Args<'_>) -> Ruling {
    is(Type::BOOL)
}

/// An int64.
pub(super) fn count(_: Args<'_>) -> Ruling {
    is(Type::INT64)
}

/// What has the type of the second argument.
pub(super) fn like_second(args: Args<'_>) -> Ruling {
    scalar(args, 1).and_then(|dtype| is(Type::Scalar(dtype)))
}

/// The type of argument number `n`; [`Type::None`] where it is not given.
pub(super) fn ty(args: Args<'_>, n: usize) -> &Type {
    args.get(n).and_then(Option::as_ref).map_or(&Type::None, |arg| &arg.ty)
}

/// Is argument number `n` given (and not `None`)?
pub(super) fn given(args: Args<'_>, n: usize) -> bool {
    *ty(args, n) != Type::None
}

/// The constant value of argument number `n`.
pub(super) fn constant(args: Args<'_>, n: usize) -> Option<&Constant> {
    args.get(n).and_then(Option::as_ref).and_then(|arg| arg.constant.as_ref())
}

/// Argument number `n` as a scalar.
pub(super) fn scalar(args: Args<'_>, n: usize) -> Result<Dtype, Mismatch> {
    match ty(args, n) {
        Type::Scalar(dtype) => Ok(*dtype),
        other => Err(Mismatch::at(n, format!("expected a number, got {other}"))),
    }
}

/// Argument number `n` as an int (or bool).
pub(super) fn int(args: Args<'_>, n: usize) -> Result<Dtype, Mismatch> {
    match ty(args, n) {
        Type::Scalar(dtype) if dtype.is_int() || *dtype == Dtype::Bool => Ok(*dtype),
        other => Err(Mismatch::at(n, format!("expected an int, got {other}"))),
    }
}

/// The dtype that a value stands for where a dtype is wanted: `np.float64`, `a.dtype`, `float`, `"f8"`.
#[must_use]
pub fn dtype_of(ty: &Type, constant: Option<&Constant>) -> Option<Dtype> {
    match (ty, constant) {
        (Type::Dtype(dtype), _) => Some(*dtype),
        (Type::Builtin(id), _) => builtin_dtype(*id),
        (Type::Str, Some(Constant::Str(name))) => dtype_named(name),
        _ => None,
    }
}

fn builtin_dtype(id: BuiltinId) -> Option<Dtype> {
    super::members::as_dtype(id)
}

/// `float64`, `f8`, `int`.
fn dtype_named(name: &str) -> Option<Dtype> {
    let id = super::lookup(name).or_else(|| super::names_of_types(name))?;
    builtin_dtype(id)
}

/// The dtype of argument number `n`, or `default` where it is not given.
pub(super) fn dtype_or(args: Args<'_>, n: usize, default: Dtype) -> Result<Dtype, Mismatch> {
    if !given(args, n) {
        return Ok(default);
    }
    dtype_of(ty(args, n), constant(args, n))
        .ok_or_else(|| Mismatch::at(n, format!("expected a dtype known at compile time, got {}", ty(args, n))))
}
