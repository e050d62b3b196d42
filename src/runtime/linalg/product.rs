//! Products of matrices and of vectors.
//!
//! Input: operands of one [`Field`] and any strides, read where they lie. Output: elements of the target. Never: other
//! dtypes, stacks, small products (the prelude writes those as loops).
//!
//! A product is cut into tiles by its shape alone, and each tile is computed by one thread: the bits are the same at
//! any number of threads.

use super::field::{Field, with_field};
use super::matrix::arrays;
use crate::runtime::array::{Array, Element, Order};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, Raised};
use crate::runtime::routine::{Operand, Outcome};
use crate::runtime::stop;
use faer::linalg::matmul::dot::inner_prod;
use faer::{ColRef, Conj, RowRef};
use num_traits::Zero;
use std::ops::Range;

/// Rows and columns of a tile at most: large enough that copying operands to the cache's order costs little.
const TILE: usize = 512;
/// Multiplications between two looks at a request to stop: some milliseconds' worth.
const LONG: usize = 1 << 27;
/// Multiplications below which a product is one tile.
const SMALL: usize = 1 << 21;

/// Where the elements of a matrix are.
#[derive(Clone, Copy)]
struct Place<T> {
    data: *mut T,
    rows: usize,
    columns: usize,
    /// Elements from one row to the next.
    row_stride: isize,
    column_stride: isize,
}

// SAFETY: a pointer and numbers; who shares a place among threads sees to it that they write different elements.
unsafe impl<T: Send> Send for Place<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Place<T> {}

impl<T: Field> Place<T> {
    /// None where elements are not aligned, or not a whole number of elements apart.
    fn of(array: &Array) -> Option<Self> {
        let (&[rows, columns], &[row_stride, column_stride]) = (array.shape(), array.strides()) else { return None };
        let size = size_of::<T>() as isize;
        let usable = array.dtype() == T::DTYPE
            && (array.data() as usize).is_multiple_of(align_of::<T>())
            && row_stride % size == 0
            && column_stride % size == 0;
        let (row_stride, column_stride) = (row_stride / size, column_stride / size);
        usable.then_some(Self { data: array.data().cast(), rows, columns, row_stride, column_stride })
    }

    fn part(self, rows: Range<usize>, columns: Range<usize>) -> Self {
        let offset = rows.start as isize * self.row_stride + columns.start as isize * self.column_stride;
        let data = self.data.wrapping_offset(offset);
        Self { data, rows: rows.len(), columns: columns.len(), ..self }
    }
}

/// `target, a, b`: the product of two matrices.
pub(super) fn matmul(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, a, b] = arrays(operands)?;
    let shares = target.may_share_memory(a) || target.may_share_memory(b);
    with_field!(target.dtype(), T => match Place::<T>::of(target) {
        Some(place) if !shares => multiply(ctx, place, &readable::<T>(a)?, &readable::<T>(b)?),
        _ => {
            let product = Array::empty(Some(ctx.account()), T::DTYPE, target.shape())?;
            let place = Place::<T>::of(&product).ok_or(Check::Internal)?;
            multiply(ctx, place, &readable::<T>(a)?, &readable::<T>(b)?)?;
            target.assign(&product)
        }
    })?;
    Ok(None)
}

/// The array, or a copy where its elements are no [`Place`].
fn readable<T: Field>(array: &Array) -> Result<Array, Raised> {
    match Place::<T>::of(array) {
        Some(_) => Ok(array.clone()),
        None if array.dtype() == T::DTYPE => array.copy(Order::C),
        None => array.cast(T::DTYPE),
    }
}

/// `a` and `b` are readable; the target shares no memory with them.
fn multiply<T: Field>(ctx: &mut Context, target: Place<T>, a: &Array, b: &Array) -> Result<(), Raised> {
    let (Some(a), Some(b)) = (Place::<T>::of(a), Place::<T>::of(b)) else { return Err(Check::Internal.into()) };
    if a.columns != b.rows || target.rows != a.rows || target.columns != b.columns {
        return Err(Check::Internal.into());
    }
    let work = target.rows.saturating_mul(target.columns).saturating_mul(a.columns);
    let tile = if work < SMALL { usize::MAX } else { tile_length(target.rows.max(target.columns)) };
    let tiles: Vec<_> = cuts(target.rows, tile)
        .flat_map(|rows| cuts(target.columns, tile).map(move |columns| (rows.clone(), columns)))
        .collect();
    let services = ctx.services().pool.clone();
    ctx.spend(work)?;
    // An estimate of instructions: a vector of eight products each.
    let cost = (work / tiles.len().max(1) / 8) as i64;
    services.run(ctx, tiles.len(), cost.max(1), |_, range| {
        for (rows, columns) in &tiles[range] {
            let target = target.part(rows.clone(), columns.clone());
            let inner = (LONG / (rows.len() * columns.len()).max(1)).max(1);
            for (number, depth) in depths(a.columns, inner).enumerate() {
                stop::poll()?;
                let (a, b) = (a.part(rows.clone(), depth.clone()), b.part(depth, columns.clone()));
                // SAFETY: the places are parts of live arrays, of fitting shapes (checked above); the target's tiles are
                // disjoint and nobody else's.
                unsafe { multiply_tile(target, a, b, Sum::of(number)) };
            }
        }
        Ok(())
    })
}

/// What becomes of what stands in the target.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sum {
    Fresh,
    GoesOn,
}

impl Sum {
    /// Of a part of a sum.
    fn of(number: usize) -> Self {
        if number == 0 { Sum::Fresh } else { Sum::GoesOn }
    }
}

/// A product of some size is four tiles or more, so that it has work for several threads.
fn tile_length(longest: usize) -> usize {
    longest.div_ceil(2).next_multiple_of(64).min(TILE)
}

fn cuts(n: usize, tile: usize) -> impl Iterator<Item = Range<usize>> + Clone {
    (0..n).step_by(tile).map(move |start| start..start.saturating_add(tile).min(n))
}

/// As [`cuts`], but at least one.
fn depths(n: usize, depth: usize) -> impl Iterator<Item = Range<usize>> {
    let first = depth.min(n);
    std::iter::once(0..first).chain(cuts(n - first, depth).map(move |cut| first + cut.start..first + cut.end))
}

/// # Safety
/// The places may be read, the target written, and the shapes fit.
unsafe fn multiply_tile<T: Field>(target: Place<T>, a: Place<T>, b: Place<T>, sum: Sum) {
    // SAFETY: as the caller promises.
    unsafe {
        gemm::gemm(
            target.rows,
            target.columns,
            a.columns,
            target.data,
            target.column_stride,
            target.row_stride,
            sum == Sum::GoesOn,
            a.data,
            a.column_stride,
            a.row_stride,
            b.data,
            b.column_stride,
            b.row_stride,
            if sum == Sum::GoesOn { T::one() } else { T::zero() },
            T::one(),
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

/// `a, b, conjugate`: the inner product of two vectors of one length, the first one conjugated or not.
pub(super) fn dot(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [a, b, conjugate] = operands else { return Err(Check::Internal.into()) };
    let (a, b, conjugate) = (a.array()?, b.array()?, conjugate.scalar()?.as_bool());
    if a.shape() != b.shape() || a.ndim() != 1 {
        return Err(Check::Internal.into());
    }
    with_field!(a.dtype(), T => {
        let (a, b) = (a.reshape(&[-1, 1])?, b.reshape(&[-1, 1])?);
        let (a, b) = (readable::<T>(&a)?, readable::<T>(&b)?);
        let (Some(x), Some(y)) = (Place::<T>::of(&a), Place::<T>::of(&b)) else { return Err(Check::Internal.into()) };
        let conjugate = if conjugate { Conj::Yes } else { Conj::No };
        let mut sum = <T as Zero>::zero();
        for part in depths(x.rows, LONG / 16) {
            stop::poll()?;
            let (x, y) = (x.part(part.clone(), 0..1), y.part(part, 0..1));
            // SAFETY: both arrays live as long as the views, have this many elements at this distance, and nobody writes
            // them.
            let (x, y) = unsafe {
                (
                    RowRef::from_raw_parts(x.data.cast_const(), x.rows, x.row_stride),
                    ColRef::from_raw_parts(y.data.cast_const(), y.rows, y.row_stride),
                )
            };
            let product: T = inner_prod(x, conjugate, y, Conj::No);
            sum += product;
        }
        Ok(Some(sum.widen()))
    })
}
