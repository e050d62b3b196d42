//! Typing of Python's own builtins.
//!
//! Input: arguments. Output: answers.
//! Never: arrays' creation and methods.

use super::{Args, Ruling, constant, dtype_of, given, int, is, scalar, ty};
use crate::builtins::members;
use crate::builtins::rules::{Answer, Argument, Mismatch};
use crate::types::{
    BinaryOp, Constant, Dtype, IteratorType, Match, SliceType, Type, best_match, promote, unify, unify_all,
};
use std::sync::Arc;

pub(in crate::builtins) fn len(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Tuple(items) => Ok(Answer::Constant(Constant::Int(items.len() as i64))),
        Type::Array(a) if a.ndim > 0 => is(Type::INT64),
        Type::Records(a) if a.ndim > 0 => is(Type::INT64),
        Type::List(_) | Type::Table(_) | Type::Str | Type::Range(_) => is(Type::INT64),
        other => Err(Mismatch::at(0, format!("object of type {other} has no len()"))),
    }
}

pub(in crate::builtins) fn range(args: Args<'_>) -> Ruling {
    let bounds = range_bounds(args)?;
    // Which of Numba's three kinds of ranges fits best; of an int32 and a uint64 it takes the first, which loses bits.
    let kinds = [Dtype::I32, Dtype::I64, Dtype::U64].map(|kind| vec![Type::Scalar(kind); bounds.len()]);
    let best = match best_match(&bounds, kinds.iter().map(Vec::as_slice)) {
        Match::One(kind) => Some(kind),
        Match::Ambiguous(tied) => tied.first().copied(),
        Match::None => None,
    };
    is(Type::Range(match best {
        Some(0) if !bounds.contains(&Type::Scalar(Dtype::U64)) => Dtype::I32,
        Some(2) => Dtype::U64,
        _ => Dtype::I64,
    }))
}

/// `prange(start, stop, step)`
pub(in crate::builtins) fn prange(args: Args<'_>) -> Ruling {
    range_bounds(args)?;
    is(Type::Range(Dtype::I64))
}

/// The types of the bounds and the step that are given.
fn range_bounds(args: Args<'_>) -> Result<Vec<Type>, Mismatch> {
    let mut bounds = Vec::with_capacity(3);
    for n in 0..args.len() {
        if n == 0 || given(args, n) {
            let error = |error: Mismatch| Mismatch::at(n, error.message.replace("expected", "range() expects"));
            bounds.push(Type::Scalar(int(args, n).map_err(error)?));
        }
    }
    if constant(args, 2) == Some(&Constant::Int(0)) {
        return Err(Mismatch::at(2, "range() arg 3 must not be zero"));
    }
    Ok(bounds)
}

/// What a loop can run over.
fn is_iterable(ty: &Type) -> bool {
    match ty {
        Type::Array(a) => a.ndim > 0,
        Type::List(_) | Type::Table(_) | Type::Tuple(_) | Type::Str => true,
        Type::Range(_) | Type::Iterator(_) | Type::Paused(_) => true,
        _ => false,
    }
}

fn iterable(args: Args<'_>, n: usize) -> Result<Type, Mismatch> {
    match ty(args, n) {
        it if is_iterable(it) => Ok(it.clone()),
        other => Err(Mismatch::at(n, format!("{other} object is not iterable"))),
    }
}

fn iterator(it: IteratorType) -> Ruling {
    is(Type::Iterator(Arc::new(it)))
}

pub(in crate::builtins) fn enumerate(args: Args<'_>) -> Ruling {
    if given(args, 1) {
        int(args, 1)?;
    }
    iterator(IteratorType::Enumerate(iterable(args, 0)?))
}

pub(in crate::builtins) fn zip(args: Args<'_>) -> Ruling {
    let items = pack(args, 0);
    match items.iter().find(|item| !is_iterable(item)) {
        Some(other) => Err(Mismatch::at(0, format!("{other} object is not iterable"))),
        None => iterator(IteratorType::Zip(items)),
    }
}

pub(in crate::builtins) fn reversed(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Iterator(_) | Type::Paused(_) => Err(Mismatch::at(0, "an iterator cannot be reversed")),
        _ => iterator(IteratorType::Reversed(iterable(args, 0)?)),
    }
}

pub(in crate::builtins) fn iter(args: Args<'_>) -> Ruling {
    match iterable(args, 0)? {
        paused @ Type::Paused(_) => is(paused),
        _ => Ok(Answer::Source("iter_of")),
    }
}

pub(in crate::builtins) fn next(args: Args<'_>) -> Ruling {
    let Type::Paused(paused) = ty(args, 0) else {
        return Err(Mismatch::at(0, format!("{} object is not an iterator; iter(..) makes one of it", ty(args, 0))));
    };
    match args.get(1).and_then(Option::as_ref) {
        None => is(paused.item.clone()),
        Some(default) => match unify(&paused.item, &default.ty) {
            Some(joined) => is(joined),
            None => Err(Mismatch::at(1, format!("{} and {} have no common type", paused.item, default.ty))),
        },
    }
}

/// The types in a `*args` parameter.
fn pack(args: Args<'_>, n: usize) -> Vec<Type> {
    match ty(args, n) {
        Type::Tuple(items) => items.to_vec(),
        _ => Vec::new(),
    }
}

pub(in crate::builtins) fn print(args: Args<'_>) -> Ruling {
    for n in 1..3 {
        if given(args, n) && *ty(args, n) != Type::Str {
            return Err(Mismatch::at(n, format!("sep and end must be strings, not {}", ty(args, n))));
        }
    }
    if given(args, 3) {
        return Err(Mismatch::at(3, "a compiled function prints to standard output only"));
    }
    match pack(args, 0).iter().find(|item| !is_printable(item)) {
        Some(other) => Err(Mismatch::at(0, format!("a compiled function cannot print {other}"))),
        None => is(Type::None),
    }
}

/// Has it a text form in compiled code?
fn is_printable(ty: &Type) -> bool {
    match ty {
        Type::None | Type::Scalar(_) | Type::Str | Type::Array(_) | Type::Exception(_) | Type::Range(_) => true,
        Type::Tuple(items) => items.iter().all(is_printable),
        Type::List(item) | Type::Optional(item) => **item == Type::Unknown || is_printable(item),
        Type::Table(table) => !table.any(|column| *column != Type::Unknown && !is_printable(column)),
        _ => false,
    }
}

pub(in crate::builtins) fn int_(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Scalar(dtype) if dtype.is_int() => is(Type::Scalar(*dtype)),
        Type::Scalar(dtype) if dtype.is_complex() => Err(Mismatch::at(0, "a complex number is no int")),
        Type::Scalar(_) | Type::Str => is(Type::INT64),
        Type::None if args.first().is_none_or(Option::is_none) => Ok(Answer::Constant(Constant::Int(0))),
        other => Err(Mismatch::at(0, format!("expected a number or a string, got {other}"))),
    }
}

pub(in crate::builtins) fn float(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Scalar(Dtype::F32) => is(Type::Scalar(Dtype::F32)),
        Type::Scalar(dtype) if dtype.is_complex() => Err(Mismatch::at(0, "a complex number is no float")),
        Type::Scalar(_) | Type::Str => is(Type::FLOAT64),
        Type::None if args.first().is_none_or(Option::is_none) => Ok(Answer::Constant(Constant::Float(0.0))),
        other => Err(Mismatch::at(0, format!("expected a number or a string, got {other}"))),
    }
}

pub(in crate::builtins) fn bool_(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::None => Ok(Answer::Constant(Constant::Bool(false))),
        Type::Array(a) if a.ndim > 0 => {
            Err(Mismatch::at(0, "the truth value of an array is ambiguous; use a.any() or a.all()"))
        }
        _ => is(Type::BOOL),
    }
}

pub(in crate::builtins) fn complex(args: Args<'_>) -> Ruling {
    let is_given = |n: usize| args.get(n).is_some_and(Option::is_some);
    let re = if is_given(0) { scalar(args, 0)? } else { Dtype::F64 };
    let im = if is_given(1) { scalar(args, 1)? } else { re };
    let single = re == Dtype::F32 && im == Dtype::F32;
    is(Type::Scalar(if single { Dtype::C64 } else { Dtype::C128 }))
}

pub(in crate::builtins) fn text(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        other if !is_printable(other) => {
            Err(Mismatch::at(0, format!("no text form for {other} in a compiled function")))
        }
        _ => is(Type::Str),
    }
}

pub(in crate::builtins) fn min(args: Args<'_>) -> Ruling {
    extreme(args, "min_of")
}

pub(in crate::builtins) fn max(args: Args<'_>) -> Ruling {
    extreme(args, "max_of")
}

/// `min(a, b, ..)` of scalars, or of the items of one iterable.
fn extreme(args: Args<'_>, source: &'static str) -> Ruling {
    let items = pack(args, 0);
    match items.as_slice() {
        [] => Err(Mismatch::all("expected at least 1 argument, got 0")),
        [Type::Tuple(inner)] if inner.is_empty() => Err(Mismatch::all("the argument is an empty tuple")),
        [Type::Tuple(inner)] if inner.iter().all(|item| item.as_scalar().is_some()) => join_scalars(inner),
        [one] if is_iterable(one) => Ok(Answer::Source(source)),
        [one] => Err(Mismatch::at(0, format!("{one} object is not iterable"))),
        many if many.iter().all(|item| *item == Type::Str) => Ok(Answer::Source(source)),
        many => join_scalars(many),
    }
}

fn join_scalars(items: &[Type]) -> Ruling {
    if let Some(other) = items.iter().find(|item| item.as_scalar().is_none_or(Dtype::is_complex)) {
        return Err(Mismatch::at(0, format!("values of type {other} have no order")));
    }
    match unify_all(items) {
        Some(joined) => is(joined),
        None => Err(Mismatch::at(0, "the arguments have no common type")),
    }
}

pub(in crate::builtins) fn round(args: Args<'_>) -> Ruling {
    let dtype = scalar(args, 0)?;
    if dtype.is_complex() {
        return Err(Mismatch::at(0, "a complex number cannot be rounded"));
    }
    if !given(args, 1) {
        return is(Type::INT64);
    }
    int(args, 1)?;
    Ok(Answer::Source("round_digits"))
}

/// `round_digits(x, n)`: a float of the precision that NumPy gives to ints of x's width.
pub(in crate::builtins) fn rounded(args: Args<'_>) -> Ruling {
    match scalar(args, 0)? {
        Dtype::F32 | Dtype::I8 | Dtype::I16 | Dtype::U8 | Dtype::U16 | Dtype::Bool => is(Type::Scalar(Dtype::F32)),
        _ => is(Type::FLOAT64),
    }
}

pub(in crate::builtins) fn pow(args: Args<'_>) -> Ruling {
    if given(args, 2) {
        return Ok(Answer::Source("pow_mod"));
    }
    let (a, b) = (scalar(args, 0)?, scalar(args, 1)?);
    match promote::binary_scalar(BinaryOp::Pow, a, b) {
        Some(types) => is(Type::Scalar(types.result)),
        None => Err(Mismatch::all(format!("no operator `**` for {a} and {b}"))),
    }
}

pub(in crate::builtins) fn chr(args: Args<'_>) -> Ruling {
    int(args, 0)?;
    is(Type::Str)
}

pub(in crate::builtins) fn ord(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Str => is(Type::INT64),
        other => Err(Mismatch::at(0, format!("ord() expected string of length 1, but {other} found"))),
    }
}

pub(in crate::builtins) fn hash(args: Args<'_>) -> Ruling {
    scalar(args, 0)?;
    is(Type::INT64)
}

pub(in crate::builtins) fn slice(args: Args<'_>) -> Ruling {
    for n in 0..args.len() {
        if given(args, n) {
            int(args, n)?;
        }
    }
    // One argument is the stop, as for `range`; `slice(1, None)` has two.
    let has_two = args.get(1).is_some_and(Option::is_some);
    let (start, stop) = if has_two { (given(args, 0), given(args, 1)) } else { (false, given(args, 0)) };
    is(Type::Slice(SliceType { start, stop, step: given(args, 2) }))
}

pub(in crate::builtins) fn tuple(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::Tuple(items) => is(Type::Tuple(items.clone())),
        Type::None => is(Type::tuple([])),
        other => {
            Err(Mismatch::at(0, format!("the length of a tuple must be known at compile time; that of {other} is not")))
        }
    }
}

pub(in crate::builtins) fn list(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::None => is(Type::list(Type::Unknown)),
        _ => {
            iterable(args, 0)?;
            Ok(Answer::Source("list_of"))
        }
    }
}

pub(in crate::builtins) fn type_(args: Args<'_>) -> Ruling {
    is(Type::Dtype(scalar(args, 0)?))
}

pub(in crate::builtins) fn isinstance(args: Args<'_>) -> Ruling {
    let subject = ty(args, 0);
    let holds = match ty(args, 1) {
        Type::Tuple(classes) => classes.iter().map(|class| is_instance(subject, class)).collect::<Option<Vec<_>>>(),
        class => is_instance(subject, class).map(|it| vec![it]),
    };
    match holds {
        Some(holds) => Ok(Answer::Constant(Constant::Bool(holds.contains(&true)))),
        None => Err(Mismatch::at(1, "expected a type, or a tuple of types")),
    }
}

/// Is a value of this type an instance of that class? None: it is no class.
fn is_instance(subject: &Type, class: &Type) -> Option<bool> {
    let arg = Argument { ty: class.clone(), constant: None };
    if let Type::Class(class) = class {
        return Some(subject == &**class);
    }
    let Type::Builtin(id) = class else {
        return dtype_of(class, None).map(|dtype| *subject == Type::Scalar(dtype));
    };
    if let Some(dtype) = dtype_of(&arg.ty, None) {
        return Some(subject.as_scalar().is_some_and(|own| same_family(own, dtype)));
    }
    Some(match members::class_kind(*id)? {
        members::ClassKind::Str => *subject == Type::Str,
        members::ClassKind::List => matches!(subject, Type::List(_)),
        members::ClassKind::Dict => matches!(subject, Type::Table(table) if table.value.is_some()),
        members::ClassKind::Set => matches!(subject, Type::Table(table) if table.value.is_none()),
        members::ClassKind::Tuple => matches!(subject, Type::Tuple(_)),
        members::ClassKind::Range => matches!(subject, Type::Range(_)),
        members::ClassKind::Array => matches!(subject, Type::Array(_)),
        members::ClassKind::Family(family) => subject.as_scalar().is_some_and(|own| family.holds(own)),
        members::ClassKind::Slice => matches!(subject, Type::Slice(_)),
    })
}

/// `int`, `float`, `complex`, `bool`: Numba takes any width of the family.
fn same_family(own: Dtype, class: Dtype) -> bool {
    (own.is_int() && class.is_int()) || own.kind() == class.kind()
}

pub(in crate::builtins) fn int64(_: Args<'_>) -> Ruling {
    is(Type::INT64)
}

pub(in crate::builtins) fn same_scalar(args: Args<'_>) -> Ruling {
    is(Type::Scalar(scalar(args, 0)?))
}
