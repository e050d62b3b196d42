//! The wide back end: innermost loops as vector code past 128 bits, which Cranelift does not make.
//!
//! Input: the body of a counted loop. Output: a [`WideLoop`]: what the caller passes in memory, and the bytes of a function
//! `fn(words: *const u64, start: i64, end: i64)` that runs the iterations from `start` up to `end`.
//! Never: loops that can raise, call or carry values; scattered stores; another order of operations than the loop's, so the
//! bits are those of the scalar loop. (`exp` and its like stay within one ulp and are the same on each vector path.)
//!
//! `plan` reads a region and makes a program of vector operations in SSA form, `registers` says what stays in registers,
//! `avx512` writes the machine code through `assembler`. What one of them does not accept stays with Cranelift: nothing here
//! is needed for a program to run.
//!
//! The words: the address that each access has in iteration 0, then the invariants. Whoever calls has made sure that no
//! store meets another access in another iteration, but for loads ahead of it ([`WideLoop::accesses`]).

mod assembler;
mod avx512;
mod math;
mod plan;
mod registers;

pub(super) use plan::{Access, AccessKind, Movement};

use crate::ir::{Function, InstId, RegionId, ValueId};
use std::sync::OnceLock;

/// A loop that the wide back end has taken.
pub(super) struct WideLoop {
    /// Loads and stores, in the order of the program; word `k` is the address of access `k` in iteration 0.
    pub accesses: Vec<Access>,
    /// Scalars from outside of the loop; their words follow those of the accesses. Floats by their bits, ints
    /// extended to 64 bits.
    pub invariants: Vec<ValueId>,
    /// Instructions of the body that compute indices: the caller runs them for iteration 0.
    pub scalars: Vec<InstId>,
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

/// The wide form of a loop with step 1 whose body is this region; none where it has none.
pub(super) fn compile(f: &Function, body: RegionId) -> Option<WideLoop> {
    if level() == Level::Baseline {
        return None;
    }
    let plan = plan::plan(f, body)?;
    let registers = registers::assign(&plan)?;
    let code = avx512::emit(&plan, &registers);
    let plan::Plan { accesses, invariants, scalars, least, .. } = plan;
    Some(WideLoop { accesses, invariants, scalars, least, code })
}
