//! Products of vectors and matrices.
//!
//! Input: operands. Output: arrays or scalars; of floating-point numbers by the runtime, of ints by loops. Never: decompositions.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::convert;
use super::operand::Operand;
use crate::runtime::array::{Array, Index, Scalar, broadcast_shapes, shape_text, with_element};
use crate::runtime::context::Context;
use crate::runtime::reduce::Number;
use crate::runtime::{linalg, room};
use crate::types::{BinaryOp, promote_dtypes, refusal};

/// `a @ b`
///
/// # Errors
/// ValueError for shapes that do not fit or numbers instead of arrays.
pub(super) fn matmul(run: &Run, a: &Operand, b: &Operand) -> Outcome<Value> {
    if a.scalar().is_some() || b.scalar().is_some() {
        let refused = refusal::binary(BinaryOp::MatMul, a.types(), b.types()).err();
        return Err(refused.map_or_else(|| no_axes(a), convert::refused));
    }
    let (a, b) = (a.to_array()?, b.to_array()?);
    // A vector is a row on the left and a column on the right.
    let left = if a.ndim() == 1 { a.index(&[Index::NewAxis])? } else { a.clone() };
    let right = if b.ndim() == 1 { b.index(&[Index::Ellipsis, Index::NewAxis])? } else { b.clone() };
    let (inner, other) = (left.shape()[left.ndim() - 1], right.shape()[right.ndim() - 2]);
    if inner != other {
        return Err(Exception::value_error(format!(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) \
             (size {other} is different from {inner})"
        )));
    }
    let product = stacked(run, &left, &right)?;
    let mut drop = vec![Index::Ellipsis];
    drop.extend((a.ndim() == 1).then_some(Index::At(0)));
    drop.push(if b.ndim() == 1 { Index::At(0) } else { Index::Slice(crate::runtime::array::Slice::default()) });
    Ok(convert::result(product.index(&drop)?))
}

fn no_axes(a: &Operand) -> Exception {
    let index = usize::from(a.scalar().is_none());
    Exception::value_error(format!(
        "matmul: Input operand {index} does not have enough dimensions (has 0, gufunc core with signature \
         (n?,k),(k,m?)->(n?,m?) requires 1)"
    ))
}

/// Matrix products along the leading axes.
fn stacked(run: &Run, a: &Array, b: &Array) -> Outcome<Array> {
    let dtype = promote_dtypes(a.dtype(), b.dtype());
    let (rows, inner) = (a.shape()[a.ndim() - 2], a.shape()[a.ndim() - 1]);
    let columns = b.shape()[b.ndim() - 1];
    let outer = broadcast_shapes(&[&a.shape()[..a.ndim() - 2], &b.shape()[..b.ndim() - 2]])?;
    if dtype.is_float() || dtype.is_complex() {
        let shape: Vec<usize> = outer.iter().copied().chain([rows, columns]).collect();
        let mut ctx = Context::new(run.services.clone());
        let product = Array::empty(Some(ctx.account()), dtype, &shape)?;
        linalg::multiply(&mut ctx, &product, a, b)?;
        return Ok(product);
    }
    let spread = |array: &Array, n: usize, m: usize| {
        let shape: Vec<usize> = outer.iter().copied().chain([n, m]).collect();
        array.broadcast_to(&shape)
    };
    let (a, b) = (spread(a, rows, inner)?, spread(b, inner, columns)?);
    let shape: Vec<usize> = outer.iter().copied().chain([rows, columns]).collect();
    with_element!(dtype, T => {
        let (a, b) = (a.to_vec::<T>()?, b.to_vec::<T>()?);
        let mut product = Array::room_for(&shape)?;
        for k in 0..outer.iter().product::<usize>() {
            let (a, b) = (&a[k * rows * inner..][..rows * inner], &b[k * inner * columns..][..inner * columns]);
            multiply(run, a, b, [rows, inner, columns], &mut product)?;
        }
        convert::from_vec(&shape, product)
    })
}

/// Appends the product of two matrices in C order.
fn multiply<T: Number>(
    run: &Run,
    a: &[T],
    b: &[T],
    [rows, inner, columns]: [usize; 3],
    out: &mut Vec<T>,
) -> Outcome<()> {
    for row in 0..rows {
        run.poll()?;
        let start = out.len();
        out.resize(start + columns, T::ZERO);
        let target = &mut out[start..];
        for k in 0..inner {
            let factor = a[row * inner + k];
            for (sum, &value) in target.iter_mut().zip(&b[k * columns..]) {
                *sum = sum.plus(factor.times(value));
            }
        }
    }
    Ok(())
}

/// `np.dot(a, b)`
///
/// # Errors
/// ValueError for shapes that do not fit.
pub(super) fn dot(run: &Run, a: &Operand, b: &Operand) -> Outcome<Value> {
    if a.scalar().is_some() || b.scalar().is_some() {
        return super::operator::operands(run, BinaryOp::Mul, a.clone(), b.clone());
    }
    let (x, y) = (a.to_array()?, b.to_array()?);
    let (last, second_last) = (x.ndim() - 1, y.ndim().saturating_sub(2));
    if x.shape()[last] != y.shape()[second_last] {
        return Err(Exception::value_error(format!(
            "shapes {} and {} not aligned: {} (dim {last}) != {} (dim {second_last})",
            shape_text(x.shape()),
            shape_text(y.shape()),
            x.shape()[last],
            y.shape()[second_last]
        )));
    }
    if y.ndim() <= 2 {
        return matmul(run, a, b);
    }
    Err(Exception::value_error("np.dot of arrays of three and more axes: use `@`"))
}

/// `np.outer(a, b)`
///
/// # Errors
/// As multiplying does.
pub(super) fn outer(run: &Run, a: &Array, b: &Array) -> Outcome<Value> {
    let column = a.reshape(&[-1, 1])?;
    let row = b.reshape(&[1, -1])?;
    super::operator::operands(run, BinaryOp::Mul, Operand::array(column), Operand::array(row))
}

/// The elements of a diagonal.
///
/// # Errors
/// ValueError for arrays that are no matrix.
fn diagonal(array: &Array, offset: i64) -> Outcome<Vec<Scalar>> {
    let [rows, columns] = *array.shape() else {
        return Err(Exception::value_error("diag requires an array of at least two dimensions"));
    };
    let (row, column) = ((-offset).max(0), offset.max(0));
    let count = (rows as i64 - row).min(columns as i64 - column).max(0);
    let elements = (0..count).map(|k| array.get(&[row + k, column + k]));
    Ok(room::gathered_while(elements, || Ok(()))?)
}

/// The sum of a diagonal.
pub(super) fn diagonal_sum(array: &Array, offset: i64) -> Outcome<Value> {
    let elements = diagonal(array, offset)?;
    let dtype = super::reduce::sum_dtype(array.dtype());
    let values = Array::from_scalars(None, dtype, &[elements.len()], elements)?;
    super::reduce::total(&values, dtype)
}

/// `np.vdot(a, b)`
///
/// # Errors
/// ValueError for different sizes.
pub(super) fn vdot(run: &Run, a: &Array, b: &Array) -> Outcome<Value> {
    let a = super::nested::as_array(run, &super::method::conjugate(run, a)?, None)?;
    dot(run, &Operand::array(a.reshape(&[-1])?), &Operand::array(b.reshape(&[-1])?))
}

/// `np.cross(a, b)` of vectors of three along the last axis.
///
/// # Errors
/// ValueError for vectors of another length.
pub(super) fn cross(run: &Run, a: &Array, b: &Array) -> Outcome<Value> {
    if a.shape().last() != Some(&3) || b.shape().last() != Some(&3) {
        return Err(Exception::value_error(
            "incompatible dimensions for cross product\n(both arrays must have 3 elements along the last axis)",
        ));
    }
    let part = |array: &Array, k: i64| array.index(&[Index::Ellipsis, Index::At(k)]);
    let mut parts = Vec::new();
    for (i, j) in [(1, 2), (2, 0), (0, 1)] {
        let left = super::operator::arrays(run, BinaryOp::Mul, &part(a, i)?, &part(b, j)?)?;
        let right = super::operator::arrays(run, BinaryOp::Mul, &part(a, j)?, &part(b, i)?)?;
        parts.push(super::reduce::as_array(super::operator::binary(run, BinaryOp::Sub, &left, &right)?)?);
    }
    Ok(Value::array(super::shape::stack(run, &parts, -1)?))
}
