//! What a prompt asks of a session beside running its inputs.
//!
//! Input: names, values, texts. Output: variables set and cleared, members for completion, facts about functions; code
//! forgotten that was made with functions which have been defined anew.
//! Never: how it is shown.

use super::error::Error;
use super::session::{Failure, Session};
use super::{Stage, bind, marshal};
use crate::codegen::Metering;
use crate::hir;
use crate::host::{Interpreter, Value, members};
use crate::source::SourceFile;
use crate::types::FunctionId;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Which functions the variables of a session are, to see later which of them are so no more.
pub struct FunctionsBefore(Vec<(Arc<str>, FunctionId)>);

impl Session {
    /// Binds a variable.
    pub fn set(&self, name: &str, value: Value) {
        self.globals.set(name, value);
    }

    /// Unbinds all variables but `__name__`.
    pub fn clear(&self) {
        for name in self.names().iter().filter(|name| !name.starts_with("__")) {
            self.unset(name);
        }
    }

    /// Unbinds a variable.
    pub fn unset(&self, name: &str) {
        self.globals.unset(name);
    }

    /// What a dotted path means, if that is known without running code.
    #[must_use]
    pub fn follow(&self, path: &str) -> Option<Value> {
        members::follow(&Interpreter::new(&self.run), &self.globals, path)
    }

    /// The compiled functions that variables hold now.
    #[must_use]
    pub fn functions(&self) -> FunctionsBefore {
        let id = |name: Arc<str>| Some((name.clone(), self.engine.inner.dispatchers.known(&self.get(&name)?)?));
        FunctionsBefore(self.names().into_iter().filter_map(id).collect())
    }

    /// Forgets the code that was made with functions whose names mean something else now, so that its next call compiles
    /// it anew; and what did not compile.
    pub fn refresh(&self, before: &FunctionsBefore) {
        let inner = &self.engine.inner;
        let is_other = |(name, id): &&(Arc<str>, FunctionId)| {
            self.get(name).and_then(|value| inner.dispatchers.known(&value)) != Some(*id)
        };
        let replaced: FxHashSet<FunctionId> = before.0.iter().filter(is_other).map(|(_, id)| *id).collect();
        for metering in [Metering::None, Metering::Fuel] {
            let instances = inner.compiler(metering).forget_users(&replaced);
            if !instances.is_empty() {
                inner.dispatchers.forget(metering, &instances);
            }
        }
    }

    /// The definition of a function.
    #[must_use]
    pub fn definition(&self, value: &Value) -> Option<Arc<hir::Function>> {
        match value {
            Value::Function(function) => Some(function.hir().clone()),
            Value::Dispatcher(_, definition) => Some(definition.function.hir().clone()),
            _ => None,
        }
    }

    /// The parameters of a function as written, with their defaults.
    #[must_use]
    pub fn parameters(&self, value: &Value) -> Option<Vec<String>> {
        let definition = self.definition(value)?;
        let defaults = match value {
            Value::Function(function) => function.defaults(),
            Value::Dispatcher(_, definition) => definition.function.defaults(),
            _ => return None,
        };
        let mut defaults = defaults.iter();
        let shown = definition.params.iter().map(|param| {
            let stars = match param.kind {
                hir::ParamKind::VarArgs => "*",
                hir::ParamKind::VarKeywords => "**",
                _ => "",
            };
            let default = if param.has_default { defaults.next() } else { None };
            let default = default.map_or_else(String::new, |value| format!("={}", self.repr(value)));
            format!("{stars}{}{default}", param.name)
        });
        Some(shown.collect())
    }

    /// The signatures of a compiled function's specializations, `(float64[::1], int64) -> float64`, in the order in which
    /// they were compiled.
    #[must_use]
    pub fn specializations(&self, value: &Value) -> Vec<String> {
        let Some(id) = self.engine.inner.dispatchers.known(value) else { return Vec::new() };
        let dispatcher = self.engine.inner.dispatchers.get(id);
        let compiled = dispatcher.specializations.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let shown = compiled.values().map(|compiled| {
            format!("({}) -> {}", super::dispatcher::listed(&compiled.typing.params), compiled.typing.result)
        });
        shown.collect()
    }

    /// What a stage makes of a function for the types that a call has: `f(a, n=3)`; of all its signatures, if the text
    /// has no parentheses.
    ///
    /// # Errors
    /// What evaluating the arguments raises, and as [`Session::inspect`].
    pub fn inspect_call(&self, text: &str, stage: Stage) -> Result<String, Failure> {
        let text = text.trim();
        let Some((name, arguments)) = text.split_once('(').filter(|_| text.ends_with(')')) else {
            return self.inspect(text, None, stage).map_err(Failure::Error);
        };
        // Python's own rules say what the arguments are.
        let source = format!("(lambda *args, **keywords: (args, keywords))({arguments}");
        let given = self.enter(&SourceFile::new("<arguments>", source), &mut |_| {})?;
        let (args, keywords) = taken_apart(&given).unwrap_or_default();
        let types = self.types_of(name.trim(), &args, &keywords);
        let (id, types) = types.map_err(Failure::Error)?;
        self.show(id, &types, stage).map_err(Failure::Error)
    }

    fn types_of(
        &self,
        name: &str,
        args: &[Value],
        keywords: &[(Arc<str>, Value)],
    ) -> Result<(FunctionId, Vec<crate::types::Type>), Error> {
        let id = self.function(name)?;
        let dispatchers = &self.engine.inner.dispatchers;
        let dispatcher = dispatchers.get(id);
        let raised = |exception| self.engine.error(exception);
        let bound = bind::bind(&dispatcher, args, keywords).map_err(raised)?;
        let types = bound.iter().map(|value| marshal::type_of(dispatchers, value)).collect::<Result<_, _>>();
        let types = types.and_then(|types| dispatcher.select(types)).map_err(raised)?;
        Ok((id, types))
    }
}

/// The arguments that the function in [`Session::inspect_call`] gives back.
#[allow(clippy::type_complexity, reason = "a pair of what a call takes")]
fn taken_apart(given: &Value) -> Option<(Vec<Value>, Vec<(Arc<str>, Value)>)> {
    let Value::Tuple(pair) = given else { return None };
    let mut pair = pair.iter();
    let (Value::Tuple(args), Value::Dict(keywords)) = (pair.next()?, pair.next()?) else { return None };
    let keywords = keywords.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let keywords = keywords.iter().filter_map(|(key, value)| match key.value() {
        Value::Str(name) => Some((name.clone(), value.clone())),
        _ => None,
    });
    Some((args.iter().cloned().collect(), keywords.collect()))
}
