//! Arrays as Rust holds them: NumPy's ndarray over counted blocks.
//!
//! Input: dtypes, shapes, elements, words of machine code. Output: [`Array`], [`Scalar`], and the words back.
//! Never: arithmetic (machine code does that), text.
//!
//! Clones and views share memory, as NumPy's do, and may be held by several threads: elements are read and
//! written through raw pointers, never through references that could alias. What two threads of a script see when both touch an element at the same time is the script's concern,
//! as it is with NumPy; the array's own shape, strides and ownership are immutable and therefore safe to share.
//!
//! Invariant: every address that shape and strides reach is inside memory that `owner` keeps alive (or that the
//! creator of a borrowed array vouched for). Memory that nobody has written (`np.empty`) reads as arbitrary numbers; a bool
//! reads as true unless its byte is 0.

pub mod blocks;
mod copy;
mod exchange;
mod iter;
mod order;
mod records;
mod scalar;
mod view;

pub use iter::{Elements, Offsets};
pub use order::{as_memory, memory_strides, outermost_first};
pub use records::{Part, Records};
pub(crate) use scalar::with_element;
pub use scalar::{Element, Scalar};
pub use view::{Index, Slice, broadcast_shapes, shape_text};

use super::exception::{Check, ExceptionKind, Raised};
use super::memory::{Block, BlockRef, Init, MemoryAccount};
use crate::types::{Dtype, Layout};
use smallvec::SmallVec;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Lengths of axes.
pub type Shape = SmallVec<[usize; 4]>;
/// Bytes from one element of an axis to the next.
pub type Strides = SmallVec<[isize; 4]>;
/// An array as machine code passes it: data, owner, shape, strides.
pub type Words = SmallVec<[u64; 10]>;

/// Whether the last or the first axis varies fastest in fresh memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Row-major.
    C,
    /// Column-major.
    F,
}

/// An n-dimensional array. Cloning shares the memory.
#[derive(Clone)]
pub struct Array {
    data: *mut u8,
    owner: Option<BlockRef>,
    dtype: Dtype,
    access: Access,
    shape: Shape,
    strides: Strides,
}

/// May the script write elements?
struct Access(AtomicU8);

impl Access {
    const WRITABLE: u8 = 0;
    /// The script said so itself, and may change its mind.
    const FORBIDDEN: u8 = 1;
    const READ_ONLY: u8 = 2;

    fn new(mutable: bool) -> Self {
        Self(AtomicU8::new(if mutable { Self::WRITABLE } else { Self::READ_ONLY }))
    }

    fn get(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Clone for Access {
    fn clone(&self) -> Self {
        Self(AtomicU8::new(self.get()))
    }
}

// SAFETY: the fields but for the access, which is atomic, are immutable once shared, the block's count is atomic, and elements are only touched through
// raw pointers (see the file's text on races).
unsafe impl Send for Array {}
// SAFETY: as above.
unsafe impl Sync for Array {}

impl Array {
    /// Fresh memory for a shape.
    ///
    /// # Errors
    /// ValueError for a size past the address space, MemoryError when memory or the account is exhausted.
    pub fn alloc(
        account: Option<&Arc<MemoryAccount>>,
        dtype: Dtype,
        shape: &[usize],
        order: Order,
        init: Init,
    ) -> Result<Self, Raised> {
        let bytes = total_bytes(dtype, shape).ok_or(Check::ArrayTooBig)?;
        let owner = BlockRef::alloc(account, bytes, init).ok_or_else(|| view::out_of_memory(dtype, shape, bytes))?;
        let strides = contiguous_strides(dtype, shape, order);
        let access = Access::new(true);
        Ok(Self { data: owner.data(), owner: Some(owner), dtype, access, shape: shape.into(), strides })
    }

    /// A C-ordered array of zeros.
    ///
    /// # Errors
    /// As [`Array::alloc`].
    pub fn zeros(account: Option<&Arc<MemoryAccount>>, dtype: Dtype, shape: &[usize]) -> Result<Self, Raised> {
        Self::alloc(account, dtype, shape, Order::C, Init::Zeroed)
    }

    /// A C-ordered array with anything in it.
    ///
    /// # Errors
    /// As [`Array::alloc`].
    pub fn empty(account: Option<&Arc<MemoryAccount>>, dtype: Dtype, shape: &[usize]) -> Result<Self, Raised> {
        Self::alloc(account, dtype, shape, Order::C, Init::Uninit)
    }

    /// A C-ordered array of one value, cast to `dtype`.
    ///
    /// # Errors
    /// As [`Array::alloc`].
    pub fn full(
        account: Option<&Arc<MemoryAccount>>,
        dtype: Dtype,
        shape: &[usize],
        value: Scalar,
    ) -> Result<Self, Raised> {
        let array = Self::empty(account, dtype, shape)?;
        array.fill(value)?;
        Ok(array)
    }

    /// A C-ordered array of the values in order, each cast to `dtype`; missing values are zero, surplus ones are ignored.
    ///
    /// # Errors
    /// As [`Array::alloc`].
    pub fn from_scalars(
        account: Option<&Arc<MemoryAccount>>,
        dtype: Dtype,
        shape: &[usize],
        values: impl IntoIterator<Item = Scalar>,
    ) -> Result<Self, Raised> {
        let array = Self::zeros(account, dtype, shape)?;
        for (offset, value) in array.offsets().zip(values) {
            array.write(offset, value);
        }
        Ok(array)
    }

    /// A 1-d array that takes over a vector's memory.
    #[must_use]
    pub fn from_vec<T: Element>(values: Vec<T>) -> Self {
        let len = values.len();
        Self::from_shape_vec(&[len], values).expect("one axis of the vector's length")
    }

    /// A C-ordered array that takes over a vector's memory; none unless the shape has as many elements.
    #[must_use]
    pub fn from_shape_vec<T: Element>(shape: &[usize], mut values: Vec<T>) -> Option<Self> {
        let size = shape.iter().try_fold(1usize, |product, &n| product.checked_mul(n))?;
        if size != values.len() {
            return None;
        }
        let data = values.as_mut_ptr().cast::<u8>();
        let strides = contiguous_strides(T::DTYPE, shape, Order::C);
        let owner = Some(BlockRef::foreign(values, data));
        Some(Self { data, owner, dtype: T::DTYPE, access: Access::new(true), shape: shape.into(), strides })
    }

    /// An array over memory that nobody counts: an embedder's slice for the time of a call.
    ///
    /// # Safety
    /// Every element that shape and strides reach stays valid as long as the array, its clones and views do (valid for writes too,
    /// if `mutable`).
    #[must_use]
    pub unsafe fn borrowed(dtype: Dtype, data: *mut u8, shape: &[usize], strides: &[isize], mutable: bool) -> Self {
        let access = Access::new(mutable);
        Self { data, owner: None, dtype, access, shape: shape.into(), strides: strides.into() }
    }

    /// Does nothing else hold its memory?
    #[must_use]
    pub fn is_only_handle(&self) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.refcount() == 1)
    }

    /// Takes over an array that machine code returned (its reference to the owner included): `2 + 2 * ndim` words.
    ///
    /// # Safety
    /// The words describe a live array of this dtype and rank, and the caller gives up one reference to its owner.
    #[must_use]
    pub unsafe fn from_words(dtype: Dtype, ndim: usize, words: &[u64]) -> Self {
        // SAFETY: the owner is null or live, with a reference that is given up (caller).
        let owner = unsafe { BlockRef::from_raw(words[1] as *mut Block) };
        Self {
            data: words[0] as *mut u8,
            owner,
            dtype,
            access: Access::new(true),
            shape: words[2..2 + ndim].iter().map(|&n| n as usize).collect(),
            strides: words[2 + ndim..2 + 2 * ndim].iter().map(|&n| n as isize).collect(),
        }
    }

    /// The words that machine code borrows as long as `self` lives.
    #[must_use]
    pub fn to_words(&self) -> Words {
        let owner = self.owner.as_ref().map_or(std::ptr::null_mut(), BlockRef::as_ptr);
        let mut words = Words::new();
        words.push(self.data as u64);
        words.push(owner as u64);
        words.extend(self.shape.iter().map(|&n| n as u64));
        words.extend(self.strides.iter().map(|&n| n as u64));
        words
    }

    /// The words with this array's reference to the owner, which goes to whoever holds the words.
    #[must_use]
    pub fn into_words(mut self) -> Words {
        let words = self.to_words();
        if let Some(owner) = self.owner.take() {
            let _ = owner.into_raw();
        }
        words
    }

    /// Element type.
    #[must_use]
    pub fn dtype(&self) -> Dtype {
        self.dtype
    }

    /// Length of each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Bytes between neighbours along each axis.
    #[must_use]
    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// Number of axes.
    #[must_use]
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// Number of elements.
    #[must_use]
    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }

    /// Bytes of all elements.
    #[must_use]
    pub fn nbytes(&self) -> usize {
        self.size() * self.dtype.size()
    }

    /// Address of the element whose indices are all zero.
    #[must_use]
    pub fn data(&self) -> *mut u8 {
        self.data
    }

    /// What keeps the memory alive; none for borrowed memory.
    #[must_use]
    pub fn owner(&self) -> Option<&BlockRef> {
        self.owner.as_ref()
    }

    /// Whether the script may write it.
    #[must_use]
    pub fn is_mutable(&self) -> bool {
        self.access.get() == Access::WRITABLE
    }

    /// Lets the script write elements through this array, or forbids it; false: it is read-only for good.
    #[must_use]
    pub fn set_mutable(&self, mutable: bool) -> bool {
        let wanted = if mutable { Access::WRITABLE } else { Access::FORBIDDEN };
        if self.access.get() == Access::READ_ONLY {
            return !mutable;
        }
        self.access.0.store(wanted, Ordering::Relaxed);
        true
    }

    /// The same memory, not to be written through the result.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.access = Access::new(false);
        self
    }

    /// Row-major without gaps, by NumPy's relaxed rules: strides of axes of length 1 do not matter, nor do any of an empty array.
    #[must_use]
    pub fn is_c_contiguous(&self) -> bool {
        self.is_contiguous(self.shape.iter().zip(&self.strides).rev())
    }

    /// Column-major without gaps, by the same rules.
    #[must_use]
    pub fn is_f_contiguous(&self) -> bool {
        self.is_contiguous(self.shape.iter().zip(&self.strides))
    }

    /// `axes`: from the one that should vary fastest.
    fn is_contiguous<'a>(&self, axes: impl Iterator<Item = (&'a usize, &'a isize)>) -> bool {
        let mut expected = self.dtype.size() as isize;
        let mut contiguous = true;
        for (&n, &stride) in axes {
            if n == 0 {
                return true;
            }
            contiguous &= n == 1 || stride == expected;
            expected *= n as isize;
        }
        contiguous
    }

    /// What a signature says of the strides.
    #[must_use]
    pub fn layout(&self) -> Layout {
        if self.is_c_contiguous() {
            Layout::C
        } else if self.is_f_contiguous() {
            Layout::F
        } else {
            Layout::A
        }
    }

    /// The elements of a C-contiguous array of `T`, to read and write in place; none for other arrays.
    /// Read-only arrays and bools (whose bytes may hold anything) give none either.
    #[must_use]
    pub fn as_cells<T: Element>(&self) -> Option<&[Cell<T>]> {
        let usable = self.is_mutable() && self.is_slice_of::<T>();
        // SAFETY: contiguous (checked); a `Cell` may alias other pointers on one thread, and is not shared between threads.
        usable.then(|| unsafe { std::slice::from_raw_parts(self.slice_start::<Cell<T>>(), self.size()) })
    }

    /// The elements of a C-contiguous array of `T`; none for other arrays and for bools.
    ///
    /// # Safety
    /// Nobody writes the memory while the slice lives, through this array or any other that shares it.
    #[must_use]
    pub unsafe fn as_slice<T: Element>(&self) -> Option<&[T]> {
        // SAFETY: the elements are initialised (invariant of the type), contiguous (checked), and not written (caller).
        self.is_slice_of::<T>().then(|| unsafe { std::slice::from_raw_parts(self.slice_start::<T>(), self.size()) })
    }

    fn is_slice_of<T: Element>(&self) -> bool {
        T::DTYPE == self.dtype
            && self.dtype != Dtype::Bool
            && self.is_c_contiguous()
            && (self.data as usize).is_multiple_of(align_of::<T>())
    }

    /// The first element's address; aligned and not null even for empty arrays.
    fn slice_start<T>(&self) -> *const T {
        if self.size() == 0 { std::ptr::NonNull::dangling().as_ptr() } else { self.data.cast() }
    }

    /// The element at these indices; negative ones count from the end.
    ///
    /// # Errors
    /// IndexError for an index outside, or for not as many as there are axes.
    pub fn get(&self, indices: &[i64]) -> Result<Scalar, Raised> {
        Ok(self.read(self.offset(indices)?))
    }

    /// Writes the element at these indices, cast to the array's dtype.
    ///
    /// # Errors
    /// As [`Array::get`]; ValueError if the array is read-only.
    pub fn set(&self, indices: &[i64], value: Scalar) -> Result<(), Raised> {
        self.check_mutable()?;
        self.write(self.offset(indices)?, value);
        Ok(())
    }

    /// The only element of an array of size 1.
    #[must_use]
    pub fn item(&self) -> Option<Scalar> {
        (self.size() == 1).then(|| self.read(0))
    }

    fn check_mutable(&self) -> Result<(), Raised> {
        if self.is_mutable() { Ok(()) } else { Err(Check::ReadOnly.into()) }
    }

    /// Byte offset of the element at these indices.
    fn offset(&self, indices: &[i64]) -> Result<isize, Raised> {
        if indices.len() != self.ndim() {
            return Err(Raised::new(ExceptionKind::IndexError, view::index_count_text(self.ndim(), indices.len())));
        }
        let mut offset = 0;
        for (axis, &index) in indices.iter().enumerate() {
            offset += self.axis_offset(axis, index)?;
        }
        Ok(offset)
    }

    fn axis_offset(&self, axis: usize, index: i64) -> Result<isize, Raised> {
        let n = self.shape[axis] as i64;
        let wrapped = if index < 0 { index + n } else { index };
        if !(0..n).contains(&wrapped) {
            return Err(Raised::check(Check::IndexBounds, [index, axis as i64, n, 0]));
        }
        Ok(wrapped as isize * self.strides[axis])
    }

    /// Reads the element at a byte offset that shape and strides reach.
    fn read(&self, offset: isize) -> Scalar {
        // SAFETY: private, and called with offsets of elements only: inside live memory (invariant of the type).
        unsafe { Scalar::read(self.dtype, self.data.offset(offset)) }
    }

    /// Writes the element at a byte offset that shape and strides reach; the array is mutable or fresh.
    fn write(&self, offset: isize, value: Scalar) {
        // SAFETY: as `read`; callers have checked that the array may be written.
        unsafe { value.cast(self.dtype).write(self.data.offset(offset)) }
    }
}

impl<T: Element> From<Vec<T>> for Array {
    fn from(values: Vec<T>) -> Self {
        Self::from_vec(values)
    }
}

impl std::fmt::Debug for Array {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Array({}, {:?}, {:?} @ {:p})", self.dtype, self.shape, self.strides, self.data)
    }
}

/// Bytes of a whole array; none past the address space. Empty axes do not excuse the others, as in NumPy.
fn total_bytes(dtype: Dtype, shape: &[usize]) -> Option<usize> {
    let bytes = shape.iter().filter(|&&n| n > 0).try_fold(dtype.size(), |bytes, &n| bytes.checked_mul(n))?;
    if bytes > isize::MAX as usize {
        return None;
    }
    Some(if shape.contains(&0) { 0 } else { bytes })
}

/// Strides without gaps; all zero for an empty array, as in NumPy.
fn contiguous_strides(dtype: Dtype, shape: &[usize], order: Order) -> Strides {
    contiguous_strides_of(dtype.size(), shape, order)
}

/// The same for elements of so many bytes.
fn contiguous_strides_of(size: usize, shape: &[usize], order: Order) -> Strides {
    let mut strides: Strides = shape.iter().map(|_| 0).collect();
    if shape.contains(&0) {
        return strides;
    }
    let mut step = size as isize;
    let mut place = |axis: usize| {
        strides[axis] = step;
        step *= shape[axis] as isize;
    };
    match order {
        Order::C => (0..shape.len()).rev().for_each(&mut place),
        Order::F => (0..shape.len()).for_each(&mut place),
    }
    strides
}

#[cfg(test)]
mod tests;
