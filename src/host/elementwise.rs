//! Element-wise work on arrays: what the engine compiles, and the plain way to do it.
//!
//! Input: an op of the IR, operands of one shape, a result array. Output: the result's elements.
//! Never: promotion, broadcasting, allocation (done before), overlap of operands and result (copied before).

use super::Outcome;
use crate::ir::{self, eval};
use crate::runtime::array::{Array, Scalar};
use crate::types::Dtype;

/// What is done per element.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ElementOp {
    /// One operand.
    Unary(ir::UnaryOp),
    /// Two operands.
    Binary(ir::BinaryOp),
    /// Two operands; the result is bool.
    Compare(ir::CompareOp),
    /// One operand: a conversion to the result's dtype.
    Cast,
}

/// One element-wise operation.
pub struct Elementwise<'a> {
    /// What is done.
    pub op: ElementOp,
    /// What each operand is converted to first.
    pub dtypes: &'a [Dtype],
    /// Each has the result's shape (strides may be 0), and none overlaps it unless element for element.
    pub operands: &'a [Array],
    /// The op's result is converted to its dtype and written.
    pub out: &'a Array,
}

/// Does element-wise work.
pub trait Kernels: Send + Sync {
    /// Does one operation.
    ///
    /// # Errors
    /// An interrupt; what the op raises.
    fn elementwise(&self, work: &Elementwise<'_>) -> Outcome<()> {
        plain(work);
        Ok(())
    }
}

/// Kernels that evaluate element by element.
#[derive(Debug, Default)]
pub struct PlainKernels;

impl Kernels for PlainKernels {}

/// Element by element, by the meaning of the op.
pub fn plain(work: &Elementwise<'_>) {
    let mut operands: Vec<_> = work.operands.iter().map(Array::iter).collect();
    let target = work.out.dtype();
    let mut index = IndexCounter::new(work.out.shape());
    for _ in 0..work.out.size() {
        let mut args = [Scalar::Bool(false); 2];
        for (k, operand) in operands.iter_mut().enumerate() {
            args[k] = operand.next().map_or(Scalar::Bool(false), |value| value.cast(work.dtypes[k]));
        }
        let value = apply(work.op, &args[..operands.len()]);
        // The index is in range: it counts through the result's own shape.
        let _ = work.out.set(index.current(), value.cast(target));
        index.advance();
    }
}

/// One op on scalars, converted already.
#[must_use]
pub fn apply(op: ElementOp, args: &[Scalar]) -> Scalar {
    let operand = |k: usize| eval::Scalar::from(args[k]);
    Scalar::from(match op {
        ElementOp::Unary(op) => eval::eval_unary(op, operand(0)),
        ElementOp::Binary(op) => eval::eval_binary(op, operand(0), operand(1)),
        ElementOp::Compare(op) => eval::Scalar::bool(eval::eval_compare(op, operand(0), operand(1))),
        ElementOp::Cast => operand(0),
    })
}

/// Counts through the indices of a shape in C order.
struct IndexCounter {
    shape: Vec<i64>,
    at: Vec<i64>,
}

impl IndexCounter {
    fn new(shape: &[usize]) -> Self {
        Self { shape: shape.iter().map(|&n| n as i64).collect(), at: vec![0; shape.len()] }
    }

    fn current(&self) -> &[i64] {
        &self.at
    }

    fn advance(&mut self) {
        for axis in (0..self.shape.len()).rev() {
            self.at[axis] += 1;
            if self.at[axis] < self.shape[axis] {
                return;
            }
            self.at[axis] = 0;
        }
    }
}
