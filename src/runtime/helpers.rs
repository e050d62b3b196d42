//! The table of runtime helpers that machine code calls.

/// A helper's number in the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Helper {
    /// Correctly rounded `round(x, n)`.
    RoundDigits,
}

/// What a helper takes and gives.
pub struct HelperRow {
    /// For printers.
    pub name: &'static str,
    /// Neither reads nor writes memory.
    pub pure: bool,
    /// Can raise.
    pub raises: bool,
}

impl Helper {
    /// Its row.
    #[must_use]
    pub fn row(self) -> &'static HelperRow {
        &HelperRow { name: "round_digits", pure: true, raises: false }
    }
}
