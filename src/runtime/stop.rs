//! Requests to stop, for what knows of no run: copies, sorting, sums, transforms.
//!
//! Input: the token of the run that the calling thread works for. Output: whether to go on. Never: work that is left half
//! done without an exception.
//!
//! Who works on many elements asks [`poll`] between parts of at most [`LONG`]. What cannot be cut into parts is done by
//! [`super::apart`].

use super::exception::Raised;
use super::interrupt::{Interrupt, raise};
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

/// Elements between two looks: a millisecond's worth or less.
pub const LONG: usize = 1 << 18;

thread_local! {
    static ASKED: Cell<Asked> = const { Cell::new(Asked { word: std::ptr::null(), seen: 0 }) };
}

#[derive(Clone, Copy)]
struct Asked {
    /// What is polled; null: nobody can stop what runs here.
    word: *const AtomicU32,
    /// What was found there: who has stopped its work must find it again, also if the request is withdrawn meanwhile.
    seen: u32,
}

/// Puts back what was asked before.
struct Restore(Asked);

impl Drop for Restore {
    fn drop(&mut self) {
        ASKED.set(self.0);
    }
}

/// Does something that asks this token.
pub fn heeding<R>(interrupt: &Interrupt, run: impl FnOnce() -> R) -> R {
    let _restore = Restore(ASKED.replace(Asked { word: interrupt.as_ptr(), seen: 0 }));
    run()
}

/// Raises the request to stop, if there is one.
///
/// # Errors
/// KeyboardInterrupt or TimeoutError.
#[inline]
pub fn poll() -> Result<(), Raised> {
    let Asked { word, seen } = ASKED.get();
    if word.is_null() || seen != 0 {
        return raise(seen);
    }
    // SAFETY: only `heeding` sets it, for as long as it borrows the token that the word is a part of.
    let seen = unsafe { &*word }.load(Ordering::Acquire);
    ASKED.set(Asked { word, seen });
    raise(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_token_counts() {
        let (outer, inner) = (Interrupt::new(), Interrupt::new());
        inner.cancel();
        assert_eq!(poll(), Ok(()));
        heeding(&outer, || {
            assert_eq!(poll(), Ok(()));
            assert!(heeding(&inner, poll).is_err());
            assert_eq!(poll(), Ok(()));
            outer.cancel();
            assert!(poll().is_err());
            outer.reset();
            assert!(poll().is_err(), "it was seen");
        });
        assert_eq!(poll(), Ok(()));
    }
}
