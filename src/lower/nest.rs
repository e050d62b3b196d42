//! Loop nests that store array expressions.
//!
//! Input: an expression and the array that takes its elements. Output: one nest, or two where only run time tells whether
//! an operand has to be broadcast: in the usual case none has, and every access is by plain indices; where all arrays
//! are contiguous in the same order, it is one flat loop.
//! Never: a temporary, unless source and destination may overlap.

use super::Lowering;
use super::array_expr::{Lazy, Node, store_fresh};
use super::value::Val;
use crate::ir::{self, CheckKind, CompareOp, Const, Op, Ty, ValueId};
use crate::types::Layout;
use std::rc::Rc;

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
        let uniform = self.is_uniform(target, &lazy.node);
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

    /// Do all arrays of an expression have the target's lengths, in the axes that they have?
    fn is_uniform(&mut self, target: ValueId, node: &Node) -> ValueId {
        let shape = self.shape_of(target);
        let mut uniform = self.b.bool(true);
        for array in arrays_of(node) {
            let own = self.shape_of(array);
            for (&a, &b) in own.iter().rev().zip(shape.iter().rev()) {
                let same = self.b.compare(CompareOp::Eq, a, b);
                uniform = self.b.binary(ir::BinaryOp::And, uniform, same);
            }
        }
        uniform
    }

    /// A nest without broadcasting along axes that arrays have.
    fn plain_nest(&mut self, target: ValueId, node: &Node) {
        let ndim = self.ndim(target);
        let layout = self.layout(target);
        let in_step = |array: &ValueId| self.ndim(*array) == ndim && self.layout(*array) == layout;
        if ndim > 1 && layout != Layout::A && arrays_of(node).iter().all(in_step) {
            let node = self.map_arrays(node, &mut |this, array| this.flat(array));
            let target = self.flat(target);
            return self.nest(target, &node);
        }
        self.nest(target, node);
    }

    /// All elements of a contiguous array in one axis, in the order of memory.
    fn flat(&mut self, array: ValueId) -> ValueId {
        let (dtype, one) = (self.array_dtype(array), self.b.i64(1));
        let size = self.shape_of(array).into_iter().fold(one, |size, length| self.mul(size, length));
        let (offset, stride) = (self.b.i64(0), self.b.i64(dtype.size() as i64));
        self.view_of(array, offset, &[size], &[stride], Ty::Array { dtype, ndim: 1, layout: Layout::C })
    }

    /// A nest in which every array was broadcast to the target's shape.
    fn stretched_nest(&mut self, target: ValueId, node: &Node) {
        let shape = self.shape_of(target);
        let node = self.map_arrays(node, &mut |this, array| this.stretched(array, &shape));
        self.nest(target, &node);
    }

    /// A view of an array with this shape: missing and length-1 axes get stride 0.
    fn stretched(&mut self, array: ValueId, shape: &[ValueId]) -> ValueId {
        let (dtype, ndim) = (self.array_dtype(array), self.ndim(array));
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let mut strides = vec![zero; shape.len() - ndim];
        for axis in 0..ndim {
            let length = self.b.dim(array, axis);
            let stride = self.b.stride(array, axis);
            let is_one = self.b.compare(CompareOp::Eq, length, one);
            strides.push(self.b.select(is_one, zero, stride));
        }
        let ty = Ty::Array { dtype, ndim: shape.len() as u8, layout: Layout::A };
        self.view_of(array, zero, shape, &strides, ty)
    }

    /// The same expression over other arrays.
    fn map_arrays(&mut self, node: &Node, f: &mut dyn FnMut(&mut Self, ValueId) -> ValueId) -> Node {
        match node {
            Node::Array(array) => Node::Array(f(self, *array)),
            Node::Scalar(value) => Node::Scalar(*value),
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
        let mut index = shape.clone();
        self.nest_from(&axes, &shape, &mut index, &mut |this, index| {
            let value = this.element_at(node, index);
            let value = this.b.convert(value, this.array_dtype(target));
            this.b.store(target, index, value);
        });
    }

    fn nest_from(
        &mut self,
        axes: &[usize],
        shape: &[ValueId],
        index: &mut [ValueId],
        body: &mut dyn FnMut(&mut Self, &[ValueId]),
    ) {
        let Some((&axis, rest)) = axes.split_first() else { return body(self, index) };
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let region = self.b.open(&[Ty::I64]);
        index[axis] = self.b.params_of(region)[0];
        self.nest_from(rest, shape, index, body);
        self.b.yield_(&[]);
        self.b.close();
        self.b.for_([zero, shape[axis], one], &[], region);
    }

    // --- assignment --------------------------------------------------------------------------------------------------

    /// `target[...] = expression`: the shape must broadcast to the target's; overlap takes a temporary.
    pub(super) fn assign_elements(&mut self, target: ValueId, lazy: &Lazy) {
        self.check_assignable(target, &lazy.shape);
        if lazy.shape.len() > self.ndim(target) {
            let copy = store_fresh(self, lazy);
            let copy = self.without_leading_axes(copy, self.ndim(target));
            let copy = self.lazy(&Val::One(copy));
            return self.store_elements(target, &copy);
        }
        // What stands at the same place as the target is read before it is written.
        let others = arrays_of(&lazy.node).into_iter().filter(|&array| array != target).collect::<Vec<_>>();
        let overlaps: Vec<ValueId> =
            others.into_iter().map(|array| self.b.push1(Op::MayOverlap, &[target, array], Ty::BOOL)).collect();
        let Some(overlap) = overlaps.into_iter().reduce(|a, b| self.b.binary(ir::BinaryOp::Or, a, b)) else {
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
    fn check_assignable(&mut self, target: ValueId, shape: &[ValueId]) {
        let own = self.shape_of(target);
        let operands: Vec<ValueId> = own.iter().chain(shape).copied().collect();
        let kind = CheckKind::AssignShape { destination: own.len() as u8, source: shape.len() as u8 };
        let one = self.b.i64(1);
        for (i, &length) in shape.iter().rev().enumerate() {
            let is_one = self.b.compare(CompareOp::Eq, length, one);
            let fine = match own.len().checked_sub(i + 1) {
                Some(axis) => {
                    let same = self.b.compare(CompareOp::Eq, length, own[axis]);
                    self.b.binary(ir::BinaryOp::Or, same, is_one)
                }
                None => is_one,
            };
            self.b.check(kind, fine, &operands);
        }
    }
}

/// All arrays that an expression reads, each once.
fn arrays_of(node: &Node) -> Vec<ValueId> {
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
    }
}
