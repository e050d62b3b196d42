//! The order of axes in memory, as NumPy's iterator sees it.
//!
//! Input: shapes and strides. Output: orders of axes; views whose axes are ordered as memory.
//! Never: elements.

use super::Array;
use crate::runtime::exception::Raised;

/// Strides over a shape; 0 along axes that are repeated or have one element.
#[must_use]
pub fn memory_strides(array: &Array, shape: &[usize]) -> Vec<isize> {
    let strides = array.broadcast_strides(shape).unwrap_or_else(|| shape.iter().map(|_| 0).collect());
    let missing = shape.len() - array.ndim();
    let single = |axis: usize| axis < missing || array.shape()[axis - missing] == 1;
    strides.iter().enumerate().map(|(axis, &stride)| if single(axis) { 0 } else { stride }).collect()
}

/// NumPy's order of axes for operands of these strides: an insertion sort from C order by the first operand that tells
/// two axes apart. The first axis of the answer is to have the largest stride.
#[must_use]
pub fn outermost_first(ndim: usize, strides: &[Vec<isize>]) -> Vec<usize> {
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

/// The array with its axes in the order of memory, and for each axis of that view the array's own. None is turned around.
///
/// # Errors
/// None that an array can have.
pub fn as_memory(array: &Array) -> Result<(Array, Vec<usize>), Raised> {
    let strides = memory_strides(array, array.shape());
    let order = outermost_first(array.ndim(), std::slice::from_ref(&strides));
    Ok((array.permute(&order)?, order))
}
