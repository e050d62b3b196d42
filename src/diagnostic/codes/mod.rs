//! Every diagnostic code with its explanation, one file per range.
//!
//! Input: nothing. Output: rows that `numjit explain` shows. Never: the wording of a particular diagnostic.
//!
//! A code that the compiler uses has a row here (a test sees to it); a new row goes into its range's file.

mod files;
mod names;
mod parallel;
mod syntax;
mod types;
mod unsupported;

/// What `numjit explain` knows about a code.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// `NJnnnn`.
    pub code: &'static str,
    /// One line.
    pub title: &'static str,
    /// What it means, an example and what to do: shown by `numjit explain`.
    pub text: &'static str,
}

/// All rows, by range: NJ01nn syntax · NJ02nn names · NJ03nn types · NJ04nn unsupported · NJ05nn parallel ·
/// NJ06nn files and imports.
pub static CODES: &[&[Code]] =
    &[syntax::CODES, names::CODES, types::CODES, unsupported::CODES, parallel::CODES, files::CODES];

/// All rows in order.
pub fn all() -> impl Iterator<Item = &'static Code> {
    CODES.iter().copied().flatten()
}

/// The row of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Code> {
    all().find(|row| row.code.eq_ignore_ascii_case(code))
}
