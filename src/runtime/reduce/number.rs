//! What reductions want of elements, for all dtypes.
//!
//! Input: elements. Output: NumPy's wrapping arithmetic, its blocks of sums.
//! Never: dtypes known at run time (`with_element` turns those into types).

use super::wide;
use crate::runtime::sort::Sortable;
use crate::runtime::stop;
use num_complex::Complex;

/// An element with arithmetic.
pub trait Number: Sortable + PartialEq {
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// Wraps for ints, `or` for bools.
    fn plus(self, other: Self) -> Self;
    /// Wraps for ints, `and` for bools.
    fn times(self, other: Self) -> Self;
    /// Not equal to itself.
    fn is_nan(self) -> bool;
    /// Is it less?
    fn below(self, other: Self) -> bool;
    /// Elements that are summed up side by side; longer rows are split at multiples of it.
    const LANES: usize;
    /// Elements up to which sums are not split.
    const BLOCK: usize;
    /// The sum of at most a block of elements.
    fn block(values: &[Self]) -> Self;
    /// The sum of elements that lie side by side, in NumPy's order of additions; a request to stop makes it 0.
    fn sum(values: &[Self]) -> Self {
        if values.len() <= stop::LONG {
            return wide::pairwise(values);
        }
        if stop::poll().is_err() {
            return Self::ZERO;
        }
        // As `wide::pairwise` does.
        let half = values.len() / 2;
        let (left, right) = values.split_at(half - half % Self::LANES);
        Self::sum(left).plus(Self::sum(right))
    }
}

macro_rules! ints {
    ($($T:ident)*) => {$(
        impl Number for $T {
            const ZERO: Self = 0;
            const ONE: Self = 1;
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                false
            }
            #[inline(always)]
            fn below(self, other: Self) -> bool {
                self < other
            }
            const LANES: usize = 1;
            const BLOCK: usize = usize::MAX;
            #[inline(always)]
            fn block(values: &[Self]) -> Self {
                values.iter().fold(0, |sum: $T, &value| sum.wrapping_add(value))
            }
        }
    )*};
}

ints! { i8 i16 i32 i64 u8 u16 u32 u64 }

impl Number for bool {
    const ZERO: Self = false;
    const ONE: Self = true;
    fn plus(self, other: Self) -> Self {
        self | other
    }
    fn times(self, other: Self) -> Self {
        self & other
    }
    fn is_nan(self) -> bool {
        false
    }
    fn below(self, other: Self) -> bool {
        !self & other
    }
    const LANES: usize = 1;
    const BLOCK: usize = usize::MAX;
    fn block(values: &[Self]) -> Self {
        values.contains(&true)
    }
}

macro_rules! floats {
    ($($T:ident)*) => {$(
        impl Number for $T {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self + other
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self * other
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $T::is_nan(self)
            }
            #[inline(always)]
            fn below(self, other: Self) -> bool {
                self < other
            }
            const LANES: usize = 8;
            const BLOCK: usize = 128;
            #[inline(always)]
            fn block(values: &[Self]) -> Self {
                if values.len() < 8 {
                    return values.iter().fold(-0.0, |sum, &value| sum + value);
                }
                let (lanes, rest) = lanes::<$T, 8>(values);
                let [a, b, c, d, e, f, g, h] = lanes;
                rest.iter().fold(((a + b) + (c + d)) + ((e + f) + (g + h)), |sum, &value| sum + value)
            }
        }

        impl Number for Complex<$T> {
            const ZERO: Self = Complex::new(0.0, 0.0);
            const ONE: Self = Complex::new(1.0, 0.0);
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self + other
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self * other
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                self.re.is_nan() || self.im.is_nan()
            }
            #[inline(always)]
            fn below(self, other: Self) -> bool {
                self.re < other.re || (self.re == other.re && self.im < other.im)
            }
            // NumPy counts the parts: half as many numbers go into a block.
            const LANES: usize = 4;
            const BLOCK: usize = 64;
            #[inline(always)]
            fn block(values: &[Self]) -> Self {
                if values.len() < 4 {
                    return values.iter().fold(Complex::new(-0.0, -0.0), |sum, &value| sum + value);
                }
                let (lanes, rest) = lanes::<Complex<$T>, 4>(values);
                let [a, b, c, d] = lanes;
                rest.iter().fold((a + b) + (c + d), |sum, &value| sum + value)
            }
        }
    )*};
}

floats! { f32 f64 }

/// Sums of every `N`th element, and what is left over.
#[inline(always)]
fn lanes<T: Number, const N: usize>(values: &[T]) -> ([T; N], &[T]) {
    let mut sums = [T::ZERO; N];
    sums.copy_from_slice(&values[..N]);
    let mut rows = values[N..].chunks_exact(N);
    for row in &mut rows {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum = sum.plus(value);
        }
    }
    (sums, rows.remainder())
}
