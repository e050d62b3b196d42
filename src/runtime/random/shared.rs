//! Generators in memory that the host zone and compiled code share: the six words of a [`Pcg64`] in a `uint64` array.
//!
//! Input: the array's words. Output: draws; the state moves on in place. Never: seeding by arguments of a script.
//!
//! Words are read and written one by one, without a lock: threads that draw from one generator at once get numbers that
//! depend on their timing, as in Numba, but nothing worse.

use super::pcg64::{Pcg64, STATE_WORDS};
use super::seed_sequence::{SeedSequence, int_words};
use super::{Bits, Count, Distribution, Draw, bounded};
use crate::runtime::array::Array;
use crate::runtime::exception::Raised;
use crate::runtime::memory::MemoryAccount;
use crate::types::Dtype;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A generator in an array of its own.
#[derive(Clone, Debug)]
pub struct SharedGenerator(Array);

impl SharedGenerator {
    /// In fresh memory.
    ///
    /// # Errors
    /// MemoryError.
    pub fn new(account: Option<&Arc<MemoryAccount>>, own: Pcg64) -> Result<Self, Raised> {
        let shared = Self(Array::zeros(account, Dtype::U64, &[STATE_WORDS])?);
        shared.with(|state| *state = own);
        Ok(shared)
    }

    /// In an array that another generator lies in; none: the array is another one.
    #[must_use]
    pub fn of_array(array: Array) -> Option<Self> {
        let fits = array.dtype() == Dtype::U64 && array.shape() == [STATE_WORDS] && array.is_c_contiguous();
        fits.then_some(Self(array))
    }

    /// Its array.
    #[must_use]
    pub fn array(&self) -> &Array {
        &self.0
    }

    /// Draws from it.
    pub fn with<T>(&self, draw: impl FnOnce(&mut Pcg64) -> T) -> T {
        let words = [self.0.data() as u64];
        // SAFETY: the array is a contiguous one of that many words (checked where it came in), and lives as long as `self`.
        with(unsafe { state(words.as_ptr()) }, draw)
    }
}

/// The state behind an array's words, as machine code passes them: the first is the address of the elements.
///
/// # Safety
/// `array` points to the words of a live C-contiguous `uint64` array of [`STATE_WORDS`] elements.
unsafe fn state<'a>(array: *const u64) -> &'a [AtomicU64; STATE_WORDS] {
    // SAFETY: the elements live as long as the caller's array; an atomic has the size and alignment of its int, and all access
    // to them goes through here or machine code.
    unsafe { &*(array.read() as *const [AtomicU64; STATE_WORDS]) }
}

/// Draws from a state in memory.
pub fn with<T>(state: &[AtomicU64; STATE_WORDS], draw: impl FnOnce(&mut Pcg64) -> T) -> T {
    let mut own = Pcg64::from_words(std::array::from_fn(|i| state[i].load(Ordering::Relaxed)));
    let result = draw(&mut own);
    for (word, value) in state.iter().zip(own.to_words()) {
        word.store(value, Ordering::Relaxed);
    }
    result
}

macro_rules! draws {
    ($($(#[$doc:meta])* $name:ident($($param:ident: $ty:ty),*) -> $result:ty = $draw:expr;)*) => {$(
        $(#[$doc])*
        pub(in crate::runtime) unsafe extern "C" fn $name(array: *const u64 $(, $param: $ty)*) -> $result {
            // SAFETY: machine code passes a generator's array.
            with(unsafe { state(array) }, $draw)
        }
    )*};
}

draws! {
    /// Helper: a float in [0, 1).
    helper_double() -> f64 = |rng| rng.next_double();
    /// Helper: a single in [0, 1).
    helper_float() -> f32 = |rng| rng.next_float();
    /// Helper: a standard normal float.
    helper_normal() -> f64 = |rng| rng.normal();
    /// Helper: a standard normal single.
    helper_normal_f32() -> f32 = super::standard_normal_f32;
    /// Helper: a standard exponential float.
    helper_exponential() -> f64 = |rng| rng.exponential();
    /// Helper: a standard exponential single.
    helper_exponential_f32() -> f32 = super::standard_exponential_f32;
    /// Helper: a single of the gamma distribution of a shape.
    helper_gamma_f32(shape: f32) -> f32 = |rng| super::standard_gamma_f32(rng, shape);
    /// Helper: a float of the distribution of this number.
    helper_draw(distribution: i64, a: f64, b: f64, c: f64) -> f64 = |rng| {
        Distribution::ALL.get(distribution as usize).map_or(f64::NAN, |it| it.draw(rng, [a, b, c]))
    };
    /// Helper: a count of the distribution of this number.
    helper_count(distribution: i64, a: f64, b: f64, c: f64) -> i64 = |rng| {
        Count::ALL.get(distribution as usize).map_or(0, |it| it.draw(rng, [a, b, c]))
    };
    /// Helper: an int from 0 to a bound, as shuffles draw it.
    helper_interval(most: u64) -> u64 = |rng| bounded::interval(rng, most);
    /// Helper: an int of 32 or 64 bits from 0 to a bound.
    helper_wide(most: u64) -> u64 = |rng| bounded::wide(rng, most, bounded::Method::Lemire);
    /// Helper: 32 bits.
    helper_word() -> u64 = |rng| u64::from(rng.next_u32());
}

/// Helper: seeds a generator's array by an array of ints; of none by the system.
pub(in crate::runtime) unsafe extern "C" fn helper_seed(array: *const u64, entropy: *const u64) {
    // SAFETY: machine code passes the words of a live C-contiguous array of int64: address, owner, length, stride.
    let values = unsafe { elements(entropy) };
    let words: Vec<u32> = values.iter().flat_map(|&value| int_words(value as u128)).collect();
    let sequence = if words.is_empty() { SeedSequence::of_system() } else { SeedSequence::new(words, Vec::new()) };
    // SAFETY: machine code passes a generator's array.
    with(unsafe { state(array) }, |rng| *rng = Pcg64::new(&sequence));
}

/// The elements of a 1-d C-contiguous array of 64-bit ints by its words.
///
/// # Safety
/// The words are those of such an array, which lives for `'a`.
unsafe fn elements<'a>(words: *const u64) -> &'a [u64] {
    // SAFETY: as the caller promises; an empty array may have any address.
    unsafe {
        match words.add(2).read() as usize {
            0 => &[],
            length => std::slice::from_raw_parts(words.read() as *const u64, length),
        }
    }
}
