//! One element as a value, and the Rust types that elements are.
//!
//! Input: addresses, machine words, Rust numbers. Output: [`Scalar`] and casts between dtypes.
//! Never: promotion (which dtype an operation gives is `types`' business).

use crate::runtime::math::convert::{f64_to_i32, f64_to_i64, f64_to_u64};
use crate::types::Dtype;
use num_complex::Complex;

/// An element, of any dtype.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "the variants are the dtypes")]
pub enum Scalar {
    Bool(bool),
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    F32(f32),
    F64(f64),
    C64(Complex<f32>),
    C128(Complex<f64>),
}

mod sealed {
    pub trait Sealed {}
}

/// The Rust type of a dtype's elements.
pub trait Element: sealed::Sealed + Copy + Send + Sync + 'static {
    /// The dtype.
    const DTYPE: Dtype;
    /// As a value.
    fn widen(self) -> Scalar;
    /// Cast as NumPy's `astype` does: ints wrap, floats truncate towards zero, complex numbers lose their imaginary part.
    fn narrow(value: Scalar) -> Self;

    /// Reads an element from memory.
    ///
    /// # Safety
    /// `at` is valid for reads of the element's size; it need not be aligned.
    #[inline]
    unsafe fn load(at: *const u8) -> Self {
        // SAFETY: as the caller promises; every bit pattern is a number.
        unsafe { at.cast::<Self>().read_unaligned() }
    }
}

/// Runs `$body` with `$T` standing for the Rust type of a dtype known at run time.
macro_rules! with_element {
    ($dtype:expr, $T:ident => $body:expr) => {
        match $dtype {
            $crate::types::Dtype::Bool => {
                type $T = bool;
                $body
            }
            $crate::types::Dtype::I8 => {
                type $T = i8;
                $body
            }
            $crate::types::Dtype::I16 => {
                type $T = i16;
                $body
            }
            $crate::types::Dtype::I32 => {
                type $T = i32;
                $body
            }
            $crate::types::Dtype::I64 => {
                type $T = i64;
                $body
            }
            $crate::types::Dtype::U8 => {
                type $T = u8;
                $body
            }
            $crate::types::Dtype::U16 => {
                type $T = u16;
                $body
            }
            $crate::types::Dtype::U32 => {
                type $T = u32;
                $body
            }
            $crate::types::Dtype::U64 => {
                type $T = u64;
                $body
            }
            $crate::types::Dtype::F32 => {
                type $T = f32;
                $body
            }
            $crate::types::Dtype::F64 => {
                type $T = f64;
                $body
            }
            $crate::types::Dtype::C64 => {
                type $T = num_complex::Complex<f32>;
                $body
            }
            $crate::types::Dtype::C128 => {
                type $T = num_complex::Complex<f64>;
                $body
            }
        }
    };
}
pub(crate) use with_element;

/// `match` over a scalar where bools and ints convert by `as`, and floats and complex real parts by `$float` from `f64`.
macro_rules! narrow {
    ($value:expr, $T:ty, $float:expr) => {
        match $value {
            Scalar::Bool(x) => u8::from(x) as $T,
            Scalar::I8(x) => x as $T,
            Scalar::I16(x) => x as $T,
            Scalar::I32(x) => x as $T,
            Scalar::I64(x) => x as $T,
            Scalar::U8(x) => x as $T,
            Scalar::U16(x) => x as $T,
            Scalar::U32(x) => x as $T,
            Scalar::U64(x) => x as $T,
            Scalar::F32(x) => $float(f64::from(x)) as $T,
            Scalar::F64(x) => $float(x) as $T,
            Scalar::C64(x) => $float(f64::from(x.re)) as $T,
            Scalar::C128(x) => $float(x.re) as $T,
        }
    };
}

macro_rules! elements {
    ($($T:ident $Variant:ident $float:expr;)*) => {$(
        impl sealed::Sealed for $T {}
        impl Element for $T {
            const DTYPE: Dtype = Dtype::$Variant;
            #[inline]
            fn widen(self) -> Scalar {
                Scalar::$Variant(self)
            }
            #[inline]
            #[allow(clippy::unnecessary_cast, clippy::redundant_closure_call, reason = "one text for all types")]
            fn narrow(value: Scalar) -> Self {
                narrow!(value, $T, $float)
            }
        }
    )*};
}

// Narrow ints go through 32 bits, as the machine's own conversions do.
elements! {
    i8 I8 f64_to_i32;
    i16 I16 f64_to_i32;
    i32 I32 f64_to_i32;
    i64 I64 f64_to_i64;
    u8 U8 f64_to_i32;
    u16 U16 f64_to_i32;
    u32 U32 f64_to_i64;
    u64 U64 f64_to_u64;
    f32 F32 |x: f64| x;
    f64 F64 |x: f64| x;
}

impl sealed::Sealed for bool {}
impl Element for bool {
    const DTYPE: Dtype = Dtype::Bool;
    #[inline]
    fn widen(self) -> Scalar {
        Scalar::Bool(self)
    }
    #[inline]
    fn narrow(value: Scalar) -> Self {
        match value {
            Scalar::Bool(x) => x,
            Scalar::C64(x) => x.re != 0.0 || x.im != 0.0,
            Scalar::C128(x) => x.re != 0.0 || x.im != 0.0,
            Scalar::F32(x) => x != 0.0,
            Scalar::F64(x) => x != 0.0,
            int => u64::narrow(int) != 0,
        }
    }
    #[inline]
    unsafe fn load(at: *const u8) -> Self {
        // SAFETY: as the caller promises. Not every byte is a Rust bool, so it is read as a number.
        unsafe { *at != 0 }
    }
}

macro_rules! complex_elements {
    ($($T:ident $Variant:ident;)*) => {$(
        impl sealed::Sealed for Complex<$T> {}
        impl Element for Complex<$T> {
            const DTYPE: Dtype = Dtype::$Variant;
            #[inline]
            fn widen(self) -> Scalar {
                Scalar::$Variant(self)
            }
            #[inline]
            #[allow(clippy::unnecessary_cast, reason = "one text for both widths")]
            fn narrow(value: Scalar) -> Self {
                match value {
                    Scalar::C64(x) => Complex::new(x.re as $T, x.im as $T),
                    Scalar::C128(x) => Complex::new(x.re as $T, x.im as $T),
                    real => Complex::new($T::narrow(real), 0.0),
                }
            }
        }
    )*};
}

complex_elements! {
    f32 C64;
    f64 C128;
}

impl Scalar {
    /// Its dtype.
    #[must_use]
    pub fn dtype(self) -> Dtype {
        match self {
            Scalar::Bool(_) => Dtype::Bool,
            Scalar::I8(_) => Dtype::I8,
            Scalar::I16(_) => Dtype::I16,
            Scalar::I32(_) => Dtype::I32,
            Scalar::I64(_) => Dtype::I64,
            Scalar::U8(_) => Dtype::U8,
            Scalar::U16(_) => Dtype::U16,
            Scalar::U32(_) => Dtype::U32,
            Scalar::U64(_) => Dtype::U64,
            Scalar::F32(_) => Dtype::F32,
            Scalar::F64(_) => Dtype::F64,
            Scalar::C64(_) => Dtype::C64,
            Scalar::C128(_) => Dtype::C128,
        }
    }

    /// The value in another dtype (see [`Element::narrow`]).
    #[must_use]
    pub fn cast(self, dtype: Dtype) -> Scalar {
        with_element!(dtype, T => T::narrow(self).widen())
    }

    /// As a bool: not zero.
    #[must_use]
    pub fn as_bool(self) -> bool {
        bool::narrow(self)
    }

    /// As an `i64`; see [`Element::narrow`].
    #[must_use]
    pub fn as_i64(self) -> i64 {
        i64::narrow(self)
    }

    /// As an `f64`; see [`Element::narrow`].
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::narrow(self)
    }

    /// As a complex number.
    #[must_use]
    pub fn as_complex(self) -> Complex<f64> {
        Complex::narrow(self)
    }

    /// The exact integer of a bool or int.
    #[must_use]
    pub fn as_i128(self) -> Option<i128> {
        match self {
            Scalar::U64(x) => Some(i128::from(x)),
            Scalar::F32(_) | Scalar::F64(_) | Scalar::C64(_) | Scalar::C128(_) => None,
            small => Some(i128::from(small.as_i64())),
        }
    }

    /// Machine words that hold a value of this dtype.
    #[must_use]
    pub const fn words(dtype: Dtype) -> usize {
        if dtype.is_complex() { 2 } else { 1 }
    }

    /// The value in machine words; the second is the imaginary part. Signed ints are sign-extended, everything else
    /// zero-extended.
    #[must_use]
    pub fn to_words(self) -> [u64; 2] {
        match self {
            Scalar::F32(x) => [u64::from(x.to_bits()), 0],
            Scalar::F64(x) => [x.to_bits(), 0],
            Scalar::C64(x) => [u64::from(x.re.to_bits()), u64::from(x.im.to_bits())],
            Scalar::C128(x) => [x.re.to_bits(), x.im.to_bits()],
            Scalar::U64(x) => [x, 0],
            int => [int.as_i64() as u64, 0],
        }
    }

    /// The value in these machine words; upper bits that the dtype does not use are ignored.
    ///
    /// # Panics
    /// When there are fewer words than [`Scalar::words`].
    #[must_use]
    pub fn from_words(dtype: Dtype, words: &[u64]) -> Scalar {
        let low = words[0];
        match dtype {
            Dtype::F32 => Scalar::F32(f32::from_bits(low as u32)),
            Dtype::F64 => Scalar::F64(f64::from_bits(low)),
            Dtype::C64 => Scalar::C64(Complex::new(f32::from_bits(low as u32), f32::from_bits(words[1] as u32))),
            Dtype::C128 => Scalar::C128(Complex::new(f64::from_bits(low), f64::from_bits(words[1]))),
            Dtype::Bool => Scalar::Bool(low & 1 != 0),
            int => Scalar::U64(low).cast(int),
        }
    }

    /// The element in these bytes, in the machine's order; missing ones are 0.
    #[must_use]
    pub fn from_bytes(dtype: Dtype, bytes: &[u8]) -> Scalar {
        let mut whole = [0; 16];
        let count = bytes.len().min(dtype.size());
        whole[..count].copy_from_slice(&bytes[..count]);
        // SAFETY: 16 bytes hold an element of any dtype.
        unsafe { Scalar::read(dtype, whole.as_ptr()) }
    }

    /// Reads an element.
    ///
    /// # Safety
    /// `at` is valid for reads of the dtype's size; it need not be aligned.
    pub(super) unsafe fn read(dtype: Dtype, at: *const u8) -> Scalar {
        // SAFETY: as the caller promises.
        with_element!(dtype, T => unsafe { T::load(at) }.widen())
    }

    /// Writes an element of the scalar's own dtype.
    ///
    /// # Safety
    /// `at` is valid for writes of the dtype's size; it need not be aligned.
    pub(super) unsafe fn write(self, at: *mut u8) {
        // SAFETY: as the caller promises.
        with_element!(self.dtype(), T => unsafe { at.cast::<T>().write_unaligned(T::narrow(self)) });
    }
}

macro_rules! from_numbers {
    ($($T:ty)*) => {$(
        impl From<$T> for Scalar {
            fn from(value: $T) -> Self {
                value.widen()
            }
        }
    )*};
}

from_numbers! { bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 Complex<f32> Complex<f64> }
