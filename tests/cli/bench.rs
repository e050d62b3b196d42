//! `numjit bench`: what is timed, and what comes out.

use crate::{Outcome, fails, with_files};
use std::path::Path;

const SCRIPT: &str = "
import numpy as np
from numba import njit

@njit
def total(a):
    s = 0.0
    for v in a:
        s += v
    return s

x = np.arange(1000.0)
print('the script prints', total(x))
";

const NAMED: &str = "
def bench_loop(n=1000):
    for i in range(n):
        pass

def bench_sum(values=[1, 2, 3]):
    return sum(values)

def helper():
    raise ValueError('not timed')
";

fn bench(name: &str, args: &[&str]) -> Outcome {
    let files = [
        ("k.npy", SCRIPT),
        ("named.npy", NAMED),
        ("marked.npy", &*format!("{SCRIPT}\n# bench: total(x[:10])\n")),
        ("none.npy", "x = 1\n"),
    ];
    let args = [&["bench", "--rounds", "3", "--time", "0.001"], args].concat();
    with_files(&format!("bench_{name}"), &files, &args, "")
}

fn written(name: &str, file: &str) -> String {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli_bench_{name}"));
    std::fs::read_to_string(directory.join(file)).expect("the file was written")
}

/// The first words of the rows.
fn calls(outcome: &Outcome) -> Vec<&str> {
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)), "{outcome:?}");
    outcome.stdout.lines().skip(1).map(|line| line.split("  ").next().unwrap_or("")).collect()
}

#[test]
fn calls_of_compiled_functions_are_timed() {
    let outcome = bench("calls", &["k.npy", "--json", "a.json", "--svg", "a.svg"]);
    assert_eq!(calls(&outcome), ["total(x)"]);
    assert!(outcome.stdout.starts_with("call") && outcome.stdout.contains("95 % interval"), "{outcome:?}");
    let json = written("calls", "a.json");
    assert!(json.contains("\"call\":\"total(x)\"") && json.contains("\"rounds\":["), "{json}");
    let svg = written("calls", "a.svg");
    assert!(svg.contains("total(x)") && svg.contains("seconds per call"), "{svg}");
}

#[test]
fn names_and_comments_say_what_is_timed() {
    assert_eq!(calls(&bench("named", &["named.npy"])), ["bench_loop", "bench_sum"]);
    assert_eq!(calls(&bench("one", &["named.npy", "-f", "bench_sum"])), ["bench_sum"]);
    assert_eq!(calls(&bench("marked", &["marked.npy"])), ["total(x[:10])"]);
}

#[test]
fn two_sides_take_turns() {
    let outcome = bench("options", &["k.npy", "--compare-options", "--unchecked --threads 1"]);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(lines[0].contains("k.npy median") && lines[0].contains("--unchecked --threads 1 median"), "{outcome:?}");
    assert!(outcome.stdout.contains("of the time of k.npy (geometric mean of 1)"), "{outcome:?}");
    let outcome = bench("files", &["k.npy", "--compare", "k.npy"]);
    assert!(outcome.stdout.contains("ratio"), "{outcome:?}");
}

#[test]
fn what_cannot_be_timed_is_said() {
    fails(&bench("none", &["none.npy"]), 1, &["nothing to time"]);
    fails(&bench("missing", &["missing.npy"]), 1, &["there is no such file"]);
    fails(&bench("wrong", &["k.npy", "--compare-options", "--wrong"]), 2, &["unexpected argument '--wrong'"]);
}
