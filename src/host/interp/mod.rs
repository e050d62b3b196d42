//! The tree-walking interpreter.
//!
//! Input: resolved functions, a [`Run`]. Output: values, effects, exceptions.
//! Never: what operators do (`ops`), what builtins do (`functions`).

mod args;
mod assign;
mod call;
mod class;
mod comprehension;
mod expr;
mod generator;
mod import;
mod matching;
mod stmt;
mod trying;

pub use generator::Generator;

use super::exception::{Exception, Frame};
use super::globals::{Cell, Globals};
use super::sibling::Sibling;
use super::trace::{Callee, Tracing};
use super::value::{GlobalName, HostFunction, Value, builtin_value, lock};
use super::{Engine, Outcome, random};
use crate::hir::{self, Function, FunctionKind, LocalId, LocalKind};
use crate::runtime::context::Services;
use crate::runtime::exception::ExceptionKind;
use crate::runtime::grants::Grant;
use crate::runtime::text::array::PrintOptions;
use crate::runtime::{room, stop};
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::cell::{Cell as Counter, RefCell};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// How deep calls of host functions may go: CPython's limit.
const RECURSION_LIMIT: usize = 1000;

/// How many items are taken between two looks at a request to stop.
const POLL_STRIDE: usize = 1 << 12;

/// What a script runs with: the services of the whole run, or those of one call under limits of its own.
pub struct Run {
    /// Output, memory, interrupt, threads.
    pub services: Arc<Services>,
    shared: Arc<Shared>,
}

impl Deref for Run {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

/// What all threads that run a script share.
pub struct Shared {
    /// What is compiled.
    pub engine: Arc<dyn Engine>,
    /// `sys.argv`
    pub argv: Vec<String>,
    /// Who watches calls.
    pub(super) tracing: Arc<Tracing>,
    /// How arrays print.
    pub(super) print_options: Mutex<PrintOptions>,
    /// Those outside of `with np.printoptions(..)` blocks, innermost last.
    pub(super) print_options_before: Mutex<Vec<PrintOptions>>,
    /// The generators behind the modules' functions of random numbers.
    pub(super) random: random::Globals,
    recursion_limit: AtomicUsize,
    /// Modules that are files beside the script, by their path: those that are imported, or being imported.
    pub(super) siblings: Mutex<FxHashMap<PathBuf, Arc<Sibling>>>,
    /// The variables of the script, which its parts can import as those of a module.
    pub(super) main: OnceLock<Arc<Globals>>,
}

impl Run {
    /// A run with an engine.
    #[must_use]
    pub fn new(services: impl Into<Arc<Services>>, engine: Arc<dyn Engine>, argv: Vec<String>) -> Arc<Self> {
        let shared = Arc::new(Shared {
            tracing: engine.tracing(),
            engine,
            argv,
            print_options: Mutex::default(),
            print_options_before: Mutex::default(),
            random: random::Globals::default(),
            recursion_limit: AtomicUsize::new(RECURSION_LIMIT),
            siblings: Mutex::default(),
            main: OnceLock::new(),
        });
        Arc::new(Self { services: services.into(), shared })
    }

    /// The same run under other services: for one call.
    #[must_use]
    pub fn under(&self, services: Arc<Services>) -> Run {
        Run { services, shared: Arc::clone(&self.shared) }
    }

    /// Says which variables are the script's.
    pub fn set_main(&self, globals: &Arc<Globals>) {
        // A run has one script.
        let _ = self.main.set(Arc::clone(globals));
    }

    /// Asks for leave to reach a part of the world outside.
    ///
    /// # Errors
    /// PermissionError.
    pub(super) fn ask(&self, grant: Grant) -> Outcome<()> {
        Ok(self.services.grants.ask(grant)?)
    }

    /// Modules that were imported and are files beside the script.
    #[must_use]
    pub fn siblings(&self) -> Vec<Arc<Sibling>> {
        lock(&self.siblings).values().cloned().collect()
    }

    /// Raises a request to stop.
    ///
    /// # Errors
    /// KeyboardInterrupt or TimeoutError.
    pub fn poll(&self) -> Outcome<()> {
        self.services.interrupt.poll()?;
        match &self.services.fuel {
            Some(fuel) => Ok(fuel.step()?),
            None => Ok(()),
        }
    }

    /// All items, however many: hears a request to stop.
    ///
    /// # Errors
    /// MemoryError; as [`Run::poll`].
    pub(super) fn gathered<T>(&self, items: impl IntoIterator<Item = T>) -> Outcome<Vec<T>> {
        self.all(items.into_iter().map(Ok))
    }

    /// All items, or the first error among them.
    ///
    /// # Errors
    /// An item's; as [`Run::gathered`].
    pub(super) fn all<T>(&self, items: impl IntoIterator<Item = Outcome<T>>) -> Outcome<Vec<T>> {
        room::gathered_while(items, || self.poll())
    }

    /// The items up to a request to stop: whoever takes them polls afterwards.
    pub(super) fn until_stopped<T>(&self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        let goes_on = |at: usize| !at.is_multiple_of(POLL_STRIDE) || self.poll().is_ok();
        items.into_iter().enumerate().take_while(move |(at, _)| goes_on(*at)).map(|(_, item)| item)
    }

    pub(super) fn recursion_limit(&self) -> usize {
        self.recursion_limit.load(Ordering::Relaxed).min(self.services.depth.calls)
    }

    pub(super) fn set_recursion_limit(&self, limit: usize) {
        self.recursion_limit.store(limit, Ordering::Relaxed);
    }

    pub(super) fn print_options(&self) -> PrintOptions {
        lock(&self.print_options).clone()
    }
}

/// An interpreter for one thread of a run.
pub struct Interpreter<'r> {
    /// The run.
    pub run: &'r Run,
    depth: Counter<usize>,
    /// Exceptions that handlers around the current place are handling, innermost last.
    handling: RefCell<Vec<Exception>>,
    /// The innermost expression that failed, until the statement around it notes it.
    fault: Counter<Option<Span>>,
    /// Counts frames.
    serial: Counter<u64>,
    /// How deep in expressions the current place is, over all frames.
    nesting: Counter<u32>,
}

/// The variables of a call.
pub(super) struct Locals<'f> {
    pub function: &'f Arc<HostFunction>,
    pub slots: Vec<Slot>,
    /// Tells frames apart.
    serial: u64,
}

/// A local variable.
#[derive(Clone, Default)]
pub(super) enum Slot {
    #[default]
    Unbound,
    Value(Value),
    Cell(Arc<Cell>),
}

/// How a statement ends.
pub(super) enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
}

impl<'r> Interpreter<'r> {
    /// An interpreter for the calling thread.
    #[must_use]
    pub fn new(run: &'r Run) -> Self {
        Self {
            run,
            depth: Counter::new(0),
            handling: RefCell::default(),
            fault: Counter::new(None),
            serial: Counter::new(0),
            nesting: Counter::new(0),
        }
    }

    /// Runs a module against its globals; gives the value of its last statement if that is an expression (a prompt echoes it).
    ///
    /// # Errors
    /// What the script raises and does not catch.
    pub fn run_module(&self, module: &hir::Module, globals: &Arc<Globals>) -> Outcome<Value> {
        let function = make_function(&module.body, globals, Vec::new(), Vec::new(), Vec::new());
        if globals.get("__doc__").is_none() {
            globals.set("__doc__", module.body.doc.as_ref().map_or(Value::None, |doc| Value::Str(Arc::clone(doc))));
        }
        let body = || self.watched(Callee::Module(&module.body), || self.module_body(module, &function));
        stop::heeding(&self.run.services.interrupt, body)
    }

    fn module_body(&self, module: &hir::Module, function: &Arc<HostFunction>) -> Outcome<Value> {
        let mut locals = self.locals(function);
        let (last, most) = match module.body.body.split_last() {
            Some((hir::Stmt { kind: hir::StmtKind::Expr(value), span }, most)) => (Some((*value, *span)), most),
            _ => (None, &module.body.body[..]),
        };
        self.block(&mut locals, most)?;
        match last {
            None => Ok(Value::None),
            Some((value, span)) => self.expr(&mut locals, value).map_err(|error| self.leave(&locals, error, span)),
        }
    }

    /// Calls a value.
    ///
    /// # Errors
    /// What it raises.
    pub fn call_value(&self, function: &Value, args: &[Value], keywords: &super::Keywords) -> Outcome<Value> {
        stop::heeding(&self.run.services.interrupt, || self.call(function, args, keywords))
    }

    fn locals<'f>(&self, function: &'f Arc<HostFunction>) -> Locals<'f> {
        self.serial.set(self.serial.get() + 1);
        Locals::new(function, self.serial.get())
    }

    /// Notes that an exception leaves a frame at a statement, unless it has been noted there.
    fn leave(&self, locals: &Locals<'_>, error: Exception, span: Span) -> Exception {
        let hir = locals.hir();
        let span = self.fault.take().unwrap_or(span);
        let function = if hir.kind == FunctionKind::Module { "<module>".into() } else { Arc::clone(&hir.name) };
        error.note_frame(locals.serial, || Frame { source: Arc::clone(&hir.source), function, span });
        error
    }

    /// `repr(value)`
    ///
    /// # Errors
    /// What a `__repr__` of the script raises.
    pub fn repr(&self, value: &Value) -> Outcome<String> {
        super::text::repr(self, value)
    }

    /// Enters a call: not too deep, and not when the run must stop.
    fn enter(&self) -> Outcome<Depth<'_, 'r>> {
        self.deeper("")
    }

    /// As a call does, what the interpreter itself does level by level (` in comparison`).
    pub(in crate::host) fn deeper(&self, what: &str) -> Outcome<Depth<'_, 'r>> {
        self.run.poll()?;
        let depth = self.depth.get() + 1;
        if depth >= self.run.recursion_limit() {
            let message = format!("maximum recursion depth exceeded{what}");
            return Err(Exception::new(ExceptionKind::RecursionError, message));
        }
        self.depth.set(depth);
        Ok(Depth { interp: self })
    }
}

/// A call in progress.
pub(in crate::host) struct Depth<'i, 'r> {
    interp: &'i Interpreter<'r>,
}

impl Drop for Depth<'_, '_> {
    fn drop(&mut self) {
        self.interp.depth.set(self.interp.depth.get() - 1);
    }
}

/// A function object, its global names resolved to slots.
pub(super) fn make_function(
    hir: &Arc<Function>,
    globals: &Arc<Globals>,
    cells: Vec<Arc<Cell>>,
    defaults: Vec<Value>,
    annotations: Vec<(usize, Value)>,
) -> Arc<HostFunction> {
    let names = hir.names.iter().map(|name| GlobalName { slot: globals.slot(name), builtin: builtin_value(name) });
    Arc::new(HostFunction {
        names: names.collect(),
        hir: Arc::clone(hir),
        globals: Arc::clone(globals),
        cells,
        defaults,
        owner: std::sync::OnceLock::new(),
        annotations,
    })
}

impl<'f> Locals<'f> {
    fn new(function: &'f Arc<HostFunction>, serial: u64) -> Self {
        let hir = &function.hir;
        let fresh = |local: &hir::Local| match local.kind {
            LocalKind::Cell => Slot::Cell(Cell::new(None)),
            LocalKind::Web | LocalKind::Captured => Slot::Unbound,
        };
        let mut slots: Vec<Slot> = hir.locals.iter().map(fresh).collect();
        for (capture, cell) in hir.captures.iter().zip(&function.cells) {
            slots[capture.local.0 as usize] = Slot::Cell(Arc::clone(cell));
        }
        Self { function, slots, serial }
    }

    fn hir(&self) -> &'f Arc<Function> {
        &self.function.hir
    }

    fn get(&self, local: LocalId) -> Option<Value> {
        match &self.slots[local.0 as usize] {
            Slot::Value(value) => Some(value.clone()),
            Slot::Cell(cell) => cell.get(),
            Slot::Unbound => None,
        }
    }

    fn set(&mut self, local: LocalId, value: Value) {
        match &mut self.slots[local.0 as usize] {
            Slot::Cell(cell) => drop(cell.set(Some(value))),
            slot => *slot = Slot::Value(value),
        }
    }

    /// Unbinds a variable; gives what it held.
    fn take(&mut self, local: LocalId) -> Option<Value> {
        match &mut self.slots[local.0 as usize] {
            Slot::Cell(cell) => cell.set(None),
            slot => match std::mem::take(slot) {
                Slot::Value(value) => Some(value),
                _ => None,
            },
        }
    }

    /// The cell of a captured variable.
    fn cell(&self, local: LocalId) -> Arc<Cell> {
        match &self.slots[local.0 as usize] {
            Slot::Cell(cell) => Arc::clone(cell),
            Slot::Value(value) => Cell::new(Some(value.clone())),
            Slot::Unbound => Cell::new(None),
        }
    }
}
