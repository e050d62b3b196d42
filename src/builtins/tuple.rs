//! Methods of tuples.
//!
//! Input: nothing. Output: rows under the receiver `tuple`. Never: indexing, operators.

use super::Builtin;

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::source("tuple.count", "x, /", "How many items are equal to x?", "sequence_count"),
    Builtin::source("tuple.index", "x, /", "Where the first item equal to x is.", "tuple_index"),
];
