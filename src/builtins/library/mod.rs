//! Modules of Python's library, written in our own language.
//!
//! Input: a module's name. Output: its text, which the host zone runs when a script first imports it, as it runs a file
//! beside the script; its functions compile where compiled code calls them.
//! Never: modules that are rows of the table (`math`, `random`), parsing.

use std::sync::OnceLock;

/// Each module and its text.
static MODULES: &[(&str, &str)] = &[
    ("abc", include_str!("abc.npy")),
    ("argparse", include_str!("argparse.npy")),
    ("bisect", include_str!("bisect.npy")),
    ("cmath", include_str!("cmath.npy")),
    (DESCRIPTORS, include_str!("builtins.npy")),
    ("collections", include_str!("collections.npy")),
    ("collections.abc", include_str!("typing.npy")),
    ("concurrent.futures", include_str!("concurrent_futures.npy")),
    ("contextlib", include_str!("contextlib.npy")),
    ("csv", include_str!("csv.npy")),
    ("dataclasses", include_str!("dataclasses.npy")),
    ("datetime", include_str!("datetime.npy")),
    ("enum", include_str!("enum.npy")),
    ("functools", include_str!("functools.npy")),
    ("gc", include_str!("gc.npy")),
    ("glob", include_str!("glob.npy")),
    ("heapq", include_str!("heapq.npy")),
    ("io", include_str!("io.npy")),
    ("itertools", include_str!("itertools.npy")),
    ("json", include_str!("json.npy")),
    ("logging", include_str!("logging.npy")),
    ("matplotlib", include_str!("matplotlib.npy")),
    ("matplotlib._contour", include_str!("matplotlib_contour.npy")),
    ("matplotlib._style", include_str!("matplotlib_style.npy")),
    ("matplotlib.axes", include_str!("matplotlib_axes.npy")),
    ("matplotlib.figure", include_str!("matplotlib_figure.npy")),
    ("matplotlib.pyplot", include_str!("matplotlib_pyplot.npy")),
    ("multiprocessing", include_str!("multiprocessing.npy")),
    ("numba.core.errors", include_str!("numba_errors.npy")),
    ("numba.errors", include_str!("numba_errors.npy")),
    ("numba_progress", include_str!("numba_progress.npy")),
    ("numpy.typing", include_str!("numpy_typing.npy")),
    ("operator", include_str!("operator.npy")),
    ("pathlib", include_str!("pathlib.npy")),
    ("platform", include_str!("platform.npy")),
    ("pprint", include_str!("pprint.npy")),
    ("statistics", include_str!("statistics.npy")),
    ("string", include_str!("string.npy")),
    ("textwrap", include_str!("textwrap.npy")),
    ("threading", include_str!("threading.npy")),
    ("time._calendar", include_str!("time_calendar.npy")),
    ("tqdm", include_str!("tqdm.npy")),
    ("tqdm.auto", include_str!("tqdm.npy")),
    ("tqdm.notebook", include_str!("tqdm.npy")),
    ("types", include_str!("types.npy")),
    ("typing", include_str!("typing.npy")),
    ("warnings", include_str!("warnings.npy")),
];

/// What modules of the table have besides their rows, for the host zone: the text runs when a script first names such an item.
static EXTENSIONS: &[(&str, &str)] = &[
    ("copy", include_str!("copy.npy")),
    ("numba", include_str!("numba.npy")),
    ("numpy", include_str!("numpy.npy")),
    ("numpy.linalg", include_str!("numpy_linalg.npy")),
    ("os", include_str!("os.npy")),
    ("os.path", include_str!("os_path.npy")),
    ("re", include_str!("re.npy")),
    ("sys", include_str!("sys.npy")),
    ("time", include_str!("time.npy")),
    ("timeit", include_str!("timeit.npy")),
];

/// The module that holds `property` and its like.
pub const DESCRIPTORS: &str = "builtins";

/// The names of the modules that a script may import.
pub fn modules() -> impl Iterator<Item = &'static str> {
    let is_public = |name: &&str| *name != DESCRIPTORS && !name.contains("._");
    MODULES.iter().map(|(name, _)| *name).filter(is_public)
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

/// A name that a text which extends a module of the table defines.
#[derive(Debug)]
pub struct Extension {
    /// `numpy.block`
    pub path: String,
    /// Its parameters; none: it is not called.
    pub signature: Option<&'static str>,
    /// What it does.
    pub doc: &'static str,
}

/// What the texts which extend modules of the table define.
#[must_use]
pub fn documented() -> &'static [Extension] {
    static ALL: OnceLock<Vec<Extension>> = OnceLock::new();
    ALL.get_or_init(|| EXTENSIONS.iter().flat_map(|(module, text)| described(module, text)).collect())
}

fn described<'a>(module: &'a str, text: &'static str) -> impl Iterator<Item = Extension> + use<'a> {
    let begins = |line: &str| defined(line).is_some_and(|name| !name.starts_with('_'));
    text.match_indices('\n').filter(move |(at, _)| begins(first_line(&text[at + 1..]))).map(move |(at, _)| {
        let rest = &text[at + 1..];
        let name = defined(first_line(rest)).unwrap_or_default();
        let body = rest.split("\n\n\n").next().unwrap_or(rest);
        Extension { path: format!("{module}.{name}"), signature: parameters(body), doc: described_as(body) }
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The parameters of a definition; those of a class are its initializer's.
fn parameters(body: &'static str) -> Option<&'static str> {
    let header = match body.starts_with("class ") {
        true => body.split_once("def __init__(self")?.1.trim_start_matches(", "),
        false => first_line(body).strip_prefix("def ")?.split_once('(')?.1,
    };
    first_line(header).strip_suffix("):")
}

/// What a definition says of itself: its first text, or the comment behind it.
fn described_as(body: &'static str) -> &'static str {
    match body.split_once("\"\"\"") {
        Some((_, rest)) => first_line(rest.split("\"\"\"").next().unwrap_or_default()),
        None => first_line(body).split_once("  # ").map_or("", |(_, doc)| doc),
    }
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
