//! Lines of compiled code with their times.

use crate::engine::profile::{Line, Report};
use std::cmp::Reverse;
use std::fmt::Write;

/// Lines that are shown around those that took time.
const AROUND: u32 = 3;

/// The text of a file, if it can be had.
pub(in crate::cli) type TextOf<'a> = dyn Fn(&str) -> Option<String> + 'a;

fn line_of(text: Option<&str>, line: u32) -> &str {
    text.and_then(|text| text.lines().nth(line as usize - 1)).unwrap_or("").trim_end()
}

/// The lines that took the most time.
pub(super) fn hot(report: &Report, limit: usize, text_of: &TextOf<'_>) -> String {
    if report.lines.is_empty() {
        return String::new();
    }
    let mut lines: Vec<&Line> = report.lines.iter().collect();
    lines.sort_by_key(|line| Reverse(line.time + line.threads));
    let mut out = String::from("\n         hot lines of compiled code\n\n");
    out += "     time  threads  samples filename:lineno(function)\n";
    for line in lines.into_iter().take(limit) {
        let text = text_of(&line.file);
        let place = format!("{}:{}({})", line.file, line.line, line.function);
        let code = line_of(text.as_deref(), line.line).trim_start();
        let _ = writeln!(out, "{} {place}  {code}", numbers(line));
    }
    out
}

fn numbers(line: &Line) -> String {
    format!("{:9.3} {:8.3} {:8}", line.time.as_secs_f64(), line.threads.as_secs_f64(), line.samples)
}

/// The source around lines that took time.
pub(in crate::cli) fn annotated(report: &Report, text_of: &TextOf<'_>) -> String {
    let mut out = String::new();
    let mut files: Vec<&str> = report.lines.iter().map(|line| &*line.file).collect();
    files.dedup();
    for file in files {
        let lines: Vec<&Line> = report.lines.iter().filter(|line| &*line.file == file).collect();
        let text = text_of(file);
        let _ = write!(out, "\n         {file}\n\n     time  threads  samples  line\n");
        let mut shown = 0;
        for number in 1..=text.as_deref().map_or(0, |text| text.lines().count() as u32) {
            if !lines.iter().any(|line| line.line.abs_diff(number) <= AROUND) {
                continue;
            }
            if shown + 1 < number && shown > 0 {
                out += "                             ...\n";
            }
            shown = number;
            let taken =
                lines.iter().find(|line| line.line == number).map_or_else(|| " ".repeat(27), |line| numbers(line));
            let code = format!("{taken} {number:5}  {}", line_of(text.as_deref(), number));
            let _ = writeln!(out, "{}", code.trim_end());
        }
    }
    out
}
