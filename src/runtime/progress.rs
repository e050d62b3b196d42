//! Counters of progress: compiled code and the host zone advance them, whoever shows them reads them.
//!
//! Input: how far the work has come. Output: counts. Never: terminals.

use super::context::Context;
use super::routine::{Operand, Outcome, Routine};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

/// A counter; its number is never used again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ProgressId(pub i64);

static COUNTERS: RwLock<Option<FxHashMap<ProgressId, AtomicU64>>> = RwLock::new(None);
static NEXT: AtomicI64 = AtomicI64::new(0);

/// A counter that stands at 0.
#[must_use]
pub fn open() -> ProgressId {
    let id = ProgressId(NEXT.fetch_add(1, Ordering::Relaxed));
    let mut counters = COUNTERS.write().unwrap_or_else(PoisonError::into_inner);
    counters.get_or_insert_with(FxHashMap::default).insert(id, AtomicU64::new(0));
    id
}

/// Advances a counter; one that is closed stays away.
pub fn add(id: ProgressId, n: u64) {
    let counters = COUNTERS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(counter) = counters.as_ref().and_then(|counters| counters.get(&id)) {
        counter.fetch_add(n, Ordering::Relaxed);
    }
}

/// Where a counter stands; none: it is closed.
#[must_use]
pub fn count(id: ProgressId) -> Option<u64> {
    let counters = COUNTERS.read().unwrap_or_else(PoisonError::into_inner);
    counters.as_ref()?.get(&id).map(|counter| counter.load(Ordering::Relaxed))
}

/// Forgets a counter; gives where it stood.
pub fn close(id: ProgressId) -> Option<u64> {
    let mut counters = COUNTERS.write().unwrap_or_else(PoisonError::into_inner);
    counters.as_mut()?.remove(&id).map(AtomicU64::into_inner)
}

/// `progress_add(id, n)`
fn advance(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [id, n] = operands else { return Ok(None) };
    add(ProgressId(id.int()?), n.int()?.max(0) as u64);
    Ok(None)
}

pub(super) static ROUTINES: &[Routine] = &[Routine { name: "progress_add", run: advance }];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_count_until_they_are_closed() {
        let (a, b) = (open(), open());
        add(a, 3);
        add(b, 1);
        add(a, 4);
        assert_eq!((count(a), count(b)), (Some(7), Some(1)));
        assert_eq!(close(a), Some(7));
        add(a, 1);
        assert_eq!((count(a), close(a)), (None, None));
    }
}
