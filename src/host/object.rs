//! Classes and objects of classes of the script.
//!
//! Input: class statements. Output: [`Class`], [`UserClass`], [`Instance`]; method resolution.
//! Never: calling (`interp`).

use super::key::Key;
use super::value::{Value, lock};
use crate::builtins::names;
use crate::runtime::exception::ExceptionKind;
use crate::runtime::object::ObjectRef;
use crate::types::{ClassType, Dtype, Family, TupleClass};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::sync::{Arc, Mutex, Weak};

/// Attributes by name.
pub(super) type Attributes = IndexMap<Arc<str>, Value, FxBuildHasher>;

/// A builtin class that is no exception and no scalar type of NumPy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "the names are the classes' own")]
pub enum Tag {
    Object,
    NoneType,
    Ellipsis,
    Bool,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    Tuple,
    List,
    Dict,
    DictKeys,
    DictValues,
    DictItems,
    Set,
    Range,
    Slice,
    Type,
    Function,
    BuiltinFunction,
    Method,
    Module,
    Generator,
    Enumerate,
    Zip,
    Map,
    Filter,
    Reversed,
    Iterator,
    Dispatcher,
    Array,
    Dtype,
    NumbaType,
    Super,
    File,
    Npz,
    RandomGenerator,
    BitGenerator,
    RandomState,
    PythonRandom,
    SeedSequence,
    Void,
    Record,
    Namespace,
}

impl Tag {
    /// Python's name of the class, with its module where `repr` shows it.
    #[must_use]
    pub const fn qualified_name(self) -> &'static str {
        match self {
            Tag::Object => "object",
            Tag::NoneType => "NoneType",
            Tag::Ellipsis => "ellipsis",
            Tag::Bool => "bool",
            Tag::Int => "int",
            Tag::Float => "float",
            Tag::Complex => "complex",
            Tag::Str => "str",
            Tag::Bytes => "bytes",
            Tag::Tuple => "tuple",
            Tag::List => "list",
            Tag::Dict => "dict",
            Tag::DictKeys => "dict_keys",
            Tag::DictValues => "dict_values",
            Tag::DictItems => "dict_items",
            Tag::Set => "set",
            Tag::Range => "range",
            Tag::Slice => "slice",
            Tag::Type => "type",
            Tag::Function => "function",
            Tag::BuiltinFunction => "builtin_function_or_method",
            Tag::Method => "method",
            Tag::Module => "module",
            Tag::Generator => "generator",
            Tag::Enumerate => "enumerate",
            Tag::Zip => "zip",
            Tag::Map => "map",
            Tag::Filter => "filter",
            Tag::Reversed => "reversed",
            Tag::Iterator => "iterator",
            Tag::Dispatcher => "numba.core.registry.CPUDispatcher",
            Tag::Array => names::NDARRAY,
            Tag::Dtype => names::DTYPE,
            Tag::NumbaType => "numba.core.types.abstract.Type",
            Tag::Super => "super",
            Tag::File => "_io.TextIOWrapper",
            Tag::Npz => "numpy.lib.npyio.NpzFile",
            Tag::RandomGenerator => "numpy.random._generator.Generator",
            Tag::BitGenerator => "numpy.random._pcg64.PCG64",
            Tag::RandomState => "numpy.random.mtrand.RandomState",
            Tag::PythonRandom => names::PYTHON_RANDOM,
            Tag::SeedSequence => "numpy.random.bit_generator.SeedSequence",
            Tag::Void => "numpy.void",
            Tag::Record => "numpy.record",
            Tag::Namespace => "types.SimpleNamespace",
        }
    }
}

/// A class.
#[derive(Clone, Debug)]
pub enum Class {
    /// A builtin one.
    Tag(Tag),
    /// `np.float64` and its like; also what stands for the dtype.
    Scalar(Dtype),
    /// An abstract class of NumPy's scalars: `np.integer`.
    Family(Family),
    /// A builtin exception class.
    Exception(ExceptionKind),
    /// A class of the script.
    User(Arc<UserClass>),
}

impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Class::Tag(a), Class::Tag(b)) => a == b,
            (Class::Scalar(a), Class::Scalar(b)) => a == b,
            (Class::Family(a), Class::Family(b)) => a == b,
            (Class::Exception(a), Class::Exception(b)) => a == b,
            (Class::User(a), Class::User(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Class {
    /// Its name without a module.
    #[must_use]
    pub fn name(&self) -> &str {
        let full = match self {
            Class::Tag(tag) => tag.qualified_name(),
            Class::Scalar(dtype) => dtype.name(),
            Class::Family(family) => family.name(),
            Class::Exception(kind) => kind.name(),
            Class::User(class) => &class.name,
        };
        full.rsplit('.').next().unwrap_or(full)
    }

    /// Its name as `repr` of the class and tracebacks show it.
    #[must_use]
    pub fn qualified_name(&self) -> String {
        match self {
            Class::Tag(tag) => tag.qualified_name().to_owned(),
            Class::Scalar(dtype) => format!("numpy.{}", dtype.name()),
            Class::Family(family) => format!("numpy.{}", family.name()),
            Class::Exception(kind) => kind.qualified_name(),
            Class::User(class) => format!("{}.{}", class.module, class.qualname),
        }
    }

    /// Is it `ancestor` or derived from it?
    #[must_use]
    pub fn is_subclass(&self, ancestor: &Class) -> bool {
        if self == ancestor || *ancestor == Class::Tag(Tag::Object) {
            return true;
        }
        match (self, ancestor) {
            (Class::Scalar(dtype), Class::Family(wanted)) => wanted.holds(*dtype),
            (Class::Family(family), Class::Family(wanted)) => family.is_a(*wanted),
            (Class::Exception(kind), Class::Exception(wanted)) => kind.is_a(*wanted),
            (Class::User(class), _) => class.bases.iter().any(|base| base.is_subclass(ancestor)),
            (Class::Tag(Tag::Bool), Class::Tag(Tag::Int)) => true,
            (Class::Scalar(Dtype::F64), Class::Tag(Tag::Float)) => true,
            (Class::Scalar(Dtype::C128), Class::Tag(Tag::Complex)) => true,
            _ => false,
        }
    }

    /// The builtin exception class that it derives from.
    #[must_use]
    pub fn exception_kind(&self) -> Option<ExceptionKind> {
        match self {
            Class::Exception(kind) => Some(*kind),
            Class::User(class) => class.bases.iter().find_map(Class::exception_kind),
            _ => None,
        }
    }
}

/// A class of the script.
pub struct UserClass {
    /// Its name.
    pub name: Arc<str>,
    /// The module that it is defined in.
    pub module: Arc<str>,
    /// With the names around it.
    pub qualname: Arc<str>,
    /// Base classes, as written.
    pub bases: Vec<Class>,
    pub(super) attributes: Mutex<Attributes>,
    /// Of a class of named tuples: as the compiler knows it.
    pub(super) tuple_class: Mutex<Option<Arc<TupleClass>>>,
    /// Of a compiled class: as the compiler knows it.
    pub(super) object_type: Option<Arc<ClassType>>,
}

impl std::fmt::Debug for UserClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "class {}", self.name)
    }
}

impl UserClass {
    /// An attribute of the class or of its bases.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<Value> {
        if let Some(value) = lock(&self.attributes).get(name) {
            return Some(value.clone());
        }
        self.lookup_in_bases(name)
    }

    /// What a compiled class is made of one that was not.
    pub(super) fn compiled_class(of: &UserClass, attributes: Attributes, object_type: Arc<ClassType>) -> Self {
        Self {
            name: Arc::clone(&of.name),
            module: Arc::clone(&of.module),
            qualname: Arc::clone(&of.qualname),
            bases: Vec::new(),
            attributes: Mutex::new(attributes),
            tuple_class: Mutex::default(),
            object_type: Some(object_type),
        }
    }

    /// What its objects are to the compiler, if its methods are compiled.
    #[must_use]
    pub fn object_type(&self) -> Option<&Arc<ClassType>> {
        self.object_type.as_ref()
    }

    /// What stands for it in compiled code, if it says so.
    #[must_use]
    pub fn compiled(&self) -> Option<Value> {
        self.lookup(COMPILED)
    }

    /// `__dict__`: a copy of its own attributes.
    #[must_use]
    pub fn dict(&self) -> Value {
        Value::dict(lock(&self.attributes).iter().map(|(name, value)| (Key::str(name), value.clone())).collect())
    }

    /// An attribute of the bases alone, as `super()` sees it.
    #[must_use]
    pub fn lookup_in_bases(&self, name: &str) -> Option<Value> {
        self.bases.iter().find_map(|base| match base {
            Class::User(class) => class.lookup(name),
            _ => None,
        })
    }
}

/// The attribute that says what stands for an object, or a class, in compiled code.
const COMPILED: &str = "__compiled__";

/// An object of a class of the script.
pub struct Instance {
    /// Its class.
    pub class: Arc<UserClass>,
    pub(super) attributes: Mutex<Attributes>,
    /// Of a compiled class: where its fields are.
    object: Option<ObjectRef>,
}

impl Instance {
    /// An object without attributes of its own.
    #[must_use]
    pub fn new(class: &Arc<UserClass>) -> Arc<Self> {
        Arc::new(Self { class: Arc::clone(class), attributes: Mutex::default(), object: None })
    }

    /// What an object of a compiled class is to the host zone.
    #[must_use]
    pub fn of_object(class: &Arc<UserClass>, object: ObjectRef) -> Arc<Self> {
        Arc::new(Self { class: Arc::clone(class), attributes: Mutex::default(), object: Some(object) })
    }

    /// The class and the object, if it is one of a compiled class.
    #[must_use]
    pub fn object(&self) -> Option<(&Arc<ClassType>, &ObjectRef)> {
        self.class.object_type.as_ref().zip(self.object.as_ref())
    }

    /// `__dict__`: a copy of its attributes.
    #[must_use]
    pub fn dict(&self) -> Value {
        Value::dict(lock(&self.attributes).iter().map(|(name, value)| (Key::str(name), value.clone())).collect())
    }

    /// What stands for it in compiled code, if its class says so.
    #[must_use]
    pub fn compiled(&self) -> Option<Value> {
        lock(&self.attributes).get(COMPILED).cloned()
    }
}

/// What an object is to the host zone; none where its class is gone.
#[must_use]
pub fn object_of(class: &ClassType, object: ObjectRef) -> Option<Value> {
    let class = class.origin.downcast_ref::<Weak<UserClass>>().and_then(Weak::upgrade)?;
    Some(Value::Instance(Instance::of_object(&class, object)))
}

impl Value {
    /// The function that a name is in a class: of a property the one that reads it.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<Value> {
        let Value::Class(Class::User(class)) = self else { return None };
        match class.lookup(name)? {
            Value::Instance(descriptor) => {
                let parts = lock(&descriptor.attributes);
                parts.get("fget").or_else(|| parts.get("function")).cloned()
            }
            function => Some(function),
        }
    }

    /// `type(value)`
    #[must_use]
    pub fn class(&self) -> Class {
        Class::Tag(match self {
            Value::None => Tag::NoneType,
            Value::Ellipsis => Tag::Ellipsis,
            Value::Bool(_) => Tag::Bool,
            Value::Int(_) | Value::UInt(_) => Tag::Int,
            Value::Float(_) => Tag::Float,
            Value::Complex(..) => Tag::Complex,
            Value::Str(_) => Tag::Str,
            Value::Bytes(_) => Tag::Bytes,
            Value::Scalar(scalar) => return Class::Scalar(scalar.dtype()),
            Value::Array(_) => Tag::Array,
            Value::Tuple(tuple) => match &tuple.class {
                Some(class) => return Class::User(Arc::clone(class)),
                None => Tag::Tuple,
            },
            Value::List(_) => Tag::List,
            Value::Dict(_) => Tag::Dict,
            Value::Set(_) => Tag::Set,
            Value::View(view) => view.tag(),
            Value::Range(_) => Tag::Range,
            Value::Slice(_) => Tag::Slice,
            Value::Iterator(iter) => iter.tag(),
            Value::Function(_) => Tag::Function,
            Value::Dispatcher(..) => Tag::Dispatcher,
            Value::Builtin(_) => Tag::BuiltinFunction,
            Value::Method(_) => Tag::Method,
            Value::Module(_) | Value::Sibling(_) => Tag::Module,
            Value::Class(_) => Tag::Type,
            Value::Dtype(_) => Tag::Dtype,
            Value::Type(_) | Value::Signature(_) => Tag::NumbaType,
            Value::Exception(exception) => return exception.class().clone(),
            Value::Instance(instance) => return Class::User(Arc::clone(&instance.class)),
            Value::Super(_) => Tag::Super,
            Value::File(_) => Tag::File,
            Value::Npz(_) => Tag::Npz,
            Value::Random(random) => random.tag(),
            Value::Record(record) => record.tag(),
            Value::Namespace("object") => Tag::Object,
            Value::Namespace(_) => Tag::Namespace,
        })
    }

    /// The class's name, for messages.
    #[must_use]
    pub fn type_name(&self) -> String {
        match self.class() {
            // NumPy's arrays and scalars are named with their module in CPython's own messages.
            class @ (Class::Scalar(_) | Class::Tag(Tag::Array | Tag::Void | Tag::Record)) => class.qualified_name(),
            class => class.name().to_owned(),
        }
    }
}
