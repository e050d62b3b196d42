//! What scripts show beside text: figures and progress bars.
//!
//! Input: calls of the library's modules `matplotlib`, `tqdm` and `numba_progress`. Output: files, bars on the terminal.
//! Never: what a figure holds (the library), how it looks (`plot`).

use super::plot;
use crate::engine::{Engine, Error};
use crate::runtime::output::Output;
use crate::runtime::progress::{self, ProgressId};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressState, ProgressStyle};
use std::collections::HashMap;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Work that ends within this time needs no bar.
const PATIENCE: Duration = Duration::from_secs(2);

/// Between two looks at counters.
const LOOK: Duration = Duration::from_millis(100);

/// The functions of the module that the library draws with.
const NAMES: &[&str] = &["save", "progress_start", "progress_add", "progress_done", "progress_text", "progress_close"];

/// Gives scripts the module that the library draws with.
pub(super) fn provide(engine: &Engine) {
    engine.offer("numjit_display", NAMES, register);
}

fn register(engine: &Engine) -> Result<(), Error> {
    let bars = Arc::<Bars>::default();
    engine
        .register("numjit_display.save", |path: &str, spec: &str, numbers: &[f64]| plot::save(path, spec, numbers))?;
    let own = bars.clone();
    engine.register("numjit_display.progress_start", move |total: i64, text: &str, is_left: bool| {
        own.start(u64::try_from(total).ok(), text, is_left)
    })?;
    engine
        .register("numjit_display.progress_add", |bar: i64, n: i64| progress::add(ProgressId(bar), n.max(0) as u64))?;
    engine.register("numjit_display.progress_done", |bar: i64| {
        progress::count(ProgressId(bar)).map_or(0, |n| n as i64)
    })?;
    let own = bars.clone();
    engine.register("numjit_display.progress_text", move |bar: i64, head: &str, behind: &str| {
        own.text(ProgressId(bar), head, behind);
    })?;
    engine.register("numjit_display.progress_close", move |bar: i64| bars.close(ProgressId(bar)))
}

/// A bar for work of our own, as it is for the work of scripts: seen on a terminal only.
pub(super) fn bar(total: Option<u64>, text: &str) -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = match total {
        Some(_) => "{prefix}{percent:>3}%|{bar:30}| {pos}/{len} [{elapsed}<{eta}, {rate}]{msg}",
        None => "{prefix}{pos} [{elapsed}, {rate}]{msg}",
    };
    let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
    let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = write!(out, "{:.1}/s", state.per_sec());
    };
    let style = style.with_key("rate", rate).progress_chars("█▉▊▋▌▍▎▏ ");
    let bar = ProgressBar::with_draw_target(total, target).with_style(style);
    bar.set_prefix(text.to_owned());
    bar
}

/// Says that long work goes on, on a terminal only, until it is dropped.
pub(super) struct Waiting {
    bar: Arc<ProgressBar>,
    done: Arc<AtomicBool>,
}

impl Waiting {
    /// Begins to say so when the work has taken a while.
    pub fn new(text: &'static str) -> Waiting {
        let waiting = Waiting { bar: Arc::new(ProgressBar::hidden()), done: Arc::default() };
        if std::io::stderr().is_terminal() {
            let (bar, done) = (waiting.bar.clone(), waiting.done.clone());
            let show = move || {
                std::thread::sleep(PATIENCE);
                let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
                bar.set_message(text);
                if !done.load(Ordering::Acquire) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(LOOK);
                }
            };
            // Without a thread nothing is said.
            let _ = std::thread::Builder::new().name("progress".to_owned()).spawn(show);
        }
        waiting
    }

    /// Standard output for a script: its lines go above.
    pub fn output(&self) -> Output {
        if std::io::stdout().is_terminal() { Output::lines(Above(self.bar.clone())) } else { Output::stdout() }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Release);
        self.bar.finish_and_clear();
    }
}

/// Standard output above a bar.
struct Above(Arc<ProgressBar>);

impl Write for Above {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.suspend(|| std::io::stdout().write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stdout().flush()
    }
}

/// The bars of scripts: a thread shows how far their counters have come.
#[derive(Default)]
struct Bars {
    open: Mutex<Open>,
    /// The last bar was closed.
    done: Condvar,
}

#[derive(Default)]
struct Open {
    bars: HashMap<ProgressId, ProgressBar>,
    is_watched: bool,
}

impl Bars {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a new bar; -1 without a terminal.
    fn start(self: &Arc<Self>, total: Option<u64>, text: &str, is_left: bool) -> i64 {
        if !std::io::stderr().is_terminal() {
            return -1;
        }
        let id = progress::open();
        let finish = if is_left { ProgressFinish::Abandon } else { ProgressFinish::AndClear };
        let mut open = self.lock();
        open.bars.insert(id, bar(total, text).with_finish(finish));
        if !std::mem::replace(&mut open.is_watched, true) {
            let own = self.clone();
            // Without a thread bars move when they are closed.
            let _ = std::thread::Builder::new().name("progress".to_owned()).spawn(move || own.watch());
        }
        id.0
    }

    /// Shows counters until the last is closed.
    fn watch(&self) {
        let mut open = self.lock();
        while !open.bars.is_empty() {
            for (&id, bar) in &open.bars {
                bar.set_position(progress::count(id).unwrap_or_else(|| bar.position()));
            }
            open = self.done.wait_timeout(open, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        open.is_watched = false;
    }

    fn text(&self, id: ProgressId, head: &str, behind: &str) {
        if let Some(bar) = self.lock().bars.get(&id) {
            bar.set_prefix(head.to_owned());
            bar.set_message(if behind.is_empty() { String::new() } else { format!(" {behind}") });
        }
    }

    fn close(&self, id: ProgressId) {
        let mut open = self.lock();
        let Some(bar) = open.bars.remove(&id) else { return };
        if let Some(count) = progress::close(id) {
            bar.set_position(count);
        }
        bar.finish_using_style();
        if open.bars.is_empty() {
            self.done.notify_all();
        }
    }
}
