//! Balanced matrices: eigenvalues that stand alone moved to the ends, rows and columns of like length.
//!
//! Input: a square matrix. Output: a similar one, which LAPACK's `gebal` makes before it looks for eigenvalues, so that their
//! order and the signs of their vectors are LAPACK's; eigenvectors taken back. Never: the eigenvalue problem.

use super::field::{Field, Real};
use faer::Mat;
use std::ops::Range;

/// What was done to a matrix.
pub(super) struct Balance<R> {
    /// Rows and columns that changed places, in this order.
    swaps: Vec<(usize, usize)>,
    /// What the columns were multiplied by, and the rows divided by.
    scale: Vec<R>,
}

impl<R: Real> Balance<R> {
    /// Balances a matrix.
    pub fn of<T: Field<Real = R>>(matrix: &mut Mat<T>) -> Balance<R> {
        let mut balance = Balance { swaps: Vec::new(), scale: vec![R::one(); matrix.nrows()] };
        let inner = balance.isolate(matrix);
        // Each sweep evens all of them, whatever the first one did.
        while inner.clone().filter(|&i| balance.even(matrix, &inner, i)).count() > 0 {}
        balance
    }

    /// Moves rows that have nothing beside the diagonal to the end and such columns to the start; what is between.
    fn isolate<T: Field<Real = R>>(&mut self, matrix: &mut Mat<T>) -> Range<usize> {
        let mut inner = 0..matrix.nrows();
        let mut found = true;
        while std::mem::take(&mut found) {
            for i in inner.clone().rev() {
                if inner.clone().all(|j| i == j || matrix[(i, j)] == T::zero()) && inner.end > 1 {
                    inner.end -= 1;
                    self.swap(matrix, i, inner.end);
                    found = true;
                }
            }
        }
        found = inner.end > 1;
        while std::mem::take(&mut found) {
            for j in inner.clone() {
                if inner.clone().all(|i| i == j || matrix[(i, j)] == T::zero()) && inner.len() > 1 {
                    self.swap(matrix, j, inner.start);
                    inner.start += 1;
                    found = true;
                }
            }
        }
        inner
    }

    fn swap<T: Field<Real = R>>(&mut self, matrix: &mut Mat<T>, i: usize, j: usize) {
        if i == j {
            return;
        }
        for k in 0..matrix.nrows() {
            (matrix[(k, i)], matrix[(k, j)]) = (matrix[(k, j)], matrix[(k, i)]);
        }
        swap_rows(matrix, i, j);
        self.swaps.push((i, j));
    }

    /// Makes a row and the column of its number of like length, by powers of two; whether that changed much.
    fn even<T: Field<Real = R>>(&mut self, matrix: &mut Mat<T>, inner: &Range<usize>, i: usize) -> bool {
        let length = |elements: &mut dyn Iterator<Item = T>| {
            elements.map(|x| x.modulus()).fold(R::zero(), |sum, x| sum + x * x).sqrt()
        };
        let column = length(&mut inner.clone().map(|k| matrix[(k, i)]));
        let row = length(&mut inner.clone().map(|k| matrix[(i, k)]));
        let Some(factor) = factor(column, row) else { return false };
        self.scale[i] *= factor;
        for k in 0..matrix.nrows() {
            matrix[(i, k)] *= T::from_parts(R::one() / factor, R::zero());
            matrix[(k, i)] *= T::from_parts(factor, R::zero());
        }
        true
    }

    /// Makes eigenvectors of the balanced matrix those of the matrix that was given.
    pub fn undo<T: Field<Real = R>>(&self, vectors: &mut Mat<T>) {
        for (i, &factor) in self.scale.iter().enumerate() {
            (0..vectors.ncols()).for_each(|j| vectors[(i, j)] *= T::from_parts(factor, R::zero()));
        }
        self.swaps.iter().rev().for_each(|&(i, j)| swap_rows(vectors, i, j));
    }
}

fn swap_rows<T: Field>(matrix: &mut Mat<T>, i: usize, j: usize) {
    for k in 0..matrix.ncols() {
        (matrix[(i, k)], matrix[(j, k)]) = (matrix[(j, k)], matrix[(i, k)]);
    }
}

/// The power of two that makes a column and a row of these lengths alike; none: they are nearly, or beyond measure.
fn factor<R: Real>(mut column: R, mut row: R) -> Option<R> {
    let (two, before) = (R::one() + R::one(), column + row);
    let most = R::one() / (R::min_positive_value() / R::epsilon());
    if column <= R::one() / most || row <= R::one() / most || column >= most || row >= most {
        return None;
    }
    let mut factor = R::one();
    while column < row / two {
        (factor, column, row) = (factor * two, column * two, row / two);
    }
    while column / two >= row {
        (factor, column, row) = (factor / two, column / two, row * two);
    }
    let much = R::from(0.95).unwrap_or_else(R::one);
    (column + row < much * before).then_some(factor)
}
