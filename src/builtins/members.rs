//! Members of values (methods and attributes), and what builtins are as values: dtypes, classes.
//!
//! Input: types and ids. Output: rows and kinds.
//! Never: modules and their items (`names`).

use super::{Builtin, ids, lookup, row};
use crate::types::{BuiltinId, Dtype, Family, Type};

/// The class that stands for progress bars in compiled code; no class of a script has such a name.
const PROGRESS_BAR: &str = "numba_progress.ProgressBar";

/// The names of the members of a kind of receiver, for "did you mean".
pub fn members_of(kind: &str) -> impl Iterator<Item = &'static str> {
    ids().map(|id| row(id).path).filter_map(move |path| path.strip_prefix(kind)?.strip_prefix('.'))
}

/// Finds a member of a kind of receiver: `member("array", "sum")`.
#[must_use]
pub fn member(kind: &str, name: &str) -> Option<BuiltinId> {
    lookup(&format!("{kind}.{name}"))
}

/// Under which kind of receiver the members of a type stand.
#[must_use]
pub fn receiver_kind(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Array(_) => "array",
        Type::Records(_) => "records",
        Type::List(_) => "list",
        Type::Table(table) => {
            if table.value.is_some() {
                "dict"
            } else {
                "set"
            }
        }
        Type::Tuple(items) if items.class.as_ref().is_some_and(|class| *class.name == *PROGRESS_BAR) => "progress",
        Type::Tuple(_) => "tuple",
        Type::Str => "str",
        Type::Scalar(_) => "scalar",
        Type::Exception(_) => "exception",
        Type::Generator => "rng",
        Type::Builtin(id) if super::row(*id).is_binary_ufunc() => "ufunc",
        _ => return None,
    })
}

/// Is it a member of a kind of value (a method, an attribute), rather than an item of a module?
#[must_use]
pub fn is_member(row: &Builtin) -> bool {
    row.path.split_once('.').is_some_and(|(kind, _)| super::names::is_receiver(kind))
}

/// Is it for the prelude alone?
#[must_use]
pub fn is_intrinsic(row: &Builtin) -> bool {
    row.path.starts_with("intrinsic.")
}

/// Is it read without a call (`a.shape`)?
#[must_use]
pub fn is_attribute(row: &Builtin) -> bool {
    is_member(row) && row.signature == super::signature::ATTRIBUTE
}

/// Classes of values that are no numbers, for `isinstance`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is the class of that name")]
pub enum ClassKind {
    Str,
    List,
    Dict,
    Set,
    Tuple,
    Range,
    Array,
    /// `np.integer` and the like.
    Family(Family),
    Slice,
}

/// The class that a builtin is, if it is one.
#[must_use]
pub fn class_kind(id: BuiltinId) -> Option<ClassKind> {
    use super::{Lower, Rule, Special};
    match (row(id).lower, &row(id).typing) {
        (Lower::Special(Special::Str), _) => Some(ClassKind::Str),
        (Lower::Special(Special::ListNew), _) => Some(ClassKind::List),
        (Lower::Special(Special::TableNew), _) if row(id).path == "dict" => Some(ClassKind::Dict),
        (Lower::Special(Special::TableNew), _) => Some(ClassKind::Set),
        (Lower::Special(Special::Tuple), _) => Some(ClassKind::Tuple),
        (Lower::Special(Special::Range), _) => Some(ClassKind::Range),
        (Lower::Special(Special::Slice), _) => Some(ClassKind::Slice),
        (_, Rule::Class(kind)) => Some(*kind),
        _ => None,
    }
}

/// The dtype that a builtin stands for where a dtype is wanted: `np.float64`, `int`, `float`.
#[must_use]
pub fn as_dtype(id: BuiltinId) -> Option<Dtype> {
    use super::{Lower, Rule, Special};
    match (&row(id).typing, row(id).lower) {
        (Rule::Dtype(dtype), _) => Some(*dtype),
        (_, Lower::Special(Special::Int)) => Some(Dtype::I64),
        (_, Lower::Special(Special::Float)) => Some(Dtype::F64),
        (_, Lower::Special(Special::Bool)) => Some(Dtype::Bool),
        (_, Lower::Special(Special::Complex)) => Some(Dtype::C128),
        _ => None,
    }
}
