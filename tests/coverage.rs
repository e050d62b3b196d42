//! Each row of the language's tables has a test by name: a comment `# covers: SECTION ITEM` in a script or case.
//!
//! The sections are those of the language's description: 2 decorators and options, 3 types and arithmetic, 4 constructs, 6
//! parallel loops, 7 the host zone.
//!
//! Each row of the table of builtins that kernels name stands in a vector, behind `# rows:`; `tests/called.rs` sees to it that
//! the vector calls it, and holds the call against the oracle. Rows without a vector stand in `tests/data/uncovered.txt`.

#[path = "support/files.rs"]
mod files;
#[path = "support/rows.rs"]
mod rows;

use files::{files, root};
use numjit::builtins::{self, Builtin, Rule};
use rows::marked;
use std::collections::BTreeSet;
use std::path::Path;

/// Where tests say what they cover.
const PLACES: [&str; 5] = ["tests/cases", "tests/scripts", "tests/programs", "tests/errors", "examples"];

const MARK: &str = "# covers: ";

/// The rows that must be there.
const ROWS: &[(&str, &[&str])] = &[
    (
        "2",
        &[
            "@jitclass: arithmetic, comparison, item and conversion methods",
            "@jitclass: deferred_type and optional fields of the own class",
            "@jitclass: fields of declared types, by a list, a dict or annotations",
            "@jitclass: methods, properties with setters, static methods",
            "@jitclass: objects in fields, lists, dictionaries and tuples are references",
            "@njit and @jit with and without parentheses",
            "array types: any layout, C, F",
            "boundscheck",
            "boundscheck is on by default",
            "eager signatures: text, types, tuples, lists",
            "error_model python and numpy",
            "fastmath as a flag or a set",
            "globals and closure cells are frozen when a function compiles",
            "names of types in signatures",
            "numba.set_num_threads get_num_threads get_thread_id",
            "one specialization per argument types, at the first call",
            "only declared signatures: others are a TypeError",
            "options that are accepted",
            "options that numjit does not have",
            "parallel=True; without it prange is range",
            "the result is cast to the declared type",
            "types as casts in bodies",
        ],
    ),
    (
        "3",
        &[
            "array op scalar",
            "bool arithmetic",
            "conversions and rounding",
            "floor division, remainder, divmod",
            "global arrays are read-only",
            "int op int has at least 64 bits",
            "int64 with uint64",
            "joins without a common type are refused",
            "literals are int64, above it uint64",
            "min, max, and, or, ternary keep Python's order",
            "mixes of float32",
            "overflow wraps",
            "powers",
            "reductions",
            "results handed out",
            "shifts and bit operations",
            "stores into arrays cast silently",
            "the math domain never raises",
            "true division",
            "unification where control flow joins",
        ],
    ),
    (
        "4",
        &[
            "arguments: positional, keyword, default, *args",
            "builtins abs bool complex divmod float int hash len max min pow range round sum type",
            "builtins chr ord str repr",
            "builtins enumerate filter list map next reversed tuple zip",
            "exceptions reach the caller with file and line",
            "for over array, list, tuple, enumerate, zip",
            "functions that yield",
            "if, while, for, break, continue, else",
            "inner functions, lambda, closures, functions as arguments",
            "list comprehensions, np.array of comprehensions",
            "lists",
            "math",
            "print of several arguments with shortest floats",
            "raise, try, except, else, finally",
            "recursion deeper than the limit is a RecursionError",
            "runaway mutual recursion",
            "self and mutual recursion",
            "ternary, chained comparison, swap, unpacking, augmented assignment, assert, pass",
            "tuples",
        ],
    ),
    (
        "6",
        &[
            "last values",
            "prange(n), prange(a, b), with a step; nested ones",
            "races are refused with both accesses",
            "raise, break, return in a parallel loop",
            "reductions += -= *= max min",
            "reductions of whole arrays",
            "the exception of the lowest index reaches the caller",
            "without parallel=True prange is range",
        ],
    ),
    (
        "7",
        &[
            "NumPy 2 promotion and NumPy's rules",
            "a run with a time limit",
            "an import that numjit does not have",
            "arrays print as NumPy prints them",
            "comprehensions, generators, lambda, classes, match",
            "f-strings with format specs",
            "if __name__ == \"__main__\"",
            "ints never wrap",
            "np.load save savez loadtxt genfromtxt savetxt",
            "np.testing",
            "numba.__version__ and numba.config",
            "print as CPython prints",
            "str, list, tuple, dict, set",
            "sys.exit",
            "time, sys, os.path, math",
            "try, except, else, finally, raise, with",
        ],
    ),
];

/// The marks of all files of a folder.
fn gather(folder: &Path, out: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "npy") {
            let bytes = std::fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            out.extend(text.lines().filter_map(|line| line.strip_prefix(MARK)).map(str::to_owned));
        }
    }
}

#[test]
fn every_row_has_a_test_and_every_mark_a_row() {
    let mut found = BTreeSet::new();
    PLACES.iter().for_each(|place| gather(&root().join(place), &mut found));
    let rows = ROWS.iter().flat_map(|(section, items)| items.iter().map(move |item| format!("{section} {item}")));
    let wanted: BTreeSet<String> = rows.collect();
    let missing: Vec<&String> = wanted.difference(&found).collect();
    let unknown: Vec<&String> = found.difference(&wanted).collect();
    assert!(missing.is_empty(), "no test covers {missing:#?}");
    assert!(unknown.is_empty(), "no row is named {unknown:#?}");
}

/// Modules and kinds of values whose rows need a vector; `builtins`: Python's, as far as kernels call them.
const MODULES: &[&str] = &[
    "array",
    "builtins",
    "cmath",
    "math",
    "numpy",
    "numpy.fft",
    "numpy.linalg",
    "numpy.random",
    "random",
    "rng",
    "scalar",
    "ufunc",
];

/// Where the rows stand that no vector names.
const UNCOVERED: &str = "tests/data/uncovered.txt";

/// Does a row need a vector?
fn needs_vector(row: &Builtin) -> bool {
    let module = row.path.rsplit_once('.').map_or("builtins", |(module, _)| module);
    let is_called = !matches!(row.typing, Rule::Constant(_) | Rule::Dtype(_) | Rule::Class(_) | Rule::Exception(_));
    let is_host_only = matches!(row.typing, Rule::HostOnly(_));
    is_called && MODULES.contains(&module) && !(module == "builtins" && is_host_only)
}

/// The rows of [`UNCOVERED`]: one a line, under headings.
fn uncovered() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(UNCOVERED)).unwrap_or_default();
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
    rows.map(str::to_owned).collect()
}

#[test]
fn every_builtin_has_a_vector_or_is_listed() {
    let mut named = BTreeSet::new();
    for path in ["tests/vectors", "tests/scripts"].iter().flat_map(|folder| files(folder, "npy")) {
        named.extend(marked(&std::fs::read_to_string(path).unwrap_or_default()));
    }
    let wanted: BTreeSet<String> =
        builtins::ids().map(builtins::row).filter(|row| needs_vector(row)).map(|row| row.path.to_owned()).collect();
    let listed = uncovered();
    let unknown: Vec<&String> = named.iter().filter(|path| builtins::lookup(path).is_none()).collect();
    let missing: Vec<&String> = wanted.difference(&named).filter(|path| !listed.contains(*path)).collect();
    let stale: Vec<&String> = listed.iter().filter(|path| named.contains(*path) || !wanted.contains(*path)).collect();
    assert!(unknown.is_empty(), "no row is called {unknown:#?}");
    assert!(missing.is_empty(), "no vector names {missing:#?}");
    assert!(stale.is_empty(), "{UNCOVERED} lists what has a vector, or is no row: {stale:#?}");
}
