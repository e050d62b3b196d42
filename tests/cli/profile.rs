//! `numjit profile`: tables, and the file for pstats.

use crate::{Outcome, fails, prints, with_files};
use std::collections::BTreeMap;
use std::path::Path;

const SCRIPT: &str = "
import numpy as np
from numba import njit, prange

@njit
def inner(x, i):
    return (x * 1.0000001 + i) % 1000.0

@njit
def short(n):
    x = 0.0
    for i in range(n):
        x = inner(x, i)
    return x

@njit
def long(n):
    x = 0.0
    for i in range(4 * n):
        x = (x * 1.0000001 + i) % 1000.0
    return x

@njit(parallel=True)
def shared(a):
    for i in prange(a.size):
        x = 0.0
        for j in range(100):
            x = (x * 1.0001 + j) % 1000.0
        a[i] = x

def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)

for repeat in range(2):
    short(2_000_000)
    long(2_000_000)
shared(np.zeros(100_000))
print(factorial(5), len([1, 2].copy()))
";

fn profile(name: &str, args: &[&str]) -> Outcome {
    let args = [&["profile"], args, &["k.npy", "argument"]].concat();
    let outcome = with_files(name, &[("k.npy", SCRIPT)], &args, "");
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
    outcome
}

fn written(name: &str, file: &str) -> Vec<u8> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli_{name}"));
    std::fs::read(directory.join(file)).expect("the file was written")
}

/// The columns of a function's row.
fn row<'a>(table: &'a str, function: &str) -> Vec<&'a str> {
    let line = table.lines().find(|line| line.ends_with(function));
    line.unwrap_or_else(|| panic!("no {function} in\n{table}")).split_whitespace().collect()
}

#[test]
fn functions_are_counted_and_timed() {
    let outcome = profile("profile_table", &["-s", "cumulative"]);
    let table = outcome.stdout.as_str();
    assert!(table.starts_with("120 2\n"), "{table}");
    assert!(table.contains(" function calls (") && table.contains("Ordered by: cumulative time"), "{table}");
    assert!(table.contains("   ncalls  tottime  percall  cumtime  percall"), "{table}");
    assert_eq!(row(table, "k.npy:10(short)")[0], "2");
    assert_eq!(row(table, "k.npy:31(factorial)")[0], "5/1");
    assert_eq!(row(table, "{built-in method builtins.len}")[0], "1");
    assert_eq!(row(table, "{method 'copy' of 'list' objects}")[0], "1");
    let cumulative: Vec<f64> = ["<module>)", "(long)", "(short)"].iter().map(|name| seconds(table, name)).collect();
    assert!(cumulative.is_sorted_by(|a, b| a >= b), "{cumulative:?}");
    assert!(table.contains("specializations compiled in") && table.contains(" long(int64)"), "{table}");
}

/// The cumulative seconds of a row.
fn seconds(table: &str, function: &str) -> f64 {
    row(table, function)[3].parse().expect("a number")
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn lines_of_compiled_code_are_sampled() {
    let outcome = profile("profile_lines", &[]);
    let table = outcome.stdout.as_str();
    let time = |place: &str| -> f64 {
        let line = table.lines().find(|line| line.contains(place)).unwrap_or_else(|| panic!("no {place} in\n{table}"));
        line.split_whitespace().next().and_then(|word| word.parse().ok()).expect("seconds")
    };
    // The inlined function's own line, in its own name.
    let ratio = time("k.npy:20(long)") / time("k.npy:7(inner)");
    assert!((2.0..8.0).contains(&ratio), "a loop of 4 times the length took {ratio} times as long");
    assert!(table.contains("k.npy:28(shared)  x = (x * 1.0001 + j) % 1000.0"), "{table}");
    assert!(row(table, "k.npy:6(inner)")[0] == "-", "{table}");
    let annotated = profile("profile_annotated", &["--lines"]).stdout;
    assert!(annotated.contains("   20          x = (x * 1.0000001 + i) % 1000.0"), "{annotated}");
}

#[test]
fn the_file_is_what_pstats_reads() {
    let outcome = profile("profile_file", &["-o", "out.prof"]);
    let bytes = written("profile_file", "out.prof");
    let (value, rest) = read(&bytes);
    assert!(rest.is_empty());
    let Py::Dict(functions) = value else { panic!("no dict") };
    let number = |value: &Py| if let Py::Float(x) = value { *x } else { panic!("no float: {value:?}") };
    let mut own = 0.0;
    for value in functions.values() {
        let Py::Tuple(numbers) = value else { panic!("no tuple") };
        own += number(&numbers[2]);
        let Py::Dict(callers) = &numbers[4] else { panic!("no callers") };
        assert!(callers.keys().all(|caller| functions.contains_key(caller)), "a caller is no function of the profile");
    }
    let key = format!("{:?}", Py::Tuple(vec![Py::Str("k.npy".into()), Py::Int(1), Py::Str("<module>".into())]));
    let Py::Tuple(module) = &functions[&key] else { panic!("no module") };
    let all = number(&module[3]);
    assert!((own - all).abs() < 0.02 * all, "own times sum up to {own}, the module took {all}");
    assert_eq!(format!("{:?}", module[4]), "Dict({})");
    assert!(outcome.stdout.contains("function calls"));
}

#[test]
fn stacks_come_in_other_forms() {
    let forms = [
        ("speedscope", "speedscope.json", "\"$schema\":\"https://www.speedscope.app"),
        ("flamegraph", "svg", "<svg"),
        ("collapsed", "collapsed", "k.npy:1(<module>);k.npy:17(long)"),
        ("html", "html", "<!doctype html>"),
    ];
    for (form, ending, mark) in forms {
        let name = format!("profile_{form}");
        profile(&name, &["--format", form]);
        let text = String::from_utf8(written(&name, &format!("profile_output.{ending}"))).expect("text");
        assert!(text.contains(mark), "no {mark} in {form}:\n{}", &text[..text.len().min(2000)]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn perf_finds_names_of_machine_code() {
    let directory = crate::directory("profile_perf", &[("k.npy", SCRIPT)]);
    let mut command = crate::numjit(&directory);
    let child = crate::support::start_piped(command.args(["profile", "--perf", "k.npy"]), "").expect("it starts");
    let path = format!("/tmp/perf-{}.map", child.id());
    let outcome = crate::support::wait(child, std::time::Instant::now(), crate::LIMIT).expect("it ends");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let map = std::fs::read_to_string(&path).expect("the map was written");
    let _ = std::fs::remove_file(&path);
    let name = |line: &str| line.splitn(3, ' ').nth(2).map(str::to_owned);
    let names: Vec<String> = map.lines().filter_map(name).collect();
    assert!(names.iter().any(|name| name == "numjit::long"), "{map}");
    assert!(names.iter().any(|name| name == "numjit::shared.parallel0"), "{map}");
}

#[test]
fn scripts_that_fail_have_profiles_too() {
    let files = [("bad.npy", "def f():\n    return 1 / 0\nf()\n")];
    let outcome = with_files("profile_bad", &files, &["profile", "bad.npy"], "");
    fails(&outcome, 1, &["ZeroDivisionError"]);
    assert_eq!(row(&outcome.stdout, "bad.npy:1(f)")[0], "1");
    fails(&with_files("profile_none", &[], &["profile", "none.npy"], ""), 1, &["there is no such file"]);
    prints(&with_files("profile_arguments", &[], &["run", "-c", "print(1)"], ""), "1\n");
}

/// What a file of Python's marshal holds, as far as profiles go.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "keys are compared by their text")]
enum Py {
    Int(i64),
    Float(f64),
    Str(String),
    Tuple(Vec<Py>),
    /// By the text of the key.
    Dict(BTreeMap<String, Py>),
}

fn read(bytes: &[u8]) -> (Py, &[u8]) {
    let (kind, rest) = (bytes[0], &bytes[1..]);
    let length = |rest: &[u8]| i32::from_le_bytes(rest[..4].try_into().expect("4 bytes"));
    match kind {
        b'i' => (Py::Int(length(rest).into()), &rest[4..]),
        b'g' => (Py::Float(f64::from_le_bytes(rest[..8].try_into().expect("8 bytes"))), &rest[8..]),
        b'u' => {
            let end = 4 + length(rest) as usize;
            (Py::Str(String::from_utf8(rest[4..end].to_vec()).expect("text")), &rest[end..])
        }
        b'(' => {
            let (mut items, mut left) = (Vec::new(), &rest[4..]);
            for _ in 0..length(rest) {
                let (item, behind) = read(left);
                items.push(item);
                left = behind;
            }
            (Py::Tuple(items), left)
        }
        b'{' => {
            let (mut items, mut left) = (BTreeMap::new(), rest);
            while left[0] != b'0' {
                let (key, behind) = read(left);
                let (value, behind) = read(behind);
                items.insert(format!("{key:?}"), value);
                left = behind;
            }
            (Py::Dict(items), &left[1..])
        }
        other => panic!("no such kind: {other}"),
    }
}
