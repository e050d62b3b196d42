//! The order of axes in memory: where results of element-wise operations lie as NumPy lays them out.
//!
//! Input: shapes and strides. Output: fresh arrays in "K" order; copies in that order.
//! Never: elements.

use super::super::{Outcome, Run};
use super::convert;
use crate::runtime::array::{Array, memory_strides, outermost_first};
use crate::types::Dtype;

/// Fresh memory for the result of an operation on arrays that broadcast to `shape`: its axes are ordered as theirs.
pub(super) fn allocate(run: &Run, dtype: Dtype, shape: &[usize], operands: &[Array]) -> Outcome<Array> {
    if operands.iter().all(Array::is_c_contiguous) {
        return convert::empty(run, dtype, shape);
    }
    let strides: Vec<Vec<isize>> = operands.iter().map(|operand| memory_strides(operand, shape)).collect();
    let order = outermost_first(shape.len(), &strides);
    let permuted: Vec<usize> = order.iter().map(|&axis| shape[axis]).collect();
    let array = convert::empty(run, dtype, &permuted)?;
    Ok(array.permute(&inverse(&order))?)
}

fn inverse(order: &[usize]) -> Vec<usize> {
    let mut inverse = vec![0; order.len()];
    for (place, &axis) in order.iter().enumerate() {
        inverse[axis] = place;
    }
    inverse
}

/// A copy whose axes are ordered in memory as the array's.
pub(super) fn copy(run: &Run, array: &Array, dtype: Dtype) -> Outcome<Array> {
    let copy = allocate(run, dtype, array.shape(), std::slice::from_ref(array))?;
    copy.assign(array)?;
    Ok(copy)
}
