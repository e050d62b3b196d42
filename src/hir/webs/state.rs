//! What may reach a point of the program, as bits.
//!
//! Input: numbers of bindings. Output: sets of them that join where ways meet.
//! Never: what the numbers mean.

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
