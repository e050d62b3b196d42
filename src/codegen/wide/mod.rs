//! The wide back end: loops as vector code past 128 bits, which Cranelift does not make.
//!
//! Input: the body of a counted loop. Output: a [`WideLoop`]: what the caller passes in memory, what it makes sure of, and the
//! bytes of a function `fn(words: *mut u64, start: i64, end: i64) -> i64` that runs the iterations from `start` on and says where
//! it stopped: at `end`, or before an iteration that the scalar loop has to run because a check may fail in it.
//! Never: loops that call; scattered stores; another order of operations than the loop's where it matters, so the
//! bits are those of the scalar loop. (`exp` and its like stay within one ulp and are the same on each vector path.)
//!
//! `plan` reads a region and makes a [`program`], `copies` lays several vectors side by side, `registers` says what stays in
//! registers, `avx512` writes the machine code through `assembler`. What one of them does not accept stays with Cranelift:
//! nothing here is needed for a program to run.
//!
//! Loops nested in the body run for all lanes together. Whoever calls has made sure that no store meets another access in another
//! iteration, but for loads ahead of it ([`WideLoop::accesses`]).

mod assembler;
mod avx512;
mod copies;
mod math;
mod notes;
mod plan;
mod program;
mod registers;

pub use notes::{VectorNote, vector_notes};
pub(super) use plan::Why;
pub(super) use program::{Access, AccessKind, Condition, Index, LoopId, Movement, Scalar, Span, Word};

use crate::ir::{Function, InstId, RegionId};
use std::sync::OnceLock;

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
    /// Below this many iterations the scalar loop is as fast.
    pub least: i64,
    /// Machine code, to be aligned to 64 bytes.
    pub code: Vec<u8>,
}

/// The vector instructions that this process uses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
enum Level {
    /// What every machine has: no wide code.
    Baseline,
    /// AVX-512 F, BW, DQ and VL.
    Avx512,
}

/// What `NUMJIT_CPU` allows of what the machine has.
fn level() -> Level {
    static LEVEL: OnceLock<Level> = OnceLock::new();
    *LEVEL.get_or_init(|| {
        let wanted = std::env::var("NUMJIT_CPU").unwrap_or_default();
        if matches!(wanted.as_str(), "" | "avx512") { detected() } else { Level::Baseline }
    })
}

#[cfg(target_arch = "x86_64")]
fn detected() -> Level {
    let avx512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("bmi2");
    if avx512 { Level::Avx512 } else { Level::Baseline }
}

#[cfg(not(target_arch = "x86_64"))]
fn detected() -> Level {
    Level::Baseline
}

/// The wide form of a loop with step 1 whose body is this region, or why it has none.
pub(super) fn compile(f: &Function, body: RegionId) -> Result<WideLoop, Why> {
    if level() == Level::Baseline {
        return Err("the processor has no wide vectors");
    }
    let program = plan::plan(f, body)?;
    let (code, _) = avx512::emit(&program).ok_or("it needs more registers than there are")?;
    let (leaves, least) = (program.leaves(), if program.loops.is_empty() && !program.spins { 8 } else { 3 });
    let program::Program { accesses, words, scalars, conditions, loops, .. } = program;
    Ok(WideLoop { accesses, words, scalars, conditions, loops, leaves, least, code })
}
