//! The module `random` of Python in the compiled zone.
//!
//! Input: nothing. Output: rows. Never: NumPy's functions of the same names.
//!
//! As in Numba: a stream of its own per thread, seeded by one word of 32 bits (so that the numbers are not CPython's).

use super::answers::random as answers;
use super::{Builtin, Effect, Lower, Rule, TypeRule};
use crate::runtime::helpers::Helper;

const fn draws(path: &'static str, signature: &'static str, doc: &'static str, name: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Random)
}

const fn helper(
    path: &'static str,
    signature: &'static str,
    doc: &'static str,
    typing: TypeRule,
    helper: Helper,
) -> Builtin {
    Builtin::new(path, signature, doc, Rule::Types(typing)).effect(Effect::Random).lower(Lower::Helper(helper))
}

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    draws("random.seed", "a", "Seeds the thread's stream.", "py_seed"),
    draws("random.random", "", "A float in [0, 1).", "py_random"),
    draws("random.uniform", "a, b", "A float between two bounds.", "py_uniform"),
    draws("random.gauss", "mu=0.0, sigma=1.0", "A normal float.", "py_gauss"),
    draws("random.normalvariate", "mu=0.0, sigma=1.0", "A normal float.", "py_gauss"),
    draws("random.getrandbits", "k, /", "An int of k random bits, up to 64.", "py_getrandbits"),
    draws("random.randrange", "start, stop=None, step=1", "An item of a range.", "py_randrange"),
    draws("random.randint", "a, b", "An int from a up to and including b.", "py_randint"),
    draws("random.triangular", "low=0.0, high=1.0, mode=None", "A triangular float.", "py_triangular"),
    draws("random.gammavariate", "alpha, beta", "A gamma float.", "py_gammavariate"),
    draws("random.betavariate", "alpha, beta", "A beta float.", "py_betavariate"),
    draws("random.expovariate", "lambd", "An exponential float of this rate.", "py_expovariate"),
    draws("random.lognormvariate", "mu, sigma", "A log-normal float.", "py_lognormvariate"),
    draws("random.paretovariate", "alpha", "A Pareto float.", "py_paretovariate"),
    draws("random.weibullvariate", "alpha, beta", "A Weibull float.", "py_weibullvariate"),
    draws("random.vonmisesvariate", "mu, kappa", "A von Mises float.", "py_vonmisesvariate"),
    draws("random.shuffle", "x", "Shuffles along the first axis, in place.", "py_shuffle"),
    draws("random.choice", "seq", "One item of a sequence.", "py_choice"),
];

/// What the prelude draws from; `stream` is 0 for NumPy's, 1 for Python's.
pub(super) static INTRINSICS: &[Builtin] = &[
    helper("intrinsic.random_seed", "stream, seed, /", "Seeds a stream.", answers::seed, Helper::RandomSeed),
    helper("intrinsic.random_double", "stream, /", "A float in [0, 1).", answers::float, Helper::RandomDouble),
    helper("intrinsic.random_normal", "stream, /", "A standard normal float.", answers::float, Helper::RandomNormal),
    helper("intrinsic.random_bits", "stream, k, /", "Random bits.", answers::word, Helper::RandomBits),
    helper("intrinsic.random_below", "stream, n, /", "An int below n.", answers::int, Helper::RandomBelow),
    helper("intrinsic.random_poisson", "mean, /", "A Poisson count.", answers::int, Helper::RandomPoisson),
    helper("intrinsic.random_binomial", "n, p, /", "Of many trials.", answers::int, Helper::RandomBinomial),
];
