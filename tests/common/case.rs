//! Case files: scripts under `tests/cases` that say in comments how to call their functions and what comes of it.
//!
//! - `# call: f(float64[:], int64)`: types of the arguments, for the runs of `f` that follow.
//! - `# run: f([1.0, 2.0], 3) == 5.0`: a call and its result; `raises ValueError: words` in place of `== ..`; then, where the
//!   function prints, ` prints "text\n"`.
//! - `# superset` at the top of a file or before a run: Numba refuses it; the expectation comes from plain Python.
//! - `# deviation: why` before a run: the expectation is neither's.
//! - `# error[NJ0501]: words` behind a line: a diagnostic there.
//!
//! Expectations are recorded by `tests/record/cases.py`.

use super::value::{Value, split_top};
use numjit::types::{Dtype, Layout, Type};

/// A call of a case.
pub struct Run {
    /// Where it stands, from 1.
    pub line: usize,
    /// The function.
    pub function: String,
    /// Types of the arguments.
    pub params: Vec<Type>,
    /// The arguments.
    pub args: Vec<Value>,
    /// What is to come of it, as it is written.
    pub expected: String,
    /// What is to be printed.
    pub prints: String,
}

/// The runs of a script.
#[must_use]
pub fn runs(text: &str) -> Vec<Run> {
    let mut calls: Vec<(String, Vec<Type>)> = Vec::new();
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(call) = line.strip_prefix("# call: ") {
            let (name, params) = parse_call(call);
            calls.push((name.to_owned(), params.into_iter().map(parse_type).collect()));
        } else if let Some(run) = line.strip_prefix("# run: ") {
            let (call, expected, prints) = split_run(run);
            let (name, args) = parse_call(&call);
            let args: Vec<Value> = args.into_iter().map(Value::parse).collect();
            let declared = calls.iter().rev().find(|(own, params)| own == name && params.len() == args.len());
            let params = match declared {
                Some((_, params)) => params.clone(),
                None => args.iter().map(Value::natural_type).collect(),
            };
            let function = name.to_owned();
            out.push(Run { line: index + 1, function, params, args, expected, prints });
        }
    }
    out
}

/// The call, the expectation, and the expected output of a run.
fn split_run(run: &str) -> (String, String, String) {
    let end = super::value::end_of_call(run);
    let (call, rest) = run.split_at(end);
    let rest = rest.trim();
    let (rest, prints) = match rest.rsplit_once(" prints ") {
        Some((rest, prints)) => (rest, Value::parse(prints.trim()).as_text().to_owned()),
        None => (rest, String::new()),
    };
    let expected = rest.strip_prefix("== ").unwrap_or(rest).to_owned();
    (call.trim().to_owned(), expected, prints)
}

/// `f(a, b)` as a name and the texts of its arguments.
fn parse_call(call: &str) -> (&str, Vec<&str>) {
    let (name, rest) = call.trim().split_once('(').unwrap_or_else(|| panic!("not a call: {call}"));
    let inner = rest.strip_suffix(')').unwrap_or_else(|| panic!("not a call: {call}"));
    (name, split_top(inner))
}

/// A type as Numba writes it: `float64[:, ::1]`, `Tuple(int64, float64)`, `list(int64)`, `Optional(int64)`, `str`, `none`.
#[must_use]
pub fn parse_type(text: &str) -> Type {
    if let Some(inner) = text.strip_prefix("Tuple(").and_then(|rest| rest.strip_suffix(')')) {
        return Type::tuple(split_top(inner).into_iter().map(parse_type));
    }
    if let Some(inner) = text.strip_prefix("list(").and_then(|rest| rest.strip_suffix(')')) {
        return Type::list(parse_type(inner));
    }
    if let Some(inner) = text.strip_prefix("Optional(").and_then(|rest| rest.strip_suffix(')')) {
        return Type::optional(parse_type(inner));
    }
    if let Some((dtype, axes)) = text.split_once('[') {
        return array_type(dtype, axes.strip_suffix(']').unwrap_or_else(|| panic!("not a type: {text}")));
    }
    match text {
        "none" => Type::None,
        "str" => Type::Str,
        _ => Type::Scalar(dtype(text)),
    }
}

fn array_type(name: &str, axes: &str) -> Type {
    if axes.is_empty() {
        return Type::array(dtype(name), 0, Layout::C);
    }
    let axes: Vec<&str> = axes.split(',').map(str::trim).collect();
    let layout = match (axes.first(), axes.last()) {
        (_, Some(&"::1")) => Layout::C,
        (Some(&"::1"), _) => Layout::F,
        _ => Layout::A,
    };
    Type::array(dtype(name), axes.len(), layout)
}

/// The dtype of a name.
#[must_use]
pub fn dtype(name: &str) -> Dtype {
    Dtype::ALL.into_iter().find(|dtype| dtype.name() == name).unwrap_or_else(|| panic!("no type {name}"))
}
