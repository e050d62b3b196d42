//! What follows from LU with partial pivoting: systems of equations, inverses, determinants.
//!
//! Input: stacks of square matrices. Output: solutions, determinants. Never: least squares (`svd`).

use super::decomposed;
use super::field::{Field, with_field};
use super::matrix::{arrays, read, stack, write, write_elements};
use crate::runtime::array::{Array, Scalar};
use crate::runtime::context::Context;
use crate::runtime::exception::Raised;
use crate::runtime::routine::{Operand, Outcome};
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::lu::partial_pivoting::factor::{lu_in_place, lu_in_place_scratch};
use faer::linalg::triangular_solve::{solve_unit_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Mat, Par};
use num_traits::Zero;

/// See [`decomposed`].
const STEPS: f64 = 0.1;

/// A matrix whose rows were exchanged, in two triangles.
struct Lu<T> {
    triangles: Mat<T>,
    /// Which row of the matrix each row of the triangles was.
    rows: Vec<usize>,
    /// An odd number of exchanges?
    odd: bool,
}

impl<T: Field> Lu<T> {
    fn of(ctx: &Context, matrix: &Array) -> Result<Self, Raised> {
        decomposed(ctx, read::<T>(matrix)?, STEPS, Self::new)
    }

    fn new(mut matrix: Mat<T>) -> Self {
        let n = matrix.nrows();
        let (mut rows, mut inverse) = (vec![0usize; n], vec![0usize; n]);
        let mut memory = MemBuffer::new(lu_in_place_scratch::<usize, T>(n, n, Par::Seq, Default::default()));
        let memory = MemStack::new(&mut memory);
        let (info, _) = lu_in_place(matrix.as_mut(), &mut rows, &mut inverse, Par::Seq, memory, Default::default());
        Self { triangles: matrix, rows, odd: info.transposition_count % 2 == 1 }
    }

    fn pivots(&self) -> impl Iterator<Item = T> {
        (0..self.rows.len()).map(|k| self.triangles[(k, k)])
    }

    fn is_singular(&self) -> bool {
        self.pivots().any(|pivot| pivot.is_zero())
    }

    /// The solution for each column on the right.
    fn solve(&self, right: &Mat<T>) -> Mat<T> {
        let mut solution = Mat::from_fn(right.nrows(), right.ncols(), |i, j| right[(self.rows[i], j)]);
        solve_unit_lower_triangular_in_place(self.triangles.as_ref(), solution.as_mut(), Par::Seq);
        solve_upper_triangular_in_place(self.triangles.as_ref(), solution.as_mut(), Par::Seq);
        solution
    }
}

/// `target, a, b`: the solution of `a @ x = b`; the stacks of `a` and `b` are broadcast to that of `target`. Gives false where
/// a matrix is singular.
pub(super) fn solve(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, a, b] = arrays(operands)?;
    let solved = with_field!(target.dtype(), T => solve_stack::<T>(ctx, target, a, b))?;
    Ok(Some(Scalar::Bool(solved)))
}

fn solve_stack<T: Field>(ctx: &Context, target: &Array, a: &Array, b: &Array) -> Result<bool, Raised> {
    let outer = &target.shape()[..target.ndim() - 2];
    let a = a.broadcast_to(&[outer, &a.shape()[a.ndim() - 2..]].concat())?;
    let b = b.broadcast_to(target.shape())?;
    for ((target, a), b) in stack(target, 2)?.iter().zip(stack(&a, 2)?).zip(stack(&b, 2)?) {
        let lu = Lu::of(ctx, &a)?;
        if lu.is_singular() {
            return Ok(false);
        }
        let solution = decomposed(ctx, read::<T>(&b)?, STEPS, move |right| lu.solve(&right))?;
        write(target, solution.as_ref())?;
    }
    Ok(true)
}

/// `sign, logarithm, a`: the determinant as its sign and the logarithm of its modulus.
/// `sign, a`: the determinant itself.
pub(super) fn determinant(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    if operands.len() == 2 {
        let [target, a] = arrays(operands)?;
        with_field!(target.dtype(), T => determinants::<T>(ctx, target, a))?;
    } else {
        let [sign, logarithm, a] = arrays(operands)?;
        with_field!(sign.dtype(), T => signs_and_logarithms::<T>(ctx, sign, logarithm, a))?;
    }
    Ok(None)
}

fn determinants<T: Field>(ctx: &Context, target: &Array, a: &Array) -> Result<(), Raised> {
    let parts = stack(a, 2)?;
    let values = parts.iter().map(|part| {
        let (sign, logarithm) = sign_and_logarithm(&Lu::<T>::of(ctx, part)?);
        // As NumPy: the product of the two, where the logarithm has not lost the value's last digits.
        Ok(sign * T::from_parts(num_traits::Float::exp(logarithm), Zero::zero()))
    });
    write_elements(target, values.collect::<Result<Vec<T>, Raised>>()?)
}

fn signs_and_logarithms<T: Field>(ctx: &Context, sign: &Array, logarithm: &Array, a: &Array) -> Result<(), Raised> {
    let mut signs: Vec<T> = Vec::new();
    let mut logarithms: Vec<T> = Vec::new();
    for part in stack(a, 2)? {
        let (sign, logarithm) = sign_and_logarithm(&Lu::<T>::of(ctx, &part)?);
        signs.push(sign);
        logarithms.push(T::from_parts(logarithm, Zero::zero()));
    }
    write_elements(sign, signs)?;
    write_elements(logarithm, logarithms)
}

fn sign_and_logarithm<T: Field>(lu: &Lu<T>) -> (T, T::Real) {
    let mut sign = if lu.odd { -T::one() } else { T::one() };
    let mut logarithm = Zero::zero();
    for pivot in lu.pivots() {
        let modulus = pivot.modulus();
        if modulus.is_zero() {
            return (T::zero(), num_traits::Float::neg_infinity());
        }
        sign *= pivot / T::from_parts(modulus, Zero::zero());
        logarithm += num_traits::Float::ln(modulus);
    }
    (sign, logarithm)
}
