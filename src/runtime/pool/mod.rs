//! The pool that runs parallel loops.

use std::sync::{Arc, OnceLock};

/// Threads for parallel loops.
#[derive(Debug)]
pub struct Pool {}

impl Pool {
    /// The process's pool.
    #[must_use]
    pub fn global() -> Arc<Self> {
        static GLOBAL: OnceLock<Arc<Pool>> = OnceLock::new();
        Arc::clone(GLOBAL.get_or_init(|| Arc::new(Pool {})))
    }
}
