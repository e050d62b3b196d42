//! Types for one function under one list of argument types.
//!
//! Input: a resolved function, argument types, an [`Environment`] that knows what its globals were when it is compiled.
//! Output: a [`Typing`]: a side table over the function's expressions and locals; one overload per call.
//! Never: IR, machine code, values other than compile-time constants.

mod attribute;
mod builtin_call;
mod call;
mod elementwise;
mod expr;
mod fold;
mod function;
mod generalized;
mod generator;
mod held;
mod index;
mod iterate;
mod narrow;
mod object;
mod operator;
pub mod parallel;
mod place;
mod prelude;
pub mod print;
mod program;
mod record;
mod report;
mod role;
mod rows;
mod script;
mod stencil;
mod stmt;
mod table;

pub use crate::types::Signature;
pub use generator::Part;
pub use iterate::item_of;
pub use prelude::ParamForm;
pub use program::Program;
pub use record::{indexed_field, record_of};
pub use role::{Generalized, Role, Stencil};
pub use script::ScriptEnvironment;

use crate::builtins::{self, Rule};
use crate::diagnostic::Diagnostic;
use crate::hir::{self, ExprId, LocalId};
use crate::ir::InstanceId;
use crate::runtime::exception::ExceptionKind;
use crate::source::Span;
use crate::types::{
    ArrayType, BuiltinId, ClassType, Constant, Dtype, FunctionId, RecordArray, Rules, SiblingId, TupleClass, TupleType,
    Type,
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What a function can see around it; implemented by the engine. All of it is frozen when a function is compiled.
pub trait Environment {
    /// The definition behind a function object and its compile options.
    fn function(&self, id: FunctionId) -> FunctionInfo;
    /// What a global name of that function means (a variable of its module, else a builtin); none: undefined.
    fn global(&self, function: FunctionId, name: &str) -> Option<Binding>;
    /// The variables of that function's module, for "did you mean".
    fn names(&self, function: FunctionId) -> Vec<Arc<str>>;
    /// What a variable of a file beside the script means; none: it has no such variable.
    fn variable(&self, sibling: SiblingId, name: &str) -> Option<Binding>;
    /// The closure cell behind capture number `index` of a function object made in the host zone; none: still unbound.
    fn captured(&self, function: FunctionId, index: usize) -> Option<Binding>;
    /// The default value of parameter number `index`.
    fn default(&self, function: FunctionId, index: usize) -> Option<Binding>;
}

/// Infers a function for these types of its parameters (one per parameter; `*args`: a tuple), and all that it calls.
pub fn infer(
    program: &mut Program,
    env: &dyn Environment,
    function: FunctionId,
    params: &[Type],
) -> Result<InstanceId, Vec<Diagnostic>> {
    program.instance(env, program::Key::of_function(function, params.to_vec())).map(|(instance, _)| instance)
}

/// A function of the prelude, as a call specializes it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PreludeCall {
    /// Which.
    pub function: FunctionId,
    /// Types of its parameters.
    pub params: Vec<Type>,
    /// Values of its parameters that are known at compile time, by number.
    pub known: Vec<(usize, Constant)>,
    /// Whose promotion rules its array operations follow.
    pub rules: Rules,
}

/// Infers a function of the prelude for a call of it.
///
/// # Errors
/// What it does not take.
pub fn infer_prelude(
    program: &mut Program,
    env: &dyn Environment,
    call: &PreludeCall,
) -> Result<InstanceId, Vec<Diagnostic>> {
    let key = program::Key::of_function(call.function, call.params.clone());
    let key = program::Key { known: call.known.clone(), rules: call.rules, ..key };
    program.instance(env, key).map(|(instance, _)| instance)
}

/// What a builtin is where a script names it: a constant, a dtype, an exception class, a function.
#[must_use]
pub fn binding_of_builtin(path: &str) -> Option<Binding> {
    let id = builtins::lookup(path)?;
    Some(match &builtins::row(id).typing {
        Rule::Constant(constant) => Binding::Constant(constant.clone()),
        Rule::Dtype(dtype) => Binding::Dtype(*dtype),
        Rule::Exception(kind) => Binding::Exception(kind.name().into()),
        _ => Binding::Builtin(id),
    })
}

/// The definition of a function of the prelude; none: the id is not one's.
#[must_use]
pub fn prelude_function(id: FunctionId) -> Option<FunctionInfo> {
    prelude::info(id)
}

/// The value of a default as a row writes it: `None`, `0`, `float`, `" "`, `(0, 1)`.
#[must_use]
pub fn default_binding(text: &str) -> Binding {
    builtin_call::default(text)
}

/// How each parameter of a function of the prelude takes what a call gives.
#[must_use]
pub fn prelude_forms(id: FunctionId) -> &'static [ParamForm] {
    prelude::forms(id)
}

/// Is it a definition of the prelude?
#[must_use]
pub fn is_prelude(function: &hir::Function) -> bool {
    prelude::holds(function)
}

/// A definition's parameters, as [`builtins::bind_params`] takes them.
#[must_use]
pub fn parameters(function: &hir::Function) -> Vec<builtins::Param> {
    function.params.iter().map(call::parameter).collect()
}

/// See [`Environment::function`].
#[derive(Clone)]
pub struct FunctionInfo {
    /// Its definition.
    pub hir: Arc<hir::Function>,
    /// Its decorator's options.
    pub options: Options,
    /// Signatures that the decorator declares: calls convert their arguments to the best of these. Empty: any types.
    pub signatures: Vec<Signature>,
    /// Parameters (by number) whose annotation is a numba type: an argument of another type is refused.
    pub annotations: Vec<(usize, Type)>,
    /// What calling it means.
    pub role: Role,
}

/// Options of `@njit(..)` that change what a function means or how it is compiled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// `parallel=True`
    pub parallel: bool,
    /// `fastmath=..`
    pub fastmath: crate::ir::FastMath,
    /// `error_model='numpy'`: scalar division by zero does not raise.
    pub numpy_error_model: bool,
    /// `boundscheck=False` or `--unchecked`.
    pub unchecked: bool,
    /// `locals={'s': float32}`
    pub locals: Vec<(Arc<str>, Type)>,
}

/// A value of the host zone that compiled code may use, as frozen at compile time.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    /// A literal value (int, float, bool, str, None, complex).
    Constant(Constant),
    /// An array: its (immutable) type and its number in the engine's table of captured arrays.
    Array(ArrayType, u32),
    /// An array of records, likewise.
    Records(Arc<RecordArray>, u32),
    /// A tuple of such, perhaps a named one.
    Tuple(Vec<Binding>, Option<Arc<TupleClass>>),
    /// A function of the script.
    Function(FunctionId),
    /// A builtin.
    Builtin(BuiltinId),
    /// A module.
    Module(Arc<str>),
    /// A module that is a file beside the script, with its name.
    Sibling(SiblingId, Arc<str>),
    /// `np.float64` and the like.
    Dtype(Dtype),
    /// An exception class (by name).
    Exception(Arc<str>),
    /// A class of named tuples.
    TupleClass(Arc<TupleClass>),
    /// A type of Numba.
    Type(Arc<Type>),
    /// What only the running script knows: its type is not known.
    Unknown,
    /// Something that compiled code cannot use; the text says what it is ("a dict", "a module-level list").
    Unsupported(String),
}

impl Binding {
    /// The type that it has in compiled code.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Binding::Constant(constant) => constant_type(constant),
            Binding::Array(array, _) => Type::Array(*array),
            Binding::Records(array, _) => Type::Records(Arc::clone(array)),
            Binding::Tuple(items, class) => {
                let types = items.iter().map(Binding::ty);
                class.as_ref().map_or_else(
                    || Type::tuple(types.clone()),
                    |class| Type::Tuple(TupleType::named(class, types.clone())),
                )
            }
            Binding::TupleClass(class) => Type::TupleClass(Arc::clone(class)),
            Binding::Type(ty) => Type::Class(Arc::clone(ty)),
            Binding::Function(function) => Type::Function(*function),
            Binding::Builtin(builtin) => Type::Builtin(*builtin),
            Binding::Module(path) => Type::Module(path.clone()),
            Binding::Sibling(id, name) => Type::Sibling(*id, name.clone()),
            Binding::Dtype(dtype) => Type::Dtype(*dtype),
            Binding::Exception(name) => Type::Exception(name.clone()),
            Binding::Unknown | Binding::Unsupported(_) => Type::Unknown,
        }
    }
}

/// The type of a value known at compile time.
fn constant_type(constant: &Constant) -> Type {
    match constant {
        Constant::None | Constant::Ellipsis => Type::None,
        Constant::Bool(_) => Type::BOOL,
        Constant::Int(_) => Type::INT64,
        Constant::UInt(_) => Type::Scalar(Dtype::U64),
        Constant::Float(_) => Type::FLOAT64,
        Constant::Float32(_) => Type::Scalar(Dtype::F32),
        Constant::Complex(..) => Type::Scalar(Dtype::C128),
        Constant::Str(_) => Type::Str,
        Constant::Tuple(items) => Type::tuple(items.iter().map(constant_type)),
    }
}

/// The types of one specialization.
///
/// What is not reached has no types: the branch that a known condition rules out (see `tests`) and statements after one
/// that never completes (as control flows).
#[derive(Clone, Debug)]
pub struct Typing {
    /// The specialization.
    pub instance: InstanceId,
    /// Which part of its function it is.
    pub part: Part,
    /// The function object; for a closure of a compiled function, the function object that it is written in.
    pub function: FunctionId,
    /// Its definition (for a closure: the inner definition).
    pub hir: Arc<hir::Function>,
    /// Its options.
    pub options: Options,
    /// Types of the captured variables, where it is a closure of a compiled function; they come before the parameters.
    pub captures: Vec<Type>,
    /// Types of the parameters (`*args`: a tuple).
    pub params: Vec<Type>,
    /// Whose promotion rules operations of arrays follow.
    pub rules: Rules,
    /// Result type.
    pub result: Type,
    /// Type of each local; `Unknown` where it is never assigned.
    pub locals: Vec<Type>,
    /// Type of each expression; `Unknown` where it is never reached. A read of an optional local that is known not to
    /// be None there has the item's type.
    pub exprs: Vec<Type>,
    /// What each call, attribute, and operator on lists, tuples and the like calls (scalars' and arrays' operators,
    /// subscripts of arrays, lists by an int, tuples and strings are `lower`'s own).
    pub targets: FxHashMap<ExprId, Target>,
    /// The arrays that element-wise functions write their results to (`out=`), by the call.
    pub outs: FxHashMap<ExprId, Argument>,
    /// As `targets`, for link number n of a comparison chain (`in`, `==` of lists).
    pub links: FxHashMap<(ExprId, usize), Target>,
    /// As `targets`, for augmented assignments (`list += ..`), by the span of the operator.
    pub augmented: FxHashMap<Span, Target>,
    /// As `targets`, for writing (`l[1:3] = x`) or deleting (`del l[i]`) a subscript, by its index expression, and for writing
    /// a property, by the object's expression.
    pub stores: FxHashMap<ExprId, Target>,
    /// What testing an object calls, by the test.
    pub truths: FxHashMap<ExprId, Target>,
    /// Values known at compile time.
    pub constants: FxHashMap<ExprId, Constant>,
    /// What globals, module attributes and closure cells stand for.
    pub bindings: FxHashMap<ExprId, Binding>,
    /// As `bindings`, for locals of kind `Captured` of a function made in the host zone (read through any expression).
    pub cells: FxHashMap<LocalId, Binding>,
    /// Conditions known at compile time (`x is None` for a type that is never None): the other branch was not inferred.
    pub tests: FxHashMap<ExprId, bool>,
    /// For an expression of closure type whose definition stands in this very function: the locals that make up its
    /// value, read where the expression is evaluated. Elsewhere a closure's value comes from where it was made.
    pub closures: FxHashMap<ExprId, Vec<LocalId>>,
    /// It has no body: it is a function of the host program at this address.
    pub foreign: Option<usize>,
    /// The `yield`s that control may reach, in source order.
    pub yields: Vec<ExprId>,
}

/// The overload that a call has.
#[derive(Clone, Debug)]
pub enum Target {
    /// A specialization of a function of the script or of the prelude.
    Instance {
        /// Which.
        instance: InstanceId,
        /// An expression of closure type: the components of its value are passed first.
        closure: Option<ExprId>,
        /// One per parameter of the callee, in its order.
        args: Vec<Argument>,
    },
    /// A builtin.
    Builtin {
        /// Which.
        builtin: BuiltinId,
        /// The object of a method or attribute.
        receiver: Option<ExprId>,
        /// One per parameter of the row's signature, in its order; `None`: not given. `*args`: always a `Pack`.
        args: Vec<Option<Argument>>,
    },
    /// A specialization for scalars, for each element of its arguments broadcast against each other.
    Elementwise {
        /// Which.
        instance: InstanceId,
        /// One per parameter of the callee.
        args: Vec<Argument>,
        /// The array that takes the results; it is the call's value.
        out: Option<Argument>,
        /// Large arrays are worked on by all threads, in any function.
        parallel: bool,
    },
    /// A kernel at each place of its first argument.
    Stencil {
        /// The kernel's specialization.
        instance: InstanceId,
        /// How far it reads, and what stands on the border.
        stencil: Arc<Stencil>,
        /// One per parameter of the kernel, but for the place.
        args: Vec<Argument>,
        /// The array that takes the results; it is the call's value.
        out: Option<Argument>,
    },
    /// A cast: `float32(x)`.
    Cast(Dtype, ExprId),
    /// What an argument would be: an item of a named tuple, or one that is made.
    Value(Argument),
    /// An exception object of this class with these arguments.
    Exception(ExceptionKind, Vec<ExprId>),
    /// A fresh object of this class, which the call of its `__init__` finds as what is stored.
    New(Arc<ClassType>, Box<Target>),
    /// The opposite of what this call finds.
    Not(Box<Target>),
}

/// Where a parameter's value comes from.
#[derive(Clone, Debug)]
pub enum Argument {
    /// An argument expression.
    Expr(ExprId),
    /// Item number n of a tuple-typed expression (`f(*t)`).
    Item(ExprId, usize),
    /// A default value.
    Default(Binding),
    /// The default value of an inner function: an expression of the function that defines it, evaluated at the call.
    DefaultExpr(ExprId),
    /// The tuple of `*args`.
    Pack(Vec<Argument>),
    /// The value on the right of an augmented assignment or of a store.
    Stored(ExprId),
}
