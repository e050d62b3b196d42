//! Numbers of 32 and 64 bits as signed ints of the same width whose order is theirs.
//!
//! Input: numbers. Output: ints, and the numbers back. Never: sorting.
//!
//! Unsigned ints get their first bit flipped. The bits of floats order as signed ints once those below zero are turned
//! around. Then nans with a sign bit come first; taking their number off, with wrapping, puts them last.

/// A number with a key.
pub(super) trait Keyed: Copy {
    /// An int of the same width.
    type Key: Ord + Copy;
    /// Ordered as the numbers; -0.0 before 0.0, nans last.
    fn key(self) -> Self::Key;
    /// The number of a key.
    fn of_key(key: Self::Key) -> Self;
    /// As `key`, but one key for both zeros, and one for all nans.
    fn key_of_equals(self) -> Self::Key {
        self.key()
    }
}

macro_rules! ints {
    ($($T:ident $Key:ident $flip:expr;)*) => {$(
        impl Keyed for $T {
            type Key = $Key;

            #[inline]
            fn key(self) -> $Key {
                self as $Key ^ $flip
            }

            #[inline]
            fn of_key(key: $Key) -> $T {
                (key ^ $flip) as $T
            }
        }
    )*};
}

ints! {
    i32 i32 0;
    u32 i32 i32::MIN;
    i64 i64 0;
    u64 i64 i64::MIN;
}

macro_rules! floats {
    ($($F:ident $Key:ident $Bits:ident;)*) => {$(
        impl Keyed for $F {
            type Key = $Key;

            #[inline]
            fn key(self) -> $Key {
                turned::$F(self.to_bits() as $Key).wrapping_sub(signed_nans::$F)
            }

            #[inline]
            fn of_key(key: $Key) -> $F {
                $F::from_bits(turned::$F(key.wrapping_add(signed_nans::$F)) as $Bits)
            }

            #[inline]
            fn key_of_equals(self) -> $Key {
                // Adding 0.0 makes 0.0 of -0.0.
                if self.is_nan() { $Key::MAX } else { (self + 0.0).key() }
            }
        }
    )*};
}

floats! {
    f32 i32 u32;
    f64 i64 u64;
}

/// The bits of floats in order, those below zero turned around; done twice it is undone.
mod turned {
    pub fn f32(bits: i32) -> i32 {
        bits ^ (((bits >> 31) as u32) >> 1) as i32
    }

    pub fn f64(bits: i64) -> i64 {
        bits ^ (((bits >> 63) as u64) >> 1) as i64
    }
}

/// How many nans have a sign bit.
#[allow(non_upper_case_globals, reason = "named as the type that each is of")]
mod signed_nans {
    pub const f32: i32 = (1 << 23) - 1;
    pub const f64: i64 = (1 << 52) - 1;
}
