//! Tokens that stop running machine code, and the timer that sets them at a deadline.
//!
//! Input: a wish to stop, from any thread (Ctrl-C, an embedder, a deadline). Output: a word that machine code polls.
//! Never: locks on the polling side.

use super::exception::{Check, Raised};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

/// Why the run must stop: the value of the polled word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Stop {
    /// Ctrl-C or an embedder's cancel: KeyboardInterrupt.
    Cancelled = 1,
    /// The deadline has passed: TimeoutError.
    Deadline = 2,
}

/// What a polled word asks for.
fn request(word: u32) -> Option<Stop> {
    match word {
        0 => None,
        2 => Some(Stop::Deadline),
        _ => Some(Stop::Cancelled),
    }
}

/// Raises what a polled word asks for.
pub(super) fn raise(word: u32) -> Result<(), Raised> {
    match request(word) {
        None => Ok(()),
        Some(Stop::Cancelled) => Err(Check::Interrupted.into()),
        Some(Stop::Deadline) => Err(Check::TimedOut.into()),
    }
}

/// A shared token; clones are the same token.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<Token>);

#[derive(Debug, Default)]
struct Token {
    /// What machine code polls.
    asked: AtomicU32,
    /// Tokens of single calls, which hear of a cancel too.
    followers: Mutex<Vec<Weak<Token>>>,
}

impl Token {
    fn followers(&self) -> MutexGuard<'_, Vec<Weak<Token>>> {
        self.followers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Interrupt {
    /// A token that asks nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to stop with KeyboardInterrupt, and all that follow this token.
    pub fn cancel(&self) {
        self.0.asked.store(Stop::Cancelled as u32, Ordering::Release);
        for follower in self.0.followers().iter().filter_map(Weak::upgrade) {
            Interrupt(follower).cancel();
        }
    }

    /// From now on a cancel of `leader` is one of this token too.
    pub fn follow(&self, leader: &Interrupt) {
        let mut followers = leader.0.followers();
        followers.retain(|follower| follower.strong_count() > 0);
        followers.push(Arc::downgrade(&self.0));
        drop(followers);
        // A cancel before the line above did not see this token.
        if leader.get() == Some(Stop::Cancelled) {
            self.cancel();
        }
    }

    /// Forgets any request.
    pub fn reset(&self) {
        self.0.asked.store(0, Ordering::Release);
    }

    /// The request, if there is one.
    #[must_use]
    pub fn get(&self) -> Option<Stop> {
        request(self.0.asked.load(Ordering::Acquire))
    }

    /// Raises the request, if there is one.
    ///
    /// # Errors
    /// KeyboardInterrupt or TimeoutError.
    pub fn poll(&self) -> Result<(), Raised> {
        raise(self.0.asked.load(Ordering::Acquire))
    }

    /// The word that machine code polls; valid as long as a clone of the token lives.
    #[must_use]
    pub fn as_ptr(&self) -> *const AtomicU32 {
        &raw const self.0.asked
    }

    /// Asks the run to stop after `limit`, unless the guard is dropped before. A request already made is kept.
    #[must_use]
    pub fn deadline(&self, limit: Duration) -> Deadline {
        // A limit beyond what the clock can hold is no limit.
        let key = Instant::now().checked_add(limit).map(|at| Timer::get().add(at, self.clone()));
        Deadline { key }
    }

    fn expire(&self) {
        // A cancel that came first keeps its meaning.
        let _ = self.0.asked.compare_exchange(0, Stop::Deadline as u32, Ordering::AcqRel, Ordering::Acquire);
    }
}

/// Keeps a deadline armed; dropping it disarms.
#[derive(Debug)]
pub struct Deadline {
    key: Option<TimerKey>,
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            Timer::get().lock().pending.remove(&key);
        }
    }
}

type TimerKey = (Instant, u64);

/// One thread for all deadlines of the process, started with the first.
struct Timer {
    state: Mutex<TimerState>,
    changed: Condvar,
}

#[derive(Default)]
struct TimerState {
    pending: BTreeMap<TimerKey, Interrupt>,
    next: u64,
    running: bool,
    /// When the thread looks again by itself: only an earlier deadline must wake it, which costs more than a short call.
    wakes: Option<Instant>,
}

impl Timer {
    fn get() -> &'static Timer {
        static TIMER: OnceLock<Timer> = OnceLock::new();
        TIMER.get_or_init(|| Timer { state: Mutex::default(), changed: Condvar::new() })
    }

    fn lock(&self) -> MutexGuard<'_, TimerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&'static self, at: Instant, token: Interrupt) -> TimerKey {
        let mut state = self.lock();
        let key = (at, state.next);
        state.next += 1;
        state.pending.insert(key, token);
        if !state.running {
            let spawned = std::thread::Builder::new().name("numjit-timer".into()).spawn(|| self.run());
            state.running = spawned.is_ok();
        }
        if state.wakes.is_none_or(|wakes| at < wakes) {
            self.changed.notify_one();
        }
        key
    }

    fn run(&self) {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            while let Some(entry) = state.pending.first_entry().filter(|entry| entry.key().0 <= now) {
                entry.remove().expire();
            }
            state.wakes = state.pending.first_key_value().map(|(&(at, _), _)| at);
            state = match state.wakes {
                Some(at) => self.changed.wait_timeout(state, at - now).unwrap_or_else(PoisonError::into_inner).0,
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_for(token: &Interrupt) -> Option<Stop> {
        let start = Instant::now();
        while token.get().is_none() && start.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        token.get()
    }

    #[test]
    fn cancel_and_reset() {
        let token = Interrupt::new();
        assert_eq!(token.get(), None);
        token.clone().cancel();
        assert_eq!(token.get(), Some(Stop::Cancelled));
        token.reset();
        assert_eq!(token.get(), None);
    }

    #[test]
    fn followers_hear_of_a_cancel() {
        let (leader, early, late) = (Interrupt::new(), Interrupt::new(), Interrupt::new());
        early.follow(&leader);
        leader.cancel();
        late.follow(&leader);
        assert_eq!((early.get(), late.get()), (Some(Stop::Cancelled), Some(Stop::Cancelled)));
        leader.reset();
        late.reset();
        late.cancel();
        assert_eq!(leader.get(), None);
    }

    #[test]
    fn deadlines_fire_in_any_order_and_disarm() {
        let (late, early, disarmed) = (Interrupt::new(), Interrupt::new(), Interrupt::new());
        let _late = late.deadline(Duration::from_millis(60));
        let _early = early.deadline(Duration::from_millis(5));
        drop(disarmed.deadline(Duration::from_millis(1)));
        let _never = disarmed.deadline(Duration::MAX);
        assert_eq!(wait_for(&early), Some(Stop::Deadline));
        assert_eq!(wait_for(&late), Some(Stop::Deadline));
        assert_eq!(disarmed.get(), None);
    }

    #[test]
    fn cancel_wins_over_a_later_deadline() {
        let token = Interrupt::new();
        token.cancel();
        let _guard = token.deadline(Duration::ZERO);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(token.get(), Some(Stop::Cancelled));
    }
}
