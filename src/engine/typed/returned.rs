//! Rust types that results have.
//!
//! Input: result words, whose references are taken over. Output: Rust values that own all they hold.
//! Never: arguments.
//!
//! An array that has no owner is the caller's own memory, of which a function returned a view: it is copied.

use super::param::array_type;
use super::record::Item;
use crate::builtins::Numbers;
use crate::engine::marshal;
use crate::runtime::array::{Array, Element, Scalar};
use crate::runtime::exception::{Check, Raised};
use crate::runtime::strings::StrRef;
use crate::types::{Dtype, Layout, Type};
use ndarray::{Ix1, Ix2, Ix3, Ix4};
use num_complex::Complex;

pub(super) mod sealed {
    /// Words are trusted, so that only this crate takes them over.
    pub trait Sealed {}
}
use sealed::Sealed;

/// A Rust type that a result can have.
///
/// ```
/// use numjit::Returned;
///
/// assert_eq!(<(f64, Vec<i64>)>::name(), "(float64, array(int64, 1d, C))");
/// assert_eq!(<Option<bool>>::name(), "OptionalType(bool)");
/// ```
pub trait Returned: Sealed + Sized {
    /// Can a result of this type become it?
    fn accepts(ty: &Type) -> bool;
    /// The type's name in messages.
    fn name() -> String;
    /// Takes the result over.
    ///
    /// # Errors
    /// MemoryError, where it is copied.
    ///
    /// # Safety
    /// The words are those of a result of this type, which it accepts; their references are given up.
    #[doc(hidden)]
    unsafe fn take(ty: &Type, words: &[u64]) -> Result<Self, Raised>;
}

macro_rules! scalars {
    ($($rust:ty => $dtype:ident,)*) => {$(
        impl Sealed for $rust {}
        impl Returned for $rust {
            fn accepts(ty: &Type) -> bool {
                *ty == Type::Scalar(Dtype::$dtype)
            }
            fn name() -> String {
                Type::Scalar(Dtype::$dtype).to_string()
            }
            unsafe fn take(_: &Type, words: &[u64]) -> Result<Self, Raised> {
                Ok(<$rust as Element>::narrow(Scalar::from_words(Dtype::$dtype, words)))
            }
        }
    )*};
}

scalars! {
    bool => Bool, i8 => I8, i16 => I16, i32 => I32, i64 => I64, u8 => U8, u16 => U16, u32 => U32, u64 => U64,
    f32 => F32, f64 => F64, Complex<f32> => C64, Complex<f64> => C128,
}

impl Sealed for () {}
impl Returned for () {
    fn accepts(ty: &Type) -> bool {
        *ty == Type::None
    }
    fn name() -> String {
        Type::None.to_string()
    }
    unsafe fn take(_: &Type, _: &[u64]) -> Result<Self, Raised> {
        Ok(())
    }
}

impl Sealed for String {}
impl Returned for String {
    fn accepts(ty: &Type) -> bool {
        *ty == Type::Str
    }
    fn name() -> String {
        Type::Str.to_string()
    }
    unsafe fn take(_: &Type, words: &[u64]) -> Result<Self, Raised> {
        // SAFETY: the word is an owned string's (caller).
        let text = unsafe { StrRef::from_raw(words[0] as *mut _) };
        Ok(text.as_deref().unwrap_or_default().to_owned())
    }
}

impl<T: Returned> Sealed for Option<T> {}
impl<T: Returned> Returned for Option<T> {
    fn accepts(ty: &Type) -> bool {
        matches!(ty, Type::Optional(item) if T::accepts(item)) || *ty == Type::None
    }
    fn name() -> String {
        format!("OptionalType({})", T::name())
    }
    unsafe fn take(ty: &Type, words: &[u64]) -> Result<Self, Raised> {
        match ty {
            // SAFETY: behind the word that says that there is one lie those of the item (caller).
            Type::Optional(item) if words[0] != 0 => unsafe { T::take(item, &words[1..]) }.map(Some),
            _ => Ok(None),
        }
    }
}

/// Is it an array of these elements and axes?
fn is_array<T: Element>(ty: &Type, ndim: usize) -> bool {
    matches!(ty, Type::Array(array) if array.dtype == T::DTYPE && usize::from(array.ndim) == ndim)
}

/// The array of result words; it may lie in the caller's memory.
///
/// # Safety
/// As of [`Returned::take`], of an array type.
pub(super) unsafe fn array(ty: &Type, words: &[u64]) -> Array {
    let Type::Array(array) = ty else { crate::ice!("a result of another type") };
    // SAFETY: machine code returned the words of a live array of this type, and its reference with them (caller).
    unsafe { Array::from_words(array.dtype, usize::from(array.ndim), words) }
}

impl<T: Item> Sealed for Vec<T> {}
impl<T: Item> Returned for Vec<T> {
    fn accepts(ty: &Type) -> bool {
        T::accepts(ty)
    }
    fn name() -> String {
        T::slice_type(true).to_string()
    }
    unsafe fn take(ty: &Type, words: &[u64]) -> Result<Self, Raised> {
        // SAFETY: as the caller promises.
        unsafe { T::take_vec(ty, words) }
    }
}

macro_rules! arrays {
    ($($D:ident,)*) => {$(
        impl<T: Element> Sealed for ndarray::Array<T, $D> {}
        impl<T: Element> Returned for ndarray::Array<T, $D> {
            fn accepts(ty: &Type) -> bool {
                is_array::<T>(ty, <$D as ndarray::Dimension>::NDIM.unwrap_or(0))
            }
            fn name() -> String {
                array_type::<T>(<$D as ndarray::Dimension>::NDIM.unwrap_or(0) as u8, Layout::C, true).to_string()
            }
            unsafe fn take(ty: &Type, words: &[u64]) -> Result<Self, Raised> {
                // SAFETY: as the caller promises.
                let array = unsafe { array(ty, words) };
                let mut shape = $D::default();
                ndarray::Dimension::slice_mut(&mut shape).copy_from_slice(array.shape());
                ndarray::Array::from_shape_vec(shape, array.to_vec()?).map_err(|_| Check::Internal.into())
            }
        }
    )*};
}

arrays! { Ix1, Ix2, Ix3, Ix4, }

impl Sealed for Array {}
impl Returned for Array {
    fn accepts(ty: &Type) -> bool {
        matches!(ty, Type::Array(_))
    }
    fn name() -> String {
        "array".to_string()
    }
    unsafe fn take(ty: &Type, words: &[u64]) -> Result<Self, Raised> {
        // SAFETY: as the caller promises.
        unsafe { array(ty, words) }.owned()
    }
}

impl Sealed for crate::host::Value {}
impl Returned for crate::host::Value {
    fn accepts(_: &Type) -> bool {
        true
    }
    fn name() -> String {
        "any".to_string()
    }
    unsafe fn take(ty: &Type, words: &[u64]) -> Result<Self, Raised> {
        if let Type::Array(_) = ty {
            // SAFETY: as the caller promises.
            return Ok(crate::host::Value::array(unsafe { Array::take(ty, words) }?));
        }
        Ok(marshal::take(Numbers::Python, ty, words))
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*),)*) => {$(
        impl<$($name: Returned),*> Sealed for ($($name,)*) {}
        impl<$($name: Returned),*> Returned for ($($name,)*) {
            fn accepts(ty: &Type) -> bool {
                const ITEMS: usize = [$($index),*].len();
                matches!(ty, Type::Tuple(items) if items.len() == ITEMS $(&& $name::accepts(&items[$index]))*)
            }
            fn name() -> String {
                format!("({})", [$($name::name()),*].join(", "))
            }
            unsafe fn take(ty: &Type, words: &[u64]) -> Result<Self, Raised> {
                let Type::Tuple(items) = ty else { crate::ice!("a result of another type") };
                let mut rest = words;
                // All items are taken over before the first failure counts.
                let taken = ($({
                    let (own, others) = rest.split_at(marshal::words_of(&items[$index]));
                    rest = others;
                    // SAFETY: the item's words stand one after another (caller).
                    unsafe { $name::take(&items[$index], own) }
                },)*);
                let _ = rest;
                Ok(($(taken.$index?,)*))
            }
        }
    )*};
}

tuples! {
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7),
}
