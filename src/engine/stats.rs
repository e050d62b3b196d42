//! What the engine counts: specializations, cache hits, time per stage.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A timed step of the pipeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Text to tree.
    Parse,
    /// Tree to names.
    Resolve,
    /// Names to types.
    Infer,
    /// To the loop IR.
    Lower,
    /// Passes.
    Optimize,
    /// Machine code.
    Emit,
}

const STEPS: [(Step, &str); 6] = [
    (Step::Parse, "parse"),
    (Step::Resolve, "resolve"),
    (Step::Infer, "infer"),
    (Step::Lower, "lower"),
    (Step::Optimize, "optimize"),
    (Step::Emit, "emit"),
];

/// The time that one specialization took to compile.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// `total(array(float64, 1d, C))`
    pub signature: String,
    /// By step of the pipeline: infer, lower, optimize, emit.
    pub steps: [Duration; 4],
}

/// Counters of one engine; all are totals since it was built.
#[derive(Debug, Default)]
pub struct Counters {
    nanos: [AtomicU64; 6],
    specializations: AtomicU64,
    hits: AtomicU64,
    kernels: AtomicU64,
    code_bytes: AtomicU64,
    compiled: Mutex<Vec<Compilation>>,
}

impl Counters {
    /// The steps of compiling so far.
    pub fn compiling(&self) -> [Duration; 4] {
        let steps = [Step::Infer, Step::Lower, Step::Optimize, Step::Emit];
        steps.map(|step| Duration::from_nanos(self.nanos[step as usize].load(Relaxed)))
    }

    /// A function was compiled, since the steps took as long as `before`.
    pub fn note(&self, signature: String, before: [Duration; 4]) {
        let mut steps = self.compiling();
        steps.iter_mut().zip(before).for_each(|(step, before)| *step = step.saturating_sub(before));
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner).push(Compilation { signature, steps });
    }

    /// What was compiled, in order.
    pub fn compiled(&self) -> Vec<Compilation> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs a step and adds its time.
    pub fn time<T>(&self, step: Step, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.nanos[step as usize].fetch_add(start.elapsed().as_nanos() as u64, Relaxed);
        result
    }

    /// A call found its specialization compiled.
    pub fn hit(&self) {
        self.hits.fetch_add(1, Relaxed);
    }

    /// A function was compiled for new argument types.
    pub fn specialized(&self, code_bytes: usize) {
        self.specializations.fetch_add(1, Relaxed);
        self.code_bytes.fetch_add(code_bytes as u64, Relaxed);
    }

    /// An element-wise kernel of the host zone was compiled.
    pub fn kernel(&self) {
        self.kernels.fetch_add(1, Relaxed);
    }

    /// The totals now; `arrays`: how many compiled code has made.
    #[must_use]
    pub fn snapshot(&self, arrays: usize) -> Stats {
        Stats {
            steps: STEPS.map(|(step, name)| (name, Duration::from_nanos(self.nanos[step as usize].load(Relaxed)))),
            specializations: self.specializations.load(Relaxed),
            hits: self.hits.load(Relaxed),
            kernels: self.kernels.load(Relaxed),
            code_bytes: self.code_bytes.load(Relaxed),
            arrays: arrays as u64,
        }
    }
}

/// The totals of an engine at one moment.
///
/// ```
/// let stats = numjit::Engine::default().stats();
/// assert_eq!((stats.specializations, stats.code_bytes), (0, 0));
/// ```
#[derive(Clone, Debug)]
pub struct Stats {
    /// Time per step of the pipeline.
    pub steps: [(&'static str, Duration); 6],
    /// Functions compiled, counted per list of argument types.
    pub specializations: u64,
    /// Calls that found their specialization compiled.
    pub hits: u64,
    /// Element-wise kernels compiled for the host zone.
    pub kernels: u64,
    /// Bytes of machine code of the specializations.
    pub code_bytes: u64,
    /// Blocks of memory that compiled code made for arrays.
    pub arrays: u64,
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "specializations  {:>8}", self.specializations)?;
        writeln!(f, "cache hits       {:>8}", self.hits)?;
        writeln!(f, "array kernels    {:>8}", self.kernels)?;
        writeln!(f, "code bytes       {:>8}", self.code_bytes)?;
        writeln!(f, "arrays made      {:>8}", self.arrays)?;
        for (name, time) in self.steps {
            writeln!(f, "{name:<10} {:>11.3} ms", time.as_secs_f64() * 1e3)?;
        }
        let total: Duration = self.steps.iter().map(|(_, time)| *time).sum();
        writeln!(f, "{:<10} {:>11.3} ms", "all", total.as_secs_f64() * 1e3)
    }
}
