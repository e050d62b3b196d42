//! What can follow what was typed.
//!
//! Input: a text and a place in it. Output: names, attributes, parameters, magics, files. Never: running code.

use super::magic;
use crate::builtins::{self, reference};
use crate::engine::Session;
use crate::host::members;
use crate::syntax::{self, PieceKind};
use reedline::{Completer, CompletionResult, Span, Suggestion};
use std::sync::Arc;

/// Words that are no names.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
    "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Suggests by what a session knows.
pub(super) struct Complete {
    session: Arc<Session>,
}

/// A suggestion before it has a place.
struct Word {
    text: String,
    doc: String,
}

impl Word {
    fn new(text: impl Into<String>, doc: impl Into<String>) -> Word {
        Word { text: text.into(), doc: doc.into() }
    }
}

impl Completer for Complete {
    fn complete(&mut self, text: &str, at: usize) -> CompletionResult {
        let (start, words) = self.words(&text[..at]);
        let suggestion = |word: Word| Suggestion {
            value: word.text,
            description: Some(word.doc).filter(|doc| !doc.is_empty()),
            span: Span::new(start, at),
            ..Suggestion::default()
        };
        CompletionResult::fresh(words.into_iter().map(suggestion).collect::<Vec<_>>())
    }
}

impl Complete {
    pub(super) fn new(session: Arc<Session>) -> Complete {
        Complete { session }
    }

    /// Where the word before the cursor begins, and what it can become.
    fn words(&self, before: &str) -> (usize, Vec<Word>) {
        if let Some((start, path)) = file_before(before) {
            return (start, files(path));
        }
        if let Some(name) = before.trim_start().strip_prefix('%').filter(|name| !name.contains(' ')) {
            let start = before.len() - name.len();
            return (start, fitting(magic::names().map(|(name, doc)| Word::new(name, doc)), name));
        }
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let start = before.trim_end_matches(is_part).len();
        let path = &before[start..];
        let line = before[..start].rsplit('\n').next().unwrap_or("").trim();
        if let Some(words) = imported(line) {
            return (start, fitting(words, path));
        }
        match path.rsplit_once('.') {
            Some((object, name)) => (before.len() - name.len(), fitting(self.members(object), name)),
            None => {
                let keywords = self.keywords(&before[..start]);
                (start, fitting(keywords.into_iter().chain(self.names()), path))
            }
        }
    }

    /// What can stand behind the dot of a value.
    fn members(&self, object: &str) -> Vec<Word> {
        let value = self.session.follow(object);
        let found = value.map(|value| members::members(&value)).unwrap_or_default();
        found.into_iter().map(|member| Word::new(&*member.name, member.doc)).collect()
    }

    /// `name=` for the parameters of the call whose parentheses are open.
    fn keywords(&self, before: &str) -> Vec<Word> {
        let Some(callee) = open_call(before) else { return Vec::new() };
        let Some(value) = self.session.follow(callee) else { return Vec::new() };
        members::keywords(&value).into_iter().map(|name| Word::new(format!("{name}="), "")).collect()
    }

    /// Variables, builtins and words.
    fn names(&self) -> Vec<Word> {
        let variables = self.session.names().into_iter().filter(|name| !name.starts_with("__"));
        let mut words: Vec<Word> = variables.map(|name| Word::new(&*name, "")).collect();
        let plain = reference::entries().into_iter().filter(|entry| !entry.path.contains('.'));
        words.extend(plain.map(|entry| Word::new(entry.path, entry.doc.lines().next().unwrap_or(""))));
        words.extend(KEYWORDS.iter().map(|word| Word::new(*word, "")));
        words.sort_by(|a, b| a.text.cmp(&b.text));
        words.dedup_by(|a, b| a.text == b.text);
        words
    }
}

/// What can be imported behind the beginning of a line, if it is that of an import: modules, or the items of one.
fn imported(line: &str) -> Option<Vec<Word>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["import" | "from"] => {
            let all = builtins::names::modules().iter().copied().chain(builtins::library::modules());
            Some(all.filter(|name| !name.contains("._")).map(|name| Word::new(name, "")).collect())
        }
        ["from", module, "import", ..] => {
            let entries = reference::entries();
            let doc = |name: &str| {
                let is_it =
                    |path: &str| path.strip_prefix(module).and_then(|rest| rest.strip_prefix('.')) == Some(name);
                let entry = entries.iter().find(|entry| is_it(entry.path));
                entry.map_or("", |entry| entry.doc.lines().next().unwrap_or(""))
            };
            Some(builtins::names::items(module).map(|name| Word::new(name, doc(name))).collect())
        }
        _ => None,
    }
}

/// The words that begin so; hidden ones only where they are asked for.
fn fitting(words: impl IntoIterator<Item = Word>, start: &str) -> Vec<Word> {
    let shows = |word: &Word| word.text.starts_with(start) && (start.starts_with('_') || !word.text.starts_with('_'));
    words.into_iter().filter(shows).collect()
}

/// The dotted name before the innermost parenthesis that is open.
fn open_call(before: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, c) in before.char_indices().rev() {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' if depth == 0 => {
                let callee = &before[..at];
                let start = callee.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '.').len();
                return Some(&callee[start..]).filter(|callee| !callee.is_empty());
            }
            '(' | '[' | '{' => depth -= 1,
            '\n' if depth == 0 => return None,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    None
}

/// The path that is being typed, and where it begins: in an open string, or behind a magic that takes a file.
fn file_before(before: &str) -> Option<(usize, &str)> {
    if let Some(rest) = magic::takes_file(before) {
        return Some((before.len() - rest.len(), rest));
    }
    let last = syntax::typed(before).pop().filter(|piece| piece.kind == PieceKind::String)?;
    let text = &before[last.span.start as usize..];
    let quote = text.find(['"', '\''])?;
    let inside = &text[quote + 1..];
    let is_open = last.span.end as usize == before.len() && !inside.contains(['"', '\'']);
    is_open.then_some((before.len() - inside.len(), inside))
}

fn files(path: &str) -> Vec<Word> {
    let (folder, start) = path.rsplit_once('/').map_or(("", path), |(folder, start)| (folder, start));
    let shown = if path.contains('/') { format!("{folder}/") } else { String::new() };
    let read = if shown.is_empty() { "." } else { &shown };
    let entries = std::fs::read_dir(read).into_iter().flatten().flatten();
    let mut words: Vec<Word> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_shown = name.starts_with(start) && (start.starts_with('.') || !name.starts_with('.'));
            let slash = if entry.path().is_dir() { "/" } else { "" };
            is_shown.then(|| Word::new(format!("{shown}{name}{slash}"), ""))
        })
        .collect();
    words.sort_by(|a, b| a.text.cmp(&b.text));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::source::SourceFile;

    fn completed(text: &str) -> Vec<String> {
        let session = Engine::default().session(Vec::new());
        let setup = "import numpy as np\nimport numpy.linalg\nclass C:\n    def method(self, size=1):\n        pass\n\
                     c = C()\nc.field = 1\na = np.arange(3)\ndef total(values, scale=1.0):\n    return 0\n";
        let ran = session.enter(&SourceFile::new("<setup>", setup), &mut |_| {});
        assert!(ran.is_ok());
        let (_, words) = Complete::new(Arc::new(session)).words(text);
        words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn names_attributes_and_parameters() {
        assert_eq!(completed("tot"), ["total"]);
        assert_eq!(completed("x = total(val"), ["values="]);
        assert_eq!(completed("total([1, 2], sc"), ["scale="]);
        assert_eq!(completed("a.argm"), ["argmax", "argmin"]);
        assert_eq!(completed("np.linalg.sol"), ["solve"]);
        assert_eq!(completed("c.f"), ["field"]);
        assert!(completed("c.method(si").contains(&"size=".to_string()));
        assert!(completed("np.zero").contains(&"zeros_like".to_string()));
        assert_eq!(completed("%timei"), ["timeit"]);
        assert_eq!(completed("import statis"), ["statistics"]);
        assert_eq!(completed("from numpy.lin"), ["numpy.linalg"]);
        assert_eq!(completed("from math import sin, isq"), ["isqrt"]);
    }

    #[test]
    fn documentation_stands_beside_names() {
        let session = Engine::default().session(Vec::new());
        let ran = session.enter(&SourceFile::new("<setup>", "import numpy as np\n"), &mut |_| {});
        assert!(ran.is_ok());
        let (start, words) = Complete::new(Arc::new(session)).words("np.cumsu");
        assert_eq!((start, words[0].text.as_str()), (3, "cumsum"));
        assert!(!words[0].doc.is_empty());
    }
}
