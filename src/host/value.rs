//! Values of the host zone.
//!
//! Input: literals, results of calls. Output: [`Value`]: cheap to clone, shared as Python's objects are.
//! Never: what operators and attributes do (`ops`), text (`text`).

use super::exception::Exception;
use super::globals::{Cell, Globals};
use super::iterate::Iter;
use super::key::{Dict, Key, Set};
use super::object::{Class, Instance, UserClass};
use super::random::Random;
use super::record::RecordValue;
use super::sibling::Sibling;
use super::tuple::TupleValue;
use super::view::View;
use super::{Definition, Outcome};
use crate::builtins;
use crate::hir;
use crate::runtime::array::{Array, Scalar};
use crate::types::{BuiltinId, Constant, Dtype, FunctionId, Signature, Type};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A value of the host zone.
///
/// The tag is a whole word: a value with a tag of one byte is moved in pieces that overlap, and each load of one waits for the
/// stores before it.
#[derive(Clone)]
#[repr(u64)]
pub enum Value {
    /// `None`
    None,
    /// `...`
    Ellipsis,
    /// `True`, `False`
    Bool(bool),
    /// An int within int64.
    Int(i64),
    /// An int above int64 that fits uint64.
    UInt(u64),
    /// A Python float.
    Float(f64),
    /// A Python complex.
    Complex(f64, f64),
    /// A string.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A scalar of NumPy.
    Scalar(Scalar),
    /// An array.
    Array(Arc<Array>),
    /// A tuple.
    Tuple(TupleValue),
    /// A list.
    List(Arc<Mutex<Vec<Value>>>),
    /// A dict.
    Dict(Arc<Mutex<Dict>>),
    /// A view of a dict.
    View(Arc<View>),
    /// A set.
    Set(Arc<Mutex<Set>>),
    /// `range(..)`
    Range(Arc<RangeValue>),
    /// `slice(..)`
    Slice(Arc<SliceValue>),
    /// An iterator or generator.
    Iterator(Arc<Iter>),
    /// A function of the host zone.
    Function(Arc<HostFunction>),
    /// A compiled function.
    Dispatcher(FunctionId, Arc<Definition>),
    /// A builtin function.
    Builtin(BuiltinId),
    /// A method of a value.
    Method(Arc<Method>),
    /// A module that numjit has, by its dotted path.
    Module(&'static str),
    /// A module that is a file beside the script.
    Sibling(Arc<Sibling>),
    /// A class.
    Class(Class),
    /// `dtype('float64')`
    Dtype(Dtype),
    /// A type of numba that is no dtype: `float64[:]`, a signature's parts.
    Type(Arc<Type>),
    /// A signature: `float64(float64[:], int32)`.
    Signature(Arc<Signature>),
    /// An exception object.
    Exception(Exception),
    /// An object of a class of the script.
    Instance(Arc<Instance>),
    /// `super()` of a class, for an object.
    Super(Arc<(Arc<UserClass>, Value)>),
    /// An open file.
    File(Arc<File>),
    /// What `np.load` gives for an archive.
    Npz(Arc<NpzFile>),
    /// A generator of random numbers, or what seeds one.
    Random(Arc<Random>),
    /// A structured dtype, an array of records, a record.
    Record(Arc<RecordValue>),
    /// A value of a library module that only has attributes, such as `numba.config`.
    Namespace(&'static str),
}

const _: () = assert!(size_of::<Value>() == 32 && size_of::<super::Outcome<Value>>() == 32);

/// `range(start, stop, step)`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RangeValue {
    /// First.
    pub start: i64,
    /// Bound.
    pub stop: i64,
    /// Not zero.
    pub step: i64,
}

impl RangeValue {
    /// How many ints.
    #[must_use]
    pub fn len(self) -> u64 {
        let (start, stop, step) = (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let distance = if step > 0 { stop - start } else { start - stop };
        if distance <= 0 { 0 } else { ((distance - 1) / step.abs() + 1) as u64 }
    }

    /// Has it none?
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Number `index`, which is below the length.
    #[must_use]
    pub fn item(self, index: u64) -> i64 {
        self.start.wrapping_add((index as i64).wrapping_mul(self.step))
    }
}

/// `slice(start, stop, step)`
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SliceValue {
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

/// A function object of the host zone.
pub struct HostFunction {
    pub(super) hir: Arc<hir::Function>,
    pub(super) globals: Arc<Globals>,
    /// What its global names mean: a slot of the globals, and the builtin that shows where the slot is empty.
    pub(super) names: Arc<[GlobalName]>,
    pub(super) cells: Vec<Arc<Cell>>,
    pub(super) defaults: Vec<Value>,
    /// The class whose body it stands in, for `super()`; set when the class is made.
    pub(super) owner: std::sync::OnceLock<std::sync::Weak<UserClass>>,
    /// Annotations of parameters that are numba types.
    pub(super) annotations: Vec<(usize, Value)>,
}

/// See [`HostFunction`].
#[derive(Clone)]
pub(super) struct GlobalName {
    pub slot: usize,
    pub builtin: Option<Value>,
}

impl HostFunction {
    /// The globals of its module.
    #[must_use]
    pub fn globals(&self) -> &Arc<Globals> {
        &self.globals
    }

    /// The captured variables, in the order of [`hir::Function::captures`].
    #[must_use]
    pub fn cells(&self) -> &[Arc<Cell>] {
        &self.cells
    }

    /// The default values of the parameters that have one, in order.
    #[must_use]
    pub fn defaults(&self) -> &[Value] {
        &self.defaults
    }

    /// Parameters (by index) that are annotated with a numba type.
    #[must_use]
    pub fn annotations(&self) -> &[(usize, Value)] {
        &self.annotations
    }

    /// What a global name means now: a variable of its module, else a builtin.
    #[must_use]
    pub fn global(&self, name: &str) -> Option<Value> {
        self.globals.get(name).or_else(|| builtin_value(name))
    }
}

/// The builtin that a global name means, if no variable hides it.
#[must_use]
pub fn builtin_value(name: &str) -> Option<Value> {
    if let Some(kind) = builtins::names::exception(name) {
        return Some(Value::Class(Class::Exception(kind)));
    }
    if name.contains('.') {
        return None;
    }
    builtins::lookup(name).map(Value::of_builtin)
}

/// `value.method`
pub struct Method {
    /// The object.
    pub receiver: Value,
    /// What is called with it: a builtin, a function, a dispatcher.
    pub function: Value,
}

/// An open file.
pub struct File {
    /// Its name, for messages.
    pub name: Arc<str>,
    /// Its mode.
    pub mode: Arc<str>,
    pub(super) state: Mutex<super::functions::file::FileState>,
}

/// What `np.load` gives for a `.npz` archive.
pub struct NpzFile {
    /// Names and arrays, in the archive's order.
    pub entries: Vec<(Arc<str>, Arc<Array>)>,
}

/// Locks, ignoring that another thread panicked meanwhile: the data is whole after every step.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Value {
    /// A string.
    #[must_use]
    pub fn str(text: impl AsRef<str>) -> Value {
        Value::Str(text.as_ref().into())
    }

    /// A tuple.
    #[must_use]
    pub fn tuple(items: impl IntoIterator<Item = Value>) -> Value {
        Value::Tuple(items.into_iter().collect())
    }

    /// A new list.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Arc::new(Mutex::new(items)))
    }

    /// A new dict.
    #[must_use]
    pub fn dict(dict: Dict) -> Value {
        Value::Dict(Arc::new(Mutex::new(dict)))
    }

    /// A new dict of these entries; none: a key cannot be hashed.
    pub fn dict_of(entries: impl IntoIterator<Item = (Value, Value)>) -> Option<Value> {
        let entries = entries.into_iter().map(|(key, value)| Ok((Key::new(key)?, value)));
        entries.collect::<Outcome<Dict>>().ok().map(Value::dict)
    }

    /// A new set.
    #[must_use]
    pub fn set(set: Set) -> Value {
        Value::Set(Arc::new(Mutex::new(set)))
    }

    /// An array.
    #[must_use]
    pub fn array(array: Array) -> Value {
        Value::Array(Arc::new(array))
    }

    /// An int of any size that 64 bits hold.
    ///
    /// # Errors
    /// OverflowError for others: ints never wrap.
    pub fn int(value: i128) -> Outcome<Value> {
        if let Ok(small) = i64::try_from(value) {
            return Ok(Value::Int(small));
        }
        u64::try_from(value).map(Value::UInt).map_err(|_| Exception::int_overflow())
    }

    /// A length or index.
    #[must_use]
    pub fn size(value: usize) -> Value {
        Value::Int(value as i64)
    }

    /// The value that a builtin's name means.
    #[must_use]
    pub fn of_builtin(id: BuiltinId) -> Value {
        super::functions::value_of(id)
    }

    /// A constant of the compiled zone as a value.
    #[must_use]
    pub fn of_constant(constant: &Constant) -> Value {
        match constant {
            Constant::None => Value::None,
            Constant::Ellipsis => Value::Ellipsis,
            Constant::Bool(value) => Value::Bool(*value),
            Constant::Int(value) => Value::Int(*value),
            Constant::UInt(value) => Value::UInt(*value),
            Constant::Float(value) => Value::Float(*value),
            Constant::Float32(value) => Value::Scalar(Scalar::F32(*value)),
            Constant::Complex(re, im) => Value::Complex(*re, *im),
            Constant::Str(text) => Value::Str(Arc::clone(text)),
            Constant::Tuple(items) => Value::tuple(items.iter().map(Value::of_constant)),
        }
    }

    /// Python's `is`.
    #[must_use]
    pub fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::None, Value::None) | (Value::Ellipsis, Value::Ellipsis) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::UInt(a), Value::UInt(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            (Value::Scalar(Scalar::Bool(a)), Value::Scalar(Scalar::Bool(b))) => a == b,
            (Value::Str(a), Value::Str(b)) => Arc::ptr_eq(a, b) || a == b,
            (Value::Tuple(a), Value::Tuple(b)) => Arc::ptr_eq(&a.items, &b.items) || (a.is_empty() && b.is_empty()),
            (Value::Class(a), Value::Class(b)) => a == b,
            (Value::Dtype(a), Value::Dtype(b)) => a == b,
            (Value::Builtin(a), Value::Builtin(b)) => a == b,
            (Value::Module(a), Value::Module(b)) => a == b,
            (Value::Dispatcher(a, _), Value::Dispatcher(b, _)) => a == b,
            _ => self.address().is_some_and(|address| other.address() == Some(address)),
        }
    }

    /// Where a shared object lives: its identity.
    #[must_use]
    pub fn address(&self) -> Option<usize> {
        fn at<T: ?Sized>(shared: &Arc<T>) -> usize {
            Arc::as_ptr(shared).cast::<u8>() as usize
        }
        Some(match self {
            Value::Array(object) => at(object),
            Value::Tuple(object) => at(&object.items),
            Value::List(object) => at(object),
            Value::Dict(object) => at(object),
            Value::Set(object) => at(object),
            Value::View(object) => at(object),
            Value::Range(object) => at(object),
            Value::Slice(object) => at(object),
            Value::Iterator(object) => at(object),
            Value::Function(object) => at(object),
            Value::Method(object) => at(object),
            Value::Instance(object) => object.object().map_or_else(|| at(object), |(_, own)| own.as_ptr() as usize),
            Value::Sibling(object) => at(object),
            Value::Exception(object) => object.address(),
            Value::File(object) => at(object),
            Value::Npz(object) => at(object),
            Value::Random(object) => at(object),
            Value::Record(object) => at(object),
            Value::Str(object) => at(object),
            Value::Bytes(object) => at(object),
            _ => return None,
        })
    }

    /// The exact int of an int or bool, NumPy's included.
    #[must_use]
    pub fn as_int(&self) -> Option<i128> {
        match self {
            Value::Bool(value) => Some(i128::from(*value)),
            Value::Int(value) => Some(i128::from(*value)),
            Value::UInt(value) => Some(i128::from(*value)),
            Value::Scalar(scalar) => scalar.as_i128(),
            _ => None,
        }
    }

    /// A real number as a float, NumPy's included.
    #[must_use]
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Value::Float(value) => Some(*value),
            Value::Scalar(scalar) if !scalar.dtype().is_complex() => Some(scalar.as_f64()),
            other => other.as_int().map(|value| value as f64),
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Is it a number of Python (bool included) rather than NumPy's?
    #[must_use]
    pub fn is_python_number(&self) -> bool {
        matches!(self, Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::Complex(..))
    }
}

impl std::fmt::Debug for HostFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<function {}>", self.hir.qualname)
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match super::text::plain_repr(self) {
            Some(text) => f.write_str(&text),
            None => write!(f, "<{}>", self.class().name()),
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Float(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::str(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Str(value.into())
    }
}

impl From<Array> for Value {
    fn from(value: Array) -> Self {
        Value::array(value)
    }
}
