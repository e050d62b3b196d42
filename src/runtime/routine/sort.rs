//! Sorting, selecting, searching (see [`crate::runtime::sort`]), and where elements are not zero.
//!
//! Input: operands. Output: elements written. Never: the work itself.

use super::{Operand, Outcome, Routine};
use crate::runtime::array::{Array, Index};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, Raised};
use crate::runtime::room;
use crate::runtime::sort::{self, Side};

pub(super) static ROUTINES: &[Routine] = &[
    Routine { name: "sort", run: sort_lanes },
    Routine { name: "argsort", run: argsort },
    Routine { name: "partition", run: partition },
    Routine { name: "argpartition", run: argpartition },
    Routine { name: "searchsorted", run: searchsorted },
    Routine { name: "nonzero", run: nonzero },
];

fn axis(operand: &Operand, array: &Array) -> Result<usize, Raised> {
    usize::try_from(operand.int()?).ok().filter(|&axis| axis < array.ndim()).ok_or(Check::Internal.into())
}

/// `a, axis`: sorts in place.
fn sort_lanes(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [a, at] = operands else { return Err(Check::Internal.into()) };
    let a = a.array()?;
    sort::sort(a, axis(at, a)?)?;
    Ok(None)
}

/// `target, a, axis`
fn argsort(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, a, at] = operands else { return Err(Check::Internal.into()) };
    let a = a.array()?;
    sort::argsort(target.array()?, a, axis(at, a)?)?;
    Ok(None)
}

/// The places of an array of ints, which are within so many elements.
fn places(operand: &Operand, n: usize) -> Result<Vec<usize>, Raised> {
    let place = |i: i64| usize::try_from(i).ok().filter(|&i| i < n).ok_or(Check::Internal.into());
    room::gathered_while(operand.array()?.to_vec::<i64>()?.into_iter().map(place), || Ok(()))
}

/// `a, kth, axis`: in place.
fn partition(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [a, kth, at] = operands else { return Err(Check::Internal.into()) };
    let a = a.array()?;
    let axis = axis(at, a)?;
    sort::partition(a, &places(kth, a.shape()[axis])?, axis)?;
    Ok(None)
}

/// `target, a, kth, axis`
fn argpartition(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, a, kth, at] = operands else { return Err(Check::Internal.into()) };
    let a = a.array()?;
    let axis = axis(at, a)?;
    sort::argpartition(target.array()?, a, &places(kth, a.shape()[axis])?, axis)?;
    Ok(None)
}

/// `target, sorted, values, is_right`
fn searchsorted(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, sorted, values, is_right] = operands else { return Err(Check::Internal.into()) };
    let side = if is_right.scalar()?.as_bool() { Side::Right } else { Side::Left };
    sort::search_sorted(target.array()?, sorted.array()?, values.array()?, side)?;
    Ok(None)
}

/// `target, a`: writes the indices of the elements that are not zero to the columns of `target`, which has a row per
/// axis and as many columns.
fn nonzero(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, a] = operands else { return Err(Check::Internal.into()) };
    let (target, a) = (target.array()?, a.array()?);
    for (axis, places) in sort::nonzero(a)?.into_iter().enumerate() {
        target.index(&[Index::At(axis as i64)])?.assign(&Array::from_vec(places))?;
    }
    Ok(None)
}
