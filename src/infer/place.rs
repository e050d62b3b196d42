//! What is assigned to: locals, elements, slices, tuples of places; augmented assignment; what lists learn from it.
//!
//! Input: places and types of values. Output: wider locals, targets of stores, diagnostics.
//! Never: reading.

use super::function::{Infer, has_open_list};
use super::index::flat_array;
use super::object::class_of;
use super::record::record_of;
use super::{Argument, report};
use crate::diagnostic::Diagnostic;
use crate::hir::{ExprId, ExprKind, Place, PlaceKind};
use crate::source::Span;
use crate::types::{BinaryOp, Dtype, Type, unify};
use std::sync::Arc;

impl Infer<'_> {
    /// `a = b = value`
    pub fn assign_all(&mut self, targets: &[Place], value: ExprId) {
        let ty = self.expr(value);
        if let ([Place { kind: PlaceKind::Local(local), .. }], Some(constant)) =
            (targets, self.typing.constants.get(&value).cloned())
            && self.single.contains(local)
        {
            self.known.insert(*local, constant);
        }
        for target in targets {
            self.assign(target, &ty, self.hir.expr(value).span);
            self.teach(target, value);
        }
    }

    /// An empty list takes the type of the place that it is assigned to.
    fn teach(&mut self, target: &Place, value: ExprId) {
        match &target.kind {
            PlaceKind::Local(local) => {
                let ty = self.typing.locals[local.0 as usize].clone();
                self.refine(value, &ty);
            }
            PlaceKind::Subscript(object, _) => match self.typing.exprs[object.0 as usize].clone() {
                Type::List(item) => self.refine(value, &item),
                Type::Table(table) => table.value.iter().for_each(|item| self.refine(value, item)),
                _ => {}
            },
            PlaceKind::Attribute(object, name) => {
                let class = class_of(&self.typing.exprs[object.0 as usize]).cloned();
                if let Some((_, ty)) = class.and_then(|class| class.field(name)) {
                    self.refine(value, &ty);
                }
            }
            PlaceKind::Unpack { before, star: None, after } => {
                let hir = Arc::clone(&self.hir);
                if let ExprKind::Tuple(items) = &hir.expr(value).kind
                    && items.len() == before.len() + after.len()
                {
                    before.iter().chain(after).zip(items).for_each(|(place, item)| self.teach(place, *item));
                }
            }
            _ => {}
        }
    }

    /// A value of type `ty` goes to a place.
    pub fn assign(&mut self, place: &Place, ty: &Type, span: Span) {
        match &place.kind {
            PlaceKind::Local(local) => self.define(*local, ty.clone(), span),
            PlaceKind::Subscript(object, index) => self.store_item(*object, *index, ty, span),
            PlaceKind::Unpack { before, star, after } => self.unpack((before, star.as_deref(), after), ty, place.span),
            PlaceKind::Global(_) => {
                let hint = "globals are frozen when a function is compiled; return the value instead";
                self.report(report::unsupported(place.span, "assigning to a global", hint));
            }
            PlaceKind::Attribute(object, name) => self.store_attribute((*object, name), ty, place.span, span),
        }
    }

    fn unpack(&mut self, (before, star, after): (&[Place], Option<&Place>, &[Place]), ty: &Type, span: Span) {
        let wanted = before.len() + after.len();
        let items = match ty {
            Type::Unknown => vec![Type::Unknown; wanted],
            Type::Tuple(items) => items.to_vec(),
            Type::List(item) if star.is_none() => vec![(**item).clone(); wanted],
            Type::Paused(paused) if star.is_none() => vec![paused.item.clone(); wanted],
            Type::Array(a) if star.is_none() && a.ndim > 0 => vec![super::iterate::row_of(a); wanted],
            other => {
                let message = format!("cannot unpack {other}");
                self.report(
                    Diagnostic::error("NJ0308", message, span).note("its length must be known at compile time"),
                );
                vec![Type::Unknown; wanted]
            }
        };
        if items.len() < wanted || (star.is_none() && items.len() > wanted) {
            self.report(report::unpack_count(span, wanted, star.is_some(), items.len()));
            return;
        }
        let tail = items.len() - after.len();
        before.iter().zip(&items).for_each(|(place, item)| self.assign(place, item, place.span));
        after.iter().zip(&items[tail..]).for_each(|(place, item)| self.assign(place, item, place.span));
        if let Some(star) = star {
            self.assign_rest(star, &items[before.len()..tail]);
        }
    }

    /// `*rest`: a list of what is left.
    fn assign_rest(&mut self, star: &Place, items: &[Type]) {
        match crate::types::unify_all(items) {
            Some(item) => self.assign(star, &Type::list(item), star.span),
            None => self.report(report::mixed_list(star.span, items)),
        }
    }

    // --- elements ----------------------------------------------------------------------------------------------------

    /// `object[index] = value`
    fn store_item(&mut self, object: ExprId, index: ExprId, value: &Type, span: Span) {
        let container = self.expr_value(object);
        match &container {
            Type::Unknown => {
                self.expr(index);
            }
            Type::Array(_) => {
                let part = self.array_index(object, index);
                self.store_in_array(object, &part, value, span);
            }
            Type::Records(_) if !self.is_name(index) => self.store_in_records(object, index, value, span),
            Type::Record(_) | Type::Records(_) => {
                let part = self.field_at(&container, index);
                self.store_in_field((object, &container), &part, value, span);
            }
            Type::Iterator(it) if flat_array(it).is_some() => {
                self.list_index(index);
                let part = flat_array(it).map_or(Type::Unknown, |array| Type::Scalar(array.dtype));
                self.store_in_array(object, &part, value, span);
            }
            Type::List(_) if self.is_slice(index) => self.store_list_slice(object, index, value),
            Type::List(_) => {
                self.list_index(index);
                self.replace_item(object, value, span);
            }
            Type::Table(_) => self.store_in_table((object, &container), index, value, span),
            Type::Object(class) => self.store_object_item((object, class), index, value, span),
            other => {
                self.expr(index);
                let message = format!("{other} does not support item assignment");
                let span = self.hir.expr(object).span;
                self.report(Diagnostic::error("NJ0314", message, span).label(format!("{other}")));
            }
        }
    }

    fn store_in_array(&mut self, object: ExprId, part: &Type, value: &Type, span: Span) {
        let array = match &self.typing.exprs[object.0 as usize] {
            Type::Iterator(it) => flat_array(it),
            ty => ty.as_array(),
        };
        let Some(array) = array else { return };
        if !array.mutable {
            let span = self.hir.expr(object).span;
            self.report(report::read_only(&self.hir, Some(object), span));
        }
        let part_ndim = part.as_array().map_or(0, |part| part.ndim);
        let part_ndim = if *part == Type::Unknown { u8::MAX } else { part_ndim };
        self.check_stored((array.dtype, part_ndim), value, span);
    }

    /// A value goes to elements of a dtype, in a part of an array with so many axes.
    pub(super) fn check_stored(&mut self, (dtype, part_ndim): (Dtype, u8), value: &Type, span: Span) {
        let (value, value_ndim) = match value {
            Type::Unknown => return,
            Type::Scalar(dtype) => (*dtype, 0),
            Type::Optional(item) if item.as_scalar().is_some() => (item.as_scalar().unwrap_or(Dtype::F64), 0),
            Type::Array(value) => (value.dtype, value.ndim),
            Type::List(_) | Type::Tuple(_) if super::index::nested(value).is_some() => {
                super::index::nested(value).unwrap_or((dtype, 0))
            }
            other => {
                let message = format!("cannot store {other} in an array of {dtype}");
                self.report(Diagnostic::error("NJ0314", message, span).label(format!("{other}")));
                return;
            }
        };
        if value_ndim > part_ndim {
            let message = format!("cannot store a {value_ndim}-d array in a {part_ndim}-d part of an array");
            self.report(Diagnostic::error("NJ0314", message, span).label(format!("{value_ndim}-d")));
        }
        if value.is_complex() && !dtype.is_complex() {
            let message = format!("cannot store {value} in an array of {dtype}");
            let diagnostic = Diagnostic::error("NJ0314", message, span).label(format!("{value}"));
            self.report(diagnostic.note("take `.real`, or make the array complex"));
        }
    }

    /// `records[index] = value`
    fn store_in_records(&mut self, object: ExprId, index: ExprId, value: &Type, span: Span) {
        let part = self.array_index(object, index);
        if let Type::Records(array) = &self.typing.exprs[object.0 as usize]
            && !array.mutable
        {
            self.report(report::read_only(&self.hir, Some(object), self.hir.expr(object).span));
        }
        if part != Type::Unknown {
            self.store_record(&part, value, span);
        }
    }

    fn store_list_slice(&mut self, object: ExprId, index: ExprId, value: &Type) {
        let span = self.hir.expr(index).span;
        let slice = self.slice_arguments(index);
        let Type::List(item) = self.typing.exprs[object.0 as usize].clone() else { return };
        let added = super::iterate::item_of(value).unwrap_or(Type::Unknown);
        if let Some(joined) = unify(&item, &added) {
            self.refine(object, &Type::list(joined));
        }
        let mut args = vec![(Argument::Expr(object), Type::List(item))];
        args.extend(slice);
        args.push((Argument::Stored(index), value.clone()));
        if let Some((target, _)) = self.call_prelude("list_assign_slice", args, span) {
            self.typing.stores.insert(index, target);
        }
    }

    /// `del object[index]`
    pub fn delete_item(&mut self, object: ExprId, index: ExprId, span: Span) {
        let container = self.expr_value(object);
        if let Type::Table(_) = container {
            return self.delete_from_table((object, &container), index, span);
        }
        let Type::List(_) = container else {
            self.expr(index);
            if container != Type::Unknown {
                let message = format!("{container} does not support item deletion");
                self.report(Diagnostic::error("NJ0314", message, span));
            }
            return;
        };
        let mut args = vec![(Argument::Expr(object), container)];
        let name = if self.is_slice(index) {
            args.extend(self.slice_arguments(index));
            "list_delete_slice"
        } else {
            let ty = self.list_index(index);
            args.push((Argument::Expr(index), ty));
            "list_delete"
        };
        if let Some((target, _)) = self.call_prelude(name, args, span) {
            self.typing.stores.insert(index, target);
        }
    }

    // --- augmented ---------------------------------------------------------------------------------------------------

    /// `target op= value`
    pub fn aug_assign(&mut self, target: &Place, read: Option<ExprId>, op: (BinaryOp, Span), value: ExprId) {
        let old = match (&target.kind, read) {
            (_, Some(read)) => self.expr_value(read),
            (PlaceKind::Subscript(object, index), None) => self.read_item(*object, *index),
            (PlaceKind::Attribute(object, name), None) => self.read_field(*object, name, target.span),
            _ => {
                self.assign(target, &Type::Unknown, target.span);
                return;
            }
        };
        let added = self.expr_value(value);
        let span = self.hir.expr(value).span;
        if let Type::List(_) = old {
            return self.augment_list(target, read, op, (value, &added));
        }
        if let (PlaceKind::Local(_), Some(read)) = (&target.kind, read)
            && let Some(result) = self.object_in_place((read, &old), op, (value, &added))
        {
            return self.assign(target, &result, target.span.to(span));
        }
        let result = match old {
            Type::Array(array) => {
                // What index arrays pick is fresh; what is written is the array.
                let (object, written) = match &target.kind {
                    PlaceKind::Subscript(object, _) => (Some(*object), self.typing.exprs[object.0 as usize].as_array()),
                    _ => (read, Some(array)),
                };
                if written.is_some_and(|array| !array.mutable) {
                    self.report(report::read_only(&self.hir, object, op.1));
                }
                self.in_place(&old, op, &added, span)
            }
            _ => self.binary_type(op, (&old, target.span), (&added, span)),
        };
        match &target.kind {
            PlaceKind::Subscript(object, index) if record_of(&self.typing.exprs[object.0 as usize]).is_some() => {
                let container = self.typing.exprs[object.0 as usize].clone();
                let part = self.field_at(&container, *index);
                self.store_in_field((*object, &container), &part, &result, span);
            }
            PlaceKind::Subscript(object, _) if old.as_array().is_none() => {
                self.check_element(*object, &result, span);
            }
            PlaceKind::Subscript(..) => {}
            _ => self.assign(target, &result, target.span.to(span)),
        }
    }

    /// What is read at an index, for an augmented assignment to it.
    fn read_item(&mut self, object: ExprId, index: ExprId) -> Type {
        let container = self.expr_value(object);
        match &container {
            Type::Array(_) => self.array_index(object, index),
            Type::Record(_) | Type::Records(_) => self.field_at(&container, index),
            Type::Iterator(it) if flat_array(it).is_some() => {
                self.list_index(index);
                flat_array(it).map_or(Type::Unknown, |array| Type::Scalar(array.dtype))
            }
            Type::List(item) => {
                self.list_index(index);
                (**item).clone()
            }
            Type::Table(_) => self.table_place((object, &container), index),
            Type::Unknown => {
                self.expr(index);
                Type::Unknown
            }
            other => {
                let message = format!("{other} does not support item assignment");
                self.report(Diagnostic::error("NJ0314", message, self.hir.expr(object).span));
                Type::Unknown
            }
        }
    }

    /// The result of an augmented assignment goes back to an element.
    fn check_element(&mut self, object: ExprId, result: &Type, span: Span) {
        match self.typing.exprs[object.0 as usize].clone() {
            Type::Array(array) => self.store_in_array(object, &Type::Scalar(array.dtype), result, span),
            Type::Iterator(_) => self.store_in_array(object, result, result, span),
            Type::List(_) => self.replace_item(object, result, span),
            Type::Table(table) => self.grow_table(object, &table.key, Some(result), span),
            _ => {}
        }
    }

    /// `items += more`, `items *= n`
    fn augment_list(
        &mut self,
        target: &Place,
        read: Option<ExprId>,
        (op, op_span): (BinaryOp, Span),
        (value, added): (ExprId, &Type),
    ) {
        let Some(read) = read else {
            let hint = "take the inner list into a variable first";
            self.report(report::unsupported(target.span, "changing a list inside of a list in place", hint));
            return;
        };
        let own = self.typing.exprs[read.0 as usize].clone();
        let span = self.hir.expr(value).span;
        if op == BinaryOp::Add {
            let item = super::iterate::item_of(added).unwrap_or(Type::Unknown);
            self.grow(read, &item, span);
        }
        let name = match op {
            BinaryOp::Add => "list_extend",
            BinaryOp::Mul => "list_repeat",
            _ => return self.report(report::no_operator(op.symbol(), (&own, target.span), (added, span), op_span)),
        };
        let args = vec![(Argument::Expr(read), own), (Argument::Stored(value), added.clone())];
        if let Some((call, result)) = self.call_prelude(name, args, op_span) {
            self.typing.augmented.insert(op_span, call);
            let after = if op == BinaryOp::Add { self.typing.exprs[read.0 as usize].clone() } else { result };
            self.assign(target, &after, target.span);
        }
    }

    // --- lists learn what they hold ------------------------------------------------------------------------------------

    /// An element of a list gets another value: numbers are converted to what the list holds.
    fn replace_item(&mut self, list: ExprId, value: &Type, span: Span) {
        let Type::List(item) = &self.typing.exprs[list.0 as usize] else { return };
        let fits = |item: Dtype, value: Dtype| item.is_complex() || !value.is_complex();
        if !matches!((&**item, value), (Type::Scalar(item), Type::Scalar(value)) if fits(*item, *value)) {
            self.grow(list, value, span);
        }
    }

    /// A value of type `added` is added to a list.
    pub fn grow(&mut self, list: ExprId, added: &Type, span: Span) {
        let Type::List(item) = self.typing.exprs[list.0 as usize].clone() else { return };
        match unify(&item, added) {
            Some(joined) => self.refine(list, &Type::list(joined)),
            None => self.report(report::wrong_item(span, &item, added)),
        }
    }

    /// An expression is found to have a wider type than it seemed: the empty list, list or variable behind it learns it.
    pub fn refine(&mut self, expr: ExprId, ty: &Type) {
        let own = self.typing.exprs[expr.0 as usize].clone();
        if own == *ty || !(has_open_list(&own) || report::holds_other_list(&own, ty)) {
            return;
        }
        let hir = Arc::clone(&self.hir);
        match (&hir.expr(expr).kind, ty) {
            (ExprKind::Local(local, _), _) => self.widen(*local, ty),
            (ExprKind::Subscript(object, _), _) => match self.typing.exprs[object.0 as usize].clone() {
                Type::List(_) => self.refine(*object, &Type::list(ty.clone())),
                Type::Table(table) => self.refine(*object, &Type::table(table.key.clone(), Some(ty.clone()))),
                _ => {}
            },
            (ExprKind::IfExp { body, orelse, .. }, _) => {
                self.refine(*body, ty);
                self.refine(*orelse, ty);
            }
            (ExprKind::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
                items.iter().zip(types.iter()).for_each(|(item, ty)| self.refine(*item, ty));
            }
            (ExprKind::List(items), Type::List(item)) => {
                self.hint(expr, ty);
                items.iter().for_each(|it| self.refine(*it, item));
            }
            (ExprKind::Comprehension { element, .. }, Type::List(item)) => {
                self.hint(expr, ty);
                self.refine(*element, item);
            }
            (ExprKind::Named(_, value), _) => self.refine(*value, ty),
            (ExprKind::Call { .. }, Type::List(_)) if own == Type::list(Type::Unknown) => self.hint(expr, ty),
            (ExprKind::Call { .. }, Type::Table(_)) if has_open_list(&own) => self.hint(expr, ty),
            (ExprKind::Dict(_) | ExprKind::Set(_) | ExprKind::Comprehension { .. }, Type::Table(_)) => {
                self.hint(expr, ty);
            }
            _ => {}
        }
    }

    fn hint(&mut self, expr: ExprId, ty: &Type) {
        let old = self.hints.get(&expr).cloned().unwrap_or(Type::Unknown);
        if let Some(joined) = unify(&old, ty)
            && joined != old
        {
            self.hints.insert(expr, joined);
            self.changed = true;
        }
    }
}
