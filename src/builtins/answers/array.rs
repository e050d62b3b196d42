//! Typing of attributes and methods of arrays; the receiver is argument number 0.
//!
//! Input: arguments. Output: answers.
//! Never: indexing, which is inference's own.

use super::{Args, Ruling, constant, create, dtype_or, given, is, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{ArrayType, Constant, Dtype, IteratorType, Layout, TupleType, Type, promote, promote_dtypes};
use std::sync::Arc;

fn array(args: Args<'_>) -> Result<ArrayType, Mismatch> {
    match ty(args, 0) {
        Type::Array(a) => Ok(*a),
        other => Err(Mismatch::at(0, format!("expected an array, got {other}"))),
    }
}

pub(in crate::builtins) fn shape(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Scalar(_) => Ok(Answer::Constant(Constant::Tuple(Vec::new()))),
        _ => is(Type::tuple(vec![Type::INT64; array(args)?.ndim as usize])),
    }
}

pub(in crate::builtins) fn ndim(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Scalar(_) => Ok(Answer::Constant(Constant::Int(0))),
        _ => Ok(Answer::Constant(Constant::Int(i64::from(array(args)?.ndim)))),
    }
}

pub(in crate::builtins) fn itemsize(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Int(array(args)?.dtype.size() as i64)))
}

pub(in crate::builtins) fn size(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Scalar(_) => Ok(Answer::Constant(Constant::Int(1))),
        _ => array(args).and_then(|_| is(Type::INT64)),
    }
}

pub(in crate::builtins) fn dtype(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Scalar(dtype) => is(Type::Dtype(*dtype)),
        _ => is(Type::Dtype(array(args)?.dtype)),
    }
}

pub(in crate::builtins) fn transposed(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    let layout = match a.layout {
        _ if a.ndim < 2 => a.layout,
        Layout::C => Layout::F,
        Layout::F => Layout::C,
        Layout::A => Layout::A,
    };
    is(Type::Array(ArrayType { layout, ..a }))
}

/// `transpose(axes)`: none, several ints, or one tuple of ints.
pub(in crate::builtins) fn transpose(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    let axes = match constant(args, 1) {
        Some(Constant::Tuple(axes)) if matches!(axes.as_slice(), [Constant::Tuple(_)]) => match &axes[0] {
            Constant::Tuple(axes) => axes.clone(),
            _ => Vec::new(),
        },
        Some(Constant::Tuple(axes)) => axes.clone(),
        _ => return Ok(Answer::Source("array_transpose")),
    };
    if axes.is_empty() || axes == [Constant::None] {
        return transposed(args);
    }
    let mut sorted: Vec<i64> = axes.iter().filter_map(|axis| wrapped(axis, i64::from(a.ndim))).collect();
    sorted.sort_unstable();
    if sorted.len() != axes.len() || !sorted.iter().copied().eq(0..i64::from(a.ndim)) {
        return Err(Mismatch::at(1, "axes don't match array"));
    }
    is(Type::Array(ArrayType { layout: if a.ndim < 2 { a.layout } else { Layout::A }, ..a }))
}

/// `np.transpose(a, axes=None)`
pub(in crate::builtins) fn transpose_to(args: Args<'_>) -> Ruling {
    let axes = constant(args, 1).cloned().map_or_else(Vec::new, |axes| vec![axes]);
    if axes.is_empty() && given(args, 1) {
        return Ok(Answer::Source("np_permute"));
    }
    let packed = super::Argument { ty: Type::tuple([]), constant: Some(Constant::Tuple(axes)) };
    transpose(&[args[0].clone(), Some(packed)])
}

fn wrapped(axis: &Constant, ndim: i64) -> Option<i64> {
    match axis {
        Constant::Int(axis) if (-ndim..ndim).contains(axis) => Some(axis.rem_euclid(ndim)),
        _ => None,
    }
}

pub(in crate::builtins) fn flat(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    if a.layout != Layout::C && a.ndim != 1 {
        return iterator(IteratorType::Flat(Type::Array(a)));
    }
    is(Type::Array(ArrayType { ndim: 1, ..a }))
}

pub(in crate::builtins) fn part(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Scalar(Dtype::Bool) => is(Type::BOOL),
        Type::Scalar(dtype) => is(Type::Scalar(dtype.real())),
        _ => {
            let a = array(args)?;
            if !a.dtype.is_complex() {
                return is(Type::Array(a));
            }
            is(Type::Array(ArrayType { dtype: a.dtype.real(), layout: Layout::A, ..a }))
        }
    }
}

/// The imaginary part: of real numbers fresh zeros.
pub(in crate::builtins) fn imag(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Array(a) if !a.dtype.is_complex() => is(Type::array(a.dtype, a.ndim as usize, Layout::C)),
        _ => part(args),
    }
}

fn iterator(it: IteratorType) -> Ruling {
    is(Type::Iterator(Arc::new(it)))
}

/// `ndindex(*shape)`: ints, or one tuple of ints.
pub(in crate::builtins) fn indices(args: Args<'_>) -> Ruling {
    let items = match ty(args, 0) {
        Type::Tuple(items) => match &**items {
            [Type::Tuple(inner)] => inner.clone(),
            _ => items.clone(),
        },
        other => TupleType::from(vec![other.clone()]),
    };
    match items.iter().find(|item| !item.as_scalar().is_some_and(Dtype::is_int)) {
        Some(other) => Err(Mismatch::at(0, format!("a shape must be ints or one tuple of ints, not {other}"))),
        None => iterator(IteratorType::NdIndex(items.len() as u8)),
    }
}

/// `ndenumerate(a)`
pub(in crate::builtins) fn enumerated(args: Args<'_>) -> Ruling {
    iterator(IteratorType::NdEnumerate(Type::Array(array(args)?)))
}

/// `nditer(a)`, `nditer((a, b))`
pub(in crate::builtins) fn cells(args: Args<'_>) -> Ruling {
    let arrays = match ty(args, 0) {
        Type::Tuple(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    match arrays.iter().find(|item| item.as_array().is_none()) {
        Some(other) => Err(Mismatch::at(0, format!("expected an array or a tuple of arrays, got {other}"))),
        None => iterator(IteratorType::NdIter(arrays)),
    }
}

/// `where(condition, x, y)`: of the common dtype of x and y.
pub(in crate::builtins) fn one_or_other(args: Args<'_>) -> Ruling {
    match (given(args, 1), given(args, 2)) {
        (true, true) => {}
        (false, false) => return Ok(Answer::Source("np_where_true")),
        _ => return Err(Mismatch::all("either both or neither of x and y should be given")),
    }
    let parts = [element_of(args, 0)?, element_of(args, 1)?, element_of(args, 2)?];
    let dtype = promote_dtypes(parts[1].dtype, parts[2].dtype);
    let ndim = parts.iter().map(|part| part.ndim).max().unwrap_or(0);
    if ndim == 0 && (0..3).all(|n| ty(args, n).as_array().is_none()) {
        return is(Type::Scalar(dtype));
    }
    let arrays = parts.iter().filter(|part| part.ndim > 0).map(|part| part.layout);
    is(Type::array(dtype, ndim as usize, promote::result_layout(arrays)))
}

/// An array, or a number as one without axes.
fn element_of(args: Args<'_>, n: usize) -> Result<ArrayType, Mismatch> {
    match ty(args, n) {
        Type::Scalar(dtype) => Ok(ArrayType { dtype: *dtype, ndim: 0, layout: Layout::C, mutable: true }),
        Type::Array(a) => Ok(*a),
        other => Err(Mismatch::at(n, format!("expected an array or a number, got {other}"))),
    }
}

/// `copy(order="C")`
pub(in crate::builtins) fn copy(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    let layout = match given(args, 1) {
        true => create::order(args, 1, create::kept(a.layout), a.ndim as usize)?,
        false => Layout::C,
    };
    is(Type::array(a.dtype, a.ndim as usize, layout))
}

pub(in crate::builtins) fn astype(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    let layout = create::order(args, 2, create::kept(a.layout), a.ndim as usize)?;
    is(Type::array(dtype_or(args, 1, a.dtype)?, a.ndim as usize, layout))
}

pub(in crate::builtins) fn fill(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    writable(&a)?;
    match ty(args, 1) {
        Type::Scalar(dtype) if a.dtype.is_complex() || !dtype.is_complex() => is(Type::None),
        other => Err(Mismatch::at(1, format!("{other} cannot be stored as {}", a.dtype))),
    }
}

fn writable(a: &ArrayType) -> Result<(), Mismatch> {
    if a.mutable { Ok(()) } else { Err(Mismatch::at(0, "the array is read-only")) }
}

/// Whether an order is Fortran's, as far as it is known; `K` and `A` go by the array's own.
fn is_fortran(args: Args<'_>, n: usize, a: ArrayType) -> Result<bool, Mismatch> {
    Ok(given(args, n) && create::order(args, n, create::kept(a.layout), 2)? == Layout::F)
}

/// `reshape(*shape, order="C")`: several ints, or one tuple of ints.
pub(in crate::builtins) fn reshape(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    let is_int = |ty: &Type| ty.as_scalar().is_some_and(Dtype::is_int);
    let items: &[Type] = match ty(args, 1) {
        Type::Tuple(items) => match &**items {
            [Type::Tuple(inner)] => inner,
            _ => items,
        },
        _ => &[],
    };
    if let Some(other) = items.iter().find(|item| !is_int(item)) {
        return Err(Mismatch::at(1, format!("a shape must be ints or one tuple of ints, not {other}")));
    }
    if is_fortran(args, 2, a)? || (a.layout != Layout::C && !items.is_empty()) {
        return Ok(Answer::Source("array_reshape"));
    }
    is(Type::Array(ArrayType { ndim: items.len() as u8, layout: Layout::C, ..a }))
}

/// `np.reshape(a, shape, order="C")`
pub(in crate::builtins) fn reshape_to(args: Args<'_>) -> Ruling {
    if !matches!(ty(args, 0), Type::Array(_)) {
        return Err(Mismatch::at(0, format!("expected an array, got {}", ty(args, 0))));
    }
    let shape = match ty(args, 1) {
        Type::Tuple(items) => Type::Tuple(items.clone()),
        other => Type::tuple([other.clone()]),
    };
    let packed = super::Argument { ty: shape, constant: None };
    match reshape(&[args[0].clone(), Some(packed), args.get(2).cloned().flatten()])? {
        Answer::Source(_) => Ok(Answer::Source("np_reshape")),
        other => Ok(other),
    }
}

/// `ravel(order="C")`: of what is known to be C-contiguous a view.
pub(in crate::builtins) fn ravel(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    if is_fortran(args, 1, a)? || a.layout != Layout::C {
        return Ok(Answer::Source("array_ravel"));
    }
    is(Type::Array(ArrayType { ndim: 1, ..a }))
}

/// `flatten(order="C")`
pub(in crate::builtins) fn flatten(args: Args<'_>) -> Ruling {
    let a = array(args)?;
    if is_fortran(args, 1, a)? {
        return Ok(Answer::Source("array_flatten"));
    }
    is(Type::array(a.dtype, 1, Layout::C))
}

/// Is the array known to be C-contiguous?
pub(in crate::builtins) fn is_c(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Bool(array(args)?.layout == Layout::C)))
}
