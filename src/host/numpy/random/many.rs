//! Draws of several numbers that belong together: multinomial counts, Dirichlet shares, normal vectors.
//!
//! Input: arguments. Output: arrays whose last axis holds one draw. Never: decompositions of matrices.

use super::super::super::Outcome;
use super::super::super::exception::Exception;
use super::super::super::random::Random;
use super::super::super::value::Value;
use super::super::{convert, nested};
use super::Call;
use crate::builtins::prelude;
use crate::runtime::random::{Distribution, Source};
use crate::types::Dtype;

impl Call<'_> {
    /// A vector of floats.
    fn vector(&self, name: &str) -> Outcome<Vec<f64>> {
        Ok(nested::as_array(self.run, self.args.required(name)?, Some(Dtype::F64))?.to_vec()?)
    }

    /// The shape of draws of `n` numbers each, and how many draws.
    fn shape_of(&self, n: usize) -> Outcome<(Vec<usize>, usize)> {
        let mut shape = self.size()?.unwrap_or_default();
        let count = convert::size_of(&shape)?;
        shape.push(n);
        Ok((shape, count))
    }

    /// `multinomial(n, pvals, size)`
    pub(super) fn multinomial(&self, random: &Random) -> Outcome<Value> {
        let n = convert::index(self.args.required("n")?)?;
        let p = self.vector("pvals")?;
        if n < 0 {
            return Err(Exception::value_error("n < 0"));
        }
        if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
            return Err(Exception::value_error("pvals < 0, pvals > 1 or pvals contains NaNs"));
        }
        if p.iter().rev().skip(1).sum::<f64>() > 1.0 + 1e-12 {
            return Err(Exception::value_error("sum(pvals[:-1]) > 1.0"));
        }
        let (shape, count) = self.shape_of(p.len())?;
        self.with(random, |source| {
            convert::gathered(self.run, &shape, (0..count).flat_map(|_| trials(source, n, &p))).map(Value::array)
        })?
    }

    /// `multivariate_normal(mean, cov, size)`: standard normal numbers, which a function of the prelude transforms.
    pub(super) fn multivariate_normal(&self, random: &Random) -> Outcome<Value> {
        let mean = nested::as_array(self.run, self.args.required("mean")?, Some(Dtype::F64))?;
        let cov = nested::as_array(self.run, self.args.required("cov")?, Some(Dtype::F64))?;
        let wrong = |words| Err(Exception::value_error(words));
        match (mean.shape(), cov.shape()) {
            (&[n], &[rows, columns]) if rows == columns && n == rows => {}
            (&[_], &[rows, columns]) if rows == columns => return wrong("mean and cov must have same length"),
            (&[_], _) => return wrong("cov must be 2 dimensional and square"),
            _ => return wrong("mean must be 1 dimensional"),
        }
        let (shape, _) = self.shape_of(mean.size())?;
        let count = shape.iter().product();
        let draw = |source: &mut dyn Source| -> Vec<f64> {
            (0..count).map(|_| source.float(Distribution::StandardNormal, [0.0; 3])).collect()
        };
        let normals = convert::from_vec(&shape, self.with(random, draw)?)?;
        let args = [Value::array(normals), Value::array(mean), Value::array(cov)];
        self.run.engine.walk(self.run, prelude::walks::MULTIVARIATE, &args)
    }

    /// `dirichlet(alpha, size)`
    pub(super) fn dirichlet(&self, random: &Random) -> Outcome<Value> {
        let alpha = self.vector("alpha")?;
        let legacy = matches!(random, Random::State(_));
        if legacy && alpha.iter().any(|&a| a <= 0.0) {
            return Err(Exception::value_error("alpha <= 0"));
        }
        if !legacy && alpha.iter().any(|&a| a < 0.0) {
            return Err(Exception::value_error("alpha < 0"));
        }
        let (shape, count) = self.shape_of(alpha.len())?;
        let most = alpha.iter().copied().fold(0.0, f64::max);
        let sticks = !legacy && most < 0.1;
        self.with(random, |source| {
            let draw = |_| if sticks { by_sticks(source, &alpha) } else { by_gammas(source, &alpha) };
            convert::gathered(self.run, &shape, (0..count).flat_map(draw)).map(Value::array)
        })?
    }
}

/// How often each outcome comes.
fn trials(source: &mut dyn Source, n: i64, p: &[f64]) -> Vec<i64> {
    let (mut counts, mut left, mut rest) = (vec![0; p.len()], n, 1.0);
    for (count, p) in counts.iter_mut().zip(p).take(p.len().saturating_sub(1)) {
        *count = source.binomial(left, p / rest);
        left -= *count;
        if left <= 0 {
            return counts;
        }
        rest -= p;
    }
    if let Some(last) = counts.last_mut() {
        *last = left;
    }
    counts
}

fn by_gammas(source: &mut dyn Source, alpha: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut draw = |a: &f64| {
        let drawn = source.float(Distribution::StandardGamma, [*a, 0.0, 0.0]);
        sum += drawn;
        drawn
    };
    let drawn: Vec<f64> = alpha.iter().map(&mut draw).collect();
    let inverse = 1.0 / sum;
    drawn.into_iter().map(|drawn| drawn * inverse).collect()
}

/// Breaking sticks by beta floats: small parameters would make gamma floats underflow.
fn by_sticks(source: &mut dyn Source, alpha: &[f64]) -> Vec<f64> {
    let mut tails = vec![0.0; alpha.len()];
    let mut sum = 0.0;
    for (tail, a) in tails.iter_mut().zip(alpha).rev() {
        sum += a;
        *tail = sum;
    }
    let (mut shares, mut left) = (vec![0.0; alpha.len()], 1.0);
    for j in 0..alpha.len().saturating_sub(1) {
        let v = source.float(Distribution::Beta, [alpha[j], tails[j + 1], 0.0]);
        shares[j] = left * v;
        left *= 1.0 - v;
        if tails[j + 1] == 0.0 {
            return shares;
        }
    }
    if let Some(last) = shares.last_mut() {
        *last = left;
    }
    shares
}
