//! The numbers that matrices are made of.
//!
//! Input: dtypes. Output: [`Field`], what a decomposition needs of its elements. Never: arrays.

use crate::runtime::array::Element;
use num_complex::Complex;

/// A real or complex floating-point number.
pub(super) trait Field: Element + faer::traits::ComplexField<Real: Real> + num_traits::NumAssign {
    /// From its parts; a real number drops the second.
    fn from_parts(re: Self::Real, im: Self::Real) -> Self;
    /// The real part.
    fn re(self) -> Self::Real;
    /// The complex conjugate.
    fn conjugate(self) -> Self;
    /// The absolute value.
    fn modulus(self) -> Self::Real;
}

/// A real floating-point number.
pub(super) trait Real: Element + faer::traits::RealField + num_traits::Float + num_traits::NumAssign {}

impl Real for f32 {}
impl Real for f64 {}

macro_rules! fields {
    ($($T:ident)*) => {$(
        impl Field for $T {
            fn from_parts(re: $T, _: $T) -> Self {
                re
            }
            fn re(self) -> $T {
                self
            }
            fn conjugate(self) -> Self {
                self
            }
            fn modulus(self) -> $T {
                self.abs()
            }
        }

        impl Field for Complex<$T> {
            fn from_parts(re: $T, im: $T) -> Self {
                Complex::new(re, im)
            }
            fn re(self) -> $T {
                self.re
            }
            fn conjugate(self) -> Self {
                self.conj()
            }
            fn modulus(self) -> $T {
                self.norm()
            }
        }
    )*};
}

fields! { f32 f64 }

/// Runs `$body` with `$T` standing for the [`Field`] that elements of a dtype are computed in.
macro_rules! with_field {
    ($dtype:expr, $T:ident => $body:expr) => {
        match $dtype {
            $crate::types::Dtype::F32 => {
                type $T = f32;
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
            _ => {
                type $T = f64;
                $body
            }
        }
    };
}
pub(super) use with_field;
