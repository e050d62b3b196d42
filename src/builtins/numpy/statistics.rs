//! NumPy: statistics, differences, interpolation, histograms.
//!
//! Input: nothing. Output: rows. Never: sums and extrema (`reduce`).

use crate::builtins::Builtin;

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] =
    &[Builtin::source("numpy.ediff1d", "ary", "Differences of neighbors, in one axis.", "np_ediff1d")];
