//! The Mersenne twister MT19937: NumPy's legacy generator, Python's `random` and Numba's compiled streams stand on it.
//!
//! Input: a seed, or words of a key. Output: 32-bit words, NumPy's 64-bit words and 53-bit floats.
//! Never: distributions.
//!
//! After M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), with the seeding of their reference
//! code of 2002. Our own, as its state must be read and set (`get_state`, `set_state`), which the crates hide.

use super::Bits;

/// Words of the state.
pub const N: usize = 624;
const M: usize = 397;
const UPPER: u32 = 0x8000_0000;
const LOWER: u32 = 0x7fff_ffff;
const TWIST: u32 = 0x9908_b0df;

/// The state: a key of 624 words and a place in it.
#[derive(Clone)]
pub struct Mt19937 {
    key: [u32; N],
    position: usize,
}

impl Mt19937 {
    /// Seeded by one word (`init_genrand`).
    #[must_use]
    pub fn from_word(seed: u32) -> Self {
        let mut key = [seed; N];
        for i in 1..N {
            let before = key[i - 1];
            key[i] = 1_812_433_253_u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(i as u32);
        }
        Self { key, position: N }
    }

    /// Seeded by several words (`init_by_array`), of which there is at least one.
    #[must_use]
    pub fn from_words(words: &[u32]) -> Self {
        let mut state = Self::from_word(19_650_218);
        let mix = |a: u32, factor: u32| (a ^ (a >> 30)).wrapping_mul(factor);
        let (key, mut i) = (&mut state.key, 1);
        let wrap = |key: &mut [u32; N], i: &mut usize| {
            *i += 1;
            if *i == N {
                key[0] = key[N - 1];
                *i = 1;
            }
        };
        for j in 0..N.max(words.len()) {
            let j = j % words.len();
            key[i] = (key[i] ^ mix(key[i - 1], 1_664_525)).wrapping_add(words[j]).wrapping_add(j as u32);
            wrap(key, &mut i);
        }
        for _ in 1..N {
            key[i] = (key[i] ^ mix(key[i - 1], 1_566_083_941)).wrapping_sub(i as u32);
            wrap(key, &mut i);
        }
        key[0] = UPPER;
        state
    }

    /// A state as it was read; none: a place outside of the key.
    #[must_use]
    pub fn from_parts(key: [u32; N], position: usize) -> Option<Self> {
        (position <= N).then_some(Self { key, position })
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &[u32; N] {
        &self.key
    }

    /// The place of the next word in the key.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The next 624 words.
    #[cold]
    fn twist(&mut self) {
        let key = &mut self.key;
        let next = |word: u32, following: u32, far: u32| {
            let y = (word & UPPER) | (following & LOWER);
            far ^ (y >> 1) ^ if y & 1 == 0 { 0 } else { TWIST }
        };
        for i in 0..N - M {
            key[i] = next(key[i], key[i + 1], key[i + M]);
        }
        for i in N - M..N - 1 {
            key[i] = next(key[i], key[i + 1], key[i + M - N]);
        }
        key[N - 1] = next(key[N - 1], key[0], key[M - 1]);
        self.position = 0;
    }
}

impl Bits for Mt19937 {
    fn next_u32(&mut self) -> u32 {
        if self.position >= N {
            self.twist();
        }
        let mut y = self.key[self.position];
        self.position += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn next_u64(&mut self) -> u64 {
        let high = u64::from(self.next_u32());
        high << 32 | u64::from(self.next_u32())
    }

    fn next_double(&mut self) -> f64 {
        let high = f64::from(self.next_u32() >> 5);
        let low = f64::from(self.next_u32() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_sequences() {
        // mt19937ar.out of the authors' code: init_by_array({0x123, 0x234, 0x345, 0x456}).
        let mut state = Mt19937::from_words(&[0x123, 0x234, 0x345, 0x456]);
        assert_eq!([(); 3].map(|()| state.next_u32()), [1_067_595_299, 955_945_823, 477_289_528]);
        // std::mt19937's documented ten thousandth value of the default seed.
        let mut state = Mt19937::from_word(5489);
        assert_eq!((0..10_000).map(|_| state.next_u32()).last(), Some(4_123_659_995));
    }
}
