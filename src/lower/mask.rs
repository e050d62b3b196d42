//! Indices that are one mask over all axes.
//!
//! Input: an array, a mask as an expression. Output: the elements where it is true, in C order; loops that write to them.
//! Never: the positions themselves (see [`super::pick`]).

use super::Lowering;
use super::array_expr::{Lazy, Node};
use super::nest::arrays_of;
use super::value::Val;
use crate::ir::{CompareOp, Fill, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::{BinaryOp, Dtype, Layout, Operand};
use std::rc::Rc;

impl Lowering<'_> {
    /// `array[mask]`, read.
    pub(super) fn compress(&mut self, array: ValueId, mask: &Rc<Lazy>) -> ValueId {
        self.check_mask(array, 0, mask);
        let mask = self.cheap(mask);
        let count = self.count_true(&mask);
        let (one, zero) = (self.b.i64(1), self.b.i64(0));
        let dtype = self.array_dtype(array);
        let ty = Ty::Array { dtype, ndim: 1, layout: Layout::C };
        // Each element is written, so that no branch depends on the mask; the last one may go past the end.
        let room = self.add(count, one);
        let target = self.b.alloc(ty.clone(), &[room], Fill::Uninit);
        let node = self.stretched_node(&mask.node, &mask.shape);
        let shape = self.shape_of(array);
        self.fold_nest(&shape, zero, &mut |this, index, place| {
            let element = this.b.load(array, index);
            this.b.store(target, &[place], element);
            let truth = this.element_at(&node, index);
            let step = this.b.convert(truth, Dtype::I64);
            this.add(place, step)
        });
        let stride = self.b.i64(dtype.size() as i64);
        self.view_of(target, zero, &[count], &[stride], ty)
    }

    /// `array[mask] = value`
    pub(super) fn masked_assign(&mut self, array: ValueId, mask: &Rc<Lazy>, value: &Lazy) {
        let mask = self.mask_for_write(array, mask);
        let value = self.masked_value(array, &mask, value, Check::MaskAssign);
        self.write_masked(array, &mask, &mut |this, _, place| this.element_at(&value, &[place]));
    }

    /// `array[mask] op= value`
    pub(super) fn masked_update(&mut self, array: ValueId, mask: &Rc<Lazy>, op: BinaryOp, value: &Rc<Lazy>) {
        let dtype = self.array_dtype(array);
        let (element, result) = self.operation(op, Operand::array(dtype), value.operand(), Some(dtype));
        let mask = self.mask_for_write(array, mask);
        let value = self.masked_value(array, &mask, value, Check::BroadcastShape);
        self.write_masked(array, &mask, &mut |this, old, place| {
            let added = this.element_at(&value, &[place]);
            let value = this.apply(element, &[old, added]);
            this.b.convert(value, result)
        });
    }

    /// A mask of an array that is written meanwhile: its element is read before the array's is written at the same place.
    fn mask_for_write(&mut self, array: ValueId, mask: &Rc<Lazy>) -> Rc<Lazy> {
        self.check_mask(array, 0, mask);
        if let Node::Array(own) = mask.node {
            let own = self.private(own, array);
            return self.lazy(&Val::One(own));
        }
        let aligned = arrays_of(&mask.node).iter().all(|&read| read == array);
        if aligned { self.cheap(mask) } else { self.stored(mask) }
    }

    /// An expression as an array of its own.
    fn stored(&mut self, lazy: &Rc<Lazy>) -> Rc<Lazy> {
        let array = super::array_expr::store_fresh(self, lazy);
        self.lazy(&Val::One(array))
    }

    /// What is written to the elements that a mask picks: one value for all, or as many as are picked.
    fn masked_value(&mut self, array: ValueId, mask: &Rc<Lazy>, value: &Lazy, check: Check) -> Node {
        if value.is_scalar() {
            return value.node.clone();
        }
        let value = self.apart_from(array, value);
        let count = self.count_true(mask);
        let [length] = value.shape[..] else {
            return self.stretched_node(&value.node, &[count]);
        };
        let one = self.b.i64(1);
        let same = self.b.compare(CompareOp::Eq, length, count);
        let is_one = self.b.compare(CompareOp::Eq, length, one);
        let fine = self.b.binary(crate::ir::BinaryOp::Or, same, is_one);
        self.check(check, fine, &[length, count]);
        self.stretched_node(&value.node, &[count])
    }

    /// Writes `new(old element, how many were picked before)` to each element that the mask picks.
    fn write_masked(
        &mut self,
        array: ValueId,
        mask: &Lazy,
        new: &mut dyn FnMut(&mut Self, ValueId, ValueId) -> ValueId,
    ) {
        let dtype = self.array_dtype(array);
        let node = self.stretched_node(&mask.node, &mask.shape);
        let shape = self.shape_of(array);
        let zero = self.b.i64(0);
        self.fold_nest(&shape, zero, &mut |this, index, place| {
            let truth = this.element_at(&node, index);
            let write = |this: &mut Self| {
                let old = this.b.load(array, index);
                let value = new(this, old, place);
                let value = this.b.convert(value, dtype);
                this.b.store(array, index, value);
            };
            this.branch(truth, Vec::new(), write, |_| {});
            let step = this.b.convert(truth, Dtype::I64);
            this.add(place, step)
        });
    }
}
