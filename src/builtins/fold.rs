//! Reductions of the prelude that can take the elements of an expression one after the other, without an array.
//!
//! Input: a function's name. Output: what it does with the elements. Never: how (`lower`).

/// What becomes of the elements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// They are added in the dtype of the result.
    Sum,
    /// Their sum over their number.
    Mean,
    /// Is one of them true?
    Any,
    /// Are all of them true?
    All,
    /// How many are true?
    Count,
    /// The smallest one, or nan.
    Min,
    /// The largest one, or nan.
    Max,
}

/// What a function of the prelude does with all elements, where its second parameter, the axis, is None.
#[must_use]
pub fn fold_of(function: &str) -> Option<Fold> {
    Some(match function {
        "np_sum" => Fold::Sum,
        "np_mean" => Fold::Mean,
        "np_any" => Fold::Any,
        "np_all" => Fold::All,
        "np_count_nonzero" => Fold::Count,
        "np_min" => Fold::Min,
        "np_max" => Fold::Max,
        _ => return None,
    })
}
