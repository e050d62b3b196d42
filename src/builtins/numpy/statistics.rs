//! NumPy: statistics, differences, interpolation, histograms.
//!
//! Input: nothing. Output: rows. Never: sums and extrema (`reduce`).

use crate::builtins::Builtin;

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    Builtin::source(
        "numpy.median",
        "a, axis=None, out=None, overwrite_input=False, keepdims=False",
        "The middle value, or the mean of the two in the middle; nan if there is one.",
        "np_median",
    ),
    Builtin::source(
        "numpy.nanmedian",
        "a, axis=None, out=None, overwrite_input=False, keepdims=False",
        "The median of the elements that are no nan.",
        "np_nanmedian",
    ),
    Builtin::source(
        "numpy.percentile",
        "a, q, axis=None, out=None, overwrite_input=False, method=\"linear\", keepdims=False",
        "Percentiles: one, or an array of them, by any of NumPy's methods, which must be known at compile time.",
        "np_percentile",
    ),
    Builtin::source(
        "numpy.quantile",
        "a, q, axis=None, out=None, overwrite_input=False, method=\"linear\", keepdims=False",
        "Quantiles: one, or an array of them, by any of NumPy's methods, which must be known at compile time.",
        "np_quantile",
    ),
    Builtin::source(
        "numpy.nanpercentile",
        "a, q, axis=None, out=None, overwrite_input=False, method=\"linear\", keepdims=False",
        "Percentiles of the elements that are no nan.",
        "np_nanpercentile",
    ),
    Builtin::source(
        "numpy.nanquantile",
        "a, q, axis=None, out=None, overwrite_input=False, method=\"linear\", keepdims=False",
        "Quantiles of the elements that are no nan.",
        "np_nanquantile",
    ),
    Builtin::source(
        "numpy.average",
        "a, axis=None, weights=None, returned=False, *, keepdims=False",
        "The weighted mean.",
        "np_average",
    ),
    Builtin::source(
        "numpy.cov",
        "m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None",
        "The covariance matrix of variables, a row each; in compiled code it stays a matrix for one row in two axes.",
        "np_cov",
    )
    .without_unit_axes(),
    Builtin::source(
        "numpy.corrcoef",
        "x, y=None, rowvar=True",
        "Correlation coefficients of variables, a row each.",
        "np_corrcoef",
    )
    .without_unit_axes(),
    Builtin::source(
        "numpy.nansum",
        "a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None",
        "The sum of the elements that are no nan.",
        "np_nansum",
    ),
    Builtin::source(
        "numpy.nanprod",
        "a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None",
        "The product of the elements that are no nan.",
        "np_nanprod",
    ),
    Builtin::source("numpy.nancumsum", "a, axis=None, dtype=None, out=None", "Running sums, nan as 0.", "np_nancumsum"),
    Builtin::source(
        "numpy.nancumprod",
        "a, axis=None, dtype=None, out=None",
        "Running products, nan as 1.",
        "np_nancumprod",
    ),
    Builtin::source(
        "numpy.nanmin",
        "a, axis=None, out=None, keepdims=False, initial=None, where=None",
        "The smallest element that is no nan.",
        "np_nanmin",
    ),
    Builtin::source(
        "numpy.nanmax",
        "a, axis=None, out=None, keepdims=False, initial=None, where=None",
        "The largest element that is no nan.",
        "np_nanmax",
    ),
    Builtin::source(
        "numpy.nanmean",
        "a, axis=None, dtype=None, out=None, keepdims=False",
        "The mean of the elements that are no nan.",
        "np_nanmean",
    ),
    Builtin::source(
        "numpy.nanvar",
        "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False",
        "The variance of the elements that are no nan.",
        "np_nanvar",
    ),
    Builtin::source(
        "numpy.nanstd",
        "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False",
        "The standard deviation of the elements that are no nan.",
        "np_nanstd",
    ),
    Builtin::source(
        "numpy.nanargmin",
        "a, axis=None, out=None, *, keepdims=False",
        "Where the smallest element is that is no nan.",
        "np_nanargmin",
    ),
    Builtin::source(
        "numpy.nanargmax",
        "a, axis=None, out=None, *, keepdims=False",
        "Where the largest element is that is no nan.",
        "np_nanargmax",
    ),
    Builtin::source(
        "numpy.histogram",
        "a, bins=10, range=None, density=None, weights=None",
        "Counts of elements in bins, and the edges of the bins: so many, by the name of an estimator, or given by their edges.",
        "np_histogram",
    ),
    Builtin::source(
        "numpy.histogram_bin_edges",
        "a, bins=10, range=None, weights=None",
        "The edges of the bins of np.histogram.",
        "np_histogram_bin_edges",
    ),
    Builtin::source(
        "numpy.histogram2d",
        "x, y, bins=10, range=None, density=None, weights=None",
        "Counts of points in bins along two axes, and the edges of both.",
        "np_histogram2d",
    ),
    Builtin::source(
        "numpy.bincount",
        "x, weights=None, minlength=0",
        "How often each int occurs; or the sums of their weights.",
        "np_bincount",
    ),
    Builtin::source("numpy.digitize", "x, bins, right=False", "Which bin each element falls into.", "np_digitize"),
    Builtin::source(
        "numpy.interp",
        "x, xp, fp, left=None, right=None, period=None",
        "Values between the points of a table.",
        "np_interp",
    ),
    Builtin::source(
        "numpy.diff",
        "a, n=1, axis=-1, prepend=None, append=None",
        "Differences of neighbors along an axis, with numbers or arrays put before and after it.",
        "np_diff",
    ),
    Builtin::source(
        "numpy.ediff1d",
        "ary, to_end=None, to_begin=None",
        "Differences of neighbors, in one axis.",
        "np_ediff1d",
    ),
    Builtin::source(
        "numpy.trapezoid",
        "y, x=None, dx=1.0, axis=-1",
        "The integral by the rule of trapezoids.",
        "np_trapezoid",
    )
    .aliases(&["numpy.trapz"]),
    Builtin::source(
        "numpy.gradient",
        "f, *varargs, axis=None, edge_order=1",
        "Central differences; an array per axis.",
        "np_gradient",
    ),
    Builtin::source("numpy.hanning", "M", "The window of Hann: a raised cosine.", "np_hanning"),
    Builtin::source("numpy.hamming", "M", "The window of Hamming: a raised cosine on a pedestal.", "np_hamming"),
    Builtin::source("numpy.blackman", "M", "The window of Blackman: two cosines.", "np_blackman"),
    Builtin::source("numpy.bartlett", "M", "A triangular window.", "np_bartlett"),
    Builtin::source("numpy.kaiser", "M, beta", "The window of Kaiser: of Bessel functions.", "np_kaiser"),
    Builtin::source("numpy.i0", "x", "The modified Bessel function of order 0.", "np_i0"),
    Builtin::source(
        "numpy.unwrap",
        "p, discont=None, axis=-1, *, period=6.283185307179586",
        "Without jumps: neighbors differ by half a period at most.",
        "np_unwrap",
    ),
    Builtin::source("numpy.convolve", "a, v, mode=\"full\"", "The discrete convolution.", "np_convolve"),
    Builtin::source("numpy.correlate", "a, v, mode=\"valid\"", "The cross-correlation.", "np_correlate"),
];
