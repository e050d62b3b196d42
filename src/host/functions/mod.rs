//! Builtins over dynamic values.
//!
//! Input: a builtin's id and arguments. Output: its result.
//! Never: names of builtins (the tables of `builtins::host` say which function an id is).

mod args;
mod class;
mod container;
pub mod file;
pub(super) mod jitclass;
mod list;
mod math;
pub(super) mod numba;
mod pattern;
mod print;
mod python;
mod random;
mod sequence;
mod str;
mod system;

pub(super) use class::{construct, is_instance};

use super::exception::Exception;
use super::interp::Interpreter;
use super::numpy;
use super::object::{Class, Tag};
use super::random::Random;
use super::tuple::TupleValue;
use super::value::Value;
use super::{Keywords, Outcome};
use crate::builtins::host::{self, Decorator, Host, Receiver};
use crate::builtins::members::ClassKind;
use crate::builtins::{self, Lower};
use crate::builtins::{Rule, row};
use crate::types::{BuiltinId, Kind};
use args::Args;
use smallvec::SmallVec;
use std::sync::Arc;

/// The value that a builtin's name means.
pub(super) fn value_of(id: BuiltinId) -> Value {
    if let Some(Host::Python(function)) = host::host(id).map(|row| row.host)
        && let Some(tag) = class::tag_of(function)
    {
        return Value::Class(Class::Tag(tag));
    }
    match &row(id).typing {
        Rule::Constant(constant) => Value::of_constant(constant),
        Rule::Dtype(dtype) => Value::Class(Class::Scalar(*dtype)),
        Rule::Class(ClassKind::Array) => Value::Class(Class::Tag(Tag::Array)),
        Rule::Class(ClassKind::Family(family)) => Value::Class(Class::Family(*family)),
        Rule::Exception(kind) => Value::Class(Class::Exception(*kind)),
        _ => Value::Builtin(id),
    }
}

/// What reading an item of a module gives: some are made when they are read.
pub(super) fn module_value(interp: &Interpreter<'_>, id: BuiltinId) -> Outcome<Value> {
    match host::host(id).map(|row| row.host) {
        Some(Host::Value(value)) => system::value(interp, value),
        _ => numba::type_constant(id).map_or_else(|| Ok(value_of(id)), Ok),
    }
}

/// Calls a builtin; the first argument of a method is its receiver.
pub(super) fn call(interp: &Interpreter<'_>, id: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let Some(found) = host::host(id).filter(|_| !wants_prelude(id, keywords)) else {
        return call_shared(interp, id, args, keywords);
    };
    let named;
    let args = match takes_paths(found.host) {
        true => {
            named = with_paths(interp, args)?;
            &named[..]
        }
        false => args,
    };
    if is_method(found.host) {
        let Some((receiver, rest)) = args.split_first() else {
            let message = format!("unbound method {}() needs an argument", row(id).name());
            return Err(Exception::type_error(message));
        };
        return call_method(interp, id, receiver, rest, keywords);
    }
    if let Some(result) = numpy::call(interp.run, id, args, keywords) {
        return result;
    }
    let args = Args::bind(id, args, keywords)?;
    match found.host {
        Host::Python(function) => python::call(interp, function, &args),
        Host::Math(function) => math::call(interp, function, &args),
        Host::System(function) => system::call(interp, function, &args),
        Host::Pattern(function) => pattern::call(function, &args),
        Host::Value(value) => system::value(interp, value),
        Host::Numba(function) => numba::call(interp, id, function, &args),
        Host::Decorator(decorator) => numba::decorate(interp, decorator, id, &args),
        Host::PythonRandom(function) => random::call(interp, interp.run.random.python(), function, &args),
        _ => Ok(Value::None),
    }
}

/// Does a function take names of files?
fn takes_paths(host: Host) -> bool {
    matches!(host, Host::Io(_) | Host::System(_) | Host::Python(host::PythonFunction::Open))
}

/// Arguments with paths that are objects as text.
fn with_paths(interp: &Interpreter<'_>, args: &[Value]) -> Outcome<SmallVec<[Value; 2]>> {
    args.iter().map(|arg| as_path(interp, arg)).collect()
}

fn as_path(interp: &Interpreter<'_>, value: &Value) -> Outcome<Value> {
    let method = match value {
        Value::Instance(_) => interp.special_method(value, "__fspath__"),
        _ => None,
    };
    method.map_or_else(|| Ok(value.clone()), |method| interp.call(&method, &[], &[]))
}

/// Is a keyword given that the host function does not take, but the function of the prelude does?
fn wants_prelude(id: BuiltinId, keywords: &Keywords) -> bool {
    let among = |params: &[builtins::Param], name: &str| params.iter().any(|param| param.name == name);
    let missing = |name: &str| !among(host::params(id), name) && among(builtins::params(id), name);
    matches!(row(id).lower, Lower::Source(_)) && keywords.iter().any(|(name, _)| missing(name))
}

fn is_method(host: Host) -> bool {
    matches!(
        host,
        Host::Str(_)
            | Host::List(_)
            | Host::Dict(_)
            | Host::Set(_)
            | Host::Tuple(_)
            | Host::Bytes(_)
            | Host::Number(_)
            | Host::File(_)
            | Host::Array(_)
            | Host::Object(_)
            | Host::UfuncMethod(_)
            | Host::Dispatcher(_)
    )
}

/// Calls a method of a value.
pub(super) fn call_method(
    interp: &Interpreter<'_>,
    id: BuiltinId,
    receiver: &Value,
    args: &[Value],
    keywords: &Keywords,
) -> Outcome<Value> {
    if wants_prelude(id, keywords) {
        let args: Vec<Value> = std::iter::once(receiver).chain(args).cloned().collect();
        return call_shared(interp, id, &args, keywords);
    }
    if let Some(Host::Numba(_)) = host::host(id).map(|row| row.host) {
        let all: Vec<Value> = std::iter::once(receiver).chain(args).cloned().collect();
        return call(interp, id, &all, keywords);
    }
    if let Value::Random(object) = receiver
        && host::host(id).is_some()
    {
        return call_random(interp, id, object, args, keywords);
    }
    let Some(found) = host::host(id).filter(|found| is_method(found.host)) else {
        let mut all = vec![receiver.clone()];
        all.extend_from_slice(args);
        return call_shared(interp, id, &all, keywords);
    };
    if let (Host::Array(_), Value::Array(_) | Value::Scalar(_) | Value::Record(_)) = (found.host, receiver) {
        return numpy::call_method(interp.run, receiver, id, args, keywords);
    }
    if let (Host::UfuncMethod(_), Value::Dispatcher(..) | Value::Builtin(_)) = (found.host, receiver) {
        return numpy::call_method_of_ufunc(interp.run, receiver, id, args, keywords);
    }
    let args = Args::bind(id, args, keywords)?;
    let wrong = || {
        let (method, name) = (row(id).name(), receiver.type_name());
        Exception::type_error(format!("method '{method}' is not for a '{name}' object"))
    };
    match (found.host, receiver) {
        (Host::Str(method), Value::Str(text)) => str::call(interp, method, text, &args),
        (Host::List(method), Value::List(list)) => list::call(interp, method, list, &args),
        (Host::Dict(method), Value::Dict(dict)) => container::call_dict(interp, method, dict, &args),
        (Host::Set(method), Value::Set(set)) => container::call_set(interp, method, set, &args),
        (Host::Tuple(method), Value::Tuple(items)) => sequence::call_tuple(interp, method, items, &args),
        (Host::Bytes(method), Value::Bytes(bytes)) => str::call_bytes(method, bytes),
        (Host::Number(method), number) => math::call_number(method, number),
        (Host::File(method), Value::File(file)) => file::call(interp, method, file, &args),
        (Host::Dispatcher(method), Value::Dispatcher(function, _)) => numba::inspect(interp, method, *function),
        (Host::Object(method), object) => class::call_object(method, object, &args),
        _ => Err(wrong()),
    }
}

/// A method of an object that draws random numbers.
fn call_random(
    interp: &Interpreter<'_>,
    id: BuiltinId,
    object: &Arc<Random>,
    args: &[Value],
    keywords: &Keywords,
) -> Outcome<Value> {
    match host::host(id).map(|found| found.host) {
        Some(Host::PythonRandom(function)) => random::call(interp, object, function, &Args::bind(id, args, keywords)?),
        _ => numpy::call_random_method(interp.run, object, id, args, keywords),
    }
}

/// A builtin that both zones have: an element-wise op, or a function of the prelude, which the engine compiles.
fn call_shared(interp: &Interpreter<'_>, id: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    if !wants_prelude(id, keywords)
        && let Some(result) = numpy::call(interp.run, id, args, keywords)
    {
        return result;
    }
    let result = interp.run.engine.call_builtin(interp.run, id, args, keywords)?;
    named(interp, id, result)
}

/// A result as a named tuple, if its row says which.
fn named(interp: &Interpreter<'_>, id: BuiltinId, result: Value) -> Outcome<Value> {
    let (row, Value::Tuple(tuple)) = (row(id), &result) else { return Ok(result) };
    let Some((module, _)) = row.path.rsplit_once('.').filter(|_| !row.result_class.is_empty()) else {
        return Ok(result);
    };
    match interp.library(module)?.globals.get(row.result_class) {
        Some(Value::Class(Class::User(class))) => {
            Ok(Value::Tuple(TupleValue { items: Arc::clone(&tuple.items), class: Some(class) }))
        }
        _ => Ok(result),
    }
}

/// Whose members a value has.
pub(super) fn receiver_of(value: &Value) -> Option<Receiver> {
    receiver_of_class(&value.class())
}

/// Whose members objects of a class have.
pub(super) fn receiver_of_class(class: &Class) -> Option<Receiver> {
    Some(match class {
        Class::Scalar(_) => Receiver::Array,
        Class::Tag(tag) => match tag {
            Tag::Array | Tag::Void | Tag::Record => Receiver::Array,
            Tag::Bytes => Receiver::Bytes,
            Tag::Complex => Receiver::Complex,
            Tag::Dict => Receiver::Dict,
            Tag::File => Receiver::File,
            Tag::Float => Receiver::Float,
            Tag::Bool | Tag::Int => Receiver::Int,
            Tag::List => Receiver::List,
            Tag::Npz => Receiver::Npz,
            Tag::Range => Receiver::Range,
            Tag::Set => Receiver::Set,
            Tag::Str => Receiver::Str,
            Tag::Tuple => Receiver::Tuple,
            Tag::Dispatcher => Receiver::Ufunc,
            other => return super::random::receiver(*other),
        },
        Class::User(_) if class.is_subclass(&Class::Tag(Tag::Tuple)) => Receiver::Tuple,
        Class::Family(_) | Class::Exception(_) | Class::User(_) => return None,
    })
}

/// The builtin that a name is as a method (or an attribute of the compiled zone's tables) of a value.
pub(super) fn method_of(value: &Value, name: &str) -> Option<BuiltinId> {
    if let Value::Builtin(id) = value {
        return if row(*id).is_universal() { host::member(Receiver::Ufunc, name) } else { None };
    }
    let receiver = receiver_of(value)?;
    match value {
        Value::Dispatcher(_, definition) if definition.decorator != Decorator::Vectorize => {
            host::member(Receiver::Dispatcher, name)
        }
        Value::Scalar(scalar) => {
            // A scalar of NumPy has what arrays have, and what the number of Python has.
            let number = match scalar.dtype().kind() {
                Kind::Complex => Receiver::Complex,
                Kind::Float => Receiver::Float,
                Kind::Bool | Kind::Signed | Kind::Unsigned => Receiver::Int,
            };
            let own = |found: &BuiltinId| host::host(*found).is_some();
            host::member(receiver, name).filter(own).or_else(|| host::member(number, name).filter(own))
        }
        _ => host::member(receiver, name),
    }
}

/// Enters a context that a builtin made; none: it is no context.
pub(super) fn enter_context(interp: &Interpreter<'_>, manager: &Value) -> Option<Outcome<Value>> {
    numpy::enter_context(interp.run, manager)
}

/// Leaves a context that a builtin made.
pub(super) fn exit_context(interp: &Interpreter<'_>, manager: &Value) {
    numpy::exit_context(interp.run, manager);
}
