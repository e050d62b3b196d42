//! Functions of the host program that machine code calls.
//!
//! Input: a function over words, called from machine code. Output: result words, or an exception: errors and panics become one.
//! Never: Rust types of arguments (the engine reads them from the words).

use super::context::{Context, OK, RAISED};
use super::exception::{ExceptionKind, Raised};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a function of the host program does: reads its argument words, writes its result words.
pub type Work = dyn Fn(&Context, &[u64], &mut [u64]) -> Result<(), Raised> + Send + Sync;

/// A function of the host program. Machine code knows it by its address.
pub struct Foreign {
    work: Box<Work>,
    params: usize,
    results: usize,
}

impl Foreign {
    /// A function of so many words of arguments and results.
    #[must_use]
    pub fn new(work: Box<Work>, params: usize, results: usize) -> Self {
        Self { work, params, results }
    }
}

/// Calls a function of the host program: its address is the first word, its arguments follow. As any entry of machine code
/// (see `runtime`).
///
/// # Safety
/// `args` are the address of a live [`Foreign`] and the words of its arguments, which live during the call; `results` has
/// room for its results.
pub unsafe extern "C" fn call(ctx: *mut Context, args: *const u64, results: *mut u64) -> i32 {
    // SAFETY: machine code passes its own context and words as the caller promises.
    let (ctx, foreign) = unsafe { (&mut *ctx, &*(*args as *const Foreign)) };
    // SAFETY: as above.
    let (args, results) = unsafe {
        (
            std::slice::from_raw_parts(args.add(1), foreign.params),
            std::slice::from_raw_parts_mut(results, foreign.results),
        )
    };
    let raised = match catch_unwind(AssertUnwindSafe(|| (foreign.work)(ctx, args, results))) {
        Ok(Ok(())) => return OK,
        Ok(Err(raised)) => raised,
        Err(panic) => Raised::new(ExceptionKind::PanicException, words_of(&*panic)),
    };
    ctx.exception.restore(raised);
    RAISED
}

/// What a panic said.
fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a host function panicked".to_string())
}
