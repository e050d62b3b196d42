//! "Did you mean" of tracebacks, as CPython 3.11 counts it.
//!
//! Input: a name that was not found, the names that there are. Output: the one that CPython would suggest.
//! Never: diagnostics (they have `hir::suggest`).

/// The price of an inserted, deleted or replaced letter.
const MOVE: usize = 2;
/// The price of a letter of the other case.
const CASE: usize = 1;
/// Longer differences are not compared.
const MAX_LENGTH: usize = 40;
/// Of more names none is suggested.
const MAX_CANDIDATES: usize = 750;

/// The first of the nearest candidates, if one is near enough.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().collect();
    let mut best: Option<(usize, &str)> = None;
    for (count, candidate) in candidates.into_iter().enumerate() {
        if count >= MAX_CANDIDATES {
            return None;
        }
        let letters: Vec<char> = candidate.chars().collect();
        let limit = (name.len() + letters.len() + 3) * MOVE / 6;
        let limit = best.map_or(limit, |(least, _)| limit.min(least.saturating_sub(1)));
        if letters != name
            && let Some(distance) = distance(&name, &letters, limit)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The name of a variable: the locals are searched first, then the globals, then Python's builtins.
pub(super) fn nearest_variable(name: &str, locals: &[&str], globals: &[&str]) -> Option<String> {
    let groups = [locals, globals, BUILTINS];
    groups.iter().find_map(|group| nearest(name, group.iter().copied())).map(str::to_owned)
}

/// What it costs to make `b` of `a`; none: more than `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    let (a, b) = different(a, b);
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() > MAX_LENGTH || (b.len() - a.len()) * MOVE > limit {
        return None;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|n| n * MOVE).collect();
    let mut result = b.len() * MOVE;
    for (place, &letter) in b.iter().enumerate() {
        let mut diagonal = place * MOVE;
        result = diagonal + MOVE;
        let mut least = usize::MAX;
        let mut left = diagonal + MOVE;
        for (cell, &other) in row.iter_mut().zip(a) {
            let replaced = diagonal + replacement(letter, other);
            diagonal = *cell;
            left = replaced.min(left.min(diagonal) + MOVE);
            *cell = left;
            least = least.min(left);
            result = left;
        }
        if !a.is_empty() && least > limit {
            return None;
        }
    }
    (result <= limit).then_some(result)
}

/// Without what both begin and end with.
fn different<'a>(a: &'a [char], b: &'a [char]) -> (&'a [char], &'a [char]) {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

fn replacement(a: char, b: char) -> usize {
    match a == b {
        true => 0,
        false if a.eq_ignore_ascii_case(&b) => CASE,
        false => MOVE,
    }
}

/// The names of CPython's builtins, in the order of its dictionary.
const BUILTINS: &[&str] = &[
    "__name__",
    "__doc__",
    "__package__",
    "__loader__",
    "__spec__",
    "__build_class__",
    "__import__",
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "breakpoint",
    "callable",
    "chr",
    "compile",
    "delattr",
    "dir",
    "divmod",
    "eval",
    "exec",
    "format",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "hex",
    "id",
    "input",
    "isinstance",
    "issubclass",
    "iter",
    "aiter",
    "len",
    "locals",
    "max",
    "min",
    "next",
    "anext",
    "oct",
    "ord",
    "pow",
    "print",
    "repr",
    "round",
    "setattr",
    "sorted",
    "sum",
    "vars",
    "None",
    "Ellipsis",
    "NotImplemented",
    "False",
    "True",
    "bool",
    "memoryview",
    "bytearray",
    "bytes",
    "classmethod",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "property",
    "int",
    "list",
    "map",
    "object",
    "range",
    "reversed",
    "set",
    "slice",
    "staticmethod",
    "str",
    "super",
    "tuple",
    "type",
    "zip",
    "__debug__",
    "BaseException",
    "BaseExceptionGroup",
    "Exception",
    "GeneratorExit",
    "KeyboardInterrupt",
    "SystemExit",
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BufferError",
    "EOFError",
    "ImportError",
    "LookupError",
    "MemoryError",
    "NameError",
    "OSError",
    "ReferenceError",
    "RuntimeError",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SystemError",
    "TypeError",
    "ValueError",
    "Warning",
    "FloatingPointError",
    "OverflowError",
    "ZeroDivisionError",
    "BytesWarning",
    "DeprecationWarning",
    "EncodingWarning",
    "FutureWarning",
    "ImportWarning",
    "PendingDeprecationWarning",
    "ResourceWarning",
    "RuntimeWarning",
    "SyntaxWarning",
    "UnicodeWarning",
    "UserWarning",
    "BlockingIOError",
    "ChildProcessError",
    "ConnectionError",
    "FileExistsError",
    "FileNotFoundError",
    "InterruptedError",
    "IsADirectoryError",
    "NotADirectoryError",
    "PermissionError",
    "ProcessLookupError",
    "TimeoutError",
    "IndentationError",
    "IndexError",
    "KeyError",
    "ModuleNotFoundError",
    "NotImplementedError",
    "RecursionError",
    "UnboundLocalError",
    "UnicodeError",
    "BrokenPipeError",
    "ConnectionAbortedError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "TabError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeTranslateError",
    "ExceptionGroup",
    "EnvironmentError",
    "IOError",
    "open",
    "quit",
    "exit",
    "copyright",
    "credits",
    "license",
    "help",
];

#[cfg(test)]
mod tests {
    use super::nearest_variable;

    #[test]
    fn as_cpython_suggests() {
        let suggested = |name: &str, globals: &[&str]| nearest_variable(name, &[], globals);
        assert_eq!(suggested("count", &[]).as_deref(), Some("round"));
        assert_eq!(suggested("error", &[]).as_deref(), Some("OSError"));
        assert_eq!(suggested("i", &[]).as_deref(), Some("id"));
        assert_eq!(suggested("lenght", &[]), None);
        assert_eq!(suggested("vlaue", &["value"]).as_deref(), Some("value"));
        assert_eq!(suggested("undefined_name_here", &["values"]), None);
    }
}
