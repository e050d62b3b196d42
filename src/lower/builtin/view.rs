//! Views of any shape and strides, and tuples of ints with an item more, less or replaced: what the prelude makes
//! functions of shapes from.
//!
//! Input: arrays, tuples, places within them. Output: views, tuples. Never: checks, which the prelude makes.

use super::Call;
use crate::builtins::Special;
use crate::ir::{CompareOp, Ty, ValueId};
use crate::lower::Lowering;
use crate::lower::value::{Val, components};
use crate::types::Layout;

impl<'a> Lowering<'a> {
    /// `strided(a, offset, shape, strides, dtype)`, and `packed(a, shape, dtype)`: without gaps in the order of the result's layout.
    pub(super) fn shaped_view(&mut self, special: Special, call: &Call<'a>) -> Val {
        let ty = components(&call.ty)[0].clone();
        let array = self.required(call, 0).0.one();
        let (offset, shape, strides) = match special {
            Special::Strided => (self.int_items(call, 1)[0], self.int_items(call, 2), self.int_items(call, 3)),
            _ => {
                let shape = self.int_items(call, 1);
                let (layout, dtype) = match ty {
                    Ty::Array { layout, dtype, .. } => (layout, dtype),
                    _ => (Layout::C, self.array_dtype(array)),
                };
                let strides = self.packed_strides(&shape, dtype, layout);
                (self.b.i64(0), shape, strides)
            }
        };
        Val::One(self.view_of(array, offset, &shape, &strides, ty))
    }

    /// `replaced(t, i, x)`, `inserted(t, i, x)`, `removed(t, i)` of a tuple of ints, at a place within it.
    pub(super) fn edit_tuple(&mut self, special: Special, call: &Call<'a>) -> Val {
        let items = self.int_items(call, 0);
        let place = self.required(call, 1).0.one();
        let place = self.as_index(place);
        let edited = match special {
            Special::TupleRemoved => {
                (1..items.len()).map(|i| self.if_before(i, place, items[i - 1], items[i])).collect()
            }
            _ => {
                let value = self.required(call, 2).0.one();
                let value = self.as_index(value);
                match special {
                    Special::TupleReplaced => {
                        (0..items.len()).map(|i| self.if_at(i, place, value, items[i])).collect::<Vec<_>>()
                    }
                    _ => self.inserted(&items, place, value),
                }
            }
        };
        Val::Tuple(edited.into_iter().map(Val::One).collect())
    }

    fn int_items(&mut self, call: &Call<'a>, n: usize) -> Vec<ValueId> {
        let (value, _) = self.required(call, n);
        value.flatten().into_iter().map(|item| self.as_index(item)).collect()
    }

    fn inserted(&mut self, items: &[ValueId], place: ValueId, value: ValueId) -> Vec<ValueId> {
        (0..=items.len())
            .map(|i| match (i.checked_sub(1), items.get(i)) {
                (None, None) => value,
                (None, Some(&own)) => self.if_at(i, place, value, own),
                (Some(before), None) => self.if_at(i, place, value, items[before]),
                (Some(before), Some(&own)) => {
                    let moved = self.if_before(i, place, own, items[before]);
                    self.if_at(i, place, value, moved)
                }
            })
            .collect()
    }

    /// `yes` where the place is `i`.
    fn if_at(&mut self, i: usize, place: ValueId, yes: ValueId, no: ValueId) -> ValueId {
        let i = self.b.i64(i as i64);
        let here = self.b.compare(CompareOp::Eq, place, i);
        self.b.select(here, yes, no)
    }

    /// `yes` where `i` is not above the place.
    fn if_before(&mut self, i: usize, place: ValueId, yes: ValueId, no: ValueId) -> ValueId {
        let i = self.b.i64(i as i64);
        let here = self.b.compare(CompareOp::Le, i, place);
        self.b.select(here, yes, no)
    }
}
