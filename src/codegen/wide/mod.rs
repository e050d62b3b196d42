//! The wide back end: loops as vector code past 128 bits, which Cranelift does not make.
//!
//! Input: the body of a counted loop. Output: a [`WideLoop`]: what the caller passes in memory, what it makes sure of, and the
//! bytes of a function `fn(words: *mut u64, start: i64, end: i64)` that runs the iterations from `start` on. It writes where it
//! stopped if it may stop before `end`, ahead of an iteration that the scalar loop has to run because a check may fail in it.
//! Never: loops that call; scattered stores; another order of operations than the loop's where it matters, so the
//! bits are those of the scalar loop. (Of the elementary functions some do, as `math` says; the others stay
//! within one ulp and are the same on each vector path.)
//!
//! `plan` reads a region and makes a [`program`], `legal` writes what the processor's `level` has no instruction for with those that
//! it has, `streams` says which store may go past the caches, `copies` lays several vectors side by side, `registers` says what
//! stays in registers, `emit` writes the machine code through `assembler`; `park` makes room where there are too many masks. What
//! one of them does not accept stays with Cranelift: nothing here is needed for a program to run.
//!
//! There is one planner and one emitter for all levels; only instructions and the kind of masks differ. Machines without AVX2 (on
//! x86-64 those from before 2013) and other architectures run Cranelift's scalar code: vectors of 128 bits would halve the time at
//! best, for one more set of instructions.
//!
//! Every operation gives the same bits at each level. Only sums under `fastmath`, whose order is free, differ with the number of lanes.
//!
//! Loops nested in the body run for all lanes together. Whoever calls has made sure that no store meets another access in another
//! iteration, but for loads ahead of it ([`WideLoop::accesses`]).

mod assembler;
mod copies;
mod emit;
mod legal;
mod level;
mod math;
mod notes;
mod park;
mod plan;
mod program;
mod registers;
mod streams;

pub(super) use assembler::Origin;
pub(super) use emit::Clobbers;
pub use notes::{VectorNote, vector_notes};
pub(super) use plan::Why;
pub(super) use program::{Access, AccessKind, Condition, Index, LoopId, Movement, Scalar, Span, Word};

use crate::ir::{Function, InstId, RegionId};
pub use level::Level;

/// A loop that the wide back end has taken.
pub(super) struct WideLoop {
    /// Loads and stores, in the order of the program.
    pub accesses: Vec<Access>,
    /// What the caller passes in memory.
    pub words: Vec<Word>,
    /// What the caller runs to have the values of iteration 0.
    pub scalars: Vec<Scalar>,
    /// What has to hold for the vector code to run.
    pub conditions: Vec<Condition>,
    /// The `for` of each nested loop.
    pub loops: Vec<InstId>,
    /// May it stop before the end?
    pub leaves: bool,
    /// Does it look whether the run is to stop, however long nested loops take?
    pub polls: bool,
    /// Below this many iterations the scalar loop is as fast.
    pub least: i64,
    /// Machine code, to be aligned to 64 bytes.
    pub code: Vec<u8>,
    /// Which places in the source it comes from.
    pub origins: Vec<Origin>,
    /// What a call of it costs the caller.
    pub clobbers: Clobbers,
}

/// The wide form of a loop with step 1 whose body is this region, or why it has none.
pub(super) fn compile(f: &Function, body: RegionId, level: Level) -> Result<WideLoop, Why> {
    let (program, emit::Emitted { code, clobbers, .. }) = built(f, body, level)?;
    let (leaves, least) = (program.leaves(), least(&program));
    let program::Program { accesses, words, scalars, conditions, loops, polls, .. } = program;
    let assembler::Assembled { bytes: code, origins } = code;
    Ok(WideLoop { accesses, words, scalars, conditions, loops, leaves, polls, least, code, origins, clobbers })
}

/// Below how many iterations the scalar loop is as fast: what works little, such as a copy, pays the call later.
fn least(program: &program::Program) -> i64 {
    let works = program.nodes.iter().filter(|(node, _)| !node.is_fixed()).count() > 2;
    match program.loops.is_empty() && !program.spins {
        true if works => 8,
        true => 16,
        false => 3,
    }
}

/// The operations of a loop, and their code.
fn built(f: &Function, body: RegionId, level: Level) -> Result<(program::Program, emit::Emitted), Why> {
    let mut program = program(f, body, level)?;
    let mut made = emit::emit(&program, level);
    if made.is_none() && level.file().masks.is_some() {
        program = park::parked(program);
        made = emit::emit(&program, level);
    }
    Ok((program, made.ok_or("it needs more registers than there are")?))
}

/// The operations of a loop, those that a level has.
fn program(f: &Function, body: RegionId, level: Level) -> Result<program::Program, Why> {
    let mut program = match level {
        Level::Baseline => return Err("the processor has no wide vectors"),
        Level::Avx2 => legal::legal(plan::plan(f, body, level)?)?,
        Level::Avx512 => plan::plan(f, body, level)?,
    };
    if program.leaves() {
        program.words.push(Word::Reached);
    }
    if let Some(store) = streams::store(f, &program, level) {
        program.words.push(Word::Streams(store));
    }
    Ok(program)
}
