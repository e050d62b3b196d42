//! How long a statement of a session takes.
//!
//! Input: a session, a statement. Output: seconds. Never: statistics.

use crate::engine::{Error, Failure, Session};
use crate::host::Value;
use crate::source::SourceFile;
use crate::syntax;
use std::path::Path;

/// The file that statements are timed in, which nobody has written.
const FILE: &str = "<timer>";

/// The most loops of a run.
const MOST: u64 = 1_000_000_000;

/// A statement that can be timed.
pub(super) struct Stopwatch<'a> {
    session: &'a Session,
    name: String,
}

impl<'a> Stopwatch<'a> {
    /// Makes a function that runs a statement many times: what it binds is its own, as in IPython. The number tells it from
    /// others in the session.
    ///
    /// # Errors
    /// The statement is wrong.
    pub fn new(session: &'a Session, statement: &str, number: usize) -> Result<Stopwatch<'a>, Failure> {
        let alone = SourceFile::in_folder("<timed>", statement, Path::new(""));
        let parsed = syntax::parse(&alone);
        if !parsed.is_ok() {
            return Err(Failure::Error(Error::compile(alone, parsed.diagnostics)));
        }
        let name = format!("__timer{number}__");
        let body = statement.replace('\n', "\n        ");
        let text = format!(
            "def {name}(__n__):\n    from time import perf_counter as __now__\n    __start__ = __now__()\n    \
             for __i__ in range(__n__):\n        {body}\n    return __now__() - __start__\n"
        );
        let watch = Stopwatch { session, name };
        watch.enter(text)?;
        Ok(watch)
    }

    fn enter(&self, text: String) -> Result<Value, Failure> {
        let source = SourceFile::in_folder(FILE, text, Path::new(""));
        self.session.enter(&source, &mut |_| {}).map_err(|failure| failure.without(FILE))
    }

    fn seconds(&self, loops: u64) -> Result<f64, Failure> {
        match self.enter(format!("{}({loops})", self.name))? {
            Value::Float(seconds) => Ok(seconds),
            _ => Ok(0.0),
        }
    }

    /// Seconds per loop of one run.
    ///
    /// # Errors
    /// What the statement raises.
    pub fn seconds_per_loop(&self, loops: u64) -> Result<f64, Failure> {
        Ok(self.seconds(loops)? / loops as f64)
    }

    /// How many loops a run has: those given, or a power of ten that takes at least so many seconds. The statement has run
    /// then, and is compiled.
    ///
    /// # Errors
    /// What the statement raises.
    pub fn loops(&self, given: Option<u64>, least: f64) -> Result<u64, Failure> {
        self.seconds(1)?;
        if let Some(given) = given {
            return Ok(given);
        }
        let mut loops = 1;
        while self.seconds(loops)? < least && loops < MOST {
            loops *= 10;
        }
        Ok(loops)
    }

    /// The same, of any number.
    ///
    /// # Errors
    /// What the statement raises.
    pub fn fine_loops(&self, least: f64) -> Result<u64, Failure> {
        let once = self.seconds(1)?.min(self.seconds(1)?);
        let mut loops = 1;
        let mut took = once;
        // Twice, as a first estimate from a short run is coarse.
        for _ in 0..2 {
            loops = ((least / took.max(1e-9) * loops as f64).ceil() as u64).clamp(1, MOST);
            took = self.seconds(loops)?;
            if took >= least {
                break;
            }
        }
        Ok(loops)
    }
}

impl Drop for Stopwatch<'_> {
    fn drop(&mut self) {
        self.session.unset(&self.name);
    }
}
