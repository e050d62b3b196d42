//! The engine: the one place where the stages meet.
//!
//! Input: sources, argument values. Output: values, [`Error`]s, what `inspect` shows.
//! Never: a stage's own work.
//!
//! The command line, the prompt and the library all stand on [`Engine`]: a [`Session`] runs scripts and prompt lines
//! against one set of variables; a [`Module`] is a script that was run once for its functions.

mod advice;
mod ahead;
mod attributes;
mod bind;
mod callable;
mod check;
mod compile;
mod dispatcher;
mod door;
mod elementwise;
mod environment;
mod error;
mod foreign;
mod generalized;
mod host;
mod inspect;
mod kernels;
mod limits;
mod listing;
mod loans;
mod marshal;
mod microscope;
mod module;
mod object;
mod observe;
mod options;
mod portable;
pub mod profile;
mod prompt;
mod retire;
mod session;
mod sibling;
mod sites;
mod source;
mod stage;
mod stats;
mod stencil;
mod turn;
mod typed;

pub use crate::codegen::Level as CpuLevel;
pub use ahead::{BuildOptions, Library};
pub use callable::Callable;
pub use error::{Error, ErrorKind, TracebackEntry};
pub use foreign::{HostContext, HostFunction, HostParam, HostResult};
pub use limits::{CallOptions, CancelToken};
pub use listing::{AsmLine, mark_word};
pub use microscope::Microscope;
pub use module::Module;
pub use observe::{ObservedBuiltin, ObservedCall, Observer};
pub use prompt::FunctionsBefore;
pub use session::{Failure, Session};
pub use source::Source;
pub use stage::Stage;
pub use stats::Stats;
pub use typed::{Args, FieldValue, Function, Item, Numbers, Param, Record, RecordField, Returned};

use crate::codegen::Metering;
use crate::diagnostic::Diagnostic;
use crate::host::Exception;
use crate::host::trace::{Tracer, Tracing};
use crate::runtime::context::{Depth, Services};
use crate::runtime::grants::{Grant, Grants};
use crate::runtime::interrupt::Interrupt;
use crate::runtime::memory::MemoryAccount;
use crate::runtime::output::Output;
use crate::runtime::pool::Pool;
use crate::source::SourceFile;
use std::sync::{Arc, Mutex};

/// Compiles and runs scripts. Clones share everything; any thread may use one.
///
/// ```
/// use numjit::{Engine, Source};
///
/// let engine = Engine::default();
/// let other = engine.clone(); // the same engine
/// let module = std::thread::spawn(move || other.compile(Source::text("one", "def one():\n    return 1\n"))).join().unwrap()?;
/// assert_eq!(module.get::<(), i64>("one")?.call(())?, 1);
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    services: Arc<Services>,
    defaults: options::Defaults,
    compiler: compile::Compiler,
    metered: compile::Compiler,
    dispatchers: dispatcher::Dispatchers,
    frozen: environment::Frozen,
    siblings: environment::Siblings,
    sites: sites::Sites,
    foreigners: foreign::Foreigners,
    kernels: kernels::Kernels,
    level: CpuLevel,
    counters: stats::Counters,
    rejected: Mutex<Option<Rejected>>,
    observer: Option<Observer>,
    tracing: Arc<Tracing>,
}

/// The last function, or imported file, that did not compile, and the exception that stands for it.
struct Rejected {
    exception: Exception,
    source: Arc<SourceFile>,
    diagnostics: Vec<Diagnostic>,
    /// What asked for it: `called as f(int64)`.
    why: String,
}

/// Settings of a new [`Engine`].
///
/// ```
/// use numjit::{Engine, Grant, Output};
///
/// let engine = Engine::builder().threads(2).memory(64 << 20).grant(Grant::Clock).output(Output::memory()).build()?;
/// assert_eq!(engine.live_blocks(), 0);
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    threads: Option<usize>,
    defaults: options::Defaults,
    memory: Option<usize>,
    stack: Option<usize>,
    calls: Option<usize>,
    grants: Grants,
    output: Option<Output>,
    observer: Option<Observer>,
    level: Option<CpuLevel>,
}

/// How deep calls of the host zone go at most in a script that is not trusted: each takes some kilobytes.
const MOST_CALLS: usize = 10_000;

impl Builder {
    /// Threads of parallel loops; by default all cores, or what `NUMJIT_NUM_THREADS` says.
    ///
    /// ```
    /// let engine = numjit::Engine::builder().threads(1).build()?; // parallel loops run in order
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// `false`: compiled code does not check array indices, and a wrong one is undefined behavior. Default: `true`.
    ///
    /// ```
    /// let engine = numjit::Engine::builder().bounds_checks(false).build()?; // for scripts that are trusted
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn bounds_checks(mut self, on: bool) -> Self {
        self.defaults.unchecked = !on;
        self
    }

    /// `true`: functions whose decorator does not say otherwise are compiled with `fastmath=True`: floating-point operations may be
    /// reordered and contracted, nan and infinity left out of account. Default: `false`.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let engine = Engine::builder().fast_math(true).build()?;
    /// let module = engine.compile(Source::text("sum", "def total(xs):\n    s = 0.0\n    for x in xs:\n        s += x\n    return s\n"))?;
    /// assert_eq!(module.get::<(&[f64],), f64>("total")?.call((&[1.0, 2.0, 4.0],))?, 7.0);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn fast_math(mut self, on: bool) -> Self {
        self.defaults.fastmath = if on { crate::ir::FastMath::ALL } else { crate::ir::FastMath::default() };
        self
    }

    /// Which vector instructions compiled loops use; by default the most that the machine has, or what `NUMJIT_CPU` says.
    /// Results are the same, but for sums under `fastmath`. [`Builder::build`] fails where the machine has less.
    ///
    /// ```
    /// use numjit::{CpuLevel, Engine};
    ///
    /// for level in CpuLevel::ALL {
    ///     let built = Engine::builder().cpu(level).build();
    ///     assert_eq!(built.is_ok(), level <= CpuLevel::here(), "{}", level.name());
    /// }
    /// ```
    #[must_use]
    pub fn cpu(mut self, level: CpuLevel) -> Self {
        self.level = Some(level);
        self
    }

    /// How many bytes arrays, lists and strings of compiled code may take together; past it, MemoryError.
    ///
    /// ```
    /// use numjit::{Engine, ErrorKind, Source};
    ///
    /// let engine = Engine::builder().memory(1 << 20).build()?;
    /// let script = "import numpy as np\ndef fill(n):\n    return np.ones(n).sum()\n";
    /// let fill = engine.compile(Source::text("fill", script))?.get::<(i64,), f64>("fill")?;
    /// assert_eq!(fill.call((1000,))?, 1000.0);
    /// assert_eq!(fill.call((1_000_000,)).unwrap_err().kind(), ErrorKind::Memory);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// How many bytes of stack the machine code of one call may take; deeper recursion is a RecursionError. By default
    /// what the thread has.
    ///
    /// ```
    /// use numjit::{Engine, ErrorKind, Source};
    ///
    /// let engine = Engine::builder().stack(64 << 10).build()?;
    /// let script = "def down(n):\n    return 0 if n == 0 else down(n - 1) + 1\n";
    /// let down = engine.compile(Source::text("down", script))?.get::<(i64,), i64>("down")?;
    /// assert_eq!(down.call((10,))?, 10);
    /// assert_eq!(down.call((1_000_000,)).unwrap_err().kind(), ErrorKind::Recursion);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn stack(mut self, bytes: usize) -> Self {
        self.stack = Some(bytes);
        self
    }

    /// How deep calls of functions that are not compiled may go, whatever a script sets. By default 10 000, where not all is
    /// granted.
    ///
    /// ```
    /// use numjit::{Engine, ErrorKind, Source};
    ///
    /// let engine = Engine::builder().recursion_depth(50).build()?;
    /// let script = "def down(n):\n    return 0 if n == 0 else down(n - 1) + 1\n";
    /// let module = engine.compile(Source::text("down", script))?;
    /// assert_eq!(module.call("down", &[100.into()]).unwrap_err().kind(), ErrorKind::Recursion);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn recursion_depth(mut self, calls: usize) -> Self {
        self.calls = Some(calls);
        self
    }

    /// Lets scripts reach a part of the world outside; by default none.
    ///
    /// ```
    /// use numjit::{Engine, Grant, Source};
    ///
    /// let script = Source::text("clock", "import time\nstart = time.time()\n");
    /// let error = Engine::default().compile(script.clone()).err().unwrap();
    /// assert_eq!(error.to_string(), "PermissionError: the host program does not grant access to the clock");
    /// Engine::builder().grant(Grant::Clock).build()?.compile(script)?;
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn grant(mut self, grant: Grant) -> Self {
        self.grants = self.grants.and(grant);
        self
    }

    /// Lets scripts do what a program may that a person starts.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let engine = Engine::builder().grant_all().build()?;
    /// engine.compile(Source::text("clock", "import time\nstart = time.time()\n"))?;
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn grant_all(mut self) -> Self {
        self.grants = Grants::ALL;
        self
    }

    /// Where `print` writes; by default the process's standard output.
    ///
    /// ```
    /// use numjit::{Engine, Output, Source};
    ///
    /// let output = Output::memory();
    /// let engine = Engine::builder().output(output.clone()).build()?;
    /// engine.compile(Source::text("hello", "print('hello', 1 + 1)\n"))?;
    /// assert_eq!(output.take(), "hello 2\n");
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn output(mut self, output: Output) -> Self {
        self.output = Some(output);
        self
    }

    /// Who is shown each call that the host zone makes of a compiled function, before it is made, and of a builtin.
    ///
    /// ```
    /// use numjit::engine::Observer;
    /// use numjit::{Engine, Source};
    /// use std::sync::{Arc, Mutex};
    ///
    /// let names = Arc::new(Mutex::new(Vec::new()));
    /// let seen = Arc::clone(&names);
    /// let observer = Observer::new(move |call| seen.lock().unwrap().push(call.name().to_owned()));
    /// let script = "from numba import njit\n@njit\ndef one():\n    return 1\none()\n";
    /// Engine::builder().observer(observer).build()?.compile(Source::text("one", script))?;
    /// assert_eq!(*names.lock().unwrap(), ["one"]);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn observer(mut self, observer: Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// The engine.
    ///
    /// # Errors
    /// Settings that no engine can have.
    ///
    /// ```
    /// let engine = numjit::Engine::builder().build()?;
    /// assert!(numjit::Engine::builder().threads(0).build().is_err());
    /// # Ok::<(), numjit::Error>(())
    /// ```
    pub fn build(self) -> Result<Engine, Error> {
        if self.threads == Some(0) {
            return Err(Error::usage("an engine needs a thread at least"));
        }
        if let Some(level) = self.level.filter(|level| *level > CpuLevel::here()) {
            let (wanted, here) = (level.name(), CpuLevel::here().name());
            return Err(Error::usage(&format!("this machine lacks {wanted}; the most that it has is {here}")));
        }
        Ok(self.assemble())
    }

    fn assemble(self) -> Engine {
        let services = Services {
            account: self.memory.map_or_else(MemoryAccount::new, MemoryAccount::limited),
            interrupt: Interrupt::new(),
            output: self.output.unwrap_or_else(Output::stdout),
            pool: self.threads.map_or_else(Pool::global, Pool::new),
            grants: self.grants,
            depth: Depth {
                stack: self.stack.unwrap_or(Depth::ANY.stack),
                calls: self.calls.unwrap_or(if self.grants == Grants::ALL { Depth::ANY.calls } else { MOST_CALLS }),
                compiled: Depth::ANY.compiled,
            },
            fuel: None,
        };
        let level = self.level.unwrap_or_else(CpuLevel::current);
        let tracing = Tracing::default();
        tracing.set(self.observer.clone().map(|observer| Arc::new(observer) as Arc<dyn Tracer>));
        let inner = Inner {
            services: Arc::new(services),
            defaults: self.defaults,
            compiler: compile::Compiler::new(Metering::None, level),
            metered: compile::Compiler::new(Metering::Fuel, level),
            dispatchers: dispatcher::Dispatchers::new(self.defaults),
            frozen: environment::Frozen::default(),
            siblings: environment::Siblings::default(),
            sites: sites::Sites::default(),
            foreigners: foreign::Foreigners::default(),
            kernels: kernels::Kernels::new(level),
            level,
            counters: stats::Counters::default(),
            rejected: Mutex::default(),
            observer: self.observer,
            tracing: Arc::new(tracing),
        };
        Engine { inner: Arc::new(inner) }
    }
}

impl Default for Engine {
    fn default() -> Self {
        Engine::builder().assemble()
    }
}

impl Engine {
    /// Settings of a new engine.
    ///
    /// ```
    /// let engine = numjit::Engine::builder().threads(4).build()?;
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Runs a script's module level once and gives its functions.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let engine = Engine::default();
    /// let module = engine.compile(Source::text("kernel", "def weighted(a, xs):\n    s = 0.0\n    for x in xs:\n        s += a * x\n    return s\n"))?;
    /// let weighted = module.get::<(f64, &[f64]), f64>("weighted")?;
    /// assert_eq!(weighted.call((2.0, &[1.0, 2.0, 3.0]))?, 12.0);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the script, or what its module level raises.
    pub fn compile(&self, source: Source) -> Result<Module, Error> {
        Module::load(self, source)
    }

    /// A fresh set of variables to run scripts and prompt lines against; `argv` is the script's `sys.argv`.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let session = Engine::default().session(vec!["prompt".to_owned()]);
    /// for text in ["x = 20", "x += 22"] {
    ///     assert!(session.enter(Source::text("input", text).source_file(), &mut |_| {}).is_ok());
    /// }
    /// assert_eq!(session.get("x").and_then(|x| x.as_int()), Some(42));
    /// ```
    #[must_use]
    pub fn session(&self, argv: Vec<String>) -> Session {
        Session::new(self, argv)
    }

    /// What was compiled so far, and how long it took.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let engine = Engine::default();
    /// let module = engine.compile(Source::text("one", "def one():\n    return 1\n"))?;
    /// module.get::<(), i64>("one")?;
    /// assert_eq!(engine.stats().specializations, 1);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.inner.counters.snapshot(self.inner.services.account.arrays())
    }

    /// Stops what runs, from any thread: KeyboardInterrupt in the script.
    ///
    /// ```
    /// let engine = numjit::Engine::default();
    /// let interrupt = engine.interrupt(); // for a handler of Ctrl-C
    /// std::thread::spawn(move || interrupt.cancel()).join().unwrap();
    /// engine.interrupt().reset(); // what comes next runs
    /// ```
    #[must_use]
    pub fn interrupt(&self) -> Interrupt {
        self.inner.services.interrupt.clone()
    }

    /// Where `print` writes.
    ///
    /// ```
    /// use numjit::{Engine, Output, Source};
    ///
    /// let engine = Engine::builder().output(Output::memory()).build()?;
    /// engine.compile(Source::text("hello", "print('hello')\n"))?;
    /// assert_eq!(engine.output().take(), "hello\n");
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn output(&self) -> Output {
        self.inner.services.output.clone()
    }

    /// Blocks of memory that compiled code and arrays hold now.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let engine = Engine::default();
    /// let script = "import numpy as np\ndef total(n):\n    return np.ones(n).sum()\n";
    /// let total = engine.compile(Source::text("total", script))?.get::<(i64,), f64>("total")?;
    /// let before = engine.live_blocks();
    /// total.call((1000,))?;
    /// assert_eq!(engine.live_blocks(), before); // nothing leaks
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn live_blocks(&self) -> usize {
        self.inner.services.account.live_blocks()
    }
}
