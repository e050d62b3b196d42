//! Limits of one call.
//!
//! Input: what an embedder allows. Output: services that stop the call there, and why it was stopped.
//! Never: the call itself.

use super::error::{Error, ErrorKind};
use super::{Engine, Inner};
use crate::host::Exception;
use crate::runtime::context::{Depth, Services};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::fuel::Fuel;
use crate::runtime::interrupt::{Deadline, Interrupt, Stop};
use crate::runtime::memory::MemoryAccount;
use std::sync::Arc;
use std::time::Duration;

/// Cancels calls from any thread; clones are the same token.
///
/// ```
/// use numjit::{CallOptions, CancelToken, Engine, ErrorKind, Source};
///
/// let module = Engine::default().compile(Source::text("loop", "def spin():\n    while True:\n        pass\n"))?;
/// let spin = module.get::<(), ()>("spin")?;
/// let token = CancelToken::new();
/// let other = token.clone();
/// std::thread::spawn(move || other.cancel());
/// let error = spin.call_with(&CallOptions::new().cancel(&token), ()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Cancelled);
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Interrupt);

impl CancelToken {
    /// A token that cancels nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the calls that have the token, and those that will have it.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// Was it used?
    ///
    /// ```
    /// let token = numjit::CancelToken::new();
    /// token.clone().cancel();
    /// assert!(token.is_cancelled());
    /// ```
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.get().is_some()
    }
}

/// Limits of one call. A call that passes one ends with an [`Error`] of that kind; whatever it held is freed, and the
/// engine goes on.
///
/// ```
/// use numjit::{CallOptions, Engine, ErrorKind, Source};
/// use std::time::Duration;
///
/// let module = Engine::default().compile(Source::text("loop", "def spin():\n    while True:\n        pass\n"))?;
/// let spin = module.get::<(), ()>("spin")?;
/// let options = CallOptions::new().deadline(Duration::from_millis(20)).memory(64 << 20);
/// assert_eq!(spin.call_with(&options, ()).unwrap_err().kind(), ErrorKind::Deadline);
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    deadline: Option<Duration>,
    memory: Option<usize>,
    stack: Option<usize>,
    calls: Option<usize>,
    cancel: Option<CancelToken>,
    fuel: Option<u64>,
}

impl CallOptions {
    /// No limits but the engine's.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How long it may take.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let options = numjit::CallOptions::new().deadline(Duration::from_millis(50));
    /// ```
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// How many bytes arrays, lists and strings that it makes may take together, its result included.
    ///
    /// ```
    /// let options = numjit::CallOptions::new().memory(64 << 20);
    /// ```
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// How many bytes of stack machine code may take; deeper recursion is a RecursionError.
    ///
    /// ```
    /// let options = numjit::CallOptions::new().stack(256 << 10);
    /// ```
    #[must_use]
    pub fn stack(mut self, bytes: usize) -> Self {
        self.stack = Some(bytes);
        self
    }

    /// How deep calls may go: of functions that are not compiled, and of compiled functions by compiled ones (but for
    /// small ones that stand in their callers). Calls run the code that counts steps: see [`CallOptions::fuel`].
    ///
    /// ```
    /// use numjit::{CallOptions, Engine, ErrorKind, Source};
    ///
    /// let script = "def down(n):\n    return 0 if n == 0 else down(n - 1) + 1\n";
    /// let module = Engine::default().compile(Source::text("down", script))?;
    /// let down = module.get::<(i64,), i64>("down")?;
    /// let options = CallOptions::new().recursion_depth(100);
    /// assert_eq!(down.call_with(&options, (50,))?, 50);
    /// assert_eq!(down.call_with(&options, (500,)).unwrap_err().kind(), ErrorKind::Recursion);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn recursion_depth(mut self, calls: usize) -> Self {
        self.calls = Some(calls);
        self
    }

    /// How many steps it may take: each iteration of a loop but its first is one, each call in a recursion, in functions
    /// that are not compiled each statement of a loop and each call. The same call takes the same steps on every
    /// machine. Functions are compiled a second time for such calls, and run slower; other calls pay nothing. A call of the
    /// library (sorting, a product of matrices) takes a step per element, or as many as its loops would.
    ///
    /// ```
    /// use numjit::{CallOptions, Engine, ErrorKind, Source};
    ///
    /// let module = Engine::default().compile(Source::text("sum", "def sum(n):\n    s = 0\n    for i in range(n):\n        s += i\n    return s\n"))?;
    /// let sum = module.get::<(i64,), i64>("sum")?;
    /// let options = CallOptions::new().fuel(1000);
    /// assert_eq!(sum.call_with(&options, (1001,))?, 500_500);
    /// assert_eq!(sum.call_with(&options, (1002,)).unwrap_err().kind(), ErrorKind::Fuel);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn fuel(mut self, steps: u64) -> Self {
        self.fuel = Some(steps);
        self
    }

    /// Who may stop it.
    ///
    /// ```
    /// use numjit::{CallOptions, CancelToken};
    ///
    /// let token = CancelToken::new(); // keep it: `token.cancel()` stops the call, from any thread
    /// let options = CallOptions::new().cancel(&token);
    /// ```
    #[must_use]
    pub fn cancel(mut self, token: &CancelToken) -> Self {
        self.cancel = Some(token.clone());
        self
    }

    /// Is there a limit on steps or on calls?
    pub(super) fn is_metered(&self) -> bool {
        self.fuel.is_some() || self.calls.is_some()
    }

    /// The limits in force: from now on the deadline counts.
    pub(super) fn start(&self, engine: &Inner) -> Limited {
        let base = &engine.services;
        let interrupt = Interrupt::new();
        interrupt.follow(&base.interrupt);
        if let Some(CancelToken(token)) = &self.cancel {
            interrupt.follow(token);
        }
        let services = Services {
            account: self
                .memory
                .map_or_else(|| base.account.clone(), |bytes| MemoryAccount::part(&base.account, bytes)),
            depth: Depth {
                stack: self.stack.map_or(base.depth.stack, |bytes| bytes.min(base.depth.stack)),
                calls: self.calls.map_or(base.depth.calls, |calls| calls.min(base.depth.calls)),
                compiled: self.calls.unwrap_or(base.depth.compiled),
            },
            interrupt: interrupt.clone(),
            // Code that counts calls counts steps.
            fuel: self.fuel.or(self.calls.map(|_| u64::MAX)).map(Fuel::new),
            ..Services::clone(base)
        };
        let armed = self.deadline.map(|limit| interrupt.deadline(limit));
        Limited { services: Arc::new(services), interrupt, _armed: armed }
    }
}

/// Limits in force.
pub(super) struct Limited {
    /// What the call runs with.
    pub services: Arc<Services>,
    interrupt: Interrupt,
    _armed: Option<Deadline>,
}

impl Limited {
    /// An uncaught exception as an error: which limit it stands for, where it stands for one.
    pub fn error(&self, engine: &Engine, exception: Exception) -> Error {
        let error = engine.error(exception);
        let raised = error.exception().map(Exception::kind);
        let is_spent = self.services.fuel.as_ref().is_some_and(Fuel::is_spent);
        match (self.interrupt.get(), raised) {
            (None, Some(ExceptionKind::TimeoutError)) if is_spent => error.of_kind(ErrorKind::Fuel),
            (Some(Stop::Cancelled), Some(ExceptionKind::KeyboardInterrupt)) => error.of_kind(ErrorKind::Cancelled),
            (Some(Stop::Deadline), Some(ExceptionKind::TimeoutError)) => error.of_kind(ErrorKind::Deadline),
            _ => error,
        }
    }
}
