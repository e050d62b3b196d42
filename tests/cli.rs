//! The command line: what its commands print, and with which exit codes.

mod support;

#[path = "cli/bench.rs"]
mod bench;
#[path = "cli/huge.rs"]
mod huge;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/library.rs"]
mod library;
#[path = "cli/limits.rs"]
mod limits;
#[path = "cli/parallel.rs"]
mod parallel;
#[path = "cli/plots.rs"]
mod plots;
#[path = "cli/profile.rs"]
mod profile;
#[path = "cli/profile_tools.rs"]
mod profile_tools;
#[path = "cli/progress.rs"]
mod progress;
#[path = "cli/reference.rs"]
mod reference;
#[path = "cli/repl.rs"]
mod repl;

use std::path::PathBuf;
use std::time::Duration;
use support::{Outcome, finish, numjit, root, scratch};

const LIMIT: Duration = Duration::from_secs(30);

/// Runs `numjit ARGS` where the files are, with `input` as standard input.
fn with_files(name: &str, files: &[(&str, &str)], args: &[&str], input: &str) -> Outcome {
    let directory = directory(name, files);
    finish(numjit(&directory).args(args), input, LIMIT).expect("the command ends")
}

fn directory(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let directory = scratch(&format!("cli_{name}"));
    for (file, text) in files {
        std::fs::write(directory.join(file), text).expect("the file can be written");
    }
    directory
}

fn run(args: &[&str]) -> Outcome {
    finish(numjit(root()).args(args), "", LIMIT).expect("the command ends")
}

#[track_caller]
fn prints(outcome: &Outcome, stdout: &str) {
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str(), outcome.code), (stdout, "", Some(0)));
}

#[track_caller]
fn fails(outcome: &Outcome, code: i32, words: &[&str]) {
    assert_eq!(outcome.code, Some(code), "{outcome:?}");
    for word in words {
        assert!(outcome.stderr.contains(word), "`{word}` is missing in\n{}", outcome.stderr);
    }
}

const ARGUMENTS: &str = "import sys\nprint(sys.argv)\n";

#[test]
fn scripts_get_their_arguments() {
    let files = [("args.npy", ARGUMENTS)];
    prints(&with_files("args", &files, &["run", "args.npy"], ""), "['args.npy']\n");
    let outcome = with_files("args", &files, &["run", "args.npy", "one", "-x", "--stats", "--", "two words", ""], "");
    prints(&outcome, "['args.npy', 'one', '-x', '--stats', '--', 'two words', '']\n");
}

#[test]
fn scripts_come_from_standard_input() {
    prints(&with_files("stdin", &[], &["run", "-"], "print(1 + 2)\n"), "3\n");
    prints(&with_files("stdin_args", &[], &["run", "-", "a"], ARGUMENTS), "['-', 'a']\n");
    let wrong = with_files("stdin_wrong", &[], &["run", "-"], "print(1 +)\n");
    fails(&wrong, 1, &["error[NJ01", "<stdin>:1:"]);
    prints(&with_files("stdin_empty", &[], &["run", "-"], ""), "");
}

#[test]
fn scripts_come_from_the_command_line() {
    prints(&run(&["run", "-c", "print('hello')\nprint(2)"]), "hello\n2\n");
    prints(&run(&["run", "-c", "import sys; print(sys.argv)", "a", "-b"]), "['-c', 'a', '-b']\n");
    fails(&run(&["run", "-c", "1 / 0"]), 1, &["<string>\", line 1", "ZeroDivisionError: division by zero"]);
}

#[test]
fn scripts_may_end_in_py() {
    prints(&with_files("py", &[("a.py", "print(__name__)\n")], &["run", "a.py"], ""), "__main__\n");
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    let text = "\u{feff}if True:\r\n    print('yes')\r\nprint('no')";
    prints(&with_files("crlf", &[("a.npy", text)], &["run", "a.npy"], ""), "yes\nno\n");
}

const KERNEL: &str = "
import numpy as np
from numba import njit

@njit
def scale(a, factor):
    out = np.empty_like(a)
    for i in range(a.size):
        out[i] = a[i] * factor
    return out

a = scale(np.arange(3.0), 2.0)
b = scale(np.arange(3.0), 3.0)
c = scale(np.arange(3), 2)
print(a, b, c)
";

#[test]
fn stats_count_what_was_compiled() {
    let outcome = with_files("stats", &[("k.npy", KERNEL)], &["run", "--stats", "k.npy"], "");
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("[0. 2. 4.] [0. 3. 6.] [0 2 4]\n", Some(0)));
    let counter = |name: &str| -> f64 {
        let line = outcome.stderr.lines().find(|line| line.starts_with(name));
        let words = line.and_then(|line| line.split_whitespace().rev().find_map(|word| word.parse().ok()));
        words.unwrap_or_else(|| panic!("no {name} in\n{}", outcome.stderr))
    };
    assert_eq!(counter("specializations"), 2.0);
    assert_eq!(counter("cache hits"), 1.0);
    assert_eq!(counter("arrays made"), 3.0);
    assert!(counter("code bytes") > 0.0);
    for stage in ["parse", "resolve", "infer", "lower", "optimize", "emit", "all"] {
        assert!(counter(stage) > 0.0, "{stage}");
    }
}

#[test]
fn check_reports_everything_and_runs_nothing() {
    let wrong = "
from numba import njit

print('this must not run')

@njit('i8(i8)')
def never_called(x):
    return x + 'a'

@njit
def no_parameters():
    return (1)[0]

def host():
    return undefined_name

import nunpy
";
    let outcome = with_files("check", &[("wrong.npy", wrong)], &["check", "wrong.npy"], "");
    assert_eq!(outcome.stdout, "");
    fails(&outcome, 1, &["NJ0201", "undefined_name", "NJ0601", "nunpy", "errors in wrong.npy"]);
    let types = wrong.replace("undefined_name", "1").replace("import nunpy", "");
    let outcome = with_files("check_types", &[("types.npy", &types)], &["check", "types.npy"], "");
    assert_eq!(outcome.stdout, "");
    fails(&outcome, 1, &["NJ03", "x + 'a'", "(1)[0]", "2 errors in types.npy"]);
}

#[test]
fn check_of_a_right_script_says_nothing() {
    prints(&with_files("check_right", &[("k.npy", KERNEL)], &["check", "k.npy"], ""), "");
    for example in support::files("examples", "npy") {
        prints(&run(&["check", &example.display().to_string()]), "");
    }
    fails(&run(&["check", "no_such_file.npy"]), 1, &["no_such_file.npy: there is no such file"]);
    prints(&with_files("check_stdin", &[], &["check", "-"], "print(1)\n"), "");
}

#[test]
fn inspect_shows_each_stage() {
    let files = [("k.npy", KERNEL)];
    let inspect = |args: &[&str]| {
        let args = [&["inspect", "k.npy", "--function", "scale"], args].concat();
        let outcome = with_files("inspect", &files, &args, "");
        assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)), "{args:?}");
        assert!(!outcome.stdout.contains("[0. 2. 4.]"), "the script's output shows: {}", outcome.stdout);
        outcome.stdout
    };
    let marks = [
        ("ast", "(def scale"),
        ("hir", "scale"),
        ("types", "float64"),
        ("ir", "for"),
        ("opt", "for"),
        ("clif", "block0"),
        ("asm", "ret"),
    ];
    for (stage, mark) in marks {
        let shown = inspect(&["--stage", stage]);
        assert!(shown.contains(mark), "no {mark} in stage {stage}:\n{shown}");
    }
    assert_eq!(inspect(&[]), inspect(&["--stage", "opt"]), "opt is the default");
    let narrow = inspect(&["--signature", "f4[::1], f4", "--stage", "types"]);
    assert!(narrow.contains("float32") && !narrow.contains("int64[:"), "{narrow}");
    assert!(inspect(&["--signature", "(f8[:], i8)", "--stage", "clif"]).contains("fmul"));
}

#[test]
fn inspect_without_a_function_shows_the_whole_script() {
    let files = [("k.npy", KERNEL)];
    for stage in ["ast", "hir"] {
        let outcome = with_files("inspect_all", &files, &["inspect", "k.npy", "--stage", stage], "");
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(outcome.stdout.contains("scale") && outcome.stdout.contains("print"), "{}", outcome.stdout);
    }
    let outcome = with_files("inspect_all", &files, &["inspect", "k.npy"], "");
    fails(&outcome, 1, &["--function NAME"]);
}

#[test]
fn inspect_says_what_it_cannot_show() {
    let files = [("k.npy", KERNEL), ("uncalled.npy", "from numba import njit\n@njit\ndef f(x):\n    return x\n")];
    let inspect = |args: &[&str]| with_files("inspect_wrong", &files, &[&["inspect"], args].concat(), "");
    fails(&inspect(&["k.npy", "--function", "nothing"]), 1, &["there is no function nothing"]);
    fails(&inspect(&["uncalled.npy", "--function", "f"]), 1, &["f was not called", "--signature"]);
    fails(&inspect(&["k.npy", "--function", "scale", "--signature", "f9"]), 1, &["f9"]);
    fails(&inspect(&["k.npy", "--function", "scale", "--signature", "i8, i8"]), 1, &["NJ03"]);
    fails(&inspect(&["k.npy", "--function", "scale", "--stage", "llvm"]), 2, &["llvm", "asm"]);
}

#[test]
fn explain_knows_its_codes() {
    let one = run(&["explain", "nj0101"]);
    assert!(one.stdout.starts_with("NJ0101: missing colon\n\n"), "{}", one.stdout);
    let all = run(&["explain"]);
    assert_eq!(all.code, Some(0));
    let codes: Vec<&str> = all.stdout.lines().map(|line| &line[..6]).collect();
    assert!(codes.len() > 50 && codes.is_sorted() && codes.iter().all(|code| code.starts_with("NJ0")), "{codes:?}");
    for code in codes.iter().step_by(7) {
        assert_eq!(run(&["explain", code]).code, Some(0), "{code}");
    }
    fails(&run(&["explain", "NJ9999"]), 1, &["there is no code NJ9999"]);
}

#[test]
fn wrong_command_lines_exit_with_2() {
    for args in [
        &[] as &[&str],
        &["walk"],
        &["run"],
        &["run", "--no-such-option", "x.npy"],
        &["run", "--threads", "0", "x.npy"],
        &["run", "--threads", "many", "x.npy"],
        &["run", "--timeout", "-1", "x.npy"],
        &["run", "--timeout", "soon", "x.npy"],
        &["run", "--memory", "much", "x.npy"],
        &["check"],
        &["inspect"],
        &["repl", "x.npy"],
    ] {
        let outcome = run(args);
        assert_eq!(outcome.code, Some(2), "{args:?}: {outcome:?}");
        let stderr = &outcome.stderr;
        assert!(stderr.starts_with("error: ") || stderr.contains("Usage: "), "{args:?}: {stderr}");
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn version_and_help() {
    prints(&run(&["--version"]), &format!("numjit {}\n", env!("CARGO_PKG_VERSION")));
    for args in [&["--help"] as &[&str], &["run", "--help"], &["help", "inspect"]] {
        let outcome = run(args);
        assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
        assert!(outcome.stdout.contains("Usage: numjit"), "{}", outcome.stdout);
    }
}

#[test]
fn output_that_nobody_reads_is_no_error_of_ours() {
    let directory = directory("pipe", &[("a.npy", "for i in range(200000):\n    print(i)\n")]);
    let mut child = support::start_piped(numjit(&directory).args(["run", "a.npy"]), "").expect("it starts");
    drop(child.stdout.take());
    let outcome = support::wait(child, std::time::Instant::now(), LIMIT).expect("it ends");
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
}

#[test]
fn the_number_of_threads_comes_from_the_environment() {
    let code = "import numba; print(numba.get_num_threads())";
    let threads = |value: &str, args: &[&str]| {
        let args = [&["run"], args, &["-c", code]].concat();
        let outcome = finish(numjit(root()).args(&args).env("NUMJIT_NUM_THREADS", value), "", LIMIT);
        outcome.expect("the command ends").stdout
    };
    assert_eq!(threads("3", &[]), "3\n");
    assert_eq!(threads("1", &[]), "1\n");
    assert_eq!(threads("3", &["--threads", "2"]), "2\n");
}
