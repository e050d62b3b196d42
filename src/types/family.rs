//! NumPy's abstract classes of scalars: `np.integer`, `np.floating`, ..
//!
//! Input: dtypes. Output: which classes they belong to. Never: Python's own numbers.

use super::dtype::{Dtype, Kind};

/// An abstract class of NumPy's scalars.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "the names are NumPy's own")]
pub enum Family {
    Generic,
    Number,
    Integer,
    SignedInteger,
    UnsignedInteger,
    Inexact,
    Floating,
    ComplexFloating,
}

impl Family {
    /// NumPy's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Family::Generic => "generic",
            Family::Number => "number",
            Family::Integer => "integer",
            Family::SignedInteger => "signedinteger",
            Family::UnsignedInteger => "unsignedinteger",
            Family::Inexact => "inexact",
            Family::Floating => "floating",
            Family::ComplexFloating => "complexfloating",
        }
    }

    /// The class that it derives from; none: from `object`.
    #[must_use]
    pub const fn base(self) -> Option<Family> {
        Some(match self {
            Family::Generic => return None,
            Family::Number => Family::Generic,
            Family::Integer | Family::Inexact => Family::Number,
            Family::SignedInteger | Family::UnsignedInteger => Family::Integer,
            Family::Floating | Family::ComplexFloating => Family::Inexact,
        })
    }

    /// The class that a dtype's own derives from.
    #[must_use]
    pub const fn of(dtype: Dtype) -> Family {
        match dtype.kind() {
            Kind::Bool => Family::Generic,
            Kind::Unsigned => Family::UnsignedInteger,
            Kind::Signed => Family::SignedInteger,
            Kind::Float => Family::Floating,
            Kind::Complex => Family::ComplexFloating,
        }
    }

    /// Is it `ancestor`, or derived from it?
    #[must_use]
    pub fn is_a(self, ancestor: Family) -> bool {
        self == ancestor || self.base().is_some_and(|base| base.is_a(ancestor))
    }

    /// Is a dtype's class derived from it?
    #[must_use]
    pub fn holds(self, dtype: Dtype) -> bool {
        Family::of(dtype).is_a(self)
    }
}
