//! Indices with arrays: what index arrays pick, read lazily and written.
//!
//! Input: an array and index items of which some are arrays. Output: a [`Picked`], whose elements are loads with checked
//! indices; loops that write through one.
//! Never: a copy of what is picked, unless what is written may overlap with what is read.

use super::Lowering;
use super::array_expr::{Lazy, Node, store_fresh};
use super::index::IndexItem;
use super::value::Val;
use crate::ir::{CheckKind, CompareOp, Fill, Op, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::{BinaryOp, Dtype, Layout, Type};
use std::rc::Rc;

/// What index arrays pick from an array.
#[derive(Clone, Debug)]
pub(super) struct Picked {
    /// The array under the index's slices and single ints.
    pub base: ValueId,
    /// By axis of `base`.
    pub axes: Vec<Source>,
    /// The lengths of the result.
    pub shape: Vec<ValueId>,
}

/// Where the index along an axis comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// It is that along an axis of the result.
    Kept(usize),
    /// An element of an array of ints.
    Ints {
        /// The array.
        array: ValueId,
        /// The axes of the result that it is broadcast to.
        over: std::ops::Range<usize>,
        /// The axis of the indexed array, for messages.
        axis: u8,
    },
}

/// One axis of the view that arrays then pick from.
struct Axis {
    length: ValueId,
    stride: ValueId,
    pick: Option<(ValueId, u8)>,
}

/// The view on its way.
#[derive(Default)]
struct Parts {
    axes: Vec<Axis>,
    /// What single ints skip, in bytes.
    offset: Option<ValueId>,
    /// Is it anything else than the array itself?
    changed: bool,
    /// Per item that picks, single ints among them: how many kept axes come before it.
    places: Vec<usize>,
}

impl Parts {
    fn n_kept(&self) -> usize {
        self.axes.iter().filter(|axis| axis.pick.is_none()).count()
    }

    /// Where the picked axes go among the kept ones: in place of the items if these stand side by side, else first.
    fn place(&self) -> usize {
        let first = self.places.first().copied().unwrap_or(0);
        if self.places.iter().all(|&place| place == first) { first } else { 0 }
    }
}

impl Lowering<'_> {
    /// `array[items]`, some of them arrays.
    pub(super) fn pick_items(&mut self, array: ValueId, items: &[IndexItem]) -> Val {
        if let Some(mask) = self.sole_mask(array, items) {
            return Val::One(self.compress(array, &mask));
        }
        let picked = self.picked(array, items);
        let (shape, dtype) = (picked.shape.clone(), self.array_dtype(array));
        Val::Lazy(Rc::new(Lazy { shape, dtype, layout: Layout::C, node: Node::Picked(Rc::new(picked)) }))
    }

    /// `array[items] = value`
    pub(super) fn pick_assign(&mut self, array: ValueId, items: &[IndexItem], value: &Lazy) {
        if let Some(mask) = self.sole_mask(array, items) {
            return self.masked_assign(array, &mask, value);
        }
        let picked = self.picked(array, items);
        self.check_picks(&Node::Picked(Rc::new(picked.clone())));
        self.scatter(&picked, value);
    }

    /// `array[items] op= value`
    pub(super) fn pick_update(&mut self, array: ValueId, items: &[IndexItem], op: BinaryOp, value: &Rc<Lazy>) {
        if let Some(mask) = self.sole_mask(array, items) {
            return self.masked_update(array, &mask, op, value);
        }
        let picked = self.picked(array, items);
        let (shape, dtype) = (picked.shape.clone(), self.array_dtype(array));
        let node = Node::Picked(Rc::new(picked.clone()));
        let old = Rc::new(Lazy { shape, dtype, layout: Layout::C, node });
        let result = self.array_binary(op, &old, value, Some(dtype));
        let result = self.lazy(&result);
        let result = store_fresh(self, &result);
        let result = self.lazy(&Val::One(result));
        self.scatter(&picked, &result);
    }

    /// The mask, if it is the only item and names all axes.
    fn sole_mask(&self, array: ValueId, items: &[IndexItem]) -> Option<Rc<Lazy>> {
        match items {
            [IndexItem::Mask(mask)] if mask.shape.len() == self.ndim(array) => Some(mask.clone()),
            _ => None,
        }
    }

    // --- the view and what picks from it -----------------------------------------------------------------------------

    fn picked(&mut self, array: ValueId, items: &[IndexItem]) -> Picked {
        let parts = self.parts(array, items);
        let arrays: Vec<ValueId> = parts.axes.iter().filter_map(|axis| axis.pick.map(|(array, _)| array)).collect();
        let over = self.pick_shape(&arrays);
        let place = parts.place();
        let (mut axes, mut shape) = (Vec::new(), Vec::new());
        for axis in &parts.axes {
            axes.push(match axis.pick {
                Some((array, number)) => Source::Ints { array, over: place..place + over.len(), axis: number },
                None => {
                    let number = shape.len();
                    shape.push(axis.length);
                    Source::Kept(if number < place { number } else { number + over.len() })
                }
            });
        }
        shape.splice(place..place, over);
        Picked { base: self.base_of(array, &parts), axes, shape }
    }

    /// The axes of the view: slices taken, masks as positions where they are true, single ints skipped.
    fn parts(&mut self, array: ValueId, items: &[IndexItem]) -> Parts {
        let ndim = self.ndim(array);
        let named: usize = items.iter().map(IndexItem::axes).sum();
        let has_ellipsis = items.iter().any(|item| matches!(item, IndexItem::Ellipsis));
        let mut parts = Parts::default();
        let mut number = 0;
        for item in items {
            match item {
                IndexItem::Ellipsis => self.keep_axes(array, &mut number, ndim - named, &mut parts),
                item => self.add_item(array, &mut number, item, &mut parts),
            }
        }
        if !has_ellipsis {
            self.keep_axes(array, &mut number, ndim - named, &mut parts);
        }
        parts
    }

    fn keep_axes(&mut self, array: ValueId, number: &mut usize, n: usize, parts: &mut Parts) {
        for _ in 0..n {
            let (length, stride) = (self.b.dim(array, *number), self.b.stride(array, *number));
            parts.axes.push(Axis { length, stride, pick: None });
            *number += 1;
        }
    }

    fn add_item(&mut self, array: ValueId, number: &mut usize, item: &IndexItem, parts: &mut Parts) {
        let place = parts.n_kept();
        match item {
            IndexItem::Slice([None, None, None]) => return self.keep_axes(array, number, 1, parts),
            IndexItem::NewAxis => {
                let (length, stride) = (self.b.i64(1), self.b.i64(0));
                parts.axes.push(Axis { length, stride, pick: None });
            }
            IndexItem::Slice(bounds) => {
                let length = self.b.dim(array, *number);
                let [start, count, step] = self.slice_range(*bounds, length);
                let stride = self.b.stride(array, *number);
                self.skip(start, stride, parts);
                let stride = self.mul(stride, step);
                parts.axes.push(Axis { length: count, stride, pick: None });
                *number += 1;
            }
            IndexItem::Int(index) => {
                let index = self.bounds(array, *number, *index);
                let stride = self.b.stride(array, *number);
                self.skip(index, stride, parts);
                parts.places.push(place);
                *number += 1;
            }
            IndexItem::Ints(ints) => {
                let (length, stride) = (self.b.dim(array, *number), self.b.stride(array, *number));
                parts.axes.push(Axis { length, stride, pick: Some((*ints, *number as u8)) });
                parts.places.push(place);
                *number += 1;
                return;
            }
            IndexItem::Mask(mask) => {
                self.check_mask(array, *number, mask);
                for positions in self.positions(mask) {
                    self.add_item(array, number, &IndexItem::Ints(positions), parts);
                }
                return;
            }
            IndexItem::Ellipsis => return,
        }
        parts.changed = true;
    }

    fn skip(&mut self, index: ValueId, stride: ValueId, parts: &mut Parts) {
        let bytes = self.mul(index, stride);
        parts.offset = Some(parts.offset.map_or(bytes, |before| self.add(before, bytes)));
    }

    fn base_of(&mut self, array: ValueId, parts: &Parts) -> ValueId {
        if !parts.changed {
            return array;
        }
        let offset = parts.offset.unwrap_or_else(|| self.b.i64(0));
        let shape: Vec<ValueId> = parts.axes.iter().map(|axis| axis.length).collect();
        let strides: Vec<ValueId> = parts.axes.iter().map(|axis| axis.stride).collect();
        let ty = Ty::Array { dtype: self.array_dtype(array), ndim: shape.len() as u8, layout: Layout::A };
        self.view_of(array, offset, &shape, &strides, ty)
    }

    /// The common shape of index arrays, or IndexError.
    fn pick_shape(&mut self, arrays: &[ValueId]) -> Vec<ValueId> {
        let mut shape: Option<Vec<ValueId>> = None;
        for &array in arrays {
            let own = self.shape_of(array);
            shape = Some(match shape {
                Some(shape) => self.broadcast(&shape, &own, Check::PickShape),
                None => own,
            });
        }
        shape.unwrap_or_default()
    }

    // --- elements ----------------------------------------------------------------------------------------------------

    /// The indices into `base` of an element of the result; IndexError if one is out of bounds.
    pub(super) fn picked_index(&mut self, picked: &Picked, index: &[ValueId]) -> Vec<ValueId> {
        let index = &index[index.len() - picked.shape.len()..];
        let sources = picked.axes.iter().enumerate();
        sources
            .map(|(place, source)| match source {
                Source::Kept(axis) => index[*axis],
                Source::Ints { array, over, axis } => {
                    let own = &index[over.end - self.ndim(*array)..over.end];
                    let at = self.b.load(*array, own);
                    let at = self.as_index(at);
                    let length = self.b.dim(picked.base, place);
                    self.within(at, length, *axis)
                }
            })
            .collect()
    }

    /// The same under a shape to which it is broadcast.
    pub(super) fn stretched_picks(&mut self, picked: &Picked, shape: &[ValueId]) -> Picked {
        let shape = shape[shape.len() - picked.shape.len()..].to_vec();
        let mut lengths = self.shape_of(picked.base);
        let mut strides: Vec<ValueId> = (0..lengths.len()).map(|axis| self.b.stride(picked.base, axis)).collect();
        let mut axes = picked.axes.clone();
        for (place, source) in axes.iter_mut().enumerate() {
            match source {
                Source::Kept(axis) => {
                    strides[place] = self.stretched_stride(lengths[place], strides[place]);
                    lengths[place] = shape[*axis];
                }
                Source::Ints { array, over, .. } => *array = self.stretched(*array, &shape[over.clone()]),
            }
        }
        let (zero, dtype) = (self.b.i64(0), self.array_dtype(picked.base));
        let ty = Ty::Array { dtype, ndim: lengths.len() as u8, layout: Layout::A };
        Picked { base: self.view_of(picked.base, zero, &lengths, &strides, ty), axes, shape }
    }

    /// Raises IndexError now, if an index array of an expression names an element that is not there.
    pub(super) fn check_picks(&mut self, node: &Node) {
        match node {
            Node::Array(_) | Node::Scalar(_) => {}
            Node::Map(_, args, _) => args.iter().for_each(|arg| self.check_picks(arg)),
            Node::Picked(picked) => {
                for (place, source) in picked.axes.iter().enumerate() {
                    let Source::Ints { array, axis, .. } = source else { continue };
                    let (array, axis) = (*array, *axis);
                    let length = self.b.dim(picked.base, place);
                    let shape = self.shape_of(array);
                    self.nest_over(&shape, &mut |this, index| {
                        let at = this.b.load(array, index);
                        let at = this.as_index(at);
                        this.within(at, length, axis);
                    });
                }
            }
        }
    }

    // --- writing -----------------------------------------------------------------------------------------------------

    /// Writes an expression where index arrays say, in C order of the result.
    fn scatter(&mut self, picked: &Picked, value: &Lazy) {
        self.check_broadcast(&picked.shape, &value.shape, Check::PickAssign);
        let picked = self.apart(picked);
        let value = self.apart_from(picked.base, value);
        let node = self.stretched_node(&value.node, &picked.shape);
        let dtype = self.array_dtype(picked.base);
        self.nest_over(&picked.shape.clone(), &mut |this, index| {
            let element = this.element_at(&node, index);
            let element = this.b.convert(element, dtype);
            let at = this.picked_index(&picked, index);
            this.b.store(picked.base, &at, element);
        });
    }

    /// An expression that reads nothing of what is written to an array: copied where it may.
    pub(super) fn apart_from(&mut self, target: ValueId, value: &Lazy) -> Lazy {
        let node = match value.node {
            Node::Scalar(_) => return value.clone(),
            Node::Array(array) => Node::Array(self.copied_if_shared(array, target)),
            Node::Picked(_) | Node::Map(..) => Node::Array(store_fresh(self, value)),
        };
        Lazy { node, ..value.clone() }
    }

    /// Index arrays that stay as they are while the array is written.
    fn apart(&mut self, picked: &Picked) -> Picked {
        let mut axes = picked.axes.clone();
        for source in &mut axes {
            if let Source::Ints { array, .. } = source {
                *array = self.private(*array, picked.base);
            }
        }
        Picked { axes, ..picked.clone() }
    }

    /// An array of ints or bools, or a copy of it if its memory may be that of another array, which has the same dtype then.
    pub(super) fn private(&mut self, array: ValueId, other: ValueId) -> ValueId {
        let same = self.array_dtype(array) == self.array_dtype(other);
        if same { self.copied_if_shared(array, other) } else { array }
    }

    fn copied_if_shared(&mut self, array: ValueId, other: ValueId) -> ValueId {
        let overlap = self.b.push1(Op::MayOverlap, &[array, other], Ty::BOOL);
        let (dtype, ndim) = (self.array_dtype(array), self.ndim(array));
        let ty = Type::array(dtype, ndim, Layout::A);
        let loose = Ty::Array { dtype, ndim: ndim as u8, layout: Layout::A };
        let copied = |this: &mut Self| {
            let lazy = this.lazy(&Val::One(array));
            let copy = store_fresh(this, &lazy);
            Val::One(this.array_as(copy, &loose))
        };
        self.choose(overlap, &ty, Vec::new(), copied, |this| Val::One(this.array_as(array, &loose))).one()
    }

    // --- masks as positions ------------------------------------------------------------------------------------------

    /// Along each axis, where a mask is true, in C order.
    fn positions(&mut self, mask: &Rc<Lazy>) -> Vec<ValueId> {
        let mask = self.cheap(mask);
        let count = self.count_true(&mask);
        let ty = Ty::Array { dtype: Dtype::I64, ndim: 1, layout: Layout::C };
        let arrays: Vec<ValueId> =
            mask.shape.iter().map(|_| self.b.alloc(ty.clone(), &[count], Fill::Uninit)).collect();
        let node = self.stretched_node(&mask.node, &mask.shape);
        let zero = self.b.i64(0);
        self.fold_nest(&mask.shape.clone(), zero, &mut |this, index, place| {
            let truth = this.element_at(&node, index);
            let write = |this: &mut Self| {
                for (&array, &at) in arrays.iter().zip(index) {
                    this.b.store(array, &[place], at);
                }
            };
            this.branch(truth, Vec::new(), write, |_| {});
            let one = this.b.convert(truth, Dtype::I64);
            this.add(place, one)
        });
        arrays
    }

    /// IndexError unless a mask has the lengths of the axes from `first` on.
    pub(super) fn check_mask(&mut self, array: ValueId, first: usize, mask: &Lazy) {
        for (place, &length) in mask.shape.iter().enumerate() {
            let own = self.b.dim(array, first + place);
            let same = self.b.compare(CompareOp::Eq, own, length);
            let axis = self.b.i64((first + place) as i64);
            self.check(Check::MaskShape, same, &[axis, own, length]);
        }
    }

    /// How many elements of a mask are true.
    pub(super) fn count_true(&mut self, mask: &Lazy) -> ValueId {
        let node = self.stretched_node(&mask.node, &mask.shape);
        let zero = self.b.i64(0);
        self.fold_nest(&mask.shape.clone(), zero, &mut |this, index, count| {
            let truth = this.element_at(&node, index);
            let one = this.b.convert(truth, Dtype::I64);
            this.add(count, one)
        })
    }

    /// An expression that costs little to evaluate twice: stored where it does not.
    pub(super) fn cheap(&mut self, lazy: &Rc<Lazy>) -> Rc<Lazy> {
        if is_cheap(&lazy.node) {
            return lazy.clone();
        }
        let stored = store_fresh(self, lazy);
        self.lazy(&Val::One(stored))
    }

    /// Raises unless `shape` broadcasts to `own`, with both in the message: the value's first.
    pub(super) fn check_broadcast(&mut self, own: &[ValueId], shape: &[ValueId], check: Check) {
        let operands: Vec<ValueId> = shape.iter().chain(own).copied().collect();
        let kind = CheckKind::Shapes { check, left: shape.len() as u8, right: own.len() as u8 };
        for fine in self.broadcasts_to(own, shape) {
            self.b.check(kind, fine, &operands);
        }
    }
}

/// Are the elements loads and simple arithmetic?
fn is_cheap(node: &Node) -> bool {
    match node {
        Node::Array(_) | Node::Scalar(_) => true,
        Node::Picked(_) => false,
        Node::Map(element, args, _) => element.is_cheap() && args.iter().all(|arg| is_cheap(arg)),
    }
}
