//! `np.random.SeedSequence`: words of entropy, mixed into a pool that seeds generators and their children.
//!
//! Input: entropy words, a key of spawned children. Output: state words.
//! Never: generators, ints larger than their words.
//!
//! After NumPy's `bit_generator.pyx`, which follows M. O'Neill's `seed_seq_fe`.

use crate::runtime::exception::{Check, Raised};
use crate::runtime::room;

const INIT_A: u32 = 0x43b0_d7e5;
const MULT_A: u32 = 0x931e_8875;
const INIT_B: u32 = 0x8b51_f9dd;
const MULT_B: u32 = 0x58f3_8ded;
const MIX_L: u32 = 0xca01_f9dd;
const MIX_R: u32 = 0x4973_f715;
const SHIFT: u32 = 16;

/// A seed sequence with a pool of four words.
#[derive(Clone, Debug)]
pub struct SeedSequence {
    /// What the user gave, each int as its 32-bit words, low ones first.
    pub entropy: Vec<u32>,
    /// Which child of which child it is.
    pub spawn_key: Vec<u32>,
    /// How many children it has spawned.
    pub children: u32,
    pool: [u32; 4],
}

/// The constant that changes with each hash.
struct Hash(u32, u32);

impl Hash {
    fn step(&mut self, value: u32) -> u32 {
        let value = value ^ self.0;
        self.0 = self.0.wrapping_mul(self.1);
        let value = value.wrapping_mul(self.0);
        value ^ (value >> SHIFT)
    }
}

fn mix(x: u32, y: u32) -> u32 {
    let result = MIX_L.wrapping_mul(x).wrapping_sub(MIX_R.wrapping_mul(y));
    result ^ (result >> SHIFT)
}

impl SeedSequence {
    /// Of entropy and a spawn key.
    #[must_use]
    pub fn new(entropy: Vec<u32>, spawn_key: Vec<u32>) -> Self {
        let mut words = entropy.clone();
        if !spawn_key.is_empty() && words.len() < 4 {
            words.resize(4, 0);
        }
        words.extend(&spawn_key);
        Self { pool: mixed(&words), entropy, spawn_key, children: 0 }
    }

    /// Of one int, as its words.
    #[must_use]
    pub fn of_int(value: u64) -> Self {
        Self::new(int_words(u128::from(value)), Vec::new())
    }

    /// Of the system's entropy.
    #[must_use]
    pub fn of_system() -> Self {
        Self::new(int_words(super::system_entropy()), Vec::new())
    }

    /// The next children.
    ///
    /// # Errors
    /// MemoryError.
    pub fn spawn(&mut self, count: u32) -> Result<Vec<SeedSequence>, Raised> {
        let first = self.children;
        let end = first.checked_add(count).ok_or(Check::OutOfMemory)?;
        let child = |number| {
            let mut key = self.spawn_key.clone();
            key.push(number);
            SeedSequence::new(self.entropy.clone(), key)
        };
        let children = room::gathered((first..end).map(child))?;
        self.children = end;
        Ok(children)
    }

    /// The words that a generator's state is made of, without an end.
    fn words(&self) -> impl Iterator<Item = u32> {
        let mut hash = Hash(INIT_B, MULT_B);
        self.pool.iter().cycle().map(move |&word| hash.step(word))
    }

    /// The first words, as `generate_state(N, np.uint32)` gives them.
    #[must_use]
    pub fn first_u32<const N: usize>(&self) -> [u32; N] {
        let mut words = self.words();
        std::array::from_fn(|_| words.next().unwrap_or_default())
    }

    /// `generate_state(n, np.uint32)`
    ///
    /// # Errors
    /// MemoryError.
    pub fn generate_u32(&self, count: usize) -> Result<Vec<u32>, Raised> {
        room::gathered(self.words().take(count))
    }

    /// `generate_state(n, np.uint64)`
    ///
    /// # Errors
    /// MemoryError.
    pub fn generate_u64(&self, count: usize) -> Result<Vec<u64>, Raised> {
        let words = self.generate_u32(count.checked_mul(2).ok_or(Check::OutOfMemory)?)?;
        room::gathered(words.chunks(2).map(|pair| u64::from(pair[1]) << 32 | u64::from(pair[0])))
    }
}

/// The pool of entropy words.
fn mixed(words: &[u32]) -> [u32; 4] {
    let mut hash = Hash(INIT_A, MULT_A);
    let mut pool: [u32; 4] = std::array::from_fn(|i| hash.step(words.get(i).copied().unwrap_or(0)));
    for source in 0..4 {
        for target in (0..4).filter(|&target| target != source) {
            pool[target] = mix(pool[target], hash.step(pool[source]));
        }
    }
    for &word in words.iter().skip(4) {
        for slot in &mut pool {
            *slot = mix(*slot, hash.step(word));
        }
    }
    pool
}

/// The 32-bit words of an int, low ones first; one word for 0.
#[must_use]
pub fn int_words(mut value: u128) -> Vec<u32> {
    let mut words = vec![value as u32];
    while value >> 32 != 0 {
        value >>= 32;
        words.push(value as u32);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_numpys() {
        // NumPy: SeedSequence(12345).generate_state(4)
        let words = SeedSequence::of_int(12345).first_u32::<4>();
        assert_eq!(words, SEED_12345);
    }

    const SEED_12345: [u32; 4] = [2_688_385_916, 3_048_105_090, 4_196_366_895, 3_152_189_807];
}
