//! Random numbers in the host zone.
//!
//! Input: nothing. Output: enums with rows. Never: compiled code's streams.

use super::host_functions;

host_functions! {
    /// `numpy.random`: the global legacy generator, and what makes generators. Methods of a `RandomState` too.
    LegacyRandom "use it at module level or in a function without a decorator";
    Seed "numpy.random.seed" "seed=None" "Seeds it.";
    Random "numpy.random.random_sample" "size=None" "Floats in [0, 1).";
    Rand "numpy.random.rand" "*args" "Floats in [0, 1), of a shape.";
    Randn "numpy.random.randn" "*args" "Standard normal floats, of a shape.";
    Randint "numpy.random.randint" "low, high=None, size=None, dtype=None" "Ints from low up to but not including high.";
    Bytes "numpy.random.bytes" "length" "Random bytes.";
    Choice "numpy.random.choice" "a, size=None, replace=True, p=None" "Items of a vector, or of a range.";
    Shuffle "numpy.random.shuffle" "x" "Shuffles along the first axis, in place.";
    Permutation "numpy.random.permutation" "x" "A shuffled copy, or a shuffled range.";
    Multinomial "numpy.random.multinomial" "n, pvals, size=None" "How often each outcome comes in n trials.";
    MultivariateNormal "numpy.random.multivariate_normal" "mean, cov, size=None, check_valid=\"warn\", tol=1e-08" "Normal vectors of a mean and a covariance; where the signs of decomposed vectors are free they are ours, not NumPy's.";
    Dirichlet "numpy.random.dirichlet" "alpha, size=None" "Shares that sum to 1.";
    GetState "numpy.random.get_state" "legacy=True" "The generator's state.";
    SetState "numpy.random.set_state" "state" "Sets the generator's state.";
    StandardNormal "numpy.random.standard_normal" "size=None" "Standard normal floats.";
    StandardExponential "numpy.random.standard_exponential" "size=None" "Exponential floats of mean 1.";
    StandardGamma "numpy.random.standard_gamma" "shape, size=None" "Gamma floats of scale 1.";
    Beta "numpy.random.beta" "a, b, size=None" "Beta floats.";
    ChiSquare "numpy.random.chisquare" "df, size=None" "Chi-square floats.";
    Exponential "numpy.random.exponential" "scale=1.0, size=None" "Exponential floats.";
    F "numpy.random.f" "dfnum, dfden, size=None" "F floats.";
    Gamma "numpy.random.gamma" "shape, scale=1.0, size=None" "Gamma floats.";
    Gumbel "numpy.random.gumbel" "loc=0.0, scale=1.0, size=None" "Gumbel floats.";
    Laplace "numpy.random.laplace" "loc=0.0, scale=1.0, size=None" "Laplace floats.";
    Logistic "numpy.random.logistic" "loc=0.0, scale=1.0, size=None" "Logistic floats.";
    LogNormal "numpy.random.lognormal" "mean=0.0, sigma=1.0, size=None" "Log-normal floats.";
    NoncentralChiSquare "numpy.random.noncentral_chisquare" "df, nonc, size=None" "Noncentral chi-square floats.";
    NoncentralF "numpy.random.noncentral_f" "dfnum, dfden, nonc, size=None" "Noncentral F floats.";
    Normal "numpy.random.normal" "loc=0.0, scale=1.0, size=None" "Normal floats.";
    Pareto "numpy.random.pareto" "a, size=None" "Pareto II (Lomax) floats.";
    Power "numpy.random.power" "a, size=None" "Floats in [0, 1] of a power distribution.";
    Rayleigh "numpy.random.rayleigh" "scale=1.0, size=None" "Rayleigh floats.";
    StandardCauchy "numpy.random.standard_cauchy" "size=None" "Cauchy floats.";
    StandardT "numpy.random.standard_t" "df, size=None" "Student's t floats.";
    Triangular "numpy.random.triangular" "left, mode, right, size=None" "Triangular floats.";
    Uniform "numpy.random.uniform" "low=0.0, high=1.0, size=None" "Uniform floats.";
    VonMises "numpy.random.vonmises" "mu, kappa, size=None" "Von Mises floats.";
    Wald "numpy.random.wald" "mean, scale, size=None" "Wald (inverse Gaussian) floats.";
    Weibull "numpy.random.weibull" "a, size=None" "Weibull floats.";
    Binomial "numpy.random.binomial" "n, p, size=None" "Successes in n trials.";
    Geometric "numpy.random.geometric" "p, size=None" "Trials until the first success.";
    Hypergeometric "numpy.random.hypergeometric" "ngood, nbad, nsample, size=None" "Good ones among those drawn.";
    LogSeries "numpy.random.logseries" "p, size=None" "Counts of the logarithmic series.";
    NegativeBinomial "numpy.random.negative_binomial" "n, p, size=None" "Failures before the n-th success.";
    Poisson "numpy.random.poisson" "lam=1.0, size=None" "Poisson counts.";
    Zipf "numpy.random.zipf" "a, size=None" "Zipf counts.";
    RandomState "numpy.random.RandomState" "seed=None" "A legacy generator.";
    DefaultRng "numpy.random.default_rng" "seed=None" "A new generator over PCG64.";
    Generator "numpy.random.Generator" "bit_generator" "A generator over a source of bits.";
    Pcg64 "numpy.random.PCG64" "seed=None" "The source of bits PCG64.";
    SeedSequence "numpy.random.SeedSequence" "entropy=None, *, spawn_key=(), pool_size=4" "Entropy that seeds generators.";
}

host_functions! {
    /// Methods of NumPy's new generators.
    RngMethod "use it at module level or in a function without a decorator";
    Random "rng.random" "size=None, dtype=None, out=None" "Floats in [0, 1).";
    Integers "rng.integers" "low, high=None, size=None, dtype=None, endpoint=False" "Ints from low up to high.";
    Bytes "rng.bytes" "length" "Random bytes.";
    Choice "rng.choice" "a, size=None, replace=True, p=None, axis=0, shuffle=True" "Items of an array, or of a range.";
    Shuffle "rng.shuffle" "x, axis=0" "Shuffles along an axis, in place.";
    Permutation "rng.permutation" "x, axis=0" "A shuffled copy, or a shuffled range.";
    Permuted "rng.permuted" "x, *, axis=None, out=None" "Each lane along an axis shuffled on its own.";
    Multinomial "rng.multinomial" "n, pvals, size=None" "How often each outcome comes in n trials.";
    Dirichlet "rng.dirichlet" "alpha, size=None" "Shares that sum to 1.";
    Spawn "rng.spawn" "n_children" "Independent generators.";
    StandardNormal "rng.standard_normal" "size=None, dtype=None, out=None" "Standard normal floats.";
    StandardExponential "rng.standard_exponential" "size=None, dtype=None, method=\"zig\", out=None" "Exponential floats of mean 1.";
    StandardGamma "rng.standard_gamma" "shape, size=None, dtype=None, out=None" "Gamma floats of scale 1.";
    Beta "rng.beta" "a, b, size=None" "Beta floats.";
    ChiSquare "rng.chisquare" "df, size=None" "Chi-square floats.";
    Exponential "rng.exponential" "scale=1.0, size=None" "Exponential floats.";
    F "rng.f" "dfnum, dfden, size=None" "F floats.";
    Gamma "rng.gamma" "shape, scale=1.0, size=None" "Gamma floats.";
    Gumbel "rng.gumbel" "loc=0.0, scale=1.0, size=None" "Gumbel floats.";
    Laplace "rng.laplace" "loc=0.0, scale=1.0, size=None" "Laplace floats.";
    Logistic "rng.logistic" "loc=0.0, scale=1.0, size=None" "Logistic floats.";
    LogNormal "rng.lognormal" "mean=0.0, sigma=1.0, size=None" "Log-normal floats.";
    NoncentralChiSquare "rng.noncentral_chisquare" "df, nonc, size=None" "Noncentral chi-square floats.";
    NoncentralF "rng.noncentral_f" "dfnum, dfden, nonc, size=None" "Noncentral F floats.";
    Normal "rng.normal" "loc=0.0, scale=1.0, size=None" "Normal floats.";
    Pareto "rng.pareto" "a, size=None" "Pareto II (Lomax) floats.";
    Power "rng.power" "a, size=None" "Floats in [0, 1] of a power distribution.";
    Rayleigh "rng.rayleigh" "scale=1.0, size=None" "Rayleigh floats.";
    StandardCauchy "rng.standard_cauchy" "size=None" "Cauchy floats.";
    StandardT "rng.standard_t" "df, size=None" "Student's t floats.";
    Triangular "rng.triangular" "left, mode, right, size=None" "Triangular floats.";
    Uniform "rng.uniform" "low=0.0, high=1.0, size=None" "Uniform floats.";
    VonMises "rng.vonmises" "mu, kappa, size=None" "Von Mises floats.";
    Wald "rng.wald" "mean, scale, size=None" "Wald (inverse Gaussian) floats.";
    Weibull "rng.weibull" "a, size=None" "Weibull floats.";
    Binomial "rng.binomial" "n, p, size=None" "Successes in n trials.";
    Geometric "rng.geometric" "p, size=None" "Trials until the first success.";
    Hypergeometric "rng.hypergeometric" "ngood, nbad, nsample, size=None" "Good ones among those drawn.";
    LogSeries "rng.logseries" "p, size=None" "Counts of the logarithmic series.";
    NegativeBinomial "rng.negative_binomial" "n, p, size=None" "Failures before the n-th success.";
    Poisson "rng.poisson" "lam=1.0, size=None" "Poisson counts.";
    Zipf "rng.zipf" "a, size=None" "Zipf counts.";
}

host_functions! {
    /// Methods of seed sequences.
    SeedMethod "use it at module level or in a function without a decorator";
    Spawn "seed_sequence.spawn" "n_children" "Independent seed sequences.";
    GenerateState "seed_sequence.generate_state" "n_words, dtype=None" "Words of state.";
}

host_functions! {
    /// Python's module `random`. Methods of a `random.Random` too.
    PythonRandom "use it at module level or in a function without a decorator";
    Class "random.Random" "x=None, /" "A generator.";
    Seed "random.seed" "a=None, version=2" "Seeds it.";
    Random "random.random" "" "A float in [0, 1).";
    Uniform "random.uniform" "a, b" "A float between two bounds.";
    Triangular "random.triangular" "low=0.0, high=1.0, mode=None" "A triangular float.";
    Gauss "random.gauss" "mu=0.0, sigma=1.0" "A normal float.";
    Normal "random.normalvariate" "mu=0.0, sigma=1.0" "A normal float.";
    LogNormal "random.lognormvariate" "mu, sigma" "A log-normal float.";
    Exponential "random.expovariate" "lambd" "An exponential float of this rate.";
    VonMises "random.vonmisesvariate" "mu, kappa" "A von Mises float.";
    Gamma "random.gammavariate" "alpha, beta" "A gamma float.";
    Beta "random.betavariate" "alpha, beta" "A beta float.";
    Pareto "random.paretovariate" "alpha" "A Pareto float.";
    Weibull "random.weibullvariate" "alpha, beta" "A Weibull float.";
    Getrandbits "random.getrandbits" "k, /" "An int of k random bits, up to 64.";
    Randrange "random.randrange" "start, stop=None, step=1" "An item of a range.";
    Randint "random.randint" "a, b" "An int from a up to and including b.";
    Choice "random.choice" "seq" "One item of a sequence.";
    Choices "random.choices" "population, weights=None, *, cum_weights=None, k=1" "Items of a sequence, by weights.";
    Sample "random.sample" "population, k" "Different items of a sequence.";
    Shuffle "random.shuffle" "x" "Shuffles a list in place.";
    Getstate "random.getstate" "" "The state.";
    Setstate "random.setstate" "state" "Sets the state.";
}
