//! Assignment, `del`, and augmented assignment.
//!
//! Input: places, values. Output: bound variables, changed objects.
//! Never: what an operator does.

use super::expr::unbound;
use super::{Interpreter, Locals};
use crate::hir::{ExprId, Place, PlaceKind};
use crate::host::exception::Exception;
use crate::host::value::Value;
use crate::host::{Outcome, ops};
use crate::runtime::exception::ExceptionKind;
use crate::types::BinaryOp;

impl Interpreter<'_> {
    pub(super) fn assign(&self, locals: &mut Locals<'_>, place: &Place, value: Value) -> Outcome<()> {
        match &place.kind {
            PlaceKind::Local(local) => {
                locals.set(*local, value);
                Ok(())
            }
            PlaceKind::Global(name) => {
                let slot = locals.function.names[name.0 as usize].slot;
                locals.function.globals.put(slot, Some(value));
                Ok(())
            }
            PlaceKind::Attribute(object, name) => {
                let object = self.expr(locals, *object)?;
                self.set_attribute(&object, name, value)
            }
            PlaceKind::Subscript(object, index) => {
                let object = self.expr(locals, *object)?;
                let index = self.expr(locals, *index)?;
                ops::set_item(self, &object, &index, &value)
            }
            PlaceKind::Unpack { before, star, after } => self.unpack(locals, (before, star.as_deref(), after), &value),
        }
    }

    fn unpack(
        &self,
        locals: &mut Locals<'_>,
        (before, star, after): (&[Place], Option<&Place>, &[Place]),
        value: &Value,
    ) -> Outcome<()> {
        let items = match value {
            Value::Tuple(_) | Value::List(_) => self.items(value)?,
            other => self.items_to_unpack(other)?,
        };
        let n_fixed = before.len() + after.len();
        if items.len() < n_fixed {
            let least = if star.is_some() { "at least " } else { "" };
            let message = format!("not enough values to unpack (expected {least}{n_fixed}, got {})", items.len());
            return Err(Exception::value_error(message));
        }
        if star.is_none() && items.len() > n_fixed {
            return Err(Exception::value_error(format!("too many values to unpack (expected {n_fixed})")));
        }
        let n_star = items.len() - n_fixed;
        let mut items = items.into_iter();
        for (place, item) in before.iter().zip(items.by_ref()) {
            self.assign(locals, place, item)?;
        }
        if let Some(star) = star {
            let middle = items.by_ref().take(n_star).collect();
            self.assign(locals, star, Value::list(middle))?;
        }
        for (place, item) in after.iter().zip(items) {
            self.assign(locals, place, item)?;
        }
        Ok(())
    }

    fn items_to_unpack(&self, value: &Value) -> Outcome<Vec<Value>> {
        self.items(value).map_err(|error| {
            if error.message().ends_with("object is not iterable") {
                return Exception::type_error(format!("cannot unpack non-iterable {} object", value.type_name()));
            }
            error
        })
    }

    pub(super) fn delete(&self, locals: &mut Locals<'_>, place: &Place) -> Outcome<()> {
        match &place.kind {
            PlaceKind::Local(local) => match locals.take(*local) {
                Some(_) => Ok(()),
                None => Err(unbound(locals.hir(), *local)),
            },
            PlaceKind::Global(name) => {
                let slot = locals.function.names[name.0 as usize].slot;
                match locals.function.globals.put(slot, None) {
                    Some(_) => Ok(()),
                    None => {
                        let message = format!("name '{}' is not defined", locals.hir().name_of(*name));
                        Err(Exception::new(ExceptionKind::NameError, message))
                    }
                }
            }
            PlaceKind::Attribute(object, name) => {
                let object = self.expr(locals, *object)?;
                self.delete_attribute(&object, name)
            }
            PlaceKind::Subscript(object, index) => {
                let object = self.expr(locals, *object)?;
                let index = self.expr(locals, *index)?;
                ops::delete_item(self, &object, &index)
            }
            PlaceKind::Unpack { before, star, after } => {
                before.iter().chain(star.as_deref()).chain(after).try_for_each(|place| self.delete(locals, place))
            }
        }
    }

    pub(super) fn augment(
        &self,
        locals: &mut Locals<'_>,
        place: &Place,
        read: Option<ExprId>,
        (op, value): (BinaryOp, ExprId),
    ) -> Outcome<()> {
        match (&place.kind, read) {
            (PlaceKind::Attribute(object, name), _) => {
                let object = self.expr(locals, *object)?;
                let old = self.attribute(&object, name)?;
                let value = self.expr(locals, value)?;
                let new = ops::in_place(self, op, &old, &value)?;
                self.set_attribute(&object, name, new)
            }
            (PlaceKind::Subscript(object, index), _) => {
                let object = self.expr(locals, *object)?;
                let index = self.expr(locals, *index)?;
                let old = ops::get_item(self, &object, &index)?;
                let value = self.expr(locals, value)?;
                let new = ops::in_place(self, op, &old, &value)?;
                ops::set_item(self, &object, &index, &new)
            }
            (_, Some(read)) => {
                let old = self.expr(locals, read)?;
                let value = self.expr(locals, value)?;
                let new = ops::in_place(self, op, &old, &value)?;
                self.assign(locals, place, new)
            }
            (_, None) => Ok(()),
        }
    }
}
