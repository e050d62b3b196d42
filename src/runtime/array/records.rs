//! Arrays of records: memory in which each element has fields.
//!
//! Input: layouts, shapes, words of machine code. Output: [`Records`], and its fields as arrays over the same memory.
//! Never: text; which names a script may use.

use super::{Access, Array, Index, Order, Shape, Strides, Words};
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::runtime::memory::{BlockRef, Init, MemoryAccount};
use crate::types::{Dtype, Field, FieldType, Layout, RecordArray, RecordType};
use std::sync::Arc;

/// An array of records; clones and views share the memory.
///
/// Invariant: at every element of `first` begin as many bytes as the layout has, in memory that its owner keeps alive.
#[derive(Clone, Debug)]
pub struct Records {
    /// The records' first bytes.
    first: Array,
    record: Arc<RecordType>,
}

/// What a field of records is.
#[derive(Clone, Debug)]
pub enum Part {
    /// Numbers.
    Array(Array),
    /// Records within the records.
    Records(Records),
}

impl Records {
    /// Fresh memory for a shape.
    ///
    /// # Errors
    /// ValueError for a size past the address space, MemoryError when memory or the account is exhausted.
    pub fn alloc(
        account: Option<&Arc<MemoryAccount>>,
        record: &Arc<RecordType>,
        shape: &[usize],
        init: Init,
    ) -> Result<Self, Raised> {
        let whole: Shape = shape.iter().copied().chain([record.size]).collect();
        let bytes = Array::alloc(account, Dtype::U8, &whole, Order::C, init)?;
        let strides: Strides = bytes.strides[..shape.len()].into();
        Ok(Self { first: bytes.with(0, shape.into(), strides), record: Arc::clone(record) })
    }

    /// An array of one axis that takes over a vector's memory.
    ///
    /// # Safety
    /// A `T` is laid out as the layout says, and any bytes in its fields are values of theirs.
    #[must_use]
    pub unsafe fn from_vec<T: Copy + Send + Sync + 'static>(mut values: Vec<T>, record: Arc<RecordType>) -> Self {
        let (len, data) = (values.len(), values.as_mut_ptr().cast::<u8>());
        let owner = Some(BlockRef::foreign(values, data));
        let (shape, strides) = (Shape::from_slice(&[len]), Strides::from_slice(&[size_of::<T>() as isize]));
        Self { first: Array { data, owner, dtype: Dtype::U8, access: Access::new(true), shape, strides }, record }
    }

    /// Takes over records that machine code returned, their reference to the owner included.
    ///
    /// # Safety
    /// The words describe a live array of this layout and rank, and the caller gives up one reference to its owner.
    #[must_use]
    pub unsafe fn from_words(array: &RecordArray, words: &[u64]) -> Self {
        // SAFETY: as the caller promises.
        let first = unsafe { Array::from_words(Dtype::U8, usize::from(array.ndim), words) };
        let first = if array.mutable { first } else { first.read_only() };
        Self { first, record: Arc::clone(&array.record) }
    }

    /// The words that machine code borrows as long as `self` lives.
    #[must_use]
    pub fn to_words(&self) -> Words {
        self.first.to_words()
    }

    /// The words with this array's reference to the owner, which goes to whoever holds the words.
    #[must_use]
    pub fn into_words(self) -> Words {
        self.first.into_words()
    }

    /// The records' first bytes: their shape and strides, as machine code holds the array.
    #[must_use]
    pub fn first_bytes(&self) -> &Array {
        &self.first
    }

    /// The layout of one.
    #[must_use]
    pub fn record(&self) -> &Arc<RecordType> {
        &self.record
    }

    /// Length of each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.first.shape
    }

    /// Whether the script may write it.
    #[must_use]
    pub fn is_mutable(&self) -> bool {
        self.first.is_mutable()
    }

    /// The type that compiled code sees it as.
    #[must_use]
    pub fn ty(&self) -> RecordArray {
        let first = &self.first;
        let contiguous = |order| super::contiguous_strides_of(self.record.size, &first.shape, order) == first.strides;
        let layout = match () {
            () if contiguous(Order::C) || first.size() == 0 => Layout::C,
            () if contiguous(Order::F) => Layout::F,
            () => Layout::A,
        };
        let record = Arc::clone(&self.record);
        RecordArray { record, ndim: first.ndim() as u8, layout, mutable: first.is_mutable() }
    }

    /// `a[indices]`: a view.
    ///
    /// # Errors
    /// As [`Array::index`].
    pub fn index(&self, indices: &[Index]) -> Result<Records, Raised> {
        Ok(Self { first: self.first.index(indices)?, record: Arc::clone(&self.record) })
    }

    /// The same memory with the axes in reverse order.
    #[must_use]
    pub fn transpose(&self) -> Records {
        Self { first: self.first.transpose(), record: Arc::clone(&self.record) }
    }

    /// The values of a field of the layout, as a view.
    #[must_use]
    pub fn part(&self, field: &Field) -> Part {
        let first = &self.first;
        let (dtype, inner): (Dtype, &[usize]) = match &field.ty {
            FieldType::Scalar(dtype) => (*dtype, &[]),
            FieldType::Array(dtype, shape) => (*dtype, shape),
            FieldType::Record(_) => (Dtype::U8, &[]),
        };
        let shape = first.shape.iter().chain(inner).copied().collect();
        let within = super::contiguous_strides(dtype, inner, Order::C);
        let strides = first.strides.iter().chain(&within).copied().collect();
        let view = Array { dtype, ..first.with(field.offset as isize, shape, strides) };
        match &field.ty {
            FieldType::Record(record) => Part::Records(Records { first: view, record: Arc::clone(record) }),
            _ => Part::Array(view),
        }
    }

    /// The values of the field of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Part> {
        self.record.field(name).map(|field| self.part(field))
    }

    /// A copy without gaps between the records, charged to the same account.
    ///
    /// # Errors
    /// MemoryError.
    pub fn copy(&self) -> Result<Records, Raised> {
        let copy = Self::alloc(self.first.account().as_ref(), &self.record, self.shape(), Init::Zeroed)?;
        copy.assign(self)?;
        Ok(copy)
    }

    /// The same memory seen with other fields of the same records.
    ///
    /// # Panics
    /// When the layout is larger, or a field reaches past its end.
    #[must_use]
    pub fn seen_as(&self, record: Arc<RecordType>) -> Records {
        let inside = |field: &Field| field.ty.size().is_some_and(|size| field.offset + size <= self.record.size);
        assert!(record.size <= self.record.size && record.fields.iter().all(inside), "fields within the records");
        Self { first: self.first.clone(), record }
    }

    /// Copies of the records with these numbers, in C order; those outside are left out.
    ///
    /// # Errors
    /// As [`Records::alloc`].
    pub fn pick(
        &self,
        account: Option<&Arc<MemoryAccount>>,
        shape: &[usize],
        numbers: impl IntoIterator<Item = usize>,
    ) -> Result<Records, Raised> {
        let picked = Self::alloc(account, &self.record, shape, Init::Zeroed)?;
        let mut offsets = crate::runtime::room::with_room(self.first.size())?;
        offsets.extend(self.first.offsets());
        let from = numbers.into_iter().filter_map(|number| offsets.get(number).copied());
        for (to, from) in picked.first.offsets().zip(from) {
            // SAFETY: at each element begins a record of this layout (invariant), one of them in fresh memory.
            unsafe {
                let (to, from) = (picked.first.data.offset(to), self.first.data.offset(from));
                std::ptr::copy_nonoverlapping(from, to, self.record.size);
            }
        }
        Ok(picked)
    }

    /// The same records, copied where they have no owner: where they lie in memory that somebody lent.
    ///
    /// # Errors
    /// MemoryError.
    pub fn owned(self) -> Result<Records, Raised> {
        if self.first.owner.is_some() { Ok(self) } else { self.copy() }
    }

    /// `a[...] = source`: field by field in their order, each cast.
    ///
    /// # Errors
    /// ValueError if the array is read-only, the shapes do not fit or the layouts have not as many fields.
    pub fn assign(&self, source: &Records) -> Result<(), Raised> {
        if !self.is_mutable() {
            return Err(Check::ReadOnly.into());
        }
        if self.record.fields.len() != source.record.fields.len() {
            return Err(Raised::new(ExceptionKind::TypeError, "the records have not as many fields"));
        }
        for (to, from) in self.record.fields.iter().zip(&source.record.fields) {
            match (self.part(to), source.part(from)) {
                (Part::Array(to), Part::Array(from)) => to.assign(&from)?,
                (Part::Records(to), Part::Records(from)) => to.assign(&from)?,
                _ => return Err(Raised::new(ExceptionKind::TypeError, "a field of records takes no number")),
            }
        }
        Ok(())
    }
}
