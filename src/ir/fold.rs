//! What need not be computed again: constants, neutral operands, and pure operations that were done before.
//!
//! Input: an operation about to be appended, by a builder or a pass. Output: the value that it gives, where there is one already or it is a
//! constant. Never: anything that can raise or has an effect; floating-point arithmetic (Cranelift folds it).
//!
//! An operation counts as done before when it stands in a region that is still open: that dominates what follows. Lengths
//! of arrays become equal values by this where they are equal by construction, which is what array expressions look for.

use super::eval::{Scalar, eval_binary, eval_compare, eval_const, eval_convert, eval_unary};
use super::{BinaryOp, CompareOp, Const, Function, Op, Ty, ValueId};
use crate::types::{Dtype, Layout};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Pure operations by what they do, one table per open region.
#[derive(Default)]
pub(crate) struct Memo {
    scopes: Vec<FxHashMap<Key, ValueId>>,
}

/// What an operation does: kind, immediates, operands, result.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Key {
    kind: u8,
    immediate: u64,
    args: SmallVec<[ValueId; 4]>,
    ty: Ty,
}

impl Memo {
    pub(crate) fn open(&mut self) {
        self.scopes.push(FxHashMap::default());
    }

    pub(crate) fn close(&mut self) {
        self.scopes.pop();
    }

    pub(crate) fn get(&self, key: &Key) -> Option<ValueId> {
        self.scopes.iter().rev().find_map(|scope| scope.get(key).copied())
    }

    pub(crate) fn put(&mut self, key: Key, value: ValueId) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(key, value);
        }
    }
}

/// The key of an operation that gives the same wherever it stands.
pub(crate) fn key(op: &Op, args: &[ValueId], ty: &Ty) -> Option<Key> {
    let (kind, immediate) = match *op {
        Op::Const(Const::Int(value)) => (0, value as u64),
        Op::Const(Const::Float(value)) => (1, value.to_bits()),
        Op::ConstStr(text) => (2, u64::from(text.0)),
        Op::Unary(op) => (3, op as u64),
        Op::Binary(op) => (4, op as u64),
        Op::Compare(op) => (5, op as u64),
        Op::Convert => (6, 0),
        Op::Select if !ty.is_reference() => (7, 0),
        Op::Dim(axis) => (8, u64::from(axis)),
        Op::Stride(axis) => (9, u64::from(axis)),
        Op::View => (10, 0),
        Op::MayOverlap => (11, 0),
        Op::Captured(index) => (12, u64::from(index)),
        _ => return None,
    };
    Some(Key { kind, immediate, args: args.into(), ty: ty.clone() })
}

/// What an operation gives, where that is known.
pub(crate) enum Known {
    /// A value that is there.
    Value(ValueId),
    /// A constant of the result's dtype.
    Constant(Const),
}

/// What an operation gives, if that is known.
pub(crate) fn known(f: &Function, op: &Op, args: &[ValueId], ty: &Ty) -> Option<Known> {
    match *op {
        Op::Unary(op) => constant(eval_unary(op, int(f, args[0])?)),
        Op::Binary(op) => match (int(f, args[0]), int(f, args[1])) {
            (Some(x), Some(y)) if !is_undefined(op, y) => constant(eval_binary(op, x, y)),
            (x, y) => neutral(op, (args[0], x), (args[1], y), f.dtype(args[0])).map(Known::Value),
        },
        Op::Compare(op) => compared(f, op, args),
        Op::Convert => constant(eval_convert(int(f, args[0])?, ty.dtype()?)),
        Op::Select => selected(f, args).map(Known::Value),
        Op::Dim(axis) => length(f, args[0], usize::from(axis)).map(Known::Value),
        Op::Stride(axis) => stride(f, args[0], usize::from(axis)).map(Known::Value),
        Op::Bounds { .. } => inside(f, args[0], args[1]).map(Known::Constant),
        Op::MayOverlap if is_apart(f, args[0], args[1]) => Some(Known::Constant(Const::Int(0))),
        _ => None,
    }
}

/// A known index wrapped, where it is within a known length.
fn inside(f: &Function, index: ValueId, length: ValueId) -> Option<Const> {
    let (index, length) = (int(f, index)?.as_i64(), int(f, length)?.as_i64());
    (-length..length).contains(&index).then(|| Const::Int(if index < 0 { index + length } else { index }))
}

/// Is one of two arrays made by an instruction, of memory that the other one cannot be of?
///
/// What is made of an array has a greater number than the array has: values get theirs in the order in which they come to
/// be. The parameter of a loop can hold an array that an iteration before made, but not the one of this iteration.
fn is_apart(f: &Function, a: ValueId, b: ValueId) -> bool {
    let [a, b] = [a, b].map(|array| viewed(f, array));
    a != b && f.def(a.max(b)).is_some_and(|newer| matches!(newer.op, Op::Alloc(_)))
}

/// The array that a view, or a view of a view, is of.
fn viewed(f: &Function, mut array: ValueId) -> ValueId {
    while let Some(def) = f.def(array).filter(|def| def.op == Op::View) {
        array = def.args[0];
    }
    array
}

fn constant(scalar: Scalar) -> Option<Known> {
    Some(Known::Constant(match scalar {
        Scalar::Int(_, value) => Const::Int(value),
        Scalar::F32(value) => Const::Float(f64::from(value)),
        Scalar::F64(value) => Const::Float(value),
        Scalar::C64(..) | Scalar::C128(..) => return None,
    }))
}

/// The bool or int that a value is known to be.
fn int(f: &Function, value: ValueId) -> Option<Scalar> {
    match f.as_const(value)? {
        constant @ Const::Int(_) => Some(eval_const(constant, f.dtype(value))),
        _ => None,
    }
}

/// Left to run time, where a check stands before it.
fn is_undefined(op: BinaryOp, right: Scalar) -> bool {
    matches!(op, BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::Rem | BinaryOp::Pow) && !right.is_true()
}

/// The operand that an operation leaves as it is. Ints and bools only.
fn neutral(
    op: BinaryOp,
    (x, x_known): (ValueId, Option<Scalar>),
    (y, y_known): (ValueId, Option<Scalar>),
    dtype: Dtype,
) -> Option<ValueId> {
    let is = |known: Option<Scalar>, number: i64| known.is_some_and(|known| known.as_i64() == number);
    let all_ones = if dtype == Dtype::Bool { 1 } else { -1 };
    match op {
        BinaryOp::PyMin | BinaryOp::PyMax if x == y => Some(x),
        BinaryOp::And | BinaryOp::Or if x == y => Some(x),
        BinaryOp::Add | BinaryOp::Or | BinaryOp::Xor if is(y_known, 0) => Some(x),
        BinaryOp::Add | BinaryOp::Or | BinaryOp::Xor if is(x_known, 0) => Some(y),
        BinaryOp::Sub | BinaryOp::Shl | BinaryOp::Shr if is(y_known, 0) => Some(x),
        BinaryOp::Mul if is(y_known, 1) || is(x_known, 0) => Some(x),
        BinaryOp::Mul if is(x_known, 1) || is(y_known, 0) => Some(y),
        BinaryOp::FloorDiv if is(y_known, 1) => Some(x),
        BinaryOp::And if is(y_known, all_ones) || is(x_known, 0) => Some(x),
        BinaryOp::And if is(x_known, all_ones) || is(y_known, 0) => Some(y),
        _ => None,
    }
}

fn compared(f: &Function, op: CompareOp, args: &[ValueId]) -> Option<Known> {
    let truth = |value: bool| Some(Known::Constant(Const::Int(i64::from(value))));
    match (int(f, args[0]), int(f, args[1])) {
        (Some(x), Some(y)) => truth(eval_compare(op, x, y)),
        _ if args[0] == args[1] && f.ty(args[0]).dtype().is_some_and(|dtype| dtype.is_int()) => {
            truth(matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge))
        }
        _ => None,
    }
}

fn selected(f: &Function, args: &[ValueId]) -> Option<ValueId> {
    match int(f, args[0]) {
        Some(cond) => Some(if cond.is_true() { args[1] } else { args[2] }),
        None => (args[1] == args[2] && !f.ty(args[1]).is_reference()).then_some(args[1]),
    }
}

/// The length that an array was made with.
fn length(f: &Function, array: ValueId, axis: usize) -> Option<ValueId> {
    let def = f.def(array)?;
    match def.op {
        Op::Alloc(_) => def.args.get(axis).copied(),
        Op::View => def.args.get(2 + axis).copied(),
        _ => None,
    }
}

/// The stride that a view was made with; a contiguous one has what follows from its shape.
fn stride(f: &Function, array: ValueId, axis: usize) -> Option<ValueId> {
    let def = f.def(array)?;
    match (&def.op, f.ty(array)) {
        (Op::View, &Ty::Array { ndim, layout: Layout::A, .. }) => def.args.get(2 + usize::from(ndim) + axis).copied(),
        _ => None,
    }
}
