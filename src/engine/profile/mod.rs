//! The profiler: every call of the host zone is counted and timed, compiled code is sampled.
//!
//! Input: a run of a session. Output: a [`Report`]. Never: how it is shown.
//!
//! Calls that the host zone makes (of its own functions, of compiled ones, of builtins) are exact: they are watched as
//! they begin and end ([`calls`]). What happens within a compiled call is sampled about once a millisecond, by the line
//! and with inlined functions told apart ([`samples`]); threads of parallel loops are sampled by the processor time they use.

mod calls;
mod report;
mod samples;

pub use super::stats::Compilation;
pub use calls::FunctionName;
pub use report::{Caller, Line, MachineFunction, Report, Row, Stack};

use super::Engine;
use crate::host::trace::{Callee, Ending, Tracer};
use crate::runtime::sampler::Sampler;
use calls::Calls;
use samples::Samples;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// A profile that is being made.
pub struct Profiler {
    engine: Engine,
    watch: Arc<Watch>,
    sampler: Option<Sampler>,
    start: Instant,
    compiled_before: usize,
}

/// What both of its sources are gathered in.
#[derive(Default)]
struct Watch {
    calls: Mutex<Calls>,
    samples: Mutex<Samples>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tracer for Watch {
    fn enter(&self, callee: Callee<'_>) {
        lock(&self.calls).enter(callee);
    }

    fn leave(&self, _callee: Callee<'_>, _ending: Ending) {
        lock(&self.calls).leave();
    }
}

impl Engine {
    /// Profiles what this thread runs from now on, until [`Profiler::finish`].
    #[must_use]
    pub fn profile(&self) -> Profiler {
        let watch = Arc::<Watch>::default();
        self.inner.tracing.set(Some(watch.clone()));
        let (engine, into) = (self.clone(), watch.clone());
        let sampler = Sampler::start(move |sample| {
            let mut samples = lock(&into.samples);
            samples.know(&engine.inner.compiler);
            samples.take(sample);
        });
        let compiled_before = self.inner.counters.compiled().len();
        Profiler { engine: self.clone(), watch, sampler, start: Instant::now(), compiled_before }
    }
}

impl Profiler {
    /// What was found.
    #[must_use]
    pub fn finish(self) -> Report {
        let wall = self.start.elapsed();
        drop(self.sampler);
        self.engine.inner.tracing.set(None);
        let compiled = self.engine.inner.counters.compiled().split_off(self.compiled_before);
        let (calls, samples) = (lock(&self.watch.calls), lock(&self.watch.samples));
        report::report(&calls, &samples, &self.engine.inner.sites, compiled, wall)
    }
}
