//! Rust types that arguments have.
//!
//! Input: Rust values. Output: their types in the script, their words. Never: results.
//!
//! A `&[T]` or `ArrayView` is a read-only array, a `&mut [T]` or `ArrayViewMut` a writable one, at the caller's own
//! memory with the caller's own strides.

use super::record::Item;
use super::words::Words;
use crate::runtime::array::{Element, Scalar};
use crate::types::{ArrayType, Dtype, Layout, Type};
use ndarray::{ArrayView, ArrayViewMut, Ix1, Ix2, Ix3, Ix4};
use num_complex::Complex;

pub(super) mod sealed {
    /// Words are trusted, so that only this crate makes them.
    pub trait Sealed {}
}
use sealed::Sealed;

/// A Rust type that an argument can have.
///
/// ```
/// use numjit::Param;
///
/// assert_eq!(<f32 as Param>::ty().to_string(), "float32");
/// assert_eq!(<&[f64] as Param>::ty().to_string(), "readonly array(float64, 1d, C)");
/// ```
pub trait Param: Sealed {
    /// The type of the value at a call.
    type Host<'a>;
    /// The type in the script.
    fn ty() -> Type;
    /// Appends the argument's words.
    #[doc(hidden)]
    fn push(value: Self::Host<'_>, words: &mut Words<'_>);
}

/// A tuple of [`Param`]s.
///
/// ```
/// use numjit::Args;
///
/// let types = <(f64, &mut [i32])>::types();
/// assert_eq!(types[1].to_string(), "array(int32, 1d, C)");
/// ```
pub trait Args: Sealed {
    /// The tuple at a call.
    type Host<'a>;
    /// The types in the script.
    fn types() -> Vec<Type>;
    /// Appends the words of all arguments.
    #[doc(hidden)]
    fn push(values: Self::Host<'_>, words: &mut Words<'_>);
}

macro_rules! scalars {
    ($($rust:ty => $dtype:ident,)*) => {$(
        impl Sealed for $rust {}
        impl Param for $rust {
            type Host<'a> = $rust;
            fn ty() -> Type {
                Type::Scalar(Dtype::$dtype)
            }
            fn push(value: $rust, words: &mut Words<'_>) {
                let n = if Dtype::$dtype.is_complex() { 2 } else { 1 };
                words.words.extend_from_slice(&Scalar::$dtype(value).to_words()[..n]);
            }
        }
    )*};
}

scalars! {
    bool => Bool, i8 => I8, i16 => I16, i32 => I32, i64 => I64, u8 => U8, u16 => U16, u32 => U32, u64 => U64,
    f32 => F32, f64 => F64, Complex<f32> => C64, Complex<f64> => C128,
}

pub(super) fn array_type<T: Element>(ndim: u8, layout: Layout, mutable: bool) -> Type {
    Type::Array(ArrayType { dtype: T::DTYPE, ndim, layout, mutable })
}

fn push_slice<T>(value: &[T], words: &mut Words<'_>) {
    words.push_array(value.as_ptr(), &[value.len()], std::iter::once(size_of::<T>() as isize));
}

impl<T: Item> Sealed for &[T] {}
impl<T: Item> Param for &[T] {
    type Host<'a> = &'a [T];
    fn ty() -> Type {
        T::slice_type(false)
    }
    fn push(value: &[T], words: &mut Words<'_>) {
        push_slice(value, words);
    }
}

impl<T: Item> Sealed for &mut [T] {}
impl<T: Item> Param for &mut [T] {
    type Host<'a> = &'a mut [T];
    fn ty() -> Type {
        T::slice_type(true)
    }
    fn push(value: &mut [T], words: &mut Words<'_>) {
        words.push_array(value.as_mut_ptr(), &[value.len()], std::iter::once(size_of::<T>() as isize));
    }
}

impl Sealed for &str {}
impl Param for &str {
    type Host<'a> = &'a str;
    fn ty() -> Type {
        Type::Str
    }
    fn push(value: &str, words: &mut Words<'_>) {
        words.push_str(value);
    }
}

/// ndarray's strides count elements.
fn in_bytes<T>(strides: &[isize]) -> impl Iterator<Item = isize> {
    strides.iter().map(|n| n * size_of::<T>() as isize)
}

macro_rules! views {
    ($($ndim:literal $D:ident,)*) => {$(
        impl<T: Element> Sealed for ArrayView<'_, T, $D> {}
        impl<T: Element> Param for ArrayView<'_, T, $D> {
            type Host<'a> = ArrayView<'a, T, $D>;
            fn ty() -> Type {
                array_type::<T>($ndim, Layout::A, false)
            }
            fn push(value: ArrayView<'_, T, $D>, words: &mut Words<'_>) {
                words.push_array(value.as_ptr(), value.shape(), in_bytes::<T>(value.strides()));
            }
        }

        impl<T: Element> Sealed for ArrayViewMut<'_, T, $D> {}
        impl<T: Element> Param for ArrayViewMut<'_, T, $D> {
            type Host<'a> = ArrayViewMut<'a, T, $D>;
            fn ty() -> Type {
                array_type::<T>($ndim, Layout::A, true)
            }
            fn push(mut value: ArrayViewMut<'_, T, $D>, words: &mut Words<'_>) {
                words.push_array(value.as_mut_ptr(), value.shape(), in_bytes::<T>(value.strides()));
            }
        }
    )*};
}

views! { 1 Ix1, 2 Ix2, 3 Ix3, 4 Ix4, }

macro_rules! tuples {
    ($(($($name:ident $index:tt),*),)*) => {$(
        impl<$($name: Param),*> Sealed for ($($name,)*) {}
        impl<$($name: Param),*> Args for ($($name,)*) {
            type Host<'a> = ($($name::Host<'a>,)*);
            fn types() -> Vec<Type> {
                vec![$($name::ty()),*]
            }
            #[allow(unused_variables, reason = "the empty tuple has nothing to push")]
            fn push(values: Self::Host<'_>, words: &mut Words<'_>) {
                $($name::push(values.$index, words);)*
            }
        }
    )*};
}

tuples! {
    (),
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11),
}
