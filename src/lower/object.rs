//! Objects of classes of the script: made with nothing in them, fields read and written.
//!
//! Input: an object and a field that inference has found. Output: object instructions at the words where fields lie.
//! Never: calls of methods, which are calls like any other.

use super::Lowering;
use super::record::FieldPlace;
use super::value::{Val, components, rebuild};
use crate::hir::ExprId;
use crate::infer::Target;
use crate::ir::{CompareOp, Op, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::{ClassType, Type};
use std::sync::Arc;

/// A field of an object.
#[derive(Clone)]
pub(super) struct Slot {
    object: ValueId,
    /// The word that it begins at.
    word: u32,
    pub(super) ty: Type,
}

impl<'a> Lowering<'a> {
    /// `Class(args)`: a fresh object, given to its `__init__`.
    pub(super) fn new_object(&mut self, class: &Arc<ClassType>, init: &'a Target) -> Val {
        let empty: Vec<ValueId> = class.field_types().flat_map(|ty| self.zero(&ty).flatten()).collect();
        let object = Val::One(self.b.push1(Op::ObjectNew, &empty, Ty::Object));
        self.call_with_stored(init, object.clone(), &Type::Object(Arc::clone(class)));
        object
    }

    /// Tells the passes that a parameter is never null, by a check that cannot fail.
    pub(super) fn is_object(&mut self, param: ValueId) {
        let null = self.b.push1(Op::Zero, &[], Ty::Object);
        let is_there = self.b.compare(CompareOp::Ne, param, null);
        self.check(Check::NoneValue, is_there, &[]);
    }

    /// The field of a name of an object; none: it is none, or has no such field.
    pub(super) fn slot_named(&mut self, object: ExprId, name: &str) -> Option<FieldPlace> {
        let own = self.type_of(object).clone();
        let ty = match &own {
            Type::Optional(item) => (**item).clone(),
            other => other.clone(),
        };
        let Type::Object(class) = &ty else { return None };
        let (place, field) = class.field(name)?;
        let before = class.field_types().take(place).flat_map(|ty| components(&ty));
        let word = before.map(|ty| ty.words() as u32).sum();
        let value = self.expr(object);
        let object = self.coerce(value, &own, &ty).one();
        Some(FieldPlace::Slot(Slot { object, word, ty: field }))
    }

    pub(super) fn read_slot(&mut self, slot: &Slot) -> Val {
        let values = self.b.push(Op::FieldGet(slot.word), &[slot.object], &components(&slot.ty), &[]);
        rebuild(&slot.ty, &mut values.into_iter())
    }

    /// Writes a value of type `ty`.
    pub(super) fn write_slot(&mut self, slot: &Slot, value: Val, ty: &Type) {
        let value = self.coerce(value, ty, &slot.ty);
        let args: Vec<ValueId> = std::iter::once(slot.object).chain(value.flatten()).collect();
        self.b.push0(Op::FieldSet(slot.word), &args);
    }

    /// Tests a value of an expression; a method of an object may say what it is.
    pub(super) fn truth_of(&mut self, expr: ExprId, value: Val, ty: &Type) -> ValueId {
        let Some(target) = self.typing.truths.get(&expr) else { return self.truth(value, ty) };
        let value = self.materialize(value);
        if let Val::Optional(present, object) = value {
            let Type::Optional(item) = ty else { crate::ice!("an optional value of {ty}") };
            let then = |this: &mut Self| Val::One(this.asked(target, *object, item));
            let none = |this: &mut Self| Val::One(this.b.bool(false));
            return self.choose(present, &Type::BOOL, Vec::new(), then, none).one();
        }
        self.asked(target, value, ty)
    }

    fn asked(&mut self, target: &'a Target, object: Val, ty: &Type) -> ValueId {
        let outer = self.stored.replace((object, ty.clone()));
        let result = self.target_result(target);
        let answer = self.call_target(target, &result);
        self.stored = outer;
        self.truth(answer, &result)
    }
}
