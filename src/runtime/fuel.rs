//! How many steps a run may take: a limit that does not depend on the machine's speed.
//!
//! Input: a number of steps. Output: a word that metered machine code counts down, and the host zone with it.
//! Never: what a step is (the code generator's and the interpreter's choice).

use super::exception::{Check, Raised};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The steps that are left, for all threads of a run; clones are the same.
#[derive(Clone, Debug)]
pub struct Fuel(Arc<AtomicI64>);

impl Fuel {
    /// So many steps.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self(Arc::new(AtomicI64::new(i64::try_from(steps).unwrap_or(i64::MAX))))
    }

    /// Was a step wanted that was not left?
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.left() < 0
    }

    /// What is left; below zero when it was not enough.
    #[must_use]
    pub fn left(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// TimeoutError: none is left.
    pub fn step(&self) -> Result<(), Raised> {
        if self.0.fetch_sub(1, Ordering::Relaxed) > 0 { Ok(()) } else { Err(Check::OutOfFuel.into()) }
    }

    /// Takes the steps of work that is not counted as it goes.
    ///
    /// # Errors
    /// TimeoutError: fewer are left.
    pub fn take(&self, steps: usize) -> Result<(), Raised> {
        let steps = i64::try_from(steps).unwrap_or(i64::MAX);
        let rest = |left: i64| Some(left.saturating_sub(steps));
        let left = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).unwrap_or_else(|left| left);
        if left >= steps { Ok(()) } else { Err(Check::OutOfFuel.into()) }
    }

    /// The word that machine code counts down; valid as long as a clone lives.
    #[must_use]
    pub fn as_ptr(&self) -> *const AtomicI64 {
        Arc::as_ptr(&self.0)
    }
}
