//! Copies, casts and assignment between arrays.
//!
//! Input: arrays of any dtype and strides. Output: fresh arrays, or elements written. Never: arithmetic.

use super::scalar::with_element;
use super::{Array, Element, Offsets, Order, Scalar, Shape, Strides};
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::runtime::memory::{Block, Init, MemoryAccount};
use crate::runtime::{room, stop};
use crate::types::Dtype;
use std::sync::Arc;

impl Array {
    /// A copy without gaps, charged to the same account.
    ///
    /// # Errors
    /// MemoryError.
    pub fn copy(&self, order: Order) -> Result<Array, Raised> {
        self.cast_to(self.dtype, order)
    }

    /// A C-ordered copy in another dtype (`astype`).
    ///
    /// # Errors
    /// MemoryError.
    pub fn cast(&self, dtype: Dtype) -> Result<Array, Raised> {
        self.cast_to(dtype, Order::C)
    }

    fn cast_to(&self, dtype: Dtype, order: Order) -> Result<Array, Raised> {
        let copy = Array::alloc(self.account().as_ref(), dtype, &self.shape, order, Init::Uninit)?;
        copy.store(self.data, self.dtype, &self.strides)?;
        Ok(copy)
    }

    /// A vector with room for the elements of an array of this shape.
    ///
    /// # Errors
    /// MemoryError, as of [`Array::alloc`].
    pub fn room_for<T: Element>(shape: &[usize]) -> Result<Vec<T>, Raised> {
        let bytes = super::total_bytes(T::DTYPE, shape).ok_or(Check::ArrayTooBig)?;
        let exhausted = |_| super::view::out_of_memory(T::DTYPE, shape, bytes);
        room::with_room(bytes / size_of::<T>()).map_err(exhausted)
    }

    /// All elements in C order, cast to `T`.
    ///
    /// # Errors
    /// MemoryError.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>, Raised> {
        let mut values: Vec<T> = Array::room_for(&self.shape)?;
        // A bool's byte may hold anything: it becomes a Rust bool element by element.
        if T::DTYPE == Dtype::Bool || self.size() == 0 {
            values.extend(self.iter().map(T::narrow));
            return Ok(values);
        }
        let strides = super::contiguous_strides(T::DTYPE, &self.shape, Order::C);
        // SAFETY: the memory has room for all elements without gaps, and nobody else reaches it; every bit pattern of a number is
        // one, so that all are initialized once they are stored.
        unsafe {
            let data = values.as_mut_ptr().cast();
            Array::borrowed(T::DTYPE, data, &self.shape, &strides, true).store(self.data, self.dtype, &self.strides)?;
            values.set_len(self.size());
        }
        Ok(values)
    }

    /// The same array, copied where it has no owner: where it lies in memory that somebody lent.
    ///
    /// # Errors
    /// MemoryError.
    pub fn owned(self) -> Result<Array, Raised> {
        if self.owner.is_some() { Ok(self) } else { self.copy(Order::C) }
    }

    /// The account that the memory is charged to.
    #[must_use]
    pub fn account(&self) -> Option<Arc<MemoryAccount>> {
        // SAFETY: the owner is alive, as we hold a reference.
        self.owner.as_ref().and_then(|owner| unsafe { Block::account(owner.as_ptr()) })
    }

    /// `a[...] = source`: broadcasts and casts; right also where the two overlap.
    ///
    /// # Errors
    /// ValueError if the array is read-only or the shapes do not fit; MemoryError for a copy that an overlap needs.
    pub fn assign(&self, source: &Array) -> Result<(), Raised> {
        self.check_mutable()?;
        let Some(strides) = self.assign_strides(source) else {
            let text = format!(
                "could not broadcast input array from shape {} into shape {}",
                super::shape_text(&source.shape),
                super::shape_text(&self.shape)
            );
            return Err(Raised::new(ExceptionKind::ValueError, text));
        };
        if self.may_share_memory(source) && !self.is_same_view(source) {
            return self.assign(&source.copy(Order::C)?);
        }
        self.store(source.data, source.dtype, &strides)
    }

    /// Broadcast strides of a source; leading axes of length 1 that the destination lacks are dropped, as in NumPy.
    fn assign_strides(&self, source: &Array) -> Option<Strides> {
        let surplus = source.ndim().saturating_sub(self.ndim());
        if source.shape[..surplus].iter().any(|&n| n != 1) {
            return None;
        }
        let trimmed = source.with(0, source.shape[surplus..].into(), source.strides[surplus..].into());
        trimmed.broadcast_strides(&self.shape)
    }

    /// Element by element the same addresses: then a copy in any order is right.
    fn is_same_view(&self, other: &Array) -> bool {
        self.data == other.data
            && self.dtype.size() == other.dtype.size()
            && self.shape == other.shape
            && self.strides == other.strides
    }

    /// `a[...] = value`.
    ///
    /// # Errors
    /// ValueError if the array is read-only.
    pub fn fill(&self, value: Scalar) -> Result<(), Raised> {
        self.check_mutable()?;
        let zero_strides: Strides = self.shape.iter().map(|_| 0).collect();
        with_element!(self.dtype, T => {
            let element = T::narrow(value);
            self.store((&raw const element).cast_mut().cast(), self.dtype, &zero_strides)
        })
    }

    /// Writes all elements from a source of this array's shape. Private: the source's elements are valid, and this array may be written.
    /// A request to stop leaves the rest as it was.
    fn store(&self, source: *mut u8, dtype: Dtype, strides: &[isize]) -> Result<(), Raised> {
        if self.size() == 0 {
            return Ok(());
        }
        let plan = CopyPlan::new(&self.shape, &self.strides, strides);
        let to_rows = Offsets::new(&plan.outer, &plan.to_outer);
        let from_rows = Offsets::new(&plan.outer, &plan.from_outer);
        let copy = row_copier(dtype, self.dtype);
        let mut since_poll = 0;
        for (to, from) in to_rows.zip(from_rows) {
            for start in (0..plan.n).step_by(stop::LONG) {
                let n = (plan.n - start).min(stop::LONG);
                let (to, from) = (to + start as isize * plan.to_step, from + start as isize * plan.from_step);
                // SAFETY: offsets of elements: inside the memory of the array and of the source.
                unsafe { copy(source.offset(from), plan.from_step, self.data.offset(to), plan.to_step, n) };
                since_poll += n;
                if since_poll >= stop::LONG {
                    stop::poll()?;
                    since_poll = 0;
                }
            }
        }
        Ok(())
    }
}

/// A copy as an outer nest of rows, with the destination's smallest stride innermost.
struct CopyPlan {
    outer: Shape,
    to_outer: Strides,
    from_outer: Strides,
    n: usize,
    to_step: isize,
    from_step: isize,
}

impl CopyPlan {
    fn new(shape: &[usize], to: &[isize], from: &[isize]) -> Self {
        let mut axes: Vec<(usize, isize, isize)> =
            (0..shape.len()).map(|axis| (shape[axis], to[axis], from[axis])).filter(|axis| axis.0 != 1).collect();
        axes.sort_by_key(|axis| std::cmp::Reverse(axis.1.unsigned_abs()));
        let (n, to_step, from_step) = axes.pop().unwrap_or((1, 0, 0));
        let mut plan =
            Self { outer: Shape::new(), to_outer: Strides::new(), from_outer: Strides::new(), n, to_step, from_step };
        while axes.last().is_some_and(|&(_, to, from)| plan.continues(to, from)) {
            plan.n *= axes.pop().map_or(1, |axis| axis.0);
        }
        for (n, to, from) in axes {
            plan.outer.push(n);
            plan.to_outer.push(to);
            plan.from_outer.push(from);
        }
        plan
    }

    /// Whether an axis of these strides goes on where the row ends.
    fn continues(&self, to: isize, from: isize) -> bool {
        let n = self.n as isize;
        to == n * self.to_step && from == n * self.from_step
    }
}

/// Copies `n` elements from one address and stride to another.
type RowCopier = unsafe fn(*const u8, isize, *mut u8, isize, usize);

fn row_copier(from: Dtype, to: Dtype) -> RowCopier {
    with_element!(from, S => with_element!(to, D => copy_row::<S, D>))
}

/// # Safety
/// `n` elements of `S` lie at `from`, and `n` of `D` may be written at `to`, each at its stride.
unsafe fn copy_row<S: Element, D: Element>(from: *const u8, from_step: isize, to: *mut u8, to_step: isize, n: usize) {
    let same = S::DTYPE == D::DTYPE;
    let size = size_of::<S>();
    if same && from_step == size as isize && to_step == size as isize {
        // SAFETY: both rows are without gaps (caller); `copy` allows them to overlap.
        unsafe { std::ptr::copy(from, to, n * size) };
        return;
    }
    for i in 0..n as isize {
        // SAFETY: element `i` of each row (caller).
        unsafe {
            let value = S::load(from.offset(i * from_step));
            to.offset(i * to_step).cast::<D>().write_unaligned(D::narrow(value.widen()));
        }
    }
}
