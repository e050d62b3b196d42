//! Distributions of floats, as NumPy's legacy and new generators draw them.
//!
//! Input: a source, parameters within their limits. Output: floats. Never: names of functions of a script.
//!
//! After NumPy's `distributions.c` and `legacy-distributions.c`: the order of draws and of operations is theirs, so that
//! the bits are. Where the two differ, [`Draw::LEGACY`] tells.

use super::Draw;
use super::count::poisson;
use std::f64::consts::PI;

/// Makes an enum and the list of its variants, in order.
macro_rules! listed {
    ($(#[$doc:meta])* $Enum:ident { $($Variant:ident)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "each is the distribution of that name")]
        pub enum $Enum { $($Variant,)* }

        impl $Enum {
            /// All, by number.
            pub const ALL: &[$Enum] = &[$($Enum::$Variant,)*];
        }
    };
}
pub(super) use listed;

listed! {
    /// A distribution of floats with up to three parameters.
    Distribution {
        Uniform Normal Exponential Gamma Beta ChiSquare F Gumbel Laplace Logistic LogNormal
        NoncentralChiSquare NoncentralF Pareto Power Rayleigh StandardCauchy StandardExponential StandardGamma
        StandardNormal StandardT Triangular VonMises Wald Weibull
    }
}

/// What a parameter must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Limit {
    Any,
    NonNegative,
    Positive,
    Probability,
    PositiveProbability,
    /// In [0, 1): `logseries`.
    BelowOne,
    AboveOne,
    /// At least 0, and small enough for a Poisson draw.
    PoissonMean,
}

impl Limit {
    /// What is wrong with a value, in NumPy's words; `name` is the parameter's.
    #[must_use]
    pub fn violation(self, name: &str, value: f64) -> Option<String> {
        let (bad, words) = match self {
            Limit::Any => (false, ""),
            // By the sign bit, as NumPy: -0.0 is refused.
            Limit::NonNegative => (!value.is_nan() && value.is_sign_negative(), "{} < 0"),
            Limit::Positive => (value <= 0.0, "{} <= 0"),
            Limit::Probability => (!(0.0..=1.0).contains(&value), "{} < 0, {} > 1 or {} is NaN"),
            Limit::PositiveProbability => (!(value > 0.0 && value <= 1.0), "{} <= 0, {} > 1 or {} contains NaNs"),
            Limit::BelowOne => (!(0.0..1.0).contains(&value), "{} < 0, {} >= 1 or {} is NaN"),
            Limit::AboveOne => (value <= 1.0 || value.is_nan(), "{} <= 1 or {} is NaN"),
            Limit::PoissonMean if value > 9.223_372_006_484_771e18 => (true, "{} value too large"),
            Limit::PoissonMean => (value < 0.0 || value.is_nan(), "{} < 0 or {} is NaN"),
        };
        bad.then(|| words.replace("{}", name))
    }
}

impl Distribution {
    /// The limits of its parameters, in order; as many as it has.
    #[must_use]
    pub fn limits(self) -> &'static [Limit] {
        use Limit::{Any, NonNegative, Positive};
        match self {
            Distribution::Uniform | Distribution::VonMises => &[Any, NonNegative],
            Distribution::Normal
            | Distribution::Gumbel
            | Distribution::Laplace
            | Distribution::Logistic
            | Distribution::LogNormal => &[Any, NonNegative],
            Distribution::Exponential
            | Distribution::Rayleigh
            | Distribution::StandardGamma
            | Distribution::Weibull => &[NonNegative],
            Distribution::Gamma => &[NonNegative, NonNegative],
            Distribution::Beta | Distribution::F | Distribution::Wald => &[Positive, Positive],
            Distribution::ChiSquare | Distribution::Pareto | Distribution::Power | Distribution::StandardT => {
                &[Positive]
            }
            Distribution::NoncentralChiSquare => &[Positive, NonNegative],
            Distribution::NoncentralF => &[Positive, Positive, NonNegative],
            Distribution::StandardCauchy | Distribution::StandardExponential | Distribution::StandardNormal => &[],
            Distribution::Triangular => &[Any, Any, Any],
        }
    }

    /// Draws a number. Of a uniform distribution the second parameter is the width.
    pub fn draw<D: Draw>(self, source: &mut D, [a, b, c]: [f64; 3]) -> f64 {
        match self {
            Distribution::Uniform => a + b * source.next_double(),
            Distribution::Normal => a + b * source.normal(),
            Distribution::Exponential => a * source.exponential(),
            Distribution::Gamma => b * gamma(source, a),
            Distribution::Beta => beta(source, a, b),
            Distribution::ChiSquare => chi_square(source, a),
            Distribution::F => f(source, a, b),
            Distribution::Gumbel => gumbel(source, a, b),
            Distribution::Laplace => laplace(source, a, b),
            Distribution::Logistic => logistic(source, a, b),
            Distribution::LogNormal => (a + b * source.normal()).exp(),
            Distribution::NoncentralChiSquare => noncentral_chi_square(source, a, b),
            Distribution::NoncentralF => noncentral_f(source, a, b, c),
            Distribution::Pareto => pareto(source, a),
            Distribution::Power => power(source, a),
            Distribution::Rayleigh => rayleigh(source, a),
            Distribution::StandardCauchy => source.normal() / source.normal(),
            Distribution::StandardExponential => source.exponential(),
            Distribution::StandardGamma => gamma(source, a),
            Distribution::StandardNormal => source.normal(),
            Distribution::StandardT => standard_t(source, a),
            Distribution::Triangular => triangular(source, a, b, c),
            Distribution::VonMises => von_mises(source, a, b),
            Distribution::Wald => wald(source, a, b),
            Distribution::Weibull => weibull(source, a),
        }
    }
}

/// Of the gamma distribution of scale 1.
pub(super) fn gamma<D: Draw>(source: &mut D, shape: f64) -> f64 {
    if shape == 1.0 {
        return source.exponential();
    }
    if shape == 0.0 || shape.is_nan() {
        return shape;
    }
    if shape < 1.0 { small_gamma(source, shape) } else { large_gamma(source, shape) }
}

fn small_gamma<D: Draw>(source: &mut D, shape: f64) -> f64 {
    loop {
        let u = source.next_double();
        let v = source.exponential();
        let (x, bound) = if u <= 1.0 - shape {
            (u.powf(1.0 / shape), v)
        } else {
            let y = -((1.0 - u) / shape).ln();
            ((1.0 - shape + shape * y).powf(1.0 / shape), v + y)
        };
        if x <= bound {
            return x;
        }
    }
}

/// G. Marsaglia and W. W. Tsang, "A Simple Method for Generating Gamma Variables" (2000).
fn large_gamma<D: Draw>(source: &mut D, shape: f64) -> f64 {
    let b = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * b).sqrt();
    loop {
        let (x, v) = loop {
            let x = source.normal();
            let v = 1.0 + c * x;
            if v > 0.0 {
                break (x, v);
            }
        };
        let v = v * v * v;
        let u = source.next_double();
        if u < 1.0 - 0.0331 * (x * x) * (x * x) || u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) {
            return b * v;
        }
    }
}

/// Below it in both parameters, NumPy's new streams take a shortcut.
const TINY: f64 = 3e-103;

fn beta<D: Draw>(source: &mut D, a: f64, b: f64) -> f64 {
    if !(a <= 1.0 && b <= 1.0) {
        let (x, y) = (gamma(source, a), gamma(source, b));
        return x / (x + y);
    }
    if !D::LEGACY && a < TINY && b < TINY {
        return f64::from((a + b) * source.next_double() < a);
    }
    // M. D. Jöhnk's algorithm.
    loop {
        let (u, v) = (source.next_double(), source.next_double());
        let (x, y) = (u.powf(1.0 / a), v.powf(1.0 / b));
        let sum = x + y;
        if sum > 1.0 || (!D::LEGACY && u + v <= 0.0) {
            continue;
        }
        if sum > 0.0 {
            return x / sum;
        }
        let (log_x, log_y) = (u.ln() / a, v.ln() / b);
        let most = if log_x > log_y { log_x } else { log_y };
        let (log_x, log_y) = (log_x - most, log_y - most);
        return (log_x - (log_x.exp() + log_y.exp()).ln()).exp();
    }
}

fn chi_square<D: Draw>(source: &mut D, freedom: f64) -> f64 {
    2.0 * gamma(source, freedom / 2.0)
}

fn f<D: Draw>(source: &mut D, numerator: f64, denominator: f64) -> f64 {
    let above = chi_square(source, numerator) * denominator;
    above / (chi_square(source, denominator) * numerator)
}

fn noncentral_chi_square<D: Draw>(source: &mut D, freedom: f64, center: f64) -> f64 {
    if center.is_nan() && !D::LEGACY {
        return f64::NAN;
    }
    if center == 0.0 {
        return chi_square(source, freedom);
    }
    if freedom > 1.0 {
        let square = chi_square(source, freedom - 1.0);
        let n = source.normal() + center.sqrt();
        return square + n * n;
    }
    let i = poisson(source, center / 2.0);
    let result = chi_square(source, freedom + 2.0 * i as f64);
    if center.is_nan() { f64::NAN } else { result }
}

fn noncentral_f<D: Draw>(source: &mut D, numerator: f64, denominator: f64, center: f64) -> f64 {
    let above = noncentral_chi_square(source, numerator, center) * denominator;
    above / (chi_square(source, denominator) * numerator)
}

fn gumbel<D: Draw>(source: &mut D, location: f64, scale: f64) -> f64 {
    loop {
        let u = 1.0 - source.next_double();
        if u < 1.0 {
            return location - scale * (-u.ln()).ln();
        }
    }
}

/// A uniform number above 0.
fn above_zero<D: Draw>(source: &mut D) -> f64 {
    loop {
        let u = source.next_double();
        if u > 0.0 {
            return u;
        }
    }
}

fn laplace<D: Draw>(source: &mut D, location: f64, scale: f64) -> f64 {
    let u = above_zero(source);
    if u >= 0.5 { location - scale * (2.0 - u - u).ln() } else { location + scale * (u + u).ln() }
}

fn logistic<D: Draw>(source: &mut D, location: f64, scale: f64) -> f64 {
    let u = above_zero(source);
    location + scale * (u / (1.0 - u)).ln()
}

fn pareto<D: Draw>(source: &mut D, a: f64) -> f64 {
    let x = source.exponential() / a;
    if D::LEGACY { x.exp() - 1.0 } else { x.exp_m1() }
}

fn power<D: Draw>(source: &mut D, a: f64) -> f64 {
    let x = -source.exponential();
    let base = if D::LEGACY { 1.0 - x.exp() } else { -x.exp_m1() };
    base.powf(1.0 / a)
}

fn rayleigh<D: Draw>(source: &mut D, mode: f64) -> f64 {
    if D::LEGACY {
        return mode * (-2.0 * (-source.next_double()).ln_1p()).sqrt();
    }
    mode * (2.0 * source.exponential()).sqrt()
}

fn standard_t<D: Draw>(source: &mut D, freedom: f64) -> f64 {
    let above = source.normal();
    let below = gamma(source, freedom / 2.0);
    (freedom / 2.0).sqrt() * above / below.sqrt()
}

fn triangular<D: Draw>(source: &mut D, left: f64, mode: f64, right: f64) -> f64 {
    let base = right - left;
    let left_base = mode - left;
    let u = source.next_double();
    if u <= left_base / base {
        return left + (u * (left_base * base)).sqrt();
    }
    right - ((1.0 - u) * ((right - mode) * base)).sqrt()
}

/// J. R. Michael, W. R. Schucany and R. W. Haas, "Generating Random Variates Using Transformations with Multiple Roots"
/// (1976); the new streams in a form without cancellation.
fn wald<D: Draw>(source: &mut D, mean: f64, scale: f64) -> f64 {
    let y = source.normal();
    let y = mean * y * y;
    let x = if D::LEGACY {
        mean + mean / (2.0 * scale) * (y - (4.0 * scale * y + y * y).sqrt())
    } else {
        mean * (1.0 - 2.0 / (1.0 + (1.0 + 4.0 * scale / y).sqrt()))
    };
    if source.next_double() <= mean / (mean + x) { x } else { mean * mean / x }
}

fn weibull<D: Draw>(source: &mut D, a: f64) -> f64 {
    if a == 0.0 { 0.0 } else { source.exponential().powf(1.0 / a) }
}

/// D. J. Best and N. I. Fisher, "Efficient Simulation of the von Mises Distribution" (1979).
fn von_mises<D: Draw>(source: &mut D, mu: f64, kappa: f64) -> f64 {
    if kappa.is_nan() {
        return f64::NAN;
    }
    if kappa < 1e-8 {
        return PI * (2.0 * source.next_double() - 1.0);
    }
    if kappa > 1e6 && !D::LEGACY {
        let x = mu + (1.0 / kappa).sqrt() * source.normal();
        let x = if x < -PI { x + 2.0 * PI } else { x };
        return if x > PI { x - 2.0 * PI } else { x };
    }
    let w = von_mises_cosine(source, kappa);
    let angle = if source.next_double() < 0.5 { -w.acos() } else { w.acos() } + mu;
    let wrapped = (angle.abs() + PI) % (2.0 * PI) - PI;
    if angle < 0.0 { -wrapped } else { wrapped }
}

fn von_mises_cosine<D: Draw>(source: &mut D, kappa: f64) -> f64 {
    let s = if kappa < 1e-5 {
        1.0 / kappa + kappa
    } else {
        let r = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
        let rho = (r - (2.0 * r).sqrt()) / (2.0 * kappa);
        (1.0 + rho * rho) / (2.0 * rho)
    };
    if s.is_nan() {
        return f64::NAN;
    }
    loop {
        let z = (PI * source.next_double()).cos();
        let w = (1.0 + s * z) / (s + z);
        let y = kappa * (s - w);
        let v = source.next_double();
        if y * (2.0 - y) - v >= 0.0 || (y / v).ln() + 1.0 - y >= 0.0 {
            return w;
        }
    }
}
