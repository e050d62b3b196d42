//! Who watches calls: the profiler, and tests.
//!
//! Input: calls of the host zone, as they begin and end. Output: told to a [`Tracer`], if there is one.
//! Never: changing a call.

use super::{Definition, HostFunction, Interpreter, Keywords, Outcome, Value};
use crate::hir;
use crate::types::BuiltinId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// What is called.
#[derive(Clone, Copy)]
pub enum Callee<'a> {
    /// The module level.
    Module(&'a Arc<hir::Function>),
    /// A function of the host zone.
    Function(&'a Arc<HostFunction>),
    /// A compiled function.
    Compiled(&'a Definition),
    /// A builtin.
    Builtin(BuiltinCall<'a>),
    /// No call: a function is being compiled.
    Compiler(&'a Arc<hir::Function>),
}

/// A builtin, and what it is called with.
#[derive(Clone, Copy)]
pub struct BuiltinCall<'a> {
    /// Its row.
    pub builtin: BuiltinId,
    /// What a method is called on.
    pub receiver: Option<&'a Value>,
    /// The arguments by position.
    pub args: &'a [Value],
    /// The arguments by name.
    pub keywords: &'a Keywords,
}

/// How a call ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It gives a value.
    Returns,
    /// It raises.
    Raises,
}

/// Is told of calls by the thread that makes them.
pub trait Tracer: Send + Sync {
    /// A call begins.
    fn enter(&self, callee: Callee<'_>);
    /// The innermost call has ended.
    fn leave(&self, callee: Callee<'_>, ending: Ending);
}

/// A place for a tracer, that may come and go.
#[derive(Default)]
pub struct Tracing {
    is_on: AtomicBool,
    tracer: RwLock<Option<Arc<dyn Tracer>>>,
}

impl Tracing {
    /// From now on calls are told to this tracer, or to nobody.
    pub fn set(&self, tracer: Option<Arc<dyn Tracer>>) {
        let is_on = tracer.is_some();
        *self.tracer.write().unwrap_or_else(PoisonError::into_inner) = tracer;
        self.is_on.store(is_on, Ordering::Release);
    }

    fn get(&self) -> Option<Arc<dyn Tracer>> {
        if !self.is_on.load(Ordering::Acquire) {
            return None;
        }
        self.tracer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Does a call, and tells who watches.
    pub fn watch<T, E>(&self, callee: Callee<'_>, call: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let Some(tracer) = self.get() else { return call() };
        tracer.enter(callee);
        let result = call();
        tracer.leave(callee, if result.is_ok() { Ending::Returns } else { Ending::Raises });
        result
    }
}

impl Interpreter<'_> {
    /// See [`Tracing::watch`].
    pub(super) fn watched<T>(&self, callee: Callee<'_>, call: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        self.run.tracing.watch(callee, call)
    }
}
