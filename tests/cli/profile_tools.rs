//! `numjit profile` and what others make of it: known ratios, Python's pstats, snakeviz, perf. What is not on the machine is
//! skipped, and said.

use crate::{LIMIT, directory, finish, numjit};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The kernels of [`ratios`] in scalar code.
const SCALAR: &str = "
@njit
def NAME(out, n):
    x = 0.0
    for i in range(TIMES * n):
        x = (x * 1.0000001 + i) % 1000.0  # hot
    return x
";

/// The same as vectors.
const VECTORS: &str = "
@njit
def NAME(out, n):
    for turn in range(TIMES * n // 3000):
        for i in range(out.size):
            out[i] = min(math.exp(out[i] * 0.001 + turn) - math.exp(out[i] * 0.002), 1.0)  # hot
";

/// The same in the bodies of parallel loops.
const SHARED: &str = "
@njit(parallel=True)
def NAME(out, n):
    for i in prange(TIMES * n // 100):
        x = 0.0
        for j in range(100):
            x = (x * 1.0000001 + j) % 1000.0  # hot
        out[i] = x
";

/// Three kernels whose costs are 1 : 2 : 4, called by turns; the script itself says how long they took, whatever else the
/// machine did.
fn ratios(kernel: &str) -> String {
    let kernels = [("one", "1"), ("two", "2"), ("four", "4")];
    let kernels = kernels.map(|(name, times)| kernel.replace("NAME", name).replace("TIMES", times));
    format!("import math, time\nimport numpy as np\nfrom numba import njit, prange\n{}{CALLS}", kernels.concat())
}

const CALLS: &str = "
out = np.zeros(12_000)

def timed(kernel):
    start = time.perf_counter()
    kernel(out, 300_000)
    return time.perf_counter() - start

kernels = (one, two, four)
for kernel in kernels:
    kernel(out, 1)
sums = [0.0, 0.0, 0.0]
for turn in range(20):
    for n in range(3):
        sums[n] += timed(kernels[n])
print('took', sums[0], sums[1], sums[2])
";

/// Samples are few, and other processes take their share: a try may be wrong by chance, the median of some is not.
const TRIES: usize = 7;

/// The median of the n-th numbers.
fn median(found: &[[f64; 4]], n: usize) -> f64 {
    let mut numbers: Vec<f64> = found.iter().map(|ratios| ratios[n]).collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// The first number of the line that ends so.
fn seconds(table: &str, column: usize, has: impl Fn(&str) -> bool) -> f64 {
    let line = table.lines().find(|line| has(line)).unwrap_or_else(|| panic!("a line is missing in\n{table}"));
    line.split_whitespace().nth(column).and_then(|word| word.parse().ok()).expect("seconds")
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn known_ratios_are_found() {
    found_ratios("profile_ratios", SCALAR);
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn known_ratios_are_found_in_vector_code() {
    found_ratios("profile_ratios_vectors", VECTORS);
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn known_ratios_are_found_in_parallel_loops() {
    found_ratios("profile_ratios_shared", SHARED);
}

fn found_ratios(name: &str, kernel: &str) {
    let directory = directory(name, &[("k.npy", &ratios(kernel))]);
    let mut found = Vec::new();
    for _ in 0..TRIES {
        // With one thread all of the work is in the time of the script.
        let arguments = ["profile", "--threads", "1", "k.npy"];
        let outcome = finish(numjit(&directory).args(arguments), "", LIMIT).expect("it ends");
        let function = |name: &str| seconds(&outcome.stdout, 1, |line| line.ends_with(&format!("({name})")));
        let line = |name: &str| {
            seconds(&outcome.stdout, 0, |line| line.contains(&format!("({name})  ")) && line.ends_with("# hot"))
        };
        let took = |n: usize| seconds(&outcome.stdout, n, |line| line.starts_with("took "));
        let (second, fourth) = (took(2) / took(1), took(3) / took(2));
        found.push([
            function("two") / function("one") / second,
            function("four") / function("two") / fourth,
            line("two") / line("one") / second,
            line("four") / line("two") / fourth,
        ]);
        if (0..4).all(|n| (median(&found, n) - 1.0).abs() < 0.05) {
            return;
        }
    }
    panic!("each of these should be 1, within 5 %: {found:?}");
}

/// Python, if it is there.
fn python() -> Option<String> {
    let python = std::env::var("NUMJIT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import pstats"]).output().is_ok_and(|it| it.status.success());
    found.then_some(python)
}

fn profiled(name: &str) -> std::path::PathBuf {
    let directory = directory(name, &[("k.npy", &ratios(SCALAR))]);
    let outcome = finish(numjit(&directory).args(["profile", "k.npy"]), "", LIMIT).expect("it ends");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    directory
}

fn printed(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const READ: &str = "
import pstats
stats = pstats.Stats('profile_output')
stats.sort_stats('tottime').print_stats(5)
stats.print_callers('four')
print('total', stats.total_tt, 'module', stats.stats[('k.npy', 1, '<module>')][3])
";

#[test]
fn pstats_opens_the_file() {
    let Some(python) = python() else { return println!("skipped: there is no Python (NUMJIT_PYTHON names one)") };
    let text = printed(Command::new(python).args(["-c", READ]).current_dir(profiled("profile_pstats")));
    for part in ["function calls", "Ordered by: internal time", "(four)", "(<module>)"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let words: Vec<&str> = text.lines().last().unwrap_or_default().split(' ').collect();
    let (total, module): (f64, f64) = (words[1].parse().expect("seconds"), words[3].parse().expect("seconds"));
    assert!((total / module - 1.0).abs() < 0.02, "own times sum up to {total}, the module took {module}");
}

const SNAKEVIZ: &str = "
import pstats
from snakeviz.stats import json_stats, table_rows
stats = pstats.Stats('profile_output')
print(any('four' in str(row) for row in table_rows(stats)), 'four' in str(json_stats(stats)))
";

#[test]
fn snakeviz_opens_the_file() {
    let wanted = std::env::var_os("NUMJIT_TEST_SNAKEVIZ").is_some();
    let (Some(python), true) = (python(), wanted) else {
        return println!(
            "skipped: NUMJIT_TEST_SNAKEVIZ=1 installs snakeviz into a fresh environment of Python, and tries it"
        );
    };
    let directory = profiled("profile_snakeviz");
    let environment = directory.join("venv");
    printed(Command::new(python).args(["-m", "venv"]).arg(&environment));
    let own = environment.join("bin/python");
    printed(Command::new(&own).args(["-m", "pip", "install", "--quiet", "snakeviz"]));
    let text = printed(Command::new(&own).args(["-c", SNAKEVIZ]).current_dir(&directory));
    assert!(text.trim_end() == "True True", "{text}");
}

/// Does perf work here?
fn has_perf(directory: &Path) -> bool {
    let mut command = Command::new("perf");
    let tried = command
        .args(["record", "-q", "-k", "mono", "-e", "cpu-clock", "-o", "try.data", "true"])
        .current_dir(directory);
    tried.output().is_ok_and(|output| output.status.success())
}

#[cfg(target_os = "linux")]
#[test]
fn perf_names_kernels() {
    let directory = directory("profile_perf_report", &[("k.npy", &ratios(VECTORS))]);
    if !has_perf(&directory) {
        return println!("skipped: perf does not work here");
    }
    let mut command = Command::new("perf");
    command.args(["record", "-q", "-k", "mono", "-e", "cpu-clock", "-o", "perf.data", "--"]);
    command.arg(env!("CARGO_BIN_EXE_numjit")).args(["profile", "--perf", "k.npy"]).current_dir(&directory);
    let outcome = finish(&mut command, "", Duration::from_secs(120)).expect("it ends");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let perf = |arguments: &[&str]| printed(Command::new("perf").args(arguments).current_dir(&directory));
    perf(&["inject", "--jit", "-i", "perf.data", "-o", "jit.data"]);
    let report = perf(&["report", "--stdio", "-i", "jit.data", "--sort", "symbol"]);
    assert!(report.contains("numjit::four"), "{report}");
}

/// A line of vector code that costs much, one that costs little.
const HEAVY_AND_LIGHT: &str = "
import math
import numpy as np
from numba import njit

@njit
def mixed(a, out):
    for i in range(a.size):
        x = math.exp(math.exp(math.exp(math.exp(a[i]) * 0.1) * 0.1) * 0.1)
        out[i] = x + a[i]

a = np.zeros(2000)
out = np.zeros(2000)
for turn in range(40_000):
    mixed(a, out)
";

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn lines_within_a_loop_of_vectors_are_told_apart() {
    let directory = directory("profile_vector_lines", &[("k.npy", HEAVY_AND_LIGHT)]);
    let outcome = finish(numjit(&directory).args(["profile", "k.npy"]), "", LIMIT).expect("it ends");
    let time = |line: &str| {
        let found = outcome.stdout.lines().find(|it| it.contains(line));
        found.and_then(|it| it.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
    };
    let (heavy, light): (f64, f64) = (time("(mixed)  x = "), time("(mixed)  out[i] = "));
    assert!(heavy > 2.0 * light && heavy > 0.0, "{}", outcome.stdout);
}
