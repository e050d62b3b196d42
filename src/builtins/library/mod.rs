//! Modules of Python's library, written in our own language.
//!
//! Input: a module's name. Output: its text, which the host zone runs when a script first imports it, as it runs a file
//! beside the script; its functions compile where compiled code calls them.
//! Never: modules that are rows of the table (`math`, `random`), parsing.

/// Each module and its text.
static MODULES: &[(&str, &str)] = &[
    ("abc", include_str!("abc.npy")),
    ("argparse", include_str!("argparse.npy")),
    ("bisect", include_str!("bisect.npy")),
    ("cmath", include_str!("cmath.npy")),
    (DESCRIPTORS, include_str!("builtins.npy")),
    ("collections", include_str!("collections.npy")),
    ("collections.abc", include_str!("typing.npy")),
    ("contextlib", include_str!("contextlib.npy")),
    ("copy", include_str!("copy.npy")),
    ("dataclasses", include_str!("dataclasses.npy")),
    ("functools", include_str!("functools.npy")),
    ("heapq", include_str!("heapq.npy")),
    ("itertools", include_str!("itertools.npy")),
    ("json", include_str!("json.npy")),
    ("logging", include_str!("logging.npy")),
    ("matplotlib", include_str!("matplotlib.npy")),
    ("matplotlib._contour", include_str!("matplotlib_contour.npy")),
    ("matplotlib._style", include_str!("matplotlib_style.npy")),
    ("matplotlib.axes", include_str!("matplotlib_axes.npy")),
    ("matplotlib.figure", include_str!("matplotlib_figure.npy")),
    ("matplotlib.pyplot", include_str!("matplotlib_pyplot.npy")),
    ("numba.core.errors", include_str!("numba_errors.npy")),
    ("numba.errors", include_str!("numba_errors.npy")),
    ("numba_progress", include_str!("numba_progress.npy")),
    ("numpy.typing", include_str!("numpy_typing.npy")),
    ("operator", include_str!("operator.npy")),
    ("statistics", include_str!("statistics.npy")),
    ("string", include_str!("string.npy")),
    ("timeit", include_str!("timeit.npy")),
    ("tqdm", include_str!("tqdm.npy")),
    ("tqdm.auto", include_str!("tqdm.npy")),
    ("tqdm.notebook", include_str!("tqdm.npy")),
    ("typing", include_str!("typing.npy")),
    ("warnings", include_str!("warnings.npy")),
];

/// What modules of the table have besides their rows, for the host zone: the text runs when a script first names such an item.
static EXTENSIONS: &[(&str, &str)] =
    &[("numpy", include_str!("numpy.npy")), ("numpy.linalg", include_str!("numpy_linalg.npy"))];

/// The module that holds `property` and its like.
pub const DESCRIPTORS: &str = "builtins";

/// The names of the modules.
pub fn modules() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|(name, _)| *name).filter(|name| *name != DESCRIPTORS)
}

/// The text of a module.
#[must_use]
pub fn text(module: &str) -> Option<&'static str> {
    MODULES.iter().chain(EXTENSIONS).find(|(name, _)| *name == module).map(|(_, text)| *text)
}

/// Does the text that extends a module of the table define an item, other than for itself?
#[must_use]
pub fn extends(module: &str, item: &str) -> bool {
    extensions(module).any(|name| name == item)
}

/// The names that the text which extends a module of the table defines.
pub fn extensions(module: &str) -> impl Iterator<Item = &'static str> {
    let text = EXTENSIONS.iter().find(|(name, _)| *name == module).map_or("", |(_, text)| *text);
    text.lines().filter_map(defined).filter(|name| !name.starts_with('_'))
}

/// The name that a line at module level defines.
fn defined(line: &str) -> Option<&str> {
    let definition = line.strip_prefix("def ").or_else(|| line.strip_prefix("class "));
    match definition {
        Some(rest) => rest.split(['(', ':']).next(),
        None => line.split_once(" = ").map(|(name, _)| name).filter(|name| !name.contains([' ', '#'])),
    }
}

/// Does a module of the table have a module of the library as an item?
#[must_use]
pub fn is_item(module: &str, item: &str) -> bool {
    MODULES.iter().any(|(name, _)| name.strip_suffix(item).and_then(|rest| rest.strip_suffix('.')) == Some(module))
}

/// The package of this name, which modules are in.
#[must_use]
pub fn package(path: &str) -> Option<&'static str> {
    let inside = |name: &str| name.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    MODULES.iter().find(|(name, _)| inside(name)).map(|(name, _)| &name[..path.len()])
}

/// The names of all modules.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|(name, _)| *name)
}
