//! The prelude: builtins written in our own language.
//!
//! Input: nothing. Output: which file holds which function, and its text; a function of the prelude has a fixed
//! [`FunctionId`], so that no engine needs to know it. A function is parsed when it is first used.
//! Never: parsing, types.
//!
//! In the prelude `np`, `math` and `numba` are imported, `intrinsic` holds a few functions that scripts do not see, and every
//! other function of the prelude can be named. A function takes its row's parameters by position, the receiver of a
//! method first, defaults filled in. A row with no function of its own in the host zone is called there too, specialized
//! under NumPy's promotion rules: operations of arrays then have NumPy's types, beside which int64, float64 and complex128
//! scalars count as Python's numbers; `intrinsic.is_host()` tells where the types differ otherwise. Annotations of
//! parameters say how they take arguments: `a: array` turns sequences given in the host zone into arrays (without it
//! only lists of numbers), `axis: known` knows inside what is known at compile time at the call (None, bool, int, str,
//! tuples of them), `keepdims: literal` refuses what is not known. A default is None. What a function here raises is raised by its caller,
//! for a traceback.

use crate::types::FunctionId;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A file of the prelude.
struct File {
    name: &'static str,
    text: &'static str,
}

/// A function of the prelude.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The name of its file, for diagnostics.
    pub file: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How many lines of the file come before it.
    pub lines_before: usize,
    /// Its text.
    pub text: &'static str,
}

impl File {
    /// Its functions, in order: a definition stands at the beginning of a line.
    fn definitions(&self) -> Vec<Definition> {
        let lines: Vec<&str> = self.text.split_inclusive('\n').collect();
        let mut starts = Vec::new();
        let mut offset = 0;
        for (number, line) in lines.iter().enumerate() {
            if let Some(name) = line.strip_prefix("def ").and_then(|rest| rest.split('(').next()) {
                starts.push((name, number, offset));
            }
            offset += line.len();
        }
        let ends = starts.iter().skip(1).map(|&(.., start)| start).chain([offset]);
        let spans = starts.iter().zip(ends);
        spans
            .map(|(&(name, lines_before, start), end)| Definition {
                file: self.name,
                name,
                lines_before,
                text: &self.text[start..end],
            })
            .collect()
    }
}

macro_rules! files {
    ($($name:literal)*) => { &[$(File { name: $name, text: include_str!($name) }),*] };
}

/// The files.
static FILES: &[File] = files![
    "list.npy" "table.npy" "sequence.npy" "math.npy" "create.npy" "array.npy" "reduce.npy" "statistics.npy" "signal.npy" "bessel.npy"
    "elementwise.npy" "string.npy" "random.npy" "python_random.npy" "axes.npy" "shape.npy" "sort.npy" "pick.npy"
    "parallel.npy" "walk.npy" "generator.npy" "product.npy" "linalg.npy" "fft.npy" "einsum.npy" "records.npy" "progress.npy"
    "ufunc.npy"
];

/// Walks that the host zone asks for by name.
pub mod walks {
    /// `(f, args, out)`: an element-wise function over its arguments, into an array.
    pub const ELEMENTS: &str = "walk_elements";
    /// `(f, a, out)`: folds the items along the first axis onto what the output holds.
    pub const REDUCE: &str = "walk_reduce";
    /// `(f, a, out)`: as `REDUCE`, with what comes before each item.
    pub const ACCUMULATE: &str = "walk_accumulate";
    /// `(f, rows, out)`: folds the rows of a matrix onto a vector.
    pub const FOLD: &str = "walk_fold";
    /// `(f, rows, out)`: the same with all partial results, the first of which is there.
    pub const FOLD_ALL: &str = "walk_fold_all";
    /// `(f, out, places, values)`: folds values onto elements, one after the other.
    pub const FOLD_AT: &str = "walk_fold_at";
    /// `(f, args, cores, depth)`: a function over core axes, for each index of the others.
    pub const GENERALIZED: &str = "walk_generalized";
    /// The same on all threads.
    pub const GENERALIZED_PARALLEL: &str = "walk_generalized_parallel";
    /// `(x, mean, cov)`: standard normal vectors as ones of a mean and a covariance.
    pub const MULTIVARIATE: &str = "multivariate_by_svd";
    /// `(f, args)`: a stencil.
    pub const STENCIL: &str = "walk_stencil";
    /// `(f, args, out)`: a stencil into an array.
    pub const STENCIL_INTO: &str = "walk_stencil_into";
}

/// Ids of prelude functions begin here: the function's number among all of them comes on top.
const BASE: u32 = 0x8000_0000;

/// All functions of the prelude, by number and by name.
struct Index {
    functions: Vec<Definition>,
    numbers: FxHashMap<&'static str, u32>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let functions: Vec<Definition> = FILES.iter().flat_map(File::definitions).collect();
        let numbers = functions.iter().zip(0..).map(|(it, number)| (it.name, number)).collect();
        Index { functions, numbers }
    })
}

/// The id of a function of the prelude.
#[must_use]
pub fn function_id(name: &str) -> Option<FunctionId> {
    index().numbers.get(name).map(|number| FunctionId(BASE + number))
}

/// How many functions there are.
#[must_use]
pub fn count() -> usize {
    index().functions.len()
}

/// The number of a function among them and its definition; none: the id is no such function's.
#[must_use]
pub fn function(id: FunctionId) -> Option<(usize, Definition)> {
    let number = id.0.checked_sub(BASE)? as usize;
    Some((number, *index().functions.get(number)?))
}

/// Does its `prange` run on all threads, in whatever function it is called?
#[must_use]
pub fn is_parallel(name: &str) -> bool {
    name.ends_with("_parallel")
}

/// What a function becomes in functions with `parallel=True`: its parallel twin, where it has one.
#[must_use]
pub fn parallel_twin(name: &'static str) -> &'static str {
    index().numbers.get_key_value(&*format!("{name}_parallel")).map_or(name, |(twin, _)| *twin)
}

/// Is it a function of the prelude?
#[must_use]
pub fn is_prelude(id: FunctionId) -> bool {
    id.0 >= BASE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::{Lower, ids, row};

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = index().functions.iter().map(|it| it.name).collect();
        assert!(names.len() > 500, "the functions were not found");
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None);
    }

    #[test]
    fn rows_name_functions_of_the_prelude() {
        for row in ids().map(row) {
            if let Lower::Source(name) = row.lower {
                let id = function_id(name).unwrap_or_else(|| panic!("{} names {name}", row.path));
                assert_eq!(function(id).map(|it| it.1.name), Some(name));
            }
        }
    }
}
