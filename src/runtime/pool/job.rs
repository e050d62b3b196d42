//! One parallel loop: its chunks, who claims them, and what went wrong first.
//!
//! Input: a [`Loop`]. Output: each chunk run once; the lowest failure. Never: threads (those who call [`Job::run`] bring them).

use super::Loop;
use crate::runtime::context::{Context, OK, RAISED, Services};
use crate::runtime::exception::{Check, Raised};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// An outlined loop body: iterations `lo..hi` of a chunk; a status.
pub type Body = unsafe extern "C" fn(ctx: *mut Context, env: *const u8, lo: i64, hi: i64, chunk: i64) -> i32;

/// Into how many chunks a loop of `n` iterations with reductions is cut. It depends on `n` alone, so that the order in which
/// partial results are combined, and with it every bit of the result, is the same for any number of threads:
/// `n` up to 64, else one for each 1024 iterations, but not below 64 nor above 256.
#[must_use]
pub fn chunks(n: i64) -> i64 {
    if n <= 64 { n.max(0) } else { (n / 1024).clamp(64, 256) }
}

/// The same where partial results may be combined in any order: chunks have enough iterations for lanes of a vector, but there
/// are at least 8, or as many as iterations.
#[must_use]
pub fn free_chunks(n: i64) -> i64 {
    (n / 8).max(8).min(chunks(n))
}

/// Claims per thread: enough to even out, few enough to cost nothing.
const CLAIMS_PER_THREAD: usize = 6;

/// A value on cache lines of its own.
#[repr(align(128))]
struct Padded<T>(T);

/// A loop that runs.
pub(super) struct Job<'a> {
    body: Body,
    env: *const u8,
    n: usize,
    n_chunks: usize,
    /// Chunks per claim.
    block: usize,
    services: &'a Arc<Services>,
    next: Padded<AtomicUsize>,
    /// Lowest chunk that failed; `usize::MAX` for none.
    failed: AtomicUsize,
    error: Mutex<Option<(usize, Raised)>>,
}

impl<'a> Job<'a> {
    /// `work.n` is positive. `threads`: how many may take part.
    pub(super) fn new(work: &Loop, threads: usize, services: &'a Arc<Services>) -> Self {
        let n = work.n as usize;
        let claims = if threads == 1 { 1 } else { threads * CLAIMS_PER_THREAD };
        let n_chunks = if work.n_chunks > 0 { work.n_chunks as usize } else { claims }.min(n);
        Self {
            body: work.body,
            env: work.env,
            n,
            n_chunks,
            block: n_chunks.div_ceil(claims),
            services,
            next: Padded(AtomicUsize::new(0)),
            failed: AtomicUsize::new(usize::MAX),
            error: Mutex::new(None),
        }
    }

    pub(super) fn services(&self) -> &Arc<Services> {
        self.services
    }

    /// Whether all chunks are claimed.
    pub(super) fn is_exhausted(&self) -> bool {
        self.next.0.load(Ordering::Relaxed) >= self.n_chunks
    }

    /// Iterations of a chunk: lengths differ by at most one.
    fn range(&self, chunk: usize) -> Range<usize> {
        let (length, longer) = (self.n / self.n_chunks, self.n % self.n_chunks);
        let start = |chunk: usize| chunk * length + chunk.min(longer);
        start(chunk)..start(chunk + 1)
    }

    /// Claims and runs chunks until none is left or a lower one has failed.
    ///
    /// # Safety
    /// The body may be called with the environment, for disjoint ranges, on this thread.
    pub(super) unsafe fn run(&self, ctx: &mut Context) {
        loop {
            let first = self.next.0.fetch_add(self.block, Ordering::Relaxed);
            if first >= self.n_chunks {
                return;
            }
            for chunk in first..(first + self.block).min(self.n_chunks) {
                if chunk > self.failed.load(Ordering::Acquire) {
                    return;
                }
                // SAFETY: as the caller promises; each chunk is claimed once.
                if unsafe { self.run_chunk(ctx, chunk) } != OK {
                    self.fail(chunk, ctx);
                    return;
                }
            }
        }
    }

    /// # Safety
    /// As [`Job::run`].
    unsafe fn run_chunk(&self, ctx: &mut Context, chunk: usize) -> i32 {
        if ctx.services().interrupt.get().is_some() {
            return ctx.raise_interrupt();
        }
        let range = self.range(chunk);
        // SAFETY: as the caller promises.
        unsafe { (self.body)(ctx, self.env, range.start as i64, range.end as i64, chunk as i64) }
    }

    /// Notes a failed chunk; the lowest one counts.
    fn fail(&self, chunk: usize, ctx: &mut Context) {
        let raised = ctx.exception.take().unwrap_or_else(|| Raised::from(Check::Internal));
        self.failed.fetch_min(chunk, Ordering::AcqRel);
        let mut error = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if error.as_ref().is_none_or(|(lowest, _)| chunk < *lowest) {
            *error = Some((chunk, raised));
        }
    }

    /// The loop's status, with the exception put in flight on the caller's context. All helpers have left.
    pub(super) fn finish(self, ctx: &mut Context) -> i32 {
        match self.error.into_inner().unwrap_or_else(PoisonError::into_inner) {
            None => OK,
            Some((_, raised)) => {
                ctx.exception.restore(raised);
                RAISED
            }
        }
    }
}

/// The body of a loop whose environment is a Rust closure.
pub(super) unsafe extern "C" fn call_closure<F>(ctx: *mut Context, env: *const u8, lo: i64, hi: i64, _: i64) -> i32
where
    F: Fn(&mut Context, Range<usize>) -> Result<(), Raised> + Sync,
{
    // SAFETY: `Pool::run` passes a pair of this function and its closure, which outlives the loop; the context is the thread's own.
    let (ctx, body) = unsafe { (&mut *ctx, &*env.cast::<F>()) };
    ctx.guard(RAISED, |ctx| body(ctx, lo as usize..hi as usize).map(|()| OK))
}
