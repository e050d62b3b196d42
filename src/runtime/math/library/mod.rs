//! Elementary functions whose results are the same everywhere: in scalar code and in every lane of a vector.
//!
//! Input: numbers. Output: their functions, with the bits that the GNU C library gives on a processor with fused multiply-add,
//! and so those of CPython and Numba there. Never: a rounding more or less than in that library, or in another order.
//!
//! Each function is written once, for any [`Arithmetic`]: that of one double, which is here, and that of vectors. The methods are
//! those of the GNU C library since 2.28, which has them from Arm's "optimized routines" (S. Nagy, under the MIT license): a
//! table, and a short polynomial around each of its entries. What is one operation and what are two is what that library's
//! compiler made of them. On x86-64 without fused multiply-add the C library is called.
//!
//! - `exp`: `e^x`, `2^x`
//! - `log`: logarithms, natural and of base 2
//! - `pow`: `x^y`
//! - [`single`]: the same of singles
//! - `scalar`: the arithmetic of one double

mod exp;
mod log;
mod pow;
mod scalar;
pub mod single;
mod tables;
#[cfg(test)]
mod tests;

pub use exp::{exp as exp_of, exp2 as exp2_of};
pub use log::{log as log_of, log2 as log2_of};
pub use pow::pow as pow_of;
pub use tables::Table;

use super::c::system;
use scalar::Scalar;

/// An operation on the bits of numbers, taken as ints of 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bits {
    /// The sum, wrapped.
    Add,
    /// Bits of both.
    And,
    /// Bits of either.
    Or,
    /// Bits of one of the two.
    Xor,
    /// To the left, zeros coming in.
    Shl,
    /// To the right, zeros coming in.
    Shr,
}

/// How two numbers compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// `a < b`
    Less,
    /// `a <= b`
    AtMost,
    /// `a == b`
    Equal,
    /// `a >= b`
    AtLeast,
}

/// What functions are made of. Numbers are doubles, or ints of 64 bits in their place.
pub trait Arithmetic {
    /// One number, or a vector of them.
    type Number: Copy;
    /// One truth, or a vector of them.
    type Truth: Copy;

    /// A constant by its bits.
    fn bits(&mut self, bits: u64) -> Self::Number;
    /// `a + b`
    fn add(&mut self, a: Self::Number, b: Self::Number) -> Self::Number;
    /// `a - b`
    fn sub(&mut self, a: Self::Number, b: Self::Number) -> Self::Number;
    /// `a * b`
    fn mul(&mut self, a: Self::Number, b: Self::Number) -> Self::Number;
    /// `a / b`
    fn div(&mut self, a: Self::Number, b: Self::Number) -> Self::Number;
    /// `a * b + c`, rounded once.
    fn fma(&mut self, a: Self::Number, b: Self::Number, c: Self::Number) -> Self::Number;
    /// `x op bits` of ints.
    fn int(&mut self, op: Bits, x: Self::Number, bits: u64) -> Self::Number;
    /// `a + b` of ints.
    fn int_sum(&mut self, a: Self::Number, b: Self::Number) -> Self::Number;
    /// `x op k`
    fn compare(&mut self, op: Order, x: Self::Number, k: f64) -> Self::Truth;
    /// Is an int, the result of an operation on bits, at least this one, as signed ints?
    fn is_least(&mut self, x: Self::Number, least: i64) -> Self::Truth;
    /// Is it nan?
    fn is_nan(&mut self, x: Self::Number) -> Self::Truth;
    /// Does one of the two hold?
    fn either(&mut self, a: Self::Truth, b: Self::Truth) -> Self::Truth;
    /// Does it not hold?
    fn not(&mut self, truth: Self::Truth) -> Self::Truth;
    /// `a` where the truth holds, else `b`.
    fn select(&mut self, truth: Self::Truth, a: Self::Number, b: Self::Number) -> Self::Number;
    /// Both numbers of the row of a table that begins so many bytes behind the first row.
    fn row(&mut self, table: Table, place: Self::Number) -> [Self::Number; 2];
    /// `special` where the truth holds, which is seldom, else `usual`.
    fn rarely(
        &mut self,
        truth: Self::Truth,
        usual: Self::Number,
        special: impl FnOnce(&mut Self) -> Self::Number,
    ) -> Self::Number;

    /// A constant.
    #[inline(always)]
    fn number(&mut self, value: f64) -> Self::Number {
        self.bits(value.to_bits())
    }

    /// `-x`
    #[inline(always)]
    fn negative(&mut self, x: Self::Number) -> Self::Number {
        self.int(Bits::Xor, x, SIGN)
    }

    /// `x + k`
    #[inline(always)]
    fn plus(&mut self, x: Self::Number, k: f64) -> Self::Number {
        let k = self.number(k);
        self.add(x, k)
    }

    /// `x * k`
    #[inline(always)]
    fn times(&mut self, x: Self::Number, k: f64) -> Self::Number {
        let k = self.number(k);
        self.mul(x, k)
    }
}

/// The bit of a double's sign.
const SIGN: u64 = 1 << 63;

macro_rules! functions {
    ($fused:ident $T:ident $($(#[$doc:meta])* $name:ident = $of:path, ($($x:ident),*);)*) => {
        /// With fused multiply-add.
        #[cfg(target_arch = "x86_64")]
        mod $fused {
            $(
                #[target_feature(enable = "fma")]
                pub(super) fn $name($($x: $T),*) -> $T {
                    $of(&mut super::Scalar, $($x.into()),*) as $T
                }
            )*
        }

        $(
            $(#[$doc])*
            #[must_use]
            pub extern "C" fn $name($($x: $T),*) -> $T {
                #[cfg(target_arch = "x86_64")]
                if is_x86_feature_detected!("fma") {
                    // SAFETY: the processor has the instructions.
                    unsafe { $fused::$name($($x),*) }
                } else {
                    system::$name($($x),*)
                }
                #[cfg(not(target_arch = "x86_64"))]
                {
                    $of(&mut Scalar, $($x.into()),*) as $T
                }
            }
        )*
    };
}

functions! {
    of_doubles f64
    /// `e^x`
    exp = crate::runtime::math::library::exp_of, (x);
    /// `2^x`
    exp2 = crate::runtime::math::library::exp2_of, (x);
    /// `ln x`
    log = crate::runtime::math::library::log_of, (x);
    /// `log2 x`
    log2 = crate::runtime::math::library::log2_of, (x);
    /// `x^y`
    pow = crate::runtime::math::library::pow_of, (x, y);
}

functions! {
    of_singles f32
    /// `e^x` of singles.
    expf = crate::runtime::math::library::single::exp, (x);
    /// `2^x` of singles.
    exp2f = crate::runtime::math::library::single::exp2, (x);
    /// `ln x` of singles.
    logf = crate::runtime::math::library::single::log, (x);
    /// `log2 x` of singles.
    log2f = crate::runtime::math::library::single::log2, (x);
    /// `x^y` of singles.
    powf = crate::runtime::math::library::single::pow, (x, y);
}
