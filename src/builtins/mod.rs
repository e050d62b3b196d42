//! The table of builtins: one row per function, method, constant and type that a script can name.
//!
//! Input: nothing. Output: [`Builtin`] rows, found by path. resolve and infer read `path`, infer `typing`, the
//! optimiser `effect`, lower `lower`, the host zone the same row, `numjit doc` and completion `signature` and `doc`.
//! Never: the HIR, typing side tables, machine code. No builtin's name stands as a string anywhere else.

use crate::ir;
use crate::runtime::helpers::Helper;
use crate::types::{BuiltinId, Constant, Type};

/// One row.
pub struct Builtin {
    /// Canonical dotted path: `len`, `math.sqrt`, `numpy.zeros`, `numba.prange`; methods and attributes under the
    /// kind of their receiver: `array.sum`, `list.append`, `str.upper`, `complex.real`.
    pub path: &'static str,
    /// Parameters in Python's own notation, defaults included: `start, stop=None, step=None, /, *, dtype=None`.
    pub signature: &'static str,
    /// What it does, in a line or a few; deviations from NumPy and Numba.
    pub doc: &'static str,
    /// Its result type in the compiled zone.
    pub typing: Rule,
    /// What it does besides giving its result.
    pub effect: Effect,
    /// What it becomes.
    pub lower: Lower,
}

/// What a builtin does besides giving its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: may be moved, merged, dropped.
    Pure,
    /// Allocates its result.
    Fresh,
    /// Changes an argument.
    Mutates,
    /// Draws from the random state.
    Random,
    /// Writes output, reads files or clocks.
    Outside,
}

/// How a builtin's result type follows from its arguments.
pub enum Rule {
    /// A constant of this value (`math.pi`).
    Constant(Constant),
    /// An element-wise function over scalars and arrays, promoted as this ufunc row of `types::ufunc` says (by name).
    Elementwise,
    /// A function of the argument types (`None`: not given).
    Types(fn(&[Option<Argument>]) -> Result<Type, Mismatch>),
    /// Typed by inferring its source in the prelude.
    Source,
    /// Not available in the compiled zone; the text says what to do instead.
    HostOnly(&'static str),
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
    /// Which parameter (in the row's order), where one is to blame.
    pub argument: Option<usize>,
    /// What is wrong, in the words of a diagnostic.
    pub message: String,
}

/// What a builtin becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lower {
    /// Element-wise, one op per element.
    Unary(ir::UnaryOp),
    /// Element-wise, one op per pair of elements.
    Binary(ir::BinaryOp),
    /// Element-wise comparison.
    Compare(ir::CompareOp),
    /// A function of the prelude, written in our own language.
    Source(&'static str),
    /// A runtime helper.
    Helper(Helper),
    /// A construction that `lower` knows.
    Special(Special),
    /// Nothing: a constant, a type, or a host-only function.
    None,
}

/// Builtins that are constructions rather than calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "each is the builtin of that name")]
pub enum Special {
    Len,
    Range,
    Prange,
    Print,
}

/// The row of an id.
#[must_use]
pub fn row(id: BuiltinId) -> &'static Builtin {
    &TABLE[id.0 as usize]
}

/// Finds a row by its canonical path.
#[must_use]
pub fn lookup(path: &str) -> Option<BuiltinId> {
    TABLE.iter().position(|row| row.path == path).map(|i| BuiltinId(i as u16))
}

static TABLE: &[Builtin] = &[];
