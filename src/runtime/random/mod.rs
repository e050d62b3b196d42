//! Random numbers: NumPy's legacy and new generators, Python's `random`, and the streams of the compiled zone.
//!
//! Input: seeds, generators' states, parameters of distributions. Output: numbers, the same bit for bit as NumPy's,
//! Python's and Numba's. Never: arguments of a script, arrays' shapes.
//!
//! | who draws | generator | normal | ints below a bound |
//! | --- | --- | --- | --- |
//! | `np.random.*`, `RandomState` ([`legacy`]) | [`mt19937`] | polar method, the second one kept | masked rejection |
//! | `default_rng()` ([`pcg64`]) | PCG64 | ziggurat | Lemire's |
//! | Python's `random` ([`python`]) | [`mt19937`] | by sine and cosine | rejection of high bits |
//! | compiled code ([`threads`]) | [`mt19937`] per thread, one for `np.random`, one for `random` | polar method | rejection |

pub mod bounded;
mod count;
mod distribution;
pub mod legacy;
pub mod mt19937;
pub mod pcg64;
pub mod python;
pub mod seed_sequence;
pub mod shared;
pub mod threads;
mod ziggurat;

pub use count::{Count, new_binomial};
pub use distribution::{Distribution, Limit};
pub use ziggurat::{standard_exponential_f32, standard_gamma_f32, standard_normal_f32};

use std::cell::Cell;
use std::collections::hash_map::RandomState as SystemKeys;
use std::hash::{BuildHasher, Hasher};

/// A source of random bits.
pub trait Bits {
    /// 32 bits.
    fn next_u32(&mut self) -> u32;

    /// 64 bits.
    fn next_u64(&mut self) -> u64;

    /// A float in [0, 1) of 53 bits.
    fn next_double(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A single in [0, 1) of 24 bits.
    fn next_float(&mut self) -> f32 {
        (self.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }
}

/// A source that distributions draw from: NumPy's legacy streams are frozen, the new ones not.
pub trait Draw: Bits {
    /// Are the formulas those of NumPy's legacy streams?
    const LEGACY: bool;

    /// Of the standard normal distribution.
    fn normal(&mut self) -> f64;

    /// Of the standard exponential distribution.
    fn exponential(&mut self) -> f64;
}

impl Draw for pcg64::Pcg64 {
    const LEGACY: bool = false;

    fn normal(&mut self) -> f64 {
        ziggurat::standard_normal(self)
    }

    fn exponential(&mut self) -> f64 {
        ziggurat::standard_exponential(self)
    }
}

/// Entropy of the system, for generators without a seed: the standard library seeds its hash maps with it.
#[must_use]
pub fn system_entropy() -> u128 {
    let word = || u128::from(SystemKeys::new().build_hasher().finish());
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos();
    (word() << 64 | word()) ^ clock
}

/// A generator of either kind, for many draws at a time.
pub trait Source {
    /// Are the streams NumPy's legacy ones?
    fn is_legacy(&self) -> bool;

    /// Floats of a distribution; the cells' old values do not matter.
    fn floats(&mut self, distribution: Distribution, params: [f64; 3], out: &[Cell<f64>]);

    /// Counts of a distribution.
    fn counts(&mut self, count: Count, params: [f64; 3], out: &[Cell<i64>]);

    /// Singles of one of the distributions that have them: uniform, normal, exponential, gamma of a shape.
    fn singles(&mut self, distribution: Distribution, shape: f32, out: &[Cell<f32>]);

    /// An int from 0 to a bound, as shuffles draw it.
    fn interval(&mut self, most: u64) -> u64;

    /// The next of many ints.
    fn next(&mut self, bounded: &mut bounded::Bounded, most: u64) -> u64;

    /// A binomial count as multinomial ones are made of.
    fn binomial(&mut self, trials: i64, probability: f64) -> i64;

    /// One float.
    fn float(&mut self, distribution: Distribution, params: [f64; 3]) -> f64 {
        let cell = Cell::new(0.0);
        self.floats(distribution, params, std::slice::from_ref(&cell));
        cell.get()
    }

    /// A uniform float in [0, 1).
    fn uniform(&mut self) -> f64 {
        self.float(Distribution::Uniform, [0.0, 1.0, 0.0])
    }

    /// How its ints are brought below their bound.
    fn method(&self) -> bounded::Method {
        if self.is_legacy() { bounded::Method::Masked } else { bounded::Method::Lemire }
    }
}

impl<D: Draw> Source for D {
    fn is_legacy(&self) -> bool {
        D::LEGACY
    }

    fn floats(&mut self, distribution: Distribution, params: [f64; 3], out: &[Cell<f64>]) {
        for cell in out {
            cell.set(distribution.draw(self, params));
        }
    }

    fn counts(&mut self, count: Count, params: [f64; 3], out: &[Cell<i64>]) {
        for cell in out {
            cell.set(count.draw(self, params));
        }
    }

    fn singles(&mut self, distribution: Distribution, shape: f32, out: &[Cell<f32>]) {
        for cell in out {
            cell.set(match distribution {
                Distribution::StandardNormal => standard_normal_f32(self),
                Distribution::StandardExponential => standard_exponential_f32(self),
                Distribution::StandardGamma => standard_gamma_f32(self, shape),
                _ => self.next_float(),
            });
        }
    }

    fn interval(&mut self, most: u64) -> u64 {
        bounded::interval(self, most)
    }

    fn next(&mut self, bounded: &mut bounded::Bounded, most: u64) -> u64 {
        bounded.draw(self, most)
    }

    fn binomial(&mut self, trials: i64, probability: f64) -> i64 {
        new_binomial(self, trials, probability)
    }
}
