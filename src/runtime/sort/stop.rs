//! Requests to stop while something is sorted.
//!
//! Input: the token of a run. Output: whether to go on. Never: exceptions in the middle of a slice: what is asked to stop
//! leaves its elements in some order.

use crate::runtime::exception::Raised;
use crate::runtime::interrupt::Interrupt;
use std::cell::RefCell;

/// A part of as many keys or more looks whether to go on.
pub(super) const LONG: usize = 1 << 18;

thread_local! {
    static ASKED: RefCell<Option<Interrupt>> = const { RefCell::new(None) };
}

/// Does something that asks this token.
pub(super) fn asking<R>(interrupt: &Interrupt, run: impl FnOnce() -> R) -> R {
    let before = ASKED.replace(Some(interrupt.clone()));
    let result = run();
    ASKED.set(before);
    result
}

/// Raises the request to stop, if there is one.
pub(super) fn poll() -> Result<(), Raised> {
    ASKED.with_borrow(|asked| asked.as_ref().map_or(Ok(()), Interrupt::poll))
}
