//! The prompt, with its input from a pipe.

use crate::{LIMIT, directory, with_files};
use std::io::{BufRead, BufReader, Read};
use std::process::Command;
use std::time::{Duration, Instant};

/// What the prompt prints for some input.
fn repl(name: &str, input: &str) -> crate::Outcome {
    with_files(&format!("repl_{name}"), &[], &["repl"], input)
}

#[test]
fn values_are_echoed() {
    let outcome = repl("echo", "1 + 2\nx = 5\nx * 2\n'a' + 'b'\nNone\n[1.5, (2,)]\nprint('p')\n");
    assert_eq!(outcome.stdout, "3\n10\n'ab'\n[1.5, (2,)]\np\n");
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
}

#[test]
fn blocks_end_with_an_empty_line() {
    let input = "def f(x):\n    if x:\n        return 1\n    return 2\n\nf(0), f(1)\nfor i in range(2):\n    print(i)\n\n(1 +\n 2)\n";
    let outcome = repl("blocks", input);
    assert_eq!(outcome.stdout, "(2, 1)\n0\n1\n3\n", "{}", outcome.stderr);
}

#[test]
fn arrays_and_kernels() {
    let input = "\
import numpy as np
from numba import njit
@njit
def total(a):
    s = 0.0
    for v in a:
        s += v
    return s

total(np.arange(4.0))
a = np.arange(3)
a
a[1] = 7
a + 1
";
    let outcome = repl("arrays", input);
    assert_eq!(outcome.stdout, "6.0\narray([0, 1, 2])\narray([1, 8, 3])\n", "{}", outcome.stderr);
}

#[test]
fn errors_do_not_end_it() {
    let input = "1 / 0\nundefined\nx = (1,\n2\n)\nx\ny = = 2\nraise ValueError('v')\n'still here'\n";
    let outcome = repl("errors", input);
    assert_eq!(outcome.stdout, "(1, 2)\n'still here'\n");
    let mut rest = outcome.stderr.as_str();
    for mark in [
        "ZeroDivisionError: division by zero",
        "NameError: name 'undefined' is not defined",
        "error[NJ01",
        "ValueError: v",
    ] {
        let at = rest.find(mark).unwrap_or_else(|| panic!("`{mark}` is missing in\n{}", outcome.stderr));
        rest = &rest[at + mark.len()..];
    }
    assert_eq!(outcome.code, Some(0));
}

#[test]
fn tracebacks_show_lines_of_earlier_inputs() {
    let outcome = repl("traceback", "def f(x):\n    return 1 // x\n\nf(0)\n");
    for mark in ["line 1, in <module>\n    f(0)", "line 2, in f\n    return 1 // x", "ZeroDivisionError"] {
        assert!(outcome.stderr.contains(mark), "`{mark}` is missing in\n{}", outcome.stderr);
    }
}

#[test]
fn exit_ends_it() {
    let outcome = repl("exit", "print(1)\nexit()\nprint(2)\n");
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("1\n", Some(0)));
    let outcome = repl("sys_exit", "import sys\nsys.exit(3)\nprint(2)\n");
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("", Some(3)));
}

#[test]
fn a_name_can_be_bound_anew() {
    let input = "x = 1\nx = 'text'\nx\ndef f():\n    return x\n\nf()\nx = 2.5\nf()\n";
    let outcome = repl("rebind", input);
    assert_eq!(outcome.stdout, "'text'\n'text'\n2.5\n", "{}", outcome.stderr);
}

#[test]
fn an_unfinished_block_at_the_end_runs() {
    let outcome = repl("unfinished", "if True:\n    print('ran')");
    assert_eq!(outcome.stdout, "ran\n", "{}", outcome.stderr);
}

#[cfg(unix)]
#[test]
fn interrupts_stop_a_kernel_and_keep_everything() {
    let input = "\
from numba import njit
@njit
def endless(n):
    while n > 0:
        n += 1
        if n > 10:
            n = 1
    return n

kept = 'kept'
print('ready')
endless(1)
kept
";
    let directory = directory("repl_interrupt", &[]);
    let mut child = crate::support::start_piped(crate::numjit(&directory).arg("repl"), input).expect("it starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    assert_eq!(line, "ready\n");
    std::thread::sleep(Duration::from_millis(500));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(sent.success());
    let outcome = crate::support::wait(child, Instant::now(), LIMIT).expect("it ends");
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("the rest");
    assert_eq!((rest.as_str(), outcome.code), ("'kept'\n", Some(0)), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("KeyboardInterrupt"), "{}", outcome.stderr);
}
