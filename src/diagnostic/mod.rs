//! What the compiler says about a user's program, and what it says when it is itself wrong.
//!
//! A [`Diagnostic`] is data: code, severity, message, labelled spans, notes, a fix. Only [`render()`] knows how it
//! looks. Errors of a running program (exceptions) and of an embedder ([`crate::Error`]) are other kinds and live elsewhere.

pub mod codes;
mod json;
mod render;

pub use codes::Code;
pub use json::to_json;
pub use render::render;

use crate::source::{SourceFile, Span};
use std::sync::Arc;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The program cannot run.
    Error,
    /// The program runs, but probably not as meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// A span with words beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The guilty text.
    pub span: Span,
    /// What to say beside it; may be empty.
    pub text: String,
}

/// A replacement that would mend the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The text to replace.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
    /// Why, in a few words.
    pub text: String,
}

/// One finding about a user's program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// `NJnnn`: a stable code that `numjit explain` explains (see [`codes`]).
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One line: what is wrong.
    pub message: String,
    /// The primary span with its label.
    pub primary: Label,
    /// Further spans.
    pub secondary: Vec<Label>,
    /// Hints and explanations, one line each.
    pub notes: Vec<String>,
    /// A fix, where there is one.
    pub fix: Option<Fix>,
    /// The file that its spans lie in, where that is not plain: a script imports others.
    pub file: Option<Arc<SourceFile>>,
}

impl Diagnostic {
    /// An error at `span`.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            notes: Vec::new(),
            fix: None,
            file: None,
        }
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, span) }
    }

    /// A note at `span`: nothing is wrong.
    #[must_use]
    pub fn note_at(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, message, span) }
    }

    /// Words beside the primary span.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// A further labelled span.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// A hint or explanation.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Says which file it is of, unless that is known.
    pub fn stands_in(&mut self, file: &Arc<SourceFile>) {
        self.file.get_or_insert_with(|| Arc::clone(file));
    }

    /// The file that its spans lie in, where `file` is the one that was compiled.
    #[must_use]
    pub fn file<'a>(&'a self, file: &'a SourceFile) -> &'a SourceFile {
        self.file.as_deref().unwrap_or(file)
    }

    /// A replacement that would mend the program.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into(), text: text.into() });
        self
    }
}

/// Our own bug: prints what to report and panics. Never for a user's mistake.
#[macro_export]
macro_rules! ice {
    ($($arg:tt)*) => {
        panic!("internal compiler error: {}\nthis is a bug in numjit; please report it with the script that caused it", format_args!($($arg)*))
    };
}
