//! Eigenvalues and eigenvectors.
//!
//! Input: stacks of square matrices. Output: eigenvalues (of Hermitian matrices in ascending order), eigenvectors of
//! length 1 as columns. Never: generalized problems.

use super::balance::Balance;
use super::directions;
use super::field::{Field, Real, with_field};
use super::matrix::{arrays, read, real_diagonal, stack, write, write_elements};
use super::{decomposed, linalg_error};
use crate::runtime::array::Array;
use crate::runtime::context::Context;
use crate::runtime::exception::Raised;
use crate::runtime::routine::{Operand, Outcome};
use crate::types::Dtype;
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{self, ComputeEigenvectors};
use faer::{Mat, Par};
use num_complex::Complex;
use num_traits::{ToPrimitive, Zero};

/// `values, a`, or `values, vectors, a`: of Hermitian matrices, of which the lower triangle is read.
pub(super) fn symmetric(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    let (values, vectors, a) = outputs(operands)?;
    with_field!(working_dtype(a.dtype(), values.dtype()), T => symmetric_stack::<T>(ctx, values, vectors, a))?;
    Ok(None)
}

/// `values, a`, or `values, vectors, a`: of any matrices; values and vectors are complex.
pub(super) fn general(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    let (values, vectors, a) = outputs(operands)?;
    match (a.dtype(), values.dtype()) {
        (Dtype::F32, _) => general_stack::<f32, f32>(ctx, values, vectors, a),
        (_, Dtype::C64) => general_stack::<f32, Complex<f32>>(ctx, values, vectors, a),
        (Dtype::C128, _) => general_stack::<f64, Complex<f64>>(ctx, values, vectors, a),
        _ => general_stack::<f64, f64>(ctx, values, vectors, a),
    }?;
    Ok(None)
}

fn outputs(operands: &[Operand]) -> Result<(&Array, Option<&Array>, &Array), Raised> {
    if operands.len() == 2 {
        let [values, a] = arrays(operands)?;
        return Ok((values, None, a));
    }
    let [values, vectors, a] = arrays(operands)?;
    Ok((values, Some(vectors), a))
}

/// The dtype to compute in: that of the matrix, but for ints.
fn working_dtype(matrix: Dtype, values: Dtype) -> Dtype {
    if matrix.is_float() || matrix.is_complex() { matrix } else { values }
}

fn parts_of(vectors: Option<&Array>) -> Result<impl Iterator<Item = Array>, Raised> {
    Ok(vectors.map(|vectors| stack(vectors, 2)).transpose()?.unwrap_or_default().into_iter())
}

/// Steps of an eigenvalue problem (see [`decomposed`]).
const STEPS: f64 = 8.0;

fn wanted(vectors: bool) -> ComputeEigenvectors {
    if vectors { ComputeEigenvectors::Yes } else { ComputeEigenvectors::No }
}

fn no_convergence<E>(_: E) -> Raised {
    linalg_error("Eigenvalues did not converge")
}

fn symmetric_stack<T: Field>(ctx: &Context, values: &Array, vectors: Option<&Array>, a: &Array) -> Result<(), Raised>
where
    T::Real: Field,
{
    let mut vector_parts = parts_of(vectors)?;
    for (values, a) in stack(values, 1)?.iter().zip(stack(a, 2)?) {
        let target = vector_parts.next();
        let (vectors, is_real) = (target.is_some(), !a.dtype().is_complex());
        let (found, u) =
            decomposed(ctx, read::<T>(&a)?, STEPS, move |matrix| symmetric_pairs(matrix, vectors, is_real))??;
        write_elements(values, found)?;
        if let (Some(target), Some(u)) = (target, u) {
            write(&target, u.as_ref())?;
        }
    }
    Ok(())
}

/// Eigenvalues, and eigenvectors where they are wanted; those of small real matrices point as LAPACK's.
type Pairs<V, T> = Result<(Vec<V>, Option<Mat<T>>), Raised>;

fn symmetric_pairs<T: Field>(mut matrix: Mat<T>, vectors: bool, is_real: bool) -> Pairs<T::Real, T> {
    let n = matrix.nrows();
    if n == 0 {
        return Ok((Vec::new(), vectors.then(Mat::new)));
    }
    real_diagonal(&mut matrix);
    let mut diagonal = Diag::<T>::zeros(n);
    let mut u = vectors.then(|| Mat::<T>::zeros(n, n));
    let scratch = evd::self_adjoint_evd_scratch::<T>(n, wanted(vectors), Par::Seq, Default::default());
    let mut memory = MemBuffer::new(scratch);
    evd::self_adjoint_evd(
        matrix.as_ref(),
        diagonal.as_mut(),
        u.as_mut().map(Mat::as_mut),
        Par::Seq,
        MemStack::new(&mut memory),
        Default::default(),
    )
    .map_err(no_convergence)?;
    if is_real && n <= directions::MOST {
        u.iter_mut().for_each(|u| point(u, &matrix));
    }
    Ok(((0..n).map(|k| diagonal[k].re()).collect(), u))
}

/// Negates the eigenvectors of a real symmetric matrix that do not point as LAPACK's.
fn point<T: Field>(u: &mut Mat<T>, matrix: &Mat<T>) {
    let n = matrix.nrows();
    let wide = |x: T| x.re().to_f64().unwrap_or(f64::NAN);
    let elements = (0..n * n).map(|at| wide(matrix[(at / n, at % n)])).collect();
    for (k, model) in directions::vectors(n, elements).iter().enumerate() {
        let along: f64 = (0..n).map(|i| model[i] * wide(u[(i, k)])).sum();
        if along < 0.0 {
            (0..n).for_each(|i| u[(i, k)] = T::zero() - u[(i, k)]);
        }
    }
}

/// A number whose matrices have an eigenvalue problem over `Complex<R>`.
trait Eigen<R: Real>: Field<Real = R> {
    /// The solution.
    fn eigen(matrix: &Mat<Self>, vectors: bool) -> Pairs<Complex<R>, Complex<R>>;
}

macro_rules! eigen {
    ($($R:ident)*) => {$(
        impl Eigen<$R> for Complex<$R> {
            fn eigen(matrix: &Mat<Self>, vectors: bool) -> Pairs<Self, Self> {
                let n = matrix.nrows();
                let mut diagonal = Diag::<Self>::zeros(n);
                let mut u = vectors.then(|| Mat::<Self>::zeros(n, n));
                let mut memory = MemBuffer::new(general_scratch::<Self>(n, vectors));
                let memory = MemStack::new(&mut memory);
                let target = u.as_mut().map(Mat::as_mut);
                evd::evd_cplx(matrix.as_ref(), diagonal.as_mut(), None, target, Par::Seq, memory, Default::default())
                    .map_err(no_convergence)?;
                Ok(((0..n).map(|k| diagonal[k]).collect(), u))
            }
        }

        impl Eigen<$R> for $R {
            fn eigen(matrix: &Mat<Self>, vectors: bool) -> Pairs<Complex<$R>, Complex<$R>> {
                let n = matrix.nrows();
                let (mut re, mut im) = (Diag::<$R>::zeros(n), Diag::<$R>::zeros(n));
                let mut u = vectors.then(|| Mat::<$R>::zeros(n, n));
                let mut memory = MemBuffer::new(general_scratch::<Self>(n, vectors));
                let memory = MemStack::new(&mut memory);
                let target = u.as_mut().map(Mat::as_mut);
                evd::evd_real(
                    matrix.as_ref(), re.as_mut(), im.as_mut(), None, target, Par::Seq, memory, Default::default()
                )
                .map_err(no_convergence)?;
                let values: Vec<_> = (0..n).map(|k| Complex::new(re[k], im[k])).collect();
                let vectors = u.map(|u| join_pairs(&u, &values));
                Ok((values, vectors))
            }
        }
    )*};
}

eigen! { f32 f64 }

fn general_scratch<T: Field>(n: usize, vectors: bool) -> faer::dyn_stack::StackReq {
    evd::evd_scratch::<T>(n, ComputeEigenvectors::No, wanted(vectors), Par::Seq, Default::default())
}

/// Real and imaginary part of a conjugate pair's vectors stand in neighboring columns.
fn join_pairs<R: Real>(parts: &Mat<R>, values: &[Complex<R>]) -> Mat<Complex<R>>
where
    Complex<R>: Field,
{
    let mut vectors = Mat::zeros(values.len(), values.len());
    let mut k = 0;
    while k < values.len() {
        let is_pair = !values[k].im.is_zero() && k + 1 < values.len();
        for i in 0..values.len() {
            let im = if is_pair { parts[(i, k + 1)] } else { R::zero() };
            vectors[(i, k)] = Complex::new(parts[(i, k)], im);
            if is_pair {
                vectors[(i, k + 1)] = Complex::new(parts[(i, k)], -im);
            }
        }
        k += if is_pair { 2 } else { 1 };
    }
    vectors
}

fn general_stack<R: Real, T: Eigen<R>>(
    ctx: &Context,
    values: &Array,
    vectors: Option<&Array>,
    a: &Array,
) -> Result<(), Raised>
where
    Complex<R>: Field<Real = R>,
{
    let mut vector_parts = parts_of(vectors)?;
    for (values, a) in stack(values, 1)?.iter().zip(stack(a, 2)?) {
        let target = vector_parts.next();
        let vectors = target.is_some();
        let (found, u) = decomposed(ctx, read::<T>(&a)?, STEPS, move |matrix| balanced_pairs(matrix, vectors))??;
        write_elements(values, found)?;
        if let (Some(target), Some(u)) = (target, u) {
            write(&target, u.as_ref())?;
        }
    }
    Ok(())
}

/// Eigenvalues and eigenvectors by way of a balanced matrix.
fn balanced_pairs<R: Real, T: Eigen<R>>(mut matrix: Mat<T>, vectors: bool) -> Pairs<Complex<R>, Complex<R>>
where
    Complex<R>: Field<Real = R>,
{
    let balance = Balance::of(&mut matrix);
    let (values, mut vectors) = T::eigen(&matrix, vectors)?;
    if let Some(vectors) = &mut vectors {
        balance.undo(vectors);
        normalize(vectors, T::IS_REAL);
    }
    Ok((values, vectors))
}

/// As LAPACK: each column has length 1, and its largest entry is real; of a complex matrix also positive.
fn normalize<R: Real>(vectors: &mut Mat<Complex<R>>, is_real: bool)
where
    Complex<R>: Field<Real = R>,
{
    for j in 0..vectors.ncols() {
        let column: Vec<Complex<R>> = (0..vectors.nrows()).map(|i| vectors[(i, j)]).collect();
        let length = column.iter().fold(R::zero(), |length, x| length.hypot(x.norm()));
        let largest =
            column.iter().fold(Complex::zero(), |best: Complex<R>, x| if x.norm() > best.norm() { *x } else { best });
        let phase = match largest.conj().unscale(largest.norm()) {
            _ if largest.im.is_zero() && (is_real || largest.re.is_zero()) => Complex::new(R::one(), R::zero()),
            phase if is_real && largest.re < R::zero() => -phase,
            phase => phase,
        };
        for (i, x) in column.iter().enumerate() {
            vectors[(i, j)] = (*x * phase).unscale(length);
        }
    }
}
