//! Runs the wrong scripts of `tests/errors`: each must fail as its file says, to the letter.
//!
//! A file is a script, then expectations as comments behind lines that begin with `#--- `: `#--- stdout`, `#--- stderr`
//! with the text, and `#--- exit` with the code where it is not 1. In the script, a comment `# options: --memory 64M`
//! gives options of `numjit run`, `# command: run FILE` another command line. Commands run in a directory that holds
//! the script, without its expectations, the files of `tests/errors/siblings` for scripts that import, and
//! `tests/data/bad` under the name `data`.
//!
//! `BLESS=1` writes what was found into the files.

mod support;

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use support::{Outcome, accept, copy_files, files, finish, numjit, root, scratch, stem};

/// No case runs longer; a debug build on a busy machine takes a while to recurse to its limit.
const LIMIT: Duration = Duration::from_secs(30);

fn main() {
    let args = Arguments::from_args();
    let directory: Arc<PathBuf> = Arc::new(scratch("errors"));
    copy_files(&root().join("tests/data/bad"), &directory.join("data"));
    copy_files(&root().join("tests/errors/siblings"), &directory);
    let trials = files("tests/errors", "npy").into_iter().map(|path| {
        let directory = directory.clone();
        Trial::test(stem(&path), move || case(&path, &directory))
    });
    libtest_mimic::run(&args, trials.collect()).exit();
}

/// Runs one file and compares.
fn case(path: &Path, directory: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let script = script_of(&text);
    let name = format!("{}.npy", stem(path));
    std::fs::write(directory.join(&name), script)?;
    let outcome = finish(numjit(directory).args(arguments(script, &name)), "", LIMIT)?;
    sound(&outcome)?;
    let found = format!("{script}{}", expectations(&outcome));
    Ok(accept(path, &text, &found)?)
}

/// What stands before the expectations.
fn script_of(text: &str) -> &str {
    let end = if text.starts_with("#--- ") { Some(0) } else { text.find("\n#--- ").map(|at| at + 1) };
    &text[..end.unwrap_or(text.len())]
}

/// The command line that a script asks for.
fn arguments(script: &str, name: &str) -> Vec<String> {
    let directive = |mark: &str| script.lines().find_map(|line| line.strip_prefix(mark)).map(str::split_whitespace);
    if let Some(words) = directive("# command: ") {
        return words.map(str::to_owned).collect();
    }
    let options = directive("# options: ").into_iter().flatten().map(str::to_owned);
    std::iter::once("run".to_owned()).chain(options).chain([name.to_owned()]).collect()
}

/// Nothing that a user does may end in our own errors.
fn sound(outcome: &Outcome) -> Result<(), Failed> {
    let marks = ["panicked", "internal", "bug in numjit", "verif"];
    match marks.iter().find(|mark| outcome.stderr.contains(**mark)) {
        Some(mark) => Err(format!("\"{mark}\" in standard error:\n{}", outcome.stderr).into()),
        None if outcome.code.is_none() => Err(format!("ended by a signal: {outcome:?}").into()),
        None => Ok(()),
    }
}

/// What was found, in the form of a file's end.
fn expectations(outcome: &Outcome) -> String {
    let mut out = String::new();
    for (name, text) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
        if text.is_empty() {
            continue;
        }
        out += &format!("#--- {name}\n");
        for line in text.trim_end_matches('\n').lines() {
            out += format!("# {line}").trim_end();
            out.push('\n');
        }
    }
    match outcome.code {
        Some(1) | None => out,
        Some(code) => out + &format!("#--- exit {code}\n"),
    }
}
