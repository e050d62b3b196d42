//! Which way the eigenvectors of symmetric matrices point: as LAPACK's do.
//!
//! Input: a symmetric matrix, its eigenvectors. Output: the eigenvectors, some of them negated.
//! Never: accuracy: the vectors made here only tell signs. They follow LAPACK's `dsyevd` step by step: Householder
//! reflections of the lower triangle (`dsytd2`), then implicit QL or QR sweeps (`dsteqr`), which larger matrices do not take.

/// The largest matrix for which LAPACK takes these steps.
pub(super) const MOST: usize = 25;

/// A square matrix, row after row.
struct Square {
    n: usize,
    elements: Vec<f64>,
}

impl Square {
    fn at(&mut self, i: usize, j: usize) -> &mut f64 {
        &mut self.elements[i * self.n + j]
    }

    fn get(&self, i: usize, j: usize) -> f64 {
        self.elements[i * self.n + j]
    }

    /// Turns columns `j` and `j + 1`.
    fn turn(&mut self, j: usize, (c, s): (f64, f64)) {
        for i in 0..self.n {
            let (first, second) = (self.get(i, j), self.get(i, j + 1));
            *self.at(i, j + 1) = c * second - s * first;
            *self.at(i, j) = s * second + c * first;
        }
    }
}

/// Vectors that point as LAPACK's, column after column in the order of the eigenvalues, of a matrix given row after row.
pub(super) fn vectors(n: usize, elements: Vec<f64>) -> Vec<Vec<f64>> {
    let mut matrix = Square { n, elements };
    let reflections = tridiagonal(&mut matrix);
    let d: Vec<f64> = (0..n).map(|i| matrix.get(i, i)).collect();
    let e: Vec<f64> = (1..n).map(|i| matrix.get(i, i - 1)).chain([0.0]).collect();
    let mut identity = Square { n, elements: vec![0.0; n * n] };
    (0..n).for_each(|i| *identity.at(i, i) = 1.0);
    let mut sweeps = Sweeps { d, e, z: identity, left: 30 * n };
    sweeps.run();
    for (i, (tau, v)) in reflections.iter().enumerate().rev() {
        reflect(&mut sweeps.z, i + 1, *tau, v);
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| sweeps.d[a].total_cmp(&sweeps.d[b]));
    order.into_iter().map(|k| (0..n).map(|i| sweeps.z.get(i, k)).collect()).collect()
}

/// Makes a matrix tridiagonal; the reflections that do, each with its factor. The vector of number `i` begins at row `i + 1`.
fn tridiagonal(a: &mut Square) -> Vec<(f64, Vec<f64>)> {
    let n = a.n;
    let mut out = Vec::new();
    for i in 0..n.saturating_sub(1) {
        let mut v: Vec<f64> = (i + 1..n).map(|row| a.get(row, i)).collect();
        let rest = v[1..].iter().map(|x| x * x).sum::<f64>().sqrt();
        if rest == 0.0 {
            out.push((0.0, v));
            continue;
        }
        let beta = -v[0].hypot(rest).copysign(v[0]);
        let tau = (beta - v[0]) / beta;
        let scale = v[0] - beta;
        v[1..].iter_mut().for_each(|x| *x /= scale);
        v[0] = 1.0;
        *a.at(i + 1, i) = beta;
        update(a, i + 1, tau, &v);
        out.push((tau, v));
    }
    out
}

/// `H a H` of the part from row and column `first` on; only the lower triangle is read and written.
fn update(a: &mut Square, first: usize, tau: f64, v: &[f64]) {
    let element = |i: usize, j: usize| a.get(first + i.max(j), first + i.min(j));
    let mut w: Vec<f64> = (0..v.len()).map(|i| tau * (0..v.len()).map(|j| element(i, j) * v[j]).sum::<f64>()).collect();
    let alpha = -0.5 * tau * w.iter().zip(v).map(|(x, y)| x * y).sum::<f64>();
    w.iter_mut().zip(v).for_each(|(x, y)| *x += alpha * y);
    for (i, (x, y)) in v.iter().zip(&w).enumerate() {
        for (j, (p, q)) in v.iter().zip(&w).enumerate().take(i + 1) {
            *a.at(first + i, first + j) -= x * q + y * p;
        }
    }
}

/// A reflection of the rows from `first` on.
fn reflect(z: &mut Square, first: usize, tau: f64, v: &[f64]) {
    for j in 0..z.n {
        let product: f64 = v.iter().enumerate().map(|(i, x)| x * z.get(first + i, j)).sum();
        v.iter().enumerate().for_each(|(i, x)| *z.at(first + i, j) -= tau * x * product);
    }
}

/// The diagonal, what is beside it, the turns made so far, and how many sweeps may still be made.
struct Sweeps {
    d: Vec<f64>,
    e: Vec<f64>,
    z: Square,
    left: usize,
}

impl Sweeps {
    fn run(&mut self) {
        let n = self.d.len();
        let mut start = 0;
        while start < n && self.left > 0 {
            let end = (start..n - 1).find(|&m| self.splits(m)).unwrap_or(n - 1);
            self.e[end] = 0.0;
            if self.d[end].abs() < self.d[start].abs() {
                self.upward(start, end);
            } else {
                self.downward(start, end);
            }
            // A block that took too many sweeps is looked at again.
            if (start..end).all(|m| self.e[m] == 0.0) {
                start = end + 1;
            }
        }
    }

    fn splits(&self, m: usize) -> bool {
        self.e[m].abs() <= self.d[m].abs().sqrt() * self.d[m + 1].abs().sqrt() * (f64::EPSILON / 2.0)
    }

    fn is_small(&self, m: usize) -> bool {
        let eps = f64::EPSILON / 2.0;
        self.e[m] * self.e[m] <= (eps * eps * self.d[m].abs()) * self.d[m + 1].abs() + f64::MIN_POSITIVE
    }

    /// QL sweeps of a block.
    fn downward(&mut self, mut l: usize, end: usize) {
        while l <= end && self.left > 0 {
            let m = (l..end).find(|&m| self.is_small(m)).unwrap_or(end);
            if m < end {
                self.e[m] = 0.0;
            }
            if m == l {
                l += 1;
            } else if m == l + 1 {
                self.pair(l);
                l += 2;
            } else {
                self.left -= 1;
                self.sweep_down(l, m);
            }
        }
    }

    fn sweep_down(&mut self, l: usize, m: usize) {
        let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
        let mut g = self.shift(self.d[l], self.d[l + 1], self.e[l]) + self.d[m];
        for i in (l..m).rev() {
            let (f, b) = (s * self.e[i], c * self.e[i]);
            let r;
            (c, s, r) = rotation(g, f);
            if i != m - 1 {
                self.e[i + 1] = r;
            }
            g = self.d[i + 1] - p;
            let r = (self.d[i] - g) * s + 2.0 * c * b;
            p = s * r;
            self.d[i + 1] = g + p;
            g = c * r - b;
            self.z.turn(i, (c, -s));
        }
        self.d[l] -= p;
        self.e[l] = g;
    }

    /// QR sweeps of a block.
    fn upward(&mut self, end: usize, last: usize) {
        let mut l = last as isize;
        while l >= end as isize && self.left > 0 {
            let at = l as usize;
            let m = (end + 1..=at).rev().find(|&m| self.is_small(m - 1)).unwrap_or(end);
            if m > end {
                self.e[m - 1] = 0.0;
            }
            if m == at {
                l -= 1;
            } else if m + 1 == at {
                self.pair(m);
                l -= 2;
            } else {
                self.left -= 1;
                self.sweep_up(at, m);
            }
        }
    }

    fn sweep_up(&mut self, l: usize, m: usize) {
        let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
        let mut g = self.shift(self.d[l], self.d[l - 1], self.e[l - 1]) + self.d[m];
        for i in m..l {
            let (f, b) = (s * self.e[i], c * self.e[i]);
            let r;
            (c, s, r) = rotation(g, f);
            if i != m {
                self.e[i - 1] = r;
            }
            g = self.d[i] - p;
            let r = (self.d[i + 1] - g) * s + 2.0 * c * b;
            p = s * r;
            self.d[i] = g + p;
            g = c * r - b;
            self.z.turn(i, (c, s));
        }
        self.d[l] -= p;
        self.e[l - 1] = g;
    }

    /// What is added to the other end's diagonal element.
    fn shift(&self, p: f64, next: f64, e: f64) -> f64 {
        let g = (next - p) / (2.0 * e);
        e / (g + g.hypot(1.0).copysign(g)) - p
    }

    /// The eigenvalues of two rows.
    fn pair(&mut self, l: usize) {
        let (large, small, turn) = two_by_two(self.d[l], self.e[l], self.d[l + 1]);
        self.z.turn(l, turn);
        (self.d[l], self.d[l + 1], self.e[l]) = (large, small, 0.0);
    }
}

/// The turn that takes `(f, g)` to `(r, 0)`: its cosine, its sine, `r`.
fn rotation(f: f64, g: f64) -> (f64, f64, f64) {
    if g == 0.0 {
        (1.0, 0.0, f)
    } else if f == 0.0 {
        (0.0, 1f64.copysign(g), g.abs())
    } else {
        let r = f.hypot(g).copysign(f);
        (f.abs() / f.hypot(g), g / r, r)
    }
}

/// The eigenvalues of `[[a, b], [b, c]]`, the one of larger magnitude first, and the turn to its vector.
fn two_by_two(a: f64, b: f64, c: f64) -> (f64, f64, (f64, f64)) {
    let (sum, difference, twice) = (a + c, a - c, b + b);
    let root = difference.hypot(twice);
    let (large, small) = if a.abs() > c.abs() { (a, c) } else { (c, a) };
    let first = if sum < 0.0 { 0.5 * (sum - root) } else { 0.5 * (sum + root) };
    let second = if sum == 0.0 { -0.5 * root } else { (large / first) * small - (b / first) * b };
    let cs = if difference >= 0.0 { difference + root } else { difference - root };
    let (cosine, sine) = if cs.abs() > twice.abs() {
        let ct = -twice / cs;
        let sine = 1.0 / (1.0 + ct * ct).sqrt();
        (ct * sine, sine)
    } else if twice == 0.0 {
        (1.0, 0.0)
    } else {
        let tn = -cs / twice;
        let cosine = 1.0 / (1.0 + tn * tn).sqrt();
        (cosine, tn * cosine)
    };
    let same = (sum < 0.0) == (difference < 0.0);
    (first, second, if same { (-sine, cosine) } else { (cosine, sine) })
}
