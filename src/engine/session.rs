//! Running scripts and prompt lines against one set of variables.

use super::Engine;
use super::error::Error;
use super::sibling::Beside;
use super::stats::Step;
use crate::builtins::names;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hir::{self, Surroundings};
use crate::host::{Exception, Globals, Interpreter, Run, Value};
use crate::source::SourceFile;
use crate::syntax::{self, ast};
use std::sync::{Arc, Mutex, PoisonError};

/// Variables, and how scripts run against them.
///
/// ```
/// use numjit::{Engine, Source};
///
/// let session = Engine::default().session(Vec::new());
/// let value = session.enter(Source::text("input", "1 + 1").source_file(), &mut |_| {});
/// assert_eq!(value.ok().map(|value| session.repr(&value)).as_deref(), Some("2"));
/// ```
pub struct Session {
    pub(super) engine: Engine,
    pub(super) globals: Arc<Globals>,
    pub(super) run: Arc<Run>,
    /// What imports of earlier prompt inputs mean.
    surroundings: Mutex<Surroundings>,
}

/// How a script ended, other than well.
///
/// ```
/// use numjit::{Engine, Failure, Source};
///
/// let session = Engine::default().session(Vec::new());
/// let source = Source::text("k", "import sys\nsys.exit(3)\n");
/// assert!(matches!(session.run(source.source_file(), &mut |_| {}), Err(Failure::Exit(3, None))));
/// ```
pub enum Failure {
    /// It is wrong, or raised: an error to show.
    Error(Error),
    /// It called `sys.exit`: with this status and these last words.
    Exit(i32, Option<String>),
}

impl Failure {
    /// The same, with a traceback that leaves out the places in a file.
    #[cfg(feature = "cli")]
    pub(crate) fn without(self, file: &str) -> Failure {
        if let Failure::Error(error) = &self
            && let Some(exception) = error.exception()
        {
            exception.forget(file);
        }
        self
    }
}

impl Session {
    pub(super) fn new(engine: &Engine, argv: Vec<String>) -> Self {
        let services = engine.inner.services.clone();
        let run = Run::new(services, Arc::new(engine.clone()), argv);
        let globals = Globals::new();
        globals.set("__name__", Value::str(names::MAIN));
        run.set_main(&globals);
        Self { engine: engine.clone(), globals, run, surroundings: Mutex::default() }
    }

    /// Runs a script; gives the value of its last statement, if that is an expression. Warnings go to `warn`.
    ///
    /// # Errors
    /// What is wrong with it, what it raises, or that it exits.
    pub fn run(&self, source: &Arc<SourceFile>, warn: &mut dyn FnMut(&[Diagnostic])) -> Result<Value, Failure> {
        if source.folder.is_some() {
            self.globals.set("__file__", Value::str(&source.name));
        }
        let siblings = Beside::new(&self.engine.inner, source.folder.as_ref());
        self.execute(source, warn, |source, tree| hir::resolve_script(source, tree, &siblings))
    }

    /// Runs one input of a prompt, whose names may come from other inputs; else as [`Session::run`].
    ///
    /// # Errors
    /// What is wrong with it, what it raises, or that it exits.
    pub fn enter(&self, source: &Arc<SourceFile>, warn: &mut dyn FnMut(&[Diagnostic])) -> Result<Value, Failure> {
        self.execute(source, warn, |source, tree| {
            let mut surroundings = self.surroundings.lock().unwrap_or_else(PoisonError::into_inner);
            let siblings = Beside::new(&self.engine.inner, source.folder.as_ref());
            let (module, diagnostics) = hir::resolve_input(source, tree, &surroundings, &siblings);
            surroundings.imports.extend(module.imports.clone());
            (module, diagnostics)
        })
    }

    fn execute(
        &self,
        source: &Arc<SourceFile>,
        warn: &mut dyn FnMut(&[Diagnostic]),
        resolve: impl FnOnce(&Arc<SourceFile>, &ast::Module) -> (hir::Module, Vec<Diagnostic>),
    ) -> Result<Value, Failure> {
        let counters = &self.engine.inner.counters;
        let parsed = counters.time(Step::Parse, || syntax::parse(source));
        let (module, more) = counters.time(Step::Resolve, || resolve(source, &parsed.module));
        let diagnostics = super::check::reported(parsed.diagnostics, more);
        if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(Failure::Error(Error::compile(source.clone(), diagnostics)));
        }
        if !diagnostics.is_empty() {
            warn(&diagnostics);
        }
        let interpreter = Interpreter::new(&self.run);
        let outcome = interpreter.run_module(&module, &self.globals);
        let _ = self.engine.inner.services.output.flush();
        outcome.map_err(|exception| self.failure(exception))
    }

    /// How an exception that nobody caught ends the script.
    pub(super) fn failure(&self, exception: Exception) -> Failure {
        if let Some(code) = exception.exit_code() {
            let words = match exception.args().first() {
                Some(Value::Str(text)) => Some(text.to_string()),
                _ => None,
            };
            return Failure::Exit(code, words);
        }
        Failure::Error(self.engine.error(exception))
    }

    /// Forgets a request to stop, so that the next input runs.
    pub fn recover(&self) {
        self.engine.inner.services.interrupt.reset();
    }

    /// A variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        self.globals.get(name)
    }

    /// Names of the variables that are bound.
    #[must_use]
    pub fn names(&self) -> Vec<Arc<str>> {
        self.globals.names()
    }

    /// How a value shows at a prompt.
    #[must_use]
    pub fn repr(&self, value: &Value) -> String {
        Interpreter::new(&self.run).repr(value).unwrap_or_else(|exception| exception.summary())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let siblings = self.run.siblings().into_iter().map(|sibling| sibling.globals.clone());
        let modules: Vec<Arc<Globals>> = std::iter::once(self.globals.clone()).chain(siblings).collect();
        self.engine.inner.retire(&modules);
    }
}

impl Engine {
    /// An uncaught exception as an error: where it stands for a function that did not compile, its diagnostics.
    pub(super) fn error(&self, exception: Exception) -> Error {
        let rejected = self.inner.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        match rejected.as_ref().filter(|rejected| rejected.exception.address() == exception.address()) {
            Some(rejected) => Error::compile(rejected.source.clone(), rejected.report()),
            None => Error::raised(exception),
        }
    }
}

impl super::Rejected {
    /// The diagnostics; the first says what asked for the function or file.
    fn report(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.clone();
        if let (Some(first), Some(frame)) = (diagnostics.first_mut(), self.exception.frames().first()) {
            let (file, line) = (&frame.source.name, frame.source.line(frame.span.start));
            first.notes.push(format!("{} at {file}:{line}", self.why));
        }
        diagnostics
    }
}
