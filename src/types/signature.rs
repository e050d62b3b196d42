//! Signatures: the parameter types of a specialisation or an eager declaration, and its result type.
//!
//! Input: types. Output: a value that prints as Numba prints it.
//! Never: parsing of their text (that is an expression of the script's own syntax; see [`super::names`]).

use std::fmt;

use super::{Type, write_list};

/// Parameter types and, where it is known or declared, the result type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// One per parameter.
    pub params: Vec<Type>,
    /// `None` where it is inferred.
    pub result: Option<Type>,
}

impl Signature {
    /// A signature whose result is inferred.
    #[must_use]
    pub fn of(params: impl IntoIterator<Item = Type>) -> Signature {
        Signature { params: params.into_iter().collect(), result: None }
    }

    /// The same with a result type.
    #[must_use]
    pub fn returning(self, result: Type) -> Signature {
        Signature { result: Some(result), ..self }
    }
}

impl fmt::Display for Signature {
    /// `(array(float64, 1d, C), int64)`, and `(int64,) -> float64` with a result.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let close = if self.params.len() == 1 { ",)" } else { ")" };
        write_list(f, "(", &self.params, close)?;
        match &self.result {
            Some(result) => write!(f, " -> {result}"),
            None => Ok(()),
        }
    }
}
