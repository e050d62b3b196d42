//! The module `numba`: decorators, threads, types.
//!
//! Input: functions to compile, options, types. Output: dispatchers, types as values.
//! Never: compiling (the engine does), reading of signatures (the engine does).

use super::args::Args;
use super::python;
use crate::builtins::host::{Decorator, DispatcherMethod, Host, NumbaFunction as F, id_of};
use crate::builtins::prelude::walks;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::numpy;
use crate::host::object::{Class, Tag};
use crate::host::value::{Method, SliceValue, Value};
use crate::host::{Definition, Dict, Keywords, Outcome, RecordValue};
use crate::types::{
    ArrayType, BuiltinId, Dtype, FunctionId, Layout, Placing, RecordArray, RecordRef, RecordType, Signature, TableType,
    Type,
};
use std::sync::Arc;

/// Calls a decorator: on a function, or with options, which gives the decorator to be called on it.
pub(super) fn decorate(interp: &Interpreter<'_>, decorator: Decorator, id: BuiltinId, args: &Args) -> Outcome<Value> {
    match &args.rest[..] {
        [Value::Function(function), ..] => {
            let definition = Definition {
                function: Arc::clone(function),
                decorator,
                signatures: args.rest[1..].to_vec(),
                options: args.keywords.clone(),
            };
            let id = interp.run.engine.define(interp.run, definition.clone())?;
            Ok(Value::Dispatcher(id, Arc::new(definition)))
        }
        // `njit(njit(f), parallel=True)` compiles the function anew.
        [Value::Dispatcher(_, definition), ..] => {
            let again = Args {
                rest: std::iter::once(Value::Function(Arc::clone(&definition.function)))
                    .chain(args.rest[1..].iter().cloned())
                    .collect(),
                keywords: args.keywords.clone(),
                ..Args::default()
            };
            decorate(interp, decorator, id, &again)
        }
        signatures => {
            let pending = Pending { id, signatures: signatures.to_vec(), keywords: args.keywords.clone() };
            Ok(pending.into_value())
        }
    }
}

/// A decorator with its options, waiting for its function.
pub(super) struct Pending {
    id: BuiltinId,
    signatures: Vec<Value>,
    keywords: Vec<(Arc<str>, Value)>,
}

impl Pending {
    /// With positional arguments alone.
    pub(super) fn new(id: BuiltinId, signatures: Vec<Value>) -> Pending {
        Pending { id, signatures, keywords: Vec::new() }
    }

    /// A bound method of the decorator: called with a function, it decorates.
    pub(super) fn into_value(self) -> Value {
        let names = self.keywords.iter().map(|(name, _)| Value::Str(Arc::clone(name)));
        let names = Value::tuple(names);
        let values = Value::tuple(self.keywords.into_iter().map(|(_, value)| value));
        let signatures = Value::tuple(self.signatures);
        let receiver = Value::tuple([Value::Builtin(self.id), signatures, names, values]);
        Value::Method(Arc::new(Method { receiver, function: Value::Namespace(PENDING) }))
    }

    fn of_value(value: &Value) -> Option<Pending> {
        let Value::Tuple(parts) = value else { return None };
        let [Value::Builtin(id), Value::Tuple(signatures), Value::Tuple(names), Value::Tuple(values)] = &parts[..]
        else {
            return None;
        };
        let name = |value: &Value| value.as_str().map(Arc::from).unwrap_or_default();
        let keywords = names.iter().map(name).zip(values.iter().cloned()).collect();
        Some(Pending { id: *id, signatures: signatures.to_vec(), keywords })
    }
}

/// Marks what [`Pending::into_value`] made.
const PENDING: &str = "decorator";

/// Calls a decorator that has its options already; none: it is no such thing.
pub(in crate::host) fn call_pending(
    interp: &Interpreter<'_>,
    method: &Method,
    args: &[Value],
) -> Option<Outcome<Value>> {
    if !matches!(method.function, Value::Namespace(PENDING)) {
        return None;
    }
    let pending = Pending::of_value(&method.receiver)?;
    let [function @ (Value::Function(_) | Value::Dispatcher(..) | Value::Class(Class::User(_)))] = args else {
        return Some(Err(Exception::type_error("A jitted function must be a Python function")));
    };
    let mut all = vec![function.clone()];
    all.extend(pending.signatures);
    Some(super::call(interp, pending.id, &all, &pending.keywords))
}

/// Prints what a stage makes of a compiled function, for each signature that it has.
pub(super) fn inspect(interp: &Interpreter<'_>, method: DispatcherMethod, function: FunctionId) -> Outcome<Value> {
    let text = interp.run.engine.inspect(function, method)?;
    super::print::write_out(interp, &text)?;
    Ok(Value::None)
}

/// Calls a stencil.
pub(in crate::host) fn call_stencil(
    interp: &Interpreter<'_>,
    callee: &Value,
    args: &[Value],
    keywords: &Keywords,
) -> Outcome<Value> {
    let run = interp.run;
    let packed = Value::tuple(args.iter().cloned());
    match keywords {
        [] => run.engine.walk(run, walks::STENCIL, &[callee.clone(), packed]),
        [(name, out @ Value::Array(_))] if **name == *"out" => {
            run.engine.walk(run, walks::STENCIL_INTO, &[callee.clone(), packed, out.clone()])
        }
        [(name, _), ..] => {
            let text = format!("a stencil takes `out=`, an array, and not '{name}'");
            Err(Exception::type_error(text))
        }
    }
}

/// Calls a function of `numba`.
pub(super) fn call(interp: &Interpreter<'_>, id: BuiltinId, function: F, args: &Args) -> Outcome<Value> {
    match function {
        F::Prange => python::range(args),
        F::Jitclass => super::jitclass::decorate(interp, id, args),
        F::DeferredType => Ok(Value::Type(Arc::new(Type::Deferred(Arc::default())))),
        F::DefineType => define_type(args.at(0), args.at(1)),
        F::EmptyList => Ok(Value::list(Vec::new())),
        F::EmptyDict => {
            let columns = TableType { key: as_type(args.at(0))?, value: Some(as_type(args.at(1))?) };
            Ok(Value::dict(Dict::default().with_columns(Some(Arc::new(columns)))))
        }
        F::ListType => Ok(Value::Type(Arc::new(Type::list(as_type(args.at(0))?)))),
        F::DictType => Ok(Value::Type(Arc::new(Type::table(as_type(args.at(0))?, Some(as_type(args.at(1))?))))),
        F::GetNumThreads => Ok(Value::size(interp.run.engine.threads())),
        F::SetNumThreads => {
            let n = args.int(0, 1)?;
            let count = usize::try_from(n).ok().filter(|&n| n >= 1);
            let count = count.ok_or_else(|| {
                Exception::value_error("The number of threads must be between 1 and the number of cores")
            })?;
            interp.run.engine.set_threads(count)?;
            Ok(Value::None)
        }
        F::GetThreadId => Ok(Value::Int(0)),
        F::FromDtype => from_dtype(args.at(0)),
        F::Typeof => type_of(args.at(0)).map(|ty| Value::Type(Arc::new(ty))),
        F::Optional => Ok(Value::Type(Arc::new(Type::Optional(Arc::new(as_type(args.at(0))?))))),
        F::TupleType => {
            let items = interp.items(args.at(0))?.iter().map(as_type).collect::<Outcome<Vec<Type>>>()?;
            Ok(Value::Type(Arc::new(Type::tuple(items))))
        }
        F::UniTuple => {
            let (item, n) = (as_type(args.at(0))?, args.int(1, 0)?.max(0) as usize);
            Ok(Value::Type(Arc::new(Type::tuple(std::iter::repeat_n(item, n)))))
        }
    }
}

/// A value as a type of numba: `float64`, `float64[:]`, `int`, `None`.
pub(in crate::host) fn as_type(value: &Value) -> Outcome<Type> {
    match value {
        Value::Type(ty) => Ok((**ty).clone()),
        Value::None => Ok(Type::None),
        Value::Class(Class::Tag(Tag::Str)) => Ok(Type::Str),
        Value::Class(Class::User(class)) if let Some(own) = class.object_type() => Ok(Type::Object(Arc::clone(own))),
        other => match numpy::dtype(other).ok() {
            Some(dtype) if !matches!(other, Value::Str(_)) => Ok(Type::Scalar(dtype)),
            _ => Err(Exception::type_error(format!("{other:?} is not a numba type"))),
        },
    }
}

/// `deferred.define(type)`
fn define_type(deferred: &Value, ty: &Value) -> Outcome<Value> {
    let ty = as_type(ty)?;
    match deferred {
        Value::Type(own) if let Type::Deferred(own) = &**own => match own.define(ty) {
            true => Ok(Value::None),
            false => Err(Exception::type_error("deferred type already defined")),
        },
        other => Err(Exception::type_error(format!("{other:?} is no deferred type"))),
    }
}

/// What a type has: `class_type.instance_type`, `deferred.define`.
pub(in crate::host) fn type_attribute(ty: &Arc<Type>, name: &str) -> Option<Value> {
    match (&**ty, name) {
        (Type::Class(inner), "instance_type") => Some(Value::Type(Arc::clone(inner))),
        (Type::Deferred(_), "define") => {
            let function = Value::Builtin(id_of(Host::Numba(F::DefineType))?);
            Some(Value::Method(Arc::new(Method { receiver: Value::Type(Arc::clone(ty)), function })))
        }
        _ => None,
    }
}

/// `numba.typeof(value)`
fn type_of(value: &Value) -> Outcome<Type> {
    Ok(match value {
        Value::None => Type::None,
        Value::Bool(_) => Type::BOOL,
        Value::Int(_) => Type::INT64,
        Value::UInt(_) => Type::Scalar(Dtype::U64),
        Value::Float(_) => Type::FLOAT64,
        Value::Complex(..) => Type::Scalar(Dtype::C128),
        Value::Str(_) => Type::Str,
        Value::Scalar(scalar) => Type::Scalar(scalar.dtype()),
        Value::Array(array) => {
            let (dtype, ndim) = (array.dtype(), array.ndim() as u8);
            Type::Array(ArrayType { dtype, ndim, layout: array.layout(), mutable: array.is_mutable() })
        }
        Value::Record(record) => match &**record {
            RecordValue::Array(records) => Type::records(records.ty()),
            RecordValue::Void(one) | RecordValue::Record(one) => one.ty().element(),
            RecordValue::Dtype(record) => return Ok(record_type(record)),
        },
        Value::Tuple(items) => Type::tuple(items.iter().map(type_of).collect::<Outcome<Vec<_>>>()?),
        Value::List(items) => match crate::host::value::lock(items).first() {
            Some(first) => Type::list(type_of(first)?),
            None => return Err(Exception::value_error("cannot compute type of empty list")),
        },
        Value::Instance(object) if let Some((class, _)) = object.object() => Type::Object(Arc::clone(class)),
        other => {
            let message = format!("cannot determine Numba type of <class '{}'>", other.class().qualified_name());
            return Err(Exception::value_error(message));
        }
    })
}

/// `numba.from_dtype(dtype)`
fn from_dtype(value: &Value) -> Outcome<Value> {
    match numpy::record::layout(value, Placing::Packed)? {
        Some(record) => Ok(Value::Type(Arc::new(record_type(&record)))),
        None => as_type(value).map(|ty| Value::Type(Arc::new(ty))),
    }
}

/// The type of records of a layout.
fn record_type(record: &Arc<RecordType>) -> Type {
    Type::Record(RecordRef { record: Arc::clone(record), mutable: true })
}

/// `record[:]`
pub(in crate::host) fn record_array_type(it: &RecordRef, at: &Value) -> Outcome<Value> {
    let Value::Type(frame) = array_type(Dtype::U8, at)? else { return Err(Exception::type_error("no type of arrays")) };
    let layout = frame.as_array().map_or(Layout::A, |frame| frame.layout);
    let ndim = frame.as_array().map_or(1, |frame| frame.ndim);
    let array = RecordArray { record: Arc::clone(&it.record), ndim, layout, mutable: true };
    Ok(Value::Type(Arc::new(Type::records(array))))
}

/// `float64[:, ::1]`
pub(in crate::host) fn array_type(dtype: Dtype, at: &Value) -> Outcome<Value> {
    let axes = match at {
        Value::Tuple(axes) => axes.to_vec(),
        one => vec![one.clone()],
    };
    let is_unit = |axis: &Value| match axis {
        Value::Slice(slice) => Ok(matches!(&**slice, SliceValue { step: Value::Int(1), .. })),
        _ => Err(Exception::type_error(format!("'{dtype}' is subscripted with slices: {dtype}[:]"))),
    };
    let unit = axes.iter().map(is_unit).collect::<Outcome<Vec<bool>>>()?;
    let layout = match (unit.first(), unit.last()) {
        (_, Some(true)) => Layout::C,
        (Some(true), _) => Layout::F,
        _ => Layout::A,
    };
    Ok(Value::Type(Arc::new(Type::array(dtype, axes.len(), layout))))
}

/// Calls a type with types, which gives a signature: `float64[:](float64, int32)`.
pub(in crate::host) fn call_type(ty: &Type, args: &[Value]) -> Outcome<Value> {
    signature(ty, args)
        .ok_or_else(|| Exception::type_error(format!("{ty} is a type of signatures; it converts no values")))
}

/// `result(params)`; none: these are no types.
pub(in crate::host) fn signature(result: &Type, params: &[Value]) -> Option<Value> {
    let is_type = |value: &Value| matches!(value, Value::Type(_) | Value::Class(Class::Scalar(_)));
    if !params.iter().all(is_type) {
        return None;
    }
    let params = params.iter().map(as_type).collect::<Outcome<Vec<Type>>>().ok()?;
    Some(Value::Signature(Arc::new(Signature::of(params).returning(result.clone()))))
}

/// A builtin that is a type without parameters.
pub(super) fn type_constant(id: BuiltinId) -> Option<Value> {
    let ty = match crate::builtins::row(id).name() {
        "void" | "none" => Type::None,
        "unicode_type" | "string" => Type::Str,
        _ => return None,
    };
    crate::builtins::names::is_numba(crate::builtins::row(id).path).then(|| Value::Type(Arc::new(ty)))
}
