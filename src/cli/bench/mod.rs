//! `numjit bench SCRIPT`: how long the functions of a script take.
//!
//! Input: a script, or two, or two sets of options. Output: a table, JSON, a chart. Never: running a function while another
//! one is timed: rounds take turns, so that what else the machine does meets all alike.

mod found;
mod measure;
mod report;

use super::display;
use super::run::{color, on_large_stack, stop_on_ctrl_c};
use super::{Limits, fail};
use crate::engine::{Engine, Failure, Session, Source};
use crate::runtime::output::Output;
use clap::{Args, Parser};
use measure::{Measured, Target};
use std::io::Write;
use std::process::ExitCode;

/// Time the functions of a script, alone or against another script or other options.
///
/// The script is run first. Timed are then, in this order of preference: what its comments `# bench: f(x, y)` name, its
/// functions called bench_.. (their defaults are the inputs), the calls of compiled functions at its module level.
#[derive(Args)]
pub(super) struct Bench {
    #[command(flatten)]
    limits: Limits,
    /// Another script, whose functions of the same names take turns with these
    #[arg(long, value_name = "OTHER")]
    compare: Option<String>,
    /// Options for the other side: the same script again, for instance with "--unchecked" or "--threads 1"
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true, value_parser = OtherOptions::read)]
    compare_options: Option<OtherOptions>,
    /// Time these functions only
    #[arg(short, long, value_name = "NAME")]
    function: Vec<String>,
    /// Rounds
    #[arg(short, long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(2..))]
    rounds: u16,
    /// A function runs so long in a round, once at least
    #[arg(long, value_name = "SECONDS", default_value = "0.02", value_parser = super::parse_seconds)]
    time: std::time::Duration,
    /// Write all measurements
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Write a chart
    #[arg(long, value_name = "FILE")]
    svg: Option<String>,
    /// The script
    file: String,
}

/// The options of the other side.
#[derive(Clone, Parser)]
#[command(name = "--compare-options", no_binary_name = true)]
struct OtherOptions {
    #[command(flatten)]
    limits: Limits,
    /// As they were given.
    #[arg(skip)]
    words: String,
}

impl OtherOptions {
    fn read(words: &str) -> Result<OtherOptions, String> {
        let options = OtherOptions::try_parse_from(words.split_whitespace()).map_err(|error| error.to_string())?;
        Ok(OtherOptions { words: words.to_owned(), ..options })
    }
}

/// A script with the options that it runs under.
struct Side {
    label: String,
    source: Source,
    engine: Engine,
    session: Session,
}

impl Side {
    fn new(file: &str, limits: &Limits, label: String) -> Result<Side, String> {
        let source = Source::file(file).map_err(|error| error.render(color()))?;
        // What scripts print is not what is asked for.
        let engine = limits.engine_with(|builder| builder.output(Output::writer(std::io::sink())));
        let session = engine.session(vec![file.to_owned()]);
        Ok(Side { label, source, engine, session })
    }

    /// Runs the script, and finds what is to be timed.
    fn targets(&self) -> Result<Vec<Target<'_>>, Failure> {
        self.session.run(self.source.source_file(), &mut |_| {})?;
        let calls = found::calls(&self.source, &self.session);
        calls.into_iter().enumerate().map(|(n, call)| Target::new(&self.session, call, n)).collect()
    }
}

impl Bench {
    pub(super) fn run(self) -> ExitCode {
        on_large_stack(move || match self.run_here() {
            Ok(()) => ExitCode::SUCCESS,
            Err(words) => fail(&words),
        })
    }

    fn run_here(&self) -> Result<(), String> {
        let sides = self.sides()?;
        stop_on_ctrl_c(sides.iter().map(|side| &side.engine));
        let _deadlines: Vec<_> = self
            .limits
            .timeout
            .iter()
            .flat_map(|limit| sides.iter().map(|side| side.engine.interrupt().deadline(*limit)))
            .collect();
        let measured = self.measured(&sides)?;
        let labels: Vec<&str> = sides.iter().map(|side| &*side.label).collect();
        let _ = std::io::stdout().write_all(report::table(&measured, &labels).as_bytes());
        if let Some(file) = &self.json {
            write(file, &report::json(&measured, &labels))?;
        }
        if let Some(file) = &self.svg {
            write(file, &report::chart(&measured, &labels, &self.file)?)?;
        }
        Ok(())
    }

    fn sides(&self) -> Result<Vec<Side>, String> {
        let name = |file: &str| {
            std::path::Path::new(file).file_name().map_or(file.into(), |it| it.to_string_lossy()).into_owned()
        };
        let mut sides = vec![Side::new(&self.file, &self.limits, name(&self.file))?];
        if self.compare.is_none() && self.compare_options.is_none() {
            return Ok(sides);
        }
        let (limits, words) = match &self.compare_options {
            None => (&self.limits, ""),
            Some(options) => (&options.limits, &*options.words),
        };
        let file = self.compare.as_ref().unwrap_or(&self.file);
        let label = if self.compare.is_some() { format!("{} {words}", name(file)) } else { words.to_owned() };
        sides.push(Side::new(file, limits, label.trim().to_owned())?);
        Ok(sides)
    }

    /// What all sides have, measured in turns.
    fn measured(&self, sides: &[Side]) -> Result<Vec<Measured>, String> {
        let failed = |failure| match failure {
            Failure::Error(error) => error.render(color()),
            Failure::Exit(code, _) => format!("error: the script has ended with exit code {code}"),
        };
        let targets = sides.iter().map(Side::targets).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let mut groups: Vec<Vec<&Target<'_>>> = Vec::new();
        for first in &targets[0] {
            let others = targets[1..].iter().map(|side| side.iter().find(|other| other.name() == first.name()));
            if let Some(others) = others.collect::<Option<Vec<_>>>() {
                groups.push(std::iter::once(first).chain(others).collect());
            }
        }
        groups.retain(|group| self.function.is_empty() || self.function.iter().any(|name| name == group[0].function()));
        if groups.is_empty() {
            return Err("error: nothing to time: give a function a name that begins with bench_, or write a comment \
                        `# bench: f(x)`, or call a compiled function at module level"
                .to_owned());
        }
        let bar = display::bar(Some(u64::from(self.rounds) * groups.len() as u64), "");
        let measured = measure::in_turns(&groups, self.rounds, self.time.as_secs_f64(), &bar);
        bar.finish_and_clear();
        measured.map_err(failed)
    }
}

fn write(file: &str, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("error: {file}: {error}"))
}
