//! The math functions of C by their names: what CPython and Numba call, so that results have the same bits.
//!
//! Input, output: floats. Never: anything else.
//!
//! They are the C library's, but for those that [`library`](super::library) has, which are the same in vectors.

pub use super::library::{exp, exp2, exp2f, expf, log, log2, log2f, logf, pow, powf};
pub use system::*;

/// The C library itself.
pub(super) mod system {
    macro_rules! c_functions {
        ($($name:ident $name_f32:ident ($($x:ident),*);)*) => {
            // SAFETY: these are C99's signatures, and the functions are total.
            unsafe extern "C" {
                $(
                    #[doc = concat!("C's `", stringify!($name), "`.")]
                    pub safe fn $name($($x: f64),*) -> f64;
                    #[doc = concat!("C's `", stringify!($name_f32), "`.")]
                    pub safe fn $name_f32($($x: f32),*) -> f32;
                )*
                pub(super) safe fn ldexp(x: f64, exponent: i32) -> f64;
            }
        };
    }

    c_functions! {
        exp expf (x);
        exp2 exp2f (x);
        expm1 expm1f (x);
        log logf (x);
        log2 log2f (x);
        log10 log10f (x);
        log1p log1pf (x);
        sin sinf (x);
        cos cosf (x);
        tan tanf (x);
        asin asinf (x);
        acos acosf (x);
        atan atanf (x);
        sinh sinhf (x);
        cosh coshf (x);
        tanh tanhf (x);
        asinh asinhf (x);
        acosh acoshf (x);
        atanh atanhf (x);
        sqrt sqrtf (x);
        cbrt cbrtf (x);
        erf erff (x);
        erfc erfcf (x);
        tgamma tgammaf (x);
        lgamma lgammaf (x);
        pow powf (x, y);
        fmod fmodf (x, y);
        atan2 atan2f (x, y);
        hypot hypotf (x, y);
        nextafter nextafterf (x, y);
    }
}

/// `x * 2^exponent`, rounded once.
#[must_use]
pub fn scale(x: f64, exponent: i32) -> f64 {
    system::ldexp(x, exponent)
}
