//! How the result type of a builtin follows from its arguments.
//!
//! Input: the types (and known values) of arguments. Output: a type, or what is wrong with an argument.
//! Never: spans, diagnostics, the HIR.

use super::members::ClassKind;
use crate::runtime::exception::ExceptionKind;
use crate::types::promote::{self, OpTypes, Operand, Rules, UnaryTypes};
use crate::types::ufunc::Family;
use crate::types::{Constant, Dtype, Rating, Type, convert_dtype};

/// How a builtin's result type follows from its arguments.
pub enum Rule {
    /// A constant of this value (`math.pi`).
    Constant(Constant),
    /// An element-wise function over scalars and arrays: one of NumPy's, of a family of loops.
    Elementwise(Family),
    /// A function of scalars: the best of these cases.
    Cases(&'static [Case]),
    /// Of scalars the best of these cases, of arrays one of NumPy's functions.
    CasesOr(&'static [Case], Family),
    /// A function of the arguments, in the signature's order (`None`: not given); a method's receiver comes first.
    Types(TypeRule),
    /// As `Types`, knowing whose promotion rules hold: Numba's in the compiled zone, NumPy's in the host zone.
    Ruled(RuledType),
    /// Typed by inferring its source in the prelude.
    Source,
    /// A dtype: as a value it is that dtype, called it converts a scalar to it.
    Dtype(Dtype),
    /// An exception class: called it makes an exception object.
    Exception(ExceptionKind),
    /// A class of values that only `isinstance` takes.
    Class(ClassKind),
    /// Not available in the compiled zone; the text says what to do instead.
    HostOnly(&'static str),
}

/// One overload of a function of scalars.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What the operands are converted to.
    pub operands: &'static [Dtype],
    /// What the operation's result is converted to.
    pub result: Dtype,
}

/// A typing function.
pub type TypeRule = fn(&[Option<Argument>]) -> Result<Answer, Mismatch>;

/// A typing function that depends on the zone.
pub type RuledType = fn(Rules, &[Option<Argument>]) -> Result<Answer, Mismatch>;

/// What a typing function says.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The result's type.
    Type(Type),
    /// The result is known at compile time.
    Constant(Constant),
    /// These arguments are served by a function of the prelude.
    Source(&'static str),
    /// The receiver, a list, must hold items of this type from now on.
    Grows {
        /// The receiver's type.
        receiver: Type,
        /// The result's.
        result: Type,
    },
}

/// An argument as a typing rule sees it.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its type.
    pub ty: Type,
    /// Its value, where it is known at compile time.
    pub constant: Option<Constant>,
}

/// Why arguments do not fit.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// Which parameter (in the order the rule sees them), where one is to blame.
    pub argument: Option<usize>,
    /// What is wrong, in the words of a diagnostic.
    pub message: String,
}

impl Mismatch {
    /// One argument is to blame.
    #[must_use]
    pub fn at(argument: usize, message: impl Into<String>) -> Mismatch {
        Mismatch { argument: Some(argument), message: message.into() }
    }

    /// The arguments do not go together.
    #[must_use]
    pub fn all(message: impl Into<String>) -> Mismatch {
        Mismatch { argument: None, message: message.into() }
    }
}

impl Rule {
    /// The dtypes of a function of one operand, whose row lowers to one op per element.
    #[must_use]
    pub fn unary_types(&self, rules: Rules, operand: Operand) -> Option<UnaryTypes> {
        match self {
            Rule::Elementwise(family) => promote::unary_function(rules, *family, operand),
            Rule::CasesOr(_, family) if operand.is_array() => promote::unary_function(rules, *family, operand),
            Rule::Cases(cases) | Rule::CasesOr(cases, _) if !operand.is_array() => {
                let case = best_case(cases, &[operand.dtype])?;
                Some(UnaryTypes { operand: case.operands[0], result: case.result })
            }
            _ => None,
        }
    }

    /// The dtypes of a function of two operands, whose row lowers to one op per pair of elements.
    #[must_use]
    pub fn binary_types(&self, rules: Rules, a: Operand, b: Operand) -> Option<OpTypes> {
        match self {
            Rule::Elementwise(family) => promote::binary_function(rules, *family, a, b),
            Rule::Cases(cases) if !a.is_array() && !b.is_array() => {
                let case = best_case(cases, &[a.dtype, b.dtype])?;
                Some(OpTypes { operands: [case.operands[0], case.operands[1]], result: case.result })
            }
            _ => None,
        }
    }
}

/// The case that costs the least to convert to; the first of equals.
fn best_case(cases: &'static [Case], given: &[Dtype]) -> Option<&'static Case> {
    let rate = |case: &&Case| Rating::of(given.iter().zip(case.operands).map(|(&from, &to)| convert_dtype(from, to)));
    let fitting = cases.iter().filter(|case| case.operands.len() == given.len());
    fitting.filter_map(|case| Some((rate(&case)?, case))).min_by_key(|(rating, _)| *rating).map(|(_, case)| case)
}
