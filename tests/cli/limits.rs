//! Limits of a run: time, memory, Ctrl-C.

use crate::support::{Outcome, finish, numjit};
use crate::{LIMIT, directory, fails};
use std::time::Duration;

const COMPILED_LOOP: &str = "
from numba import njit

@njit
def spin(n):
    while n != 0:
        n = (n * 5 + 1) | 1
    return n

print('started', flush=True)
spin(3)
";

const COUNTED_LOOP: &str = "
from numba import njit

@njit
def count(n):
    total = 0
    for i in range(n):
        for j in range(n):
            total ^= i * j
    return total

print('started', flush=True)
count(10_000_000)
";

const PARALLEL_LOOP: &str = "
import numpy as np
from numba import njit, prange

@njit(parallel=True)
def spin(out):
    for i in prange(out.size):
        x = i
        while x != -1:
            x = (x * 3 + 1) & 65535
        out[i] = x

print('started', flush=True)
spin(np.zeros(64, dtype=np.int64))
";

const HOST_LOOP: &str = "
print('started', flush=True)
n = 0
while True:
    n = (n + 1) % 10
";

const SLEEP: &str = "
import time

print('started', flush=True)
time.sleep(60)
";

const RECURSION: &str = "
from numba import njit

@njit
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

print('started', flush=True)
fib(80)
";

/// Each endless script, with what its traceback must name.
const ENDLESS: &[(&str, &str, &str)] = &[
    ("compiled", COMPILED_LOOP, "in spin"),
    ("counted", COUNTED_LOOP, "in count"),
    ("parallel", PARALLEL_LOOP, "in spin"),
    ("host", HOST_LOOP, "in <module>"),
    ("sleep", SLEEP, "in <module>"),
    ("recursion", RECURSION, "in fib"),
];

#[test]
fn a_timeout_stops_every_kind_of_loop() {
    for (name, script, frame) in ENDLESS {
        let directory = directory(&format!("timeout_{name}"), &[("a.npy", script)]);
        let outcome = finish(numjit(&directory).args(["run", "--timeout", "0.3", "a.npy"]), "", LIMIT)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        fails(
            &outcome,
            1,
            &["Traceback (most recent call last):", "a.npy\", line ", frame, "TimeoutError: time limit"],
        );
        assert_eq!(outcome.stdout, "started\n", "{name}");
        assert!(outcome.took < Duration::from_secs(3), "{name} took {:?}", outcome.took);
    }
}

#[test]
fn a_timeout_that_is_not_reached_changes_nothing() {
    let directory = directory("timeout_none", &[("a.npy", "print(1)\n")]);
    let outcome = finish(numjit(&directory).args(["run", "--timeout", "20", "a.npy"]), "", LIMIT).expect("it ends");
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("1\n", Some(0)));
    assert!(outcome.took < Duration::from_secs(10));
}

const GROW: &str = "
import numpy as np
from numba import njit

@njit
def grow(n):
    parts = [np.zeros(1000)]
    for i in range(n):
        parts.append(np.zeros(1000))
    return len(parts)

print(grow(100))
print(grow(100_000))
";

#[test]
fn a_memory_limit_is_a_memory_error() {
    let directory = directory("memory", &[("a.npy", GROW)]);
    let run = |limit: &str| -> Outcome {
        finish(numjit(&directory).args(["run", "--memory", limit, "a.npy"]), "", LIMIT).expect("it ends")
    };
    let outcome = run("64M");
    assert_eq!(outcome.stdout, "101\n");
    fails(&outcome, 1, &["line 9, in grow", "MemoryError"]);
    assert_eq!(run("1200k").stdout, "101\n");
    assert_eq!(run("600k").stdout, "");
}

#[cfg(unix)]
mod ctrl_c {
    use super::{COMPILED_LOOP, COUNTED_LOOP, ENDLESS};
    use crate::support::{Outcome, numjit, start_piped, wait};
    use crate::{LIMIT, directory, fails};
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command};
    use std::time::{Duration, Instant};

    /// Starts a script, waits until it says that it has started, and presses Ctrl-C a moment later.
    fn interrupted(name: &str, script: &str) -> (Outcome, Duration) {
        let directory = directory(&format!("interrupt_{name}"), &[("a.npy", script)]);
        let mut child = start_piped(numjit(&directory).args(["run", "a.npy"]), "").expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("it says that it started");
        assert_eq!(line, "started\n");
        std::thread::sleep(Duration::from_millis(100));
        press(&child);
        let start = Instant::now();
        let outcome = wait(child, start, LIMIT).unwrap_or_else(|error| panic!("{name}: {error}"));
        (outcome, start.elapsed())
    }

    fn press(child: &Child) {
        let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
    }

    #[test]
    fn stops_every_kind_of_loop_with_its_line() {
        for (name, script, frame) in ENDLESS {
            let (outcome, took) = interrupted(name, script);
            fails(&outcome, 1, &["Traceback (most recent call last):", frame, "\nKeyboardInterrupt\n"]);
            // 0.2 s is promised; the rest is for a machine that runs many tests at once.
            assert!(took < Duration::from_millis(800), "{name} took {took:?}");
        }
    }

    #[test]
    fn names_the_line_that_ran() {
        let (outcome, _) = interrupted("line", COMPILED_LOOP);
        fails(&outcome, 1, &["line 7, in spin\n    n = (n * 5 + 1) | 1", "line 11, in <module>\n    spin(3)"]);
        let (outcome, _) = interrupted("inner", COUNTED_LOOP);
        fails(&outcome, 1, &["line 9, in count\n    total ^= i * j"]);
    }
}
