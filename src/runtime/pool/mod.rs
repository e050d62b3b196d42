//! The pool that runs parallel loops: rayon's threads, kept hot for about 100 µs between loops.
//!
//! Input: an outlined body, its environment, a trip count. Output: every chunk run once, or the exception of the lowest failing iteration.
//! Never: knowledge of what a body does; waiting for a thread that has not begun to help.
//!
//! A loop is a [`job::Job`] on its caller's stack, published in one of the [`slots`]. Helpers (closures spawned on rayon's threads)
//! enter the job, claim chunks, leave, and spin for the next job; after 100 µs without one they give the thread back to rayon. The caller claims
//! chunks too, then closes the slot and waits for those who entered and have not left. No thread ever waits for one
//! that has not entered, and helpers wait only for loops nested in their own chunk, so nesting and several callers cannot deadlock.
//!
//! Results do not depend on the number of threads: a loop with reductions is cut into [`chunks`]`(n)` pieces, a function of the
//! trip count alone, and its partial results are combined in their order. Only where no order shows there may be other pieces.

mod job;
mod slots;

pub use job::{Body, chunks, free_chunks};

use super::context::{Context, OK, Services};
use super::exception::{ExceptionKind, Raised};
use job::Job;
use slots::Slots;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long a helper spins for the next job.
const SPIN: Duration = Duration::from_micros(100);
/// Stack of each thread: recursion in a body should go as deep as on the main thread.
const STACK_BYTES: usize = 16 << 20;
/// Estimated instructions below which a loop runs on its caller alone though helpers are spinning: about 2 µs.
const HOT_WORK: u64 = 8_000;
/// The same when helpers must be woken: about 30 µs.
const COLD_WORK: u64 = 120_000;
/// Most threads that a pool can have.
const MAX_THREADS: usize = 512;

/// Threads for parallel loops. Building one costs nothing; threads are made by the first loop that is worth it.
#[derive(Debug)]
pub struct Pool {
    shared: Arc<Shared>,
    rayon: OnceLock<Option<rayon::ThreadPool>>,
    max_threads: usize,
    /// Threads that the next loops may use, the caller included.
    threads: AtomicUsize,
    /// Work of small loops since helpers were last woken: many small loops are worth waking them, too.
    idle_work: AtomicU64,
}

/// What helpers hold on to.
#[derive(Debug, Default)]
struct Shared {
    slots: Slots,
    /// Helpers that run or are about to.
    helpers: AtomicUsize,
    /// Helpers that spin for a job.
    spinning: AtomicUsize,
    /// More threads than cores: who waits must give the core away.
    crowded: bool,
}

/// A parallel loop.
#[derive(Clone, Copy, Debug)]
pub struct Loop {
    /// The outlined body.
    pub body: Body,
    /// Passed to the body; what it points to is shared by all threads.
    pub env: *const u8,
    /// Trip count.
    pub n: i64,
    /// Pieces, if the body needs to know them (reductions: [`chunks`]`(n)`); 0 if any cut will do.
    pub n_chunks: i64,
    /// Estimated instructions of one iteration; 0 if nobody knows, and then worth any trouble.
    pub cost: i64,
}

impl Pool {
    /// A pool of up to `threads` threads, callers included.
    #[must_use]
    pub fn new(threads: usize) -> Arc<Self> {
        let max_threads = threads.clamp(1, MAX_THREADS);
        let crowded = max_threads > cores();
        Arc::new(Self {
            shared: Arc::new(Shared { crowded, ..Shared::default() }),
            rayon: OnceLock::new(),
            max_threads,
            threads: AtomicUsize::new(max_threads),
            idle_work: AtomicU64::new(0),
        })
    }

    /// The process's pool: `NUMJIT_NUM_THREADS` threads, else `NUMBA_NUM_THREADS`, else one per core.
    #[must_use]
    pub fn global() -> Arc<Self> {
        static GLOBAL: OnceLock<Arc<Pool>> = OnceLock::new();
        Arc::clone(GLOBAL.get_or_init(|| Pool::new(default_threads())))
    }

    /// Threads that the next loops use.
    #[must_use]
    pub fn num_threads(&self) -> usize {
        self.threads.load(Ordering::Relaxed)
    }

    /// Most threads that loops can use.
    #[must_use]
    pub fn max_threads(&self) -> usize {
        self.max_threads
    }

    /// Lets the next loops use `threads` threads.
    ///
    /// # Errors
    /// ValueError below 1 or above the pool's size, in Numba's words.
    pub fn set_num_threads(&self, threads: i64) -> Result<(), Raised> {
        match usize::try_from(threads) {
            Ok(n) if (1..=self.max_threads).contains(&n) => self.threads.store(n, Ordering::Relaxed),
            _ => {
                let text = format!("The number of threads must be between 1 and {}", self.max_threads);
                return Err(Raised::new(ExceptionKind::ValueError, text));
            }
        }
        Ok(())
    }

    /// Runs a loop: each chunk once, on any thread, the caller's included. Status as machine code gives it.
    ///
    /// When several iterations raise, the exception of the lowest one reaches the caller: chunks above a failed one are
    /// not begun, chunks below it run to their end.
    ///
    /// # Safety
    /// The body may be called with this environment from several threads at once, for disjoint ranges.
    pub unsafe fn parallel_for(&self, ctx: &mut Context, work: &Loop) -> i32 {
        if work.n <= 0 {
            return OK;
        }
        let helpers = self.helpers_for(work);
        let services = Arc::clone(ctx.shared_services());
        let job = Job::new(work, helpers + 1, &services);
        // A pool without a free slot has 64 loops running already.
        let ticket = if helpers == 0 { None } else { self.shared.slots.publish(&job, helpers) };
        if ticket.is_some() {
            self.wake(helpers);
        }
        // SAFETY: the caller vouches for the body; the job is shared only through `ticket`.
        unsafe { job.run(ctx) };
        drop(ticket);
        job.finish(ctx)
    }

    /// [`Pool::parallel_for`] for a body written in Rust; panics become SystemError.
    ///
    /// # Errors
    /// The exception of the lowest range that failed.
    pub fn run<F>(&self, ctx: &mut Context, n: usize, cost: i64, body: F) -> Result<(), Raised>
    where
        F: Fn(&mut Context, Range<usize>) -> Result<(), Raised> + Sync,
    {
        let env = (&raw const body).cast();
        let work = Loop { body: job::call_closure::<F>, env, n: n as i64, n_chunks: 0, cost };
        // SAFETY: `env` is the closure that `call_closure::<F>` expects, and it is `Sync`.
        let status = unsafe { self.parallel_for(ctx, &work) };
        ctx.finish(status)
    }

    /// How many helpers a loop deserves.
    fn helpers_for(&self, work: &Loop) -> usize {
        let pieces = if work.n_chunks > 0 { work.n_chunks } else { work.n };
        let helpers = (self.num_threads() - 1).min(pieces as usize - 1);
        if helpers == 0 || self.is_worth_it(work) { helpers } else { 0 }
    }

    fn is_worth_it(&self, work: &Loop) -> bool {
        if work.cost <= 0 {
            return true;
        }
        let estimate = (work.n as u64).saturating_mul(work.cost as u64);
        if self.shared.spinning.load(Ordering::Relaxed) > 0 {
            return estimate >= HOT_WORK;
        }
        // Small loops in a row add up: when together they would have paid for waking the helpers, wake them.
        let waited = self.idle_work.fetch_add(estimate.min(COLD_WORK), Ordering::Relaxed) + estimate.min(COLD_WORK);
        estimate >= COLD_WORK || (estimate >= HOT_WORK && waited >= 2 * COLD_WORK)
    }

    /// Sees to it that `wanted` helpers spin or come.
    fn wake(&self, wanted: usize) {
        let missing = wanted.saturating_sub(self.shared.spinning.load(Ordering::Relaxed));
        for _ in 0..missing {
            let register = |alive| (alive < self.max_threads - 1).then_some(alive + 1);
            // SeqCst: see `Shared::help`.
            if self.shared.helpers.fetch_update(Ordering::SeqCst, Ordering::SeqCst, register).is_err() {
                return;
            }
            let Some(rayon) = self.rayon() else { return };
            self.idle_work.store(0, Ordering::Relaxed);
            let shared = Arc::clone(&self.shared);
            rayon.spawn(move || shared.help());
        }
    }

    /// Rayon's threads, made on first use; none if the system gives no threads (then callers work alone).
    fn rayon(&self) -> Option<&rayon::ThreadPool> {
        let build = || {
            rayon::ThreadPoolBuilder::new()
                .num_threads(self.max_threads - 1)
                .stack_size(STACK_BYTES)
                .thread_name(|i| format!("numjit-{}", i + 1))
                .build()
                .ok()
        };
        self.rayon.get_or_init(build).as_ref()
    }
}

impl Shared {
    /// A helper's life: help, spin, and go when nothing has come for a while.
    fn help(&self) {
        let thread_id = rayon::current_thread_index().map_or(0, |i| i as u32 + 1);
        loop {
            self.help_until_idle(thread_id);
            self.helpers.fetch_sub(1, Ordering::SeqCst);
            // A caller publishes first and counts helpers then; we stop counting first and look then.
            // So either it has seen that we are gone, or we see its job.
            if !self.slots.any_open() {
                return;
            }
            self.helpers.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn help_until_idle(&self, thread_id: u32) {
        self.spinning.fetch_add(1, Ordering::Relaxed);
        let mut idle_since = Instant::now();
        while idle_since.elapsed() < SPIN {
            // The clock is read once in a while only.
            for _ in 0..32 {
                if let Some(entered) = self.slots.enter(thread_id as usize) {
                    self.spinning.fetch_sub(1, Ordering::Relaxed);
                    entered.help(thread_id);
                    drop(entered);
                    self.spinning.fetch_add(1, Ordering::Relaxed);
                    idle_since = Instant::now();
                }
                if self.crowded { std::thread::yield_now() } else { std::hint::spin_loop() }
            }
        }
        self.spinning.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Threads when nobody says how many.
fn default_threads() -> usize {
    let variable = |name| std::env::var(name).ok()?.trim().parse::<usize>().ok().filter(|&n| n > 0);
    variable("NUMJIT_NUM_THREADS").or_else(|| variable("NUMBA_NUM_THREADS")).unwrap_or_else(cores)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Helper: a parallel loop of machine code; see [`Loop`].
pub(super) unsafe extern "C" fn parallel_for(
    ctx: *mut Context,
    body: Body,
    env: *const u8,
    n: i64,
    n_chunks: i64,
    cost: i64,
) -> i32 {
    // SAFETY: machine code passes its own context.
    let ctx = unsafe { &mut *ctx };
    let services: Arc<Services> = Arc::clone(ctx.shared_services());
    // SAFETY: the compiler outlines bodies whose iterations are independent.
    unsafe { services.pool.parallel_for(ctx, &Loop { body, env, n, n_chunks, cost }) }
}

/// Helper: [`chunks`].
pub(super) extern "C" fn chunk_count(n: i64) -> i64 {
    chunks(n)
}

/// Helper: [`free_chunks`], more where processors would be left without one: nobody sees how many there are.
pub(super) extern "C" fn free_chunk_count(n: i64) -> i64 {
    static PROCESSORS: OnceLock<i64> = OnceLock::new();
    let processors = *PROCESSORS.get_or_init(|| cores() as i64);
    free_chunks(n).max(processors.min(chunks(n)))
}

/// Helper: `numba.get_num_threads()`.
pub(super) unsafe extern "C" fn get_num_threads(ctx: *mut Context) -> i64 {
    // SAFETY: machine code passes its own context.
    unsafe { &*ctx }.services().pool.num_threads() as i64
}

/// Helper: `numba.set_num_threads(n)`.
pub(super) unsafe extern "C" fn set_num_threads(ctx: *mut Context, n: i64) -> i32 {
    // SAFETY: machine code passes its own context.
    let ctx = unsafe { &mut *ctx };
    ctx.guard(super::context::RAISED, |ctx| ctx.services().pool.set_num_threads(n).map(|()| OK))
}

#[cfg(test)]
mod tests;
