//! Between arrays and matrices.
//!
//! Input: arrays of any dtype and layout. Output: the matrices of a stack, copied to column order (a decomposition
//! overwrites what it is given); elements written back. Never: arithmetic.

use super::field::Field;
use crate::runtime::array::{Array, Index};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, Raised};
use crate::runtime::room;
use crate::runtime::routine::{Operand, Outcome};
use faer::{Mat, MatRef};
use num_traits::Zero;

/// The operands of a routine, which all must be arrays.
pub(super) fn arrays<const N: usize>(operands: &[Operand]) -> Result<[&Array; N], Raised> {
    let arrays = operands.iter().map(Operand::array).collect::<Result<Vec<_>, _>>()?;
    arrays.try_into().map_err(|_| Check::Internal.into())
}

/// The parts of a stack: what remains of an array without its axes before the last `kept`.
pub(super) fn stack(array: &Array, kept: usize) -> Result<Vec<Array>, Raised> {
    let outer = array.ndim().checked_sub(kept).ok_or(Check::Internal)?;
    let mut parts = vec![array.clone()];
    for &n in &array.shape()[..outer] {
        let at = |part: &Array, i: usize| part.index(&[Index::At(i as i64)]);
        parts = room::gathered_while(parts.iter().flat_map(|part| (0..n).map(move |i| at(part, i))), || Ok(()))?;
    }
    Ok(parts)
}

/// `target, source, axis`: the elements of an array, one of whose axes is the last one of the target.
pub(super) fn axis_last(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, axis] = operands else { return Err(Check::Internal.into()) };
    let (source, axis) = (source.array()?, axis.int()? as usize);
    let others = (0..source.ndim()).filter(|&it| it != axis);
    let axes: Vec<usize> = others.chain([axis]).collect();
    target.array()?.assign(&source.permute(&axes)?)?;
    Ok(None)
}

/// A matrix of these elements.
pub(super) fn read<T: Field>(array: &Array) -> Result<Mat<T>, Raised> {
    let &[rows, columns] = array.shape() else { return Err(Check::Internal.into()) };
    Ok(MatRef::from_row_major_slice(&array.to_vec::<T>()?, rows, columns).to_owned())
}

/// Drops the imaginary parts of the diagonal, which a Hermitian matrix has not and LAPACK does not read.
pub(super) fn real_diagonal<T: Field>(matrix: &mut Mat<T>) {
    (0..matrix.nrows()).for_each(|i| matrix[(i, i)] = T::from_parts(matrix[(i, i)].re(), Zero::zero()));
}

/// Writes a matrix to an array of its shape.
pub(super) fn write<T: Field>(target: &Array, matrix: MatRef<'_, T>) -> Result<(), Raised> {
    let rows = (0..matrix.nrows()).flat_map(|i| (0..matrix.ncols()).map(move |j| (i, j)));
    write_elements(target, room::gathered(rows.map(|(i, j)| matrix[(i, j)]))?)
}

/// Writes elements in C order to an array that has as many.
pub(super) fn write_elements<T: Field>(target: &Array, values: Vec<T>) -> Result<(), Raised> {
    let values = Array::from_shape_vec(target.shape(), values).ok_or(Check::Internal)?;
    target.assign(&values)
}
