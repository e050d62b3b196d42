//! Dictionaries and sets: new ones, displays, comprehensions, augmented items.
//!
//! Input: expressions whose items' calls inference has chosen. Output: tables, which are their lists.
//! Never: how a key is found (the prelude).

use super::Lowering;
use super::expr::{Comprehension, Made};
use super::value::{Val, components};
use crate::hir::{ExprId, Generator};
use crate::ir::{Op, ValueId};
use crate::types::{BinaryOp, Type};
use std::rc::Rc;

impl<'a> Lowering<'a> {
    /// An empty table.
    pub(super) fn new_table(&mut self, ty: &Type) -> Val {
        let zero = self.b.i64(0);
        let lists = components(ty).into_iter().map(|list| Val::One(self.b.push1(Op::ListNew, &[zero], list)));
        Val::Tuple(lists.collect())
    }

    /// `{key: value, ..}`, `{item, ..}`: what is put in is found at the keys.
    pub(super) fn table_display(&mut self, keys: impl Iterator<Item = ExprId>, ty: &Type) -> Val {
        let table = self.new_table(ty);
        for key in keys {
            self.put(key, &table, ty);
        }
        table
    }

    /// `{key: value for ..}`, `{item for ..}`
    pub(super) fn table_comprehension(
        &mut self,
        id: ExprId,
        element: ExprId,
        generators: &'a [Generator],
        ty: &Type,
    ) -> Val {
        let table = self.new_table(ty);
        let shared = self.assigned_in(id);
        let made = Made::Table(table.clone(), ty.clone());
        self.generate(&Rc::new(Comprehension { made, element, shared }), generators);
        table
    }

    /// Puts the item of a key into a table that is being made.
    pub(super) fn put(&mut self, key: ExprId, table: &Val, ty: &Type) {
        let Some(target) = self.typing.stores.get(&key) else { crate::ice!("an item of {ty} without a call") };
        self.call_with_stored(target, table.clone(), ty);
    }

    /// `table[key] op= value`: the value's place is found once.
    pub(super) fn update_item(&mut self, table: Val, ty: &Type, key: ExprId, op: BinaryOp, value: ExprId) {
        let Type::Table(parts) = ty else { crate::ice!("an item of {ty}") };
        let (Some(target), Some(item)) = (self.typing.stores.get(&key), &parts.value) else {
            crate::ice!("an item of {ty} without a call")
        };
        let values: ValueId = table.clone().items()[1].one();
        let outer = self.stored.replace((table, ty.clone()));
        let place = self.call_target(target, &Type::INT64).one();
        self.stored = outer;
        let old = self.list_get(values, place, item);
        let (value, value_type) = self.typed(value);
        let (result, own) = self.binary_values(op, (old, item), (value, &value_type));
        let result = self.coerce(result, &own, item);
        self.list_set(values, place, &result);
    }
}
