//! Tables of the elementary functions.
//!
//! Output: rows of two numbers by their bits. Never: anything that is not a fact about `2^x` or logarithms.

mod exp;
mod log;
mod log2;
mod power;
mod short;

/// A table, of which an argument has a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Table {
    /// For i from 0 to 127 what `2^(i/128)` is over its double, less 1, and the bits of that double less `i 2^45`.
    Exp,
    /// For each c of 128 that divide the bits from 0.6875 to 1.375 evenly, `1 / c` and `ln c`.
    Log,
    /// For each c of 64 in the same range, `1 / c` and `log2 c`.
    Log2,
    /// For each c of 128 near those: two rows, `1 / c` and 0, and `ln c` in two parts.
    Power,
    /// For i from 0 to 31 the bits of `2^(i/32)` less `i 2^47`, and 0.
    ShortExp,
    /// For each c of 16, `1 / c` and `ln c`.
    ShortLog,
    /// For each c of 16, `1 / c` and `log2 c`; powers use it, too.
    ShortLog2,
}

impl Table {
    /// Its rows, as many as a power of two.
    #[inline(always)]
    #[must_use]
    pub fn rows(self) -> &'static [[u64; 2]] {
        match self {
            Table::Exp => &exp::ROWS,
            Table::Log => &log::ROWS,
            Table::Log2 => &log2::ROWS,
            Table::Power => &power::ROWS,
            Table::ShortExp => &short::EXP,
            Table::ShortLog => &short::LOG,
            Table::ShortLog2 => &short::LOG2,
        }
    }
}
