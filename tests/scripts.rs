//! Runs whole scripts and compares what they print, byte for byte, with what CPython and Numba print.
//!
//! `examples/NAME.npy` against `tests/data/examples/NAME.txt`, and for each other group `tests/GROUP/NAME.npy` against
//! `tests/data/GROUP/NAME.txt`; each with one thread and no wide vectors, and with four threads. The expectations were recorded by
//! `tests/record/examples.py` and `tests/record/scripts.py`. Vectors are scripts that call one builtin over dtypes, layouts
//! and shapes (`tests/vectors/inputs.py` makes them), at module level and compiled.

mod support;

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use std::time::Duration;
use support::{copy_files, difference, files, finish, numjit, root, scratch, stem};

const LIMIT: Duration = Duration::from_secs(120);

fn main() {
    let args = Arguments::from_args();
    let examples = files("examples", "npy").into_iter().map(|path| ("examples", path));
    let groups = ["scripts", "programs", "vectors"].into_iter();
    let scripts =
        groups.flat_map(|group| files(&format!("tests/{group}"), "npy").into_iter().map(move |it| (group, it)));
    let mut trials = Vec::new();
    for (group, path) in examples.chain(scripts) {
        for threads in ["1", "4"] {
            let path = path.clone();
            let name = format!("{group}/{}/threads_{threads}", stem(&path));
            trials.push(Trial::test(name, move || case(group, &path, threads)));
        }
    }
    libtest_mimic::run(&args, trials).exit();
}

/// Runs one script in a directory that holds the examples and nothing else.
fn case(group: &str, path: &Path, threads: &str) -> Result<(), Failed> {
    let name = stem(path);
    let expected = std::fs::read_to_string(root().join(format!("tests/data/{group}/{name}.txt")))?;
    let directory = scratch(&format!("{group}_{name}_{threads}"));
    if group == "examples" {
        copy_files(&root().join("examples"), &directory.join("examples"));
    }
    let mut command = numjit(&directory);
    if threads == "1" {
        command.env("NUMJIT_CPU", "baseline");
    }
    let outcome = finish(command.args(["run", "--threads", threads]).arg(path), "", LIMIT)?;
    if !outcome.stderr.is_empty() || outcome.code != Some(0) {
        return Err(format!("exit code {:?}\n{}", outcome.code, outcome.stderr).into());
    }
    match outcome.stdout == expected {
        true => Ok(()),
        false => Err(difference(&expected, &outcome.stdout).into()),
    }
}
