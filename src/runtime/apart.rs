//! Work that cannot be interrupted, done on a thread of its own, while its caller waits and may go.
//!
//! Input: a function that owns all that it works on. Output: its result, or the request to stop. Never: results of work
//! that was left: its thread drops them, and what it held, when it comes to its end.
//!
//! Short work is done where it is asked for.

use super::exception::{Check, ExceptionKind, Raised};
use super::stop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicU8, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Steps (about nanoseconds) below which a thread does not pay.
const SHORT: usize = 1 << 21;
/// How long the caller waits between two looks at the request.
const PATIENCE: Duration = Duration::from_millis(2);
/// Stack of a thread.
const STACK_BYTES: usize = 16 << 20;
/// Threads that nobody waits for any more, at most: who would start another one waits.
const MOST_LEFT: isize = 4;

/// Threads that nobody waits for any more.
static LEFT: AtomicIsize = AtomicIsize::new(0);

const RUNS: u8 = 0;
const ENDED: u8 = 1;
const IS_LEFT: u8 = 2;

/// Does work of so many steps, unless a request to stop comes first.
///
/// # Errors
/// KeyboardInterrupt or TimeoutError: the work is left, and goes on for nobody. RuntimeError: the system gives no thread.
pub fn run<R: Send + 'static>(steps: usize, work: impl FnOnce() -> R + Send + 'static) -> Result<R, Raised> {
    if steps < SHORT {
        return Ok(work());
    }
    while LEFT.load(Ordering::Relaxed) >= MOST_LEFT {
        stop::poll()?;
        std::thread::sleep(PATIENCE);
    }
    let state = Arc::new(AtomicU8::new(RUNS));
    let (sender, receiver) = sync_channel(1);
    let thread = std::thread::Builder::new().name("numjit-apart".into()).stack_size(STACK_BYTES);
    let own = Arc::clone(&state);
    let spawned = thread.spawn(move || {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
        if own.swap(ENDED, Ordering::AcqRel) == IS_LEFT {
            LEFT.fetch_sub(1, Ordering::Relaxed);
        }
    });
    // In CPython's words.
    spawned.map_err(|_| Raised::new(ExceptionKind::RuntimeError, "can't start new thread"))?;
    loop {
        match receiver.recv_timeout(PATIENCE) {
            Ok(result) => return result.map_or_else(|panic| resume_unwind(panic), Ok),
            Err(RecvTimeoutError::Timeout) => stop::poll().inspect_err(|_| leave(&state))?,
            Err(RecvTimeoutError::Disconnected) => return Err(Check::Internal.into()),
        }
    }
}

/// Notes that nobody waits for a thread, unless it has ended.
fn leave(state: &AtomicU8) {
    LEFT.fetch_add(1, Ordering::Relaxed);
    if state.swap(IS_LEFT, Ordering::AcqRel) == ENDED {
        LEFT.fetch_sub(1, Ordering::Relaxed);
    }
}
