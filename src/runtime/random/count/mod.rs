//! Distributions of counts, as NumPy's legacy and new generators draw them.
//!
//! Input: a source, parameters within their limits. Output: ints. Never: names of functions of a script.
//!
//! After NumPy's `distributions.c`, `random_hypergeometric.c` and `legacy-distributions.c`, as [`super::distribution`].

use super::distribution::{Limit, gamma, listed};
use super::{Bits, Draw};

mod binomial;
mod hypergeometric;

listed! {
    /// A distribution of counts with up to three parameters.
    Count { Binomial Geometric Hypergeometric LogSeries NegativeBinomial Poisson Zipf }
}

impl Count {
    /// The limits of its parameters, in order; as many as it has.
    #[must_use]
    pub fn limits(self) -> &'static [Limit] {
        match self {
            Count::Binomial => &[Limit::NonNegative, Limit::Probability],
            Count::Geometric => &[Limit::PositiveProbability],
            Count::Hypergeometric => &[Limit::NonNegative, Limit::NonNegative, Limit::NonNegative],
            Count::LogSeries => &[Limit::BelowOne],
            Count::NegativeBinomial => &[Limit::Positive, Limit::PositiveProbability],
            Count::Poisson => &[Limit::PoissonMean],
            Count::Zipf => &[Limit::AboveOne],
        }
    }

    /// Draws a count.
    pub fn draw<D: Draw>(self, source: &mut D, [a, b, c]: [f64; 3]) -> i64 {
        match self {
            Count::Binomial => binomial::draw(source, a as i64, b),
            Count::Geometric => geometric(source, a),
            Count::Hypergeometric => hypergeometric::draw(source, a as i64, b as i64, c as i64),
            Count::LogSeries => log_series(source, a),
            Count::NegativeBinomial => {
                let mean = (1.0 - b) / b * gamma(source, a);
                poisson(source, mean)
            }
            Count::Poisson => poisson(source, a),
            Count::Zipf => zipf(source, a),
        }
    }
}

/// A binomial count of many trials, of a probability up to one half.
pub(super) fn many_trials<B: Bits>(bits: &mut B, trials: i64, probability: f64) -> i64 {
    binomial::Btpe::new(trials, probability).draw(bits)
}

/// A binomial count as the new streams draw it, from any source: what multinomial counts are made of.
pub fn new_binomial<B: Bits>(bits: &mut B, trials: i64, probability: f64) -> i64 {
    if trials == 0 || probability == 0.0 { 0 } else { binomial::by_size(bits, trials, probability) }
}

fn geometric<D: Draw>(source: &mut D, p: f64) -> i64 {
    if p >= 1.0 / 3.0 {
        return geometric_search(source, p);
    }
    let z = if D::LEGACY {
        ((-source.next_double()).ln_1p() / (1.0 - p).ln()).ceil()
    } else {
        (-source.exponential() / (-p).ln_1p()).ceil()
    };
    z as i64
}

fn geometric_search<B: Bits>(bits: &mut B, p: f64) -> i64 {
    let (mut x, mut sum, mut product) = (1, p, p);
    let u = bits.next_double();
    while u > sum {
        product *= 1.0 - p;
        sum += product;
        x += 1;
    }
    x
}

fn log_series<D: Draw>(source: &mut D, p: f64) -> i64 {
    let r = if D::LEGACY { (1.0 - p).ln() } else { (-p).ln_1p() };
    loop {
        let v = source.next_double();
        if v >= p {
            return 1;
        }
        let u = source.next_double();
        let q = if D::LEGACY { 1.0 - (r * u).exp() } else { -(r * u).exp_m1() };
        if v <= q * q {
            let result = (1.0 + v.ln() / q.ln()).floor() as i64;
            if result >= 1 && v != 0.0 {
                return result;
            }
            continue;
        }
        return if v >= q { 1 } else { 2 };
    }
}

/// A Poisson count.
pub(super) fn poisson<B: Bits>(bits: &mut B, mean: f64) -> i64 {
    if mean >= 10.0 {
        return poisson_by_rejection(bits, mean);
    }
    if mean == 0.0 {
        return 0;
    }
    let bound = (-mean).exp();
    let (mut count, mut product) = (0, 1.0);
    loop {
        product *= bits.next_double();
        if product > bound {
            count += 1;
        } else {
            return count;
        }
    }
}

/// W. Hörmann, "The transformed rejection method for generating Poisson random variables" (1993).
fn poisson_by_rejection<B: Bits>(bits: &mut B, mean: f64) -> i64 {
    let log_mean = mean.ln();
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let v_r = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = bits.next_double() - 0.5;
        let v = bits.next_double();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor() as i64;
        if us >= 0.07 && v <= v_r {
            return k;
        }
        if k < 0 || (us < 0.013 && v > us) {
            continue;
        }
        let left = v.ln() + inverse_alpha.ln() - (a / (us * us) + b).ln();
        if left <= -mean + k as f64 * log_mean - log_gamma(k as f64 + 1.0) {
            return k;
        }
    }
}

/// The logarithm of the gamma function, as NumPy computes it here (S. Zhang and J. Jin, "Computation of Special
/// Functions", 1996).
fn log_gamma(x: f64) -> f64 {
    const A: [f64; 10] = [
        8.333333333333333e-02,
        -2.777777777777778e-03,
        7.936507936507937e-04,
        -5.952380952380952e-04,
        8.417508417508418e-04,
        -1.917526917526918e-03,
        6.41025641025641e-03,
        -2.955065359477124e-02,
        1.796443723688307e-01,
        -1.39243221690590e+00,
    ];
    if x == 1.0 || x == 2.0 {
        return 0.0;
    }
    let n = if x < 7.0 { (7.0 - x) as i64 } else { 0 };
    let mut x0 = x + n as f64;
    let x2 = (1.0 / x0) * (1.0 / x0);
    let gl0 = A[..9].iter().rev().fold(A[9], |sum, &a| sum * x2 + a);
    // log(2 pi) as NumPy writes it.
    let log_2_pi = 1.8378770664093453e+00;
    let mut gl = gl0 / x0 + 0.5 * log_2_pi + (x0 - 0.5) * x0.ln() - x0;
    for _ in 0..n {
        gl -= (x0 - 1.0).ln();
        x0 -= 1.0;
    }
    gl
}

fn zipf<D: Draw>(source: &mut D, a: f64) -> i64 {
    const MOST: f64 = i64::MAX as f64;
    // The powers of 2 below would be infinite, and NumPy's legacy loop without an end.
    if a >= 1025.0 {
        return 1;
    }
    let less = a - 1.0;
    let b = 2.0_f64.powf(less);
    let least = MOST.powf(-less);
    loop {
        let u = source.next_double();
        let u = if D::LEGACY { 1.0 - u } else { u * least + (1.0 - u) };
        let v = source.next_double();
        let x = u.powf(-1.0 / less).floor();
        if !(1.0..=MOST).contains(&x) {
            continue;
        }
        let t = (1.0 + 1.0 / x).powf(less);
        if v * x * (t - 1.0) / (b - 1.0) <= t / b {
            return x as i64;
        }
    }
}
