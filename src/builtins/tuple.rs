//! Methods of tuples, and the names that results of NumPy's functions have for their items.
//!
//! Input: nothing. Output: rows under the receiver `tuple`. Never: indexing, operators.

use super::answers::tuple as answers;
use super::rules::TypeRule;
use super::signature::ATTRIBUTE;
use super::{Builtin, Lower, Special, lookup, row};

const fn item(path: &'static str, doc: &'static str, rule: TypeRule, place: u8) -> Builtin {
    Builtin::special(path, ATTRIBUTE, doc, (rule, Special::TupleItem(place)))
}

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::source("tuple.count", "x, /", "How many items are equal to x?", "sequence_count"),
    Builtin::source("tuple.index", "x, /", "Where the first item equal to x is.", "tuple_index"),
    item("tuple.eigenvalues", "The eigenvalues of a result of np.linalg.eig and eigh.", answers::first_of_two, 0),
    item("tuple.eigenvectors", "The eigenvectors of a result of np.linalg.eig and eigh.", answers::second_of_two, 1),
    item("tuple.Q", "The orthonormal columns of a result of np.linalg.qr.", answers::first_of_two, 0),
    item("tuple.R", "The triangle of a result of np.linalg.qr.", answers::second_of_two, 1),
    item("tuple.sign", "The sign of a result of np.linalg.slogdet.", answers::first_of_two, 0),
    item("tuple.logabsdet", "The logarithm of a result of np.linalg.slogdet.", answers::second_of_two, 1),
    item("tuple.U", "The left vectors of a result of np.linalg.svd.", answers::first_of_three, 0),
    item("tuple.S", "The singular values of a result of np.linalg.svd.", answers::second_of_three, 1),
    item("tuple.Vh", "The right vectors of a result of np.linalg.svd.", answers::third_of_three, 2),
];

/// The place of the item that a name stands for in a tuple of some length.
#[must_use]
pub fn named_item(name: &str, length: usize) -> Option<usize> {
    let found = row(lookup(&format!("tuple.{name}"))?);
    let Lower::Special(Special::TupleItem(place)) = found.lower else { return None };
    (length == if matches!(name, "U" | "S" | "Vh") { 3 } else { 2 }).then_some(usize::from(place))
}
