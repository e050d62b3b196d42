//! The optimizer: passes over the loop IR.
//!
//! Input: a well-formed [`Function`] without reference counts. Output: one that computes the same and has them.
//! Never: source names, machine code; what Cranelift does already (folding of constants, common subexpressions, algebra).
//!
//! Before the passes the [`Inliner`] puts small callees in the places of their calls.
//!
//! # Laws of a pass
//! 1. It takes and leaves a function that the verifier accepts, and keeps its parameters, results and their types.
//! 2. It keeps what can be observed: results bit for bit (but for what `fastmath` permits), stores, output, and which exception
//!    comes first. An operation that cannot raise may vanish or move; a check may only vanish when it cannot fail.
//! 3. It keeps sites: what still raises does so from where it stood in the source.
//! 4. It does not make the function grow without a measured reason.
//! 5. It is linear in the size of the function, or nearly.
//! 6. It has cases with before and after in `tests/ir`.

mod analysis;
mod bounds;
mod count;
mod dce;
mod dissolve;
mod fields;
mod if_convert;
mod inline;
mod jam;
mod join;
mod licm;
mod promote;
mod refcount;
mod reuse;
mod rewrite;
mod rotate;
mod simplify;
mod split;
mod strength;
mod unroll;
mod version;

use crate::ir::{self, Function};

pub use inline::{Body, Inliner, Lowered};

/// One step of the optimizer.
pub struct Pass {
    /// As `inspect` and the file tests call it.
    pub name: &'static str,
    /// What it is good for.
    pub why: &'static str,
    /// Does it.
    pub run: fn(&mut Function),
}

/// The passes in the order in which they run.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "join",
        why: "what an early exit of a block hides from the passes that follow is often two short branches",
        run: join::run,
    },
    Pass {
        name: "simplify",
        why: "what inlining made known, branches that are, loops that do not run and blocks that nothing leaves hide straight code",
        run: simplify::run,
    },
    Pass {
        name: "dce",
        why: "a temporary that a loop only carries along, as any variable that it assigns, seems to outlive the iteration",
        run: dce::run,
    },
    Pass {
        name: "fields",
        why: "a field that is read in each iteration is a load and, of an array, two changes of a count; and hides all that depends on it",
        run: fields::run,
    },
    Pass {
        name: "unroll",
        why: "a loop over three coordinates costs more for counting than for its work, and hides the loop around it",
        run: unroll::run,
    },
    Pass {
        name: "dissolve",
        why: "allocating an array of three numbers costs more than computing with them",
        run: dissolve::run,
    },
    Pass { name: "strength", why: "a division takes four times as long as a multiplication", run: strength::run },
    Pass { name: "licm", why: "the passes that follow see which indices do not change in a loop", run: licm::run },
    Pass {
        name: "count",
        why: "a `while` that counts keeps its checks and has no vector form; the `for` that does the same has",
        run: count::run,
    },
    Pass {
        name: "reuse",
        why: "a temporary in a loop is allocated and freed in each iteration, which for short rows is most of the work",
        run: reuse::run,
    },
    Pass {
        name: "bounds",
        why: "checks that cannot fail cost up to half of a loop's time, and Cranelift merges no checks",
        run: bounds::run,
    },
    Pass {
        name: "version",
        why: "one comparison in front of an innermost loop replaces the checks in it: up to twice as fast where memory is near",
        run: version::run,
    },
    Pass { name: "split", why: "a condition between two loops keeps them from being a nest", run: split::run },
    Pass {
        name: "jam",
        why: "reading and writing a row once for eight additions to it halves what a matrix product asks of the cache",
        run: jam::run,
    },
    Pass {
        name: "promote",
        why: "a sum kept in memory waits in each iteration for the store of the one before",
        run: promote::run,
    },
    Pass {
        name: "licm",
        why: "what versions and splits are decided by often does not change in the loops around",
        run: licm::run,
    },
    Pass {
        name: "dce",
        why: "carried values, results and loops that nothing needs are beyond what Cranelift removes",
        run: dce::run,
    },
    Pass {
        name: "if_convert",
        why: "a branch that cannot be predicted costs more than both of its short arms",
        run: if_convert::run,
    },
    Pass {
        name: "rotate",
        why: "a test at the beginning costs a jump more per iteration than one at the end",
        run: rotate::run,
    },
    Pass {
        name: "refcount",
        why: "one late pass places all reference counts, so that no other pass has to keep them right",
        run: refcount::run,
    },
];

/// Runs all passes; each is followed by the verifier in builds with debug assertions.
pub fn optimize(function: &mut Function) {
    for pass in PASSES {
        run(pass, function);
    }
}

/// Runs one pass.
pub fn run(pass: &Pass, function: &mut Function) {
    (pass.run)(function);
    if cfg!(debug_assertions) {
        ir::verify::expect_verified(function, pass.name);
    }
}
