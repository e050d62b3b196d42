//! The words of one call, as machine code reads them.
//!
//! Input: what [`super::Param`]s push. Output: words, and what they point to that must live until the call is over.
//! Never: types.

use crate::runtime::exception::{Check, Raised};
use crate::runtime::memory::MemoryAccount;
use crate::runtime::strings::StrRef;
use smallvec::SmallVec;
use std::sync::Arc;

/// Words of arguments or results; typed calls have few, so they stay on the stack.
pub(in crate::engine) type Inline = SmallVec<[u64; 32]>;

/// Argument words of a call.
pub struct Words<'e> {
    pub(in crate::engine) words: Inline,
    account: &'e Arc<MemoryAccount>,
    strings: SmallVec<[StrRef; 2]>,
    exhausted: bool,
}

impl<'e> Words<'e> {
    /// None yet; strings are charged to `account`.
    pub(in crate::engine) fn new(account: &'e Arc<MemoryAccount>) -> Self {
        Self { words: Inline::new(), account, strings: SmallVec::new(), exhausted: false }
    }

    /// The words of an array in memory that a caller lends: it has no owner. Strides are in bytes.
    pub(super) fn push_array<T>(&mut self, data: *const T, shape: &[usize], strides: impl Iterator<Item = isize>) {
        self.words.extend([data as u64, 0]);
        self.words.extend(shape.iter().map(|&n| n as u64));
        self.words.extend(strides.map(|n| n as u64));
    }

    /// A string, which the script's own form is made of.
    pub(super) fn push_str(&mut self, text: &str) {
        match StrRef::new(Some(self.account), text) {
            Some(text) => {
                self.words.push(text.as_ptr() as u64);
                self.strings.push(text);
            }
            None => self.exhausted = true,
        }
    }

    /// Are all words there?
    ///
    /// # Errors
    /// MemoryError.
    pub(in crate::engine) fn complete(&self) -> Result<(), Raised> {
        if self.exhausted { Err(Check::OutOfMemory.into()) } else { Ok(()) }
    }
}
