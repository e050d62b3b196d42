//! What reductions and sorts want of elements, for all dtypes.
//!
//! Input: elements. Output: NumPy's wrapping arithmetic, its pairwise sums, its order with nan last.
//! Never: dtypes known at run time (`with_element` turns those into types).

use crate::runtime::array::Element;
use num_complex::Complex;
use std::cmp::Ordering;

/// An element with arithmetic.
pub(super) trait Number: Element {
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
    /// Python's order; complex numbers by their real parts, then by their imaginary parts. Nan is after all others.
    fn order(self, other: Self) -> Ordering;
    /// The sum of elements that lie side by side, in NumPy's order of additions.
    fn sum(values: &[Self]) -> Self {
        values.iter().fold(Self::ZERO, |sum, &value| sum.plus(value))
    }
}

/// Elements up to which sums are not split.
const BLOCK: usize = 128;

macro_rules! ints {
    ($($T:ident)*) => {$(
        impl Number for $T {
            const ZERO: Self = 0;
            const ONE: Self = 1;
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
            fn is_nan(self) -> bool {
                false
            }
            fn order(self, other: Self) -> Ordering {
                self.cmp(&other)
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
    fn order(self, other: Self) -> Ordering {
        self.cmp(&other)
    }
}

macro_rules! floats {
    ($($T:ident)*) => {$(
        impl Number for $T {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            fn plus(self, other: Self) -> Self {
                self + other
            }
            fn times(self, other: Self) -> Self {
                self * other
            }
            fn is_nan(self) -> bool {
                $T::is_nan(self)
            }
            fn order(self, other: Self) -> Ordering {
                self.partial_cmp(&other).unwrap_or_else(|| self.is_nan().cmp(&other.is_nan()))
            }
            fn sum(values: &[Self]) -> Self {
                pairwise(values, 8, &|values| {
                    if values.len() < 8 {
                        return values.iter().fold(-0.0, |sum, &value| sum + value);
                    }
                    let (lanes, rest) = lanes::<$T, 8>(values);
                    let [a, b, c, d, e, f, g, h] = lanes;
                    rest.iter().fold(((a + b) + (c + d)) + ((e + f) + (g + h)), |sum, &value| sum + value)
                })
            }
        }

        impl Number for Complex<$T> {
            const ZERO: Self = Complex::new(0.0, 0.0);
            const ONE: Self = Complex::new(1.0, 0.0);
            fn plus(self, other: Self) -> Self {
                self + other
            }
            fn times(self, other: Self) -> Self {
                self * other
            }
            fn is_nan(self) -> bool {
                self.re.is_nan() || self.im.is_nan()
            }
            fn order(self, other: Self) -> Ordering {
                let by_nan = Number::is_nan(self).cmp(&Number::is_nan(other));
                by_nan.then(self.re.order(other.re)).then(self.im.order(other.im))
            }
            fn sum(values: &[Self]) -> Self {
                // NumPy counts the parts: half as many numbers go into a block.
                pairwise(values, 4, &|values| {
                    if values.len() < 4 {
                        return values.iter().fold(Complex::new(-0.0, -0.0), |sum, &value| sum + value);
                    }
                    let (lanes, rest) = lanes::<Complex<$T>, 4>(values);
                    let [a, b, c, d] = lanes;
                    rest.iter().fold((a + b) + (c + d), |sum, &value| sum + value)
                })
            }
        }
    )*};
}

floats! { f32 f64 }

/// Halves until a part is a block; a part is a multiple of the lanes.
fn pairwise<T: Number>(values: &[T], lanes: usize, block: &dyn Fn(&[T]) -> T) -> T {
    if values.len() <= BLOCK * lanes / 8 {
        return block(values);
    }
    let half = values.len() / 2;
    let (left, right) = values.split_at(half - half % lanes);
    pairwise(left, lanes, block).plus(pairwise(right, lanes, block))
}

/// Sums of every `N`th element, and what is left over.
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
