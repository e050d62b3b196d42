//! Keeps the README true: its commands run, its script runs, the paths it names exist.
//!
//! (The Rust program in it is a documentation test of the library.)

mod support;

use std::path::PathBuf;
use std::time::Duration;
use support::{Outcome, copy_files, finish, numjit, root, scratch};

const LIMIT: Duration = Duration::from_secs(120);

/// The README's blocks in a language.
fn blocks(language: &str) -> Vec<String> {
    let text = read("README.md");
    let mut out = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(&format!("\n```{language}\n")) {
        let body = &rest[at + language.len() + 5..];
        let end = body.find("\n```").map_or(body.len(), |end| end + 1);
        out.push(body[..end].to_owned());
        rest = &body[end..];
    }
    out
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).expect("the file can be read")
}

/// A directory with the examples, and the README's script under the name that its commands use.
fn workplace(name: &str) -> PathBuf {
    let directory = scratch(name);
    copy_files(&root().join("examples"), &directory.join("examples"));
    std::fs::write(directory.join("script.npy"), &blocks("python")[0]).expect("the script can be written");
    directory
}

fn succeeded(words: &[String], outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{words:?}: {}", outcome.stderr);
    assert!(!outcome.stdout.is_empty() || words[0] == "check" || words[0] == "repl", "{words:?} prints nothing");
}

/// The words of a command line, without its comment and without arguments that may be left out.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default().replace("[ARGS]", "");
    let mut out = Vec::new();
    for (index, part) in line.split(['\'', '"']).enumerate() {
        match index % 2 {
            0 => out.extend(part.split_whitespace().map(str::to_owned)),
            _ => out.push(part.to_owned()),
        }
    }
    out
}

#[test]
fn commands_run() {
    let directory = workplace("readme_commands");
    let mut seen = 0;
    for line in blocks("sh").iter().flat_map(|block| block.lines()) {
        let words = words(line);
        let words = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            // What `cargo test` does is to run this.
            ["cargo", "test"] => continue,
            // Needs a Python with Numba; `tests/cli` has its cases.
            ["numjit", "diff", ..] => continue,
            // Needs a script with signatures and a C compiler; `tests/c.rs` builds libraries.
            ["numjit", "build", ..] => continue,
            ["cargo", "run", "--release", "--", ..] => &words[4..],
            ["numjit", ..] => &words[1..],
            _ => panic!("the README says `{line}`, which no test knows how to run"),
        };
        let outcome = finish(numjit(&directory).args(words), "", LIMIT).expect("the command ends");
        succeeded(words, &outcome);
        seen += 1;
    }
    assert!(seen >= 8, "only {seen} commands found");
}

#[test]
fn the_script_runs() {
    let directory = workplace("readme_script");
    let outcome = finish(numjit(&directory).args(["run", "script.npy"]), "", LIMIT).expect("the script ends");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    // What CPython and Numba print.
    assert_eq!(outcome.stdout, "[0.000000e+00 1.666670e-12 4.666676e-12] 333333.5000008332\n");
}

#[test]
fn paths_exist() {
    let mut seen = 0;
    for source in ["README.md", "src/lib.rs", "CHANGELOG.md"] {
        for path in named_paths(&read(source)) {
            assert!(root().join(&path).exists(), "{source} names {path}, which does not exist");
            seen += 1;
        }
    }
    assert!(seen >= 12, "only {seen} paths found");
}

/// What stands between backticks and looks like a path of the repository.
fn named_paths(text: &str) -> Vec<String> {
    let is_path = |word: &&str| {
        let first = word.split('/').next().unwrap_or_default();
        let known = ["src", "tests", "examples", "benches", "grammar", ".ci"].contains(&first);
        known && word.contains('/') && !word.contains(['*', ' ', '<'])
    };
    text.split('`').skip(1).step_by(2).filter(is_path).map(str::to_owned).collect()
}
