//! Python's module `random`, as CPython draws it.
//!
//! Input: seeds, parameters. Output: floats, ints below a bound. Never: sequences of a script, messages of errors.
//!
//! After CPython's `Lib/random.py` and `Modules/_randommodule.c`.

use super::mt19937::{Mt19937, N};
use super::{Bits, seed_sequence};
use sha2::{Digest, Sha512};
use std::f64::consts::{E, PI, TAU};

/// A generator of Python's class `Random`.
#[derive(Clone)]
pub struct Random {
    bits: Mt19937,
    /// The second normal number of a pair of `gauss`.
    spare_normal: Option<f64>,
}

/// A float's distribution of Python's module, with up to three parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "each is the function of that name")]
pub enum Variate {
    Random,
    Uniform,
    Triangular,
    Normal,
    Gauss,
    LogNormal,
    Exponential,
    VonMises,
    Gamma,
    Beta,
    Pareto,
    Weibull,
}

impl Random {
    /// Seeded by an int, given without its sign.
    #[must_use]
    pub fn of_int(value: u128) -> Self {
        Self::of_words(&seed_sequence::int_words(value))
    }

    /// Seeded by the 32-bit words of an int, low ones first.
    #[must_use]
    pub fn of_words(words: &[u32]) -> Self {
        Self { bits: Mt19937::from_words(words), spare_normal: None }
    }

    /// Seeded by the system.
    #[must_use]
    pub fn of_system() -> Self {
        Self::of_int(super::system_entropy())
    }

    /// Of the parts of a state: see [`Random::parts`].
    #[must_use]
    pub fn from_parts(key: [u32; N], position: usize, spare_normal: Option<f64>) -> Option<Self> {
        Some(Self { bits: Mt19937::from_parts(key, position)?, spare_normal })
    }

    /// Its words, the place in them, and the second normal number of a pair.
    #[must_use]
    pub fn parts(&self) -> (&[u32; N], usize, Option<f64>) {
        (self.bits.key(), self.bits.position(), self.spare_normal)
    }

    /// Seeded by bytes, as by a text's in UTF-8: the int that they and their SHA-512 digest write.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut number = bytes.to_vec();
        number.extend_from_slice(&Sha512::digest(bytes));
        number.reverse();
        let word = |part: &[u8]| part.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
        let mut words: Vec<u32> = number.chunks(4).map(word).collect();
        while words.len() > 1 && words.last() == Some(&0) {
            words.pop();
        }
        Self::of_words(&words)
    }

    /// `random()`
    pub fn random(&mut self) -> f64 {
        self.bits.next_double()
    }

    /// `getrandbits(count)` for up to 64 bits.
    pub fn bits(&mut self, count: u32) -> u64 {
        match count {
            0 => 0,
            1..=32 => u64::from(self.bits.next_u32() >> (32 - count)),
            _ => {
                let low = u64::from(self.bits.next_u32());
                low | u64::from(self.bits.next_u32() >> (64 - count)) << 32
            }
        }
    }

    /// An int below `bound`, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let bits = 64 - bound.leading_zeros();
        loop {
            let value = self.bits(bits);
            if value < bound {
                return value;
            }
        }
    }

    /// Draws a float.
    pub fn draw(&mut self, variate: Variate, [a, b, c]: [f64; 3]) -> f64 {
        match variate {
            Variate::Random => self.random(),
            Variate::Uniform => a + (b - a) * self.random(),
            Variate::Triangular => self.triangular(a, b, c),
            Variate::Normal => a + self.normal() * b,
            Variate::Gauss => a + self.gauss() * b,
            Variate::LogNormal => (a + self.normal() * b).exp(),
            Variate::Exponential => -(1.0 - self.random()).ln() / a,
            // No draw is ever accepted where a parameter is nan.
            Variate::VonMises | Variate::Gamma | Variate::Beta if a.is_nan() || b.is_nan() => f64::NAN,
            Variate::VonMises => self.von_mises(a, b),
            Variate::Gamma => self.gamma(a, b),
            Variate::Beta => {
                let y = self.gamma(a, 1.0);
                if y == 0.0 { 0.0 } else { y / (y + self.gamma(b, 1.0)) }
            }
            Variate::Pareto => (1.0 - self.random()).powf(-1.0 / a),
            Variate::Weibull => a * (-(1.0 - self.random()).ln()).powf(1.0 / b),
        }
    }

    /// A `mode` that is nan stands for the middle.
    fn triangular(&mut self, low: f64, high: f64, mode: f64) -> f64 {
        let u = self.random();
        let c = if mode.is_nan() { 0.5 } else { (mode - low) / (high - low) };
        if !mode.is_nan() && high == low {
            return low;
        }
        let (u, c, low, high) = if u > c { (1.0 - u, 1.0 - c, high, low) } else { (u, c, low, high) };
        low + (high - low) * (u * c).sqrt()
    }

    /// A. J. Kinderman and J. F. Monahan's ratio of uniforms (1977).
    fn normal(&mut self) -> f64 {
        let magic = 4.0 * (-0.5_f64).exp() / 2.0_f64.sqrt();
        loop {
            let u = self.random();
            let v = 1.0 - self.random();
            let z = magic * (u - 0.5) / v;
            if z * z / 4.0 <= -v.ln() {
                return z;
            }
        }
    }

    fn gauss(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        let angle = self.random() * TAU;
        let radius = (-2.0 * (1.0 - self.random()).ln()).sqrt();
        self.spare_normal = Some(angle.sin() * radius);
        angle.cos() * radius
    }

    fn von_mises(&mut self, mu: f64, kappa: f64) -> f64 {
        if kappa <= 1e-6 {
            return TAU * self.random();
        }
        let s = 0.5 / kappa;
        let r = s + (1.0 + s * s).sqrt();
        let z = loop {
            let z = (PI * self.random()).cos();
            let d = z / (r + z);
            let u = self.random();
            if u < 1.0 - d * d || u <= (1.0 - d) * d.exp() {
                break z;
            }
        };
        let q = 1.0 / r;
        let f = (q + z) / (1.0 + q * z);
        let angle = if self.random() > 0.5 { mu + f.acos() } else { mu - f.acos() };
        super::super::math::real::modulo(angle, TAU)
    }

    fn gamma(&mut self, alpha: f64, beta: f64) -> f64 {
        if alpha > 1.0 {
            return self.large_gamma(alpha) * beta;
        }
        if alpha == 1.0 {
            return -(1.0 - self.random()).ln() * beta;
        }
        self.small_gamma(alpha) * beta
    }

    /// R. C. H. Cheng, "The generation of Gamma variables with non-integral shape parameters" (1977).
    fn large_gamma(&mut self, alpha: f64) -> f64 {
        let inverse = (2.0 * alpha - 1.0).sqrt();
        let b = alpha - 4.0_f64.ln();
        let c = alpha + inverse;
        let magic = 1.0 + 4.5_f64.ln();
        loop {
            let u = self.random();
            if !(1e-7 < u && u < 0.999_999_9) {
                continue;
            }
            let w = 1.0 - self.random();
            let v = (u / (1.0 - u)).ln() / inverse;
            let x = alpha * v.exp();
            let z = u * u * w;
            let r = b + c * v - x;
            if r + magic - 4.5 * z >= 0.0 || r >= z.ln() {
                return x;
            }
        }
    }

    /// Algorithm GS of W. J. Kennedy and J. E. Gentle, "Statistical Computing".
    fn small_gamma(&mut self, alpha: f64) -> f64 {
        loop {
            let b = (E + alpha) / E;
            let p = b * self.random();
            let x = if p <= 1.0 { p.powf(1.0 / alpha) } else { -((b - p) / alpha).ln() };
            let u = self.random();
            if if p > 1.0 { u <= x.powf(alpha - 1.0) } else { u <= (-x).exp() } {
                return x;
            }
        }
    }
}
