//! Sessions at the prompt: each file of `tests/repl` is the transcript of one.
//!
//! Its lines behind `In [1]: ` and `   ...: ` are what is entered; the whole transcript must come out again. Times differ
//! from run to run and stand as `<time>`. A session runs in a directory of its own that holds the files of
//! `tests/repl/files`. `BLESS=1` writes what was found into the files.

mod support;

use libtest_mimic::Failed;
use std::path::Path;
use std::time::Duration;
use support::{accept, copy_files, finish, numjit, root, scratch, stem};

const LIMIT: Duration = Duration::from_secs(60);

fn main() {
    support::run_each("tests/repl", "txt", case);
}

fn case(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let directory = scratch(&format!("repl_{}", stem(path)));
    copy_files(&root().join("tests/repl/files"), &directory);
    let mut command = numjit(&directory);
    let outcome = finish(command.args(["repl", "--transcript"]).env("EDITOR", "true"), &entered(&text), LIMIT)?;
    if outcome.code != Some(0) || !outcome.stderr.is_empty() {
        return Err(format!("{outcome:?}").into());
    }
    Ok(accept(path, &text, &steady(&outcome.stdout))?)
}

/// What a transcript enters.
fn entered(text: &str) -> String {
    let line = |line: &str| {
        let behind = |mark: &str| line.split_once(mark).filter(|(before, _)| is_prompt(before)).map(|(_, rest)| rest);
        let rest = behind(":").filter(|_| line.starts_with("In [") || line.trim_start().starts_with("...:"))?;
        Some(rest.strip_prefix(' ').unwrap_or(rest).to_owned() + "\n")
    };
    text.lines().filter_map(line).collect()
}

/// `In [12]` or `    ...`
fn is_prompt(text: &str) -> bool {
    let number = text.strip_prefix("In [").and_then(|rest| rest.strip_suffix(']'));
    number.map_or(text.trim_start() == "...", |number| number.bytes().all(|b| b.is_ascii_digit()))
}

/// The text with `<time>` for each number with a unit of time.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let mut at = 1;
        while at < words.len() {
            let is_unit = matches!(words[at].trim_end(), "s" | "ms" | "µs" | "ns");
            if is_unit && words[at - 1].parse::<f64>().is_ok() {
                let end = if words[at].ends_with('\n') { "\n" } else { "" };
                words[at - 1] = format!("<time>{end}");
                words.remove(at);
            } else {
                at += 1;
            }
        }
        out += &words.join(" ");
    }
    out
}
