//! One thread at a time where objects of compiled classes are in hand: their fields have no locks of their own.
//!
//! Input: the services of a run. Output: a [`Turn`], held while compiled code or the host zone reads and writes fields.
//! Never: the threads of one parallel loop, which inference keeps apart.
//!
//! A host function that a parallel loop calls on another thread waits here until its run is stopped, if it gives objects to a call
//! of its own.

use crate::host::Outcome;
use crate::runtime::context::Services;
use std::cell::Cell;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

static OBJECTS: Mutex<()> = Mutex::new(());

/// Between two attempts.
const NAP: Duration = Duration::from_micros(20);

thread_local! {
    static HAS_TURN: Cell<bool> = const { Cell::new(false) };
}

/// The right to touch fields; dropping it gives it back.
pub(super) struct Turn(Option<MutexGuard<'static, ()>>);

impl Turn {
    /// Waits for it; a call within a call has it already.
    ///
    /// # Errors
    /// That the run was asked to stop meanwhile.
    pub fn take(services: &Services) -> Outcome<Turn> {
        while !HAS_TURN.get() {
            match OBJECTS.try_lock() {
                Ok(guard) => return Ok(Turn::with(guard)),
                Err(TryLockError::Poisoned(error)) => return Ok(Turn::with(error.into_inner())),
                Err(TryLockError::WouldBlock) => {
                    services.interrupt.poll()?;
                    std::thread::sleep(NAP);
                }
            }
        }
        Ok(Turn(None))
    }

    /// Waits for it, however long it takes.
    pub fn wait() -> Turn {
        if HAS_TURN.get() {
            return Turn(None);
        }
        Turn::with(OBJECTS.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn with(guard: MutexGuard<'static, ()>) -> Turn {
        HAS_TURN.set(true);
        Turn(Some(guard))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.0.is_some() {
            HAS_TURN.set(false);
        }
    }
}
