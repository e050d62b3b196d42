//! Runs whole scripts and compares what they print, byte for byte, with what CPython and Numba print.
//!
//! `examples/NAME.npy` against `tests/data/examples/NAME.txt`, and for each other group `tests/GROUP/NAME.npy` against
//! `tests/data/GROUP/NAME.txt`; each with one thread and no wide vectors, and with four threads and the widest; programs, and what is mostly loops that become
//! vector code, also with AVX2 where the machine has more. The expectations were recorded by
//! `tests/record/examples.py` and `tests/record/scripts.py`. Vectors are scripts that call one builtin over dtypes, layouts
//! and shapes (`tests/vectors/inputs.py` makes them), at module level and compiled.

mod support;

use libtest_mimic::{Arguments, Failed, Trial};
use numjit::codegen::Level;
use std::path::Path;
use std::time::Duration;
use support::{copy_files, difference, files, finish, numjit, root, scratch, stem};

/// Scripts other than programs whose loops become vector code.
const WIDE: [&str; 25] = [
    "divided_lanes",
    "expr_elementwise",
    "expr_inplace",
    "julia",
    "kept_best",
    "lanes",
    "large_stores",
    "narrow_ints",
    "numpy_reductions",
    "option_prices",
    "ordered_sums",
    "outer_lanes",
    "parallel_expressions",
    "reduce_masks",
    "reductions",
    "stencil_call",
    "textbook",
    "thresholds",
    "ufunc_binary",
    "ufunc_mixed",
    "ufunc_unary",
    "vector_loops",
    "vector_math",
    "vectorize_call",
    "wide_loops",
];

const LIMIT: Duration = Duration::from_secs(120);

fn main() {
    let args = Arguments::from_args();
    let examples = files("examples", "npy").into_iter().map(|path| ("examples", path));
    let groups = ["scripts", "programs", "vectors"].into_iter();
    let scripts =
        groups.flat_map(|group| files(&format!("tests/{group}"), "npy").into_iter().map(move |it| (group, it)));
    let mut trials = Vec::new();
    Level::ALL.iter().filter(|&&level| level > Level::here()).for_each(|level| {
        println!("{} is skipped: this machine lacks it", level.name());
    });
    for (group, path) in examples.chain(scripts) {
        for setting in settings(group, &stem(&path)) {
            let path = path.clone();
            let name = format!("{group}/{}/threads_{}", stem(&path), setting.threads);
            trials.push(Trial::test(name, move || case(group, &path, &setting)));
        }
    }
    libtest_mimic::run(&args, trials).exit();
}

/// How a script runs.
struct Setting {
    threads: &'static str,
    level: Level,
}

/// How one script runs: its number of threads says which level it uses.
fn settings(group: &str, name: &str) -> Vec<Setting> {
    let mut settings =
        vec![Setting { threads: "1", level: Level::Baseline }, Setting { threads: "4", level: Level::here() }];
    if Level::here() > Level::Avx2 && (group == "programs" || WIDE.contains(&name)) {
        settings.push(Setting { threads: "2", level: Level::Avx2 });
    }
    settings
}

/// Runs one script in a directory that holds the examples and nothing else.
fn case(group: &str, path: &Path, setting: &Setting) -> Result<(), Failed> {
    let name = stem(path);
    let expected = std::fs::read_to_string(root().join(format!("tests/data/{group}/{name}.txt")))?;
    let directory = scratch(&format!("{group}_{name}_{}", setting.threads));
    if group == "examples" {
        copy_files(&root().join("examples"), &directory.join("examples"));
    }
    let mut command = numjit(&directory);
    command.env("NUMJIT_CPU", setting.level.name());
    let outcome = finish(command.args(["run", "--threads", setting.threads]).arg(path), "", LIMIT)?;
    if !outcome.stderr.is_empty() || outcome.code != Some(0) {
        return Err(format!("exit code {:?}\n{}", outcome.code, outcome.stderr).into());
    }
    match outcome.stdout == expected {
        true => Ok(()),
        false => Err(difference(&expected, &outcome.stdout).into()),
    }
}
