//! What passes want to know about a function.
//!
//! Input: a function that does not change meanwhile. Output: facts. Never: rewrites.

pub(super) mod affine;
pub(super) mod facts;
mod induction;
pub(super) mod memory;
