//! What Rust's borrow checker refuses: programs that would write what is shared, keep what is lent, or outlive an array.
//!
//! Each program in `lifetimes/` marks the lines that are wrong with `//~ CODE`; the compiler must find these and no others.
//! They are compiled against the library that the tests were built with, so that nothing is built twice.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lines, and the codes of their errors.
type Errors = BTreeSet<(usize, String)>;

fn tool(name: &str) -> Command {
    Command::new(Path::new(env!("CARGO")).with_file_name(name))
}

/// The library as the tests link it.
fn library() -> PathBuf {
    let mut cargo = tool("cargo");
    cargo.args(["build", "--lib", "--test", "embedding", "--message-format=json"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let output = cargo.env("CARGO_TARGET_DIR", target).output().expect("cargo runs");
    let messages = String::from_utf8_lossy(&output.stdout);
    let paths = messages.split('"').filter(|word| word.ends_with(".rlib"));
    let found = paths.map(PathBuf::from).rfind(|path| path.file_name().is_some_and(|name| name == "libnumjit.rlib"));
    found.unwrap_or_else(|| panic!("no library: {}", String::from_utf8_lossy(&output.stderr)))
}

fn marked(text: &str) -> Errors {
    let codes = |(line, text): (usize, &str)| Some((line, text.split_once("//~ ")?.1.to_string()));
    (1..).zip(text.lines()).filter_map(codes).collect()
}

/// The errors that the compiler finds, and all that it says.
fn found(library: &Path, program: &Path) -> (Errors, String) {
    let dependencies = library.with_file_name("deps");
    let mut rustc = tool("rustc");
    rustc.args(["--edition=2024", "--crate-type=bin", "--emit=metadata", "--error-format=short", "--out-dir"]);
    rustc.args([env!("CARGO_TARGET_TMPDIR"), "--extern"]);
    rustc.arg(format!("numjit={}", library.display())).arg("-L").arg(format!("dependency={}", dependencies.display()));
    let output = rustc.arg(program).output().expect("rustc runs");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    // `file:line:column: error[E0308]: mismatched types`
    let error = |line: &str| {
        let (place, rest) = line.split_once(": error[")?;
        let line = place.rsplit(':').nth(1)?.parse().ok()?;
        Some((line, rest.split_once(']')?.0.to_string()))
    };
    (words.lines().filter_map(error).collect(), words)
}

#[test]
fn the_compiler_refuses_what_is_unsound() {
    let library = library();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/embedding/lifetimes");
    for entry in std::fs::read_dir(&folder).expect("programs") {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("text");
        let (found, words) = found(&library, &path);
        assert_eq!(found, marked(&text), "{}\n{words}", path.display());
        let is_fine = path.file_stem().is_some_and(|stem| stem == "fits");
        assert_eq!(is_fine, found.is_empty(), "{}\n{words}", path.display());
    }
}
