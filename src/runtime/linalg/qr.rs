//! The QR decomposition by Householder reflections, with LAPACK's signs.
//!
//! Input: stacks of matrices. Output: orthonormal columns and upper triangles. Never: pivoting.
//!
//! The reflections are LAPACK's: `1 - tau v v^H` with `v[0] == 1`, and `tau` such that the diagonal of R is real. A panel of
//! them at a time is applied to the rest of the matrix as one product: `H1 H2 .. = 1 - V S^-1 V^H`, where the upper
//! triangle S holds the products of the columns of V above `1 / tau` on its diagonal.

use super::decomposed;
use super::field::{Field, with_field};
use super::matrix::{arrays, read, stack, write};
use crate::runtime::array::Array;
use crate::runtime::context::Context;
use crate::runtime::exception::Raised;
use crate::runtime::routine::{Operand, Outcome};
use faer::linalg::matmul::matmul;
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Accum, Mat, MatMut, MatRef, Par};
use num_traits::{Float, Zero};

/// See [`decomposed`].
const STEPS: f64 = 0.5;
/// Reflections that are applied together.
const PANEL: usize = 32;

/// `r, a`: the triangle alone. `q, r, a`: both factors; q is as wide as r is high.
pub(super) fn factor(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    if operands.len() == 2 {
        let [r, a] = arrays(operands)?;
        with_field!(r.dtype(), T => factor_stack::<T>(ctx, None, r, a))?;
    } else {
        let [q, r, a] = arrays(operands)?;
        with_field!(r.dtype(), T => factor_stack::<T>(ctx, Some(q), r, a))?;
    }
    Ok(None)
}

fn factor_stack<T: Field>(ctx: &Context, q: Option<&Array>, r: &Array, a: &Array) -> Result<(), Raised> {
    let mut q_parts = q.map(|q| stack(q, 2)).transpose()?.unwrap_or_default().into_iter();
    for (r, a) in stack(r, 2)?.iter().zip(stack(a, 2)?) {
        let (height, target) = (r.shape()[0], q_parts.next());
        let with_q = target.is_some();
        let (triangle, q) = decomposed(ctx, read::<T>(&a)?, STEPS, move |matrix| factors(matrix, height, with_q))?;
        write(r, triangle.as_ref())?;
        if let (Some(target), Some(q)) = (target, q) {
            write(&target, q.as_ref())?;
        }
    }
    Ok(())
}

/// The triangle of so many rows, and the columns that it belongs to where they are wanted.
fn factors<T: Field>(mut matrix: Mat<T>, height: usize, with_q: bool) -> (Mat<T>, Option<Mat<T>>) {
    let panels = reflect(matrix.as_mut());
    let triangle = Mat::from_fn(height, matrix.ncols(), |i, j| if i > j { T::zero() } else { matrix[(i, j)] });
    (triangle, with_q.then(|| orthonormal(&panels, matrix.nrows(), height)))
}

/// Reflections of neighboring columns.
struct Panel<T> {
    /// The first row and column.
    start: usize,
    /// The vectors, from the first row on.
    v: Mat<T>,
    /// The upper triangle S; its lower triangle is not used.
    s: Mat<T>,
}

/// Makes a matrix upper triangular.
fn reflect<T: Field>(mut matrix: MatMut<'_, T>) -> Vec<Panel<T>> {
    let (rows, columns) = (matrix.nrows(), matrix.ncols());
    let count = rows.min(columns);
    let mut panels = Vec::new();
    for start in (0..count).step_by(PANEL) {
        let width = PANEL.min(count - start);
        let rest = matrix.as_mut().submatrix_mut(start, start, rows - start, columns - start);
        let (mut left, right) = rest.split_at_col_mut(width);
        let taus: Vec<T> = (0..width).map(|k| reflect_column(left.as_mut(), k)).collect();
        let panel = Panel::new(start, left.as_ref(), &taus);
        panel.apply_adjoint(right);
        panels.push(panel);
    }
    panels
}

/// Makes the entries of a column below `k` zero (they then hold the vector), and reflects the columns after it.
fn reflect_column<T: Field>(mut columns: MatMut<'_, T>, k: usize) -> T {
    let rows = columns.nrows();
    let head = columns[(k, k)];
    let below: T::Real = (k + 1..rows).map(|i| columns[(i, k)].modulus()).fold(Zero::zero(), Float::hypot);
    let im = (head - T::from_parts(head.re(), Zero::zero())).modulus();
    if below.is_zero() && im.is_zero() {
        return T::zero();
    }
    let norm = head.modulus().hypot(below);
    let real = |x: T::Real| T::from_parts(x, Zero::zero());
    let beta = real(-norm.copysign(head.re()));
    let tau = (beta - head) / beta;
    for i in k + 1..rows {
        columns[(i, k)] /= head - beta;
    }
    columns[(k, k)] = beta;
    for j in k + 1..columns.ncols() {
        let mut sum = columns[(k, j)];
        for i in k + 1..rows {
            sum += columns[(i, k)].conjugate() * columns[(i, j)];
        }
        let factor = tau.conjugate() * sum;
        columns[(k, j)] -= factor;
        for i in k + 1..rows {
            let step = factor * columns[(i, k)];
            columns[(i, j)] -= step;
        }
    }
    tau
}

impl<T: Field> Panel<T> {
    fn new(start: usize, columns: MatRef<'_, T>, taus: &[T]) -> Self {
        let width = taus.len();
        let v = Mat::from_fn(columns.nrows(), width, |i, j| match i.cmp(&j) {
            // A reflection that does nothing has the vector zero.
            _ if taus[j].is_zero() => T::zero(),
            std::cmp::Ordering::Less => T::zero(),
            std::cmp::Ordering::Equal => T::one(),
            std::cmp::Ordering::Greater => columns[(i, j)],
        });
        let mut s = Mat::zeros(width, width);
        matmul(s.as_mut(), Accum::Replace, v.adjoint(), v.as_ref(), T::one(), Par::Seq);
        for (k, tau) in taus.iter().enumerate() {
            s[(k, k)] = if tau.is_zero() { T::one() } else { T::one() / *tau };
        }
        Self { start, v, s }
    }

    /// The reflections from the last to the first, each conjugated, as the factorization applies them.
    fn apply_adjoint(&self, target: MatMut<'_, T>) {
        let mut products = self.products(target.as_ref());
        solve_lower_triangular_in_place(self.s.adjoint(), products.as_mut(), Par::Seq);
        matmul(target, Accum::Add, self.v.as_ref(), products.as_ref(), -T::one(), Par::Seq);
    }

    /// Their product times a matrix.
    fn apply(&self, target: MatMut<'_, T>) {
        let mut products = self.products(target.as_ref());
        solve_upper_triangular_in_place(self.s.as_ref(), products.as_mut(), Par::Seq);
        matmul(target, Accum::Add, self.v.as_ref(), products.as_ref(), -T::one(), Par::Seq);
    }

    fn products(&self, target: MatRef<'_, T>) -> Mat<T> {
        let mut products = Mat::zeros(self.v.ncols(), target.ncols());
        matmul(products.as_mut(), Accum::Replace, self.v.adjoint(), target, T::one(), Par::Seq);
        products
    }
}

/// The first columns of the product of all reflections.
fn orthonormal<T: Field>(panels: &[Panel<T>], rows: usize, columns: usize) -> Mat<T> {
    let mut q = Mat::from_fn(rows, columns, |i, j| if i == j { T::one() } else { T::zero() });
    for panel in panels.iter().rev() {
        // Columns before the panel's are still those of the identity, which it leaves alone.
        let start = panel.start;
        panel.apply(q.as_mut().submatrix_mut(start, start, rows - start, columns - start));
    }
    q
}
