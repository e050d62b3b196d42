//! `%prun`: where the time of a statement goes.

use super::{Done, Shell, usage};
use crate::cli::profile::{Sort, functions};
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
    let profiler = shell.engine.profile();
    let result = shell.run(statement, "<prun>");
    let report = profiler.finish();
    print!("{}", functions(&report, sort, LIMIT));
    result.map(drop)
}
