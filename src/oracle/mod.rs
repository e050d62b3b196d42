//! A slow, obviously right evaluator of the loop IR: what every other way of running a function is compared with.
//!
//! Input: verified functions, before or after any pass, and arguments in its own [`Heap`]. Output: results, output text, or the
//! exception; a [`Fault`] where the IR itself is wrong (an index out of bounds, a reference used after it was freed).
//! Never: machine memory, threads; never part of running a user's program.
//!
//! Scalars mean what `ir::eval` says, messages are what `runtime::exception` says, and a `parallel_for` is cut into the
//! chunks of `runtime::pool`, so the bits agree with machine code.
//!
//! With [`Options::counting`] it really counts references, as the reference-count pass placed them, and frees what reaches
//! zero; [`Oracle::leaks`] then tells what is left. Failing allocations and interrupts can be asked for, to walk every cleanup.

mod arrays;
mod control;
mod frame;
mod heap;
mod helpers;
mod objects;
mod parallel;
mod random;
mod routine;
mod text;

pub use heap::{ArrayValue, Handle, Heap, Value};

use crate::ir::{Function, InstanceId, Site};
use crate::runtime::exception::{Check, ExceptionKind};
use frame::Frame;
use std::fmt;

/// How to run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Instructions to execute before giving up.
    pub fuel: u64,
    /// Calls inside calls before a RecursionError.
    pub depth: usize,
    /// Count references; for functions after the reference-count pass.
    pub counting: bool,
    /// The allocation (from 0) that fails with a MemoryError.
    pub fail_allocation: Option<u64>,
    /// The poll (from 0) at which the run is interrupted.
    pub interrupt: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { fuel: 100_000_000, depth: 1000, counting: false, fail_allocation: None, interrupt: None }
    }
}

/// An exception that left the function, or is on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// Its class.
    pub kind: ExceptionKind,
    /// `str(e)`
    pub message: String,
    /// Where it was raised, then each caller: innermost first.
    pub sites: Vec<Site>,
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind.qualified_name();
        if self.message.is_empty() { write!(f, "{name}") } else { write!(f, "{name}: {}", self.message) }
    }
}

/// The IR is wrong, or the run was too long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// More instructions than [`Options::fuel`].
    OutOfFuel,
    /// What the IR must never do.
    Wrong(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::OutOfFuel => f.write_str("out of fuel"),
            Fault::Wrong(message) => f.write_str(message),
        }
    }
}

/// Why a run ended without results.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// As Python would see it.
    Raised(Exception),
    /// As nobody should see it.
    Fault(Fault),
}

impl Stop {
    fn wrong(message: impl Into<String>) -> Stop {
        Stop::Fault(Fault::Wrong(message.into()))
    }

    fn raised(kind: ExceptionKind, message: impl Into<String>) -> Stop {
        Stop::Raised(Exception { kind, message: message.into(), sites: Vec::new() })
    }

    fn check(check: Check, operands: [i64; 4]) -> Stop {
        Stop::raised(check.kind(), check.message(operands))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Raised(exception) => write!(f, "{exception}"),
            Stop::Fault(fault) => write!(f, "fault: {fault}"),
        }
    }
}

/// What a step gives, or why it cannot.
type Step<T> = Result<T, Stop>;

/// Finds the functions that are called.
pub type Lookup<'a> = dyn Fn(InstanceId) -> Option<&'a Function> + 'a;

/// An evaluator with its memory.
pub struct Oracle<'a> {
    lookup: &'a Lookup<'a>,
    options: Options,
    /// Where arrays, lists and strings live: arguments are made here, results are found here.
    pub heap: Heap,
    /// What `captured` names.
    pub captured: Vec<Value>,
    /// What was printed.
    pub output: String,
    fuel: u64,
    depth: usize,
    allocations: u64,
    polls: u64,
}

impl<'a> Oracle<'a> {
    /// An evaluator with empty memory.
    #[must_use]
    pub fn new(lookup: &'a Lookup<'a>, options: Options) -> Self {
        Self {
            lookup,
            options,
            heap: Heap::new(options.counting),
            captured: Vec::new(),
            output: String::new(),
            fuel: options.fuel,
            depth: 0,
            allocations: 0,
            polls: 0,
        }
    }

    /// Calls a function; its arguments stay the caller's, its results become the caller's.
    ///
    /// # Errors
    /// The exception that it raises, or the fault that it has.
    pub fn call(&mut self, function: &Function, args: &[Value]) -> Result<Vec<Value>, Stop> {
        if self.depth >= self.options.depth {
            return Err(Stop::check(Check::RecursionDepth, [0; 4]));
        }
        self.depth += 1;
        let result = stacker::maybe_grow(256 << 10, 4 << 20, || Frame::new(function).run(self, args));
        self.depth -= 1;
        result
    }

    /// How many allocations and polls there were: the range for [`Options::fail_allocation`] and [`Options::interrupt`].
    #[must_use]
    pub fn events(&self) -> (u64, u64) {
        (self.allocations, self.polls)
    }

    /// What is wrong with the counts when nothing but these values is held any more: empty if all is well.
    #[must_use]
    pub fn leaks(&self, held: &[Value]) -> Vec<String> {
        self.heap.leaks(held)
    }

    fn burn(&mut self) -> Step<()> {
        self.fuel = self.fuel.checked_sub(1).ok_or(Stop::Fault(Fault::OutOfFuel))?;
        Ok(())
    }

    /// An allocation is about to be made.
    fn allocate(&mut self) -> Step<()> {
        let fails = self.options.fail_allocation == Some(self.allocations);
        self.allocations += 1;
        if fails { Err(Stop::check(Check::OutOfMemory, [0; 4])) } else { Ok(()) }
    }

    fn poll(&mut self) -> Step<()> {
        let interrupted = self.options.interrupt == Some(self.polls);
        self.polls += 1;
        if interrupted { Err(Stop::check(Check::Interrupted, [0; 4])) } else { Ok(()) }
    }
}
