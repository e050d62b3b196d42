//! Python's own builtins.
//!
//! Input: arguments. Output: results, in CPython's words where they fail.
//! Never: methods.

use super::args::{Args, as_int};
use super::{class, file, list, math, print, sequence};
use crate::builtins::host::{self, Host, PythonFunction as F};
use crate::builtins::{library, row};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::iterate::{Items, Iter, Strictness};
use crate::host::key::{Dict, Key, Set};
use crate::host::object::{Class, Tag};
use crate::host::value::{RangeValue, SliceValue, Value};
use crate::host::{Outcome, ops, text};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::grants::Grant;
use crate::runtime::room;
use crate::runtime::text::{parse, string};
use crate::types::BinaryOp;
use std::sync::Arc;

/// Calls one.
pub(super) fn call(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    match function {
        F::Abs | F::Divmod | F::Pow | F::Round | F::Bin | F::Oct | F::Hex | F::Hash => {
            math::call_python(interp, function, args)
        }
        F::Bool => args.flag(interp, 0, false).map(Value::Bool),
        F::Int => int(interp, args),
        F::Float => float(interp, args.get(0)),
        F::Complex => complex(interp, args),
        F::Str => match args.get(0) {
            None => Ok(Value::str("")),
            Some(value) => text::str(interp, value).map(Value::from),
        },
        F::Repr => text::repr(interp, args.at(0)).map(Value::from),
        F::Ascii => text::repr(interp, args.at(0)).map(|repr| Value::from(string::ascii(&repr))),
        F::Format => text::format(interp, args.at(0), args.str_or(1, "")?).map(Value::from),
        F::Chr => chr(args),
        F::Ord => ord(args.at(0)),
        F::Bytes => bytes(interp, args),
        F::Len => ops::length(interp, args.at(0)).map(Value::size),
        F::Print => print::print(interp, args),
        F::Input => print::input(interp, args),
        F::Open => {
            interp.run.ask(Grant::Files)?;
            file::open(args)
        }
        _ => call_container(interp, function, args),
    }
}

/// Those that make or read containers and iterators.
fn call_container(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let items = |index: usize| match args.get(index) {
        None => Ok(Vec::new()),
        Some(value) => interp.items(value),
    };
    match function {
        F::List => Ok(Value::list(items(0)?)),
        F::Tuple => match args.get(0) {
            Some(tuple @ Value::Tuple(_)) => Ok(tuple.clone()),
            _ => Ok(Value::Tuple(items(0)?.into())),
        },
        F::Set => Ok(Value::set(items(0)?.into_iter().map(Key::new).collect::<Outcome<Set>>()?)),
        F::Dict => dict(interp, args),
        F::Range => range(args),
        F::Slice => slice(args),
        F::All | F::Any => {
            let mut items = Items::of(interp, args.at(0))?;
            while let Some(item) = items.next(interp)? {
                if interp.truth(&item)? == (function == F::Any) {
                    return Ok(Value::Bool(function == F::Any));
                }
            }
            Ok(Value::Bool(function == F::All))
        }
        F::Sum => sum(interp, args),
        F::Min | F::Max => sequence::extreme(interp, args, function == F::Max),
        F::Sorted => {
            let mut sorted = items(0)?;
            list::sort(interp, &mut sorted, args.some(1), args.flag(interp, 2, false)?)?;
            Ok(Value::list(sorted))
        }
        F::Enumerate => {
            let inner = interp.iter(args.at(0))?;
            let start = i128::from(args.int(1, 0)?);
            Ok(Value::Iterator(Iter::new(Tag::Enumerate, Items::Enumerate(inner, start))))
        }
        F::Zip => {
            let iters = args.rest.iter().map(|item| interp.iter(item)).collect::<Outcome<Vec<_>>>()?;
            let strictness = if args.flag(interp, 0, false)? { Strictness::Strict } else { Strictness::Lenient };
            Ok(Value::Iterator(Iter::new(Tag::Zip, Items::Zip(iters, strictness))))
        }
        F::Map => {
            let sources = [args.at(1)].into_iter().chain(&args.rest);
            let iters = sources.map(|item| interp.iter(item)).collect::<Outcome<Vec<_>>>()?;
            Ok(Value::Iterator(Iter::new(Tag::Map, Items::Map(args.at(0).clone(), iters))))
        }
        F::Filter => {
            let inner = interp.iter(args.at(1))?;
            Ok(Value::Iterator(Iter::new(Tag::Filter, Items::Filter(args.at(0).clone(), inner))))
        }
        F::Reversed => sequence::reversed(interp, args.at(0)),
        F::Iter => interp.iter(args.at(0)).map(Value::Iterator),
        F::Next => next(interp, args),
        _ => call_object(interp, function, args),
    }
}

/// Those that look at objects and classes.
fn call_object(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let name = |index: usize| -> Outcome<Arc<str>> {
        match args.at(index) {
            Value::Str(name) => Ok(Arc::clone(name)),
            _ => Err(Exception::type_error("attribute name must be string")),
        }
    };
    match function {
        F::Isinstance => class::is_instance(args.at(0), args.at(1)).map(Value::Bool),
        F::Issubclass => match (args.at(0), args.at(1)) {
            (Value::Class(a), Value::Class(b)) => Ok(Value::Bool(a.is_subclass(b))),
            _ => Err(Exception::type_error("issubclass() arg 1 must be a class")),
        },
        F::Type if args.get(1).is_some() => {
            interp.make_class(&name(0)?, args.at(1), args.get(2).unwrap_or(&Value::None))
        }
        F::Type => Ok(Value::Class(args.at(0).class())),
        F::Callable => Ok(Value::Bool(match args.at(0) {
            Value::Function(_) | Value::Builtin(_) | Value::Dispatcher(..) | Value::Method(_) | Value::Class(_) => true,
            other => interp.special_method(other, "__call__").is_some(),
        })),
        F::Getattr => match interp.attribute(args.at(0), &name(1)?) {
            Err(error) if error.kind() == ExceptionKind::AttributeError && args.get(2).is_some() => {
                Ok(args.at(2).clone())
            }
            result => result,
        },
        F::Vars => interp.attribute(args.at(0), "__dict__"),
        F::Hasattr => match interp.attribute(args.at(0), &name(1)?) {
            Ok(_) => Ok(Value::Bool(true)),
            Err(error) if error.kind() == ExceptionKind::AttributeError => Ok(Value::Bool(false)),
            Err(error) => Err(error),
        },
        F::Setattr => interp.set_attribute(args.at(0), &name(1)?, args.at(2).clone()).map(|()| Value::None),
        F::Id => {
            let address =
                args.at(0).address().unwrap_or_else(|| crate::host::functions::math::hash_of(args.at(0)) as usize);
            Ok(Value::Int(address as i64))
        }
        F::Property | F::Staticmethod | F::Classmethod => descriptor(interp, function, args),
        F::Object => Ok(Value::Namespace("object")),
        F::Super => match (args.at(0), args.at(1)) {
            (Value::Class(Class::User(owner)), object) => {
                Ok(Value::Super(Arc::new((Arc::clone(owner), object.clone()))))
            }
            _ => Err(Exception::new(ExceptionKind::RuntimeError, "super(): no arguments")),
        },
        _ => Ok(Value::None),
    }
}

/// Makes a descriptor, whose class is written in our own language.
fn descriptor(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let module = interp.library(library::DESCRIPTORS)?;
    let name = host::id_of(Host::Python(function)).map_or("", |id| row(id).name());
    let class = module.globals.get(name).ok_or_else(|| module.no_attribute(name))?;
    let given: Vec<Value> = (0..3).map_while(|n| args.get(n).cloned()).collect();
    interp.call(&class, &given, &[])
}

fn int(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let Some(value) = args.get(0) else { return Ok(Value::Int(0)) };
    if let Value::Str(text) = value {
        let base = args.int(1, 10)?;
        if base != 0 && !(2..=36).contains(&base) {
            return Err(Exception::value_error("int() base must be >= 2 and <= 36, or 0"));
        }
        return Value::int(parse::parse_int(text, base as u32)?);
    }
    if args.get(1).is_some() {
        return Err(Exception::type_error("int() can't convert non-string with explicit base"));
    }
    if let Some(int) = value.as_int() {
        return Value::int(int);
    }
    let method = interp.special_method(value, "__int__").or_else(|| interp.special_method(value, "__index__"));
    if let Some(method) = method {
        return interp.call(&method, &[], &[]);
    }
    let float = match value {
        Value::Array(array) if array.ndim() != 0 => return Err(not_a_scalar()),
        Value::Array(array) => array.item().map(|item| item.as_f64()),
        other => other.as_float(),
    };
    let Some(float) = float else {
        return Err(Exception::type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            value.type_name()
        )));
    };
    float_to_int(float)
}

fn not_a_scalar() -> Exception {
    Exception::type_error("only 0-dimensional arrays can be converted to Python scalars")
}

/// The whole part of a float as an int.
pub(super) fn float_to_int(float: f64) -> Outcome<Value> {
    if float.is_nan() {
        return Err(Exception::value_error("cannot convert float NaN to integer"));
    }
    if float.is_infinite() {
        return Err(Exception::new(ExceptionKind::OverflowError, "cannot convert float infinity to integer"));
    }
    if float.abs() >= 2f64.powi(100) {
        return Err(Exception::int_overflow());
    }
    Value::int(float as i128)
}

fn float(interp: &Interpreter<'_>, value: Option<&Value>) -> Outcome<Value> {
    let Some(value) = value else { return Ok(Value::Float(0.0)) };
    if let Some(method) = interp.special_method(value, "__float__") {
        return interp.call(&method, &[], &[]);
    }
    if let Value::Str(text) = value {
        return Ok(Value::Float(parse::parse_float(text)?));
    }
    let number = match value {
        Value::Array(array) if array.ndim() == 0 => array.item().map(|item| item.as_f64()),
        Value::Array(_) => return Err(not_a_scalar()),
        other => other.as_float(),
    };
    number.map(Value::Float).ok_or_else(|| {
        let message = format!("float() argument must be a string or a real number, not '{}'", value.type_name());
        Exception::type_error(message)
    })
}

fn complex(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    if let Some(Value::Str(text)) = args.get(0) {
        let (re, im) = parse::parse_complex(text)?;
        return Ok(Value::Complex(re, im));
    }
    if let Some(method) = args.get(0).and_then(|value| interp.special_method(value, "__complex__")) {
        return interp.call(&method, &[], &[]);
    }
    let part = |index: usize| -> Outcome<(f64, f64)> {
        match args.get(index) {
            None => Ok((0.0, 0.0)),
            Some(Value::Complex(re, im)) => Ok((*re, *im)),
            Some(Value::Scalar(scalar)) => Ok((scalar.as_complex().re, scalar.as_complex().im)),
            Some(other) => other.as_float().map(|re| (re, 0.0)).ok_or_else(|| {
                let name = other.type_name();
                Exception::type_error(format!("complex() argument must be a string or a number, not '{name}'"))
            }),
        }
    };
    let ((a, b), (c, d)) = (part(0)?, part(1)?);
    // `complex(x, y)` is `x + y * 1j`; real parts keep the signs of their zeros.
    let is_complex = |index: usize| match args.get(index) {
        Some(Value::Scalar(scalar)) => scalar.dtype().is_complex(),
        other => other.is_some_and(|part| matches!(part.class(), Class::Tag(Tag::Complex))),
    };
    Ok(Value::Complex(if is_complex(1) { a - d } else { a }, if is_complex(0) { b + c } else { c }))
}

fn chr(args: &Args) -> Outcome<Value> {
    let code = as_int(args.at(0))?;
    let c = u32::try_from(code).ok().and_then(char::from_u32);
    c.map(|c| Value::from(c.to_string())).ok_or_else(|| Exception::value_error("chr() arg not in range(0x110000)"))
}

fn ord(value: &Value) -> Outcome<Value> {
    let Some(text) = value.as_str() else {
        let message = format!("ord() expected string of length 1, but {} found", value.type_name());
        return Err(Exception::type_error(message));
    };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(Value::Int(u32::from(c).into())),
        _ => {
            let n = text.chars().count();
            Err(Exception::type_error(format!("ord() expected a character, but string of length {n} found")))
        }
    }
}

fn bytes(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let bytes: Vec<u8> = match args.get(0) {
        None => Vec::new(),
        Some(Value::Int(n)) => {
            room::filled(0, usize::try_from(*n).map_err(|_| Exception::value_error("negative count"))?)?
        }
        Some(Value::Str(_)) => return Err(Exception::type_error("string argument without an encoding")),
        Some(value) => {
            let wrong = || Exception::value_error("bytes must be in range(0, 256)");
            let item = |item: &Value| u8::try_from(as_int(item)?).map_err(|_| wrong());
            interp.items(value)?.iter().map(item).collect::<Outcome<_>>()?
        }
    };
    Ok(Value::Bytes(room::shared(bytes)?))
}

fn dict(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let mut dict = Dict::default();
    match &args.rest[..] {
        [] => {}
        [source] => super::container::update(interp, &mut dict, source)?,
        many => {
            let message = format!("dict expected at most 1 argument, got {}", many.len());
            return Err(Exception::type_error(message));
        }
    }
    for (name, value) in &args.keywords {
        dict.insert(Key::str(name), value.clone());
    }
    Ok(Value::dict(dict))
}

/// `range(start, stop, step)`; also `prange`.
pub(super) fn range(args: &Args) -> Outcome<Value> {
    let (start, stop) = match args.some(1) {
        None => (0, as_int(args.at(0))?),
        Some(stop) => (as_int(args.at(0))?, as_int(stop)?),
    };
    let step = args.optional_int(2)?.unwrap_or(1);
    if step == 0 {
        return Err(Exception::value_error("range() arg 3 must not be zero"));
    }
    Ok(Value::Range(Arc::new(RangeValue { start, stop, step })))
}

fn slice(args: &Args) -> Outcome<Value> {
    let given = |index: usize| args.get(index).cloned().unwrap_or(Value::None);
    let (start, stop) = match args.get(1) {
        None => (Value::None, given(0)),
        Some(stop) => (given(0), stop.clone()),
    };
    Ok(Value::Slice(Arc::new(SliceValue { start, stop, step: given(2) })))
}

fn sum(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let mut total = args.get(1).cloned().unwrap_or(Value::Int(0));
    if matches!(total, Value::Str(_)) {
        return Err(Exception::type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    let mut items = Items::of(interp, args.at(0))?;
    while let Some(item) = items.next(interp)? {
        total = ops::binary(interp, BinaryOp::Add, &total, &item)?;
    }
    Ok(total)
}

fn next(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let item = match args.at(0) {
        Value::Iterator(iter) => iter.next(interp)?,
        object @ Value::Instance(_) => match interp.special_method(object, "__next__") {
            Some(method) => Some(interp.call(&method, &[], &[])?),
            None => return Err(not_iterator(object)),
        },
        Value::File(source) => file::next_line(source)?,
        other => return Err(not_iterator(other)),
    };
    match (item, args.get(1)) {
        (Some(item), _) => Ok(item),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Exception::with_args(Class::Exception(ExceptionKind::StopIteration), Vec::new())),
    }
}

fn not_iterator(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object is not an iterator", value.type_name()))
}
