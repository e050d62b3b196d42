//! Exceptions of the host zone, with the places they left.
//!
//! Input: classes, arguments, frames. Output: [`Exception`]; [`render_traceback`] writes it as CPython does.
//! Never: which handler catches (`interp`).

use super::numpy::convert::to_python;
use super::object::{Attributes, Class};
use super::value::{Value, lock};
use crate::runtime::array::Scalar;
use crate::runtime::exception::{Check, ExceptionKind, Raised, RaisedArgument};
use crate::runtime::io::{IoError, IoErrorKind};
use crate::runtime::text::{TextError, TextErrorKind};
use crate::source::{SourceFile, Span};
use std::fmt::Write;
use std::sync::{Arc, Mutex};

/// An exception object; clones are the same object.
#[derive(Clone)]
pub struct Exception(Arc<Object>);

struct Object {
    class: Class,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    args: Vec<Value>,
    attributes: Attributes,
    /// Innermost first.
    frames: Vec<Frame>,
    cause: Option<Exception>,
    context: Option<Exception>,
    suppress_context: bool,
    /// The class's name in tracebacks, where it is another.
    name: Option<&'static str>,
    /// What its traceback adds to the message: ". Did you mean: 'x'?".
    hint: String,
    /// The frame (of the interpreter) that was noted last.
    noted: u64,
}

/// A place that an exception has left.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The script.
    pub source: Arc<SourceFile>,
    /// The function's name.
    pub function: Arc<str>,
    /// The statement or expression.
    pub span: Span,
}

impl Exception {
    /// An exception with one argument, its message.
    #[must_use]
    pub fn new(kind: ExceptionKind, message: impl Into<String>) -> Self {
        Self::with_args(Class::Exception(kind), vec![Value::from(message.into())])
    }

    /// An exception object of a class.
    #[must_use]
    pub fn with_args(class: Class, args: Vec<Value>) -> Self {
        Self(Arc::new(Object { class, state: Mutex::new(State { args, ..State::default() }) }))
    }

    /// The same exception under the name of a class that numjit has only by that name.
    #[must_use]
    pub(super) fn named(self, name: &'static str) -> Self {
        lock(&self.0.state).name = Some(name);
        self
    }

    /// `TypeError`
    #[must_use]
    pub fn type_error(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::TypeError, message)
    }

    /// `ValueError`
    #[must_use]
    pub fn value_error(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::ValueError, message)
    }

    /// An int that 64 bits do not hold.
    #[must_use]
    pub fn int_overflow() -> Self {
        Self::new(ExceptionKind::OverflowError, "int too large: numjit's ints have 64 bits")
    }

    /// The error of a file operation, in CPython's words.
    #[must_use]
    pub fn from_io(error: &std::io::Error, path: &str) -> Self {
        use std::io::ErrorKind;
        let (kind, words) = match error.kind() {
            ErrorKind::NotFound => (ExceptionKind::FileNotFoundError, "No such file or directory"),
            ErrorKind::PermissionDenied => (ExceptionKind::PermissionError, "Permission denied"),
            ErrorKind::AlreadyExists => (ExceptionKind::FileExistsError, "File exists"),
            ErrorKind::IsADirectory => (ExceptionKind::IsADirectoryError, "Is a directory"),
            ErrorKind::NotADirectory => (ExceptionKind::NotADirectoryError, "Not a directory"),
            _ => (ExceptionKind::OSError, ""),
        };
        let words = if words.is_empty() { error.to_string() } else { words.to_owned() };
        let path = crate::runtime::text::string::repr_str(path);
        match error.raw_os_error() {
            Some(code) => Self::new(kind, format!("[Errno {code}] {words}: {path}")),
            None => Self::new(kind, format!("{words}: {path}")),
        }
    }

    /// Its class.
    #[must_use]
    pub fn class(&self) -> &Class {
        &self.0.class
    }

    /// The builtin class that it is or derives from.
    #[must_use]
    pub fn kind(&self) -> ExceptionKind {
        self.0.class.exception_kind().unwrap_or(ExceptionKind::Exception)
    }

    /// `e.args`
    #[must_use]
    pub fn args(&self) -> Vec<Value> {
        lock(&self.0.state).args.clone()
    }

    pub(super) fn set_args(&self, args: Vec<Value>) {
        lock(&self.0.state).args = args;
    }

    pub(super) fn attribute(&self, name: &str) -> Option<Value> {
        lock(&self.0.state).attributes.get(name).cloned()
    }

    pub(super) fn set_attribute(&self, name: &Arc<str>, value: Value) {
        lock(&self.0.state).attributes.insert(Arc::clone(name), value);
    }

    /// Where it has been, innermost first.
    #[must_use]
    pub fn frames(&self) -> Vec<Frame> {
        lock(&self.0.state).frames.clone()
    }

    /// Takes the places in a file out of its traceback.
    #[cfg(feature = "cli")]
    pub(crate) fn forget(&self, file: &str) {
        lock(&self.0.state).frames.retain(|frame| frame.source.name != file);
    }

    /// Notes a place that it leaves.
    pub fn push_frame(&self, frame: Frame) {
        lock(&self.0.state).frames.push(frame);
    }

    /// Notes a frame of the interpreter, once.
    pub(super) fn note_frame(&self, serial: u64, frame: impl FnOnce() -> Frame) {
        let mut state = lock(&self.0.state);
        if state.noted != serial {
            state.noted = serial;
            state.frames.push(frame());
        }
    }

    /// `raise e` notes its frame anew.
    pub(super) fn raise_anew(&self) {
        lock(&self.0.state).noted = 0;
    }

    pub(super) fn set_cause(&self, cause: Option<Exception>) {
        let mut state = lock(&self.0.state);
        state.cause = cause;
        state.suppress_context = true;
    }

    /// What was being handled when it was raised.
    pub(super) fn set_context(&self, context: &Exception) {
        if self.address() != context.address() {
            let mut state = lock(&self.0.state);
            state.context.get_or_insert_with(|| context.clone());
        }
    }

    /// `e.__cause__`
    #[must_use]
    pub fn cause(&self) -> Option<Exception> {
        lock(&self.0.state).cause.clone()
    }

    /// `e.__context__`
    #[must_use]
    pub fn context(&self) -> Option<Exception> {
        lock(&self.0.state).context.clone()
    }

    /// Where the object lives: its identity.
    #[must_use]
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    /// With a name that may have been meant, which its traceback tells.
    #[must_use]
    pub(super) fn suggesting(self, near: Option<&str>) -> Self {
        if let Some(near) = near {
            lock(&self.0.state).hint = format!(". Did you mean: '{near}'?");
        }
        self
    }

    /// How many references to the object there are; a snapshot.
    pub(super) fn references(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// What the object holds: its class, arguments, attributes, cause and context.
    pub(super) fn parts(&self) -> Vec<Value> {
        let state = lock(&self.0.state);
        let chained = state.cause.iter().chain(&state.context).cloned().map(Value::Exception);
        let values = state.args.iter().chain(state.attributes.values()).cloned();
        values.chain(chained).chain([Value::Class(self.0.class.clone())]).collect()
    }

    /// `str(e)`; of a KeyError the repr of its key.
    #[must_use]
    pub fn message(&self) -> String {
        let args = self.args();
        match &args[..] {
            [] => String::new(),
            [key] if self.kind() == ExceptionKind::KeyError => super::text::plain_repr(key).unwrap_or_default(),
            [only] => super::text::plain_str(only),
            many => super::text::plain_repr(&Value::tuple(many.iter().cloned())).unwrap_or_default(),
        }
    }

    /// The status that the process ends with, if it is a SystemExit: `None` is 0, an int itself, anything else 1.
    #[must_use]
    pub fn exit_code(&self) -> Option<i32> {
        if self.kind() != ExceptionKind::SystemExit {
            return None;
        }
        Some(match self.args().first() {
            None | Some(Value::None) => 0,
            Some(code) => code.as_int().map_or(1, |code| code as i32),
        })
    }

    /// The last line of a traceback.
    #[must_use]
    pub fn summary(&self) -> String {
        let name = match (lock(&self.0.state).name, &self.0.class) {
            (Some(name), _) => name.to_owned(),
            (None, Class::User(class)) if &*class.module == "__main__" => class.qualname.to_string(),
            (None, class) => class.qualified_name(),
        };
        let message = self.message();
        if message.is_empty() { name } else { format!("{name}: {message}") }
    }
}

impl From<Raised> for Exception {
    /// Without its places: only the engine knows what they mean.
    fn from(raised: Raised) -> Self {
        let class = Class::Exception(raised.kind);
        let args = match raised.args {
            args if !args.is_empty() => args.into_iter().map(Value::from).collect(),
            _ if raised.message.is_empty() => Vec::new(),
            _ => vec![Value::from(raised.message)],
        };
        Self::with_args(class, args)
    }
}

impl From<RaisedArgument> for Value {
    /// As compiled code hands numbers over: as Python's.
    fn from(argument: RaisedArgument) -> Self {
        match argument {
            RaisedArgument::Text(text) => Value::from(text),
            RaisedArgument::Number(dtype, words) => to_python(Scalar::from_words(dtype, &words)),
        }
    }
}

impl From<Check> for Exception {
    fn from(check: Check) -> Self {
        Raised::from(check).into()
    }
}

impl From<IoError> for Exception {
    fn from(error: IoError) -> Self {
        let kind = ExceptionKind::from_name(error.kind.class_name()).unwrap_or(ExceptionKind::Exception);
        let exception = Self::new(kind, error.message);
        if error.kind == IoErrorKind::BadZipFile { exception.named("zipfile.BadZipFile") } else { exception }
    }
}

impl From<TextError> for Exception {
    fn from(error: TextError) -> Self {
        let kind = match error.kind {
            TextErrorKind::Type => ExceptionKind::TypeError,
            TextErrorKind::Overflow => ExceptionKind::OverflowError,
            TextErrorKind::Key => ExceptionKind::KeyError,
            TextErrorKind::Index => ExceptionKind::IndexError,
            TextErrorKind::Memory => ExceptionKind::MemoryError,
            TextErrorKind::Value => ExceptionKind::ValueError,
        };
        Self::new(kind, error.message)
    }
}

impl std::fmt::Debug for Exception {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl std::fmt::Display for Exception {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl std::error::Error for Exception {}

/// Lines of one place that are shown before "[Previous line repeated n more times]".
const SHOWN_REPEATS: usize = 3;

/// Places of a traceback that are shown; of more than these, the middle is left out.
const MOST_RUNS: usize = 80;

/// The traceback as CPython prints it on its standard error, ending in a line end.
#[must_use]
pub fn render_traceback(exception: &Exception) -> String {
    let mut out = String::new();
    render_chain(exception, &mut out, 0);
    out
}

fn render_chain(exception: &Exception, out: &mut String, depth: usize) {
    let (cause, context, suppressed) = {
        let state = lock(&exception.0.state);
        (state.cause.clone(), state.context.clone(), state.suppress_context)
    };
    if depth < 100 {
        if let Some(cause) = cause {
            render_chain(&cause, out, depth + 1);
            out.push_str("\nThe above exception was the direct cause of the following exception:\n\n");
        } else if let Some(context) = context.filter(|_| !suppressed) {
            render_chain(&context, out, depth + 1);
            out.push_str("\nDuring handling of the above exception, another exception occurred:\n\n");
        }
    }
    render_one(exception, out);
}

fn render_one(exception: &Exception, out: &mut String) {
    let frames = exception.frames();
    if !frames.is_empty() {
        out.push_str("Traceback (most recent call last):\n");
        let runs = runs_of(&frames);
        let hidden = if runs.len() > MOST_RUNS { MOST_RUNS / 2..runs.len() - MOST_RUNS / 2 } else { 0..0 };
        for (index, (frame, count)) in runs.into_iter().enumerate() {
            if index == hidden.start && !hidden.is_empty() {
                let _ = writeln!(out, "  [{} lines like these]", hidden.len());
            }
            if !hidden.contains(&index) {
                out.push_str(&frame_text(frame).repeat(count.min(SHOWN_REPEATS)));
                note_repeats(out, count);
            }
        }
    }
    out.push_str(&exception.summary());
    out.push_str(&lock(&exception.0.state).hint);
    out.push('\n');
}

/// Frames, outermost first, with how often each stands there in a row.
fn runs_of(frames: &[Frame]) -> Vec<(&Frame, usize)> {
    let is_same = |a: &Frame, b: &Frame| {
        let line = |frame: &Frame| frame.source.line(frame.span.start);
        Arc::ptr_eq(&a.source, &b.source) && a.function == b.function && line(a) == line(b)
    };
    let mut runs: Vec<(&Frame, usize)> = Vec::new();
    for frame in frames.iter().rev() {
        match runs.last_mut() {
            Some((last, count)) if is_same(last, frame) => *count += 1,
            _ => runs.push((frame, 1)),
        }
    }
    runs
}

/// Closes a run of `count` equal frames.
fn note_repeats(out: &mut String, count: usize) {
    if count > SHOWN_REPEATS {
        let more = count - SHOWN_REPEATS;
        let plural = if more == 1 { "" } else { "s" };
        let _ = writeln!(out, "  [Previous line repeated {more} more time{plural}]");
    }
}

fn frame_text(frame: &Frame) -> String {
    let line = frame.source.line(frame.span.start);
    let mut text = format!("  File \"{}\", line {line}, in {}\n", frame.source.name, frame.function);
    let source = frame.source.line_text(line).trim();
    if !source.is_empty() {
        let _ = writeln!(text, "    {source}");
    }
    text
}
