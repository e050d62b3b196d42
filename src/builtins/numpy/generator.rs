//! Generators in the compiled zone: `np.random.default_rng` and the methods of what it gives.
//!
//! Input: nothing. Output: rows. Never: the thread's streams (`random`).
//!
//! A generator passed to compiled code is the host zone's: both draw from one state, and the numbers are NumPy's bit for
//! bit. Numba takes generators as arguments only; a generator can be made in compiled code too, for instance one per
//! iteration of a parallel loop (`np.random.default_rng((seed, i))`), whose numbers are the same at any thread count.

use crate::builtins::answers::generator as answers;
use crate::builtins::{Builtin, Effect, Lower, Rule, Special, TypeRule};
use crate::runtime::helpers::Helper;

const fn draws(path: &'static str, signature: &'static str, doc: &'static str, name: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Mutates)
}

const fn helper(
    path: &'static str,
    signature: &'static str,
    doc: &'static str,
    typing: TypeRule,
    helper: Helper,
) -> Builtin {
    Builtin::new(path, signature, doc, Rule::Types(typing)).effect(Effect::Mutates).lower(Lower::Helper(helper))
}

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    Builtin::source(
        "numpy.random.default_rng",
        "seed=None",
        "A new generator over PCG64, seeded by an int or several. One per iteration of a parallel loop, of the seed and the \
         iteration's number (`np.random.default_rng((seed, i))`), gives the same numbers at any thread count. (Numba takes \
         generators as arguments only.)",
        "np_default_rng",
    )
    .effect(Effect::Fresh),
    draws("rng.random", "size=None, dtype=float", "Floats in [0, 1).", "rng_random"),
    draws("rng.standard_normal", "size=None, dtype=float", "Standard normal floats.", "rng_standard_normal"),
    draws(
        "rng.standard_exponential",
        "size=None, dtype=float",
        "Exponential floats of mean 1.",
        "rng_standard_exponential",
    ),
    draws("rng.standard_gamma", "shape, size=None, dtype=float", "Gamma floats of scale 1.", "rng_standard_gamma"),
    draws(
        "rng.integers",
        "low, high=None, size=None, dtype=int, endpoint=False",
        "Ints from low up to high.",
        "rng_integers",
    ),
    draws("rng.shuffle", "x", "Shuffles along the first axis, in place.", "rng_shuffle"),
    draws("rng.permutation", "x", "A shuffled copy, or a shuffled range.", "rng_permutation"),
    draws("rng.choice", "a, size=None, replace=True, p=None", "Items of a vector, or of a range, of these probabilities.", "rng_choice"),
    draws("rng.normal", "loc=0.0, scale=1.0, size=None", "Normal floats.", "rng_normal"),
    draws("rng.uniform", "low=0.0, high=1.0, size=None", "Uniform floats.", "rng_uniform"),
    draws("rng.exponential", "scale=1.0, size=None", "Exponential floats.", "rng_exponential"),
    draws("rng.gamma", "shape, scale=1.0, size=None", "Gamma floats.", "rng_gamma"),
    draws("rng.beta", "a, b, size=None", "Beta floats.", "rng_beta"),
    draws("rng.chisquare", "df, size=None", "Chi-square floats.", "rng_chisquare"),
    draws("rng.f", "dfnum, dfden, size=None", "F floats.", "rng_f"),
    draws("rng.gumbel", "loc=0.0, scale=1.0, size=None", "Gumbel floats.", "rng_gumbel"),
    draws("rng.laplace", "loc=0.0, scale=1.0, size=None", "Laplace floats.", "rng_laplace"),
    draws("rng.logistic", "loc=0.0, scale=1.0, size=None", "Logistic floats.", "rng_logistic"),
    draws("rng.lognormal", "mean=0.0, sigma=1.0, size=None", "Log-normal floats.", "rng_lognormal"),
    draws(
        "rng.noncentral_chisquare",
        "df, nonc, size=None",
        "Noncentral chi-square floats.",
        "rng_noncentral_chisquare",
    ),
    draws("rng.noncentral_f", "dfnum, dfden, nonc, size=None", "Noncentral F floats.", "rng_noncentral_f"),
    draws("rng.pareto", "a, size=None", "Pareto II (Lomax) floats.", "rng_pareto"),
    draws("rng.power", "a, size=None", "Floats in [0, 1] of a power distribution.", "rng_power"),
    draws("rng.rayleigh", "scale=1.0, size=None", "Rayleigh floats.", "rng_rayleigh"),
    draws("rng.standard_cauchy", "size=None", "Cauchy floats.", "rng_standard_cauchy"),
    draws("rng.standard_t", "df, size=None", "Student's t floats.", "rng_standard_t"),
    draws("rng.triangular", "left, mode, right, size=None", "Triangular floats.", "rng_triangular"),
    draws("rng.vonmises", "mu, kappa, size=None", "Von Mises floats.", "rng_vonmises"),
    draws("rng.wald", "mean, scale, size=None", "Wald (inverse Gaussian) floats.", "rng_wald"),
    draws("rng.weibull", "a, size=None", "Weibull floats.", "rng_weibull"),
    draws("rng.binomial", "n, p, size=None", "Successes in n trials.", "rng_binomial"),
    draws("rng.geometric", "p, size=None", "Trials until the first success.", "rng_geometric"),
    draws(
        "rng.hypergeometric",
        "ngood, nbad, nsample, size=None",
        "Good ones among those drawn.",
        "rng_hypergeometric",
    ),
    draws("rng.logseries", "p, size=None", "Counts of the logarithmic series.", "rng_logseries"),
    draws("rng.negative_binomial", "n, p, size=None", "Failures before the n-th success.", "rng_negative_binomial"),
    draws("rng.poisson", "lam=1.0, size=None", "Poisson counts.", "rng_poisson"),
    draws("rng.zipf", "a, size=None", "Zipf counts.", "rng_zipf"),
    draws(
        "rng.multivariate_normal",
        "mean, cov, size=None, check_valid=\"warn\", tol=1e-08, *, method=\"svd\"",
        "Normal vectors of a mean and a covariance. Where the signs of decomposed vectors are free they are ours: NumPy's \
         numbers bit for bit come with `method=\"cholesky\"` alone. `check_valid` and `tol` have no effect.",
        "rng_multivariate_normal",
    ),
    draws(
        "rng.multivariate_hypergeometric",
        "colors, nsample, size=None, method=\"marginals\"",
        "How many of each color are among those drawn.",
        "rng_multivariate_hypergeometric",
    ),
];

/// What the prelude draws from.
pub(in crate::builtins) static INTRINSICS: &[Builtin] = &[
    Builtin::special("intrinsic.rng_of", "state, /", "A generator of its state.", (answers::generator, Special::RngOf)),
    helper("intrinsic.rng_seed", "state, entropy, /", "Seeds a state.", answers::nothing, Helper::RngSeed),
    helper("intrinsic.rng_double", "rng, /", "A float in [0, 1).", answers::float, Helper::RngDouble),
    helper("intrinsic.rng_float", "rng, /", "A single in [0, 1).", answers::single, Helper::RngFloat),
    helper("intrinsic.rng_normal", "rng, /", "A standard normal float.", answers::float, Helper::RngNormal),
    helper("intrinsic.rng_normal_f32", "rng, /", "As a single.", answers::single, Helper::RngNormalF32),
    helper("intrinsic.rng_exponential", "rng, /", "A standard exponential.", answers::float, Helper::RngExponential),
    helper("intrinsic.rng_exponential_f32", "rng, /", "As a single.", answers::single, Helper::RngExponentialF32),
    helper("intrinsic.rng_gamma_f32", "rng, shape, /", "A gamma single.", answers::single, Helper::RngGammaF32),
    helper("intrinsic.rng_draw", "rng, number, a, b, c, /", "Of a distribution.", answers::float, Helper::RngDraw),
    helper("intrinsic.rng_count", "rng, number, a, b, c, /", "Of a distribution.", answers::int, Helper::RngCount),
    helper("intrinsic.rng_interval", "rng, most, /", "As shuffles draw.", answers::int, Helper::RngInterval),
    helper("intrinsic.rng_wide", "rng, most, /", "From 0 to most.", answers::int, Helper::RngWide),
    helper("intrinsic.rng_word", "rng, /", "32 bits.", answers::int, Helper::RngWord),
    Builtin::new("intrinsic.is_single", "dtype, /", "Is it float32, not float64?", Rule::Types(answers::is_single)),
    Builtin::new("intrinsic.int_bits", "dtype, /", "How many bits ints of it have.", Rule::Types(answers::int_bits)),
    Builtin::new("intrinsic.int_lowest", "dtype, /", "The lowest int of it.", Rule::Types(answers::int_lowest)),
];
