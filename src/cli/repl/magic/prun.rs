//! `%prun`, `%lprun`: where the time of a statement goes, by function and by line.

use super::{Done, Shell, usage};
use crate::cli::profile::{Sort, annotated, functions};
use crate::engine::Failure;
use crate::engine::profile::Report;
use clap::ValueEnum;

/// Rows that are shown.
const LIMIT: usize = 30;

pub(super) fn prun(shell: &mut Shell, argument: &str) -> Done {
    let (sort, statement) = match argument.strip_prefix("-s") {
        None => (Sort::Tottime, argument),
        Some(rest) => {
            let (name, statement) = rest.trim_start().split_once(' ').unwrap_or((rest.trim(), ""));
            let sort = Sort::from_str(name, true);
            (sort.map_err(|_| usage(format!("nothing is sorted by '{name}'")))?, statement.trim_start())
        }
    };
    if statement.is_empty() {
        return Err(usage("say what to profile: %prun [-s KEY] f(a)"));
    }
    let (result, report) = profiled(shell, statement);
    print!("{}", functions(&report, sort, LIMIT));
    result
}

pub(super) fn lprun(shell: &mut Shell, statement: &str) -> Done {
    if statement.is_empty() {
        return Err(usage("say what to profile: %lprun f(a)"));
    }
    let (result, report) = profiled(shell, statement);
    let input = |file: &str| file.strip_prefix("<input ")?.strip_suffix('>')?.parse::<usize>().ok();
    let text_of = |file: &str| match input(file) {
        Some(number) => shell.inputs.get(number - 1).cloned(),
        None => std::fs::read_to_string(file).ok(),
    };
    match report.lines.is_empty() {
        true => println!("No compiled code ran for long enough to be sampled."),
        false => print!("{}", annotated(&report, &text_of)),
    }
    result
}

/// How a statement ended, and where its time went.
fn profiled(shell: &Shell, statement: &str) -> (Result<(), Failure>, Report) {
    let profiler = shell.engine.profile();
    let result = shell.run(statement, "<prun>");
    (result.map(drop), profiler.finish())
}
