//! Regular expressions.
//!
//! Input: patterns in Python's syntax, texts. Output: where they match, in characters.
//! Never: objects of patterns and matches (the library's `re` makes them).

use super::args::Args;
use crate::builtins::host::PatternFunction as F;
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::value::{Value, lock};
use crate::runtime::exception::ExceptionKind;
use fancy_regex::{Captures, Regex};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Compiled patterns that are kept.
const KEPT: usize = 256;

/// Calls one.
pub(super) fn call(function: F, args: &Args) -> Outcome<Value> {
    let pattern = compiled(args.str(0)?)?;
    match function {
        F::Groups => {
            Ok(Value::list(pattern.capture_names().map(|name| name.map_or(Value::None, Value::str)).collect()))
        }
        F::Search => search(&pattern, args.str(1)?, args.int(2, 0)?),
    }
}

/// The spans of the whole match and of its groups; None without a match.
fn search(pattern: &Regex, text: &str, start: i64) -> Outcome<Value> {
    let start = usize::try_from(start).unwrap_or(0);
    let Some((at, _)) = text.char_indices().chain([(text.len(), ' ')]).nth(start) else { return Ok(Value::None) };
    let found = pattern.captures_from_pos(text, at).map_err(|error| {
        Exception::new(ExceptionKind::RuntimeError, format!("the regular expression takes too long: {error}"))
    })?;
    Ok(found.map_or(Value::None, |found| spans(text, at, start, &found)))
}

fn spans(text: &str, at: usize, start: usize, found: &Captures<'_, str>) -> Value {
    let place = |byte: usize| match byte >= at {
        true => start + text[at..byte].chars().count(),
        false => text[..byte].chars().count(),
    };
    let span = |group: Option<fancy_regex::Match<'_>>| match group {
        Some(group) => Value::tuple([Value::size(place(group.start())), Value::size(place(group.end()))]),
        None => Value::None,
    };
    Value::list(found.iter().map(span).collect())
}

fn compiled(pattern: &str) -> Outcome<Arc<Regex>> {
    static COMPILED: OnceLock<Mutex<FxHashMap<String, Arc<Regex>>>> = OnceLock::new();
    let mut kept = lock(COMPILED.get_or_init(Mutex::default));
    if let Some(found) = kept.get(pattern) {
        return Ok(Arc::clone(found));
    }
    let made = Regex::new(&translated(pattern)).map_err(|error| Exception::value_error(error.to_string()))?;
    if kept.len() >= KEPT {
        kept.clear();
    }
    let made = Arc::new(made);
    kept.insert(pattern.to_owned(), Arc::clone(&made));
    Ok(made)
}

/// A pattern of Python in the words of the library: what the two write differently.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.char_indices().peekable();
    // The set that is open, by where it began.
    let mut set: Option<usize> = None;
    while let Some((at, c)) = rest.next() {
        match (c, set) {
            ('\\', _) => match rest.next() {
                Some((_, 'Z')) if set.is_none() => out.push_str(r"\z"),
                Some((_, escaped)) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            ('[', None) => {
                set = Some(at);
                out.push('[');
                out.extend(rest.next_if(|&(_, c)| c == '^').map(|(_, c)| c));
                // A bracket that comes first is one of the set.
                if rest.next_if(|&(_, c)| c == ']').is_some() {
                    out.push_str(r"\]");
                }
            }
            (']', Some(_)) => {
                set = None;
                out.push(']');
            }
            ('[' | '&' | '~', Some(_)) => out.extend(['\\', c]),
            ('{', None) if !is_repetition(&pattern[at + 1..]) => out.push_str(r"\{"),
            // The end, also before a last line end.
            ('$', None) => out.push_str(r"(?:$|(?=\n\z))"),
            _ => out.push(c),
        }
    }
    out
}

/// Does `3}`, `3,}`, `,3}` or `3,5}` follow?
fn is_repetition(rest: &str) -> bool {
    let inside = rest.split('}').next().filter(|inside| inside.len() < rest.len()).unwrap_or_default();
    inside.contains(|c: char| c.is_ascii_digit()) && inside.chars().all(|c| c.is_ascii_digit() || c == ',')
}
