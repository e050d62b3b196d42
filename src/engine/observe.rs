//! Calls of compiled functions and of builtins, as someone who watches sees them: so tests hold what a script calls against the
//! oracle, and see what it calls builtins with.
//!
//! Input: a call of a compiled function that is about to be made; a call of a builtin that has ended. Output: [`ObservedCall`],
//! [`ObservedBuiltin`]. Never: changing the call.

use super::Inner;
use crate::builtins;
use crate::host::Value;
use crate::host::trace::{BuiltinCall, Callee, Ending, Tracer};
use crate::infer::Typing;
use crate::ir;
use crate::runtime::array::Array;
use crate::types::Type;
use std::fmt;
use std::sync::Arc;

/// Who is shown calls.
#[derive(Clone)]
pub struct Observer {
    calls: Arc<dyn Fn(&ObservedCall<'_>) + Send + Sync>,
    builtins: Arc<dyn Fn(&ObservedBuiltin<'_>) + Send + Sync>,
}

impl Observer {
    /// A function that is called with each call of a compiled function, from the thread that makes it.
    pub fn new(watch: impl Fn(&ObservedCall<'_>) + Send + Sync + 'static) -> Observer {
        Observer { calls: Arc::new(watch), builtins: Arc::new(|_| {}) }
    }

    /// Another one is called with each call of a builtin.
    #[must_use]
    pub fn and_builtins(mut self, watch: impl Fn(&ObservedBuiltin<'_>) + Send + Sync + 'static) -> Observer {
        self.builtins = Arc::new(watch);
        self
    }

    pub(super) fn show(&self, call: &ObservedCall<'_>) {
        (self.calls)(call);
    }
}

impl Tracer for Observer {
    fn enter(&self, _callee: Callee<'_>) {}

    fn leave(&self, callee: Callee<'_>, ending: Ending) {
        if let Callee::Builtin(call) = callee {
            (self.builtins)(&ObservedBuiltin { call, ending });
        }
    }
}

/// A call of a builtin by the host zone, after it was made.
pub struct ObservedBuiltin<'a> {
    call: BuiltinCall<'a>,
    ending: Ending,
}

impl<'a> ObservedBuiltin<'a> {
    /// Its row of the table of builtins.
    #[must_use]
    pub fn row(&self) -> &'static builtins::Builtin {
        builtins::row(self.call.builtin)
    }

    /// The arguments: a method's receiver, those by position, those by name.
    pub fn arguments(&self) -> impl Iterator<Item = &'a Value> {
        let named = self.call.keywords.iter().map(|(_, value)| value);
        self.call.receiver.into_iter().chain(self.call.args).chain(named)
    }

    /// Did it give a value?
    #[must_use]
    pub fn returned(&self) -> bool {
        self.ending == Ending::Returns
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

/// A call of a compiled function by the host zone, before it is made.
pub struct ObservedCall<'a> {
    inner: &'a Inner,
    typing: &'a Typing,
    arguments: &'a [Value],
}

impl<'a> ObservedCall<'a> {
    pub(super) fn new(inner: &'a Inner, typing: &'a Typing, arguments: &'a [Value]) -> Self {
        Self { inner, typing, arguments }
    }

    /// The specialization that is called.
    #[must_use]
    pub fn instance(&self) -> ir::InstanceId {
        self.typing.instance
    }

    /// The function's name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.typing.hir.name
    }

    /// The types of its parameters.
    #[must_use]
    pub fn params(&self) -> &'a [Type] {
        &self.typing.params
    }

    /// One value per parameter.
    #[must_use]
    pub fn arguments(&self) -> &'a [Value] {
        self.arguments
    }

    /// It and all that it calls, as lowered, before any pass.
    #[must_use]
    pub fn functions(&self) -> Vec<ir::Function> {
        self.inner.compiler.lowered(self.typing.instance)
    }

    /// The arrays of the host zone that compiled functions read, by number.
    #[must_use]
    pub fn captured(&self) -> Vec<Array> {
        self.inner.frozen.arrays().to_vec()
    }

    /// The rows of the table of builtins that it names, itself or in functions of the script that it calls.
    #[must_use]
    pub fn rows(&self) -> Vec<&'static builtins::Builtin> {
        self.inner.compiler.rows(self.typing.instance).into_iter().map(builtins::row).collect()
    }
}
