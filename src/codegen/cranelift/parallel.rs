//! Parallel loops.
//!
//! Input: `parallel_for`. Output: an outlined body, its environment, the call of the pool, the combined partial results.
//! Never: an order of combination that depends on the number of threads.

use super::function::{Lower, OutlinedBody};

impl Lower<'_, '_> {
    /// The outlined body: [`super::BodyFn`]'s signature.
    pub(super) fn parallel_body(&mut self, body: &OutlinedBody) {
        crate::ice!("{}: no code for {} yet", self.f.name, body.inst)
    }
}
