//! What can go wrong for an embedder.

use crate::diagnostic::{self, Diagnostic};
use crate::host::{Exception, Frame, render_traceback};
use crate::runtime::exception::ExceptionKind;
use crate::source::SourceFile;
use std::fmt;
use std::sync::Arc;

/// Which kind of error.
///
/// ```
/// use numjit::{Engine, ErrorKind, Source};
///
/// let error = Engine::default().compile(Source::text("k", "raise ValueError('no')\n")).err().unwrap();
/// assert_eq!(error.kind(), ErrorKind::Raised);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The script is wrong: see [`Error::diagnostics`].
    Compile,
    /// The script raised an exception.
    Raised,
    /// A Rust signature does not fit the script's function.
    Signature,
    /// The run was cancelled.
    Cancelled,
    /// The deadline passed.
    Deadline,
    /// The steps that it may take are used up.
    Fuel,
    /// The memory limit was reached.
    Memory,
    /// Calls were nested too deeply.
    Recursion,
    /// A function of the host program panicked.
    HostPanic,
    /// A file could not be read.
    Io,
}

/// A place that an exception has left.
///
/// ```
/// use numjit::{Engine, Source};
///
/// let error = Engine::default().compile(Source::text("k", "x = 1\nx / 0\n")).err().unwrap();
/// let last = &error.traceback()[0];
/// assert_eq!((&*last.file, last.line, &*last.function), ("k", 2, "<module>"));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TracebackEntry {
    /// The script.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The function.
    pub function: String,
}

/// An error of the library. It prints what Python would print: `IndexError: list index out of range`.
///
/// ```
/// use numjit::{Engine, ErrorKind, Source};
///
/// let module = Engine::default().compile(Source::text("pick.npy", "def pick(xs, i):\n    return xs[i]\n"))?;
/// let error = module.get::<(&[f64], i64), f64>("pick")?.call((&[1.0], 3)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Raised);
/// assert_eq!(error.to_string(), "IndexError: index 3 is out of bounds for axis 0 with size 1");
/// assert_eq!(error.message(), "index 3 is out of bounds for axis 0 with size 1");
/// assert_eq!((error.traceback()[0].line, &*error.traceback()[0].function), (2, "pick"));
///
/// let error = Engine::default().compile(Source::text("bad.npy", "x = = 1\n")).err().unwrap();
/// assert_eq!(error.kind(), ErrorKind::Compile);
/// assert!(error.to_json().contains(r#""file":"bad.npy","line":1"#));
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Clone)]
pub struct Error(Box<Cause>);

#[derive(Clone)]
enum Cause {
    Compile(Arc<SourceFile>, Vec<Diagnostic>),
    Raised(Exception, ErrorKind),
    Signature(String),
    Io(String),
}

impl Error {
    pub(crate) fn compile(source: Arc<SourceFile>, diagnostics: Vec<Diagnostic>) -> Self {
        Self(Box::new(Cause::Compile(source, diagnostics)))
    }

    pub(super) fn raised(exception: Exception) -> Self {
        let kind = match exception.kind() {
            ExceptionKind::KeyboardInterrupt => ErrorKind::Cancelled,
            ExceptionKind::TimeoutError => ErrorKind::Deadline,
            ExceptionKind::MemoryError => ErrorKind::Memory,
            ExceptionKind::RecursionError => ErrorKind::Recursion,
            ExceptionKind::PanicException => ErrorKind::HostPanic,
            _ => ErrorKind::Raised,
        };
        Self(Box::new(Cause::Raised(exception, kind)))
    }

    /// The same error, if the script raised, as one of this kind.
    pub(super) fn of_kind(mut self, kind: ErrorKind) -> Self {
        if let Cause::Raised(_, own) = &mut *self.0 {
            *own = kind;
        }
        self
    }

    pub(super) fn signature(words: String) -> Self {
        Self(Box::new(Cause::Signature(words)))
    }

    /// A call that makes no sense as it is.
    ///
    /// ```
    /// let error = numjit::Error::usage("give a function's name");
    /// assert_eq!(error.to_string(), "give a function's name");
    /// ```
    #[must_use]
    pub fn usage(words: &str) -> Self {
        Self::signature(words.to_string())
    }

    pub(super) fn unreadable(words: String) -> Self {
        Self(Box::new(Cause::Io(words)))
    }

    /// A file, or a stream, that could not be read.
    ///
    /// ```
    /// use std::io::{Error, ErrorKind};
    ///
    /// let error = numjit::Error::io("rates.npy", &Error::from(ErrorKind::NotFound));
    /// assert_eq!(error.message(), "rates.npy: there is no such file");
    /// ```
    #[must_use]
    pub fn io(name: &str, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{IsADirectory, NotFound, PermissionDenied};
        let words = match error.kind() {
            NotFound => "there is no such file".to_string(),
            IsADirectory => "this is a folder, not a script".to_string(),
            PermissionDenied => "it may not be read".to_string(),
            _ => error.to_string(),
        };
        Self::unreadable(format!("{name}: {words}"))
    }

    /// Which kind.
    ///
    /// ```
    /// use numjit::{Error, ErrorKind};
    ///
    /// assert_eq!(Error::usage("no").kind(), ErrorKind::Signature);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Cause::Compile(..) => ErrorKind::Compile,
            Cause::Signature(_) => ErrorKind::Signature,
            Cause::Io(_) => ErrorKind::Io,
            Cause::Raised(_, kind) => *kind,
        }
    }

    /// The exception that the script raised.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let error = Engine::default().compile(Source::text("k", "[][0]\n")).err().unwrap();
    /// assert_eq!(error.exception().unwrap().summary(), "IndexError: list index out of range");
    /// ```
    #[must_use]
    pub fn exception(&self) -> Option<&Exception> {
        match &*self.0 {
            Cause::Raised(exception, _) => Some(exception),
            _ => None,
        }
    }

    /// What is wrong, in a line: an exception's text without its class, the first diagnostic's words.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let error = Engine::default().compile(Source::text("k", "[][0]\n")).err().unwrap();
    /// assert_eq!(error.message(), "list index out of range");
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        match &*self.0 {
            Cause::Compile(_, diagnostics) => {
                diagnostics.first().map(|first| first.message.clone()).unwrap_or_default()
            }
            Cause::Raised(exception, _) => {
                let summary = exception.summary();
                summary.split_once(": ").map_or(String::new(), |(_, words)| words.to_string())
            }
            Cause::Signature(words) | Cause::Io(words) => words.clone(),
        }
    }

    /// Where the exception came from, the outermost call first.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let script = "def inner():\n    [][0]\ndef outer():\n    inner()\nouter()\n";
    /// let error = Engine::default().compile(Source::text("k", script)).err().unwrap();
    /// let lines: Vec<usize> = error.traceback().iter().map(|entry| entry.line).collect();
    /// assert_eq!(lines, [5, 4, 2]);
    /// ```
    #[must_use]
    pub fn traceback(&self) -> Vec<TracebackEntry> {
        let frames = self.exception().map(Exception::frames).unwrap_or_default();
        let entry = |frame: &Frame| TracebackEntry {
            file: frame.source.name.to_string(),
            line: frame.source.line(frame.span.start),
            function: frame.function.to_string(),
        };
        frames.iter().rev().map(entry).collect()
    }

    /// The diagnostics as JSON: a list of objects with `code`, `severity`, `message`, `file`, `line`, `column`, `label`, `notes`
    /// and, where there is one, `fix`.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let error = Engine::default().compile(Source::text("k", "x = = 1\n")).err().unwrap();
    /// assert!(error.to_json().contains(r#""line":1"#));
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        match &*self.0 {
            Cause::Compile(source, diagnostics) => diagnostic::to_json(source, diagnostics),
            _ => "[]".to_string(),
        }
    }

    /// What is wrong with the script.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let error = Engine::default().compile(Source::text("k", "x = = 1\n")).err().unwrap();
    /// assert_eq!(error.diagnostics().len(), 1);
    /// ```
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match &*self.0 {
            Cause::Compile(_, diagnostics) => diagnostics,
            _ => &[],
        }
    }

    /// All of it as text for people: diagnostics with their source, or a traceback.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let error = Engine::default().compile(Source::text("k", "1 / 0\n")).err().unwrap();
    /// assert!(error.render(false).ends_with("ZeroDivisionError: division by zero\n"));
    /// ```
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        match &*self.0 {
            Cause::Compile(source, diagnostics) => diagnostic::render(source, diagnostics, color),
            Cause::Raised(exception, _) => render_traceback(exception),
            Cause::Signature(words) | Cause::Io(words) => format!("error: {words}\n"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Compile(source, diagnostics) => match diagnostics.first() {
                Some(first) => {
                    let file = first.file(source);
                    let line = file.line(first.primary.span.start);
                    write!(f, "{}:{line}: {} [{}]", file.name, first.message, first.code)
                }
                None => f.write_str("the script is wrong"),
            },
            Cause::Raised(exception, _) => f.write_str(&exception.summary()),
            Cause::Signature(words) | Cause::Io(words) => f.write_str(words),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
