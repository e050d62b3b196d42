//! `numjit build`: what it writes, what it says. (`tests/c.rs` runs what it makes.)

use crate::support::{finish, numjit};
use crate::{LIMIT, Outcome, directory};
use std::path::{Path, PathBuf};

const SCRIPT: &str = "
import numpy as np
from numba import njit, guvectorize

@njit('f8(f8[::1], i8)')
def words(run, suits):
    return run[suits]

@njit
def loose(x):
    return x

@guvectorize(['void(f8[:], f8[:])'], '(n)->(n)')
def twice(a, out):
    for i in range(a.size):
        out[i] = 2 * a[i]
";

fn build(folder: &Path, args: &[&str], cc: Option<&str>) -> Outcome {
    let mut command = numjit(folder);
    command.args(["build", "k.npy"]).args(args);
    if let Some(cc) = cc {
        command.env("CC", cc);
    }
    finish(&mut command, "", LIMIT).expect("the command ends")
}

fn folder(name: &str, script: &str) -> PathBuf {
    directory(name, &[("k.npy", script)])
}

#[test]
fn a_library_and_its_header_are_written() {
    let folder = folder("build", SCRIPT);
    let outcome = build(&folder, &["-o", "libmy-kernels.so"], None);
    if outcome.stderr.contains("there is no such program") {
        eprintln!("SKIPPED: a library and its header: there is no C compiler on this machine");
        return;
    }
    let said = "loose is not built: its decorator declares no signature\n\
                twice is not built: only @njit, @cfunc and @vectorize functions can be built\n";
    assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (Some(0), "", said));
    let header = std::fs::read_to_string(folder.join("my-kernels.h")).expect("a header");
    assert!(header.contains("int my_kernels_words(numjit_f64_1d run, int64_t suits, double *result);"), "{header}");
    assert!(folder.join("libmy-kernels.so").is_file());
    let outcome = build(&folder, &["-o", "libk.so", "--header", "include.h", "--cpu", "host"], None);
    assert_eq!((outcome.code, folder.join("include.h").is_file()), (Some(0), true));
}

#[test]
fn what_is_missing_is_said() {
    let folder = folder("build_missing", SCRIPT);
    let outcome = build(&folder, &["-o", "libk.so"], Some("no-such-compiler"));
    let said = "error: no-such-compiler: there is no such program; a C compiler links the library; install one (gcc or clang), \
                or name it in the environment variable CC\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(1), said));
    assert!(!folder.join("libk.so").exists() && !folder.join("k.h").exists());
    let loose =
        crate::directory("build_loose", &[("k.npy", "from numba import njit\n\n@njit\ndef f(x):\n    return x\n")]);
    let outcome = build(&loose, &["-o", "libk.so"], None);
    assert!(outcome.stderr.starts_with("error: no function declares a signature"), "{}", outcome.stderr);
    assert_eq!(outcome.code, Some(1));
    let outcome = build(&loose, &["-o", "no/such/folder/libk.so"], None);
    assert_eq!(outcome.code, Some(1));
    assert_eq!(build(&loose, &[], None).code, Some(2));
}
