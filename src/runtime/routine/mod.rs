//! Routines: Rust functions over whole arrays of any dtype and layout, which compiled code and the host zone both call.
//!
//! Input: operands (arrays, scalars, texts). Output: elements written to the operands, and at most one scalar.
//! Never: allocation of what the script sees: the prelude makes results and passes them in; promotion; checks of shapes
//! that the prelude can make.
//!
//! A routine is one row here and one function `fn(&mut Context, &[Operand]) -> Outcome`. Builtins reach it by its name
//! (`Lower::Routine`), the prelude as `intrinsic.NAME`, the host zone by [`RoutineId::run`]. What costs less than some
//! tens of nanoseconds is better written in the prelude: a call passes descriptors through memory.

mod copy;
mod reduce;
mod shape;
mod sort;
mod text;

use super::array::{Array, Scalar};
use super::context::{Context, OK, RAISED};
use super::exception::{Check, Raised};
use super::show::ValueCodes;
use std::sync::OnceLock;

/// What a routine is given.
#[derive(Clone, Debug)]
pub enum Operand {
    /// An array; it shares its memory with the caller's.
    Array(Array),
    /// A number.
    Scalar(Scalar),
    /// A string.
    Text(String),
}

/// What a routine gives: nothing, or a number of the dtype that its builtin's typing names.
pub type Outcome = Result<Option<Scalar>, Raised>;

/// A row.
pub struct Routine {
    /// As builtins, printers and the IR's reader name it.
    pub name: &'static str,
    /// What it does; it may panic (a SystemError) but must not touch memory outside of its operands.
    pub run: fn(&mut Context, &[Operand]) -> Outcome,
}

/// The rows, a table per room.
static TABLES: &[&[Routine]] = &[
    copy::ROUTINES,
    reduce::ROUTINES,
    shape::ROUTINES,
    sort::ROUTINES,
    text::ROUTINES,
    super::linalg::ROUTINES,
    super::fft::ROUTINES,
    super::progress::ROUTINES,
];

/// A routine's place: its table's number times 256, plus its number in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RoutineId(u16);

impl RoutineId {
    /// All of them.
    pub fn all() -> impl Iterator<Item = RoutineId> {
        let places = |(table, rows): (usize, &&[Routine])| (0..rows.len()).map(move |row| table << 8 | row);
        TABLES.iter().enumerate().flat_map(places).map(|place| RoutineId(place as u16))
    }

    /// The routine of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<RoutineId> {
        static INDEX: OnceLock<rustc_hash::FxHashMap<&'static str, RoutineId>> = OnceLock::new();
        let index = INDEX.get_or_init(|| Self::all().map(|id| (id.row().name, id)).collect());
        index.get(name).copied()
    }

    /// Its number in machine code.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }

    /// Its row.
    #[must_use]
    pub fn row(self) -> &'static Routine {
        &TABLES[usize::from(self.0 >> 8)][usize::from(self.0 & 0xff)]
    }

    /// Runs it. It takes a step per element of its operands; what does more takes more itself.
    ///
    /// # Errors
    /// What it raises; a request to stop.
    pub fn run(self, ctx: &mut Context, operands: &[Operand]) -> Outcome {
        let sizes = operands.iter().filter_map(|operand| operand.array().ok()).map(Array::size);
        ctx.spend(sizes.fold(0, usize::saturating_add))?;
        (self.row().run)(ctx, operands)
    }
}

impl Operand {
    /// The array that it is.
    ///
    /// # Errors
    /// SystemError: the prelude passed something else.
    pub fn array(&self) -> Result<&Array, Raised> {
        match self {
            Operand::Array(array) => Ok(array),
            _ => Err(Check::Internal.into()),
        }
    }

    /// The number that it is.
    ///
    /// # Errors
    /// As [`Operand::array`].
    pub fn scalar(&self) -> Result<Scalar, Raised> {
        match self {
            Operand::Scalar(scalar) => Ok(*scalar),
            _ => Err(Check::Internal.into()),
        }
    }

    /// The int that it is.
    ///
    /// # Errors
    /// As [`Operand::array`].
    pub fn int(&self) -> Result<i64, Raised> {
        self.scalar().map(Scalar::as_i64)
    }

    /// The text that it is.
    ///
    /// # Errors
    /// As [`Operand::array`].
    pub fn text(&self) -> Result<&str, Raised> {
        match self {
            Operand::Text(text) => Ok(text),
            _ => Err(Check::Internal.into()),
        }
    }
}

/// Helper: runs a routine over values whose codes and words follow one another; a result's words go to `room`.
pub(super) unsafe extern "C" fn call(
    ctx: *mut Context,
    number: u32,
    codes: *const i64,
    words: *const u64,
    count: i64,
    room: *mut u64,
) -> i32 {
    // SAFETY: machine code passes its own context, a routine's number, the codes of `count` types, the words of live values of
    // them, and room for two words.
    let (ctx, operands) = unsafe { (&mut *ctx, ValueCodes::new(codes, words, count).operands()) };
    ctx.guard(RAISED, |ctx| {
        if let Some(result) = RoutineId(number as u16).run(ctx, &operands)? {
            // SAFETY: as above.
            unsafe { room.cast::<[u64; 2]>().write_unaligned(result.to_words()) };
        }
        Ok(OK)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for id in RoutineId::all() {
            assert_eq!(RoutineId::find(id.row().name), Some(id), "{}", id.row().name);
        }
    }
}
