//! Where threads are, asked again and again while they run.
//!
//! Input: the threads of this process. Output: [`Sample`]s, given to a function on a thread of their own.
//! Never: what an address means.
//!
//! A thread samples the others: it sends SIGPROF to one of them and waits for what the handler leaves in a mailbox, which
//! is where the thread was and what lies near the top of its stack. So the handler takes no lock and no memory, one
//! mailbox is enough, and threads that have not run since they were asked are left alone. The thread that started
//! the sampler is sampled by wall time, the others by processor time: what they use is worth knowing, not that they wait.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Between two samples of a thread.
const INTERVAL: Duration = Duration::from_millis(1);

/// Between two looks at which threads there are.
const LOOK: Duration = Duration::from_millis(50);

/// Words of the stack that are looked at.
const STACK_WORDS: usize = 1024;

/// Of those, how many are kept: they may be addresses of code.
const KEPT: usize = 256;

/// Where a thread was.
#[derive(Clone, Debug)]
pub struct Sample<'a> {
    /// Is it the thread that started the sampler?
    pub is_starter: bool,
    /// What [`set_call`] said last.
    pub label: u32,
    /// The address of the instruction.
    pub at: usize,
    /// Words of its stack that lie within the bounds of [`set_bounds`], with their addresses; the innermost first.
    pub stack: &'a [(usize, usize)],
    /// The time that it stands for.
    pub time: Duration,
}

static LABEL: AtomicU32 = AtomicU32::new(0);
static END: AtomicUsize = AtomicUsize::new(0);

/// What samples of the starting thread are labeled with from now on, and up to which address its stack is looked at; 0:
/// it is not.
pub fn set_call(label: u32, end: usize) {
    LABEL.store(label, Ordering::Relaxed);
    END.store(end, Ordering::Relaxed);
}

/// Which words of stacks are kept: those from `low` on, below `high`.
pub fn set_bounds(low: usize, high: usize) {
    handler::set_bounds(low, high);
}

/// Samples until it is dropped; there is one at a time.
pub struct Sampler {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    _alone: Alone,
}

impl Sampler {
    /// Samples all threads, this one by wall time. None: this machine cannot, or another one is at work.
    #[must_use]
    pub fn start(mut take: impl FnMut(&Sample<'_>) + Send + 'static) -> Option<Sampler> {
        let alone = Alone::new()?;
        let starter = handler::this_thread();
        handler::install(starter)?;
        let stop = Arc::new(AtomicBool::new(false));
        let asked = stop.clone();
        let work = move || {
            let mut threads = Threads::new(starter);
            while !asked.load(Ordering::Relaxed) {
                std::thread::sleep(INTERVAL);
                threads.sample(&mut take);
            }
        };
        let thread = std::thread::Builder::new().name("numjit-sampler".into()).spawn(work).ok()?;
        Some(Sampler { stop, thread: Some(thread), _alone: alone })
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Held by the one sampler.
struct Alone;

static TAKEN: Mutex<bool> = Mutex::new(false);

impl Alone {
    fn new() -> Option<Alone> {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        // Made only where it is given away: dropping one gives the place back.
        if std::mem::replace(&mut *taken, true) { None } else { Some(Alone) }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) = false;
    }
}

/// The threads that are sampled.
struct Threads {
    own: i32,
    starter: i32,
    last: Instant,
    looked: Instant,
    others: Vec<Other>,
}

struct Other {
    id: i32,
    used: Duration,
}

impl Threads {
    fn new(starter: i32) -> Threads {
        let now = Instant::now();
        let mut threads = Threads { own: handler::this_thread(), starter, last: now, looked: now, others: Vec::new() };
        threads.look();
        threads
    }

    /// Which threads there are now.
    fn look(&mut self) {
        let entries = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        let mut ids: Vec<i32> = ids.filter(|&id| id != self.own && id != self.starter).collect();
        self.others.retain(|other| ids.contains(&other.id));
        ids.retain(|id| self.others.iter().all(|other| other.id != *id));
        let new = ids.into_iter().filter_map(|id| Some(Other { id, used: handler::used_by(id)? }));
        self.others.extend(new);
    }

    fn sample(&mut self, take: &mut impl FnMut(&Sample<'_>)) {
        if self.looked.elapsed() >= LOOK {
            self.look();
            self.looked = Instant::now();
        }
        let now = Instant::now();
        let found = handler::ask(self.starter, |sample| {
            take(&Sample { is_starter: true, time: now - self.last, ..sample });
        });
        if found.is_continue() {
            self.last = now;
        }
        for other in &mut self.others {
            let Some(used) = handler::used_by(other.id) else { continue };
            let time = used.saturating_sub(other.used);
            // A thread that sleeps is left asleep.
            if time < INTERVAL / 10 {
                continue;
            }
            let found = handler::ask(other.id, |sample| take(&Sample { is_starter: false, time, ..sample }));
            if found.is_continue() {
                other.used = used;
            }
        }
    }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod handler {
    //! The signal, its handler and the mailbox.

    use super::{ControlFlow, Duration, END, KEPT, LABEL, STACK_WORDS, Sample};
    use std::cell::UnsafeCell;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicI32, AtomicU32, AtomicUsize, Ordering};

    static LOW: AtomicUsize = AtomicUsize::new(usize::MAX);
    static HIGH: AtomicUsize = AtomicUsize::new(0);

    /// The thread that started the sampler.
    static STARTER: AtomicI32 = AtomicI32::new(0);

    /// How far a question is: who owns the letter.
    static STATE: AtomicU32 = AtomicU32::new(IDLE);
    /// Nobody asks: the sampler's.
    const IDLE: u32 = 0;
    /// A thread was asked: whoever changes it next.
    const ASKED: u32 = 1;
    /// The handler writes: the handler's.
    const WRITING: u32 = 2;
    /// It has written: the sampler's.
    const WRITTEN: u32 = 3;

    struct Letter {
        at: usize,
        label: u32,
        n: usize,
        stack: [(usize, usize); KEPT],
    }

    struct Mailbox(UnsafeCell<Letter>);

    // SAFETY: `STATE` says which one thread may touch the letter.
    unsafe impl Sync for Mailbox {}

    static MAILBOX: Mailbox = Mailbox(UnsafeCell::new(Letter { at: 0, label: 0, n: 0, stack: [(0, 0); KEPT] }));

    pub(super) fn set_bounds(low: usize, high: usize) {
        LOW.store(low, Ordering::Relaxed);
        HIGH.store(high, Ordering::Relaxed);
    }

    pub(super) fn this_thread() -> i32 {
        // SAFETY: it takes nothing and cannot fail.
        unsafe { libc::gettid() }
    }

    /// The processor time that a thread has used.
    pub(super) fn used_by(thread: i32) -> Option<Duration> {
        // The clock of a thread, as the kernel numbers it: `CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED`.
        let clock = ((!thread) << 3) | 6;
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is a place for the result.
        let failed = unsafe { libc::clock_gettime(clock, &raw mut time) } != 0;
        (!failed).then(|| Duration::new(time.tv_sec as u64, time.tv_nsec as u32))
    }

    /// Makes the handler SIGPROF's; it stays, as a signal may still be on its way when sampling ends.
    pub(super) fn install(starter: i32) -> Option<()> {
        STARTER.store(starter, Ordering::Relaxed);
        static DONE: OnceLock<bool> = OnceLock::new();
        let done = *DONE.get_or_init(|| {
            // SAFETY: all zeros is a valid `sigaction`, and `handle` has the form that SA_SIGINFO asks for.
            unsafe {
                let mut action: libc::sigaction = std::mem::zeroed();
                action.sa_sigaction = handle as *const () as usize;
                action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
                libc::sigaction(libc::SIGPROF, &raw const action, std::ptr::null_mut()) == 0
            }
        });
        done.then_some(())
    }

    /// Asks a thread where it is; breaks if it does not answer.
    pub(super) fn ask(thread: i32, take: impl FnOnce(Sample<'_>)) -> ControlFlow<()> {
        STATE.store(ASKED, Ordering::Release);
        // SAFETY: a signal with a handler; for a thread that has ended the call fails.
        let sent = unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, libc::SIGPROF) } == 0;
        if !sent || !is_answered() {
            return ControlFlow::Break(());
        }
        // SAFETY: the state is WRITTEN, so the letter is the sampler's.
        let letter = unsafe { &*MAILBOX.0.get() };
        let stack = &letter.stack[..letter.n];
        take(Sample { is_starter: false, label: letter.label, at: letter.at, stack, time: Duration::ZERO });
        STATE.store(IDLE, Ordering::Release);
        ControlFlow::Continue(())
    }

    /// Waits for the handler, but not for ever: the thread may not run now.
    fn is_answered() -> bool {
        for round in 0..400 {
            match STATE.load(Ordering::Acquire) {
                WRITTEN => return true,
                _ if round < 50 => std::hint::spin_loop(),
                _ => std::thread::sleep(Duration::from_micros(20)),
            }
        }
        // Withdrawn, unless the handler has begun.
        while STATE.compare_exchange(ASKED, IDLE, Ordering::AcqRel, Ordering::Acquire).is_err() {
            if STATE.load(Ordering::Acquire) == WRITTEN {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }

    extern "C" fn handle(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
        if STATE.compare_exchange(ASKED, WRITING, Ordering::AcqRel, Ordering::Acquire).is_err() {
            return;
        }
        // SAFETY: the state is WRITING, so the letter is the handler's; the kernel gives a `ucontext_t`; what lies between
        // the stack's top and the thread's own record, which the C library keeps above it, is stack.
        unsafe {
            let registers = &(*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs;
            let (at, top) = (registers[libc::REG_RIP as usize] as usize, registers[libc::REG_RSP as usize] as usize);
            let letter = &mut *MAILBOX.0.get();
            (letter.at, letter.label, letter.n) = (at, LABEL.load(Ordering::Relaxed), 0);
            let own = libc::pthread_self() as usize;
            let end = if libc::gettid() == STARTER.load(Ordering::Relaxed) { END.load(Ordering::Relaxed) } else { own };
            keep(letter, top, end.min(own));
        }
        STATE.store(WRITTEN, Ordering::Release);
    }

    /// Keeps the words of a stack that may be addresses of code.
    ///
    /// # Safety
    /// What lies from `top` to `end` is memory, if `end` lies above and not far.
    unsafe fn keep(letter: &mut Letter, top: usize, end: usize) {
        let (low, high) = (LOW.load(Ordering::Relaxed), HIGH.load(Ordering::Relaxed));
        // The first thread's record lies elsewhere.
        if low >= high || end <= top || end - top > 1 << 32 {
            return;
        }
        let words = ((end - top) / 8).min(STACK_WORDS);
        for slot in (0..words).map(|word| top + 8 * word) {
            // SAFETY: by the caller; a stack's top is aligned.
            let word = unsafe { (slot as *const usize).read_volatile() };
            if word >= low && word < high {
                if letter.n == KEPT {
                    return;
                }
                letter.stack[letter.n] = (slot, word);
                letter.n += 1;
            }
        }
    }
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
mod handler {
    //! Machines where nothing is sampled.

    use super::{ControlFlow, Duration, Sample};

    pub(super) fn set_bounds(_: usize, _: usize) {}

    pub(super) fn this_thread() -> i32 {
        0
    }

    pub(super) fn used_by(_: i32) -> Option<Duration> {
        None
    }

    pub(super) fn install(_: i32) -> Option<()> {
        None
    }

    pub(super) fn ask(_: i32, _: impl FnOnce(Sample<'_>)) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

#[cfg(all(test, target_os = "linux", target_arch = "x86_64"))]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    #[test]
    fn a_busy_thread_is_seen_all_the_time() {
        let seen = Arc::new(AtomicU64::new(0));
        let sum = seen.clone();
        let start = Instant::now();
        let sampler = Sampler::start(move |sample| {
            if sample.is_starter && sample.at != 0 {
                sum.fetch_add(sample.time.as_nanos() as u64, Ordering::Relaxed);
            }
        });
        assert!(Sampler::start(|_| {}).is_none(), "two samplers at a time");
        while start.elapsed() < Duration::from_millis(200) {
            std::hint::spin_loop();
        }
        drop(sampler.expect("a sampler"));
        let seen = Duration::from_nanos(seen.load(Ordering::Relaxed));
        assert!(seen > Duration::from_millis(150) && seen <= start.elapsed(), "{seen:?} of {:?}", start.elapsed());
    }
}
