//! Parameter lists and the binding of arguments to them, by Python's rules and in Python's words.
//!
//! Input: the `signature` of a row (parsed once, at its first call) or the parameters of a script's function, and what
//! kinds of arguments a call gives. Output: which argument each parameter gets, or Python's TypeError message.
//! Never: types, expressions, spans (arguments are numbers of the caller's own list).

use super::{ids, row};
use crate::types::BuiltinId;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The `signature` of a row that is read without a call (`a.shape`).
pub(super) const ATTRIBUTE: &str = "(attribute)";

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// Its default, as text (`None`, `0`, `float64`); none: it must be given.
    pub default: Option<String>,
}

/// How a parameter takes arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamKind {
    /// By position only.
    PositionalOnly,
    /// By position or by name.
    Positional,
    /// `*args`: the rest of the positional ones.
    VarArgs,
    /// By name only.
    KeywordOnly,
    /// `**kwargs`
    VarKeywords,
}

/// An argument of a call, without its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Given<'a> {
    /// `f(x)`
    Positional,
    /// `f(name=x)`
    Keyword(&'a str),
}

/// What a parameter gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Slot {
    /// The argument of this number.
    Given(usize),
    /// Nothing: its default.
    Default,
    /// `*args`: these.
    Pack(Vec<usize>),
}

/// One slot per parameter.
pub type Bound = Vec<Slot>;

/// Why arguments do not fit parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindError {
    /// The argument to blame, where there is one.
    pub argument: Option<usize>,
    /// Python's words: `f() got an unexpected keyword argument 'x'`.
    pub message: String,
}

/// The parameters of a builtin.
#[must_use]
pub fn params(id: BuiltinId) -> &'static [Param] {
    static PARSED: OnceLock<FxHashMap<BuiltinId, OnceLock<Vec<Param>>>> = OnceLock::new();
    let parsed = PARSED.get_or_init(|| ids().map(|id| (id, OnceLock::new())).collect());
    parsed.get(&id).map_or(&[], |cell| cell.get_or_init(|| parse(row(id).signature)))
}

/// Binds the arguments of a call of a builtin.
pub fn bind_arguments(id: BuiltinId, given: &[Given<'_>]) -> Result<Bound, BindError> {
    bind_params(row(id).name(), params(id), given)
}

/// Reads `a, b=1, /, c=None, *args, d, **kwargs`.
pub(super) fn parse(signature: &str) -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    let mut kind = ParamKind::Positional;
    for item in split_top(signature) {
        match item {
            "/" => params.iter_mut().for_each(|param| param.kind = ParamKind::PositionalOnly),
            "*" => kind = ParamKind::KeywordOnly,
            _ if item.starts_with("**") => params.push(param(&item[2..], ParamKind::VarKeywords)),
            _ if item.starts_with('*') => {
                params.push(param(&item[1..], ParamKind::VarArgs));
                kind = ParamKind::KeywordOnly;
            }
            _ => params.push(param(item, kind)),
        }
    }
    params
}

fn param(text: &str, kind: ParamKind) -> Param {
    let (name, default) = match text.split_once('=') {
        Some((name, default)) => (name.trim(), Some(default.trim().to_string())),
        None => (text.trim(), None),
    };
    Param { name: name.to_string(), kind, default }
}

/// Splits at commas outside brackets; no empty pieces.
fn split_top(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut pieces = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b',' if depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

/// Binds the arguments of a call to parameters; `name` is for the messages.
pub fn bind_params(name: &str, params: &[Param], given: &[Given<'_>]) -> Result<Bound, BindError> {
    let mut slots: Vec<Option<Slot>> = params.iter().map(initial_slot).collect();
    let positional: Vec<usize> = (0..given.len()).filter(|&i| given[i] == Given::Positional).collect();
    bind_positional(name, params, &positional, given, &mut slots)?;
    for (argument, it) in given.iter().enumerate() {
        if let Given::Keyword(keyword) = it {
            bind_keyword(name, params, argument, keyword, &mut slots)?;
        }
    }
    require_all(name, params, &slots)?;
    Ok(slots.into_iter().map(|slot| slot.unwrap_or(Slot::Default)).collect())
}

fn initial_slot(param: &Param) -> Option<Slot> {
    (param.kind == ParamKind::VarArgs).then(|| Slot::Pack(Vec::new()))
}

fn bind_positional(
    name: &str,
    params: &[Param],
    arguments: &[usize],
    given: &[Given<'_>],
    slots: &mut [Option<Slot>],
) -> Result<(), BindError> {
    let takes_position = |param: &Param| matches!(param.kind, ParamKind::PositionalOnly | ParamKind::Positional);
    let places: Vec<usize> = (0..params.len()).filter(|&i| takes_position(&params[i])).collect();
    for (&place, &argument) in places.iter().zip(arguments) {
        slots[place] = Some(Slot::Given(argument));
    }
    let rest = arguments.get(places.len()..).unwrap_or(&[]);
    match params.iter().position(|param| param.kind == ParamKind::VarArgs) {
        Some(place) => slots[place] = Some(Slot::Pack(rest.to_vec())),
        None if rest.is_empty() => {}
        None => return Err(too_many(name, params, &places, arguments, given)),
    }
    Ok(())
}

fn bind_keyword(
    name: &str,
    params: &[Param],
    argument: usize,
    keyword: &str,
    slots: &mut [Option<Slot>],
) -> Result<(), BindError> {
    let error = |message: String| Err(BindError { argument: Some(argument), message });
    let by_name = |param: &Param| matches!(param.kind, ParamKind::Positional | ParamKind::KeywordOnly);
    match params.iter().position(|param| param.name == keyword) {
        Some(place) if by_name(&params[place]) => {
            if slots[place].is_some() {
                return error(format!("{name}() got multiple values for argument '{keyword}'"));
            }
            slots[place] = Some(Slot::Given(argument));
            Ok(())
        }
        Some(place) if params[place].kind == ParamKind::PositionalOnly => {
            error(format!("{name}() got some positional-only arguments passed as keyword arguments: '{keyword}'"))
        }
        _ => error(format!("{name}() got an unexpected keyword argument '{keyword}'")),
    }
}

fn require_all(name: &str, params: &[Param], slots: &[Option<Slot>]) -> Result<(), BindError> {
    let missing = |keyword_only: bool| -> Vec<&str> {
        let is_missing = |(param, slot): &(&Param, &Option<Slot>)| {
            let optional = param.default.is_some() || param.kind == ParamKind::VarKeywords;
            slot.is_none() && !optional && (param.kind == ParamKind::KeywordOnly) == keyword_only
        };
        params.iter().zip(slots).filter(is_missing).map(|(param, _)| param.name.as_str()).collect()
    };
    let (names, kind) = match (missing(false), missing(true)) {
        (names, _) if !names.is_empty() => (names, "positional"),
        (_, names) if !names.is_empty() => (names, "keyword-only"),
        _ => return Ok(()),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let message = format!("{name}() missing {} required {kind} argument{plural}: {}", names.len(), and_list(&names));
    Err(BindError { argument: None, message })
}

/// `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`.
fn and_list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
        [] => String::new(),
    }
}

fn too_many(name: &str, params: &[Param], places: &[usize], arguments: &[usize], given: &[Given<'_>]) -> BindError {
    let n_required = places.iter().filter(|&&place| params[place].default.is_none()).count();
    let n = places.len();
    let takes = match n_required {
        _ if n_required == n => format!("{n} positional argument{}", if n == 1 { "" } else { "s" }),
        _ => format!("from {n_required} to {n} positional arguments"),
    };
    let n_keywords = given.len() - arguments.len();
    let were = if arguments.len() == 1 { "was" } else { "were" };
    let keywords = match n_keywords {
        0 => String::new(),
        _ => format!(
            " positional argument{} (and {n_keywords} keyword-only argument{})",
            if arguments.len() == 1 { "" } else { "s" },
            if n_keywords == 1 { "" } else { "s" }
        ),
    };
    let only_keywords = given.iter().any(|it| {
        matches!(it, Given::Keyword(key) if params.iter().any(|p| p.name == *key && p.kind == ParamKind::KeywordOnly))
    });
    let keywords = if only_keywords { keywords } else { String::new() };
    let message = format!("{name}() takes {takes} but {}{keywords} {were} given", arguments.len());
    BindError { argument: arguments.get(n).copied(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bind(signature: &str, given: &[Given<'_>]) -> Result<Bound, String> {
        bind_params("f", &parse(signature), given).map_err(|error| error.message)
    }

    const POS: Given<'_> = Given::Positional;

    #[test]
    fn positions_names_and_defaults() {
        assert_eq!(bind("a, b=1", &[POS]), Ok(vec![Slot::Given(0), Slot::Default]));
        assert_eq!(bind("a, b=1", &[POS, Given::Keyword("b")]), Ok(vec![Slot::Given(0), Slot::Given(1)]));
        assert_eq!(bind("a, *rest", &[POS, POS, POS]), Ok(vec![Slot::Given(0), Slot::Pack(vec![1, 2])]));
        assert_eq!(bind("x=(1, 2), /, *, k=None", &[]), Ok(vec![Slot::Default, Slot::Default]));
    }

    #[test]
    fn messages_are_pythons() {
        let message = |signature, given: &[Given<'_>]| bind(signature, given).unwrap_err();
        assert_eq!(message("a, b", &[POS]), "f() missing 1 required positional argument: 'b'");
        assert_eq!(message("a, b, c", &[]), "f() missing 3 required positional arguments: 'a', 'b', and 'c'");
        assert_eq!(message("a, *, b", &[POS]), "f() missing 1 required keyword-only argument: 'b'");
        assert_eq!(message("a", &[POS, POS]), "f() takes 1 positional argument but 2 were given");
        assert_eq!(message("", &[POS]), "f() takes 0 positional arguments but 1 was given");
        assert_eq!(message("a, b=1", &[POS, POS, POS]), "f() takes from 1 to 2 positional arguments but 3 were given");
        assert_eq!(message("a", &[POS, Given::Keyword("z")]), "f() got an unexpected keyword argument 'z'");
        assert_eq!(message("a", &[POS, Given::Keyword("a")]), "f() got multiple values for argument 'a'");
        assert_eq!(
            message("a, /", &[Given::Keyword("a")]),
            "f() got some positional-only arguments passed as keyword arguments: 'a'"
        );
        assert_eq!(
            message("a, *, k=1", &[POS, POS, Given::Keyword("k")]),
            "f() takes 1 positional argument but 2 positional arguments (and 1 keyword-only argument) were given"
        );
    }
}
