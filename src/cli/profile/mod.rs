//! `numjit profile SCRIPT [ARGS]`: where the time goes.
//!
//! Input: a script. Output: what it prints, then tables of functions, of compilations and of lines; files for other tools.
//! Never: measuring, which the engine does.

mod flame;
mod jitdump;
mod lines;
mod pstats;
mod table;

use super::Limits;
use super::display::Waiting;
use super::run::{color, ended, on_large_stack, read, stop_on_ctrl_c};
use crate::engine::profile::Report;
use clap::{Args, ValueEnum};
pub(super) use lines::annotated;
use std::io::Write;
use std::process::ExitCode;
pub(super) use table::{Sort, functions};

/// Run a script and show where its time goes.
///
/// Calls by the host zone are counted and timed exactly, as Python's cProfile does. Compiled code is sampled a thousand
/// times a second, by line; it runs about 1 % slower then, at most 5 %. The file that is written opens with Python's pstats and with snakeviz.
#[derive(Args)]
pub(super) struct Profile {
    #[command(flatten)]
    limits: Limits,
    /// The file for pstats and snakeviz
    #[arg(short, long, value_name = "FILE", default_value = "profile_output")]
    output: String,
    /// What the table is sorted by
    #[arg(short, long, value_enum, default_value_t = Sort::Tottime)]
    sort: Sort,
    /// Rows of the tables
    #[arg(long, value_name = "N", default_value_t = 40)]
    limit: usize,
    /// Print the source of compiled functions with the time of each line
    #[arg(long)]
    lines: bool,
    /// Write the stacks in another form too, beside the file for pstats
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write /tmp/perf-PID.map, so that `perf record` of this process names compiled functions, and jit-PID.dump, with which
    /// `perf inject --jit` knows their lines and instructions too (record with `-k mono`)
    #[arg(long)]
    perf: bool,
    /// The script; `-` reads standard input
    file: String,
    /// The script's own arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// A form of stacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For <https://www.speedscope.app>
    Speedscope,
    /// A flame graph as an image
    Flamegraph,
    /// Lines of `a;b;c microseconds`
    Collapsed,
    /// A page with the flame graph and the tables
    Html,
}

impl Profile {
    pub(super) fn run(self) -> ExitCode {
        on_large_stack(move || self.run_here())
    }

    fn run_here(self) -> ExitCode {
        let source = match read(None, Some(&self.file)) {
            Ok(source) => source,
            Err(error) => return super::fail(&error.render(color())),
        };
        let waiting = Waiting::new("profiling");
        let engine = self.limits.engine_with(|builder| builder.output(waiting.output()));
        stop_on_ctrl_c([&engine]);
        let _deadline = self.limits.timeout.map(|limit| engine.interrupt().deadline(limit));
        let session = engine.session(std::iter::once(self.file.clone()).chain(self.args.clone()).collect());
        let profiler = engine.profile();
        let dump = self.perf.then(jitdump::Dump::open).transpose();
        let result = session.run(source.source_file(), &mut |_| {});
        let report = profiler.finish();
        drop(waiting);
        let code = ended(result.map(drop));
        let shown = self.show(&report, &source.source_file().text);
        let dumped = dump.and_then(|dump| dump.map_or(Ok(()), |dump| dump.write(&report)));
        match shown.and(dumped) {
            Ok(()) => code,
            Err(words) => super::fail(&format!("error: {words}")),
        }
    }

    fn show(&self, report: &Report, text: &str) -> Result<(), String> {
        let text_of = |file: &str| match file == self.file {
            true => Some(text.to_owned()),
            false => std::fs::read_to_string(file).ok(),
        };
        let mut out = functions(report, self.sort, self.limit);
        out += &table::compilations(report, self.limit);
        out += &if self.lines { lines::annotated(report, &text_of) } else { lines::hot(report, self.limit, &text_of) };
        // Whoever reads it may have seen enough.
        let _ = std::io::stdout().write_all(out.as_bytes());
        write(&self.output, &pstats::dump(report))?;
        if self.perf {
            write(&format!("/tmp/perf-{}.map", std::process::id()), perf_map(report).as_bytes())?;
        }
        if let Some(format) = self.format {
            let (ending, bytes) = match format {
                Format::Speedscope => ("speedscope.json", flame::speedscope(report, &self.file).into_bytes()),
                Format::Flamegraph => ("svg", flame::image(report, &self.file)?),
                Format::Collapsed => ("collapsed", flame::collapsed(report).into_bytes()),
                Format::Html => ("html", flame::page(report, &self.file, &out)?),
            };
            write(&format!("{}.{ending}", self.output), &bytes)?;
        }
        Ok(())
    }
}

/// Where compiled functions lie, a line each, as Linux's perf reads it.
fn perf_map(report: &Report) -> String {
    report.code.iter().map(|code| format!("{:x} {:x} numjit::{}\n", code.start, code.bytes.len(), code.name)).collect()
}

fn write(path: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("cannot write {path}: {error}"))
}
