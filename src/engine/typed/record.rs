//! Rust structs as records of scripts.
//!
//! Input: structs that derive [`Record`]. Output: their layout in the script; slices of them as arguments and results.
//! Never: layouts that the compiler did not give.

use super::param::array_type;
use super::returned::Returned;
use super::words::Words;
use super::{param, returned};
use crate::host::Value;
use crate::runtime::array::{Array, Element, Records};
use crate::runtime::exception::Raised;
use crate::runtime::room;
use crate::types::{Dtype, Field, FieldType, Layout, RecordArray, RecordRef, RecordType, Type};
use num_complex::Complex;
use std::sync::Arc;

/// A `#[repr(C)]` struct that scripts see as a record. Derive it; fields are numbers (no bool: a script may leave any
/// byte in memory), arrays of numbers, and records.
///
/// ```
/// use numjit::{Engine, Record, Source};
///
/// #[derive(Record, Clone, Copy, Debug, PartialEq)]
/// #[repr(C)]
/// struct Particle {
///     position: [f64; 2],
///     mass: f32,
///     id: u16,
/// }
///
/// let text = "def fall(ps, dt):\n    for i in range(len(ps)):\n        ps[i].position[1] -= ps[i].mass * dt\n    return ps[0].id\n";
/// let module = Engine::default().compile(Source::text("fall", text))?;
/// let fall = module.get::<(&mut [Particle], f64), u16>("fall")?;
/// let mut particles = vec![Particle { position: [0.0, 1.0], mass: 2.0, id: 7 }; 3];
/// assert_eq!(fall.call((&mut particles, 0.25))?, 7);
/// assert_eq!(particles[2].position, [0.0, 0.5]);
/// # Ok::<(), numjit::Error>(())
/// ```
///
/// A struct whose fields Rust may move, or whose bytes may be no value, is refused:
///
/// ```compile_fail
/// #[derive(numjit::Record, Clone, Copy)]
/// struct Loose {
///     x: f64,
/// }
/// ```
///
/// ```compile_fail
/// #[derive(numjit::Record, Clone, Copy)]
/// #[repr(C)]
/// struct Named {
///     name: &'static str,
/// }
/// ```
///
/// # Safety
/// `FIELDS` names every field with its type and offset, in order; any bytes in the fields are values of theirs.
pub unsafe trait Record: Copy + Send + Sync + 'static {
    /// Its fields.
    #[doc(hidden)]
    const FIELDS: &'static [RecordField];

    /// The layout in scripts.
    #[must_use]
    fn layout() -> Arc<RecordType> {
        let fields = Self::FIELDS.iter().map(|it| Field { name: it.name.into(), offset: it.offset, ty: (it.ty)() });
        Arc::new(RecordType { fields: fields.collect(), size: size_of::<Self>(), aligned: true })
    }
}

/// A field of a [`Record`].
#[doc(hidden)]
pub struct RecordField {
    name: &'static str,
    offset: usize,
    ty: fn() -> FieldType,
}

impl RecordField {
    /// The field of a name, which lies so many bytes from the start.
    #[must_use]
    pub const fn of<T: FieldValue>(name: &'static str, offset: usize) -> Self {
        Self { name, offset, ty: T::ty }
    }
}

/// A Rust type that a field of a [`Record`] can have: a number, an array of numbers (nested ones too), a record.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of a field of a record: numbers, arrays of them and records are"
)]
pub trait FieldValue: Copy {
    /// Its type in scripts.
    #[doc(hidden)]
    fn ty() -> FieldType;
}

/// A number, or an array of numbers.
pub trait Numbers: Copy {
    /// What they are and, of arrays, how many along each axis.
    #[doc(hidden)]
    fn shape() -> (Dtype, Vec<usize>);
}

/// A Rust type that elements of a slice can have: a number or a [`Record`].
///
/// # Safety
/// Elements are laid out as the type in the script says, and any bytes that a script may leave in them are values.
pub unsafe trait Item: Copy + Send + Sync + 'static {
    /// The type of a slice of them in the script.
    #[doc(hidden)]
    fn slice_type(mutable: bool) -> Type;
    /// Can a result of this type become a vector of them?
    #[doc(hidden)]
    fn accepts(ty: &Type) -> bool;
    /// The vector that a result becomes.
    ///
    /// # Safety
    /// As of [`Returned::take`].
    #[doc(hidden)]
    unsafe fn take_vec(ty: &Type, words: &[u64]) -> Result<Vec<Self>, Raised>;
}

macro_rules! numbers {
    ($($rust:ty,)*) => {$(
        impl FieldValue for $rust {
            fn ty() -> FieldType {
                FieldType::Scalar(<$rust>::DTYPE)
            }
        }
        impl Numbers for $rust {
            fn shape() -> (Dtype, Vec<usize>) {
                (<$rust>::DTYPE, Vec::new())
            }
        }
    )*};
}

numbers! { i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, Complex<f32>, Complex<f64>, }

impl<T: Numbers, const N: usize> Numbers for [T; N] {
    fn shape() -> (Dtype, Vec<usize>) {
        let (dtype, mut shape) = T::shape();
        shape.insert(0, N);
        (dtype, shape)
    }
}

impl<T: Numbers, const N: usize> FieldValue for [T; N] {
    fn ty() -> FieldType {
        let (dtype, shape) = <[T; N]>::shape();
        FieldType::Array(dtype, shape)
    }
}

impl<T: Record> FieldValue for T {
    fn ty() -> FieldType {
        FieldType::Record(T::layout())
    }
}

macro_rules! items {
    ($($rust:ty,)*) => {$(
        // SAFETY: a number; a slice of bool has a caller's bytes, and scripts write 0 and 1.
        unsafe impl Item for $rust {
            fn slice_type(mutable: bool) -> Type {
                array_type::<$rust>(1, Layout::C, mutable)
            }
            fn accepts(ty: &Type) -> bool {
                matches!(ty, Type::Array(array) if array.dtype == <$rust>::DTYPE && array.ndim == 1)
            }
            unsafe fn take_vec(ty: &Type, words: &[u64]) -> Result<Vec<Self>, Raised> {
                // SAFETY: as the caller promises.
                unsafe { returned::array(ty, words) }.to_vec()
            }
        }
    )*};
}

items! { bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, Complex<f32>, Complex<f64>, }

/// Do the two have the same fields at the same places?
fn is_laid_out(own: &RecordType, as_other: &RecordType) -> bool {
    own.size == as_other.size && own.fields == as_other.fields
}

// SAFETY: as the implementation of `Record` promises.
unsafe impl<T: Record> Item for T {
    fn slice_type(mutable: bool) -> Type {
        Type::records(RecordArray { record: T::layout(), ndim: 1, layout: Layout::C, mutable })
    }
    fn accepts(ty: &Type) -> bool {
        matches!(ty, Type::Records(array) if array.ndim == 1 && is_laid_out(&array.record, &T::layout()))
    }
    unsafe fn take_vec(ty: &Type, words: &[u64]) -> Result<Vec<Self>, Raised> {
        let Type::Records(array) = ty else { crate::ice!("a result of another type") };
        // SAFETY: machine code returned the words of live records, and their reference with them (caller).
        let records = unsafe { Records::from_words(array, words) };
        let first = records.first_bytes();
        let mut values = room::with_room(first.size())?;
        for offset in first.offsets() {
            // SAFETY: at each element begins a record of this layout (invariant of `Records`), and any bytes are values.
            values.push(unsafe { first.data().offset(offset).cast::<T>().read_unaligned() });
        }
        Ok(values)
    }
}

impl<T: Record> param::sealed::Sealed for &T {}
impl<T: Record> param::Param for &T {
    type Host<'a> = &'a T;
    fn ty() -> Type {
        Type::Record(RecordRef { record: T::layout(), mutable: false })
    }
    fn push(value: &T, words: &mut Words<'_>) {
        words.push_array(std::ptr::from_ref(value), &[], std::iter::empty());
    }
}

impl<T: Record> param::sealed::Sealed for &mut T {}
impl<T: Record> param::Param for &mut T {
    type Host<'a> = &'a mut T;
    fn ty() -> Type {
        Type::Record(RecordRef { record: T::layout(), mutable: true })
    }
    fn push(value: &mut T, words: &mut Words<'_>) {
        words.push_array(std::ptr::from_mut(value), &[], std::iter::empty());
    }
}

impl<T: Record> returned::sealed::Sealed for T {}
impl<T: Record> Returned for T {
    fn accepts(ty: &Type) -> bool {
        matches!(ty, Type::Record(it) if is_laid_out(&it.record, &T::layout()))
    }
    fn name() -> String {
        T::layout().to_string()
    }
    unsafe fn take(_: &Type, words: &[u64]) -> Result<Self, Raised> {
        // SAFETY: machine code returned the words of the live first byte of a record, and its reference (caller).
        let first = unsafe { Array::from_words(Dtype::U8, 0, words) };
        // SAFETY: a record of this layout begins there (caller), and any bytes are values.
        Ok(unsafe { first.data().cast::<T>().read_unaligned() })
    }
}

impl Value {
    /// An array of records that takes over a vector's memory.
    ///
    /// ```
    /// use numjit::{Engine, Record, Source, Value};
    ///
    /// #[derive(Record, Clone, Copy, Debug, PartialEq)]
    /// #[repr(C)]
    /// struct Trade {
    ///     price: f64,
    ///     amount: i32,
    /// }
    ///
    /// let text = "def paid(ts):\n    ts['price'] += 1.0\n    return ts[ts['amount'] > 1]\n";
    /// let module = Engine::default().compile(Source::text("trades", text))?;
    /// let trades = vec![Trade { price: 2.0, amount: 3 }, Trade { price: 1.0, amount: 1 }];
    /// let paid = module.call("paid", &[Value::records(trades)])?;
    /// assert_eq!(paid.to_records::<Trade>(), Some(vec![Trade { price: 3.0, amount: 3 }]));
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn records<T: Record>(values: Vec<T>) -> Value {
        // SAFETY: as the implementation of `Record` promises.
        Value::of_records(unsafe { Records::from_vec(values, T::layout()) })
    }

    /// A copy of the records of an array; none: it is no array of one axis of such records.
    #[must_use]
    pub fn to_records<T: Record>(&self) -> Option<Vec<T>> {
        let records = self.as_records()?;
        let ty = Type::records(records.ty());
        if !<T as Item>::accepts(&ty) {
            return None;
        }
        let words = records.clone().into_words();
        // SAFETY: the words are those of live records, whose reference is given up.
        unsafe { T::take_vec(&ty, &words) }.ok()
    }
}
