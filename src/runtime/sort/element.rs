//! How elements of each dtype are sorted.
//!
//! Input: lanes as slices. Output: sorted lanes, stable orders. Never: strides.

use super::cut::sort_by;
use super::key::Keyed;
use super::quick::Sorted;
use crate::runtime::array::Element;
use crate::runtime::exception::Raised;
use crate::runtime::{room, stop};
use num_complex::Complex;
use std::cmp::Ordering;

/// An element that can be sorted.
pub trait Sortable: Element {
    /// NumPy's order: nan after all others, all nans equal.
    fn order(self, other: Self) -> Ordering;

    /// Sorts.
    fn sort(values: &mut [Self]);

    /// Writes the places of the values in order, those of equal values as they come; there are as many places as values.
    ///
    /// # Errors
    /// MemoryError.
    fn argsort(values: &[Self], places: &mut [i64]) -> Result<(), Raised>;
}

// --- orders of places --------------------------------------------------------------------------------------------------

/// By keys of at most 32 bits: key and place make one int.
fn argsort_narrow(keys: impl ExactSizeIterator<Item = i32>, places: &mut [i64]) -> Result<(), Raised> {
    if u32::try_from(keys.len()).is_err() {
        return argsort_wide(keys.map(i64::from), places);
    }
    let pairs = keys.zip(0u32..).map(|(key, place)| i64::from(key) << 32 | i64::from(place));
    let mut pairs: Vec<i64> = room::gathered_while(pairs.map(Ok), stop::poll)?;
    i64::sort_keys(&mut pairs, None);
    for (slot, pair) in places.iter_mut().zip(pairs) {
        *slot = pair & 0xffff_ffff;
    }
    Ok(())
}

/// By keys of 64 bits.
fn argsort_wide(keys: impl Iterator<Item = i64>, places: &mut [i64]) -> Result<(), Raised> {
    let mut pairs: Vec<(i64, i64)> = room::gathered_while(keys.zip(0..).map(Ok), stop::poll)?;
    sort_by(&mut pairs, Ord::cmp);
    for (slot, (_, place)) in places.iter_mut().zip(pairs) {
        *slot = place;
    }
    Ok(())
}

// --- narrow ints -------------------------------------------------------------------------------------------------------

/// From this many on, ints of 16 bits are counted.
const MANY: usize = 1 << 15;

/// Sorts by counting how often each of `n` values occurs.
fn count<T: Copy>(values: &mut [T], n: usize, index: impl Fn(T) -> usize, value: impl Fn(usize) -> T) {
    let mut counts = vec![0usize; n];
    for part in values.chunks(stop::LONG) {
        if stop::poll().is_err() {
            return;
        }
        part.iter().for_each(|&x| counts[index(x)] += 1);
    }
    let mut rest = values;
    for (i, &n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let (own, others) = std::mem::take(&mut rest).split_at_mut(n);
        own.fill(value(i));
        rest = others;
    }
}

macro_rules! narrow {
    ($($T:ident: $first:expr, $from:expr;)*) => {$(
        impl Sortable for $T {
            fn order(self, other: Self) -> Ordering {
                self.cmp(&other)
            }

            fn sort(values: &mut [Self]) {
                if size_of::<Self>() > 1 && values.len() < MANY {
                    return values.sort_unstable();
                }
                let index = |x: $T| (i32::from(x) - $first) as usize;
                let value: fn(i32) -> $T = $from;
                count(values, 1 << (8 * size_of::<Self>()), index, |i| value(i as i32 + $first));
            }

            fn argsort(values: &[Self], places: &mut [i64]) -> Result<(), Raised> {
                argsort_narrow(values.iter().map(|&x| i32::from(x)), places)
            }
        }
    )*};
}

narrow! {
    bool: 0, |i| i != 0;
    i8: i32::from(i8::MIN), |i| i as i8;
    u8: 0, |i| i as u8;
    i16: i32::from(i16::MIN), |i| i as i16;
    u16: 0, |i| i as u16;
}

// --- ints and floats of 32 and 64 bits -----------------------------------------------------------------------------------

/// Numbers as the keys that they become in place.
///
/// # Safety
/// Every bit pattern is a number of either type.
unsafe fn as_keys<T, K>(values: &mut [T]) -> &mut [K] {
    const { assert!(size_of::<T>() == size_of::<K>() && align_of::<T>() == align_of::<K>()) };
    // SAFETY: of one size and alignment (checked), and as the caller promises.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), values.len()) }
}

macro_rules! keyed {
    ($($T:ident $Key:ident $argsort:ident $order:expr;)*) => {$(
        impl Sortable for $T {
            fn order(self, other: Self) -> Ordering {
                let order: fn($T, $T) -> Ordering = $order;
                order(self, other)
            }

            fn sort(values: &mut [Self]) {
                for value in values.iter_mut() {
                    *value = $T::from_ne_bytes(value.key().to_ne_bytes());
                }
                // SAFETY: numbers of one width.
                let keys = unsafe { as_keys::<$T, $Key>(values) };
                $Key::sort_keys(keys, Some(|part| {
                    for key in part {
                        *key = $Key::from_ne_bytes($T::of_key(*key).to_ne_bytes());
                    }
                }));
            }

            fn argsort(values: &[Self], places: &mut [i64]) -> Result<(), Raised> {
                $argsort(values.iter().map(|value| value.key_of_equals()), places)
            }
        }
    )*};
}

/// Nan last.
fn float_order<T: PartialOrd>(a: T, b: T) -> Ordering {
    // Only a nan differs from itself.
    let is_nan = |x: &T| x.partial_cmp(x).is_none();
    a.partial_cmp(&b).unwrap_or_else(|| is_nan(&a).cmp(&is_nan(&b)))
}

keyed! {
    i32 i32 argsort_narrow |a, b| a.cmp(&b);
    u32 i32 argsort_narrow |a, b| a.cmp(&b);
    f32 i32 argsort_narrow float_order;
    i64 i64 argsort_wide |a, b| a.cmp(&b);
    u64 i64 argsort_wide |a, b| a.cmp(&b);
    f64 i64 argsort_wide float_order;
}

// --- complex numbers -----------------------------------------------------------------------------------------------------

macro_rules! complex {
    ($($F:ident)*) => {$(
        impl Sortable for Complex<$F> {
            /// By real parts, then by imaginary parts; a number with a nan after all others.
            fn order(self, other: Self) -> Ordering {
                let has_nan = |z: Complex<$F>| z.re.is_nan() || z.im.is_nan();
                let by_nan = has_nan(self).cmp(&has_nan(other));
                by_nan.then(self.re.order(other.re)).then(self.im.order(other.im))
            }

            fn sort(values: &mut [Self]) {
                sort_by(values, |a, b| a.order(*b));
            }

            fn argsort(values: &[Self], places: &mut [i64]) -> Result<(), Raised> {
                for (slot, number) in places.iter_mut().zip(0..) {
                    *slot = number;
                }
                sort_by(places, |&a, &b| values[a as usize].order(values[b as usize]).then(a.cmp(&b)));
                Ok(())
            }
        }
    )*};
}

complex! { f32 f64 }
