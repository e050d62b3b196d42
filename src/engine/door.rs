//! The door from the host zone to the prelude: builtins that the host zone does not do itself.
//!
//! Input: a row that is written in our own language, the arguments of a call in the host zone. Output: its value.
//! Never: rows that the host zone does itself; typing; frames of the prelude in tracebacks.
//!
//! Arguments bind to the row's signature. The function is specialized for their types under NumPy's promotion rules, and
//! for the values that its parameters ask to know ([`ParamForm`]). Sequences given for arrays become arrays first.

use super::compile::Compiled;
use super::dispatcher::{Dispatcher, listed};
use super::{Engine, marshal};
use crate::builtins::{self, Builtin, Given, Lower, Numbers, Slot, prelude};
use crate::host::{self, Exception, Keywords, Outcome, Run, Value};
use crate::infer::{self, Binding, ParamForm, PreludeCall};
use crate::runtime::array::Array;
use crate::runtime::context::Context;
use crate::types::{BuiltinId, Constant, FunctionId, Rules, Type};
use std::sync::{Arc, PoisonError};

impl Engine {
    /// Calls a builtin that is written in our own language.
    ///
    /// # Errors
    /// What it raises; TypeError where it does not take such arguments.
    pub(super) fn call_prelude(
        &self,
        run: &Run,
        builtin: BuiltinId,
        args: &[Value],
        keywords: &Keywords,
    ) -> Outcome<Value> {
        let row = builtins::row(builtin);
        let Lower::Source(name) = row.lower else {
            return Err(Exception::type_error(format!("{}() is not available here", row.display_name())));
        };
        let Some(function) = prelude::function_id(name) else { crate::ice!("the prelude has no function {name}") };
        let values = bind(builtin, args, keywords)?;
        if row.is_numpy() {
            check_roles(builtin, &values)?;
        }
        let forms = infer::prelude_forms(function);
        let values = match row.is_numpy() {
            true => {
                let prepared = values.into_iter().zip(forms).map(|(value, &form)| prepared(run, value, form));
                prepared.collect::<Outcome<Vec<Value>>>()?
            }
            false => values,
        };
        let call = self.request(function, &values, forms)?;
        let compiled = self.prelude_code(row, call)?;
        self.run_prelude(run, row, &compiled, &values)
    }

    /// What the function is specialized for.
    fn request(&self, function: FunctionId, values: &[Value], forms: &[ParamForm]) -> Outcome<PreludeCall> {
        let params = values.iter().map(|value| marshal::type_of(&self.inner.dispatchers, value));
        let known = values.iter().zip(forms).enumerate().filter(|(_, (_, form))| form.is_known());
        Ok(PreludeCall {
            function,
            params: params.collect::<Outcome<Vec<Type>>>()?,
            known: known.filter_map(|(index, (value, _))| Some((index, constant(value)?))).collect(),
            rules: Rules::NumPy,
        })
    }

    /// Its machine code, compiled now unless it was before.
    fn prelude_code(&self, row: &Builtin, call: PreludeCall) -> Outcome<Arc<Compiled>> {
        let inner = &self.inner;
        let dispatcher: Arc<Dispatcher> = inner.dispatchers.get(call.function);
        if let Some(found) = dispatcher.calls.read().unwrap_or_else(PoisonError::into_inner).get(&call) {
            return Ok(found.clone());
        }
        let environment = inner.environment();
        let compiled = inner.compiler.compile_prelude(&inner.around(&environment), &call).map_err(|diagnostics| {
            let reason = diagnostics.first().map_or_else(String::new, |first| format!(": {}", first.message));
            let types = listed(&call.params);
            Exception::type_error(format!("{}() does not take ({types}){reason}", row.display_name()))
        })?;
        let mut calls = dispatcher.calls.write().unwrap_or_else(PoisonError::into_inner);
        Ok(calls.entry(call).or_insert(compiled).clone())
    }

    fn run_prelude(&self, run: &Run, row: &Builtin, compiled: &Compiled, values: &[Value]) -> Outcome<Value> {
        let mut words = marshal::Words::default();
        for (value, ty) in values.iter().zip(&compiled.typing.params) {
            words.push(&run.services.account, value, ty)?;
        }
        let mut results = vec![0u64; compiled.result_words];
        let mut ctx = Context::new(run.services.clone());
        // SAFETY: the words are those of the parameters' types, `results` has room for the result's words, and
        // `compiled` keeps the code alive.
        let status = unsafe { (compiled.entry)(&raw mut ctx, words.words.as_ptr(), results.as_mut_ptr()) };
        ctx.finish(status).map_err(|raised| self.inner.exception(raised))?;
        let numbers = if row.is_numpy() { row.numbers } else { Numbers::Python };
        words.reflect();
        let result = marshal::take(numbers, &compiled.typing.result, &results);
        if numbers == Numbers::RealWherePossible && !values.iter().any(is_complex) {
            return real_where_possible(result);
        }
        if let (Numbers::WithoutUnitAxes, Value::Array(array)) = (numbers, &result)
            && array.size() == 1
        {
            return Ok(Value::array(array.reshape(&[])?));
        }
        Ok(result)
    }
}

fn is_complex(value: &Value) -> bool {
    matches!(value, Value::Array(array) if array.dtype().is_complex())
}

/// The real parts of arrays, if the first of them has no imaginary part.
fn real_where_possible(result: Value) -> Outcome<Value> {
    let items: Vec<Value> = match &result {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    let is_real = |array: &Array| array.iter().all(|x| x.as_complex().im == 0.0);
    if !matches!(items.first(), Some(Value::Array(first)) if is_real(first)) {
        return Ok(result);
    }
    let real = |item: &Value| match item {
        Value::Array(array) => Ok(Value::array(array.cast(array.dtype().real())?)),
        other => Ok(other.clone()),
    };
    let mut reals = items.iter().map(real).collect::<Outcome<Vec<Value>>>()?;
    Ok(if matches!(result, Value::Tuple(_)) { Value::tuple(reals) } else { reals.swap_remove(0) })
}

/// One value per parameter of the function: the receiver of a method, then those of the row's signature.
fn bind(builtin: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Vec<Value>> {
    let row = builtins::row(builtin);
    let (receiver, args) = args.split_at(usize::from(builtins::is_member(row)).min(args.len()));
    let positional = args.iter().map(|_| Given::Positional);
    let given: Vec<Given<'_>> = positional.chain(keywords.iter().map(|(name, _)| Given::Keyword(name))).collect();
    let bound = builtins::bind_arguments(builtin, &given).map_err(|error| Exception::type_error(error.message))?;
    let all: Vec<&Value> = args.iter().chain(keywords.iter().map(|(_, value)| value)).collect();
    let values = bound.into_iter().zip(builtins::params(builtin)).map(|(slot, param)| match slot {
        Slot::Given(index) => all[index].clone(),
        Slot::Pack(indices) => Value::tuple(indices.into_iter().map(|index| all[index].clone())),
        Slot::Default => default(param),
    });
    Ok(receiver.iter().cloned().chain(values).collect())
}

/// Is `axis` no float, and `out` an array?
fn check_roles(builtin: BuiltinId, values: &[Value]) -> Outcome<()> {
    let params = builtins::params(builtin);
    let own = values.iter().skip(values.len().saturating_sub(params.len()));
    for (value, param) in own.zip(params) {
        let is_float = matches!(value, Value::Float(_)) || matches!(value, Value::Scalar(x) if x.dtype().is_float());
        match &*param.name {
            "axis" if is_float => {
                let text = format!("'{}' object cannot be interpreted as an integer", value.type_name());
                return Err(Exception::type_error(text));
            }
            "out" if !matches!(value, Value::None | Value::Array(_) | Value::Tuple(_)) => {
                return Err(Exception::type_error("return arrays must be of ArrayType"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The default of a parameter; of `*args` it is the empty tuple.
fn default(param: &builtins::Param) -> Value {
    if param.kind == builtins::ParamKind::VarArgs {
        return Value::tuple([]);
    }
    match infer::default_binding(param.default.as_deref().unwrap_or("None")) {
        Binding::Constant(constant) => Value::of_constant(&constant),
        Binding::Dtype(dtype) => Value::Dtype(dtype),
        Binding::Builtin(builtin) => Value::Builtin(builtin),
        _ => Value::None,
    }
}

/// An argument as its parameter takes it.
fn prepared(run: &Run, value: Value, form: ParamForm) -> Outcome<Value> {
    let becomes_array = match (&value, form) {
        (Value::List(_) | Value::Tuple(_) | Value::Range(_), ParamForm::Array) => true,
        (Value::Range(_), ParamForm::Plain) => true,
        (Value::List(_), ParamForm::Plain) => !holds_array(&value),
        _ => false,
    };
    // What is to be known must have a length that is known; arrays of several types make no list.
    if form.is_known() || (form == ParamForm::Plain && holds_mixed_arrays(&value)) {
        return Ok(as_tuples(value));
    }
    if becomes_array { host::as_array(run, &value).map(Value::array) } else { Ok(value) }
}

/// Lists, also in tuples, as tuples.
fn as_tuples(value: Value) -> Value {
    match &value {
        Value::List(items) => {
            let items = items.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Value::tuple(items.into_iter().map(as_tuples))
        }
        Value::Tuple(items) => Value::tuple(items.iter().cloned().map(as_tuples)),
        _ => value,
    }
}

/// Is it a list of arrays of several ranks or dtypes?
fn holds_mixed_arrays(value: &Value) -> bool {
    let Value::List(items) = value else { return false };
    let items = items.lock().unwrap_or_else(PoisonError::into_inner);
    let kind = |item: &Value| if let Value::Array(array) = item { Some((array.ndim(), array.dtype())) } else { None };
    let kinds: Option<Vec<_>> = items.iter().map(kind).collect();
    kinds.is_some_and(|kinds| kinds.windows(2).any(|pair| pair[0] != pair[1]))
}

fn holds_array(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::List(items) => items.lock().unwrap_or_else(PoisonError::into_inner).iter().any(holds_array),
        Value::Tuple(items) => items.iter().any(holds_array),
        _ => false,
    }
}

/// A value as a constant, where a specialization of its own is worth it.
fn constant(value: &Value) -> Option<Constant> {
    Some(match value {
        Value::None => Constant::None,
        Value::Bool(value) => Constant::Bool(*value),
        Value::Int(value) => Constant::Int(*value),
        Value::Scalar(scalar) if scalar.dtype().is_int() => Constant::Int(scalar.as_i64()),
        Value::Str(text) => Constant::Str(text.clone()),
        Value::Tuple(items) => Constant::Tuple(items.iter().map(constant).collect::<Option<_>>()?),
        _ => return None,
    })
}
