//! Typing of functions that make arrays.
//!
//! Input: arguments. Output: answers.
//! Never: methods of arrays.

use super::{Args, Ruling, constant, dtype_or, given, is, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::promote::{self, Operand, Rules};
use crate::types::{BinaryOp, Constant, Dtype, Layout, RecordArray, RecordType, Type, unify_all};
use std::sync::Arc;

/// The rank of a shape argument: an int, or a tuple of ints.
fn rank(args: Args<'_>, n: usize) -> Result<usize, Mismatch> {
    let is_int = |ty: &Type| ty.as_scalar().is_some_and(Dtype::is_int);
    match ty(args, n) {
        it if is_int(it) => Ok(1),
        Type::Tuple(items) if items.iter().all(is_int) => Ok(items.len()),
        Type::List(_) => {
            Err(Mismatch::at(n, "a shape must be an int or a tuple of ints, not a list: its rank must be known"))
        }
        other => Err(Mismatch::at(n, format!("a shape must be an int or a tuple of ints, not {other}"))),
    }
}

/// The layout of a copy that keeps the order of axes as far as it is known.
pub(super) fn kept(layout: Layout) -> Layout {
    if layout == Layout::F { Layout::F } else { Layout::C }
}

/// The layout that an `order` argument asks for; `own`: that of a copy which keeps the order.
pub(super) fn order(args: Args<'_>, n: usize, own: Layout, ndim: usize) -> Result<Layout, Mismatch> {
    let layout = match (ty(args, n), constant(args, n)) {
        (Type::None, _) => own,
        (_, Some(Constant::Str(order))) => match &**order {
            "C" => Layout::C,
            "F" => Layout::F,
            "A" | "K" => own,
            other => {
                let text = format!("order must be one of 'C', 'F', 'A', or 'K' (got '{other}')");
                return Err(Mismatch::at(n, text));
            }
        },
        _ => return Err(Mismatch::at(n, "the order must be known at compile time")),
    };
    Ok(if ndim < 2 { Layout::C } else { layout })
}

/// `empty(shape, dtype=float, order="C")`
pub(in crate::builtins) fn shaped(args: Args<'_>) -> Ruling {
    let ndim = rank(args, 0)?;
    if let Some(record) = record_dtype(args, 1) {
        let layout = order(args, 2, Layout::C, ndim)?;
        return is(Type::records(RecordArray { record, ndim: ndim as u8, layout, mutable: true }));
    }
    is(Type::array(dtype_or(args, 1, Dtype::F64)?, ndim, order(args, 2, Layout::C, ndim)?))
}

/// The layout of records, where argument number `n` is a dtype of them.
fn record_dtype(args: Args<'_>, n: usize) -> Option<Arc<RecordType>> {
    match ty(args, n) {
        Type::Class(class) => match &**class {
            Type::Record(it) => Some(Arc::clone(&it.record)),
            _ => None,
        },
        _ => None,
    }
}

/// `empty_like(a, dtype=None)`
pub(in crate::builtins) fn like(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Array(a) => {
            let layout = order(args, 2, kept(a.layout), a.ndim as usize)?;
            is(Type::array(dtype_or(args, 1, a.dtype)?, a.ndim as usize, layout))
        }
        Type::Records(a) if !given(args, 1) => {
            let layout = order(args, 2, kept(a.layout), a.ndim as usize)?;
            is(Type::records(RecordArray { layout, mutable: true, ..(**a).clone() }))
        }
        other => Err(Mismatch::at(0, format!("expected an array, got {other}"))),
    }
}

/// `array(x, dtype=None, *, copy, order, ndmin)`: a copy of an array, or made of (nested) lists and tuples of numbers and
/// arrays.
pub(in crate::builtins) fn array(args: Args<'_>) -> Ruling {
    let own = in_order(args, if args.len() > 3 { 3 } else { 2 })?;
    let Answer::Type(Type::Array(array)) = &own else { return Ok(own) };
    match constant(args, 4) {
        Some(Constant::Int(65..)) => Err(Mismatch::at(4, "arrays have 64 axes at most")),
        Some(Constant::Int(ndmin)) if *ndmin > i64::from(array.ndim) => Ok(Answer::Source("np_array_of_rank")),
        None if given(args, 4) => Err(Mismatch::at(4, "the number of axes must be known at compile time")),
        _ => Ok(own),
    }
}

/// As an array of the order that argument number `n` names.
fn in_order(args: Args<'_>, n: usize) -> Ruling {
    let (dtype, ndim, own) = match ty(args, 0) {
        Type::Array(a) => (Some(a.dtype), a.ndim as usize, kept(a.layout)),
        other => {
            let (dtype, ndim) = contents(other).ok_or_else(|| not_regular(ty(args, 0)))?;
            (dtype, ndim, Layout::C)
        }
    };
    is(Type::array(dtype_or(args, 1, dtype.unwrap_or(Dtype::F64))?, ndim, order(args, n, own, ndim)?))
}

/// `asarray(x, dtype=None, order="K")`: an array of that dtype and order is itself.
pub(in crate::builtins) fn asarray(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Array(a) if dtype_or(args, 1, a.dtype)? == a.dtype => {
            let wanted = order(args, 2, a.layout, a.ndim as usize)?;
            if a.ndim < 2 || wanted == a.layout { is(Type::Array(*a)) } else { in_order(args, 2) }
        }
        _ => in_order(args, 2),
    }
}

/// `ascontiguousarray(a, dtype=None)`
pub(in crate::builtins) fn contiguous(args: Args<'_>) -> Ruling {
    in_layout(args, Layout::C)
}

/// `asfortranarray(a, dtype=None)`
pub(in crate::builtins) fn fortran(args: Args<'_>) -> Ruling {
    in_layout(args, Layout::F)
}

fn in_layout(args: Args<'_>, layout: Layout) -> Ruling {
    let (dtype, ndim) = match ty(args, 0) {
        Type::Array(a) if a.layout == layout && a.ndim > 0 && dtype_or(args, 1, a.dtype)? == a.dtype => {
            return is(Type::Array(*a));
        }
        Type::Array(a) => (Some(a.dtype), (a.ndim as usize).max(1)),
        other => contents(other).ok_or_else(|| not_regular(ty(args, 0)))?,
    };
    let layout = if ndim < 2 { Layout::C } else { layout };
    is(Type::array(dtype_or(args, 1, dtype.unwrap_or(Dtype::F64))?, ndim, layout))
}

fn not_regular(given: &Type) -> Mismatch {
    Mismatch::at(0, format!("expected an array or a regular (nested) list or tuple of numbers, got {given}"))
}

/// Dtype (none: not known yet) and rank of what an array is made of.
fn contents(ty: &Type) -> Option<(Option<Dtype>, usize)> {
    match ty {
        Type::Scalar(dtype) => Some((Some(*dtype), 0)),
        Type::Array(a) => Some((Some(a.dtype), a.ndim as usize)),
        Type::List(item) if **item == Type::Unknown => Some((None, 1)),
        Type::List(item) => contents(item).map(|(dtype, ndim)| (dtype, ndim + 1)),
        Type::Tuple(items) => {
            let inner: Vec<_> = items.iter().map(contents).collect::<Option<_>>()?;
            let ndim = inner.first().map_or(0, |it| it.1);
            let scalars: Vec<Type> = inner.iter().filter_map(|it| it.0).map(Type::Scalar).collect();
            let dtype = unify_all(&scalars)?.as_scalar();
            inner.iter().all(|it| it.1 == ndim).then_some((dtype, ndim + 1))
        }
        _ => None,
    }
}

/// `copy(a, order="K")`
pub(in crate::builtins) fn array_copy(args: Args<'_>) -> Ruling {
    in_order(&[args[0].clone(), None, args.get(1).cloned().flatten()], 2)
}

/// `dtype(x)`: the dtype itself.
pub(in crate::builtins) fn dtype_itself(args: Args<'_>) -> Ruling {
    is(Type::Dtype(dtype_or(args, 0, Dtype::F64)?))
}

/// Of an array's elements, or of a scalar.
fn element(args: Args<'_>) -> Result<Dtype, Mismatch> {
    match ty(args, 0) {
        Type::Array(a) => Ok(a.dtype),
        Type::Scalar(dtype) => Ok(*dtype),
        other => Err(Mismatch::at(0, format!("expected an array, got {other}"))),
    }
}

/// Ints are summed in 64 bits.
pub(in crate::builtins) fn sum_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(match element(args)? {
        dtype if dtype.is_signed() || dtype == Dtype::Bool => Dtype::I64,
        dtype if dtype.is_int() => Dtype::U64,
        dtype => dtype,
    }))
}

/// The dtype of `a * b` for elements of two arrays, as NumPy promotes it.
pub(in crate::builtins) fn product_dtype(rules: Rules, args: Args<'_>) -> Ruling {
    let operand = |n: usize| element(&args[n..]).map(Operand::array);
    match promote::binary(rules, BinaryOp::Mul, operand(0)?, operand(1)?) {
        Some(types) => is(Type::Dtype(types.result)),
        None => Err(Mismatch::all("these elements have no product")),
    }
}

/// Do NumPy's rules hold?
pub(in crate::builtins) fn is_host(rules: Rules, _args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Bool(rules == Rules::NumPy)))
}

/// Means of ints are float64.
pub(in crate::builtins) fn mean_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(match element(args)? {
        dtype if dtype.is_float() || dtype.is_complex() => dtype,
        _ => Dtype::F64,
    }))
}

/// The dtype that `arange` has by its arguments: int64, or float64 if one of them is a float.
pub(in crate::builtins) fn arange_dtype(args: Args<'_>) -> Ruling {
    let mut dtype = Dtype::I64;
    for n in 0..args.len() {
        match ty(args, n) {
            Type::None => {}
            Type::Scalar(it) if it.is_complex() => return Err(Mismatch::at(n, "arange has no complex numbers")),
            Type::Scalar(it) if it.is_float() => dtype = Dtype::F64,
            Type::Scalar(_) => {}
            other => return Err(Mismatch::at(n, format!("expected a number, got {other}"))),
        }
    }
    is(Type::Dtype(dtype))
}

/// `dtype_or(dtype, x)`: the dtype, or that of `x` where it is None.
pub(in crate::builtins) fn dtype_or_of(args: Args<'_>) -> Ruling {
    if given(args, 0) {
        return is(Type::Dtype(dtype_or(args, 0, Dtype::F64)?));
    }
    match ty(args, 1) {
        Type::Scalar(dtype) => is(Type::Dtype(*dtype)),
        Type::Array(a) => is(Type::Dtype(a.dtype)),
        Type::Dtype(dtype) => is(Type::Dtype(*dtype)),
        Type::Builtin(_) => is(Type::Dtype(dtype_or(args, 1, Dtype::F64)?)),
        other => Err(Mismatch::at(1, format!("expected a number or an array, got {other} {:?}", constant(args, 1)))),
    }
}

/// The smallest complex dtype that holds the elements of an array.
pub(in crate::builtins) fn least_complex_dtype(args: Args<'_>) -> Ruling {
    is(Type::Dtype(match element(args)? {
        dtype if dtype.is_complex() => dtype,
        Dtype::F32 | Dtype::I8 | Dtype::U8 | Dtype::I16 | Dtype::U16 => Dtype::C64,
        _ => Dtype::C128,
    }))
}

/// The dtype of numbers between two: float64, or complex128 if one of them is complex.
pub(in crate::builtins) fn linspace_dtype(args: Args<'_>) -> Ruling {
    let is_complex = |n| super::scalar(args, n).map(Dtype::is_complex);
    is(Type::Dtype(if is_complex(0)? || is_complex(1)? { Dtype::C128 } else { Dtype::F64 }))
}

/// Are an array's elements ints?
pub(in crate::builtins) fn holds_ints(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Bool(element(args)?.is_int())))
}

/// Are an array's elements complex?
pub(in crate::builtins) fn holds_complex(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(Constant::Bool(element(args)?.is_complex())))
}
