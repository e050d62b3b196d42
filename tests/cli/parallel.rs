//! `numjit inspect --stage parallel`: every loop of a function as a tree.

use super::{LIMIT, Outcome, directory, fails, finish, numjit, prints};

/// Runs the command as on a machine without wide vectors, or with what the machine has.
fn inspect(name: &str, script: &str, arguments: &[&str], processor: &str) -> Outcome {
    let directory = directory(name, &[("f.npy", script)]);
    finish(numjit(&directory).args(arguments).env("NUMJIT_CPU", processor), "", LIMIT).expect("the command ends")
}

const SCRIPT: &str = "\
import numpy as np
from numba import njit, prange, stencil, vectorize


@vectorize
def v(x, y):
    return x * y + 1


@stencil
def s(a):
    return a[-1] + a[1]


@njit(parallel=True)
def f(a, b, n):
    total = 0.0
    c = a * b + np.sin(a) - 2.0
    for i in prange(n):
        for j in range(3):
            total += c[i] * j
        a[i:] = b[i:] * 2
    d = v(a, c)
    e = s(d)
    i = 0
    while i < 10:
        i += 1
    for k in prange(n):
        if k > 5:
            break
    z = np.zeros(n)
    z[:] = 1.0
    return total, e + z


@njit
def g(a):
    for i in prange(3):
        a = a + 1
    return a


@njit
def h(x):
    return x


f(np.ones(10), np.ones(10), 10)
g(np.ones(4))
h(1)
";

const TREE: &str = "\
f(array(float64, 1d, C), array(float64, 1d, C), int64): parallel=True
├─ line 18: c = a * b + np.sin(a) - 2.0  parallel from 2608 elements on; 4 operations fused over 2 arrays
├─ line 19: for i in prange(n)           parallel, reduces total
│  ├─ line 20: for j in range(3)         in order: inside a parallel loop
│  └─ line 22: a[i:] = b[i:] * 2         in order: inside a parallel loop; 1 operation over 1 array
├─ line 23: d = v(a, c)                  parallel from 2857 elements on; 1 operation over 2 arrays
├─ line 24: s(d)                         parallel from 3000 elements on; a stencil
├─ line 26: while i < 10                 in order: it is a while
├─ line 28: for k in prange(n)           in order: it is left early by break or return
├─ line 32: z[:] = 1.0                   parallel from 120000 elements on; fills an array
└─ line 33: total, e + z                 parallel from 40000 elements on; 1 operation over 2 arrays
";

#[test]
fn every_loop_is_listed() {
    let arguments = ["inspect", "f.npy", "--function", "f", "--stage", "parallel"];
    prints(&inspect("parallel_f", SCRIPT, &arguments, "baseline"), TREE);
}

#[test]
fn sequential_functions_say_so() {
    let arguments = ["inspect", "f.npy", "--function", "g", "--stage", "parallel"];
    let expected = "\
g(array(float64, 1d, C)): not parallel
└─ line 38: for i in prange(3)  in order: the function is not parallel=True
   └─ line 39: a = a + 1        in order: the function is not parallel=True; 1 operation over 1 array
";
    prints(&inspect("parallel_g", SCRIPT, &arguments, "baseline"), expected);
    let arguments = ["inspect", "f.npy", "--function", "h", "--stage", "parallel"];
    prints(&inspect("parallel_h", SCRIPT, &arguments, "baseline"), "h(int64): not parallel\nno loops\n");
}

#[test]
fn races_are_shown_instead() {
    let script = "\
from numba import njit, prange


@njit(parallel=True)
def f(a):
    for i in prange(10):
        a[i % 4] += 1.0
";
    let arguments = ["inspect", "f.npy", "--function", "f", "--signature", "f8[:]", "--stage", "parallel"];
    fails(&inspect("parallel_race", script, &arguments, "baseline"), 1, &["NJ05", "f.npy:7"]);
}

#[test]
fn vectors_are_listed() {
    let script = "\
from numba import njit


@njit
def f(a, b, c):
    for i in range(a.shape[0]):
        s = 0.0
        for k in range(b.shape[0]):
            s = s * a[i] + b[k]
        c[i] = s
    t = 0.0
    for i in range(a.shape[0]):
        t += a[i]
    return t
";
    let types = "f8[::1], f8[::1], f8[::1]";
    let arguments = ["inspect", "f.npy", "--function", "f", "--signature", types, "--stage", "parallel"];
    let outcome = inspect("parallel_vectors", script, &arguments, "");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    // A machine without wide vectors lists none.
    if let Some((_, vectors)) = outcome.stdout.split_once("vectors:\n") {
        let lanes = if vectors.contains("512 bits") { "8 at a time in 512 bits" } else { "4 at a time in 256 bits" };
        assert!(
            vectors.contains(&format!("lines 9 to 10: {lanes}, 4 vectors side by side, 1 loop in it")),
            "{vectors}"
        );
        assert!(vectors.contains("line 13: one by one: the order of its floating-point sums matters"), "{vectors}");
    }
}
