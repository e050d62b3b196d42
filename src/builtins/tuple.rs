//! Methods of tuples, and the names that results of NumPy's functions have for their items.
//!
//! Input: nothing. Output: rows under the receiver `tuple`. Never: indexing, operators.

use super::answers::tuple::item;
use super::signature::ATTRIBUTE;
use super::{Builtin, Special};

/// The item at a place of tuples that have so many.
const fn named<const PLACE: usize, const LENGTH: usize>(path: &'static str, doc: &'static str) -> Builtin {
    Builtin::special(path, ATTRIBUTE, doc, (item::<PLACE, LENGTH>, Special::TupleItem(PLACE as u8)))
}

/// How many limits there are of a dtype.
const LIMITS: usize = 9;

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::source("tuple.count", "x, /", "How many items are equal to x?", "sequence_count"),
    Builtin::source("tuple.index", "x, /", "Where the first item equal to x is.", "tuple_index"),
    named::<0, 2>("tuple.eigenvalues", "The eigenvalues of a result of np.linalg.eig and eigh."),
    named::<1, 2>("tuple.eigenvectors", "The eigenvectors of a result of np.linalg.eig and eigh."),
    named::<0, 2>("tuple.Q", "The orthonormal columns of a result of np.linalg.qr."),
    named::<1, 2>("tuple.R", "The triangle of a result of np.linalg.qr."),
    named::<0, 2>("tuple.sign", "The sign of a result of np.linalg.slogdet."),
    named::<1, 2>("tuple.logabsdet", "The logarithm of a result of np.linalg.slogdet."),
    named::<0, 3>("tuple.U", "The left vectors of a result of np.linalg.svd."),
    named::<1, 3>("tuple.S", "The singular values of a result of np.linalg.svd."),
    named::<2, 3>("tuple.Vh", "The right vectors of a result of np.linalg.svd."),
    named::<0, LIMITS>("tuple.bits", "Of np.finfo and np.iinfo: the bits of a number."),
    named::<1, LIMITS>("tuple.max", "Of np.finfo and np.iinfo: the largest number."),
    named::<2, LIMITS>("tuple.min", "Of np.finfo and np.iinfo: the smallest number."),
    named::<3, LIMITS>("tuple.eps", "Of np.finfo: from 1 to the next number."),
    named::<4, LIMITS>("tuple.epsneg", "Of np.finfo: from 1 to the number before it."),
    named::<5, LIMITS>("tuple.tiny", "Of np.finfo: the smallest positive number of full precision."),
    named::<6, LIMITS>("tuple.smallest_normal", "Of np.finfo: the smallest positive number of full precision."),
    named::<7, LIMITS>("tuple.resolution", "Of np.finfo: ten to the power of minus its digits."),
    named::<8, LIMITS>("tuple.precision", "Of np.finfo: decimal digits that a number holds."),
];
