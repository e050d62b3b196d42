//! The table of functions, in the form of Python's cProfile, and the table of compilations.

use crate::engine::profile::{FunctionName, Report, Row};
use clap::ValueEnum;
use std::cmp::Reverse;
use std::fmt::Write;
use std::time::Duration;

/// What the table is sorted by, in the words of Python's cProfile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::cli) enum Sort {
    /// Calls
    #[value(alias = "calls")]
    Ncalls,
    /// Calls that are not recursive
    Pcalls,
    /// Time with what is called
    #[value(alias = "cumtime")]
    Cumulative,
    /// Time in the function itself
    #[value(alias = "time")]
    Tottime,
    /// Name of the file
    #[value(alias = "file", alias = "module")]
    Filename,
    /// Line of the definition
    Line,
    /// Name of the function
    Name,
    /// Name, file, line
    Nfl,
    /// As it is shown
    Stdname,
}

impl Sort {
    /// As pstats says it.
    fn words(self) -> &'static str {
        match self {
            Sort::Ncalls => "call count",
            Sort::Pcalls => "primitive call count",
            Sort::Cumulative => "cumulative time",
            Sort::Tottime => "internal time",
            Sort::Filename => "file name",
            Sort::Line => "line number",
            Sort::Name => "function name",
            Sort::Nfl => "name/file/line",
            Sort::Stdname => "standard name",
        }
    }

    fn sort(self, rows: &mut [&Row]) {
        let function = |row: &Row| row.function.clone();
        match self {
            Sort::Ncalls => rows.sort_by_key(|row| Reverse(row.calls)),
            Sort::Pcalls => rows.sort_by_key(|row| Reverse(row.primitive)),
            Sort::Cumulative => rows.sort_by_key(|row| Reverse(row.total)),
            Sort::Tottime => rows.sort_by_key(|row| Reverse(row.own)),
            Sort::Filename => rows.sort_by_key(|row| function(row).file),
            Sort::Line => rows.sort_by_key(|row| function(row).line),
            Sort::Name => rows.sort_by_key(|row| function(row).name),
            Sort::Nfl => rows.sort_by_key(|row| (function(row).name, function(row).file, function(row).line)),
            Sort::Stdname => rows.sort_by_key(|row| standard_name(&row.function)),
        }
    }
}

/// `file:line(function)`, or `{built-in method numpy.sum}`.
pub(super) fn standard_name(function: &FunctionName) -> String {
    let inside = function.name.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
    match inside.filter(|_| &*function.file == "~") {
        Some(name) => format!("{{{name}}}"),
        None => format!("{}:{}({})", function.file, function.line, function.name),
    }
}

/// The table of functions.
pub(in crate::cli) fn functions(report: &Report, sort: Sort, limit: usize) -> String {
    let calls: u64 = report.rows.iter().map(|row| row.calls).sum();
    let primitive: u64 = report.rows.iter().map(|row| row.primitive).sum();
    let recursive = if calls == primitive { String::new() } else { format!(" ({primitive} primitive calls)") };
    let seconds = report.wall.as_secs_f64();
    let mut out = format!("         {calls} function calls{recursive} in {seconds:.3} seconds\n\n");
    let _ = writeln!(out, "   Ordered by: {}", sort.words());
    if report.rows.len() > limit {
        let _ = writeln!(out, "   List reduced from {} to {limit}", report.rows.len());
    }
    let has_threads = report.rows.iter().any(|row| !row.threads.is_zero());
    let threads = if has_threads { "  threads" } else { "" };
    let _ = writeln!(out, "\n   ncalls  tottime  percall  cumtime  percall{threads} filename:lineno(function)");
    let mut rows: Vec<&Row> = report.rows.iter().collect();
    sort.sort(&mut rows);
    for row in rows.into_iter().take(limit) {
        let threads = if has_threads { format!(" {:8.3}", row.threads.as_secs_f64()) } else { String::new() };
        let _ = writeln!(out, "{}{threads} {}", numbers(row), standard_name(&row.function));
    }
    out
}

/// The numbers of a row, as pstats lays them out; calls among compiled functions are not counted.
fn numbers(row: &Row) -> String {
    let calls = match (row.calls, row.primitive) {
        (0, _) => "-".to_owned(),
        (calls, primitive) if calls == primitive => calls.to_string(),
        (calls, primitive) => format!("{calls}/{primitive}"),
    };
    let per = |time: Duration, n: u64| match n {
        0 => format!("{:8}", ""),
        n => format!("{:8.3}", time.as_secs_f64() / n as f64),
    };
    let (own, total) = (row.own.as_secs_f64(), row.total.as_secs_f64());
    format!("{calls:>9} {own:8.3} {} {total:8.3} {}", per(row.own, row.calls), per(row.total, row.primitive))
}

/// What was compiled: milliseconds per step.
pub(super) fn compilations(report: &Report, limit: usize) -> String {
    if report.compiled.is_empty() {
        return String::new();
    }
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let all: Duration = report.compiled.iter().flat_map(|one| one.steps).sum();
    let what = crate::cli::clock::counted(report.compiled.len() as u64, "specialization");
    let mut out = format!("\n         {what} compiled in {:.3} ms\n\n", ms(all));
    out += "    infer    lower optimize     emit      all specialization\n";
    let mut rows: Vec<_> = report.compiled.iter().collect();
    rows.sort_by_key(|one| Reverse(one.steps.iter().sum::<Duration>()));
    for one in rows.into_iter().take(limit) {
        for step in one.steps {
            let _ = write!(out, " {:8.3}", ms(step));
        }
        let _ = writeln!(out, " {:8.3} {}", ms(one.steps.iter().sum()), one.signature);
    }
    out
}
