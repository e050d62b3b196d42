//! The module `numpy.random` of the compiled zone.
//!
//! Input: nothing. Output: rows. Never: generators as values (`generator`), Python's `random`.
//!
//! Compiled code has streams of its own, one per thread, as in Numba: `np.random.seed` called in compiled code seeds the
//! one of its thread, and the host zone's draws do not move it. The numbers are Numba's bit for bit; some of its algorithms
//! (gamma, beta, von Mises, `randint`) are not NumPy's. Iterations of a parallel loop draw from whichever thread runs
//! them: for the same numbers at any thread count, make a generator in the iteration: `np.random.default_rng((seed, i))`.

use crate::builtins::{Builtin, Effect};

const fn draws(path: &'static str, signature: &'static str, doc: &'static str, name: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Random)
}

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    draws(
        "numpy.random.seed",
        "seed",
        "Seeds compiled code's stream of this thread, as in Numba; the host zone has its own. Iterations of a parallel loop \
         draw from the thread that runs them: for the same numbers at any thread count, make a generator of the seed and the \
         iteration: `np.random.default_rng((seed, i))`.",
        "np_seed",
    ),
    draws("numpy.random.random_sample", "size=None", "Floats in [0, 1).", "np_random_sample").aliases(&[
        "numpy.random.random",
        "numpy.random.ranf",
        "numpy.random.sample",
    ]),
    draws("numpy.random.rand", "*size", "Floats in [0, 1), of a shape.", "np_rand"),
    draws("numpy.random.randn", "*size", "Standard normal floats, of a shape.", "np_randn"),
    draws(
        "numpy.random.randint",
        "low, high=None, size=None",
        "Ints from low up to but not including high; of int64.",
        "np_randint",
    ),
    draws("numpy.random.shuffle", "x, /", "Shuffles along the first axis, in place.", "np_shuffle"),
    draws("numpy.random.permutation", "x, /", "A shuffled copy, or a shuffled range.", "np_permutation"),
    draws(
        "numpy.random.choice",
        "a, size=None, replace=True, p=None",
        "Items of a vector, or of a range, of these probabilities.",
        "np_choice",
    ),
    draws(
        "numpy.random.multinomial",
        "n, pvals, size=None",
        "How often each of several outcomes comes in n trials.",
        "np_multinomial",
    ),
    draws("numpy.random.dirichlet", "alpha, size=None", "Shares that sum to 1.", "np_dirichlet"),
    draws("numpy.random.standard_normal", "size=None", "Standard normal floats.", "np_random_standard_normal"),
    draws(
        "numpy.random.standard_exponential",
        "size=None",
        "Exponential floats of mean 1.",
        "np_random_standard_exponential",
    ),
    draws("numpy.random.standard_cauchy", "size=None", "Cauchy floats.", "np_random_standard_cauchy"),
    draws("numpy.random.exponential", "scale=1.0, size=None", "Exponential floats.", "np_random_exponential"),
    draws("numpy.random.standard_gamma", "shape, size=None", "Gamma floats of scale 1.", "np_random_standard_gamma"),
    draws("numpy.random.chisquare", "df, size=None", "Chi-square floats.", "np_random_chisquare"),
    draws("numpy.random.pareto", "a, size=None", "Pareto II (Lomax) floats.", "np_random_pareto"),
    draws("numpy.random.weibull", "a, size=None", "Weibull floats.", "np_random_weibull"),
    draws("numpy.random.power", "a, size=None", "Floats in [0, 1] of a power distribution.", "np_random_power"),
    draws("numpy.random.rayleigh", "scale=1.0, size=None", "Rayleigh floats.", "np_random_rayleigh"),
    draws("numpy.random.standard_t", "df, size=None", "Student's t floats.", "np_random_standard_t"),
    draws("numpy.random.normal", "loc=0.0, scale=1.0, size=None", "Normal floats.", "np_random_normal"),
    draws("numpy.random.uniform", "low=0.0, high=1.0, size=None", "Uniform floats.", "np_random_uniform"),
    draws("numpy.random.gamma", "shape, scale=1.0, size=None", "Gamma floats.", "np_random_gamma"),
    draws("numpy.random.beta", "a, b, size=None", "Beta floats.", "np_random_beta"),
    draws("numpy.random.f", "dfnum, dfden, size=None", "F floats.", "np_random_f"),
    draws("numpy.random.lognormal", "mean=0.0, sigma=1.0, size=None", "Log-normal floats.", "np_random_lognormal"),
    draws(
        "numpy.random.vonmises",
        "mu, kappa, size=None",
        "Von Mises floats, in [0, 2 pi) as in Numba.",
        "np_random_vonmises",
    ),
    draws("numpy.random.gumbel", "loc=0.0, scale=1.0, size=None", "Gumbel floats.", "np_random_gumbel"),
    draws("numpy.random.laplace", "loc=0.0, scale=1.0, size=None", "Laplace floats.", "np_random_laplace"),
    draws("numpy.random.logistic", "loc=0.0, scale=1.0, size=None", "Logistic floats.", "np_random_logistic"),
    draws("numpy.random.wald", "mean, scale, size=None", "Wald (inverse Gaussian) floats.", "np_random_wald"),
    draws(
        "numpy.random.noncentral_chisquare",
        "df, nonc, size=None",
        "Noncentral chi-square floats.",
        "np_random_noncentral_chisquare",
    ),
    draws("numpy.random.triangular", "left, mode, right, size=None", "Triangular floats.", "np_random_triangular"),
    draws("numpy.random.poisson", "lam=1.0, size=None", "Poisson counts.", "np_random_poisson"),
    draws("numpy.random.geometric", "p, size=None", "Trials until the first success.", "np_random_geometric"),
    draws("numpy.random.logseries", "p, size=None", "Counts of the logarithmic series.", "np_random_logseries"),
    draws("numpy.random.zipf", "a, size=None", "Zipf counts.", "np_random_zipf"),
    draws("numpy.random.binomial", "n, p, size=None", "Successes in n trials.", "np_random_binomial"),
    draws(
        "numpy.random.negative_binomial",
        "n, p, size=None",
        "Failures before the n-th success.",
        "np_random_negative_binomial",
    ),
    draws(
        "numpy.random.hypergeometric",
        "ngood, nbad, nsample, size=None",
        "Good ones among those drawn.",
        "np_random_hypergeometric",
    ),
];
