//! What a loop variable gets.
//!
//! Input: the type of what is iterated over. Output: the type of an item.
//! Never: how the loop runs.

use super::function::Infer;
use super::report;
use crate::hir::ExprId;
use crate::types::{ArrayType, IteratorType, Layout, Type, unify_all};

impl Infer<'_> {
    /// The type of the items of an iterable expression.
    pub fn iterated(&mut self, iter: ExprId, ty: &Type) -> Type {
        let ty = match ty {
            Type::Optional(item) => item,
            other => other,
        };
        item_of(ty).unwrap_or_else(|| {
            let span = self.hir.expr(iter).span;
            self.report(report::not_iterable(span, ty));
            Type::Unknown
        })
    }
}

/// A tuple of indices.
fn place(ndim: u8) -> Type {
    Type::tuple(vec![Type::INT64; ndim as usize])
}

/// The type of the items of something; none: it cannot be iterated over.
#[must_use]
pub fn item_of(ty: &Type) -> Option<Type> {
    Some(match ty {
        Type::Unknown => Type::Unknown,
        Type::Range(dtype) => Type::Scalar(*dtype),
        Type::Array(a) if a.ndim > 0 => row_of(a),
        Type::Records(a) if a.ndim == 1 => a.element(),
        Type::Records(a) if a.ndim > 0 => match row_of(&a.frame()) {
            Type::Array(frame) => a.framed(frame),
            _ => a.element(),
        },
        Type::List(item) => (**item).clone(),
        Type::Table(table) => table.key.clone(),
        Type::Str => Type::Str,
        Type::Paused(paused) => paused.item.clone(),
        Type::Tuple(items) => unify_all(items.iter())?,
        Type::Iterator(it) => match &**it {
            IteratorType::Enumerate(item) => Type::tuple([Type::INT64, item_of(item)?]),
            IteratorType::Zip(items) => Type::tuple(items.iter().map(item_of).collect::<Option<Vec<_>>>()?),
            IteratorType::Reversed(item) => item_of(item)?,
            IteratorType::NdIndex(ndim) => place(*ndim),
            IteratorType::NdEnumerate(Type::Array(a)) => Type::tuple([place(a.ndim), Type::Scalar(a.dtype)]),
            IteratorType::Flat(Type::Array(a)) => Type::Scalar(a.dtype),
            IteratorType::NdIter(arrays) => {
                let cells = arrays.iter().filter_map(Type::as_array);
                let mut cells: Vec<Type> =
                    cells.map(|a| Type::Array(ArrayType { ndim: 0, layout: Layout::C, ..a })).collect();
                if cells.len() == 1 { cells.remove(0) } else { Type::tuple(cells) }
            }
            IteratorType::NdEnumerate(_) | IteratorType::Flat(_) => return None,
        },
        _ => return None,
    })
}

/// `a[i]`: an element, or a row as a view.
pub(super) fn row_of(a: &ArrayType) -> Type {
    if a.ndim == 1 {
        return Type::Scalar(a.dtype);
    }
    let layout = if a.layout == Layout::C { Layout::C } else { Layout::A };
    Type::Array(ArrayType { ndim: a.ndim - 1, layout, ..*a })
}
