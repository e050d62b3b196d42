//! What may reach a point of the program, as bits.
//!
//! Input: numbers of bindings. Output: sets of them that join where ways meet.
//! Never: what the numbers mean.

use std::ops::Range;

/// The words that hold a range of bits, each with the mask of those.
fn words(range: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let Range { start, end } = range;
    let touched = if start < end { start / 64..end.div_ceil(64) } else { 0..0 };
    touched.map(move |word| {
        let low = start.max(word * 64) - word * 64;
        let high = end.min(word * 64 + 64) - word * 64;
        (word, (u64::MAX >> (64 - (high - low))) << low)
    })
}

/// What may reach a point of the program.
#[derive(Clone, PartialEq)]
pub(super) struct State {
    pub bits: Box<[u64]>,
    /// False after `return`, `break`, ..: joins ignore it.
    pub live: bool,
}

impl State {
    pub fn set(&mut self, bit: usize) {
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    pub fn clear(&mut self, bit: usize) {
        self.bits[bit / 64] &= !(1 << (bit % 64));
    }

    /// Clears a range of bits.
    pub fn clear_all(&mut self, range: Range<usize>) {
        words(range).for_each(|(word, mask)| self.bits[word] &= !mask);
    }

    /// The bits of a range that are set.
    pub fn ones(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        words(range).flat_map(|(word, mask)| {
            let mut left = self.bits[word] & mask;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(word * 64 + bit)
            })
        })
    }

    pub fn has(&self, bit: usize) -> bool {
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// This way or the other.
    pub fn join(&mut self, other: &State) {
        if !other.live {
            return;
        }
        if !self.live {
            self.clone_from(other);
            return;
        }
        self.bits.iter_mut().zip(&other.bits).for_each(|(a, b)| *a |= b);
    }
}
