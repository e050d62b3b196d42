//! Typing of what the prelude makes functions of shapes from.
//!
//! Input: arguments. Output: answers. Never: the functions themselves, which are typed by their source.

use super::{Args, Ruling, dtype_or, is, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{ArrayType, Dtype, Layout, Type, promote_dtypes};

fn array(args: Args<'_>, n: usize) -> Result<ArrayType, Mismatch> {
    match ty(args, n) {
        Type::Array(a) => Ok(*a),
        other => Err(Mismatch::at(n, format!("expected an array, got {other}"))),
    }
}

/// How many ints a tuple has.
fn n_ints(args: Args<'_>, n: usize) -> Result<usize, Mismatch> {
    let is_int = |ty: &Type| ty.as_scalar().is_some_and(|dtype| dtype.is_int() || dtype == Dtype::Bool);
    match ty(args, n) {
        Type::Tuple(items) if items.iter().all(is_int) => Ok(items.len()),
        other => Err(Mismatch::at(n, format!("expected a tuple of ints, got {other}"))),
    }
}

fn ints(n: usize) -> Type {
    Type::tuple(vec![Type::INT64; n])
}

/// `strided(a, offset, shape, strides, dtype)`
pub(in crate::builtins) fn strided(args: Args<'_>) -> Ruling {
    let (a, ndim) = (array(args, 0)?, n_ints(args, 2)?);
    if n_ints(args, 3)? != ndim {
        return Err(Mismatch::at(3, "as many strides as lengths are needed"));
    }
    let layout = if ndim == 0 { Layout::C } else { Layout::A };
    is(Type::Array(ArrayType { dtype: view_dtype(args, 4, a.dtype)?, ndim: ndim as u8, layout, ..a }))
}

/// What the memory of elements is seen as: no bytes but those of bool are bool.
fn view_dtype(args: Args<'_>, n: usize, own: Dtype) -> Result<Dtype, Mismatch> {
    match dtype_or(args, n, own)? {
        Dtype::Bool if own != Dtype::Bool => Err(Mismatch::at(n, format!("{own} cannot be viewed as bool"))),
        dtype => Ok(dtype),
    }
}

/// `packed(a, shape, dtype)`
pub(in crate::builtins) fn packed(args: Args<'_>) -> Ruling {
    let (a, ndim) = (array(args, 0)?, n_ints(args, 1)?);
    let dtype = view_dtype(args, 2, a.dtype)?;
    is(Type::Array(ArrayType { dtype, ndim: ndim as u8, layout: Layout::C, ..a }))
}

/// `read_only(a)`
pub(in crate::builtins) fn read_only(args: Args<'_>) -> Ruling {
    is(Type::Array(ArrayType { mutable: false, ..array(args, 0)? }))
}

/// `replaced(t, i, x)`
pub(in crate::builtins) fn replaced(args: Args<'_>) -> Ruling {
    is(ints(n_ints(args, 0)?))
}

/// `inserted(t, i, x)`
pub(in crate::builtins) fn inserted(args: Args<'_>) -> Ruling {
    is(ints(n_ints(args, 0)? + 1))
}

/// `removed(t, i)`
pub(in crate::builtins) fn removed(args: Args<'_>) -> Ruling {
    match n_ints(args, 0)?.checked_sub(1) {
        Some(n) => is(ints(n)),
        None => Err(Mismatch::at(0, "there is no axis")),
    }
}

/// The dtype that all items of a tuple or list convert to.
pub(in crate::builtins) fn common_dtype(args: Args<'_>) -> Ruling {
    fn dtype(ty: &Type) -> Option<Dtype> {
        match ty {
            Type::Array(a) => Some(a.dtype),
            Type::Scalar(dtype) => Some(*dtype),
            Type::List(item) => dtype(item),
            Type::Tuple(items) => {
                let all: Option<Vec<Dtype>> = items.iter().map(dtype).collect();
                all?.into_iter().reduce(promote_dtypes)
            }
            _ => None,
        }
    }
    match dtype(ty(args, 0)) {
        Some(dtype) => is(Type::Dtype(dtype)),
        None => Err(Mismatch::at(0, format!("expected a tuple or list of arrays, got {}", ty(args, 0)))),
    }
}

/// A number that a routine gives.
pub(in crate::builtins) fn int(_: Args<'_>) -> Ruling {
    is(Type::INT64)
}

/// As `int`, a truth.
pub(in crate::builtins) fn truth(_: Args<'_>) -> Ruling {
    is(Type::BOOL)
}

/// `squeeze(a, axis=None)`: without the axis its rank is not known.
pub(in crate::builtins) fn squeeze(args: Args<'_>) -> Ruling {
    match super::given(args, 1) {
        true => Ok(Answer::Source("np_squeeze")),
        false => Err(Mismatch::all("the axis must be given: which axes have length 1 is known at run time alone")),
    }
}
