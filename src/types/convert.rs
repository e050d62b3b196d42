//! Which type converts to which, and at what cost: the ranks that choose an overload or an eager signature.
//!
//! Input: two types. Output: the rank of the conversion, or the best of several candidates.
//! Never: the conversion of a value.

use super::{ArrayType, Dtype, Layout, Type};

/// How much a conversion may cost, from nothing to losing information.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Conversion {
    /// The same type.
    Exact,
    /// The same family, wider.
    Promote,
    /// Another family, no loss in principle (`int64` to `float64` counts as such).
    Safe,
    /// May lose information.
    Unsafe,
}

/// One row per source, one column per destination, both in the order of [`Dtype::ALL`].
/// `=` exact, `p` promote, `s` safe, `u` unsafe, `-` none.
const DTYPE_CONVERSIONS: [&[u8; 13]; 13] = [
    b"=ssssssssssss", // bool
    b"u=pppuuuussss", // int8
    b"uu=ppuuuussss", // int16
    b"uuu=puuuuusus", // int32
    b"uuuu=uuuuusus", // int64
    b"uusss=pppssss", // uint8
    b"uuussu=ppusus", // uint16
    b"uuuusuu=pusus", // uint32
    b"uuuuuuuu=usus", // uint64
    b"uuuuuuuuu=pss", // float32
    b"uuuuuuuuuu=us", // float64
    b"-----------=p", // complex64
    b"-----------u=", // complex128
];

/// The rank of converting one scalar type to another.
#[must_use]
pub fn convert_dtype(from: Dtype, to: Dtype) -> Option<Conversion> {
    match DTYPE_CONVERSIONS[from as usize][to as usize] {
        b'=' => Some(Conversion::Exact),
        b'p' => Some(Conversion::Promote),
        b's' => Some(Conversion::Safe),
        b'u' => Some(Conversion::Unsafe),
        _ => None,
    }
}

/// The rank of converting an argument of type `from` to a parameter of type `to`; `None` where it cannot be.
#[must_use]
pub fn can_convert(from: &Type, to: &Type) -> Option<Conversion> {
    if from == to {
        return Some(Conversion::Exact);
    }
    match (from, to) {
        (Type::Unknown, _) => Some(Conversion::Promote),
        (Type::Scalar(a), Type::Scalar(b)) => convert_dtype(*a, *b),
        (Type::Array(a), Type::Array(b)) => array_fits(a, b).then_some(Conversion::Safe),
        (Type::Record(a), Type::Record(b)) => (a.record == b.record && a.mutable).then_some(Conversion::Safe),
        (Type::Records(a), Type::Records(b)) => {
            (a.record == b.record && array_fits(&a.frame(), &b.frame())).then_some(Conversion::Safe)
        }
        (Type::Tuple(a), Type::Tuple(b)) => convert_all(a, b),
        (Type::List(a), Type::List(_)) if **a == Type::Unknown => Some(Conversion::Promote),
        (Type::Table(a), Type::Table(_)) if a.is_open() => Some(Conversion::Promote),
        (Type::Optional(a), Type::Optional(b)) => can_convert(a, b),
        (Type::None, Type::Optional(_)) => Some(Conversion::Promote),
        (from, Type::Optional(item)) => Some(can_convert(from, item)?.max(Conversion::Promote)),
        // Checked at run time: a None raises.
        (Type::Optional(item), to) => Some(can_convert(item, to)?.max(Conversion::Safe)),
        _ => None,
    }
}

/// An array converts without a copy only: to any strides from known ones, to read-only from writable.
fn array_fits(from: &ArrayType, to: &ArrayType) -> bool {
    from.dtype == to.dtype
        && from.ndim == to.ndim
        && (to.layout == Layout::A || to.layout == from.layout)
        && (from.mutable || !to.mutable)
}

fn convert_all(from: &[Type], to: &[Type]) -> Option<Conversion> {
    if from.len() != to.len() {
        return None;
    }
    from.iter().zip(to).try_fold(Conversion::Exact, |worst, (a, b)| Some(worst.max(can_convert(a, b)?)))
}

/// How well arguments fit parameters: fewer unsafe conversions first, then fewer safe ones, then fewer promotions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Default)]
pub struct Rating {
    /// Conversions that may lose information.
    pub n_unsafe: usize,
    /// Conversions to another family.
    pub n_safe: usize,
    /// Conversions to a wider type of the family.
    pub n_promote: usize,
}

impl Rating {
    /// The rating of conversions one by one; `None` where one of them cannot be.
    pub fn of(conversions: impl IntoIterator<Item = Option<Conversion>>) -> Option<Rating> {
        let mut rating = Rating::default();
        for conversion in conversions {
            match conversion? {
                Conversion::Exact => {}
                Conversion::Promote => rating.n_promote += 1,
                Conversion::Safe => rating.n_safe += 1,
                Conversion::Unsafe => rating.n_unsafe += 1,
            }
        }
        Some(rating)
    }

    /// The rating of `arguments` for `params`.
    #[must_use]
    pub fn of_arguments(arguments: &[Type], params: &[Type]) -> Option<Rating> {
        if arguments.len() != params.len() {
            return None;
        }
        Rating::of(arguments.iter().zip(params).map(|(from, to)| can_convert(from, to)))
    }
}

/// Which of several parameter lists arguments fit best.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Match {
    /// None fits.
    None,
    /// The one with this index.
    One(usize),
    /// Several fit equally well, which Numba refuses.
    Ambiguous(Vec<usize>),
}

/// Finds the parameter list that `arguments` fit best.
pub fn best_match<'a>(arguments: &[Type], candidates: impl IntoIterator<Item = &'a [Type]>) -> Match {
    let rated = candidates.into_iter().enumerate();
    let fitting: Vec<_> = rated.filter_map(|(index, it)| Some((Rating::of_arguments(arguments, it)?, index))).collect();
    let Some(best) = fitting.iter().map(|(rating, _)| *rating).min() else { return Match::None };
    let tied: Vec<usize> = fitting.into_iter().filter(|(rating, _)| *rating == best).map(|(_, index)| index).collect();
    match tied[..] {
        [index] => Match::One(index),
        _ => Match::Ambiguous(tied),
    }
}
