//! Linear algebra: products by `gemm`, decompositions by `faer`, in the conventions of LAPACK.
//!
//! Input: arrays of float32, float64, complex64 or complex128 (other dtypes are read as float64), of any layout; axes before
//! the last two (or the last one) are a stack, and each of its matrices is worked on alone. Output: elements written to the
//! arrays that the prelude made for them, or LinAlgError in NumPy's words. Never: promotion, shapes of results (the prelude
//! has them), Python objects.
//!
//! The bits of a result do not depend on the number of threads: products are cut by their shape alone, everything
//! else runs on one thread. Requests to stop are heard between the parts of a product, and while a decomposition runs, which
//! is then left ([`apart`]).

mod balance;
mod cholesky;
mod directions;
mod eigen;
mod einsum;
mod field;
mod integer;
mod lu;
mod matrix;
mod product;
mod qr;
pub mod subscripts;
mod svd;

use super::apart;
use super::array::Array;
use super::context::Context;
use super::exception::{Check, ExceptionKind, Raised};
use super::memory::Held;
use super::routine::{Operand, Routine};
use faer::Mat;

pub(super) static ROUTINES: &[Routine] = &[
    Routine { name: "matmul_into", run: product::matmul },
    Routine { name: "dot", run: product::dot },
    Routine { name: "einsum_shape", run: einsum::shape },
    Routine { name: "einsum_into", run: einsum::contract },
    Routine { name: "axis_last_into", run: matrix::axis_last },
    Routine { name: "solve_into", run: lu::solve },
    Routine { name: "determinant_into", run: lu::determinant },
    Routine { name: "cholesky_into", run: cholesky::factor },
    Routine { name: "qr_into", run: qr::factor },
    Routine { name: "eigh_into", run: eigen::symmetric },
    Routine { name: "eig_into", run: eigen::general },
    Routine { name: "svd_into", run: svd::factor },
];

/// Matrices of its size that a decomposition works with, besides its operands: about.
const COPIES: usize = 4;

/// Decomposes a matrix in so many steps for each of its elements and the shorter of its sides.
fn decomposed<T: field::Field, R: Send + 'static>(
    ctx: &Context,
    matrix: Mat<T>,
    steps: f64,
    work: impl FnOnce(Mat<T>) -> R + Send + 'static,
) -> Result<R, Raised> {
    let (rows, columns) = (matrix.nrows(), matrix.ncols());
    let elements = rows.saturating_mul(columns);
    let held = Held::new(ctx.account(), elements.saturating_mul(COPIES * size_of::<T>())).ok_or(Check::OutOfMemory)?;
    ctx.spend(elements.saturating_mul(rows.min(columns)))?;
    // Past what an int holds, the work is long in any case.
    let steps = (elements as f64 * rows.min(columns) as f64 * steps) as usize;
    apart::run(steps, move || {
        let result = work(matrix);
        drop(held);
        result
    })
}

fn linalg_error(text: &str) -> Raised {
    Raised::new(ExceptionKind::LinAlgError, text)
}

/// Writes the products of two stacks of matrices, each broadcast to the target's stack, to a target that shares no memory
/// with them; ints wrap in the target's dtype.
///
/// # Errors
/// MemoryError; ValueError for stacks that do not fit the target's.
pub(crate) fn multiply(ctx: &mut Context, target: &Array, a: &Array, b: &Array) -> Result<(), Raised> {
    let outer = &target.shape()[..target.ndim().saturating_sub(2)];
    let spread = |array: &Array| {
        let shape = [outer, &array.shape()[array.ndim().saturating_sub(2)..]].concat();
        matrix::stack(&array.broadcast_to(&shape)?, 2)
    };
    let dtype = target.dtype();
    for ((target, a), b) in matrix::stack(target, 2)?.into_iter().zip(spread(a)?).zip(spread(b)?) {
        if dtype.is_float() || dtype.is_complex() {
            product::matmul(ctx, &[target, a, b].map(Operand::Array))?;
        } else {
            integer::multiply(ctx, &target, &a, &b)?;
        }
    }
    Ok(())
}
