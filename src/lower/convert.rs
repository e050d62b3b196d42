//! Conversions of values between types, and truth.
//!
//! Input: a value, its type, the wanted type; `infer` has promised that the conversion exists. Never: promotion rules.

use super::Lowering;
use super::value::{Val, components};
use crate::ir::{CheckKind, CompareOp, Const, Fill, Op, Ty, ValueId};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::types::{Dtype, Layout, Type};

impl Lowering<'_> {
    /// Converts a value of type `from` to type `to`.
    pub(super) fn coerce(&mut self, value: Val, from: &Type, to: &Type) -> Val {
        let value = self.materialize(value);
        if from == to {
            return value;
        }
        match (from, to) {
            (Type::Scalar(_), Type::Scalar(dtype)) => Val::One(self.b.convert(value.one(), *dtype)),
            (Type::Array(_), Type::Array(_)) => Val::One(self.array_as(value.one(), &components(to)[0])),
            (Type::Tuple(from), Type::Tuple(to)) => {
                let items = value.items().into_iter().zip(from.iter().zip(to.iter()));
                Val::Tuple(items.map(|(item, (from, to))| self.coerce(item, from, to)).collect())
            }
            (Type::None, Type::Optional(_)) => self.zero(to),
            (Type::Optional(from), Type::Optional(to)) => {
                let Val::Optional(present, value) = value else { crate::ice!("an optional expected") };
                Val::Optional(present, Box::new(self.coerce(*value, from, to)))
            }
            (from, Type::Optional(to)) => {
                let present = self.b.bool(true);
                Val::Optional(present, Box::new(self.coerce(value, from, to)))
            }
            (Type::Optional(item), to) => {
                let Val::Optional(present, value) = value else { crate::ice!("an optional expected") };
                self.check(Check::NoneValue, present, &[]);
                self.coerce(*value, item, to)
            }
            (Type::List(item), Type::List(_)) if **item == Type::Unknown => {
                let zero = self.b.i64(0);
                Val::One(self.b.push1(Op::ListNew, &[zero], components(to)[0].clone()))
            }
            (Type::Table(table), Type::Table(_)) if table.is_open() => self.new_table(to),
            _ if components(from) == components(to) => value,
            _ => crate::ice!("no conversion from {from} to {to} in {}", self.hir.qualname),
        }
    }

    /// The same array under a layout that promises less; one that promises more takes a copy.
    pub(super) fn array_as(&mut self, array: ValueId, ty: &Ty) -> ValueId {
        let Ty::Array { layout, .. } = *ty else { crate::ice!("{ty:?} is no array") };
        if self.b.function().ty(array) == ty {
            return array;
        }
        let shape = self.shape_of(array);
        let is_packed = !matches!(*self.b.function().ty(array), Ty::Array { layout: Layout::A, .. });
        if layout != Layout::A && !(is_packed && shape.len() < 2) {
            let lazy = self.lazy(&Val::One(array));
            let copy = self.b.alloc(ty.clone(), &shape, Fill::Uninit);
            self.store_elements(copy, &lazy);
            return copy;
        }
        let offset = self.b.i64(0);
        let strides: Vec<ValueId> = (0..shape.len()).map(|axis| self.b.stride(array, axis)).collect();
        self.view_of(array, offset, &shape, &strides, ty.clone())
    }

    /// `bool(value)`.
    pub(super) fn truth(&mut self, value: Val, ty: &Type) -> ValueId {
        let value = self.materialize(value);
        match ty {
            Type::Scalar(_) => self.b.convert(value.one(), Dtype::Bool),
            Type::None => self.b.bool(false),
            Type::Optional(item) => {
                let Val::Optional(present, value) = value else { crate::ice!("an optional expected") };
                let truth = self.truth(*value, item);
                self.b.binary(crate::ir::BinaryOp::And, present, truth)
            }
            Type::Tuple(items) => self.b.bool(!items.is_empty()),
            Type::List(_) | Type::Table(_) => {
                let length = self.b.push1(Op::ListLen, &[value.flatten()[0]], Ty::I64);
                self.is_not_zero(length)
            }
            Type::Str => {
                let empty = self.b.string("");
                let empty = self.b.push1(Op::ConstStr(empty), &[], Ty::Str);
                self.b.compare(CompareOp::Ne, value.one(), empty)
            }
            Type::Array(_) => {
                let element = self.only_element(value.one());
                self.b.convert(element, Dtype::Bool)
            }
            Type::Range(_) => {
                let parts = value.flatten();
                let length = self.trip_count([parts[0], parts[1], parts[2]]);
                self.is_not_zero(length)
            }
            _ => self.b.bool(true),
        }
    }

    /// The element of an array that has just one.
    fn only_element(&mut self, array: ValueId) -> ValueId {
        let Ty::Array { ndim, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        let one = self.b.i64(1);
        for axis in 0..ndim as usize {
            let length = self.b.dim(array, axis);
            let is_one = self.b.compare(CompareOp::Eq, length, one);
            self.check(Check::AmbiguousTruth, is_one, &[]);
        }
        let zero = self.b.i64(0);
        self.b.load(array, &vec![zero; ndim as usize])
    }

    /// `x != 0` of a scalar.
    pub(super) fn is_not_zero(&mut self, x: ValueId) -> ValueId {
        let zero = self.zero_like(x);
        self.b.compare(CompareOp::Ne, x, zero)
    }

    /// 0 of a scalar's dtype.
    pub(super) fn zero_like(&mut self, x: ValueId) -> ValueId {
        let dtype = self.b.function().dtype(x);
        self.number(0.0, dtype)
    }

    /// A small number as a constant of any dtype.
    pub(super) fn number(&mut self, value: f64, dtype: Dtype) -> ValueId {
        let constant = match dtype {
            _ if dtype.is_float() => Const::Float(value),
            _ if dtype.is_complex() => Const::Complex(value, 0.0),
            _ => Const::Int(value as i64),
        };
        self.b.constant(constant, dtype)
    }

    /// Raises a check of the runtime's table unless `cond`.
    pub(super) fn check(&mut self, check: Check, cond: ValueId, operands: &[ValueId]) {
        self.b.check(CheckKind::Fixed(check), cond, operands);
    }

    /// Raises with a fixed text unless `cond`.
    pub(super) fn check_text(&mut self, kind: ExceptionKind, text: &str, cond: ValueId) {
        let text = self.b.string(text);
        self.b.check(CheckKind::Text(kind, text), cond, &[]);
    }
}
