//! Records: fields read and written where they lie, records copied field by field.
//!
//! Input: records (an array of one byte without axes, at the record's start), arrays of them (the records' first bytes).
//! Output: views at the fields' offsets. Never: layouts.
//!
//! A field of an element, `records[i].x`, is the element of a field, `records['x'][i]`: that view does not change in a loop.
//! So it is known of a record which element of which array it is, where the two stand in one function.

use super::Lowering;
use super::index::IndexItem;
use super::object::Slot;
use super::value::{Val, components};
use crate::hir::ExprId;
use crate::infer::{indexed_field, record_of};
use crate::ir::{Fill, Op, Ty, ValueId};
use crate::types::{ArrayType, Dtype, Field, FieldType, Layout, RecordArray, Type};

/// An element of an array of records.
#[derive(Clone)]
pub(super) struct Element {
    array: ValueId,
    /// The array's.
    ty: Type,
    /// Within bounds.
    at: Vec<ValueId>,
}

/// Where a field lies.
pub(super) enum FieldPlace {
    /// A number: the element of an array.
    Element(ValueId, Vec<ValueId>),
    /// Several numbers: an array.
    Part(ValueId),
    /// A record, or an array of them, of this type.
    Records(ValueId, Type),
    /// A field of an object.
    Slot(Slot),
}

/// What lies at a field of a record or of all records of an array.
fn at_field(object: &Type, field: &Field) -> Type {
    match object {
        Type::Record(it) => it.field(field),
        Type::Records(array) => array.field(field),
        other => crate::ice!("{other} has no fields"),
    }
}

impl<'a> Lowering<'a> {
    /// The field of a name of what an expression gives.
    pub(super) fn field_named(&mut self, object: ExprId, name: &str) -> Option<FieldPlace> {
        let ty = self.type_of(object).clone();
        if record_of(&ty).is_none() {
            return self.slot_named(object, name);
        }
        let field = record_of(&ty)?.field(name)?.clone();
        Some(self.field_place(object, &ty, &field))
    }

    /// The field that an index names.
    pub(super) fn field_indexed(&mut self, object: ExprId, index: ExprId) -> Option<FieldPlace> {
        let ty = self.type_of(object).clone();
        let field = indexed_field(&ty, self.constant_of(index))?.clone();
        Some(self.field_place(object, &ty, &field))
    }

    fn field_place(&mut self, object: ExprId, ty: &Type, field: &Field) -> FieldPlace {
        let value = self.expr(object);
        let value = self.materialize(value);
        let own = match ty {
            Type::Optional(item) => (**item).clone(),
            other => other.clone(),
        };
        let record = self.coerce(value, ty, &own).one();
        self.field_of(record, &own, field)
    }

    /// A field of a record or of an array of records.
    fn field_of(&mut self, record: ValueId, ty: &Type, field: &Field) -> FieldPlace {
        if let (FieldType::Scalar(_), Some(element)) = (&field.ty, self.elements.get(&record).cloned()) {
            let view = self.field_view(element.array, &element.ty, field);
            return FieldPlace::Element(view, element.at);
        }
        let view = self.field_view(record, ty, field);
        match (&field.ty, ty) {
            (FieldType::Record(_), _) => FieldPlace::Records(view, at_field(ty, field)),
            (FieldType::Scalar(_), Type::Record(_)) => FieldPlace::Element(view, Vec::new()),
            _ => FieldPlace::Part(view),
        }
    }

    /// The view at a field.
    fn field_view(&mut self, record: ValueId, ty: &Type, field: &Field) -> ValueId {
        let (dtype, inner): (Dtype, &[usize]) = match &field.ty {
            FieldType::Scalar(dtype) => (*dtype, &[]),
            FieldType::Array(dtype, shape) => (*dtype, shape),
            FieldType::Record(_) => (Dtype::U8, &[]),
        };
        let (mut shape, mut strides) = (self.shape_of(record), Vec::new());
        strides.extend((0..shape.len()).map(|axis| self.b.stride(record, axis)));
        shape.extend(inner.iter().map(|&n| self.b.i64(n as i64)).collect::<Vec<_>>());
        for axis in 0..inner.len() {
            let step = inner[axis + 1..].iter().product::<usize>() * dtype.size();
            strides.push(self.b.i64(step as i64));
        }
        let ty = match components(&at_field(ty, field)).remove(0) {
            array @ Ty::Array { .. } => array,
            _ => Ty::Array { dtype, ndim: 0, layout: Layout::C },
        };
        let offset = self.b.i64(field.offset as i64);
        self.view_of(record, offset, &shape, &strides, ty)
    }

    /// What lies there.
    pub(super) fn read_place(&mut self, place: &FieldPlace) -> Val {
        match place {
            FieldPlace::Element(array, at) => Val::One(self.b.load(*array, at)),
            FieldPlace::Part(view) | FieldPlace::Records(view, _) => Val::One(*view),
            FieldPlace::Slot(slot) => self.read_slot(slot),
        }
    }

    /// Writes a value of type `ty` there.
    pub(super) fn write_place(&mut self, place: &FieldPlace, value: Val, ty: &Type) {
        match place {
            FieldPlace::Element(array, at) => {
                let to = Type::Scalar(self.array_dtype(*array));
                let value = self.element_value(value, ty, &to);
                self.b.store(*array, at, value);
            }
            FieldPlace::Part(view) => {
                let value = self.elements_of(value, ty);
                let lazy = self.lazy(&value);
                self.assign_elements(*view, &lazy);
            }
            FieldPlace::Slot(slot) => self.write_slot(slot, value, ty),
            FieldPlace::Records(to, own) => {
                let from = self.materialize(value).one();
                self.copy_records((*to, own), (from, ty));
            }
        }
    }

    /// A scalar of a value that may be an array without axes.
    fn element_value(&mut self, value: Val, ty: &Type, to: &Type) -> ValueId {
        match ty {
            Type::Array(array) => {
                let array_value = self.materialize(value).one();
                let element = self.b.load(array_value, &[]);
                self.coerce(Val::One(element), &Type::Scalar(array.dtype), to).one()
            }
            ty => self.coerce(value, ty, to).one(),
        }
    }

    /// `to[...] = from`, field by field, of records of one layout: first the numbers of a single record are read, so that the
    /// two may be one; arrays that overlap are seen to as all arrays are.
    pub(super) fn copy_records(&mut self, (to, to_type): (ValueId, &Type), (from, from_type): (ValueId, &Type)) {
        let Some(record) = record_of(from_type) else { crate::ice!("{from_type} is no record") };
        let read = |this: &mut Self, field: &Field| {
            let place = this.field_of(from, from_type, field);
            this.read_place(&place)
        };
        let values: Vec<Val> = record.fields.iter().map(|field| read(self, field)).collect();
        for (field, value) in record.fields.iter().zip(values) {
            let place = self.field_of(to, to_type, field);
            self.write_place(&place, value, &at_field(from_type, field));
        }
    }

    /// `records[index]`: a record where it lies, or a view.
    pub(super) fn record_get(&mut self, array: ValueId, ty: &Type, index: ExprId, result: &Type) -> Val {
        let items = self.index_items(index);
        Val::One(match self.full_index(array, &items) {
            Some(at) => self.record_at(array, ty, at),
            None => self.view(array, &items, result),
        })
    }

    /// The records that are written at an index, and their type.
    pub(super) fn records_for_write(
        &mut self,
        array: ValueId,
        ty: &RecordArray,
        items: &[IndexItem],
    ) -> (ValueId, Type) {
        let is_one = |items: &[IndexItem]| items.iter().all(|item| matches!(item, IndexItem::Int(_)));
        if items.len() == usize::from(ty.ndim) && is_one(items) {
            let element = ty.element();
            return (self.view(array, items, &element), element);
        }
        let view = self.view_for_write(array, items);
        let frame = ArrayType { ndim: self.ndim(view) as u8, layout: Layout::A, ..ty.frame() };
        (view, ty.framed(frame))
    }

    /// The record at indices within bounds.
    fn record_at(&mut self, array: ValueId, ty: &Type, at: Vec<ValueId>) -> ValueId {
        let mut offset = self.b.i64(0);
        for (axis, &index) in at.iter().enumerate() {
            let stride = self.b.stride(array, axis);
            let moved = self.mul(index, stride);
            offset = self.add(moved, offset);
        }
        let record = self.view_of(array, offset, &[], &[], Ty::Array { dtype: Dtype::U8, ndim: 0, layout: Layout::C });
        self.elements.insert(record, Element { array, ty: ty.clone(), at });
        record
    }

    /// `records[i]` of the first axis, within bounds.
    pub(super) fn record_row(&mut self, array: ValueId, ty: &Type, index: ValueId) -> ValueId {
        let Ty::Array { ndim, dtype, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        if ndim == 1 {
            return self.record_at(array, ty, vec![index]);
        }
        let stride = self.b.stride(array, 0);
        let offset = self.mul(index, stride);
        let rest = 1..usize::from(ndim);
        let shape: Vec<ValueId> = rest.clone().map(|axis| self.b.dim(array, axis)).collect();
        let strides: Vec<ValueId> = rest.map(|axis| self.b.stride(array, axis)).collect();
        self.view_of(array, offset, &shape, &strides, Ty::Array { dtype, ndim: ndim - 1, layout: Layout::A })
    }

    /// Memory for records.
    pub(super) fn alloc_records(&mut self, shape: &[ValueId], ty: &Type, fill: Fill) -> ValueId {
        let Type::Records(array) = ty else { crate::ice!("{ty} is no array of records") };
        let size = self.b.i64(array.record.size as i64);
        let whole = [shape, &[size]].concat();
        let layout = if array.layout == Layout::F { Layout::F } else { Layout::C };
        let bytes = match layout {
            Layout::C => self.b.alloc(Ty::Array { dtype: Dtype::U8, ndim: whole.len() as u8, layout }, &whole, fill),
            // The bytes of a record stay together.
            _ => {
                let turned: Vec<ValueId> = whole.iter().rev().copied().collect();
                self.b.alloc(Ty::Array { dtype: Dtype::U8, ndim: whole.len() as u8, layout: Layout::C }, &turned, fill)
            }
        };
        let mut strides: Vec<ValueId> = Vec::new();
        for axis in 0..shape.len() {
            let axis = if layout == Layout::C { axis } else { shape.len() - 1 - axis };
            strides.push(self.b.stride(bytes, axis));
        }
        let zero = self.b.i64(0);
        self.b.push1(Op::View, &[&[bytes, zero], shape, &strides].concat(), components(ty)[0].clone())
    }
}
