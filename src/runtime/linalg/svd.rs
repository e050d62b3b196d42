//! The singular value decomposition.
//!
//! Input: stacks of matrices. Output: singular values in descending order, singular vectors. Never: what follows from them
//! (ranks, norms, pseudo-inverses and least squares are functions of the prelude).

use super::field::{Field, with_field};
use super::matrix::{arrays, read, stack, write};
use super::{decomposed, linalg_error};
use crate::runtime::array::Array;
use crate::runtime::context::Context;
use crate::runtime::exception::Raised;
use crate::runtime::routine::{Operand, Outcome};
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::svd::{self, ComputeSvdVectors};
use faer::{Mat, Par};

/// See [`decomposed`].
const STEPS: f64 = 8.0;

/// `s, a`: the singular values. `u, s, vh, a`: the vectors too, as many as `u` and `vh` have room for.
pub(super) fn factor(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    if operands.len() == 2 {
        let [s, a] = arrays(operands)?;
        with_field!(working_dtype(a, s), T => values::<T>(ctx, s, a))?;
    } else {
        let [u, s, vh, a] = arrays(operands)?;
        with_field!(u.dtype(), T => vectors::<T>(ctx, u, s, vh, a))?;
    }
    Ok(None)
}

fn working_dtype(a: &Array, s: &Array) -> crate::types::Dtype {
    if a.dtype().is_float() || a.dtype().is_complex() { a.dtype() } else { s.dtype() }
}

fn values<T: Field>(ctx: &Context, s: &Array, a: &Array) -> Result<(), Raised> {
    for (s, a) in stack(s, 1)?.iter().zip(stack(a, 2)?) {
        let diagonal = decomposed(ctx, read::<T>(&a)?, STEPS, |matrix| decompose(&matrix, None, None))??;
        write_values(s, &diagonal)?;
    }
    Ok(())
}

fn vectors<T: Field>(ctx: &Context, u: &Array, s: &Array, vh: &Array, a: &Array) -> Result<(), Raised> {
    let parts = stack(u, 2)?.into_iter().zip(stack(s, 1)?).zip(stack(vh, 2)?).zip(stack(a, 2)?);
    for (((u, s), vh), a) in parts {
        let (left_shape, right_shape) = ((u.shape()[0], u.shape()[1]), (vh.shape()[1], vh.shape()[0]));
        let all = move |matrix: Mat<T>| {
            let (mut left, mut right) =
                (Mat::zeros(left_shape.0, left_shape.1), Mat::zeros(right_shape.0, right_shape.1));
            decompose(&matrix, Some(&mut left), Some(&mut right)).map(|diagonal| (left, diagonal, right))
        };
        let (left, diagonal, right) = decomposed(ctx, read::<T>(&a)?, STEPS, all)??;
        write_values(&s, &diagonal)?;
        write(&u, left.as_ref())?;
        write(&vh, right.adjoint().to_owned().as_ref())?;
    }
    Ok(())
}

fn write_values<T: Field>(s: &Array, diagonal: &Diag<T>) -> Result<(), Raised> {
    let values = (0..s.shape()[0]).map(|k| diagonal[k].re()).collect::<Vec<T::Real>>();
    let values = Array::from_shape_vec(s.shape(), values).ok_or(crate::runtime::exception::Check::Internal)?;
    s.assign(&values)
}

fn decompose<T: Field>(a: &Mat<T>, u: Option<&mut Mat<T>>, v: Option<&mut Mat<T>>) -> Result<Diag<T>, Raised> {
    let (rows, columns) = (a.nrows(), a.ncols());
    let amount = |vectors: Option<usize>| match vectors {
        None => ComputeSvdVectors::No,
        Some(n) if n == rows.min(columns) => ComputeSvdVectors::Thin,
        Some(_) => ComputeSvdVectors::Full,
    };
    let (left, right) = (amount(u.as_ref().map(|u| u.ncols())), amount(v.as_ref().map(|v| v.ncols())));
    let scratch = svd::svd_scratch::<T>(rows, columns, left, right, Par::Seq, Default::default());
    let mut memory = MemBuffer::new(scratch);
    let mut diagonal = Diag::zeros(rows.min(columns));
    svd::svd(
        a.as_ref(),
        diagonal.as_mut(),
        u.map(|u| u.as_mut()),
        v.map(|v| v.as_mut()),
        Par::Seq,
        MemStack::new(&mut memory),
        Default::default(),
    )
    .map_err(|_| linalg_error("SVD did not converge"))?;
    Ok(diagonal)
}
