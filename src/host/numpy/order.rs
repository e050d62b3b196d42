//! The order of axes in memory: where results of element-wise operations lie as NumPy lays them out.
//!
//! Input: shapes and strides. Output: fresh arrays in "K" order; views whose axes are ordered as memory.
//! Never: elements.

use super::super::{Outcome, Run};
use super::convert;
use crate::runtime::array::Array;
use crate::types::Dtype;

/// Fresh memory for the result of an operation on arrays that broadcast to `shape`: its axes are ordered as theirs.
pub(super) fn allocate(run: &Run, dtype: Dtype, shape: &[usize], operands: &[Array]) -> Outcome<Array> {
    if operands.iter().all(Array::is_c_contiguous) {
        return convert::empty(run, dtype, shape);
    }
    let strides: Vec<Vec<isize>> = operands.iter().map(|operand| broadcast_strides(operand, shape)).collect();
    let order = outermost_first(shape.len(), &strides);
    let permuted: Vec<usize> = order.iter().map(|&axis| shape[axis]).collect();
    let array = convert::empty(run, dtype, &permuted)?;
    Ok(array.permute(&inverse(&order))?)
}

/// Strides over a shape; 0 along axes that are repeated or have one element.
fn broadcast_strides(array: &Array, shape: &[usize]) -> Vec<isize> {
    let strides = array.broadcast_strides(shape).unwrap_or_else(|| shape.iter().map(|_| 0).collect());
    let missing = shape.len() - array.ndim();
    let single = |axis: usize| axis < missing || array.shape()[axis - missing] == 1;
    strides.iter().enumerate().map(|(axis, &stride)| if single(axis) { 0 } else { stride }).collect()
}

/// NumPy's order of axes for operands of these strides: an insertion sort from C order by the first operand that tells
/// two axes apart. The first axis of the answer is to have the largest stride.
fn outermost_first(ndim: usize, strides: &[Vec<isize>]) -> Vec<usize> {
    let mut inner_first: Vec<usize> = (0..ndim).rev().collect();
    for start in 1..ndim {
        let axis = inner_first[start];
        let mut place = start;
        for before in (0..start).rev() {
            match is_inside(strides, axis, inner_first[before]) {
                Some(true) => place = before,
                Some(false) => break,
                None => {}
            }
        }
        inner_first.remove(start);
        inner_first.insert(place, axis);
    }
    inner_first.into_iter().rev().collect()
}

/// Is `axis` to vary faster than `other`? None where no operand tells.
fn is_inside(strides: &[Vec<isize>], axis: usize, other: usize) -> Option<bool> {
    let mut verdict = None;
    for strides in strides {
        let (own, others) = (strides[axis].unsigned_abs(), strides[other].unsigned_abs());
        if own == 0 || others == 0 {
            continue;
        }
        if others <= own {
            verdict = Some(false);
        } else if verdict.is_none() {
            verdict = Some(true);
        }
    }
    verdict
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

/// The array with its axes in the order of memory, and for each axis of that view the array's own. None is turned around.
pub(super) fn as_memory(array: &Array) -> Outcome<(Array, Vec<usize>)> {
    let strides = broadcast_strides(array, array.shape());
    let order = outermost_first(array.ndim(), std::slice::from_ref(&strides));
    Ok((array.permute(&order)?, order))
}
