//! Typing of dictionaries and sets.
//!
//! Input: arguments. Output: answers. A new table holds what is put in later.
//! Never: methods, which are typed by their source.

use super::{Args, Ruling, constant, dtype_of, is, ty};
use crate::builtins::members::{ClassKind, class_kind};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{Constant, Type};

/// `dict()`, `dict(other)`, `dict(pairs)`
pub(in crate::builtins) fn dict(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::None => is(Type::table(Type::Unknown, Some(Type::Unknown))),
        Type::Table(_) => Ok(Answer::Source("table_copy")),
        _ => Ok(Answer::Source("dict_of")),
    }
}

/// `set()`, `set(items)`
pub(in crate::builtins) fn set(args: Args<'_>) -> Ruling {
    match ty(args, 0) {
        Type::None => is(Type::table(Type::Unknown, None)),
        _ => Ok(Answer::Source("set_of")),
    }
}

/// `Dict.empty(key_type, value_type)`
pub(in crate::builtins) fn empty_dict(args: Args<'_>) -> Ruling {
    is(Type::table(named(args, 0)?, Some(named(args, 1)?)))
}

/// `List.empty_list(item_type)`
pub(in crate::builtins) fn empty_list(args: Args<'_>) -> Ruling {
    is(Type::list(named(args, 0)?))
}

/// The type that an argument names.
fn named(args: Args<'_>, n: usize) -> Result<Type, Mismatch> {
    match ty(args, n) {
        Type::Class(class) => Ok((**class).clone()),
        Type::Builtin(id) if class_kind(*id) == Some(ClassKind::Str) => Ok(Type::Str),
        Type::Builtin(id) if crate::builtins::row(*id).path == "numba.types.unicode_type" => Ok(Type::Str),
        other => match dtype_of(other, None) {
            Some(dtype) => Ok(Type::Scalar(dtype)),
            None => Err(Mismatch::at(n, format!("expected a type, got {other}"))),
        },
    }
}

/// One of the lists that a table is made of.
pub(in crate::builtins) fn part(args: Args<'_>) -> Ruling {
    let (Type::Table(table), Some(Constant::Int(n))) = (ty(args, 0), constant(args, 1)) else {
        return Err(Mismatch::at(0, format!("expected a table, got {}", ty(args, 0))));
    };
    let parts = table.parts();
    let place = if *n < 0 { parts.len() - 1 } else { *n as usize };
    is(parts[place].clone())
}

/// A new table like another.
pub(in crate::builtins) fn like(args: Args<'_>) -> Ruling {
    is(ty(args, 0).clone())
}
