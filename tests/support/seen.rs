//! What rows of the table of builtins are called with.
//!
//! Input: calls of builtins at module level, and of compiled functions that name them. Output: the dtypes, layouts and sizes of
//! the first array of each, and which are missing. Never: whether what they give is right.

use numjit::Value;
use numjit::builtins::{self, Builtin, Rule};
use numjit::engine::{ObservedBuiltin, ObservedCall};
use numjit::runtime::array::Array;
use numjit::types::{Dtype, Layout};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, PoisonError};

/// What the first parameter of NumPy's functions is called where it takes an array, or several.
const ARRAYS: &[&str] = &[
    "A",
    "a",
    "a1",
    "ar",
    "ar1",
    "arr",
    "array",
    "arrays",
    "ary",
    "arys",
    "choicelist",
    "condition",
    "dst",
    "element",
    "f",
    "filt",
    "m",
    "p",
    "prototype",
    "tup",
    "v",
    "val",
    "x",
    "x1",
    "y",
    "z",
];

/// What an array may be like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Feature {
    Float64,
    Float32,
    Signed,
    Unsigned,
    Bool,
    Complex,
    C,
    F,
    Strided,
    Negative,
    Empty,
    One,
    Odd,
}

use Feature::{Bool, C, Complex, Empty, F, Float32, Float64, Negative, Odd, One, Signed, Strided, Unsigned};

/// What each row must be called with.
const WANTED: &[Feature] =
    &[Float64, Float32, Signed, Unsigned, Bool, Complex, C, F, Strided, Negative, Empty, One, Odd];

type Features = BTreeSet<Feature>;

/// What a row was called with.
#[derive(Default)]
struct Calls {
    /// At module level.
    tried: Features,
    /// At module level, and it gave a value.
    given: Features,
    /// In compiled functions.
    compiled: Features,
}

/// What all rows were called with.
#[derive(Default)]
pub struct Seen(BTreeMap<&'static str, Calls>);

impl Seen {
    /// A call at module level.
    pub fn see_builtin(&mut self, call: &ObservedBuiltin<'_>) {
        if !takes_array(call.row()) {
            return;
        }
        let found = features(first_array(call.arguments()));
        let calls = self.0.entry(call.row().path).or_default();
        calls.tried.extend(&found);
        if call.returned() {
            calls.given.extend(found);
        }
    }

    /// A call of a compiled function.
    pub fn see_compiled(&mut self, call: &ObservedCall<'_>) {
        let found = features(first_array(call.arguments()));
        for row in call.rows() {
            self.0.entry(row.path).or_default().compiled.extend(&found);
        }
    }

    /// What was seen elsewhere, too.
    pub fn merge(&mut self, other: Seen) {
        for (path, calls) in other.0 {
            let all = self.0.entry(path).or_default();
            all.tried.extend(calls.tried);
            all.given.extend(calls.given);
            all.compiled.extend(calls.compiled);
        }
    }

    /// A line for each row and zone that lacks something: at module level each row must be called with everything, in compiled
    /// functions with all that it took at module level.
    pub fn missing(&self) -> String {
        let mut out = String::new();
        let mut rows: Vec<&Builtin> = builtins::ids().map(builtins::row).filter(|row| takes_array(row)).collect();
        rows.sort_by_key(|row| row.path);
        let never = Calls::default();
        for row in rows {
            let calls = self.0.get(row.path).unwrap_or(&never);
            list(&mut out, row, "module level", &WANTED.iter().copied().collect(), &calls.tried);
            if !matches!(row.typing, Rule::HostOnly(_)) {
                list(&mut out, row, "compiled", &calls.given, &calls.compiled);
            }
        }
        out
    }
}

/// What a list of such lines says is missing: row and zone, what they lack.
pub fn read(list: &str) -> BTreeSet<(&str, &str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    lines.flat_map(|(row, features)| features.split(' ').map(move |feature| (row, feature))).collect()
}

fn list(out: &mut String, row: &Builtin, zone: &str, wanted: &Features, found: &Features) {
    let missing: Vec<String> = wanted.difference(found).map(|feature| format!("{feature:?}").to_lowercase()).collect();
    if !missing.is_empty() {
        let _ = writeln!(out, "{} {zone}: {}", row.path, missing.join(" "));
    }
}

/// Is it called with an array?
fn takes_array(row: &Builtin) -> bool {
    if builtins::is_attribute(row) || row.path.starts_with("numpy.random.") {
        return false;
    }
    let first = row.signature.trim_start_matches('*').split([',', '=']).next().unwrap_or_default();
    row.path.starts_with("array.") || (row.path.starts_with("numpy.") && ARRAYS.contains(&first))
}

/// The first array among arguments, in sequences too.
fn first_array<'a>(arguments: impl IntoIterator<Item = &'a Value>) -> Option<Arc<Array>> {
    arguments.into_iter().find_map(|value| match value {
        Value::Array(array) => Some(Arc::clone(array)),
        Value::Tuple(items) => first_array(items.iter()),
        Value::List(items) => first_array(items.lock().unwrap_or_else(PoisonError::into_inner).iter()),
        _ => None,
    })
}

fn features(array: Option<Arc<Array>>) -> Features {
    let Some(array) = array else { return Features::new() };
    let layout = (array.size() > 1).then(|| layout(&array));
    let size = match array.size() {
        0 => Some(Empty),
        1 => Some(One),
        size => (size % 2 == 1).then_some(Odd),
    };
    [Some(dtype(array.dtype())), layout, size].into_iter().flatten().collect()
}

fn dtype(dtype: Dtype) -> Feature {
    match dtype {
        Dtype::F64 => Float64,
        Dtype::F32 => Float32,
        Dtype::Bool => Bool,
        _ if dtype.is_complex() => Complex,
        _ if dtype.is_signed() => Signed,
        _ => Unsigned,
    }
}

fn layout(array: &Array) -> Feature {
    let is_turned = |(&length, &stride): (&usize, &isize)| length > 1 && stride < 0;
    match array.layout() {
        Layout::C => C,
        Layout::F => F,
        _ if array.shape().iter().zip(array.strides()).any(is_turned) => Negative,
        _ => Strided,
    }
}
