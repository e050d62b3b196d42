//! The Cholesky decomposition.
//!
//! Input: stacks of Hermitian matrices, of which the lower triangle is read. Output: lower triangles. Never: the upper one.

use super::decomposed;
use super::field::{Field, with_field};
use super::matrix::{arrays, read, real_diagonal, stack, write};
use crate::runtime::array::{Array, Scalar};
use crate::runtime::context::Context;
use crate::runtime::exception::Raised;
use crate::runtime::routine::{Operand, Outcome};
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{cholesky_in_place, cholesky_in_place_scratch};
use faer::{Mat, Par};
use num_traits::{Float, Zero};

/// See [`decomposed`].
const STEPS: f64 = 0.1;

/// `target, a`: the lower triangle `l` of `a == l @ l.conj().T`. Gives false where a matrix is not positive definite.
pub(super) fn factor(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, a] = arrays(operands)?;
    let factored = with_field!(target.dtype(), T => factor_stack::<T>(ctx, target, a))?;
    Ok(Some(Scalar::Bool(factored)))
}

fn factor_stack<T: Field>(ctx: &Context, target: &Array, a: &Array) -> Result<bool, Raised> {
    for (target, a) in stack(target, 2)?.iter().zip(stack(a, 2)?) {
        let Some(factor) = decomposed(ctx, read::<T>(&a)?, STEPS, lower_factor)? else { return Ok(false) };
        write(target, factor.as_ref())?;
    }
    Ok(true)
}

fn lower_factor<T: Field>(mut matrix: Mat<T>) -> Option<Mat<T>> {
    let n = matrix.nrows();
    real_diagonal(&mut matrix);
    // As LAPACK, which lets nan through.
    if (0..n).any(|j| (j..n).any(|i| matrix[(i, j)].modulus().is_nan())) {
        let nan = T::from_parts(Float::nan(), Zero::zero());
        return Some(Mat::from_fn(n, n, |i, j| if i < j { T::zero() } else { nan }));
    }
    let mut memory = MemBuffer::new(cholesky_in_place_scratch::<T>(n, Par::Seq, Default::default()));
    let memory = MemStack::new(&mut memory);
    let done = cholesky_in_place(matrix.as_mut(), Default::default(), Par::Seq, memory, Default::default());
    if done.is_err() {
        return None;
    }
    Some(Mat::from_fn(n, n, |i, j| if i < j { T::zero() } else { matrix[(i, j)] }))
}
