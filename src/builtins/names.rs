//! Names that Python knows besides the rows: what resolve must tell apart from a misspelling.
//!
//! Input: names and dotted paths. Output: what they are; the modules that can be imported and their items.
//! Never: types, values.

use crate::runtime::exception::ExceptionKind;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The class of arrays.
pub const NDARRAY: &str = "numpy.ndarray";
/// The class of dtypes.
pub const DTYPE: &str = "numpy.dtype";
/// The class of the generators of Python's module `random`.
pub const PYTHON_RANDOM: &str = "random.Random";
/// The module-like object with numba's settings.
pub const CONFIG: &str = "numba.config";

/// Decorators (and functions used as such) that make a compiled function of what they are given.
const COMPILING: &[&str] = &[
    "numba.njit",
    "numba.jit",
    "numba.vectorize",
    "numba.guvectorize",
    "numba.stencil",
    "numba.cfunc",
    "numba.extending.register_jitable",
    "numba.experimental.jitclass",
];

/// Global names that every module has without binding them.
const MODULE_VARIABLES: &[&str] = &["__name__", "__file__", "__doc__", "__builtins__", "__package__", "__spec__"];

/// Is it a variable that every module has?
#[must_use]
pub fn is_module_variable(name: &str) -> bool {
    MODULE_VARIABLES.contains(&name)
}

/// Builtins of Python that numjit does not have.
const ABSENT: &[&str] = &[
    "__build_class__",
    "__import__",
    "aiter",
    "anext",
    "breakpoint",
    "bytearray",
    "compile",
    "copyright",
    "credits",
    "delattr",
    "dir",
    "eval",
    "exec",
    "exit",
    "frozenset",
    "help",
    "license",
    "locals",
    "memoryview",
    "quit",
    "BaseExceptionGroup",
    "ExceptionGroup",
    "BytesWarning",
    "EncodingWarning",
    "ImportWarning",
    "PendingDeprecationWarning",
    "ResourceWarning",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "BlockingIOError",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "IndentationError",
    "ProcessLookupError",
    "TabError",
];

fn paths() -> impl Iterator<Item = &'static str> {
    super::ids().flat_map(|id| super::paths(super::row(id)))
}

/// Does a decorator of this path compile what it decorates?
#[must_use]
pub fn is_compiling(path: &str) -> bool {
    COMPILING.contains(&path)
}

/// What of numba cannot be had here, and what to do instead.
const INSTEAD: &[(&str, &str)] = &[(
    "numba.objmode",
    "there is no object mode: end the compiled function here, let a function without a decorator do this, and go on in a \
     second compiled function",
)];

/// What to do instead of what a dotted path names, where it is something that compiled functions do not have.
#[must_use]
pub fn instead_of(path: &str) -> Option<&'static str> {
    let own = INSTEAD.iter().find(|(known, _)| *known == path).map(|(_, advice)| *advice);
    own.or_else(|| match super::row(super::lookup(path)?).typing {
        super::Rule::HostOnly(hint) => Some(hint),
        _ => None,
    })
}

/// Is it a block that only says how the loops in it are cut into pieces?
#[must_use]
pub fn is_chunk_size(path: &str) -> bool {
    path == "numba.parallel_chunksize"
}

/// Does a dotted path lead into numba?
#[must_use]
pub fn is_numba(path: &str) -> bool {
    path.split('.').next() == Some("numba")
}

/// Would `except name:` catch what an undefined name or a missing module raises?
#[must_use]
pub fn catches_missing_names(name: &str) -> bool {
    use ExceptionKind::{ModuleNotFoundError, NameError};
    exception(name).is_some_and(|kind| NameError.is_a(kind) || ModuleNotFoundError.is_a(kind))
}

/// Is it a global name without an import: a builtin of Python, an exception class, a variable that every module has?
#[must_use]
pub fn is_global(name: &str) -> bool {
    MODULE_VARIABLES.contains(&name)
        || exception(name).is_some()
        || (!name.contains('.') && super::lookup(name).is_some())
}

/// A builtin exception class by its Python name.
#[must_use]
pub fn exception(name: &str) -> Option<ExceptionKind> {
    ExceptionKind::from_name(name).filter(|kind| !kind.is_numpy())
}

/// Is it a builtin of Python that numjit does not have?
#[must_use]
pub fn is_absent(name: &str) -> bool {
    !is_global(name) && ABSENT.contains(&name)
}

/// Names that need no import, for "did you mean".
pub fn globals() -> impl Iterator<Item = &'static str> {
    let rows = paths().filter(|path| !path.contains('.'));
    let kinds = ExceptionKind::ALL.iter().map(|kind| kind.name()).filter(|name| exception(name).is_some());
    rows.chain(kinds).chain(MODULE_VARIABLES.iter().copied())
}

/// Kinds of receivers of methods and attributes: the first part of a member's path.
const RECEIVERS: &[&str] = &[
    "array",
    "bool",
    "bytes",
    "complex",
    "dict",
    "dispatcher",
    "dtype",
    "file",
    "float",
    "function",
    "generator",
    "int",
    "list",
    "npz",
    "object",
    "progress",
    "range",
    "records",
    "rng",
    "seed_sequence",
    "scalar",
    "set",
    "slice",
    "str",
    "tuple",
    "ufunc",
    "exception",
    "type",
];

/// The module that only the prelude sees.
const INTRINSIC: &str = "intrinsic";

/// Does a path that begins so name a member of values of this kind?
#[must_use]
pub(super) fn is_receiver(kind: &str) -> bool {
    RECEIVERS.contains(&kind)
}

/// Where numba keeps what it also shows at its top: `numba.core.types` is `numba.types`.
const INNER: &str = "numba.core";
/// What can be imported from there.
const INNER_MODULES: &[&str] = &[INNER, "numba.core.types"];

/// A path without the detour over where numba keeps things.
#[must_use]
pub fn usual(path: &str) -> Cow<'_, str> {
    match path.strip_prefix(INNER) {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => Cow::Owned(format!("numba{rest}")),
        _ => Cow::Borrowed(path),
    }
}

/// The modules that a script can import, sorted.
#[must_use]
pub fn modules() -> &'static BTreeSet<&'static str> {
    static MODULES: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    MODULES.get_or_init(|| {
        let mut modules = BTreeSet::new();
        for path in paths() {
            let mut end = path.len();
            while let Some(dot) = path[..end].rfind('.') {
                end = dot;
                modules.insert(&path[..end]);
            }
        }
        modules.retain(|path| !is_receiver(path) && *path != INTRINSIC);
        modules.extend(INNER_MODULES);
        modules
    })
}

/// The name of the script as a module.
pub const MAIN: &str = "__main__";

/// Is it a module that a script can import?
#[must_use]
pub fn is_module(path: &str) -> bool {
    modules().contains(path)
}

/// The items of a module: functions, constants, types and submodules.
pub fn items(module: &str) -> impl Iterator<Item = &'static str> {
    let rows = paths();
    let module = usual(module).into_owned();
    rows.chain(modules().iter().copied()).filter_map(move |path| {
        path.strip_prefix(&*module).and_then(|rest| rest.strip_prefix('.')).filter(|rest| !rest.contains('.'))
    })
}

/// Can `from module import item` be?
#[must_use]
pub fn has_item(module: &str, item: &str) -> bool {
    items(module).any(|known| known == item)
}
