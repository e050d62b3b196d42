//! Array expressions: a shape and an element at an index, evaluated only where they are stored (see [`super::nest`]).
//!
//! Input: operands (arrays, scalars, other expressions) and element-wise operations. Output: expressions; an element.
//! Never: loops.

use super::Lowering;
use super::pick::Picked;
use super::value::Val;
use crate::ir::{self, CalleeId, CheckKind, CompareOp, Fill, Op, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::promote::{Operand, result_layout};
use crate::types::{Dtype, Layout};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// An array expression.
#[derive(Clone, Debug)]
pub(super) struct Lazy {
    /// Its shape.
    pub shape: Vec<ValueId>,
    /// Its elements' type.
    pub dtype: Dtype,
    /// The layout that it has once it is stored.
    pub layout: Layout,
    /// Its element at an index.
    pub node: Node,
}

impl Lazy {
    /// A scalar (an array without axes is none).
    pub(super) fn is_scalar(&self) -> bool {
        matches!(self.node, Node::Scalar(_))
    }

    /// A scalar.
    pub(super) fn scalar(value: ValueId, dtype: Dtype) -> Lazy {
        Lazy { shape: Vec::new(), dtype, layout: Layout::C, node: Node::Scalar(value) }
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
    /// What index arrays pick, broadcast to the expression's shape.
    Picked(Rc<Picked>),
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
    /// The operator `**`; an int exponent keeps its dtype.
    Power(Dtype),
    /// Two operands, a bool; the operands' dtypes may be int64 and uint64.
    Compare(CompareOp, [Dtype; 2]),
    /// A function of scalars; operands are converted to its parameters' dtypes.
    Call(CalleeId),
    /// The second operand where the first is true, else the third.
    Where(Dtype),
    /// The conversion alone.
    Convert,
}

impl Element {
    /// Is it a matter of a few instructions?
    pub(super) fn is_cheap(self) -> bool {
        use ir::{BinaryOp as B, UnaryOp as U};
        match self {
            Element::Compare(..) | Element::Where(_) | Element::Convert => true,
            Element::Unary(op, _) => matches!(
                op,
                U::Neg | U::Not | U::Abs | U::Real | U::Imag | U::Conj | U::IsNan | U::IsInf | U::IsFinite | U::SignBit
            ),
            Element::Binary(op, _) => {
                matches!(op, B::Add | B::Sub | B::Mul | B::And | B::Or | B::Xor | B::Minimum | B::Maximum)
            }
            Element::Power(_) | Element::Call(_) => false,
        }
    }
}

impl Lowering<'_> {
    /// An operand as an expression.
    pub(super) fn lazy(&mut self, value: &Val) -> Rc<Lazy> {
        match value {
            Val::Lazy(lazy) => lazy.clone(),
            Val::One(value) => match self.b.function().ty(*value).clone() {
                Ty::Array { dtype, layout, .. } => {
                    Rc::new(Lazy { shape: self.shape_of(*value), dtype, layout, node: Node::Array(*value) })
                }
                Ty::Scalar(dtype) => Rc::new(Lazy::scalar(*value, dtype)),
                other => crate::ice!("{other:?} in an array expression"),
            },
            Val::Optional(present, value) => {
                self.check(Check::NoneValue, *present, &[]);
                self.lazy(value)
            }
            other => crate::ice!("{other:?} in an array expression"),
        }
    }

    /// An element-wise operation over operands broadcast against each other.
    pub(super) fn map(&mut self, element: Element, operands: &[Rc<Lazy>], dtype: Dtype) -> Val {
        let mut shape: Vec<ValueId> = operands[0].shape.clone();
        for operand in &operands[1..] {
            shape = self.broadcast(&shape, &operand.shape, Check::BroadcastShape);
        }
        let nodes = operands.iter().map(|operand| Rc::new(operand.node.clone())).collect();
        let arrays = operands.iter().filter(|operand| !operand.is_scalar());
        let layout = result_layout(arrays.map(|operand| operand.layout));
        Val::Lazy(Rc::new(Lazy { shape, dtype, layout, node: Node::Map(element, nodes, dtype) }))
    }

    /// The common shape of two operands, or the check fails.
    pub(super) fn broadcast(&mut self, left: &[ValueId], right: &[ValueId], check: Check) -> Vec<ValueId> {
        if left.is_empty() || right.is_empty() {
            return if left.is_empty() { right.to_vec() } else { left.to_vec() };
        }
        let ndim = left.len().max(right.len());
        let one = self.b.i64(1);
        let mut shape = Vec::with_capacity(ndim);
        let operands: Vec<ValueId> = left.iter().chain(right).copied().collect();
        let kind = CheckKind::Shapes { check, left: left.len() as u8, right: right.len() as u8 };
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

    /// The element at an index; an array with fewer axes than it has the last ones.
    pub(super) fn element_at(&mut self, node: &Node, index: &[ValueId]) -> ValueId {
        self.element_of(node, index, &mut FxHashMap::default())
    }

    /// The same; an array that the expression names twice is read once, and what is made of its element is made once.
    fn element_of(&mut self, node: &Node, index: &[ValueId], loads: &mut FxHashMap<ValueId, ValueId>) -> ValueId {
        match node {
            Node::Array(array) => {
                if let Some(&loaded) = loads.get(array) {
                    return loaded;
                }
                let first = index.len() - self.ndim(*array);
                let loaded = self.b.load(*array, &index[first..]);
                loads.insert(*array, loaded);
                loaded
            }
            Node::Scalar(value) => *value,
            Node::Picked(picked) => {
                let at = self.picked_index(picked, index);
                self.b.load(picked.base, &at)
            }
            Node::Map(element, args, dtype) => {
                let args: Vec<ValueId> = args.iter().map(|arg| self.element_of(arg, index, loads)).collect();
                let value = self.apply(*element, &args);
                self.b.convert(value, *dtype)
            }
        }
    }

    fn call_element(&mut self, callee: CalleeId, args: &[ValueId]) -> ValueId {
        let ir::Callee { params, results, .. } = self.b.function().callees[callee.0 as usize].clone();
        let dtypes = params.iter().map(|ty| match ty {
            Ty::Scalar(dtype) => *dtype,
            other => crate::ice!("{other:?} as a parameter of an element-wise function"),
        });
        let args: Vec<ValueId> = args.iter().zip(dtypes).map(|(&arg, dtype)| self.b.convert(arg, dtype)).collect();
        self.b.push1(Op::Call(callee), &args, results[0].clone())
    }

    pub(super) fn apply(&mut self, element: Element, args: &[ValueId]) -> ValueId {
        match element {
            Element::Convert => args[0],
            Element::Call(callee) => self.call_element(callee, args),
            Element::Unary(op, dtype) => {
                let x = self.b.convert(args[0], dtype);
                self.b.unary(op, x)
            }
            Element::Binary(op, dtype) => {
                let x = self.b.convert(args[0], dtype);
                let y = self.b.convert(args[1], dtype);
                if op == ir::BinaryOp::Pow { self.element_power(x, y) } else { self.b.binary(op, x, y) }
            }
            Element::Power(dtype) => {
                let x = self.b.convert(args[0], dtype);
                let own = self.b.function().dtype(args[1]);
                let y = self.b.convert(args[1], if own.is_int() && !dtype.is_complex() { own } else { dtype });
                let y = if dtype.is_int() { self.b.convert(y, dtype) } else { y };
                self.element_power(x, y)
            }
            Element::Where(dtype) => {
                let test = self.b.convert(args[0], Dtype::Bool);
                let x = self.b.convert(args[1], dtype);
                let y = self.b.convert(args[2], dtype);
                self.b.select(test, x, y)
            }
            Element::Compare(op, dtypes) => self.scalar_compare(op, args[0], args[1], dtypes),
        }
    }
}

/// Stores an expression in a fresh array.
pub(super) fn store_fresh(lowering: &mut Lowering<'_>, lazy: &Lazy) -> ValueId {
    let layout = if lazy.layout == Layout::F { Layout::F } else { Layout::C };
    let ty = Ty::Array { dtype: lazy.dtype, ndim: lazy.shape.len() as u8, layout };
    let target = lowering.b.alloc(ty, &lazy.shape, Fill::Uninit);
    lowering.store_elements(target, lazy);
    target
}
