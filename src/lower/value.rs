//! Values of the language as trees of SSA components.
//!
//! Input: types. Output: [`Val`]; the flat component list of a type and back. Never: instructions.

use crate::ir::{Ty, ValueId};
use crate::types::{Dtype, Layout, SliceType, Type};
use std::rc::Rc;

use super::array_expr::Lazy;

/// A value of the language while it is lowered.
#[derive(Clone, Debug)]
pub(super) enum Val {
    /// Nothing at run time: None, functions, modules, dtypes.
    Static,
    /// A scalar, array, list, string or object.
    One(ValueId),
    /// Tuples, tables (their lists), ranges (start, stop, step), slices (the parts that are given), iterators (what they run over), closures
    /// (what they captured).
    Tuple(Vec<Val>),
    /// A flag and the value where it is set.
    Optional(ValueId, Box<Val>),
    /// An array expression that is not stored yet.
    Lazy(Rc<Lazy>),
}

impl Val {
    /// The only component.
    pub(super) fn one(&self) -> ValueId {
        match self {
            Val::One(value) => *value,
            other => crate::ice!("one component expected, not {other:?}"),
        }
    }

    /// The items of a tuple-like value.
    pub(super) fn items(self) -> Vec<Val> {
        match self {
            Val::Tuple(items) => items,
            Val::Static => Vec::new(),
            other => crate::ice!("a tuple expected, not {other:?}"),
        }
    }

    /// All components in order; the value must be materialized.
    pub(super) fn flatten(&self) -> Vec<ValueId> {
        let mut out = Vec::new();
        self.flatten_into(&mut out);
        out
    }

    fn flatten_into(&self, out: &mut Vec<ValueId>) {
        match self {
            Val::Static => {}
            Val::One(value) => out.push(*value),
            Val::Tuple(items) => items.iter().for_each(|item| item.flatten_into(out)),
            Val::Optional(present, value) => {
                out.push(*present);
                value.flatten_into(out);
            }
            Val::Lazy(_) => crate::ice!("an array expression was not stored before it was taken apart"),
        }
    }
}

/// The parts of a type that is a bundle of others, or none where it is a leaf.
fn parts(ty: &Type) -> Option<Vec<Type>> {
    Some(match ty {
        Type::Tuple(items) => items.to_vec(),
        Type::Range(_) => vec![Type::INT64; 3],
        Type::Slice(SliceType { start, stop, step }) => {
            vec![Type::INT64; [*start, *stop, *step].into_iter().filter(|&given| given).count()]
        }
        Type::Table(table) => table.parts(),
        Type::Closure(closure) => closure.captures.clone(),
        Type::Generator => vec![Type::generator_state()],
        Type::Paused(paused) => paused.parts(),
        Type::Iterator(it) => it.parts(),
        _ => return None,
    })
}

/// The components of a type.
pub(super) fn components(ty: &Type) -> Vec<Ty> {
    match ty {
        Type::Scalar(dtype) => vec![Ty::Scalar(*dtype)],
        Type::Str => vec![Ty::Str],
        Type::Object(_) => vec![Ty::Object],
        Type::Array(a) => vec![Ty::Array { dtype: a.dtype, ndim: a.ndim, layout: a.layout }],
        Type::Record(_) => vec![Ty::Array { dtype: Dtype::U8, ndim: 0, layout: Layout::C }],
        Type::Records(array) => components(&Type::Array(array.first_bytes())),
        Type::List(item) => vec![Ty::List(components(item).into())],
        Type::Optional(item) => std::iter::once(Ty::Scalar(Dtype::Bool)).chain(components(item)).collect(),
        other => parts(other).iter().flatten().flat_map(components).collect(),
    }
}

/// The value whose components come next.
pub(super) fn rebuild(ty: &Type, values: &mut impl Iterator<Item = ValueId>) -> Val {
    let mut next = || values.next().unwrap_or_else(|| crate::ice!("too few components for {ty}"));
    match ty {
        Type::Scalar(_)
        | Type::Str
        | Type::Array(_)
        | Type::Record(_)
        | Type::Records(_)
        | Type::List(_)
        | Type::Object(_) => Val::One(next()),
        Type::Optional(item) => {
            let present = next();
            Val::Optional(present, Box::new(rebuild_dyn(item, values)))
        }
        other => match parts(other) {
            Some(parts) => Val::Tuple(parts.iter().map(|part| rebuild_dyn(part, values)).collect()),
            None => Val::Static,
        },
    }
}

/// [`rebuild`] behind a pointer, so that recursion does not instantiate without end.
fn rebuild_dyn(ty: &Type, values: &mut impl Iterator<Item = ValueId>) -> Val {
    let values: &mut dyn Iterator<Item = ValueId> = values;
    let mut values = values;
    rebuild(ty, &mut values)
}
