//! The types of the compiled zone, signatures, and the two rule sets that combine them.
//!
//! Input: dtypes and types. Output: the type of an operation or of a join.
//! Never: source text, values, machine representation.

mod constant;
mod convert;
mod core;
mod dtype;
mod family;
pub mod names;
mod object;
mod operator;
mod paused;
pub mod promote;
mod record;
pub mod refusal;
mod scalar;
mod signature;
mod table;
mod tuple;
pub mod ufunc;
mod unify;

pub use self::core::{CoreError, CoreSignature};
pub use constant::Constant;
pub use convert::{Conversion, Match, Rating, best_match, can_convert, convert_dtype};
pub use dtype::{Dtype, Kind};
pub use family::Family;
pub use object::{ClassType, Deferred, Member};
pub use operator::{BinaryOp, Operator, UnaryOp};
pub use paused::{PausedType, ResumeId, push_fields};
pub use promote::{OpTypes, Operand, Rules, UnaryTypes};
pub use record::{Field, FieldType, Placing, RecordArray, RecordRef, RecordType};
pub use signature::Signature;
pub use table::TableType;
pub use tuple::{TupleClass, TupleType};
pub use unify::{promote_dtypes, unify, unify_all};

use std::fmt;
use std::sync::Arc;

/// Identity of a function object: each execution of a `def` makes a new one (its closure cells are frozen with it).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct FunctionId(pub u32);

/// A module that is a file beside the script.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SiblingId(pub u32);

/// A row of the table of builtins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct BuiltinId(pub u16);

/// What is known at compile time of an array's strides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Layout {
    /// Row-major, contiguous.
    C,
    /// Column-major, contiguous.
    F,
    /// Any strides, negative and zero ones included.
    A,
}

/// An array's static part; its shape and strides are run-time values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ArrayType {
    /// Element type.
    pub dtype: Dtype,
    /// Number of axes; 0 is a 0-d array.
    pub ndim: u8,
    /// What is known of the strides.
    pub layout: Layout,
    /// False for arrays captured from the host zone, which compiled code must not write.
    pub mutable: bool,
}

/// A type of the compiled zone.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// Bottom of the lattice: not known yet (an empty list's elements before their first use).
    Unknown,
    /// The type of `None`.
    None,
    /// `bool`, ints, floats, complex.
    Scalar(Dtype),
    /// An immutable string.
    Str,
    /// An n-dimensional array.
    Array(ArrayType),
    /// A record, where it lies.
    Record(RecordRef),
    /// An array of records.
    Records(Arc<RecordArray>),
    /// A tuple, homogeneous or not.
    Tuple(TupleType),
    /// A class of named tuples.
    TupleClass(Arc<TupleClass>),
    /// A homogeneous list.
    List(Arc<Type>),
    /// A dictionary or a set.
    Table(Arc<TableType>),
    /// `T` or `None`.
    Optional(Arc<Type>),
    /// `range(..)`: three int64, and the type of its items.
    Range(Dtype),
    /// `slice(..)`; which of start, stop and step are given is static.
    Slice(SliceType),
    /// A function of the script, a dispatcher.
    Function(FunctionId),
    /// A function written inside a compiled function: its definition (index into the enclosing
    /// function's inner definitions) and the types of what it captures.
    Closure(Arc<ClosureType>),
    /// A builtin used as a value (`np.sin` as an argument).
    Builtin(BuiltinId),
    /// An imported module (its dotted path): consumed by attribute access only.
    Module(Arc<str>),
    /// An imported module that is a file beside the script, with its name: consumed by attribute access only.
    Sibling(SiblingId, Arc<str>),
    /// A dtype used as a value (`np.float64`, `a.dtype`).
    Dtype(Dtype),
    /// Another type used as a value (`types.unicode_type`, `float64[:]`).
    Class(Arc<Type>),
    /// An object of a class of the script (`@jitclass`).
    Object(Arc<ClassType>),
    /// A type that is said later (`deferred_type()`): in the fields of classes only.
    Deferred(Arc<Deferred>),
    /// What `enumerate`, `zip`, `reversed` give: consumed by loops only.
    Iterator(Arc<IteratorType>),
    /// A generator of random numbers (`np.random.default_rng`): at run time the array that its state lies in.
    Generator,
    /// A generator of the language: a function that yields.
    Paused(Arc<PausedType>),
    /// An exception class or object inside `except .. as e` (by the class's name).
    Exception(Arc<str>),
}

/// Which parts of a slice are given (the others are None).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SliceType {
    /// `start` is given.
    pub start: bool,
    /// `stop` is given.
    pub stop: bool,
    /// `step` is given.
    pub step: bool,
}

/// See [`Type::Closure`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ClosureType {
    /// The function object whose body holds the definition.
    pub parent: FunctionId,
    /// Index of the definition among all definitions nested in `parent`.
    pub inner: u32,
    /// Types of the captured variables, in the definition's order.
    pub captures: Vec<Type>,
}

/// See [`Type::Iterator`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum IteratorType {
    /// `enumerate(x)`.
    Enumerate(Type),
    /// `zip(a, b, ..)`.
    Zip(Vec<Type>),
    /// `reversed(x)`.
    Reversed(Type),
    /// `np.ndindex` over so many axes.
    NdIndex(u8),
    /// `np.ndenumerate` of an array.
    NdEnumerate(Type),
    /// `np.nditer` of arrays.
    NdIter(Vec<Type>),
    /// `.flat` of an array of any layout.
    Flat(Type),
}

impl IteratorType {
    /// What it is made of.
    #[must_use]
    pub fn parts(&self) -> Vec<Type> {
        match self {
            IteratorType::Enumerate(item) => vec![item.clone(), Type::INT64],
            IteratorType::Reversed(item) | IteratorType::NdEnumerate(item) | IteratorType::Flat(item) => {
                vec![item.clone()]
            }
            IteratorType::Zip(items) | IteratorType::NdIter(items) => items.clone(),
            IteratorType::NdIndex(ndim) => vec![Type::INT64; *ndim as usize],
        }
    }
}

impl Type {
    /// `bool`.
    pub const BOOL: Type = Type::Scalar(Dtype::Bool);
    /// `int64`, the type of Python ints.
    pub const INT64: Type = Type::Scalar(Dtype::I64);
    /// `float64`, the type of Python floats.
    pub const FLOAT64: Type = Type::Scalar(Dtype::F64);

    /// An array type.
    #[must_use]
    pub fn array(dtype: Dtype, ndim: usize, layout: Layout) -> Type {
        Type::Array(ArrayType { dtype, ndim: ndim as u8, layout, mutable: true })
    }

    /// An array of records.
    #[must_use]
    pub fn records(array: RecordArray) -> Type {
        Type::Records(Arc::new(array))
    }

    /// A tuple type.
    #[must_use]
    pub fn tuple(items: impl IntoIterator<Item = Type>) -> Type {
        Type::Tuple(items.into_iter().collect())
    }

    /// `T or None`; of an optional type or `None` itself.
    #[must_use]
    pub fn optional(item: Type) -> Type {
        match item {
            Type::Optional(_) | Type::None => item,
            item => Type::Optional(Arc::new(item)),
        }
    }

    /// A list type.
    #[must_use]
    pub fn list(item: Type) -> Type {
        Type::List(Arc::new(item))
    }

    /// A dictionary, or a set where it has no values.
    #[must_use]
    pub fn table(key: Type, value: Option<Type>) -> Type {
        Type::Table(Arc::new(TableType { key, value }))
    }

    /// The array that the state of a generator lies in.
    #[must_use]
    pub fn generator_state() -> Type {
        Type::array(Dtype::U64, 1, Layout::C)
    }

    /// Does iterating over a value run a generator?
    #[must_use]
    pub fn runs_paused(&self) -> bool {
        match self {
            Type::Paused(_) => true,
            Type::Iterator(it) => it.parts().iter().any(Type::runs_paused),
            _ => false,
        }
    }

    /// The dtype of a scalar.
    #[must_use]
    pub fn as_scalar(&self) -> Option<Dtype> {
        match self {
            Type::Scalar(dtype) => Some(*dtype),
            _ => None,
        }
    }

    /// The array type, if it is one.
    #[must_use]
    pub fn as_array(&self) -> Option<ArrayType> {
        match self {
            Type::Array(array) => Some(*array),
            _ => None,
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Layout::C => "C",
            Layout::F => "F",
            Layout::A => "A",
        })
    }
}

impl fmt::Display for Type {
    /// As Numba prints it: `int64`, `array(float64, 1d, C)`, `Tuple(int64, float64)`, `UniTuple(int64 x 2)`, `list(int64)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Unknown => f.write_str("undefined"),
            Type::None => f.write_str("none"),
            Type::Scalar(dtype) => write!(f, "{dtype}"),
            Type::Str => f.write_str("unicode_type"),
            Type::Array(a) => {
                let readonly = if a.mutable { "" } else { "readonly " };
                write!(f, "{readonly}array({}, {}d, {})", a.dtype, a.ndim, a.layout)
            }
            Type::Record(it) => write!(f, "{}", it.record),
            Type::Records(array) => write!(f, "{array}"),
            Type::Tuple(items) => match &items.class {
                Some(class) => write_list(f, &format!("{}(", class.name), items, ")"),
                None => write_tuple(f, items),
            },
            Type::TupleClass(class) => write!(f, "class({})", class.name),
            Type::List(item) => write!(f, "list({item})"),
            Type::Table(table) => write!(f, "{table}"),
            Type::Class(ty) => write!(f, "class({ty})"),
            Type::Object(class) => write!(f, "instance.jitclass.{}", class.name),
            Type::Deferred(_) => f.write_str("DeferredType"),
            Type::Optional(item) => write!(f, "OptionalType({item})"),
            Type::Range(dtype) => write!(f, "range({dtype})"),
            Type::Slice(_) => f.write_str("slice"),
            Type::Function(_) | Type::Closure(_) | Type::Builtin(_) => f.write_str("function"),
            Type::Module(path) | Type::Sibling(_, path) => write!(f, "Module({path})"),
            Type::Dtype(dtype) => write!(f, "class({dtype})"),
            Type::Iterator(it) => match &**it {
                IteratorType::Enumerate(item) => write!(f, "enumerate({item})"),
                IteratorType::Zip(items) => write_list(f, "zip(", items, ")"),
                IteratorType::Reversed(item) => write!(f, "reversed({item})"),
                IteratorType::NdIndex(ndim) => write!(f, "ndindex({ndim}d)"),
                IteratorType::NdEnumerate(array) => write!(f, "ndenumerate({array})"),
                IteratorType::NdIter(arrays) => write_list(f, "nditer(", arrays, ")"),
                IteratorType::Flat(array) => write!(f, "{array}.flat"),
            },
            Type::Generator => f.write_str("NumPyRandomGeneratorType"),
            Type::Paused(paused) => write!(f, "{paused}"),
            Type::Exception(name) => f.write_str(name),
        }
    }
}

/// `UniTuple(int64 x 2)` where all items are of one type, else `Tuple(int64, float64)`.
fn write_tuple(f: &mut fmt::Formatter<'_>, items: &[Type]) -> fmt::Result {
    match items {
        [first, rest @ ..] if rest.iter().all(|it| it == first) => write!(f, "UniTuple({first} x {})", items.len()),
        _ => write_list(f, "Tuple(", items, ")"),
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, open: &str, items: &[Type], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    f.write_str(close)
}
