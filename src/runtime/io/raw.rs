//! An array as plain bytes: what files are read into and written from.

use super::elements;
use crate::runtime::text::Scalar;
use crate::types::Dtype;

/// A contiguous array that owns its bytes.
#[derive(Clone, PartialEq, Debug)]
pub struct RawArray {
    /// Element type.
    pub dtype: Dtype,
    /// Lengths of the axes.
    pub shape: Vec<usize>,
    /// The first axis varies fastest; false where both orders are the same.
    pub fortran_order: bool,
    /// The elements in the machine's byte order; bools are 0 or 1.
    pub bytes: Vec<u8>,
}

impl RawArray {
    /// The number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len() / self.dtype.size()
    }

    /// There are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The element at an index: one number per axis, in range.
    #[must_use]
    pub fn element(&self, index: &[usize]) -> Scalar<'static> {
        let step = |at: usize, (&i, &len): (&usize, &usize)| at * len + i;
        let axes = index.iter().zip(&self.shape);
        let position = if self.fortran_order { axes.rev().fold(0, step) } else { axes.fold(0, step) };
        let size = self.dtype.size();
        elements::decode(self.dtype, &self.bytes[position * size..][..size])
    }

    /// Both orders describe the same bytes.
    pub(super) fn is_c_contiguous(&self) -> bool {
        !self.fortran_order || self.shape.contains(&0) || self.shape.iter().filter(|&&len| len > 1).count() <= 1
    }
}
