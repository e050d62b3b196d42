//! Binomial counts.
//!
//! Input: a source, the number of trials and the probability. Output: successes. Never: their limits.
//!
//! Few by inversion; many after V. Kachitvichyanukul and B. W. Schmeiser, "Binomial Random Variate Generation" (1988), whose
//! names of variables and numbers of steps these are.

use crate::runtime::random::{Bits, Draw};

pub(super) fn draw<D: Draw>(source: &mut D, n: i64, p: f64) -> i64 {
    if !D::LEGACY && (n == 0 || p == 0.0) { 0 } else { by_size(source, n, p) }
}

/// By the algorithm that fits the mean.
pub(super) fn by_size<B: Bits>(source: &mut B, n: i64, p: f64) -> i64 {
    let flipped = p > 0.5;
    let p = if flipped { 1.0 - p } else { p };
    let count = if p * n as f64 <= 30.0 { by_inversion(source, n, p) } else { Btpe::new(n, p).draw(source) };
    if flipped { n - count } else { count }
}

fn by_inversion<B: Bits>(bits: &mut B, n: i64, p: f64) -> i64 {
    let q = 1.0 - p;
    let start = (n as f64 * q.ln()).exp();
    let mean = n as f64 * p;
    let bound = (n as f64).min(mean + 10.0 * (mean * q + 1.0).sqrt()) as i64;
    let (mut x, mut px) = (0, start);
    let mut u = bits.next_double();
    while u > px {
        x += 1;
        if x > bound {
            (x, px) = (0, start);
            u = bits.next_double();
        } else {
            u -= px;
            px = ((n - x + 1) as f64 * p * px) / (x as f64 * q);
        }
    }
    x
}

/// What the algorithm BTPE computes once.
pub(super) struct Btpe {
    n: i64,
    r: f64,
    q: f64,
    m: i64,
    p1: f64,
    xm: f64,
    xl: f64,
    xr: f64,
    c: f64,
    laml: f64,
    lamr: f64,
    p2: f64,
    p3: f64,
    p4: f64,
}

impl Btpe {
    /// Of a probability up to one half.
    pub(super) fn new(n: i64, r: f64) -> Self {
        let trials = n as f64;
        let q = 1.0 - r;
        let fm = trials * r + r;
        let m = fm.floor() as i64;
        let p1 = (2.195 * (trials * r * q).sqrt() - 4.6 * q).floor() + 0.5;
        let xm = m as f64 + 0.5;
        let (xl, xr) = (xm - p1, xm + p1);
        let c = 0.134 + 20.5 / (15.3 + m as f64);
        let a = (fm - xl) / (fm - xl * r);
        let laml = a * (1.0 + a / 2.0);
        let a = (xr - fm) / (xr * q);
        let lamr = a * (1.0 + a / 2.0);
        let p2 = p1 * (1.0 + 2.0 * c);
        let p3 = p2 + c / laml;
        let p4 = p3 + c / lamr;
        Self { n, r, q, m, p1, xm, xl, xr, c, laml, lamr, p2, p3, p4 }
    }

    /// Steps 10 to 60.
    pub(super) fn draw<B: Bits>(&self, bits: &mut B) -> i64 {
        loop {
            let u = bits.next_double() * self.p4;
            let v = bits.next_double();
            if u <= self.p1 {
                return (self.xm - self.p1 * v + u).floor() as i64;
            }
            if let Some((y, v)) = self.candidate(u, v)
                && self.accepts(y, v)
            {
                return y;
            }
        }
    }

    /// Steps 20 to 40: a candidate from the parallelograms or the tails.
    fn candidate(&self, u: f64, v: f64) -> Option<(i64, f64)> {
        if u <= self.p2 {
            let x = self.xl + (u - self.p1) / self.c;
            let v = v * self.c + 1.0 - (self.m as f64 - x + 0.5).abs() / self.p1;
            return (v <= 1.0).then(|| (x.floor() as i64, v));
        }
        if u <= self.p3 {
            let y = (self.xl + v.ln() / self.laml).floor() as i64;
            return (y >= 0 && v != 0.0).then_some((y, v * (u - self.p2) * self.laml));
        }
        let y = (self.xr - v.ln() / self.lamr).floor() as i64;
        (y <= self.n && v != 0.0).then_some((y, v * (u - self.p3) * self.lamr))
    }

    /// Step 50.
    fn accepts(&self, y: i64, v: f64) -> bool {
        let nrq = self.n as f64 * self.r * self.q;
        let k = (y - self.m).abs();
        if k > 20 && (k as f64) < nrq / 2.0 - 1.0 {
            return self.squeezes(y, v, k as f64, nrq);
        }
        let s = self.r / self.q;
        let a = s * (self.n + 1) as f64;
        let mut f = 1.0;
        for i in self.m + 1..=y {
            f *= a / i as f64 - s;
        }
        for i in y + 1..=self.m {
            f /= a / i as f64 - s;
        }
        v <= f
    }

    /// Step 52: squeezing, then Stirling's formula (with the constant that NumPy has).
    fn squeezes(&self, y: i64, v: f64, k: f64, nrq: f64) -> bool {
        let rho = (k / nrq) * ((k * (k / 3.0 + 0.625) + 0.16666666666666666) / nrq + 0.5);
        let t = -k * k / (2.0 * nrq);
        let a = v.ln();
        if a < t - rho {
            return true;
        }
        if a > t + rho {
            return false;
        }
        let (n, m) = (self.n as f64, self.m as f64);
        let y = y as f64;
        let (x1, f1, z, w) = (y + 1.0, m + 1.0, n + 1.0 - m, n - y + 1.0);
        let stirling = |x: f64| {
            let square = x * x;
            (13680.0 - (462.0 - (132.0 - (99.0 - 140.0 / square) / square) / square) / square) / x / 166_320.0
        };
        let bound = self.xm * (f1 / x1).ln()
            + (n - m + 0.5) * (z / w).ln()
            + (y - m) * (w * self.r / (x1 * self.q)).ln()
            + stirling(f1)
            + stirling(z)
            + stirling(x1)
            + stirling(w);
        a <= bound
    }
}
