//! PCG64 (XSL-RR output over a 128-bit congruential state): NumPy's default generator.
//!
//! Input: a seed sequence, or the parts of a state. Output: 64-bit words, and 32-bit words two to each of them.
//! Never: distributions.
//!
//! After M. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
//! Generation" (2014). Our own, as its state must be read and set, and lies in memory that compiled code holds.

use super::Bits;
use super::seed_sequence::SeedSequence;

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

/// The state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pcg64 {
    /// Of the congruential generator.
    pub state: u128,
    /// Its increment, odd: which of the streams.
    pub increment: u128,
    /// The half of a word that the next 32-bit draw takes.
    pub spare: Option<u32>,
}

/// How many 64-bit words a state takes in memory: state and increment (low words first), a flag and the spare half.
pub const STATE_WORDS: usize = 6;

impl Pcg64 {
    /// Seeded as `np.random.PCG64(sequence)`.
    #[must_use]
    pub fn new(sequence: &SeedSequence) -> Self {
        let words = sequence.first_u32::<8>();
        let words: [u64; 4] = std::array::from_fn(|i| u64::from(words[2 * i + 1]) << 32 | u64::from(words[2 * i]));
        let joined = |high: u64, low: u64| u128::from(high) << 64 | u128::from(low);
        let mut own = Self { state: 0, increment: joined(words[2], words[3]) << 1 | 1, spare: None };
        own.step();
        own.state = own.state.wrapping_add(joined(words[0], words[1]));
        own.step();
        own
    }

    fn step(&mut self) {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
    }

    /// As words of memory.
    #[must_use]
    pub fn to_words(&self) -> [u64; STATE_WORDS] {
        let halves = |value: u128| [value as u64, (value >> 64) as u64];
        let ([s0, s1], [i0, i1]) = (halves(self.state), halves(self.increment));
        [s0, s1, i0, i1, u64::from(self.spare.is_some()), u64::from(self.spare.unwrap_or(0))]
    }

    /// Of words of memory.
    #[must_use]
    pub fn from_words(words: [u64; STATE_WORDS]) -> Self {
        let join = |low: u64, high: u64| u128::from(high) << 64 | u128::from(low);
        Self {
            state: join(words[0], words[1]),
            increment: join(words[2], words[3]),
            spare: (words[4] != 0).then_some(words[5] as u32),
        }
    }
}

impl Bits for Pcg64 {
    fn next_u64(&mut self) -> u64 {
        self.step();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    fn next_u32(&mut self) -> u32 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let word = self.next_u64();
        self.spare = Some((word >> 32) as u32);
        word as u32
    }
}
