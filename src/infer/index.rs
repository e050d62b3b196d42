//! Subscripts.
//!
//! Input: a container and an index. Output: the type of the element, view or copy; a target for slices of lists.
//! Never: writing (`place`).

use super::function::Infer;
use super::{Argument, Binding, report};
use crate::diagnostic::Diagnostic;
use crate::hir::{ExprId, ExprKind};
use crate::source::Span;
use crate::types::{ArrayType, Constant, Dtype, IteratorType, Layout, RecordArray, Type, unify_all};
use std::sync::Arc;

/// One item of an array index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Int,
    Slice {
        step: bool,
    },
    NewAxis,
    Ellipsis,
    /// Ints that pick along an axis, of this many axes.
    Ints(u8),
    /// Truths that pick along as many axes as they have.
    Mask(u8),
}

impl Item {
    /// How many axes of the array it names.
    fn axes(self) -> usize {
        match self {
            Item::Int | Item::Slice { .. } | Item::Ints(_) => 1,
            Item::Mask(ndim) => ndim as usize,
            Item::NewAxis | Item::Ellipsis => 0,
        }
    }

    /// How many axes what it picks has, where it is an array.
    fn picked(self) -> Option<u8> {
        match self {
            Item::Ints(ndim) => Some(ndim),
            Item::Mask(_) => Some(1),
            _ => None,
        }
    }
}

impl Infer<'_> {
    /// `value[index]`, read.
    pub fn subscript(&mut self, id: ExprId, value: ExprId, index: ExprId) -> Type {
        let container = self.expr_value(value);
        match &container {
            Type::Unknown => {
                self.expr(index);
                Type::Unknown
            }
            Type::Array(_) => self.array_index(value, index),
            Type::Records(_) if self.picks(index) => self.pick_records(id, value, index),
            Type::Records(_) if !self.is_name(index) => self.array_index(value, index),
            Type::Record(_) | Type::Records(_) => self.field_at(&container, index),
            Type::Tuple(items) => {
                let part = self.tuple_index(id, items, index);
                self.known_part(id, value, index);
                part
            }
            Type::List(_) if self.is_slice(index) => self.list_slice(id, value, &container, index),
            Type::List(item) => {
                self.list_index(index);
                (**item).clone()
            }
            Type::Table(_) => self.table_item(id, (value, &container), index),
            Type::Object(class) => self.object_item(id, (value, class), index),
            Type::Dtype(dtype) => self.array_class(*dtype, index),
            Type::Str if self.is_slice(index) => self.string_slice(id, value, index),
            Type::Str => {
                self.list_index(index);
                Type::Str
            }
            Type::Range(dtype) => {
                self.list_index(index);
                Type::Scalar(*dtype)
            }
            Type::Iterator(it) if flat_array(it).is_some() => {
                self.list_index(index);
                flat_array(it).map_or(Type::Unknown, |array| Type::Scalar(array.dtype))
            }
            other => {
                self.expr(index);
                let span = self.hir.expr(value).span;
                let message = format!("{other} object is not subscriptable");
                self.report(Diagnostic::error("NJ0307", message, span).label(format!("{other}")));
                Type::Unknown
            }
        }
    }

    /// `float64[:, ::1]`, a type of arrays.
    fn array_class(&mut self, dtype: Dtype, index: ExprId) -> Type {
        self.expr(index);
        let hir = Arc::clone(&self.hir);
        let axes = match &hir.expr(index).kind {
            ExprKind::Tuple(axes) => axes.as_slice(),
            _ => &[index],
        };
        let is_unit = |axis: &ExprId| match hir.expr(*axis).kind {
            ExprKind::Slice { step: Some(step), .. } => self.typing.constants.get(&step) == Some(&Constant::Int(1)),
            _ => false,
        };
        let layout = match (axes.first().is_some_and(is_unit), axes.last().is_some_and(is_unit)) {
            (_, true) => Layout::C,
            (true, _) => Layout::F,
            _ => Layout::A,
        };
        Type::Class(Arc::new(Type::array(dtype, axes.len(), layout)))
    }

    pub fn is_slice(&self, index: ExprId) -> bool {
        matches!(self.hir.expr(index).kind, ExprKind::Slice { .. })
    }

    /// The index of a list or string: an int.
    pub fn list_index(&mut self, index: ExprId) -> Type {
        let ty = self.expr_value(index);
        match &ty {
            Type::Scalar(dtype) if dtype.is_int() || *dtype == Dtype::Bool => {}
            Type::Unknown => {}
            other => {
                let span = self.hir.expr(index).span;
                let message = "indices must be integers or slices";
                let diagnostic = Diagnostic::error("NJ0307", message, span).label(format!("{other}"));
                self.report(diagnostic);
            }
        }
        ty
    }

    // --- slices of lists and strings -----------------------------------------------------------------------------------

    /// start, stop and step of a slice display, as arguments.
    pub fn slice_arguments(&mut self, index: ExprId) -> Vec<(Argument, Type)> {
        self.expr(index);
        let hir = Arc::clone(&self.hir);
        let ExprKind::Slice { start, stop, step } = hir.expr(index).kind else { return Vec::new() };
        let none = || (Argument::Default(Binding::Constant(Constant::None)), Type::None);
        let part = |part: Option<ExprId>| match part {
            Some(part) => (Argument::Expr(part), self.typing.exprs[part.0 as usize].clone()),
            None => none(),
        };
        [start, stop, step].map(part).into()
    }

    fn list_slice(&mut self, id: ExprId, value: ExprId, container: &Type, index: ExprId) -> Type {
        self.sliced("list_slice", id, (value, container), index)
    }

    fn string_slice(&mut self, id: ExprId, value: ExprId, index: ExprId) -> Type {
        self.sliced("str_slice", id, (value, &Type::Str), index)
    }

    fn sliced(&mut self, name: &'static str, id: ExprId, value: (ExprId, &Type), index: ExprId) -> Type {
        let mut args = vec![(Argument::Expr(value.0), value.1.clone())];
        args.extend(self.slice_arguments(index));
        let span = self.hir.expr(id).span;
        match self.call_prelude(name, args, span) {
            Some((target, result)) => {
                self.typing.targets.insert(id, target);
                result
            }
            None => Type::Unknown,
        }
    }

    // --- tuples ------------------------------------------------------------------------------------------------------

    fn tuple_index(&mut self, id: ExprId, items: &[Type], index: ExprId) -> Type {
        let ty = self.expr_value(index);
        let span = self.hir.expr(index).span;
        match (&ty, self.typing.constants.get(&index)) {
            (Type::Unknown, _) => Type::Unknown,
            (Type::Scalar(_), Some(Constant::Int(i))) => self.tuple_item(items, *i, index),
            (Type::Scalar(Dtype::Bool), Some(Constant::Bool(b))) => self.tuple_item(items, i64::from(*b), index),
            (Type::Scalar(dtype), _) if dtype.is_int() => match uniform(items) {
                Some(item) => item,
                None => {
                    self.report(report::mixed_tuple(span, items));
                    Type::Unknown
                }
            },
            (Type::Slice(_), _) => self.tuple_slice(id, items, index),
            (other, _) => {
                let message = "tuple indices must be integers or slices";
                self.report(Diagnostic::error("NJ0307", message, span).label(format!("{other}")));
                Type::Unknown
            }
        }
    }

    /// Records what is known of a part of a known tuple.
    fn known_part(&mut self, id: ExprId, value: ExprId, index: ExprId) {
        let Some(Constant::Tuple(items)) = self.typing.constants.get(&value).cloned() else { return };
        let part = match self.typing.constants.get(&index) {
            Some(Constant::Int(i)) => items.get(i.rem_euclid(items.len().max(1) as i64) as usize).cloned(),
            _ if self.is_slice(index) => self.slice_parts(index).and_then(|parts| {
                let picked = super::fold::slice_indices(items.len(), parts)?;
                Some(Constant::Tuple(picked.into_iter().map(|i| items[i].clone()).collect()))
            }),
            _ => None,
        };
        if let Some(part) = part {
            self.typing.constants.insert(id, part);
        }
    }

    fn tuple_item(&mut self, items: &[Type], index: i64, at: ExprId) -> Type {
        let n = items.len() as i64;
        if !(-n..n).contains(&index) {
            let span = self.hir.expr(at).span;
            let label = format!("the tuple has {n} item{}", if n == 1 { "" } else { "s" });
            self.report(Diagnostic::error("NJ0307", "tuple index out of range", span).label(label));
            return Type::Unknown;
        }
        items[index.rem_euclid(n) as usize].clone()
    }

    /// Start, stop and step of a slice display, where all that are given are known.
    fn slice_parts(&self, index: ExprId) -> Option<[Option<i64>; 3]> {
        let ExprKind::Slice { start, stop, step } = self.hir.expr(index).kind else { return None };
        let mut parts = [None; 3];
        for (slot, part) in parts.iter_mut().zip([start, stop, step]) {
            *slot = match part.map(|part| self.typing.constants.get(&part)) {
                None | Some(Some(Constant::None)) => None,
                Some(Some(Constant::Int(i))) => Some(*i),
                _ => return None,
            };
        }
        Some(parts)
    }

    /// A slice of a tuple: its parts must be known.
    fn tuple_slice(&mut self, id: ExprId, items: &[Type], index: ExprId) -> Type {
        let hir = Arc::clone(&self.hir);
        let Some(parts) = self.slice_parts(index) else {
            let message = "the parts of a slice of a tuple must be known at compile time";
            self.report(Diagnostic::error("NJ0307", message, hir.expr(id).span));
            return Type::Unknown;
        };
        match super::fold::slice_indices(items.len(), parts) {
            Some(picked) => Type::tuple(picked.into_iter().map(|i| items[i].clone())),
            None => {
                let span = hir.expr(index).span;
                self.report(Diagnostic::error("NJ0307", "slice step cannot be zero", span));
                Type::Unknown
            }
        }
    }

    // --- arrays ------------------------------------------------------------------------------------------------------

    /// The type of an array's part at an index; the array's own type is already recorded.
    pub fn array_index(&mut self, value: ExprId, index: ExprId) -> Type {
        let ty = match self.typing.exprs[value.0 as usize].clone() {
            Type::Optional(item) => (*item).clone(),
            ty => ty,
        };
        let Some(items) = self.index_items(index) else { return Type::Unknown };
        let array = match &ty {
            Type::Array(array) => *array,
            Type::Records(records) => records.frame(),
            _ => return Type::Unknown,
        };
        let n_axes: usize = items.iter().map(|item| item.axes()).sum();
        let span = self.hir.expr(index).span;
        if n_axes > array.ndim as usize {
            let message =
                format!("too many indices: the array is {}-dimensional, but {n_axes} were indexed", array.ndim);
            self.report(Diagnostic::error("NJ0307", message, span).label(format!("indexes {ty}")));
            return Type::Unknown;
        }
        if items.iter().filter(|item| **item == Item::Ellipsis).count() > 1 {
            let message = "an index can only have a single ellipsis (`...`)";
            self.report(Diagnostic::error("NJ0307", message, span));
            return Type::Unknown;
        }
        match &ty {
            Type::Records(records) => self.records_part(records, &items, span),
            _ => part_type(array, &items),
        }
    }

    /// Is an index an array, or what makes one?
    fn picks(&mut self, index: ExprId) -> bool {
        let ty = self.expr_value(index);
        !matches!(ty, Type::Tuple(_)) && index_array(&ty).and_then(Item::picked).is_some()
    }

    /// The records that an array picks: copies.
    fn pick_records(&mut self, id: ExprId, value: ExprId, index: ExprId) -> Type {
        let args = [value, index].map(|it| (Argument::Expr(it), self.typing.exprs[it.0 as usize].clone()));
        match self.call_prelude("records_pick", args.into(), self.hir.expr(id).span) {
            Some((target, result)) => {
                self.typing.targets.insert(id, target);
                result
            }
            None => Type::Unknown,
        }
    }

    /// A part of an array of records: a record where it lies, or a view.
    fn records_part(&mut self, records: &RecordArray, items: &[Item], span: Span) -> Type {
        if items.iter().any(|item| item.picked().is_some()) {
            let hint = "write a loop over the records";
            self.report(report::unsupported(span, "picking records by an array", hint));
            return Type::Unknown;
        }
        match part_type(records.frame(), items) {
            Type::Array(frame) => records.framed(frame),
            _ => records.element(),
        }
    }

    /// Is an index a string, the name of a field?
    pub(super) fn is_name(&mut self, index: ExprId) -> bool {
        self.expr_value(index) == Type::Str
    }

    /// The items of an index; none: something was wrong with one.
    fn index_items(&mut self, index: ExprId) -> Option<Vec<Item>> {
        let hir = Arc::clone(&self.hir);
        let whole = self.expr_value(index);
        if let ExprKind::Tuple(items) = &hir.expr(index).kind {
            return items.iter().map(|&item| self.index_item(item)).collect();
        }
        if let Type::Tuple(types) = &whole {
            let constants = match self.typing.constants.get(&index) {
                Some(Constant::Tuple(items)) => items.clone(),
                _ => Vec::new(),
            };
            let items = types.iter().enumerate();
            return items.map(|(n, ty)| self.index_kind(index, value_of(ty), constants.get(n).cloned())).collect();
        }
        Some(vec![self.index_item(index)?])
    }

    fn index_item(&mut self, item: ExprId) -> Option<Item> {
        let ty = match &self.typing.exprs[item.0 as usize] {
            Type::Optional(ty) => (**ty).clone(),
            ty => ty.clone(),
        };
        let constant = self.typing.constants.get(&item).cloned();
        self.index_kind(item, &ty, constant)
    }

    fn index_kind(&mut self, at: ExprId, ty: &Type, constant: Option<Constant>) -> Option<Item> {
        let span = self.hir.expr(at).span;
        match ty {
            Type::Scalar(dtype) if dtype.is_int() => Some(Item::Int),
            Type::Slice(slice) => Some(Item::Slice { step: slice.step }),
            Type::None if constant == Some(Constant::Ellipsis) => Some(Item::Ellipsis),
            Type::None => Some(Item::NewAxis),
            Type::Unknown => None,
            Type::Array(_) | Type::List(_) | Type::Tuple(_) if index_array(ty).is_some() => index_array(ty),
            Type::Scalar(Dtype::Bool) => {
                let hint = "write an `if`, or compare with an array";
                self.report(report::unsupported(span, &format!("an index of type {ty}"), hint));
                None
            }
            other => {
                let message = "an array index is made of ints, slices, None, `...`, and arrays of ints or bools";
                self.report(Diagnostic::error("NJ0307", message, span).label(format!("{other}")));
                None
            }
        }
    }
}

/// `T` of an optional `T`.
fn value_of(ty: &Type) -> &Type {
    match ty {
        Type::Optional(item) => item,
        other => other,
    }
}

/// What an array, or nested lists and tuples that make one, picks as an index.
fn index_array(ty: &Type) -> Option<Item> {
    let (dtype, ndim) = nested(ty)?;
    match dtype {
        Dtype::Bool if ndim > 0 => Some(Item::Mask(ndim)),
        dtype if dtype.is_int() => Some(if ndim == 0 { Item::Int } else { Item::Ints(ndim) }),
        _ => None,
    }
}

/// The dtype and rank of the array that nested lists and tuples make.
pub(super) fn nested(ty: &Type) -> Option<(Dtype, u8)> {
    match ty {
        Type::Scalar(dtype) => Some((*dtype, 0)),
        Type::Array(array) => Some((array.dtype, array.ndim)),
        Type::List(item) => nested(item).map(|(dtype, ndim)| (dtype, ndim + 1)),
        Type::Tuple(items) => nested(&uniform(items)?).map(|(dtype, ndim)| (dtype, ndim + 1)),
        _ => None,
    }
}

/// The array whose `.flat` it is.
pub(super) fn flat_array(it: &IteratorType) -> Option<ArrayType> {
    match it {
        IteratorType::Flat(Type::Array(array)) => Some(*array),
        _ => None,
    }
}

/// The common type of a tuple's items, where any of them may be picked at run time.
fn uniform(items: &[Type]) -> Option<Type> {
    let first = items.first()?;
    let same = items.iter().all(|item| item == first);
    if same { Some(first.clone()) } else { unify_all(items).filter(|it| matches!(it, Type::Array(_))) }
}

/// The type of a part of an array, with Numba's rule for what stays contiguous.
fn part_type(array: ArrayType, items: &[Item]) -> Type {
    if let Some(picked) = items.iter().filter_map(|item| item.picked()).max() {
        return picked_type(array, items, picked);
    }
    let n_ints = items.iter().filter(|item| **item == Item::Int).count();
    let n_axes: usize = items.iter().map(|item| item.axes()).sum();
    let n_new = items.iter().filter(|item| **item == Item::NewAxis).count();
    let ndim = array.ndim as usize + n_new - n_ints;
    if ndim == 0 {
        return Type::Scalar(array.dtype);
    }
    let all_given = n_axes == array.ndim as usize;
    let layout = match array.layout {
        Layout::C => keeps_c(items, all_given),
        Layout::F => keeps_f(items, all_given),
        Layout::A => false,
    };
    let layout = if layout { array.layout } else { Layout::A };
    Type::Array(ArrayType { ndim: ndim as u8, layout, ..array })
}

/// The type of what index arrays pick: a fresh array.
fn picked_type(array: ArrayType, items: &[Item], picked: u8) -> Type {
    let kept = |item: &Item| match item {
        Item::Slice { .. } => 0,
        item => item.axes(),
    };
    let n_taken: usize = items.iter().map(kept).sum();
    let n_new = items.iter().filter(|item| **item == Item::NewAxis).count();
    Type::array(array.dtype, array.ndim as usize - n_taken + n_new + picked as usize, Layout::C)
}

/// Ints on the left keep C order; so does a slice without a step as the last index.
fn keeps_c(items: &[Item], all_given: bool) -> bool {
    let ellipsis = items.iter().position(|item| *item == Item::Ellipsis);
    if let Some(at) = ellipsis
        && !all_given
        && at + 1 < items.len()
    {
        return false;
    }
    let given: Vec<Item> = items.iter().copied().filter(|item| *item != Item::Ellipsis).collect();
    // Axes after the last index stay whole: a slice before them does not break the order.
    keeps_order(given.iter())
}

/// The same from the right for F order; a missing index on the right counts as a whole axis.
fn keeps_f(items: &[Item], all_given: bool) -> bool {
    let ellipsis = items.iter().position(|item| *item == Item::Ellipsis);
    let from_right = match (all_given, ellipsis) {
        (true, _) => items,
        (false, Some(0)) => &items[1..],
        _ => return false,
    };
    let given: Vec<Item> = from_right.iter().copied().filter(|item| *item != Item::Ellipsis).collect();
    keeps_order(given.iter().rev())
}

fn keeps_order<'a>(items: impl Iterator<Item = &'a Item>) -> bool {
    let axes: Vec<&Item> = items.filter(|item| **item != Item::NewAxis).collect();
    axes.iter().enumerate().all(|(place, item)| match item {
        Item::Int => true,
        Item::Slice { step } => place + 1 == axes.len() && !step,
        Item::NewAxis | Item::Ellipsis => true,
        Item::Ints(_) | Item::Mask(_) => false,
    })
}
