//! Array expressions: a shape and an element at an index, stored only where they must be.
//!
//! Input: operands (arrays, scalars, other expressions) and element-wise operations. Output: one loop nest where the
//! expression is stored or reduced. Never: a temporary, unless source and destination may overlap.

use super::Lowering;
use super::value::Val;
use crate::ir::{self, CheckKind, CompareOp, Fill, Op, Ty, ValueId};
use crate::types::promote::Operand;
use crate::types::{Dtype, Layout};
use std::rc::Rc;

/// An array expression.
#[derive(Clone, Debug)]
pub(super) struct Lazy {
    /// Its shape.
    pub shape: Vec<ValueId>,
    /// Its elements' type.
    pub dtype: Dtype,
    /// Its element at an index.
    pub node: Node,
}

impl Lazy {
    /// A scalar (an array without axes is none).
    pub(super) fn is_scalar(&self) -> bool {
        matches!(self.node, Node::Scalar(_))
    }

    /// As promotion sees it.
    pub(super) fn operand(&self) -> Operand {
        if self.is_scalar() { Operand::scalar(self.dtype) } else { Operand::array(self.dtype) }
    }
}

/// The element of an expression at an index.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// An array, broadcast to the expression's shape.
    Array(ValueId),
    /// The same for all indices.
    Scalar(ValueId),
    /// An operation on elements, then a conversion to a dtype.
    Map(Element, Vec<Rc<Node>>, Dtype),
}

/// An element-wise operation; operands are converted to the given dtypes first.
#[derive(Clone, Copy, Debug)]
pub(super) enum Element {
    /// One operand.
    Unary(ir::UnaryOp, Dtype),
    /// Two operands.
    Binary(ir::BinaryOp, Dtype),
    /// Two operands, a bool; the operands' dtypes may be int64 and uint64.
    Compare(CompareOp, [Dtype; 2]),
    /// The conversion alone.
    Convert,
    /// `np.where`: a bool and two operands.
    Select(Dtype),
}

impl Lowering<'_> {
    /// An operand as an expression.
    pub(super) fn lazy(&mut self, value: &Val) -> Rc<Lazy> {
        match value {
            Val::Lazy(lazy) => lazy.clone(),
            Val::One(value) => match self.b.function().ty(*value).clone() {
                Ty::Array { dtype, ndim, .. } => {
                    let shape = (0..ndim as usize).map(|axis| self.b.dim(*value, axis)).collect();
                    Rc::new(Lazy { shape, dtype, node: Node::Array(*value) })
                }
                Ty::Scalar(dtype) => Rc::new(Lazy { shape: Vec::new(), dtype, node: Node::Scalar(*value) }),
                other => crate::ice!("{other:?} in an array expression"),
            },
            other => crate::ice!("{other:?} in an array expression"),
        }
    }

    /// An element-wise operation over operands broadcast against each other.
    pub(super) fn map(&mut self, element: Element, operands: &[Rc<Lazy>], dtype: Dtype) -> Val {
        let mut shape: Vec<ValueId> = operands[0].shape.clone();
        for operand in &operands[1..] {
            shape = self.broadcast(&shape, &operand.shape);
        }
        let nodes = operands.iter().map(|operand| Rc::new(operand.node.clone())).collect();
        Val::Lazy(Rc::new(Lazy { shape, dtype, node: Node::Map(element, nodes, dtype) }))
    }

    /// The common shape of two operands, or ValueError.
    fn broadcast(&mut self, left: &[ValueId], right: &[ValueId]) -> Vec<ValueId> {
        if left.is_empty() || right.is_empty() {
            return if left.is_empty() { right.to_vec() } else { left.to_vec() };
        }
        let ndim = left.len().max(right.len());
        let one = self.b.i64(1);
        let mut shape = Vec::with_capacity(ndim);
        let operands: Vec<ValueId> = left.iter().chain(right).copied().collect();
        let kind = CheckKind::Broadcast { left: left.len() as u8, right: right.len() as u8 };
        for axis in 0..ndim {
            let a = (axis + left.len()).checked_sub(ndim).map(|axis| left[axis]);
            let b = (axis + right.len()).checked_sub(ndim).map(|axis| right[axis]);
            shape.push(match (a, b) {
                (Some(a), Some(b)) if a == b => a,
                (Some(a), Some(b)) => {
                    let same = self.b.compare(CompareOp::Eq, a, b);
                    let a_is_one = self.b.compare(CompareOp::Eq, a, one);
                    let b_is_one = self.b.compare(CompareOp::Eq, b, one);
                    let either = self.b.binary(ir::BinaryOp::Or, a_is_one, b_is_one);
                    let fine = self.b.binary(ir::BinaryOp::Or, same, either);
                    self.b.check(kind, fine, &operands);
                    self.b.select(a_is_one, b, a)
                }
                (Some(only), None) | (None, Some(only)) => only,
                (None, None) => crate::ice!("an axis of no operand"),
            });
        }
        shape
    }

    /// A view of an array with this shape: missing and length-1 axes get stride 0.
    fn stretched(&mut self, array: ValueId, shape: &[ValueId]) -> ValueId {
        let Ty::Array { dtype, ndim, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let missing = shape.len() - ndim as usize;
        let mut strides = vec![zero; missing];
        for axis in 0..ndim as usize {
            let length = self.b.dim(array, axis);
            let stride = self.b.stride(array, axis);
            let is_one = self.b.compare(CompareOp::Eq, length, one);
            strides.push(self.b.select(is_one, zero, stride));
        }
        let args: Vec<ValueId> = [array, zero].into_iter().chain(shape.iter().copied()).chain(strides).collect();
        self.b.push1(Op::View, &args, Ty::Array { dtype, ndim: shape.len() as u8, layout: Layout::A })
    }

    /// The expression with every array broadcast to its shape (so that an element is one load per array).
    fn spread(&mut self, node: &Node, shape: &[ValueId]) -> Node {
        match node {
            Node::Array(array) => Node::Array(self.stretched(*array, shape)),
            Node::Scalar(value) => Node::Scalar(*value),
            Node::Map(element, args, dtype) => {
                let args = args.iter().map(|arg| Rc::new(self.spread(arg, shape))).collect();
                Node::Map(*element, args, *dtype)
            }
        }
    }

    /// The element at an index.
    pub(super) fn element_at(&mut self, node: &Node, index: &[ValueId]) -> ValueId {
        match node {
            Node::Array(array) => self.b.load(*array, index),
            Node::Scalar(value) => *value,
            Node::Map(element, args, dtype) => {
                let args: Vec<ValueId> = args.iter().map(|arg| self.element_at(arg, index)).collect();
                let value = self.apply(*element, &args);
                self.b.convert(value, *dtype)
            }
        }
    }

    fn apply(&mut self, element: Element, args: &[ValueId]) -> ValueId {
        match element {
            Element::Convert => args[0],
            Element::Unary(op, dtype) => {
                let x = self.b.convert(args[0], dtype);
                self.b.unary(op, x)
            }
            Element::Binary(op, dtype) => {
                let x = self.b.convert(args[0], dtype);
                let y = self.b.convert(args[1], dtype);
                self.b.binary(op, x, y)
            }
            Element::Compare(op, dtypes) => self.scalar_compare(op, args[0], args[1], dtypes),
            Element::Select(dtype) => {
                let cond = self.b.convert(args[0], Dtype::Bool);
                let x = self.b.convert(args[1], dtype);
                let y = self.b.convert(args[2], dtype);
                self.b.select(cond, x, y)
            }
        }
    }

    /// Loops over all indices of a shape, outermost axis first.
    pub(super) fn nest(&mut self, shape: &[ValueId], body: &mut dyn FnMut(&mut Self, &[ValueId])) {
        self.nest_from(shape, &mut Vec::new(), body);
    }

    fn nest_from(&mut self, shape: &[ValueId], index: &mut Vec<ValueId>, body: &mut dyn FnMut(&mut Self, &[ValueId])) {
        if index.len() == shape.len() {
            return body(self, index);
        }
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let length = shape[index.len()];
        let region = self.b.open(&[Ty::I64]);
        index.push(self.b.params_of(region)[0]);
        self.nest_from(shape, index, body);
        index.pop();
        self.b.yield_(&[]);
        self.b.close();
        self.b.for_([zero, length, one], &[], region);
    }

    /// Writes an expression to an array of its shape; the two do not overlap.
    pub(super) fn store_elements(&mut self, target: ValueId, lazy: &Lazy) {
        let dtype = self.array_dtype(target);
        let Ty::Array { ndim, .. } = *self.b.function().ty(target) else { crate::ice!("no array") };
        let shape: Vec<ValueId> = (0..ndim as usize).map(|axis| self.b.dim(target, axis)).collect();
        let node = self.spread(&lazy.node, &shape);
        self.nest(&shape.clone(), &mut |this, index| {
            let value = this.element_at(&node, index);
            let value = this.b.convert(value, dtype);
            this.b.store(target, index, value);
        });
    }

    /// `target[...] = expression`: the shape must broadcast to the target's; overlap takes a temporary.
    pub(super) fn assign_elements(&mut self, target: ValueId, lazy: &Lazy) {
        self.check_assignable(target, &lazy.shape);
        let sources = arrays_of(&lazy.node);
        let risky: Vec<ValueId> = sources.into_iter().filter(|&source| source != target).collect();
        let overlap = risky.into_iter().map(|s| self.b.push1(Op::MayOverlap, &[target, s], Ty::BOOL));
        let overlap: Vec<ValueId> = overlap.collect();
        let Some(overlap) = overlap.into_iter().reduce(|a, b| self.b.binary(ir::BinaryOp::Or, a, b)) else {
            return self.store_elements(target, lazy);
        };
        self.branch(
            overlap,
            Vec::new(),
            |this| {
                let copy = store_fresh(this, lazy);
                let copy = this.lazy(&Val::One(copy));
                this.store_elements(target, &copy);
            },
            |this| this.store_elements(target, lazy),
        );
    }

    /// ValueError unless `shape` broadcasts to the target's shape.
    fn check_assignable(&mut self, target: ValueId, shape: &[ValueId]) {
        let Ty::Array { ndim, .. } = *self.b.function().ty(target) else { crate::ice!("no array") };
        let ndim = ndim as usize;
        let own: Vec<ValueId> = (0..ndim).map(|axis| self.b.dim(target, axis)).collect();
        let operands: Vec<ValueId> = own.iter().chain(shape).copied().collect();
        let kind = CheckKind::AssignShape { destination: ndim as u8, source: shape.len() as u8 };
        let one = self.b.i64(1);
        for (i, &length) in shape.iter().rev().enumerate() {
            let is_one = self.b.compare(CompareOp::Eq, length, one);
            let fine = match ndim.checked_sub(i + 1) {
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

/// Stores an expression in a fresh array in C order.
pub(super) fn store_fresh(lowering: &mut Lowering<'_>, lazy: &Lazy) -> ValueId {
    let ty = Ty::Array { dtype: lazy.dtype, ndim: lazy.shape.len() as u8, layout: Layout::C };
    let target = lowering.b.alloc(ty, &lazy.shape, Fill::Uninit);
    lowering.store_elements(target, lazy);
    target
}

/// All arrays that an expression reads.
fn arrays_of(node: &Node) -> Vec<ValueId> {
    match node {
        Node::Array(array) => vec![*array],
        Node::Scalar(_) => Vec::new(),
        Node::Map(_, args, _) => args.iter().flat_map(|arg| arrays_of(arg)).collect(),
    }
}
