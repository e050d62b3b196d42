//! Functions that are called with values whose types are known at run time, and always run compiled.
//!
//! Input: values. Output: a value. Never: the interpreter, which [`super::Module::call`] uses for undecorated functions.

use super::error::Error;
use super::limits::CallOptions;
use super::session::Session;
use crate::host::{Outcome, Value};
use crate::runtime::context::Services;
use crate::types::FunctionId;
use std::sync::Arc;

/// A function of a script that is compiled for the types of each call's arguments. Clones share the code; any thread may
/// call it. It keeps its module's variables.
///
/// ```
/// use numjit::{Engine, Source};
///
/// let module = Engine::default().compile(Source::text("k", "def twice(x):\n    return 2 * x\n"))?;
/// let twice = module.callable("twice")?;
/// assert_eq!(twice.call(&[21.into()])?.as_int(), Some(42));
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Clone)]
pub struct Callable {
    session: Arc<Session>,
    id: FunctionId,
}

impl Callable {
    pub(super) fn new(session: &Arc<Session>, id: FunctionId) -> Self {
        Self { session: session.clone(), id }
    }

    /// Calls it.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let module = Engine::default().compile(Source::text("k", "def twice(x):\n    return 2 * x\n"))?;
    /// let twice = module.callable("twice")?;
    /// assert_eq!(twice.call(&[1.5.into()])?.as_float(), Some(3.0)); // compiled for a float
    /// assert!(twice.call(&[]).is_err());
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// What it raises, or that it does not compile for these types.
    pub fn call(&self, args: &[Value]) -> Result<Value, Error> {
        let engine = &self.session.engine;
        self.run(&engine.inner.services, args).map_err(|exception| engine.error(exception))
    }

    /// Calls it under limits; see [`CallOptions`].
    ///
    /// ```
    /// use numjit::{CallOptions, Engine, ErrorKind, Source};
    ///
    /// let module = Engine::default().compile(Source::text("k", "def spin():\n    while True:\n        pass\n"))?;
    /// let spin = module.callable("spin")?;
    /// let options = CallOptions::new().deadline(std::time::Duration::from_millis(10));
    /// assert_eq!(spin.call_with(&options, &[]).unwrap_err().kind(), ErrorKind::Deadline);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Callable::call`]; that it passed a limit.
    pub fn call_with(&self, options: &CallOptions, args: &[Value]) -> Result<Value, Error> {
        let engine = &self.session.engine;
        let limited = options.start(&engine.inner);
        let stopped = limited.services.interrupt.poll().map_err(|raised| engine.inner.exception(raised));
        let outcome = stopped.and_then(|()| self.run(&limited.services, args));
        outcome.map_err(|exception| limited.error(engine, exception))
    }

    fn run(&self, services: &Arc<Services>, args: &[Value]) -> Outcome<Value> {
        let inner = &self.session.engine.inner;
        let dispatcher = inner.dispatchers.get(self.id);
        let bound = super::bind::bind(&dispatcher, args, &Vec::new())?;
        let outcome = inner.call_bound(services, self.id, &dispatcher, &bound);
        // As after a run of the interpreter.
        let _ = services.output.flush();
        outcome
    }
}
