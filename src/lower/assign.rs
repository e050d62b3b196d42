//! Assignments: to locals, elements, slices, tuples of places; augmented assignment.
//!
//! Input: a place and a value of a known type. Output: a new binding of a local, or stores.

use super::Lowering;
use super::index::has_arrays;
use super::object::Slot;
use super::record::FieldPlace;
use super::value::{Val, components, rebuild};
use crate::hir::{ExprId, Place, PlaceKind};
use crate::infer::Target;
use crate::ir::{CompareOp, Op, UnaryOp, ValueId};
use crate::runtime::exception::Check;
use crate::source::Span;
use crate::types::{BinaryOp, PausedType, Type, unify_all};

impl<'a> Lowering<'a> {
    pub(super) fn assign_stmt(&mut self, targets: &'a [Place], value: ExprId) {
        let ty = self.type_of(value).clone();
        let value = self.expr(value);
        let single_slice = targets.len() == 1 && matches!(targets[0].kind, PlaceKind::Subscript(..));
        let value = if single_slice { value } else { self.materialize(value) };
        for target in targets {
            self.assign_place(target, value.clone(), &ty);
        }
    }

    /// Writes a value of type `ty` to a place.
    pub(super) fn assign_place(&mut self, place: &Place, value: Val, ty: &Type) {
        match &place.kind {
            PlaceKind::Local(local) => self.assign_local(*local, value, ty),
            PlaceKind::Subscript(object, index) => self.assign_subscript(*object, *index, value, ty),
            PlaceKind::Unpack { before, star, after } => {
                let value = self.materialize(value);
                self.unpack(before, star.as_deref(), after, value, ty);
            }
            PlaceKind::Attribute(object, _) if let Some(target) = self.typing.stores.get(object) => {
                self.call_with_stored(target, value, ty);
            }
            PlaceKind::Attribute(object, name) => {
                let value = self.hold(value, &[*object]);
                let Some(field) = self.field_named(*object, name) else { crate::ice!("there is no field {name}") };
                self.write_place(&field, value, ty);
            }
            PlaceKind::Global(_) => crate::ice!("an assignment to a global reached lowering"),
        }
    }

    fn assign_subscript(&mut self, object: ExprId, index: ExprId, value: Val, ty: &Type) {
        if let Some(target) = self.typing.stores.get(&index) {
            return self.call_with_stored(target, value, ty);
        }
        let value = self.hold(value, &[object, index]);
        if let Some(field) = self.field_indexed(object, index) {
            return self.write_place(&field, value, ty);
        }
        let container_type = self.type_of(object).clone();
        let container = self.expr(object);
        let container = self.materialize(container);
        match &container_type {
            Type::Records(array) => {
                let items = self.index_items(index);
                let (to, part) = self.records_for_write(container.one(), array, &items);
                let value = self.materialize(value).one();
                self.copy_records((to, &part), (value, ty));
            }
            Type::Array(_) => {
                let items = self.index_items(index);
                if let (Val::One(scalar), Type::Scalar(_)) = (&value, ty)
                    && self.array_set(container.one(), &items, *scalar)
                {
                    return;
                }
                let value = self.elements_of(value, ty);
                let lazy = self.lazy(&value);
                if has_arrays(&items) {
                    return self.pick_assign(container.one(), &items, &lazy);
                }
                let view = self.view_for_write(container.one(), &items);
                self.assign_elements(view, &lazy);
            }
            Type::Iterator(_) => {
                let array = container.items()[0].one();
                let index = self.one(index);
                let index = self.flat_index(array, index);
                let value = self.coerce(value, ty, &Type::Scalar(self.array_dtype(array))).one();
                self.b.store(array, &index, value);
            }
            Type::List(item) => {
                let value = self.coerce(value, ty, item);
                let index = self.one(index);
                self.list_set(container.one(), index, &value);
            }
            other => crate::ice!("assignment to an item of {other}"),
        }
    }

    /// What is stored in an array: lists and tuples as arrays.
    pub(super) fn elements_of(&mut self, value: Val, ty: &Type) -> Val {
        match ty {
            Type::List(_) | Type::Tuple(_) => Val::One(self.nested_array(&value, ty)),
            _ => value,
        }
    }

    fn unpack(&mut self, before: &[Place], star: Option<&Place>, after: &[Place], value: Val, ty: &Type) {
        let (items, types): (Vec<Val>, Vec<Type>) = match ty {
            Type::Tuple(types) => (value.items(), types.to_vec()),
            Type::Paused(paused) => self.unpack_paused(&value.flatten(), paused, before.len() + after.len()),
            _ => self.unpack_sequence(value, ty, before.len() + after.len()),
        };
        let mut items = items.into_iter().zip(types).collect::<Vec<_>>();
        let tail = items.split_off(items.len() - after.len());
        let middle = items.split_off(before.len());
        for (place, (item, ty)) in before.iter().zip(items).chain(after.iter().zip(tail)) {
            self.assign_place(place, item, &ty);
        }
        if let Some(star) = star {
            self.assign_starred(star, middle);
        }
    }

    /// `*rest`: a list of what is left.
    fn assign_starred(&mut self, star: &Place, items: Vec<(Val, Type)>) {
        let item = unify_all(items.iter().map(|(_, ty)| ty)).unwrap_or(Type::Unknown);
        let ty = Type::list(item.clone());
        let capacity = self.b.i64(items.len() as i64);
        let list = self.b.push1(Op::ListNew, &[capacity], components(&ty)[0].clone());
        for (value, own) in items {
            let value = self.coerce(value, &own, &item);
            self.list_push(list, &value);
        }
        self.assign_place(star, Val::One(list), &ty);
    }

    /// The items of a generator, of which there must be `n` more.
    fn unpack_paused(&mut self, frame: &[ValueId], paused: &PausedType, n: usize) -> (Vec<Val>, Vec<Type>) {
        let expected = self.b.i64(n as i64);
        let mut items = Vec::new();
        for got in 0..n {
            let (more, item) = self.resume(frame, paused);
            let got = self.b.i64(got as i64);
            self.check(Check::UnpackTooFew, more, &[expected, got]);
            items.push(rebuild(&paused.item, &mut item.into_iter()));
        }
        let (more, _) = self.resume(frame, paused);
        let exact = self.b.unary(UnaryOp::Not, more);
        self.check(Check::UnpackTooMany, exact, &[expected]);
        (items, vec![paused.item.clone(); n])
    }

    /// The items of an array or list whose length must be `n`.
    fn unpack_sequence(&mut self, value: Val, ty: &Type, n: usize) -> (Vec<Val>, Vec<Type>) {
        let item = self.item_type(ty);
        let sequence = self.sequence(value, ty);
        let length = self.length(&sequence);
        let expected = self.b.i64(n as i64);
        let enough = self.b.compare(CompareOp::Ge, length, expected);
        self.check(Check::UnpackTooFew, enough, &[expected, length]);
        let exact = self.b.compare(CompareOp::Le, length, expected);
        self.check(Check::UnpackTooMany, exact, &[expected]);
        let indices: Vec<_> = (0..n).map(|i| self.b.i64(i as i64)).collect();
        let items = indices.into_iter().map(|index| self.element(&sequence, index, false)).collect();
        (items, vec![item; n])
    }

    // --- augmented ---------------------------------------------------------------------------------------------------

    pub(super) fn aug_assign(
        &mut self,
        target: &'a Place,
        read: Option<ExprId>,
        (op, op_span): (BinaryOp, Span),
        value: ExprId,
    ) {
        match (&target.kind, read) {
            (PlaceKind::Local(local), Some(read)) if self.typing.augmented.contains_key(&op_span) => {
                let old_type = self.type_of(read).clone();
                let old = self.expr(read);
                let right = self.typed(value);
                let target = &self.typing.augmented[&op_span];
                let outer = self.stored.replace(right);
                let ty = self.target_result(target);
                let result = self.call_target(target, &ty);
                self.stored = outer;
                // What gives nothing has changed the old value.
                match ty {
                    Type::None => self.assign_local(*local, old, &old_type),
                    ty => self.assign_local(*local, result, &ty),
                }
            }
            (PlaceKind::Local(local), Some(read)) => {
                let (old_type, value_type) = (self.type_of(read).clone(), self.type_of(value).clone());
                let old = self.expr(read);
                let value = self.expr(value);
                if let Type::Array(_) = old_type {
                    self.update_array(old.one(), op, value);
                    return self.assign_local(*local, old, &old_type);
                }
                let (result, ty) = self.binary_values(op, (old, &old_type), (value, &value_type));
                self.assign_local(*local, result, &ty);
            }
            (PlaceKind::Subscript(object, index), _) => match self.field_indexed(*object, *index) {
                Some(field) => self.aug_field(&field, op, value),
                None => self.aug_subscript(*object, *index, op, value),
            },
            (PlaceKind::Attribute(object, name), _) if let Some(field) = self.field_named(*object, name) => {
                self.aug_field(&field, op, value);
            }
            _ => crate::ice!("augmented assignment to {:?}", target.kind),
        }
    }

    /// `record.x op= value`
    fn aug_field(&mut self, field: &FieldPlace, op: BinaryOp, value: ExprId) {
        match field {
            FieldPlace::Element(array, at) => {
                let ty = self.type_of(value).clone();
                self.aug_element(*array, at, op, (value, &ty));
            }
            FieldPlace::Part(view) => {
                let value = self.expr(value);
                self.update_array(*view, op, value);
            }
            FieldPlace::Slot(slot) => self.aug_slot(slot, op, value),
            FieldPlace::Records(..) => crate::ice!("records have no operators"),
        }
    }

    /// `object.x op= value`
    fn aug_slot(&mut self, slot: &Slot, op: BinaryOp, value: ExprId) {
        let old = self.read_slot(slot);
        let (value, value_type) = (self.expr(value), self.type_of(value).clone());
        if let Type::Array(_) = slot.ty {
            return self.update_array(old.one(), op, value);
        }
        let (result, ty) = self.binary_values(op, (old, &slot.ty), (value, &value_type));
        self.write_slot(slot, result, &ty);
    }

    fn aug_subscript(&mut self, object: ExprId, index: ExprId, op: BinaryOp, value: ExprId) {
        let container_type = self.type_of(object).clone();
        let value_type = self.type_of(value).clone();
        let container = self.expr(object);
        if let Type::Table(_) = container_type {
            return self.update_item(container, &container_type, index, op, value);
        }
        let container = match self.materialize(container) {
            // `a.flat`
            Val::Tuple(items) => items[0].one(),
            container => container.one(),
        };
        match &container_type {
            Type::Iterator(_) => {
                let index = self.one(index);
                let at = self.flat_index(container, index);
                self.aug_element(container, &at, op, (value, &value_type));
            }
            Type::Array(_) => {
                let items = self.index_items(index);
                let items = self.hold_items(items, &[value]);
                let Some(at) = self.full_index(container, &items) else {
                    if has_arrays(&items) {
                        let value = self.expr(value);
                        let value = self.lazy(&value);
                        return self.pick_update(container, &items, op, &value);
                    }
                    let view = self.view_for_write(container, &items);
                    let value = self.expr(value);
                    return self.update_array(view, op, value);
                };
                self.aug_element(container, &at, op, (value, &value_type));
            }
            Type::List(item) => {
                let index = self.one(index);
                let length = self.b.push1(crate::ir::Op::ListLen, &[container], crate::ir::Ty::I64);
                let index = self.wrap_index(index, length, crate::runtime::exception::Check::ListIndex);
                let old = self.list_get(container, index, item);
                let value = self.expr(value);
                let (result, ty) = self.binary_values(op, (old, item), (value, &value_type));
                let result = self.coerce(result, &ty, item);
                self.list_set(container, index, &result);
            }
            other => crate::ice!("augmented assignment to an item of {other}"),
        }
    }

    /// `array[at] op= value` of an element.
    fn aug_element(&mut self, array: ValueId, at: &[ValueId], op: BinaryOp, (value, ty): (ExprId, &Type)) {
        let dtype = self.array_dtype(array);
        let old = self.b.load(array, at);
        let value = self.expr(value);
        let (result, ty) = self.binary_values(op, (Val::One(old), &Type::Scalar(dtype)), (value, ty));
        let result = self.coerce(result, &ty, &Type::Scalar(dtype)).one();
        self.b.store(array, at, result);
    }

    /// Calls what an assignment means, with the value that is assigned.
    pub(super) fn call_with_stored(&mut self, target: &'a Target, value: Val, ty: &Type) {
        let value = self.materialize(value);
        let outer = self.stored.replace((value, ty.clone()));
        self.call_target(target, &Type::None);
        self.stored = outer;
    }

    /// `array op= value`, in place.
    fn update_array(&mut self, array: crate::ir::ValueId, op: BinaryOp, value: Val) {
        let old = self.lazy(&Val::One(array));
        let value = self.lazy(&value);
        let result = self.array_binary(op, &old, &value, Some(old.dtype));
        let lazy = self.lazy(&result);
        self.assign_elements(array, &lazy);
    }

    /// What a `Target` other than a builtin operator means for an expression; none: it is built in.
    pub(super) fn target_of(&self, expr: ExprId) -> Option<&'a Target> {
        self.typing.targets.get(&expr)
    }
}
