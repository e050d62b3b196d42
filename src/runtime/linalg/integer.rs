//! Products of matrices of ints and bools.
//!
//! Input: matrices of any dtypes and layouts. Output: elements of a target, in whose dtype they wrap; bools are joined by
//! `and` and `or`. Never: floating-point numbers (`product`).

use crate::runtime::array::{Array, Element, with_element};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, Raised};
use crate::runtime::reduce::Number;
use crate::runtime::room;

/// Writes the product of two matrices of fitting shapes.
pub(super) fn multiply(ctx: &mut Context, target: &Array, a: &Array, b: &Array) -> Result<(), Raised> {
    let (&[rows, inner], &[_, columns]) = (a.shape(), b.shape()) else { return Err(Check::Internal.into()) };
    with_element!(target.dtype(), T => {
        let (a, b) = (a.cast(T::DTYPE)?.to_vec::<T>()?, b.cast(T::DTYPE)?.to_vec::<T>()?);
        let mut product = room::filled(T::ZERO, rows * columns)?;
        for row in 0..rows {
            ctx.services().interrupt.poll()?;
            let sums = &mut product[row * columns..][..columns];
            for k in 0..inner {
                let factor = a[row * inner + k];
                for (sum, &value) in sums.iter_mut().zip(&b[k * columns..]) {
                    *sum = sum.plus(factor.times(value));
                }
            }
        }
        target.assign(&Array::from_shape_vec(target.shape(), product).ok_or(Check::Internal)?)
    })
}
