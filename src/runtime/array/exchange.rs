//! Arrays from and to what Rust programs hold: vectors, ndarray's arrays, the bytes of `.npy` files.
//!
//! Input: such values. Output: arrays that own their memory, and back. Never: paths.

use super::{Array, Element, Scalar};
use crate::runtime::exception::{ExceptionKind, Raised};
use crate::runtime::io::{IoError, RawArray, npy};
use crate::runtime::memory::MemoryAccount;
use crate::runtime::room;
use ndarray::Dimension;
use std::sync::Arc;

impl<T: Element> From<&[T]> for Array {
    /// A 1-d array of a copy.
    fn from(values: &[T]) -> Self {
        Array::from_vec(values.to_vec())
    }
}

impl<T: Element, D: Dimension> From<ndarray::Array<T, D>> for Array {
    /// An array of the same shape, in C order; what is in that order already is not copied.
    fn from(array: ndarray::Array<T, D>) -> Self {
        let shape = array.shape().to_vec();
        let is_plain = array.is_standard_layout();
        let values = match is_plain {
            true => array.into_raw_vec_and_offset(),
            false => (array.iter().copied().collect(), None),
        };
        let values = match values {
            (values, None | Some(0)) if values.len() == shape.iter().product::<usize>() => values,
            (values, offset) => values.into_iter().skip(offset.unwrap_or(0)).take(shape.iter().product()).collect(),
        };
        Array::from_shape_vec(&shape, values).unwrap_or_else(|| crate::ice!("as many elements as the shape says"))
    }
}

impl Array {
    /// A copy as ndarray's; none: it has another element type or another number of axes.
    ///
    /// ```
    /// use numjit::Array;
    ///
    /// let array = Array::from(ndarray::array![[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(array.to_ndarray::<f64, ndarray::Ix2>().unwrap()[[1, 0]], 3.0);
    /// assert!(array.to_ndarray::<i64, ndarray::Ix2>().is_none());
    /// ```
    #[must_use]
    pub fn to_ndarray<T: Element, D: Dimension>(&self) -> Option<ndarray::Array<T, D>> {
        if self.dtype() != T::DTYPE {
            return None;
        }
        let shape = ndarray::IxDyn(self.shape());
        let array = ndarray::Array::from_shape_vec(shape, self.to_vec::<T>().ok()?).ok()?;
        array.into_dimensionality().ok()
    }

    /// The array in the bytes of a `.npy` file.
    ///
    /// # Errors
    /// What NumPy raises of such a file.
    pub fn from_npy(bytes: &[u8]) -> Result<Array, Raised> {
        Array::from_raw(None, npy::from_bytes(bytes).map_err(exception)?)
    }

    /// The bytes of a `.npy` file with the array in it.
    ///
    /// # Errors
    /// MemoryError.
    pub fn to_npy(&self) -> Result<Vec<u8>, Raised> {
        npy::to_bytes(&self.to_raw()?).map_err(exception)
    }

    /// An array of what a file holds.
    pub(crate) fn from_raw(account: Option<&Arc<MemoryAccount>>, raw: RawArray) -> Result<Array, Raised> {
        let elements = raw.bytes.chunks_exact(raw.dtype.size()).map(|bytes| Scalar::from_bytes(raw.dtype, bytes));
        if raw.fortran_order {
            let reversed: Vec<usize> = raw.shape.iter().rev().copied().collect();
            return Ok(Array::from_scalars(account, raw.dtype, &reversed, elements)?.transpose());
        }
        Array::from_scalars(account, raw.dtype, &raw.shape, elements)
    }

    /// The array as a file holds it.
    pub(crate) fn to_raw(&self) -> Result<RawArray, Raised> {
        let fortran_order = self.is_f_contiguous() && !self.is_c_contiguous();
        let ordered = if fortran_order { self.transpose() } else { self.clone() };
        let (dtype, shape) = (self.dtype(), self.shape().to_vec());
        Ok(RawArray { dtype, shape, fortran_order, bytes: ordered.to_bytes()? })
    }

    /// The elements' bytes in C order, little end first.
    ///
    /// # Errors
    /// MemoryError.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Raised> {
        let size = self.dtype().size();
        let words = |scalar: Scalar| {
            let [low, high] = scalar.to_words();
            let half = if self.dtype().is_complex() { size / 2 } else { size };
            let parts = [(low, half), (high, size - half)];
            parts.into_iter().flat_map(|(word, n)| word.to_le_bytes().into_iter().take(n))
        };
        let mut bytes = room::with_room(self.nbytes())?;
        bytes.extend(self.iter().flat_map(words));
        Ok(bytes)
    }
}

fn exception(error: IoError) -> Raised {
    Raised::new(ExceptionKind::from_name(error.kind.class_name()).unwrap_or(ExceptionKind::ValueError), error.message)
}
