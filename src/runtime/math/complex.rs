//! Complex functions, as CPython's cmath and Numba compute them.
//!
//! Input, output: complex numbers of either width. Never: exceptions: where Python raises, infinities and nans stand.
//!
//! Functions of `complex64` that Numba computes in single precision do so here; the others are computed in double precision and rounded.

use super::c;
use crate::runtime::helpers::Out;
use num_complex::Complex;
use std::ops::{Add, Div, Mul, Neg, Sub};

type C128 = Complex<f64>;

/// A float of either width, with the C library's functions.
#[allow(missing_docs, reason = "the names are C's")]
pub trait Real:
    Copy
    + PartialOrd
    + From<f32>
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
{
    fn narrow(x: f64) -> Self;
    fn wide(self) -> f64;
    fn exp(self) -> Self;
    fn log(self) -> Self;
    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tan(self) -> Self;
    fn sinh(self) -> Self;
    fn cosh(self) -> Self;
    fn tanh(self) -> Self;
    fn hypot(self, other: Self) -> Self;
    fn atan2(self, other: Self) -> Self;
    fn abs(self) -> Self;
    fn copysign(self, sign: Self) -> Self;
    fn is_finite(self) -> bool;
    fn is_infinite(self) -> bool;
    fn is_nan(self) -> bool;
    fn rint(self) -> Self;
}

macro_rules! real {
    ($T:ident $($name:ident $function:ident ($($x:ident),*);)*) => {
        impl Real for $T {
            fn narrow(x: f64) -> Self {
                x as $T
            }
            fn wide(self) -> f64 {
                f64::from(self)
            }
            $(fn $name(self $(, $x: Self)*) -> Self {
                c::$function(self $(, $x)*)
            })*
            fn abs(self) -> Self {
                self.abs()
            }
            fn copysign(self, sign: Self) -> Self {
                self.copysign(sign)
            }
            fn is_finite(self) -> bool {
                self.is_finite()
            }
            fn is_infinite(self) -> bool {
                self.is_infinite()
            }
            fn is_nan(self) -> bool {
                self.is_nan()
            }
            fn rint(self) -> Self {
                self.round_ties_even()
            }
        }
    };
}

real! { f64
    exp exp (); log log (); sin sin (); cos cos (); tan tan (); sinh sinh (); cosh cosh (); tanh tanh ();
    hypot hypot (y); atan2 atan2 (y);
}
real! { f32
    exp expf (); log logf (); sin sinf (); cos cosf (); tan tanf (); sinh sinhf (); cosh coshf (); tanh tanhf ();
    hypot hypotf (y); atan2 atan2f (y);
}

fn widen<T: Real>(z: Complex<T>) -> C128 {
    Complex::new(z.re.wide(), z.im.wide())
}

fn narrow<T: Real>(z: C128) -> Complex<T> {
    Complex::new(T::narrow(z.re), T::narrow(z.im))
}

/// z with both parts multiplied.
fn scale<T: Real>(z: Complex<T>, factor: f64) -> Complex<T> {
    let factor = T::narrow(factor);
    Complex::new(factor * z.re, factor * z.im)
}

/// `a * b`.
#[must_use]
pub fn mul<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    Complex::new(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
}

/// `a / b` of scalars: CPython's `_Py_c_quot`. Division by zero gives what NumPy gives.
#[must_use]
pub fn div<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    let zero = T::narrow(0.0);
    if b.re.abs() >= b.im.abs() {
        if b.re == zero {
            return Complex::new(a.re / b.re.abs(), a.im / b.im.abs());
        }
        let ratio = b.im / b.re;
        let denominator = b.re + b.im * ratio;
        Complex::new((a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator)
    } else if b.im.abs() >= b.re.abs() {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        Complex::new((a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator)
    } else {
        Complex::new(T::narrow(f64::NAN), T::narrow(f64::NAN))
    }
}

/// `a / b` of arrays: NumPy's form of Smith's algorithm, which multiplies by a reciprocal and so differs in the last bits.
#[must_use]
pub fn array_div<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    let (zero, one) = (T::narrow(0.0), T::narrow(1.0));
    if b.re.abs() >= b.im.abs() {
        if b.re == zero && b.im == zero {
            return Complex::new(a.re / b.re.abs(), a.im / b.im.abs());
        }
        let ratio = b.im / b.re;
        let scale = one / (b.re + b.im * ratio);
        Complex::new((a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale)
    } else {
        let ratio = b.re / b.im;
        let scale = one / (b.im + b.re * ratio);
        Complex::new((a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale)
    }
}

/// `a ** b`: a square is a product, anything else CPython's `_Py_c_pow`; nan where that fails (0 to a negative or complex power).
#[must_use]
pub fn pow<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    if b.re.wide() == 2.0 && b.im.wide() == 0.0 {
        return mul(a, a);
    }
    narrow(general_pow(widen(a), widen(b)))
}

fn general_pow(a: C128, b: C128) -> C128 {
    if b.re == 0.0 && b.im == 0.0 {
        return Complex::new(1.0, 0.0);
    }
    if a.re == 0.0 && a.im == 0.0 {
        let fails = b.im != 0.0 || b.re < 0.0;
        return if fails { Complex::new(f64::NAN, f64::NAN) } else { Complex::new(0.0, 0.0) };
    }
    let (modulus, angle) = (c::hypot(a.re, a.im), c::atan2(a.im, a.re));
    let (mut length, mut phase) = (c::pow(modulus, b.re), angle * b.re);
    if b.im != 0.0 {
        length /= c::exp(angle * b.im);
        phase += b.im * c::log(modulus);
    }
    Complex::new(length * c::cos(phase), length * c::sin(phase))
}

/// `a ** b` of the host zone: CPython multiplies out integral powers up to 100.
#[must_use]
pub fn python_pow(a: C128, b: C128) -> C128 {
    if b.im != 0.0 || b.re != b.re.floor() || b.re.abs() > 100.0 {
        return general_pow(a, b);
    }
    let exponent = b.re as i64;
    let (mut result, mut power, mut left) = (Complex::new(1.0, 0.0), a, exponent.unsigned_abs());
    while left != 0 {
        if left & 1 != 0 {
            result = mul(result, power);
        }
        power = mul(power, power);
        left >>= 1;
    }
    if exponent > 0 { result } else { div(Complex::new(1.0, 0.0), result) }
}

/// NumPy 2's sign: `z / |z|`, 0 for 0.
#[must_use]
pub fn sign<T: Real>(z: Complex<T>) -> Complex<T> {
    let modulus = z.re.hypot(z.im);
    if modulus == T::narrow(0.0) {
        return Complex::new(modulus, modulus);
    }
    div(z, Complex::new(modulus, T::narrow(0.0)))
}

/// Both parts rounded to integral values, ties to even.
#[must_use]
pub fn rint<T: Real>(z: Complex<T>) -> Complex<T> {
    Complex::new(z.re.rint(), z.im.rint())
}

/// e^z
#[must_use]
pub fn exp<T: Real>(z: Complex<T>) -> Complex<T> {
    let (x, y) = (z.re, z.im);
    let zero = T::narrow(0.0);
    let nan = T::narrow(f64::NAN);
    if x.is_finite() {
        if !y.is_finite() {
            return Complex::new(nan, nan);
        }
    } else if x.is_nan() {
        return Complex::new(x, if y == zero { y } else { x });
    } else if x > zero {
        // Infinity times a zero part of the direction is zero.
        let part = |direction: T| if direction == zero { direction } else { direction * x };
        return if y.is_finite() { Complex::new(part(y.cos()), part(y.sin())) } else { Complex::new(x, nan) };
    } else if !y.is_finite() {
        return Complex::new(zero, zero);
    }
    let length = x.exp();
    Complex::new(length * y.cos(), length * y.sin())
}

/// Natural logarithm.
#[must_use]
pub fn log<T: Real>(z: Complex<T>) -> Complex<T> {
    Complex::new(z.re.hypot(z.im).log(), z.im.atan2(z.re))
}

/// 2^z
#[must_use]
pub fn exp2<T: Real>(z: Complex<T>) -> Complex<T> {
    exp(scale(z, std::f64::consts::LN_2))
}

/// Base 2.
#[must_use]
pub fn log2<T: Real>(z: Complex<T>) -> Complex<T> {
    scale(log(z), std::f64::consts::LOG2_E)
}

/// Base 10.
#[must_use]
pub fn log10<T: Real>(z: Complex<T>) -> Complex<T> {
    scale(log(z), std::f64::consts::LOG10_E)
}

/// e^z - 1
#[must_use]
pub fn expm1<T: Real>(z: Complex<T>) -> Complex<T> {
    let length = z.re.exp();
    Complex::new(length * z.im.cos() - T::narrow(1.0), length * z.im.sin())
}

/// ln(1 + z)
#[must_use]
pub fn log1p<T: Real>(z: Complex<T>) -> Complex<T> {
    log(Complex::new(z.re + T::narrow(1.0), z.im))
}

/// Square root: NumPy's algorithm.
#[must_use]
pub fn sqrt<T: Real>(z: Complex<T>) -> Complex<T> {
    narrow(sqrt_f64(widen(z)))
}

fn sqrt_f64(z: C128) -> C128 {
    let (mut a, mut b) = (z.re, z.im);
    if (a == 0.0 && b == 0.0) || b.is_infinite() {
        return Complex::new(b.abs(), b);
    }
    if a.is_nan() {
        return Complex::new(a, a);
    }
    if a.is_infinite() {
        let zero_or_nan = if b.is_nan() { b } else { 0.0 };
        return if a < 0.0 {
            Complex::new(zero_or_nan.abs(), a.copysign(b))
        } else {
            Complex::new(a, zero_or_nan.copysign(b))
        };
    }
    let threshold = f64::MAX / (1.0 + std::f64::consts::SQRT_2);
    let is_large = a.abs() >= threshold || b.abs() >= threshold;
    if is_large {
        (a, b) = (a * 0.25, b * 0.25);
    }
    let root = c::sqrt((a.abs() + c::hypot(a, b)) * 0.5);
    let (re, im) = if a >= 0.0 { (root, b / (2.0 * root)) } else { (b.abs() / (2.0 * root), root.copysign(b)) };
    if is_large { Complex::new(re * 2.0, im * 2.0) } else { Complex::new(re, im) }
}

/// i * z
fn times_i<T: Real>(z: Complex<T>) -> Complex<T> {
    Complex::new(-z.im, z.re)
}

/// -i * z
fn over_i<T: Real>(z: Complex<T>) -> Complex<T> {
    Complex::new(z.im, -z.re)
}

/// Hyperbolic sine.
#[must_use]
pub fn sinh<T: Real>(z: Complex<T>) -> Complex<T> {
    let (x, y) = (z.re, z.im);
    if !x.is_infinite() {
        return Complex::new(y.cos() * x.sinh(), y.sin() * x.cosh());
    }
    if y.is_nan() {
        return z;
    }
    let part = |direction: T, by: T| if direction == T::narrow(0.0) { direction } else { direction * by };
    Complex::new(part(y.cos(), x), part(y.sin(), x.abs()))
}

/// Hyperbolic cosine.
#[must_use]
pub fn cosh<T: Real>(z: Complex<T>) -> Complex<T> {
    let (x, y) = (z.re, z.im);
    if !x.is_infinite() {
        return Complex::new(y.cos() * x.cosh(), y.sin() * x.sinh());
    }
    let zero = T::narrow(0.0);
    let (re, im) = if y.is_nan() || y == zero { (x.abs(), y) } else { (x.copysign(y.cos()), x.copysign(y.sin())) };
    Complex::new(re, if x < zero { -im } else { im })
}

/// Hyperbolic tangent.
#[must_use]
pub fn tanh<T: Real>(z: Complex<T>) -> Complex<T> {
    let (x, y) = (z.re, z.im);
    if x.is_infinite() {
        let twice = T::narrow(2.0 * y.wide());
        let im = if y.is_infinite() { T::narrow(0.0) } else { T::narrow(0.0).copysign(twice.sin()) };
        return Complex::new(T::narrow(1.0).copysign(x), im);
    }
    let (tx, ty) = (x.tanh(), y.tan());
    let secant = 1.0 / x.cosh().wide();
    let product = tx * ty;
    let denominator = 1.0 + (product * product).wide();
    let re = tx.wide() * (1.0 + (ty * ty).wide()) / denominator;
    narrow(Complex::new(re, ty.wide() / denominator * secant * secant))
}

/// Sine.
#[must_use]
pub fn sin<T: Real>(z: Complex<T>) -> Complex<T> {
    over_i(sinh(times_i(z)))
}

/// Cosine.
#[must_use]
pub fn cos<T: Real>(z: Complex<T>) -> Complex<T> {
    cosh(times_i(z))
}

/// Tangent.
#[must_use]
pub fn tan<T: Real>(z: Complex<T>) -> Complex<T> {
    over_i(tanh(times_i(z)))
}

/// Beyond this the inverse functions avoid overflow.
const LARGE: f64 = f32::MAX as f64 / 4.0;

fn is_large(z: C128) -> bool {
    z.re.abs() > LARGE || z.im.abs() > LARGE
}

/// ln(4 * |z / 2|)... of a large z: the real part of its inverse hyperbolic functions.
fn log_of_large(z: C128) -> f64 {
    c::log(c::hypot(z.re * 0.5, z.im * 0.5)) + 2.0 * std::f64::consts::LN_2
}

/// Arc cosine.
#[must_use]
pub fn acos<T: Real>(z: Complex<T>) -> Complex<T> {
    let z = widen(z);
    if is_large(z) {
        return narrow(Complex::new(c::atan2(z.im.abs(), z.re), log_of_large(z).copysign(-z.im)));
    }
    let s1 = sqrt_f64(Complex::new(1.0 - z.re, -z.im));
    let s2 = sqrt_f64(Complex::new(1.0 + z.re, z.im));
    narrow(Complex::new(2.0 * c::atan2(s1.re, s2.re), c::asinh(s2.re * s1.im - s2.im * s1.re)))
}

/// Inverse hyperbolic cosine.
#[must_use]
pub fn acosh<T: Real>(z: Complex<T>) -> Complex<T> {
    let z = widen(z);
    if is_large(z) {
        return narrow(Complex::new(log_of_large(z), c::atan2(z.im, z.re)));
    }
    let s1 = sqrt_f64(Complex::new(z.re - 1.0, z.im));
    let s2 = sqrt_f64(Complex::new(z.re + 1.0, z.im));
    narrow(Complex::new(c::asinh(s1.re * s2.re + s1.im * s2.im), 2.0 * c::atan2(s1.im, s2.re)))
}

/// Inverse hyperbolic sine.
#[must_use]
pub fn asinh<T: Real>(z: Complex<T>) -> Complex<T> {
    let z = widen(z);
    if is_large(z) {
        return narrow(Complex::new(log_of_large(z).copysign(z.re), c::atan2(z.im, z.re.abs())));
    }
    let s1 = sqrt_f64(Complex::new(1.0 + z.im, -z.re));
    let s2 = sqrt_f64(Complex::new(1.0 - z.im, z.re));
    let re = c::asinh(s1.re * s2.im - s2.re * s1.im);
    narrow(Complex::new(re, c::atan2(z.im, s1.re * s2.re - s1.im * s2.im)))
}

/// Arc sine.
#[must_use]
pub fn asin<T: Real>(z: Complex<T>) -> Complex<T> {
    over_i(asinh(times_i(z)))
}

/// Arc tangent.
#[must_use]
pub fn atan<T: Real>(z: Complex<T>) -> Complex<T> {
    let r = atanh(times_i(z));
    if z.re.is_infinite() && z.im.is_nan() { Complex::new(r.im, r.re) } else { over_i(r) }
}

/// Inverse hyperbolic tangent.
#[must_use]
pub fn atanh<T: Real>(z: Complex<T>) -> Complex<T> {
    let z = widen(z);
    if z.re < 0.0 { narrow(-atanh_right(-z)) } else { narrow(atanh_right(z)) }
}

/// For a real part that is not negative: CPython's algorithm.
fn atanh_right(z: C128) -> C128 {
    let (x, y) = (z.re, z.im);
    let height = y.abs();
    let (large, small) = (c::sqrt(LARGE), c::sqrt(f64::from(f32::MIN_POSITIVE)));
    let (re, im) = if x.is_nan() || x > large || height > large {
        let re = if y.is_infinite() {
            0.0f64.copysign(x)
        } else if x.is_infinite() {
            0.0
        } else {
            let h = c::hypot(x * 0.5, y * 0.5);
            x / 4.0 / h / h
        };
        (re, -std::f64::consts::FRAC_PI_2.copysign(-y))
    } else if x == 1.0 && height < small {
        if height == 0.0 {
            (f64::INFINITY, y)
        } else {
            let re = -c::log(c::sqrt(height) / c::sqrt(c::hypot(height, 2.0)));
            (re, (c::atan2(2.0, -height) / 2.0).copysign(y))
        }
    } else {
        let (square, left) = (height * height, 1.0 - x);
        let re = c::log1p(4.0 * x / (left * left + square)) * 0.25;
        (re, -c::atan2(-2.0 * y, left * (1.0 + x) - square) * 0.5)
    };
    Complex::new(re, if y.is_nan() { f64::NAN } else { im })
}

/// Makes the forms that machine code calls: parts in registers, both parts of the result written to memory.
macro_rules! machine_forms {
    (unary { $($name:ident $c128:ident $c64:ident;)* } binary { $($name2:ident $c128_2:ident $c64_2:ident;)* }) => {
        $(
            machine_forms!(@unary $name $c128 f64);
            machine_forms!(@unary $name $c64 f32);
        )*
        $(
            machine_forms!(@binary $name2 $c128_2 f64);
            machine_forms!(@binary $name2 $c64_2 f32);
        )*
    };
    (@unary $name:ident $form:ident $T:ident) => {
        pub(in crate::runtime) unsafe extern "C" fn $form(re: $T, im: $T, out: Out<$T>) {
            let z = $name(Complex::new(re, im));
            // SAFETY: machine code passes room for two numbers.
            unsafe { out.write([z.re, z.im]) }
        }
    };
    (@binary $name:ident $form:ident $T:ident) => {
        pub(in crate::runtime) unsafe extern "C" fn $form(a: $T, b: $T, c: $T, d: $T, out: Out<$T>) {
            let z = $name(Complex::new(a, b), Complex::new(c, d));
            // SAFETY: machine code passes room for two numbers.
            unsafe { out.write([z.re, z.im]) }
        }
    };
}

machine_forms! {
    unary {
    sign sign_c128 sign_c64;
    rint rint_c128 rint_c64;
    sqrt sqrt_c128 sqrt_c64;
    exp exp_c128 exp_c64;
    exp2 exp2_c128 exp2_c64;
    expm1 expm1_c128 expm1_c64;
    log log_c128 log_c64;
    log2 log2_c128 log2_c64;
    log10 log10_c128 log10_c64;
    log1p log1p_c128 log1p_c64;
    sin sin_c128 sin_c64;
    cos cos_c128 cos_c64;
    tan tan_c128 tan_c64;
    asin asin_c128 asin_c64;
    acos acos_c128 acos_c64;
    atan atan_c128 atan_c64;
    sinh sinh_c128 sinh_c64;
    cosh cosh_c128 cosh_c64;
    tanh tanh_c128 tanh_c64;
    asinh asinh_c128 asinh_c64;
    acosh acosh_c128 acosh_c64;
    atanh atanh_c128 atanh_c64;
    }
    binary {
    div div_c128 div_c64;
    array_div array_div_c128 array_div_c64;
    pow pow_c128 pow_c64;
    }
}
