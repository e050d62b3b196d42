//! Elementary functions with about 100 bits, by the simplest means: series, Newton's iteration, addition theorems.
//!
//! Input: doubles. Output: pairs of doubles. Never: speed.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number as an unevaluated sum of two doubles.
#[derive(Clone, Copy, Debug)]
pub struct Dd {
    pub hi: f64,
    pub lo: f64,
}

impl Dd {
    pub const fn new(hi: f64, lo: f64) -> Self {
        Self { hi, lo }
    }

    fn sum(a: f64, b: f64) -> Self {
        let hi = a + b;
        if !hi.is_finite() {
            return Self { hi, lo: 0.0 };
        }
        let part = hi - a;
        Self { hi, lo: (a - (hi - part)) + (b - part) }
    }

    fn product(a: f64, b: f64) -> Self {
        let hi = a * b;
        Self { hi, lo: if hi.is_finite() { a.mul_add(b, -hi) } else { 0.0 } }
    }

    /// Times a power of two.
    fn scaled(self, n: i32) -> Self {
        let scale = |x: f64| super::scale(x, n.into());
        // One rounding, also into the subnormals: the parts are joined there.
        if n < 0 && scale(self.hi).abs() < 1e-290 {
            return Self { hi: scale(self.hi), lo: scale_rest(self, n) };
        }
        Self { hi: scale(self.hi), lo: if scale(self.hi).is_finite() { scale(self.lo) } else { 0.0 } }
    }

    fn sqrt(self) -> Self {
        if self.hi <= 0.0 {
            return Self { hi: self.hi.sqrt(), lo: 0.0 };
        }
        let root = Dd::from(self.hi.sqrt());
        root + (self - root * root) / (root + root)
    }

    fn abs(self) -> Self {
        if self.hi < 0.0 { -self } else { self }
    }
}

/// What a scaled number lacks, as far as doubles say it.
fn scale_rest(x: Dd, n: i32) -> f64 {
    let hi = super::scale(x.hi, n.into());
    let back = super::scale(hi, (-n).into());
    super::scale((x.hi - back) + x.lo, n.into())
}

impl From<f64> for Dd {
    fn from(hi: f64) -> Self {
        Self { hi, lo: 0.0 }
    }
}

impl Neg for Dd {
    type Output = Dd;
    fn neg(self) -> Dd {
        Dd { hi: -self.hi, lo: -self.lo }
    }
}

impl Add for Dd {
    type Output = Dd;
    fn add(self, other: Dd) -> Dd {
        let (high, low) = (Dd::sum(self.hi, other.hi), Dd::sum(self.lo, other.lo));
        let sum = Dd::sum(high.hi, high.lo + low.hi);
        Dd::sum(sum.hi, sum.lo + low.lo)
    }
}

impl Sub for Dd {
    type Output = Dd;
    fn sub(self, other: Dd) -> Dd {
        self + -other
    }
}

impl Mul for Dd {
    type Output = Dd;
    fn mul(self, other: Dd) -> Dd {
        let product = Dd::product(self.hi, other.hi);
        Dd::sum(product.hi, product.lo + (self.hi * other.lo + self.lo * other.hi))
    }
}

impl Div for Dd {
    type Output = Dd;
    fn div(self, other: Dd) -> Dd {
        let first = self.hi / other.hi;
        if !first.is_finite() {
            return first.into();
        }
        let rest = self - other * first.into();
        let second = rest.hi / other.hi;
        let rest = rest - other * second.into();
        Dd::sum(first, second) + Dd::from(rest.hi / other.hi)
    }
}

const LN2: Dd = Dd::new(std::f64::consts::LN_2, 2.319_046_813_846_299_6e-17);
const LN10: Dd = Dd::new(std::f64::consts::LN_10, -2.170_756_223_382_249_4e-16);
/// pi/2 in four parts.
const HALF_PI: [f64; 4] =
    [std::f64::consts::FRAC_PI_2, 6.123_233_995_736_766e-17, -1.497_384_904_859_169_8e-33, 5.562_236_1e-50];
const PI_2: Dd = Dd::new(HALF_PI[0], HALF_PI[1]);

fn one() -> Dd {
    1.0.into()
}

/// `first + first x / k1 + first x^2 / (k1 k2) ..` until nothing is added.
fn series(first: Dd, ratio: impl Fn(u32) -> Dd) -> Dd {
    let (mut term, mut sum) = (first, first);
    for k in 1..400 {
        term = term * ratio(k);
        sum = sum + term;
        if term.hi.abs() <= sum.hi.abs() * 1e-34 {
            break;
        }
    }
    sum
}

fn number(k: u32) -> Dd {
    f64::from(k).into()
}

/// `e^x - 1` for a small x.
fn small_expm1(x: Dd) -> Dd {
    if x.hi == 0.0 {
        return x;
    }
    series(x, |k| x / number(k + 1))
}

fn exp_dd(x: Dd) -> Dd {
    if x.hi.is_nan() {
        return x;
    }
    if x.hi > 800.0 {
        return f64::INFINITY.into();
    }
    if x.hi < -800.0 {
        return 0.0.into();
    }
    let n = (x.hi / std::f64::consts::LN_2).round();
    let r = x - LN2 * n.into();
    (small_expm1(r) + one()).scaled(n as i32)
}

pub fn exp(x: f64) -> Dd {
    exp_dd(x.into())
}

pub fn exp2(x: f64) -> Dd {
    if x.is_nan() {
        return x.into();
    }
    let x = x.clamp(-2000.0, 2000.0);
    let n = x.round();
    (small_expm1(Dd::from(x - n) * LN2) + one()).scaled(n as i32)
}

pub fn expm1(x: f64) -> Dd {
    if x.abs() < 0.5 { small_expm1(x.into()) } else { exp(x) - one() }
}

/// Newton's iteration on `e^y = x`.
fn log_dd(x: Dd) -> Dd {
    if x.hi.is_nan() || x.hi <= 0.0 || x.hi.is_infinite() {
        return x.hi.ln().into();
    }
    let (_, n) = super::frexp(x.hi);
    let n = if x.hi > 0.7 && x.hi < 1.5 { 0 } else { n };
    let m = x.scaled(-n);
    let mut y = Dd::from(m.hi.ln());
    for _ in 0..2 {
        // m e^-y - 1 without cancellation of the digits that matter
        let power = small_expm1(-y) + one();
        y = y + (m * power - one());
    }
    if n == 0 && (m - one()).hi.abs() < 0.1 {
        // ln(1 + f) = 2 (s + s^3/3 + ..)
        let f = m - one();
        return log_of_one_and(f);
    }
    y + LN2 * f64::from(n).into()
}

/// `ln(1 + f)` for a small f.
fn log_of_one_and(f: Dd) -> Dd {
    if f.hi.abs() < 1e-40 {
        return f;
    }
    let s = f / (f + 2.0.into());
    let z = s * s;
    let (mut power, mut sum) = (s, s);
    for k in 1..80 {
        power = power * z;
        sum = sum + power / number(2 * k + 1);
    }
    sum + sum
}

pub fn log(x: f64) -> Dd {
    log_dd(x.into())
}

pub fn log2(x: f64) -> Dd {
    let log = log(x);
    if log.hi.is_finite() { log / LN2 } else { log }
}

pub fn log10(x: f64) -> Dd {
    let log = log(x);
    if log.hi.is_finite() { log / LN10 } else { log }
}

pub fn log1p(x: f64) -> Dd {
    if x.abs() < 0.1 { log_of_one_and(x.into()) } else { log_dd(Dd::sum(1.0, x)) }
}

/// Sine and cosine of `r` with `|r| < 1`.
fn small_sin_cos(r: Dd) -> (Dd, Dd) {
    if r.hi == 0.0 {
        return (r, one());
    }
    let z = -(r * r);
    let sin = series(r, |k| z / number((2 * k) * (2 * k + 1)));
    let cos = series(one(), |k| z / number((2 * k - 1) * (2 * k)));
    (sin, cos)
}

fn sin_cos(x: f64) -> (Dd, Dd) {
    if !x.is_finite() {
        return (f64::NAN.into(), f64::NAN.into());
    }
    let n = (x * std::f64::consts::FRAC_2_PI).round();
    let mut r = Dd::from(x);
    for part in HALF_PI {
        r = r - Dd::product(n, part);
    }
    let (sin, cos) = small_sin_cos(if x == 0.0 { x.into() } else { r });
    match n.rem_euclid(4.0) as u32 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

pub fn sin(x: f64) -> Dd {
    sin_cos(x).0
}

pub fn cos(x: f64) -> Dd {
    sin_cos(x).1
}

pub fn tan(x: f64) -> Dd {
    let (sin, cos) = sin_cos(x);
    if x == 0.0 { x.into() } else { sin / cos }
}

/// Newton's iteration on `tan y = x`, with `|x| <= 1`.
fn small_atan(x: Dd) -> Dd {
    if x.hi.abs() < 1e-20 {
        return x;
    }
    let mut y = Dd::from(x.hi.atan());
    for _ in 0..2 {
        let (sin, cos) = small_sin_cos(y);
        y = y + (x * cos - sin) * cos / (cos * cos + sin * sin);
    }
    y
}

fn atan_dd(x: Dd) -> Dd {
    if x.hi.abs() <= 1.0 {
        return small_atan(x);
    }
    let rest = if x.hi.is_infinite() { 0.0.into() } else { small_atan(one() / x.abs()) };
    let angle = PI_2 - rest;
    if x.hi < 0.0 { -angle } else { angle }
}

pub fn atan(x: f64) -> Dd {
    if x.is_nan() { x.into() } else { atan_dd(x.into()) }
}

pub fn atan2(y: f64, x: f64) -> Dd {
    if x == 0.0 || y == 0.0 || !x.is_finite() || !y.is_finite() {
        return match y.atan2(x) {
            angle if angle.abs() == std::f64::consts::PI => signed(PI_2 + PI_2, angle),
            angle if angle.abs() == std::f64::consts::FRAC_PI_2 => signed(PI_2, angle),
            angle => angle.into(),
        };
    }
    let (height, width) = (Dd::from(y.abs()), Dd::from(x.abs()));
    let angle = if height.hi > width.hi { PI_2 - small_atan(width / height) } else { small_atan(height / width) };
    let angle = if x < 0.0 { PI_2 + PI_2 - angle } else { angle };
    signed(angle, y)
}

fn signed(x: Dd, sign: f64) -> Dd {
    if sign.is_sign_negative() { -x } else { x }
}

pub fn asin(x: f64) -> Dd {
    if x.is_nan() || x.abs() > 1.0 {
        return f64::NAN.into();
    }
    let x = Dd::from(x);
    // (1 - x) (1 + x) loses nothing
    let cos = ((one() - x) * (one() + x)).sqrt();
    if x.hi.abs() < 0.5 { small_atan(x / cos) } else { signed(PI_2 - atan_dd(cos / x.abs()), x.hi) }
}

pub fn acos(x: f64) -> Dd {
    if x.is_nan() || x.abs() > 1.0 {
        return f64::NAN.into();
    }
    let value = Dd::from(x);
    let sin = ((one() - value) * (one() + value)).sqrt();
    if x.abs() < 0.5 {
        return PI_2 - asin(x);
    }
    let angle = small_atan(sin / value.abs());
    if x < 0.0 { PI_2 + PI_2 - angle } else { angle }
}

/// `e^|x| - 1`, and the sign to put back.
fn halves(x: f64) -> (Dd, Dd) {
    let power = exp(x.abs());
    (power, one() / power)
}

pub fn sinh(x: f64) -> Dd {
    if x.abs() < 0.5 {
        let z = Dd::from(x) * x.into();
        return if x == 0.0 { x.into() } else { series(x.into(), |k| z / number((2 * k) * (2 * k + 1))) };
    }
    if x.abs() > 700.0 {
        return signed(half_of_exp(x.abs()), x);
    }
    let (power, inverse) = halves(x);
    signed((power - inverse).scaled(-1), x)
}

pub fn cosh(x: f64) -> Dd {
    if x.abs() > 700.0 {
        return half_of_exp(x.abs());
    }
    if x.is_nan() {
        return x.into();
    }
    let (power, inverse) = halves(x);
    (power + inverse).scaled(-1)
}

/// `e^x / 2`, which may be a number where `e^x` is none.
fn half_of_exp(x: f64) -> Dd {
    if x > 720.0 { f64::INFINITY.into() } else { exp_dd(Dd::sum(x, -10.0)) * exp_dd(10.0.into()).scaled(-1) }
}

pub fn tanh(x: f64) -> Dd {
    if x == 0.0 || x.is_nan() {
        return x.into();
    }
    if x.abs() > 100.0 {
        return 1f64.copysign(x).into();
    }
    sinh(x) / cosh(x)
}

pub fn cbrt(x: f64) -> Dd {
    if x == 0.0 || !x.is_finite() {
        return x.into();
    }
    let (_, exponent) = super::frexp(x);
    let third = exponent.div_euclid(3);
    let m = Dd::from(x.abs()).scaled(-3 * third);
    let mut root = Dd::from(m.hi.cbrt());
    for _ in 0..2 {
        let square = root * root;
        root = root - (square * root - m) / (square * 3.0.into());
    }
    signed(root.scaled(third), x)
}

pub fn hypot(x: f64, y: f64) -> Dd {
    (Dd::product(x, x) + Dd::product(y, y)).sqrt()
}

/// `2/sqrt(pi) (x - x^3/3 + x^5/(2! 5) ..)`
pub fn erf(x: f64) -> Dd {
    if x == 0.0 || x.is_nan() {
        return x.into();
    }
    if x.abs() > 2.0 {
        return signed(one() - erfc(x.abs()), x);
    }
    let z = Dd::from(x) * x.into();
    let (mut term, mut sum) = (Dd::from(x), Dd::from(x));
    for k in 1..120 {
        term = term * -z / number(k);
        sum = sum + term / number(2 * k + 1);
    }
    sum * TWO_PER_ROOT_PI
}

const TWO_PER_ROOT_PI: Dd = Dd::new(std::f64::consts::FRAC_2_SQRT_PI, 1.533_545_961_316_588e-17);

/// By Lentz's continued fraction past 2.
pub fn erfc(x: f64) -> Dd {
    if x.is_nan() {
        return x.into();
    }
    if x < 2.0 {
        return if x < -2.0 { Dd::from(2.0) - erfc(-x) } else { one() - erf(x) };
    }
    if x > 30.0 {
        return 0.0.into();
    }
    let v = Dd::from(x);
    let mut fraction = v;
    for k in (1..400).rev() {
        fraction = v + number(k).scaled(-1) / fraction;
    }
    exp_dd(-(v * v)) / fraction * TWO_PER_ROOT_PI.scaled(-1)
}
