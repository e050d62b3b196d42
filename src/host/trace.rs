//! Who watches calls: the profiler.
//!
//! Input: calls of the host zone, as they begin and end. Output: told to a [`Tracer`], if there is one.
//! Never: changing a call.

use super::{Definition, HostFunction, Interpreter};
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
    Builtin(BuiltinId),
    /// No call: a function is being compiled.
    Compiler(&'a Arc<hir::Function>),
}

/// Is told of calls by the thread that makes them.
pub trait Tracer: Send + Sync {
    /// A call begins.
    fn enter(&self, callee: Callee<'_>);
    /// The innermost call has ended.
    fn leave(&self);
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
    pub fn watch<T>(&self, callee: Callee<'_>, call: impl FnOnce() -> T) -> T {
        let Some(tracer) = self.get() else { return call() };
        tracer.enter(callee);
        let result = call();
        tracer.leave();
        result
    }
}

impl Interpreter<'_> {
    /// See [`Tracing::watch`].
    pub(super) fn watched<T>(&self, callee: Callee<'_>, call: impl FnOnce() -> T) -> T {
        self.run.tracing.watch(callee, call)
    }
}
