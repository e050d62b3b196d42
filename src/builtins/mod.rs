//! The table of builtins: one row per function, method, attribute, constant and type that a script can name.
//!
//! Input: nothing. Output: [`Builtin`] rows, found by path. resolve and infer read `path`, infer `typing`, the
//! optimizer `effect`, lower `lower`, the host zone the same row, `numjit doc` and completion `signature` and `doc`.
//! Never: the HIR, typing side tables, machine code. No builtin's name stands as a string anywhere else.
//!
//! The rows stand in one file per module; a [`BuiltinId`] is the file's number and the row's number in it, so that
//! nothing is built at startup but, at the first look-up, an index from path to id.

mod answers;
mod array;
mod exception;
pub mod fold;
pub mod host;
mod intrinsic;
pub mod library;
mod list;
mod math;
pub mod members;
pub mod names;
mod numba;
mod numpy;
pub mod prelude;
mod python;
mod random;
mod records;
pub mod reference;
mod rules;
mod signature;
mod special;
mod string;
mod table;
mod tuple;

pub use answers::dtype_of;
pub use members::{is_attribute, is_intrinsic, is_member};
pub use rules::{Answer, Argument, Case, Mismatch, Rule, TypeRule};
pub use signature::{BindError, Bound, Given, Param, ParamKind, Slot, bind_arguments, bind_params, params};
pub use special::Special;

use crate::ir;
use crate::runtime::helpers::Helper;
use crate::types::BuiltinId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// One row.
pub struct Builtin {
    /// Canonical dotted path: `len`, `math.sqrt`, `numpy.zeros`, `numba.prange`; methods and attributes under the
    /// kind of their receiver: `array.sum`, `list.append`, `str.upper`, `complex.real`.
    pub path: &'static str,
    /// Other paths of the same thing: `numpy.abs` for `numpy.absolute`.
    pub aliases: &'static [&'static str],
    /// Parameters in Python's own notation, defaults included: `start, stop=None, step=None, /, *, dtype=None`;
    /// the receiver of a method is not among them. Empty for what is not called.
    pub signature: &'static str,
    /// What it does, in a line or a few.
    pub doc: &'static str,
    /// How it differs from NumPy and Numba, in a line or a few; empty: it does not.
    pub deviations: &'static str,
    /// Its result type in the compiled zone.
    pub typing: Rule,
    /// What it does besides giving its result.
    pub effect: Effect,
    /// What it becomes.
    pub lower: Lower,
    /// What its numbers are in the host zone, where the engine runs it there.
    pub numbers: Numbers,
    /// The class of named tuples that its result is of in the host zone, in the text that extends its module; empty: none.
    pub result_class: &'static str,
}

/// Whose numbers a function of NumPy gives in the host zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Numbers {
    /// NumPy's scalars, as most do.
    Numpy,
    /// Python's numbers, as the functions of Python give.
    Python,
    /// NumPy's; complex arrays become real ones where the arguments are and no imaginary part is left, as of `np.linalg.eig`.
    RealWherePossible,
    /// NumPy's; a matrix of one element loses its axes, as of `np.cov`.
    WithoutUnitAxes,
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

/// What a builtin becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lower {
    /// Element-wise, one op per element; types: [`Rule::unary_types`].
    Unary(ir::UnaryOp),
    /// Element-wise, one op per pair of elements; types: [`Rule::binary_types`].
    Binary(ir::BinaryOp),
    /// Element-wise comparison; types: [`Rule::binary_types`].
    Compare(ir::CompareOp),
    /// A function of the prelude, written in our own language.
    Source(&'static str),
    /// A runtime helper.
    Helper(Helper),
    /// A routine of the runtime, by its name.
    Routine(&'static str),
    /// A construction that `lower` knows.
    Special(Special),
    /// Nothing: a constant, a type, or a host-only function.
    None,
}

impl Builtin {
    /// A row with no aliases, no effect and no lowering: the start of every row.
    const fn new(path: &'static str, signature: &'static str, doc: &'static str, typing: Rule) -> Builtin {
        Builtin {
            path,
            aliases: &[],
            signature,
            doc,
            deviations: "",
            typing,
            effect: Effect::Pure,
            lower: Lower::None,
            numbers: Numbers::Numpy,
            result_class: "",
        }
    }

    /// In the host zone its tuples have names for their items.
    const fn named(mut self, class: &'static str) -> Builtin {
        self.result_class = class;
        self
    }

    /// In the host zone its complex arrays become real ones where that is possible.
    const fn real_where_possible(mut self) -> Builtin {
        self.numbers = Numbers::RealWherePossible;
        self
    }

    /// In the host zone its matrix of one element loses its axes.
    const fn without_unit_axes(mut self) -> Builtin {
        self.numbers = Numbers::WithoutUnitAxes;
        self
    }

    /// In the host zone its numbers are Python's.
    const fn python_numbers(mut self) -> Builtin {
        self.numbers = Numbers::Python;
        self
    }

    const fn deviates(mut self, deviations: &'static str) -> Builtin {
        self.deviations = deviations;
        self
    }

    const fn aliases(mut self, aliases: &'static [&'static str]) -> Builtin {
        self.aliases = aliases;
        self
    }

    const fn effect(mut self, effect: Effect) -> Builtin {
        self.effect = effect;
        self
    }

    const fn lower(mut self, lower: Lower) -> Builtin {
        self.lower = lower;
        self
    }

    /// A row that the compiled zone does not have; `hint` says what to do instead.
    const fn host(path: &'static str, signature: &'static str, doc: &'static str, hint: &'static str) -> Builtin {
        Builtin::new(path, signature, doc, Rule::HostOnly(hint)).effect(Effect::Outside)
    }

    /// A row written in our own language.
    const fn source(path: &'static str, signature: &'static str, doc: &'static str, name: &'static str) -> Builtin {
        Builtin::new(path, signature, doc, Rule::Source).lower(Lower::Source(name))
    }

    /// A row whose typing is a function and whose lowering a construction.
    const fn special(
        path: &'static str,
        signature: &'static str,
        doc: &'static str,
        (typing, special): (TypeRule, Special),
    ) -> Builtin {
        Builtin::new(path, signature, doc, Rule::Types(typing)).lower(Lower::Special(special))
    }

    /// A routine of the runtime with the name of the path's last part; the arguments go to it in the signature's order.
    const fn routine(
        path: &'static str,
        name: &'static str,
        signature: &'static str,
        doc: &'static str,
        typing: TypeRule,
    ) -> Builtin {
        Builtin::new(path, signature, doc, Rule::Types(typing)).effect(Effect::Mutates).lower(Lower::Routine(name))
    }

    /// Is it one of NumPy's functions of elements, which take `out=`?
    #[must_use]
    pub fn is_universal(&self) -> bool {
        let among = |rows: &'static [Builtin]| rows.iter().any(|row| std::ptr::eq(row, self));
        among(numpy::ufunc::UNARY) || among(numpy::ufunc::BINARY)
    }

    /// The last part of its path.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// Is it a function of NumPy, or a method of arrays or generators?
    #[must_use]
    pub fn is_numpy(&self) -> bool {
        ["numpy.", "array.", "rng."].iter().any(|start| self.path.starts_with(start))
    }

    /// Is it an element-wise function of two operands, one that has methods (`np.add.reduce`)?
    #[must_use]
    pub fn is_binary_ufunc(&self) -> bool {
        self.path.starts_with("numpy.") && self.signature == "x1, x2, /"
    }

    /// As a script calls it: `np.zeros` for `numpy.zeros`, `.append` for a method.
    #[must_use]
    pub fn display_name(&self) -> String {
        match self.path.split_once('.') {
            Some(("numpy", rest)) => format!("np.{rest}"),
            _ => self.path.to_string(),
        }
    }
}

/// The tables; a row's id is its table's number here and its place in the table. Only ever appended to.
static TABLES: &[&[Builtin]] = &[
    python::ROWS,
    math::ROWS,
    numpy::ROWS,
    numpy::DTYPES,
    numpy::create::ROWS,
    numpy::ufunc::UNARY,
    numpy::ufunc::BINARY,
    numpy::reduce::ROWS,
    numpy::reduce::INTRINSICS,
    numpy::statistics::ROWS,
    array::ROWS,
    list::ROWS,
    records::ROWS,
    table::ROWS,
    tuple::ROWS,
    string::ROWS,
    numba::ROWS,
    exception::ROWS,
    intrinsic::ROWS,
    numpy::random::ROWS,
    random::ROWS,
    random::INTRINSICS,
    numpy::parts::ROWS,
    numpy::shape::VIEWS,
    numpy::shape::JOINED,
    numpy::sort::SORTING,
    numpy::sort::SETS,
    numpy::sort::PICKING,
    exception::NUMPY,
    numpy::generator::ROWS,
    numpy::generator::INTRINSICS,
    numpy::linalg::ROWS,
    numpy::linalg::INTRINSICS,
    numpy::fft::ROWS,
    numba::INTRINSICS,
    numpy::ufunc::METHODS,
];

/// The row of an id.
#[must_use]
pub fn row(id: BuiltinId) -> &'static Builtin {
    let (table, place) = ((id.0 >> 8) as usize, (id.0 & 0xff) as usize);
    match TABLES.get(table) {
        Some(rows) => &rows[place],
        None => &host::TABLES[table - TABLES.len()][place],
    }
}

/// Every id, table by table; a row of the host zone alone only where no other row has its path.
pub fn ids() -> impl Iterator<Item = BuiltinId> {
    static IDS: OnceLock<Vec<BuiltinId>> = OnceLock::new();
    let all = IDS.get_or_init(|| {
        let shared: Vec<BuiltinId> = TABLES.iter().enumerate().flat_map(|(table, rows)| ids_of(table, rows)).collect();
        let taken: FxHashSet<&str> = shared.iter().flat_map(|&id| paths(row(id))).collect();
        let tables = host::TABLES.iter().enumerate();
        let host = tables.flat_map(|(table, rows)| ids_of(TABLES.len() + table, rows));
        shared.iter().copied().chain(host.filter(|&id| !taken.contains(row(id).path))).collect()
    });
    all.iter().copied()
}

fn ids_of(table: usize, rows: &[Builtin]) -> impl Iterator<Item = BuiltinId> + use<> {
    (0..rows.len()).map(move |row| BuiltinId((table << 8 | row) as u16))
}

/// Finds a row by its canonical path or by one of its aliases.
#[must_use]
pub fn lookup(path: &str) -> Option<BuiltinId> {
    static INDEX: OnceLock<FxHashMap<&'static str, BuiltinId>> = OnceLock::new();
    let index = INDEX.get_or_init(|| ids().flat_map(|id| paths(row(id)).map(move |path| (path, id))).collect());
    index.get(&*names::usual(path)).copied()
}

/// The canonical path and the aliases.
fn paths(row: &'static Builtin) -> impl Iterator<Item = &'static str> {
    std::iter::once(row.path).chain(row.aliases.iter().copied())
}

/// NumPy's dtypes and numba's types by their bare names: `float64`, `f8`.
fn names_of_types(name: &str) -> Option<BuiltinId> {
    lookup(&format!("numpy.{name}")).or_else(|| lookup(&format!("numba.{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_unique_and_found() {
        let mut seen = FxHashMap::default();
        for id in ids() {
            for path in paths(row(id)) {
                assert_eq!(seen.insert(path, id), None, "{path} stands twice");
                assert_eq!(lookup(path), Some(id));
            }
        }
    }

    #[test]
    fn every_lowering_has_a_typing_of_its_kind() {
        for row in ids().map(row) {
            let fits = match row.lower {
                Lower::Unary(_) | Lower::Binary(_) | Lower::Compare(_) => {
                    matches!(row.typing, Rule::Elementwise(_) | Rule::Cases(_) | Rule::CasesOr(..))
                }
                Lower::Source(_) => matches!(row.typing, Rule::Source),
                Lower::Special(_) | Lower::Helper(_) | Lower::Routine(_) => matches!(row.typing, Rule::Types(_)),
                Lower::None => !matches!(row.typing, Rule::Source | Rule::Elementwise(_)),
            };
            assert!(fits, "{}", row.path);
            assert!(!row.doc.is_empty(), "{}", row.path);
        }
    }
}
