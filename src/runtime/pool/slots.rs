//! Where jobs are published, and the protocol of entering and leaving them.
//!
//! Input: jobs on their callers' stacks. Output: entered jobs for helpers, which stay valid until they leave.
//! Never: waiting for helpers that have not entered.
//!
//! A slot's state counts the helpers inside and says whether more may enter. The caller opens it with the job's address, and closes it when it finds
//! no chunk left; from then on nobody enters, and it waits until the count is zero. Only between entering and leaving does a
//! helper touch the job.

use super::job::Job;
use crate::runtime::context::Context;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::Thread;

/// Loops that can be published at the same time.
const SLOTS: usize = 64;

// A slot's state: how many helpers are inside, how many may be, and two flags.
const INSIDE: u64 = 0xffff;
const LIMIT_SHIFT: u32 = 16;
const OPEN: u64 = 1 << 32;
const CALLER_SLEEPS: u64 = 1 << 33;

/// How often the caller looks before it sleeps until the last helper has left.
const LOOKS_BEFORE_SLEEP: u32 = 5_000;

#[derive(Debug, Default)]
#[repr(align(128))]
struct Slot {
    state: AtomicU64,
    job: AtomicPtr<u8>,
    caller: Mutex<Option<Thread>>,
}

/// All slots of a pool.
#[derive(Debug)]
pub(super) struct Slots {
    /// Bit i: slot i has a job that helpers may enter (a hint: the slot's state decides).
    open: AtomicU64,
    /// Bit i: slot i belongs to a caller.
    taken: AtomicU64,
    slots: Box<[Slot]>,
}

impl Default for Slots {
    fn default() -> Self {
        let slots = (0..SLOTS).map(|_| Slot::default()).collect();
        Self { open: AtomicU64::new(0), taken: AtomicU64::new(0), slots }
    }
}

impl Slots {
    /// Whether any job waits for helpers.
    pub(super) fn any_open(&self) -> bool {
        // SeqCst: see `Shared::help`.
        self.open.load(Ordering::SeqCst) != 0
    }

    /// How many slots belong to callers.
    #[cfg(test)]
    pub(super) fn taken_count(&self) -> u32 {
        self.taken.load(Ordering::Acquire).count_ones()
    }

    /// Publishes a job for up to `limit` helpers; none when all slots are taken. Dropping the ticket waits for those inside.
    pub(super) fn publish<'a>(&'a self, job: &'a Job<'_>, limit: usize) -> Option<Ticket<'a>> {
        let index = self.take()?;
        let slot = &self.slots[index];
        slot.job.store(ptr::from_ref(job).cast_mut().cast(), Ordering::Relaxed);
        slot.state.store(OPEN | (limit as u64) << LIMIT_SHIFT, Ordering::Release);
        self.open.fetch_or(1 << index, Ordering::SeqCst);
        Some(Ticket { slots: self, index })
    }

    /// Finds a free slot and takes it.
    fn take(&self) -> Option<usize> {
        let lowest_free = |taken: u64| (taken != u64::MAX).then(|| taken | (taken + 1));
        let before = self.taken.fetch_update(Ordering::Acquire, Ordering::Relaxed, lowest_free).ok()?;
        Some((!before).trailing_zeros() as usize)
    }

    /// Enters some open job; `start` spreads helpers over jobs.
    pub(super) fn enter(&self, start: usize) -> Option<Entered<'_>> {
        let open = self.open.load(Ordering::Acquire);
        if open == 0 {
            return None;
        }
        let shift = (start % SLOTS) as u32;
        let mut left = open.rotate_right(shift);
        while left != 0 {
            let index = (left.trailing_zeros() + shift) as usize % SLOTS;
            if self.slots[index].try_enter() {
                return Some(Entered { slots: self, index });
            }
            left &= left - 1;
        }
        None
    }
}

impl Slot {
    fn try_enter(&self) -> bool {
        let mut state = self.state.load(Ordering::Relaxed);
        while state & OPEN != 0 && (state & INSIDE) < (state >> LIMIT_SHIFT & INSIDE) {
            match self.state.compare_exchange_weak(state, state + 1, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        false
    }

    fn leave(&self) {
        let before = self.state.fetch_sub(1, Ordering::Release);
        // From here on the slot may already serve another caller: at worst that one is woken for nothing.
        if before & CALLER_SLEEPS != 0 && before & INSIDE == 1 {
            let caller = self.caller.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(thread) = &*caller {
                thread.unpark();
            }
        }
    }

    /// Waits until nobody is inside; the slot is closed.
    fn wait_until_empty(&self) {
        let is_empty = || self.state.load(Ordering::Acquire) & INSIDE == 0;
        for look in 0..LOOKS_BEFORE_SLEEP {
            if is_empty() {
                return;
            }
            // With more threads than cores, the one we wait for may need this core.
            if look % 256 == 255 { std::thread::yield_now() } else { std::hint::spin_loop() }
        }
        *self.caller.lock().unwrap_or_else(PoisonError::into_inner) = Some(std::thread::current());
        self.state.fetch_or(CALLER_SLEEPS, Ordering::AcqRel);
        while !is_empty() {
            std::thread::park();
        }
    }
}

/// A published job, in its caller's hands.
pub(super) struct Ticket<'a> {
    slots: &'a Slots,
    index: usize,
}

impl Drop for Ticket<'_> {
    /// Closes the job to helpers and waits for those inside.
    fn drop(&mut self) {
        let (slot, bit) = (&self.slots.slots[self.index], 1 << self.index);
        slot.state.fetch_and(!OPEN, Ordering::AcqRel);
        self.slots.open.fetch_and(!bit, Ordering::AcqRel);
        slot.wait_until_empty();
        slot.job.store(ptr::null_mut(), Ordering::Relaxed);
        self.slots.taken.fetch_and(!bit, Ordering::Release);
    }
}

/// A job that a helper is inside of.
pub(super) struct Entered<'a> {
    slots: &'a Slots,
    index: usize,
}

impl Entered<'_> {
    /// Runs chunks of the job until none is left.
    pub(super) fn help(&self, thread_id: u32) {
        let slot = &self.slots.slots[self.index];
        // SAFETY: while we are inside, the caller waits in `Ticket::drop` at the latest, and the job lies on its stack.
        // Entering (Acquire) came after the slot was opened (Release) with this job's address.
        let job = unsafe { &*slot.job.load(Ordering::Relaxed).cast_const().cast::<Job<'_>>() };
        if !job.is_exhausted() {
            let mut ctx = Context::fork(job.services(), thread_id);
            // SAFETY: who published the job vouched for its body.
            unsafe { job.run(&mut ctx) };
        }
        // No chunk is left to claim: spare the others the visit. We are inside, so the slot still is this job's.
        slot.state.fetch_and(!OPEN, Ordering::AcqRel);
        self.slots.open.fetch_and(!(1 << self.index), Ordering::AcqRel);
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.slots.slots[self.index].leave();
    }
}
