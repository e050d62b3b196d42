//! The command line.
//!
//! Input: arguments. Output: exit code 0, 1 (the program, or a file, is wrong) or 2 (the command line is wrong).
//! Never: a stage of the compiler: everything goes through the engine.

mod bench;
mod build;
mod check;
mod clock;
mod diff;
mod display;
mod doc;
mod explain;
mod html;
mod inspect;
mod json;
mod page;
pub mod plot;
mod profile;
mod repl;
mod run;
mod stopwatch;

use crate::engine::{Builder, Engine};
use clap::{Args, Parser, Subcommand};
use std::process::ExitCode;
use std::time::Duration;

/// Runs numeric scripts in Python syntax as machine code.
#[derive(Parser)]
#[command(name = "numjit", version, about, arg_required_else_help = true, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a script
    Run(run::Run),
    /// Report everything that is wrong with a script, without running it
    Check(check::Check),
    /// Make a shared library and a C header of a script's functions
    Build(build::Build),
    /// Show what the compiler makes of a function
    Inspect(inspect::Inspect),
    /// Run a script and show where its time goes
    Profile(profile::Profile),
    /// Time the functions of a script, alone or against another script or other options
    Bench(bench::Bench),
    /// Print the reference of what scripts can use
    Doc(doc::Doc),
    /// Compare a script with what CPython and Numba make of it
    Diff(diff::Diff),
    /// Explain a diagnostic's code
    Explain(explain::Explain),
    /// Start a prompt
    Repl(repl::Repl),
}

/// What limits a run and how it is compiled.
#[derive(Args, Clone, Debug, Default)]
struct Limits {
    /// Stop after this many seconds
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    timeout: Option<Duration>,
    /// Let arrays take at most this many bytes (suffixes k, M, G)
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    memory: Option<usize>,
    /// Threads of parallel loops [default: all cores, or NUMJIT_NUM_THREADS]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Compile without bounds checks: an index out of bounds is then undefined behavior, as in Numba
    #[arg(long)]
    unchecked: bool,
}

impl Limits {
    /// Settings of an engine with these limits.
    fn builder(&self) -> Builder {
        let mut builder = Engine::builder().grant_all().bounds_checks(!self.unchecked);
        if let Some(threads) = self.threads {
            builder = builder.threads(threads as usize);
        }
        if let Some(bytes) = self.memory {
            builder = builder.memory(bytes);
        }
        builder
    }

    /// An engine with these limits, whose scripts show figures and progress.
    fn engine(&self) -> Engine {
        self.engine_with(|builder| builder)
    }

    /// The same with more settings.
    fn engine_with(&self, settings: impl FnOnce(Builder) -> Builder) -> Engine {
        let engine = settings(self.builder()).build().expect("the command line takes one thread at least");
        display::provide(&engine);
        engine
    }
}

/// The program's entry.
#[must_use]
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Run(command) => command.run(),
        Command::Build(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Profile(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Doc(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Repl(command) => command.run(),
    }
}

/// Exit code 1, after the message.
fn fail(message: &str) -> ExitCode {
    eprint!("{message}");
    if !message.ends_with('\n') {
        eprintln!();
    }
    ExitCode::from(1)
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_string())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn parse_bytes(text: &str) -> Result<usize, String> {
    let (digits, factor) = match text.trim_end_matches(['b', 'B']).chars().last() {
        Some('k' | 'K') => (1, 1 << 10),
        Some('m' | 'M') => (1, 1 << 20),
        Some('g' | 'G') => (1, 1 << 30),
        _ => (0, 1usize),
    };
    let text = text.trim_end_matches(['b', 'B']);
    let number: usize =
        text[..text.len() - digits].parse().map_err(|_| "not a number of bytes, such as 64M".to_string())?;
    number.checked_mul(factor).ok_or_else(|| "too many bytes".to_string())
}
