//! The interpreter of the host zone: the module level and the functions without a numba decorator.
//!
//! Input: resolved functions ([`crate::hir`]), a [`Run`] with its services, an [`Engine`] for what is compiled.
//! Output: effects, [`Value`]s, [`Exception`]s with tracebacks.
//! Never: typing, IR, machine code: compiled functions and array kernels are reached through the traits here.
//!
//! CPython's and NumPy 2's rules hold. Ints never wrap: what leaves 64 bits raises OverflowError. Values are shared as
//! Python's objects are; they are `Send + Sync`, so that several threads can run host functions.

pub mod elementwise;
mod exception;
pub mod functions;
mod globals;
mod interp;
mod iterate;
mod key;
pub mod members;
mod numpy;
mod object;
mod ops;
mod paused;
mod random;
mod record;
mod set_order;
mod sibling;
mod suggest;
mod text;
pub mod trace;
mod tuple;
mod unravel;
mod value;
mod view;

pub use exception::{Exception, Frame, render_traceback};
pub use globals::{Cell, Globals};
pub use interp::{Interpreter, Run};
pub use iterate::Iter;
pub use key::{Dict, Key, Set};
pub use object::{Class, Instance, Tag, UserClass, object_of};
pub use paused::Paused;
pub use random::{Generator, Random};
pub use record::RecordValue;
pub use sibling::Sibling;
pub use tuple::{named as named_tuple, tuple_class};
pub use unravel::unravel;
pub use value::{File, HostFunction, Method, NpzFile, RangeValue, SliceValue, Value};

use crate::builtins::host::{Decorator, DispatcherMethod};
use crate::hir;
use crate::runtime::array::Array;
use crate::runtime::object::ObjectRef;
use crate::source::Folder;
use crate::types::{BuiltinId, ClassType, CoreSignature, Dtype, FunctionId};
use std::sync::Arc;

/// What a host computation gives.
pub type Outcome<T> = Result<T, Exception>;

/// Arguments by keyword, in source order.
pub type Keywords = [(Arc<str>, Value)];

/// A function object that a decorator has made for the compiled zone.
#[derive(Clone)]
pub struct Definition {
    /// Its resolved definition.
    pub function: Arc<HostFunction>,
    /// Which decorator.
    pub decorator: Decorator,
    /// Positional arguments of the decorator: signatures.
    pub signatures: Vec<Value>,
    /// Keyword arguments of the decorator.
    pub options: Vec<(Arc<str>, Value)>,
}

/// Dtypes for which an element-wise function is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementLoop {
    /// Of the operands.
    pub params: Vec<Dtype>,
    /// Of the result.
    pub result: Dtype,
}

/// A function over core axes (`@guvectorize`).
#[derive(Clone, Debug)]
pub struct Generalized {
    /// The function object that the body is: called with the core parts of all operands.
    pub kernel: FunctionId,
    /// The core axes of the operands.
    pub core: CoreSignature,
    /// What each declared signature takes, inputs first; empty: any dtypes.
    pub loops: Vec<Vec<CoreParam>>,
    /// The loops run on all threads.
    pub parallel: bool,
}

/// An operand as a kernel takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoreParam {
    /// Its dtype.
    pub dtype: Dtype,
    /// Without core axes: an array of one element rather than a number.
    pub is_array: bool,
}

/// What the host zone calls but does not do itself; the engine implements it.
pub trait Engine: elementwise::Kernels {
    /// Takes in a decorated function.
    ///
    /// # Errors
    /// What the decorator raises: wrong options or signatures.
    fn define(&self, run: &Run, definition: Definition) -> Outcome<FunctionId>;

    /// Calls a compiled function.
    ///
    /// # Errors
    /// What it raises, frames of compiled functions included; TypeError for arguments that do not fit.
    fn call(&self, run: &Run, function: FunctionId, args: &[Value], keywords: &Keywords) -> Outcome<Value>;

    /// The next item of a generator of a compiled function; none: it is over.
    ///
    /// # Errors
    /// What its body raises.
    fn resume(&self, _run: &Run, _paused: &Paused) -> Outcome<Option<Value>> {
        Err(Exception::type_error("a generator needs the compiler"))
    }

    /// An attribute of a dispatcher (`signatures`, `inspect_types`, ..); none: it has no such attribute.
    ///
    /// # Errors
    /// What reading it raises.
    fn attribute(&self, run: &Run, function: FunctionId, name: &str) -> Outcome<Option<Value>>;

    /// The variables of a module that the host program provides; none: there is no such module.
    fn provided(&self, _module: &str) -> Option<Vec<(Arc<str>, Value)>> {
        None
    }

    /// The loops of an element-wise function, in the order in which they are tried.
    fn loops(&self, _function: FunctionId) -> Vec<ElementLoop> {
        Vec::new()
    }

    /// Compiles an element-wise function for more dtypes; none: its signatures are declared, and these are all.
    ///
    /// # Errors
    /// TypeError where it does not compile for them.
    fn add_loop(&self, _function: FunctionId, _dtypes: &[Dtype]) -> Outcome<Option<ElementLoop>> {
        Ok(None)
    }

    /// What a compiled function is made into, as text, for each signature that it has.
    ///
    /// # Errors
    /// TypeError where it does not compile.
    fn inspect(&self, _function: FunctionId, _method: DispatcherMethod) -> Outcome<String> {
        Ok(String::new())
    }

    /// The core of a generalized universal function; none: it is not one.
    fn generalized(&self, _function: FunctionId) -> Option<Generalized> {
        None
    }

    /// Calls a function of the prelude with one value per parameter.
    ///
    /// # Errors
    /// What it raises.
    fn walk(&self, _run: &Run, name: &'static str, _args: &[Value]) -> Outcome<Value> {
        Err(Exception::type_error(format!("{name} needs the compiler")))
    }

    /// Calls a builtin that the host zone does not do itself, compiled for its arguments (a function of the prelude).
    ///
    /// # Errors
    /// What it raises; TypeError where it does not take such arguments.
    fn call_builtin(&self, run: &Run, builtin: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Value>;

    /// The text of a module that is a file beside the script, resolved; none: there is no such file.
    ///
    /// # Errors
    /// SyntaxError for a file that is wrong.
    fn load(&self, folder: Option<&Folder>, module: &str) -> Outcome<Option<hir::Module>>;

    /// Makes an object of a compiled class, with nothing in its fields.
    ///
    /// # Errors
    /// MemoryError; RuntimeError where the type of a field was never said.
    fn new_object(&self, _run: &Run, class: &ClassType) -> Outcome<ObjectRef> {
        Err(Exception::type_error(format!("{} needs the compiler", class.name)))
    }

    /// The value of an object's field; none: its class has no such field.
    fn field(&self, _object: &ObjectRef, _class: &ClassType, _name: &str) -> Option<Value> {
        None
    }

    /// Writes an object's field; false: its class has no such field.
    ///
    /// # Errors
    /// TypeError for a value that does not convert to the field's type; MemoryError.
    fn set_field(&self, _run: &Run, _of: (&ObjectRef, &ClassType), _name: &str, _value: &Value) -> Outcome<bool> {
        Ok(false)
    }

    /// A text that stands for itself, resolved: its names may be bound before it runs.
    ///
    /// # Errors
    /// SyntaxError for a text that is wrong.
    fn input(&self, _text: &str) -> Outcome<hir::Module> {
        Err(Exception::type_error("a text needs the compiler"))
    }

    /// Who watches calls.
    fn tracing(&self) -> Arc<trace::Tracing> {
        Arc::default()
    }

    /// How many threads parallel loops use.
    fn threads(&self) -> usize;

    /// Sets it.
    ///
    /// # Errors
    /// ValueError for more than there are.
    fn set_threads(&self, threads: usize) -> Outcome<()>;
}

/// `np.asarray(value)`
///
/// # Errors
/// ValueError for sequences of different lengths, TypeError for what is no number.
pub fn as_array(run: &Run, value: &Value) -> Outcome<Array> {
    numpy::as_array(run, value, None)
}

impl HostFunction {
    /// Its resolved definition.
    #[must_use]
    pub fn hir(&self) -> &Arc<hir::Function> {
        &self.hir
    }

    /// `__name__` of the module that it is defined in.
    #[must_use]
    pub fn module_name(&self) -> Arc<str> {
        match self.globals.get("__name__") {
            Some(Value::Str(name)) => name,
            _ => "__main__".into(),
        }
    }
}
