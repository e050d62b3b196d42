//! Files with cases and expectations.
//!
//! Input: directories of the repository. Output: their files in order; how two texts differ.

#![allow(dead_code, reason = "each test program uses its part")]

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a directory of the repository that end in `extension`, in order.
pub fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(directory)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

/// A test program's whole work: each file of a directory is one test.
pub fn run_each(directory: &str, extension: &str, case: fn(&Path) -> Result<(), Failed>) {
    let args = Arguments::from_args();
    let trials = files(directory, extension).into_iter().map(|path| Trial::test(stem(&path), move || case(&path)));
    libtest_mimic::run(&args, trials.collect()).exit();
}

/// A file's name without its extension.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file with expectations is as it was found to be, or is rewritten where `BLESS` is set.
pub fn accept(path: &Path, expected: &str, found: &str) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some() {
        return std::fs::write(path, found).map_err(|error| error.to_string());
    }
    Err(format!("{}BLESS=1 accepts what was found\n", difference(expected, found)))
}

/// The lines in which two texts differ, for people.
pub fn difference(expected: &str, found: &str) -> String {
    let mut out = String::from("expected (-) and found (+) differ\n");
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    for line in 0..expected.len().max(found.len()) {
        let (old, new) = (expected.get(line), found.get(line));
        if old != new {
            old.inspect(|old| out += &format!("{:4} - {old}\n", line + 1));
            new.inspect(|new| out += &format!("{:4} + {new}\n", line + 1));
        }
    }
    out
}
