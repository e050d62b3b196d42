//! The join of types: what a variable is that two paths assign, what a list of several items holds.
//!
//! Input: two types. Output: the type that holds values of both, `None` where there is none.
//! Never: the conversion of values; which definitions join (inference decides).

use std::sync::Arc;

use super::ufunc::can_cast_safely;
use super::{ArrayType, Dtype, IteratorType, Layout, RecordRef, TableType, TupleType, Type};

/// NumPy's `promote_types`: the smallest dtype that both cast to safely.
#[must_use]
pub fn promote_dtypes(a: Dtype, b: Dtype) -> Dtype {
    let common = Dtype::ALL.into_iter().filter(|&to| can_cast_safely(a, to) && can_cast_safely(b, to));
    // Every dtype casts to complex128.
    common.min_by_key(|to| (to.kind() as u8, to.size())).unwrap_or(Dtype::C128)
}

/// The type that holds values of both types.
#[must_use]
pub fn unify(a: &Type, b: &Type) -> Option<Type> {
    if a == b {
        return Some(a.clone());
    }
    match (a, b) {
        (Type::Unknown, other) | (other, Type::Unknown) => Some(other.clone()),
        (Type::Scalar(a), Type::Scalar(b)) => Some(Type::Scalar(promote_dtypes(*a, *b))),
        (Type::Array(a), Type::Array(b)) => unify_arrays(a, b).map(Type::Array),
        (Type::Record(a), Type::Record(b)) if a.record == b.record => {
            Some(Type::Record(RecordRef { mutable: a.mutable && b.mutable, ..a.clone() }))
        }
        (Type::Records(a), Type::Records(b)) if a.record == b.record => {
            unify_arrays(&a.frame(), &b.frame()).map(|frame| a.framed(frame))
        }
        (Type::Tuple(a), Type::Tuple(b)) => unify_items(a, b).map(|items| match &a.class {
            Some(class) if a.class == b.class => Type::Tuple(TupleType::named(class, items)),
            _ => Type::tuple(items),
        }),
        (Type::List(a), Type::List(b)) => unify(a, b).map(Type::list),
        (Type::Table(a), Type::Table(b)) => unify_tables(a, b),
        (Type::None, other) | (other, Type::None) => Some(Type::optional(other.clone())),
        (Type::Optional(a), Type::Optional(b)) => unify(a, b).map(Type::optional),
        (Type::Optional(item), other) | (other, Type::Optional(item)) => unify(item, other).map(Type::optional),
        (Type::Iterator(a), Type::Iterator(b)) => unify_iterators(a, b).map(|it| Type::Iterator(Arc::new(it))),
        _ => None,
    }
}

/// The type that holds values of all types; [`Type::Unknown`] where there are none.
pub fn unify_all<'a>(types: impl IntoIterator<Item = &'a Type>) -> Option<Type> {
    types.into_iter().try_fold(Type::Unknown, |joined, it| unify(&joined, it))
}

fn unify_arrays(a: &ArrayType, b: &ArrayType) -> Option<ArrayType> {
    if a.dtype != b.dtype || a.ndim != b.ndim {
        return None;
    }
    let layout = if a.layout == b.layout { a.layout } else { Layout::A };
    Some(ArrayType { layout, mutable: a.mutable && b.mutable, ..*a })
}

fn unify_tables(a: &TableType, b: &TableType) -> Option<Type> {
    let value = match (&a.value, &b.value) {
        (Some(a), Some(b)) => Some(unify(a, b)?),
        (None, None) => None,
        _ => return None,
    };
    Some(Type::table(unify(&a.key, &b.key)?, value))
}

fn unify_items(a: &[Type], b: &[Type]) -> Option<Vec<Type>> {
    if a.len() != b.len() {
        return None;
    }
    a.iter().zip(b).map(|(a, b)| unify(a, b)).collect()
}

fn unify_iterators(a: &IteratorType, b: &IteratorType) -> Option<IteratorType> {
    match (a, b) {
        (IteratorType::Enumerate(a), IteratorType::Enumerate(b)) => unify(a, b).map(IteratorType::Enumerate),
        (IteratorType::Reversed(a), IteratorType::Reversed(b)) => unify(a, b).map(IteratorType::Reversed),
        (IteratorType::Zip(a), IteratorType::Zip(b)) => unify_items(a, b).map(IteratorType::Zip),
        _ => None,
    }
}
