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
    /// # Errors
    /// What it raises, or that it does not compile for these types.
    pub fn call(&self, args: &[Value]) -> Result<Value, Error> {
        let engine = &self.session.engine;
        self.run(&engine.inner.services, args).map_err(|exception| engine.error(exception))
    }

    /// Calls it under limits; see [`CallOptions`].
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
