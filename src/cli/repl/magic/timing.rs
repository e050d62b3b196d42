//! `%time`, `%timeit`: how long statements take, in IPython's words; compiling is shown apart.

use super::{Done, Shell, usage};
use crate::cli::clock;
use crate::cli::stopwatch::Stopwatch;
use crate::engine::Failure;
use crate::host::Value;
use std::time::{Duration, Instant};

/// A run takes at least so long, so that the clock does not matter.
const LEAST: f64 = 0.2;

/// Runs, where nothing else is said.
const RUNS: u64 = 7;

pub(super) fn time(shell: &mut Shell, statement: &str) -> Done {
    if statement.is_empty() {
        return Err(usage("say what to time: %time f(a)"));
    }
    let before = Compiled::of(shell);
    let start = Instant::now();
    let value = shell.run(statement, "<time>");
    let took = start.elapsed();
    let compiled = Compiled::of(shell).since(before);
    println!("Wall time: {}", clock::duration(took.saturating_sub(compiled.time)));
    compiled.show();
    if !matches!(value, Err(_) | Ok(Value::None)) {
        let number = shell.inputs.len();
        shell.echo(&value?, number);
        return Ok(());
    }
    value.map(drop)
}

pub(super) fn timeit(shell: &mut Shell, argument: &str) -> Done {
    let Plan { loops, runs, statement } = plan(argument)?;
    let before = Compiled::of(shell);
    let watch = Stopwatch::new(&shell.session, &statement, 0)?;
    let loops = watch.loops(loops, LEAST)?;
    let times = (0..runs).map(|_| watch.seconds_per_loop(loops)).collect::<Result<Vec<f64>, Failure>>()?;
    let (mean, deviation) = clock::mean_and_deviation(&times);
    println!(
        "{} ± {} per loop (mean ± std. dev. of {}, {} each)",
        clock::text(mean),
        clock::text(deviation),
        clock::counted(runs, "run"),
        clock::counted(loops, "loop")
    );
    Compiled::of(shell).since(before).show();
    Ok(())
}

/// What `%timeit` is asked for.
struct Plan {
    loops: Option<u64>,
    runs: u64,
    statement: String,
}

fn plan(argument: &str) -> Result<Plan, Failure> {
    let wrong = || usage("say what to time: %timeit [-n LOOPS] [-r RUNS] f(a)");
    let (mut loops, mut runs, mut rest) = (None, RUNS, argument);
    while let Some(option) = rest.strip_prefix("-n").or_else(|| rest.strip_prefix("-r")) {
        let is_loops = rest.starts_with("-n");
        let option = option.trim_start();
        let (number, behind) = option.split_once(char::is_whitespace).ok_or_else(wrong)?;
        let number: u64 = number.parse().ok().filter(|&n| n > 0).ok_or_else(wrong)?;
        if is_loops {
            loops = Some(number)
        } else {
            runs = number
        }
        rest = behind.trim_start();
    }
    if rest.is_empty() { Err(wrong()) } else { Ok(Plan { loops, runs, statement: rest.to_owned() }) }
}

/// What has been compiled so far.
#[derive(Clone, Copy)]
struct Compiled {
    time: Duration,
    functions: u64,
}

impl Compiled {
    fn of(shell: &Shell) -> Compiled {
        let stats = shell.engine.stats();
        // Parsing and resolving are the statement's own.
        let stages = stats.steps.iter().filter(|(name, _)| !matches!(*name, "parse" | "resolve"));
        Compiled { time: stages.map(|(_, time)| *time).sum(), functions: stats.specializations }
    }

    fn since(self, before: Compiled) -> Compiled {
        Compiled {
            time: self.time.saturating_sub(before.time),
            functions: self.functions.saturating_sub(before.functions),
        }
    }

    /// Says so, if something was.
    fn show(self) {
        if self.functions > 0 {
            let what = clock::counted(self.functions, "specialization");
            println!("Compile time: {} ({what})", clock::duration(self.time));
        }
    }
}
