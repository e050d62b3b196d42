//! Loop nests that store array expressions.
//!
//! Input: an expression and the array that takes its elements. Output: one nest, or two where only run time tells whether
//! an operand has to be broadcast: in the usual case none has, and every access is by plain indices; where all arrays
//! are contiguous in the same order, it is one flat loop.
//! Never: a temporary, unless source and destination may overlap.

use super::Lowering;
use super::array_expr::{Element, Lazy, Node, store_fresh};
use super::pick::Source;
use super::value::Val;
use crate::ir::{self, CheckKind, CompareOp, Const, Op, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::Layout;
use std::rc::Rc;

/// The first index along an axis and the one behind the last.
pub(super) type Range = [ValueId; 2];

/// What a nest does at an index.
type LoopBody<'b, L> = &'b mut dyn FnMut(&mut L, &[ValueId]);

/// Estimated instructions of a call.
pub(super) const CALL_COST: i64 = 40;

/// Instructions that are worth a piece of their own: waking a thread costs about half of it.
pub(super) const GRAIN: i64 = 60_000;

/// Into how many pieces a nest is cut at most.
const MOST_PIECES: i64 = 64;

impl Lowering<'_> {
    /// The lengths of all axes.
    pub(super) fn shape_of(&mut self, array: ValueId) -> Vec<ValueId> {
        (0..self.ndim(array)).map(|axis| self.b.dim(array, axis)).collect()
    }

    /// How many axes.
    pub(super) fn ndim(&self, array: ValueId) -> usize {
        match *self.b.function().ty(array) {
            Ty::Array { ndim, .. } => ndim as usize,
            ref other => crate::ice!("{other:?} is no array"),
        }
    }

    fn layout(&self, array: ValueId) -> Layout {
        match *self.b.function().ty(array) {
            Ty::Array { layout, .. } => layout,
            ref other => crate::ice!("{other:?} is no array"),
        }
    }

    /// The same memory under another shape.
    pub(super) fn view_of(
        &mut self,
        array: ValueId,
        offset: ValueId,
        shape: &[ValueId],
        strides: &[ValueId],
        ty: Ty,
    ) -> ValueId {
        let args: Vec<ValueId> = [array, offset].into_iter().chain(shape.iter().chain(strides).copied()).collect();
        self.b.push1(Op::View, &args, ty)
    }

    // --- storing -----------------------------------------------------------------------------------------------------

    /// Writes an expression to an array, to whose shape it broadcasts; the two do not overlap.
    pub(super) fn store_elements(&mut self, target: ValueId, lazy: &Lazy) {
        self.note_expression(&lazy.node);
        let shape = self.shape_of(target);
        let uniform = self.is_uniform(&shape, &lazy.node);
        match self.b.function().as_const(uniform) {
            Some(Const::Int(1)) => self.plain_nest(target, &lazy.node),
            Some(_) => self.stretched_nest(target, &lazy.node),
            None => self.branch(
                uniform,
                Vec::new(),
                |this| this.plain_nest(target, &lazy.node),
                |this| this.stretched_nest(target, &lazy.node),
            ),
        }
    }

    /// Do all arrays of an expression have these lengths, in the axes that they have?
    pub(super) fn is_uniform(&mut self, shape: &[ValueId], node: &Node) -> ValueId {
        let mut pairs = Vec::new();
        self.lengths(node, shape, &mut pairs);
        pairs.sort_unstable();
        pairs.dedup();
        let mut uniform = self.b.bool(true);
        for (own, length) in pairs {
            let same = self.b.compare(CompareOp::Eq, own, length);
            uniform = self.b.binary(ir::BinaryOp::And, uniform, same);
        }
        uniform
    }

    /// The length of each axis of each array that an expression reads, with that of the target's axis it runs along.
    fn lengths(&mut self, node: &Node, shape: &[ValueId], out: &mut Vec<(ValueId, ValueId)>) {
        match node {
            Node::Scalar(_) => {}
            Node::Array(array) => {
                let own = self.shape_of(*array);
                out.extend(own.into_iter().rev().zip(shape.iter().rev().copied()));
            }
            Node::Map(_, args, _) => args.iter().for_each(|arg| self.lengths(arg, shape, out)),
            Node::Picked(picked) => {
                let shape = &shape[shape.len() - picked.shape.len()..];
                for (place, source) in picked.axes.iter().enumerate() {
                    match source {
                        Source::Kept(axis) => out.push((self.b.dim(picked.base, place), shape[*axis])),
                        Source::Ints { array, over, .. } => {
                            let own = self.shape_of(*array);
                            out.extend(own.into_iter().rev().zip(shape[over.clone()].iter().rev().copied()));
                        }
                    }
                }
            }
        }
    }

    /// A nest without broadcasting along axes that arrays have.
    fn plain_nest(&mut self, target: ValueId, node: &Node) {
        let ndim = self.ndim(target);
        let layout = self.layout(target);
        if ndim > 1 && self.all_in_step(node, ndim, layout) {
            let node = self.flat_node(node);
            let target = self.flat(target);
            return self.nest(target, &node);
        }
        self.nest(target, node);
    }

    /// Are all arrays of an expression contiguous in the order that it has once it is stored?
    pub(super) fn is_in_step(&self, lazy: &Lazy) -> bool {
        self.all_in_step(&lazy.node, lazy.shape.len(), lazy.layout)
    }

    fn all_in_step(&self, node: &Node, ndim: usize, layout: Layout) -> bool {
        let in_step = |array: &ValueId| self.ndim(*array) == ndim && self.layout(*array) == layout;
        layout != Layout::A && !has_picks(node) && arrays_of(node).iter().all(in_step)
    }

    /// An expression over contiguous arrays in one axis, in the order of memory.
    pub(super) fn flat_node(&mut self, node: &Node) -> Node {
        self.map_arrays(node, &mut |this, array| this.flat(array))
    }

    /// All elements of a contiguous array in one axis, in the order of memory.
    pub(super) fn flat(&mut self, array: ValueId) -> ValueId {
        let (dtype, one) = (self.array_dtype(array), self.b.i64(1));
        let size = self.shape_of(array).into_iter().fold(one, |size, length| self.mul(size, length));
        let (offset, stride) = (self.b.i64(0), self.b.i64(dtype.size() as i64));
        self.view_of(array, offset, &[size], &[stride], Ty::Array { dtype, ndim: 1, layout: Layout::C })
    }

    /// A nest in which every array was broadcast to the target's shape.
    fn stretched_nest(&mut self, target: ValueId, node: &Node) {
        let shape = self.shape_of(target);
        let node = self.stretched_node(node, &shape);
        self.nest(target, &node);
    }

    /// An expression with its arrays broadcast to a shape.
    pub(super) fn stretched_node(&mut self, node: &Node, shape: &[ValueId]) -> Node {
        match node {
            Node::Picked(picked) => Node::Picked(Rc::new(self.stretched_picks(picked, shape))),
            Node::Array(array) => Node::Array(self.stretched(*array, shape)),
            Node::Scalar(value) => Node::Scalar(*value),
            Node::Map(element, args, dtype) => {
                let args = args.iter().map(|arg| Rc::new(self.stretched_node(arg, shape))).collect();
                Node::Map(*element, args, *dtype)
            }
        }
    }

    /// A view of an array with this shape: missing and length-1 axes get stride 0.
    pub(super) fn stretched(&mut self, array: ValueId, shape: &[ValueId]) -> ValueId {
        if self.shape_of(array) == shape {
            return array;
        }
        let (dtype, ndim) = (self.array_dtype(array), self.ndim(array));
        let zero = self.b.i64(0);
        let mut strides = vec![zero; shape.len() - ndim];
        for axis in 0..ndim {
            let length = self.b.dim(array, axis);
            let stride = self.b.stride(array, axis);
            // An axis of the same length is the same, also where that is 1: then it has one place.
            let is_same = length == shape[shape.len() - ndim + axis];
            strides.push(if is_same { stride } else { self.stretched_stride(length, stride) });
        }
        let ty = Ty::Array { dtype, ndim: shape.len() as u8, layout: Layout::A };
        self.view_of(array, zero, shape, &strides, ty)
    }

    /// The stride of an axis of this length that may be broadcast.
    pub(super) fn stretched_stride(&mut self, length: ValueId, stride: ValueId) -> ValueId {
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let is_one = self.b.compare(CompareOp::Eq, length, one);
        self.b.select(is_one, zero, stride)
    }

    /// The same expression over other arrays.
    fn map_arrays(&mut self, node: &Node, f: &mut dyn FnMut(&mut Self, ValueId) -> ValueId) -> Node {
        match node {
            Node::Array(array) => Node::Array(f(self, *array)),
            Node::Scalar(_) | Node::Picked(_) => node.clone(),
            Node::Map(element, args, dtype) => {
                let args = args.iter().map(|arg| Rc::new(self.map_arrays(arg, f))).collect();
                Node::Map(*element, args, *dtype)
            }
        }
    }

    /// Loops over the target's indices, the axis of the largest steps outermost, and stores an element in each.
    fn nest(&mut self, target: ValueId, node: &Node) {
        let shape = self.shape_of(target);
        let mut axes: Vec<usize> = (0..shape.len()).collect();
        if self.layout(target) == Layout::F {
            axes.reverse();
        }
        let zero = self.b.i64(0);
        let ranges: Vec<Range> = shape.iter().map(|&length| [zero, length]).collect();
        self.loops(&axes, &ranges, cost(node), &mut |this, index| {
            let value = this.element_at(node, index);
            let value = this.b.convert(value, this.array_dtype(target));
            this.b.store(target, index, value);
        });
    }

    /// Loops over all indices of a shape, in C order.
    pub(super) fn nest_over(&mut self, shape: &[ValueId], body: &mut dyn FnMut(&mut Self, &[ValueId])) {
        let axes: Vec<usize> = (0..shape.len()).collect();
        let zero = self.b.i64(0);
        let ranges: Vec<Range> = shape.iter().map(|&length| [zero, length]).collect();
        self.nest_from(&axes, &ranges, &mut shape.to_vec(), body);
    }

    /// The same with a value that each iteration hands to the next.
    pub(super) fn fold_nest(
        &mut self,
        shape: &[ValueId],
        init: ValueId,
        body: &mut dyn FnMut(&mut Self, &[ValueId], ValueId) -> ValueId,
    ) -> ValueId {
        self.fold_from(0, shape, &mut shape.to_vec(), init, body)
    }

    fn fold_from(
        &mut self,
        axis: usize,
        shape: &[ValueId],
        index: &mut [ValueId],
        init: ValueId,
        body: &mut dyn FnMut(&mut Self, &[ValueId], ValueId) -> ValueId,
    ) -> ValueId {
        if axis == shape.len() {
            return body(self, index, init);
        }
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let ty = self.b.function().ty(init).clone();
        let region = self.b.open(&[Ty::I64, ty]);
        let params = self.b.params_of(region);
        index[axis] = params[0];
        let value = self.fold_from(axis + 1, shape, index, params[1], body);
        self.b.yield_(&[value]);
        self.b.close();
        self.b.for_([zero, shape[axis], one], &[init], region)[0]
    }

    /// Loops over indices, the first of `axes` outermost; on all threads where the function is parallel and there is
    /// enough to do. `cost` is that of the body, in instructions.
    pub(super) fn loops(&mut self, axes: &[usize], ranges: &[Range], cost: i64, body: LoopBody<'_, Self>) {
        let mut index: Vec<ValueId> = ranges.iter().map(|range| range[0]).collect();
        match axes.split_first() {
            Some((&outer, rest)) if self.spreads && !self.in_parallel => {
                self.spread_loop(outer, ranges, cost, &mut |this, at| {
                    index[outer] = at;
                    this.nest_from(rest, ranges, &mut index, body);
                });
            }
            _ => self.nest_from(axes, ranges, &mut index, body),
        }
    }

    /// The outermost loop in pieces, as many as the work deserves: a single one runs where it is.
    fn spread_loop(&mut self, outer: usize, ranges: &[Range], cost: i64, body: &mut dyn FnMut(&mut Self, ValueId)) {
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let [lo, hi] = ranges[outer];
        let count = self.sub(hi, lo);
        let count = self.b.binary(ir::BinaryOp::PyMax, count, zero);
        let pieces = self.n_pieces(ranges, cost, count);
        let n_handlers = std::mem::take(&mut self.n_handlers);
        self.in_parallel = true;
        let region = self.b.open(&[Ty::I64]);
        let number = self.b.params_of(region)[0];
        let [first, last] = self.piece(number, count, pieces);
        let (first, last) = (self.add(lo, first), self.add(lo, last));
        let inner = self.b.open(&[Ty::I64]);
        let at = self.b.params_of(inner)[0];
        body(self, at);
        self.b.yield_(&[]);
        self.b.close();
        self.b.for_([first, last, one], &[], inner);
        self.b.yield_(&[]);
        self.b.close();
        self.in_parallel = false;
        self.n_handlers = n_handlers;
        self.b.parallel_for([zero, pieces, one], &[], Vec::new(), region);
    }

    /// Into how many pieces a nest is cut: at least 1, at most one per iteration of the outermost loop.
    fn n_pieces(&mut self, ranges: &[Range], cost: i64, count: ValueId) -> ValueId {
        let mut work = self.b.i64(cost);
        for &[lo, hi] in ranges {
            let length = self.sub(hi, lo);
            work = self.mul(work, length);
        }
        let (grain, most, one) = (self.b.i64(GRAIN), self.b.i64(MOST_PIECES), self.b.i64(1));
        let pieces = self.b.binary(ir::BinaryOp::FloorDiv, work, grain);
        let pieces = self.b.binary(ir::BinaryOp::PyMin, pieces, most);
        let pieces = self.b.binary(ir::BinaryOp::PyMin, pieces, count);
        self.b.binary(ir::BinaryOp::PyMax, pieces, one)
    }

    fn nest_from(&mut self, axes: &[usize], ranges: &[Range], index: &mut [ValueId], body: LoopBody<'_, Self>) {
        let Some((&axis, rest)) = axes.split_first() else { return body(self, index) };
        let one = self.b.i64(1);
        let [lo, hi] = ranges[axis];
        let region = self.b.open(&[Ty::I64]);
        index[axis] = self.b.params_of(region)[0];
        self.nest_from(rest, ranges, index, body);
        self.b.yield_(&[]);
        self.b.close();
        self.b.for_([lo, hi, one], &[], region);
    }

    // --- assignment --------------------------------------------------------------------------------------------------

    /// `target[...] = expression`: the shape must broadcast to the target's; overlap takes a temporary.
    pub(super) fn assign_elements(&mut self, target: ValueId, lazy: &Lazy) {
        let own = self.shape_of(target);
        self.check_assignable(&own, &lazy.shape);
        self.check_picks(&lazy.node);
        if lazy.shape.len() > self.ndim(target) {
            let copy = store_fresh(self, lazy);
            let copy = self.without_leading_axes(copy, self.ndim(target));
            let copy = self.lazy(&Val::One(copy));
            return self.store_elements(target, &copy);
        }
        let Some(overlap) = self.overlap(target, &lazy.node) else {
            return self.store_elements(target, lazy);
        };
        let by_copy = |this: &mut Self| {
            let ty = Ty::Array { dtype: lazy.dtype, ndim: lazy.shape.len() as u8, layout: Layout::C };
            let copy = this.b.alloc(ty, &lazy.shape, ir::Fill::Uninit);
            this.stretched_nest(copy, &lazy.node);
            this.stretched_nest(target, &Node::Array(copy));
        };
        self.branch(overlap, Vec::new(), by_copy, |this| this.store_elements(target, lazy));
    }

    /// May what is written to an array be read by an expression at another place? None: certainly not.
    pub(super) fn overlap(&mut self, target: ValueId, node: &Node) -> Option<ValueId> {
        let mut reads = Vec::new();
        // What stands at the same place as the target is read before it is written.
        other_reads(node, &mut |array| self.same_place(array, target), &mut reads);
        reads.sort_unstable();
        reads.dedup();
        self.may_overlap(target, reads)
    }

    /// Do two arrays have the same elements at the same indices, as far as is known? They may differ in layout.
    fn same_place(&mut self, a: ValueId, b: ValueId) -> bool {
        let same_form = self.ndim(a) == self.ndim(b) && self.array_dtype(a) == self.array_dtype(b);
        a == b || same_form && self.place(a) == self.place(b)
    }

    /// The array that a view is of, with what the view adds; nothing where it is all of it.
    fn place(&mut self, array: ValueId) -> (ValueId, Vec<ValueId>) {
        let f = self.b.function();
        let Some(inst) = f.def(array).filter(|inst| inst.op == Op::View) else { return (array, Vec::new()) };
        let (base, added) = (inst.args[0], inst.args[1..].to_vec());
        let starts_there = matches!(f.as_const(added[0]), Some(Const::Int(0)));
        let same_form = self.ndim(array) == self.ndim(base) && self.array_dtype(array) == self.array_dtype(base);
        if starts_there && same_form && added[1..] == self.form(base) {
            return self.place(base);
        }
        (base, added)
    }

    /// Lengths, then strides.
    fn form(&mut self, array: ValueId) -> Vec<ValueId> {
        let mut form = self.shape_of(array);
        form.extend((0..self.ndim(array)).map(|axis| self.b.stride(array, axis)).collect::<Vec<_>>());
        form
    }

    /// May an array share memory with one of these? None: there are none.
    pub(super) fn may_overlap(&mut self, target: ValueId, reads: Vec<ValueId>) -> Option<ValueId> {
        let overlaps: Vec<ValueId> =
            reads.into_iter().map(|array| self.b.push1(Op::MayOverlap, &[target, array], Ty::BOOL)).collect();
        overlaps.into_iter().reduce(|a, b| self.b.binary(ir::BinaryOp::Or, a, b))
    }

    /// The last axes of an array whose other axes have length 1.
    fn without_leading_axes(&mut self, array: ValueId, ndim: usize) -> ValueId {
        let first = self.ndim(array) - ndim;
        let zero = self.b.i64(0);
        let shape = self.shape_of(array).split_off(first);
        let strides: Vec<ValueId> = (first..first + ndim).map(|axis| self.b.stride(array, axis)).collect();
        let ty = Ty::Array { dtype: self.array_dtype(array), ndim: ndim as u8, layout: Layout::A };
        self.view_of(array, zero, &shape, &strides, ty)
    }

    /// ValueError unless `shape` broadcasts to the target's shape.
    fn check_assignable(&mut self, own: &[ValueId], shape: &[ValueId]) {
        let operands: Vec<ValueId> = own.iter().chain(shape).copied().collect();
        let kind = CheckKind::Shapes { check: Check::AssignShape, left: own.len() as u8, right: shape.len() as u8 };
        for fine in self.broadcasts_to(own, shape) {
            self.b.check(kind, fine, &operands);
        }
    }

    /// For each axis of `shape`, whether it broadcasts to that of `own`.
    pub(super) fn broadcasts_to(&mut self, own: &[ValueId], shape: &[ValueId]) -> Vec<ValueId> {
        let one = self.b.i64(1);
        let axes = shape.iter().rev().enumerate();
        axes.map(|(i, &length)| {
            let is_one = self.b.compare(CompareOp::Eq, length, one);
            match own.len().checked_sub(i + 1) {
                Some(axis) => {
                    let same = self.b.compare(CompareOp::Eq, length, own[axis]);
                    self.b.binary(ir::BinaryOp::Or, same, is_one)
                }
                None => is_one,
            }
        })
        .collect()
    }
}

/// Arrays that an expression reads otherwise than at the place that is written.
fn other_reads(node: &Node, is_written: &mut dyn FnMut(ValueId) -> bool, out: &mut Vec<ValueId>) {
    match node {
        Node::Scalar(_) => {}
        Node::Array(array) if is_written(*array) => {}
        Node::Map(_, args, _) => args.iter().for_each(|arg| other_reads(arg, is_written, out)),
        Node::Array(_) | Node::Picked(_) => collect(node, out),
    }
}

/// Is some element picked by index arrays?
fn has_picks(node: &Node) -> bool {
    match node {
        Node::Array(_) | Node::Scalar(_) => false,
        Node::Picked(_) => true,
        Node::Map(_, args, _) => args.iter().any(|arg| has_picks(arg)),
    }
}

/// Estimated instructions of one element.
pub(super) fn cost(node: &Node) -> i64 {
    match node {
        Node::Array(_) => 1,
        Node::Scalar(_) => 0,
        Node::Picked(picked) => 4 * picked.axes.len() as i64,
        Node::Map(element, args, _) => {
            let own = match element {
                Element::Call(_) | Element::Power(_) => CALL_COST,
                Element::Unary(op, _) if op.is_math() => CALL_COST,
                _ => 1,
            };
            own + args.iter().map(|arg| cost(arg)).sum::<i64>()
        }
    }
}

/// All arrays that an expression reads, each once.
pub(super) fn arrays_of(node: &Node) -> Vec<ValueId> {
    let mut out = Vec::new();
    collect(node, &mut out);
    out.sort_unstable();
    out.dedup();
    out
}

fn collect(node: &Node, out: &mut Vec<ValueId>) {
    match node {
        Node::Array(array) => out.push(*array),
        Node::Scalar(_) => {}
        Node::Map(_, args, _) => args.iter().for_each(|arg| collect(arg, out)),
        Node::Picked(picked) => {
            out.push(picked.base);
            out.extend(picked.axes.iter().filter_map(|source| match source {
                Source::Ints { array, .. } => Some(*array),
                Source::Kept(_) => None,
            }));
        }
    }
}
