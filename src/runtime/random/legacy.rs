//! `np.random.RandomState`: the Mersenne twister with NumPy's frozen legacy distributions.
//!
//! Input: seeds. Output: [`RandomState`], a source that distributions draw from. Never: arguments of a script.

use super::mt19937::Mt19937;
use super::{Bits, Draw};

/// A legacy generator.
#[derive(Clone)]
pub struct RandomState {
    /// Its bits.
    pub bits: Mt19937,
    /// The second normal number of a pair, for the next draw.
    pub spare_normal: Option<f64>,
}

impl RandomState {
    /// Over a source of bits.
    #[must_use]
    pub fn new(bits: Mt19937) -> Self {
        Self { bits, spare_normal: None }
    }

    /// Seeded by the system.
    #[must_use]
    pub fn of_system() -> Self {
        Self::new(Mt19937::from_words(&super::seed_sequence::SeedSequence::of_system().first_u32::<4>()))
    }
}

impl Bits for RandomState {
    fn next_u32(&mut self) -> u32 {
        self.bits.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.bits.next_u64()
    }

    fn next_double(&mut self) -> f64 {
        self.bits.next_double()
    }
}

impl Draw for RandomState {
    const LEGACY: bool = true;

    /// By the polar method.
    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.next_double() - 1.0;
            let y = 2.0 * self.next_double() - 1.0;
            let square = x * x + y * y;
            if square < 1.0 && square != 0.0 {
                let scale = (-2.0 * square.ln() / square).sqrt();
                self.spare_normal = Some(scale * x);
                return scale * y;
            }
        }
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.next_double()).ln()
    }
}
