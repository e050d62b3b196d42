//! What compiled functions see around them: globals, closure cells and defaults, frozen as constants.
//!
//! Input: function objects of the host zone. Output: [`Binding`]s. Never: types of expressions.

use super::dispatcher::{Dispatcher, Dispatchers};
use crate::host::{Class, Globals, RecordValue, Sibling, Value, tuple_class};
use crate::infer::{self, Binding, Environment, FunctionInfo};
use crate::runtime::array::{Array, Scalar};
use crate::types::{ArrayType, Constant, FunctionId, RecordArray, RecordRef, SiblingId, Type};
use std::sync::{Arc, PoisonError, RwLock};

/// Arrays that compiled code reads where they are.
#[derive(Default)]
pub struct Frozen(RwLock<Captured>);

#[derive(Default)]
struct Captured {
    /// By number; shared with who compiles.
    arrays: Arc<Vec<Array>>,
    /// The numbers of those that were not let go.
    held: Vec<u32>,
}

impl Frozen {
    /// The number of an array; the same array has one number.
    fn number(&self, array: &Array) -> u32 {
        let mut captured = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Captured { arrays, held } = &mut *captured;
        let same = |number: &&u32| {
            let other = &arrays[**number as usize];
            (other.data(), other.dtype(), other.shape(), other.strides())
                == (array.data(), array.dtype(), array.shape(), array.strides())
        };
        if let Some(&number) = held.iter().find(same) {
            return number;
        }
        let number = arrays.len() as u32;
        Arc::make_mut(arrays).push(array.clone().read_only());
        held.push(number);
        number
    }

    /// Lets arrays go that no code reads; their numbers stay taken.
    pub fn release(&self) {
        let mut captured = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Captured { arrays, held } = &mut *captured;
        let arrays = Arc::make_mut(arrays);
        held.retain(|&number| {
            let array = &mut arrays[number as usize];
            if array.is_only_handle()
                && let Ok(empty) = Array::empty(None, array.dtype(), &[0])
            {
                *array = empty;
                return false;
            }
            true
        });
    }

    /// All of them, by number.
    pub fn arrays(&self) -> Arc<Vec<Array>> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).arrays)
    }
}

/// Modules that are files beside scripts, as compiled functions name them.
#[derive(Default)]
pub struct Siblings(RwLock<Vec<Arc<Sibling>>>);

impl Siblings {
    /// The number of a module; the same module has one number.
    fn number(&self, sibling: &Arc<Sibling>) -> SiblingId {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let found = all.iter().position(|other| Arc::ptr_eq(other, sibling)).unwrap_or_else(|| {
            all.push(sibling.clone());
            all.len() - 1
        });
        SiblingId(found as u32)
    }

    /// Empties the places of modules with these variables; their numbers stay taken.
    pub fn forget(&self, modules: &[Arc<Globals>]) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_own = |sibling: &&mut Arc<Sibling>| modules.iter().any(|own| Arc::ptr_eq(own, &sibling.globals));
        for place in all.iter_mut().filter(is_own) {
            *place = place.emptied();
        }
    }

    fn get(&self, id: SiblingId) -> Arc<Sibling> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)[id.0 as usize].clone()
    }
}

/// The environment of all functions of an engine.
pub struct HostEnvironment<'a> {
    /// The function objects.
    pub dispatchers: &'a Dispatchers,
    /// Where captured arrays go.
    pub frozen: &'a Frozen,
    /// Where modules go that are files.
    pub siblings: &'a Siblings,
}

impl HostEnvironment<'_> {
    fn dispatcher(&self, function: FunctionId) -> Arc<Dispatcher> {
        self.dispatchers.get(function)
    }

    /// A value of the host zone as compiled code sees it.
    fn bind(&self, value: &Value) -> Binding {
        match value {
            Value::None => Binding::Constant(Constant::None),
            Value::Ellipsis => Binding::Constant(Constant::Ellipsis),
            Value::Bool(value) => Binding::Constant(Constant::Bool(*value)),
            Value::Int(value) => Binding::Constant(Constant::Int(*value)),
            Value::UInt(value) => Binding::Constant(Constant::UInt(*value)),
            Value::Float(value) => Binding::Constant(Constant::Float(*value)),
            Value::Complex(re, im) => Binding::Constant(Constant::Complex(*re, *im)),
            Value::Str(text) => Binding::Constant(Constant::Str(text.clone())),
            Value::Scalar(scalar) => Binding::Constant(constant_of(*scalar)),
            Value::Array(array) => {
                let ty = ArrayType {
                    dtype: array.dtype(),
                    ndim: array.ndim() as u8,
                    layout: array.layout(),
                    mutable: false,
                };
                Binding::Array(ty, self.frozen.number(array))
            }
            Value::Record(record) => match &**record {
                RecordValue::Dtype(record) => {
                    Binding::Type(Arc::new(Type::Record(RecordRef { record: Arc::clone(record), mutable: true })))
                }
                RecordValue::Array(records) => {
                    let ty = RecordArray { mutable: false, ..records.ty() };
                    Binding::Records(Arc::new(ty), self.frozen.number(records.first_bytes()))
                }
                _ => Binding::Unsupported("a record".to_string()),
            },
            Value::Tuple(items) => {
                let class = items.class.as_ref().and_then(tuple_class);
                Binding::Tuple(items.iter().map(|item| self.bind(item)).collect(), class)
            }
            Value::Dispatcher(function, _) => Binding::Function(*function),
            Value::Function(function) => Binding::Function(self.dispatchers.of_host(function)),
            Value::Builtin(builtin) => Binding::Builtin(*builtin),
            Value::Module(path) => Binding::Module((*path).into()),
            Value::Sibling(sibling) => Binding::Sibling(self.siblings.number(sibling), sibling.name.clone()),
            Value::Dtype(dtype) | Value::Class(Class::Scalar(dtype)) => Binding::Dtype(*dtype),
            Value::Class(Class::Exception(kind)) => Binding::Exception(kind.name().into()),
            Value::Class(Class::User(class)) if let Some(class) = tuple_class(class) => Binding::TupleClass(class),
            Value::Class(Class::User(class)) if let Some(ty) = class.object_type() => {
                Binding::Type(Arc::new(Type::Object(Arc::clone(ty))))
            }
            Value::Class(Class::User(class)) if let Some(inner) = class.compiled() => self.bind(&inner),
            Value::Instance(object) if let Some(inner) = object.compiled() => self.bind(&inner),
            Value::Class(class) => match infer::binding_of_builtin(class.name()) {
                Some(binding) => binding,
                None => Binding::Unsupported(format!("the class {}", class.name())),
            },
            Value::Type(ty) => Binding::Type(Arc::clone(ty)),
            other => Binding::Unsupported(format!("a {}", other.type_name())),
        }
    }
}

/// A scalar of NumPy as a constant.
pub(super) fn constant_of(scalar: Scalar) -> Constant {
    match scalar {
        Scalar::Bool(value) => Constant::Bool(value),
        Scalar::F32(value) => Constant::Float32(value),
        Scalar::F64(value) => Constant::Float(value),
        Scalar::C64(value) => Constant::Complex(f64::from(value.re), f64::from(value.im)),
        Scalar::C128(value) => Constant::Complex(value.re, value.im),
        Scalar::U64(value) => Constant::UInt(value),
        int => Constant::Int(int.as_i64()),
    }
}

impl Environment for HostEnvironment<'_> {
    fn function(&self, id: FunctionId) -> FunctionInfo {
        self.dispatcher(id).info()
    }

    fn global(&self, function: FunctionId, name: &str) -> Option<Binding> {
        let dispatcher = self.dispatcher(function);
        if let Some(value) = dispatcher.host.as_ref().and_then(|host| host.globals().get(name)) {
            return Some(self.bind(&value));
        }
        infer::binding_of_builtin(name).filter(|_| !name.contains('.'))
    }

    fn names(&self, function: FunctionId) -> Vec<Arc<str>> {
        self.dispatcher(function).host.as_ref().map(|host| host.globals().names()).unwrap_or_default()
    }

    fn variable(&self, sibling: SiblingId, name: &str) -> Option<Binding> {
        let value = self.siblings.get(sibling).globals.get(name)?;
        Some(self.bind(&value))
    }

    fn captured(&self, function: FunctionId, index: usize) -> Option<Binding> {
        let dispatcher = self.dispatcher(function);
        let value = dispatcher.host.as_ref()?.cells().get(index)?.get()?;
        Some(self.bind(&value))
    }

    fn default(&self, function: FunctionId, index: usize) -> Option<Binding> {
        let dispatcher = self.dispatcher(function);
        let value = dispatcher.default(index)?;
        Some(self.bind(&value))
    }
}
