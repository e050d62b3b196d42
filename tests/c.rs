//! The C interface: its header is what its sources say, and the example in C compiles against it, runs and prints what it should.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder that test programs lie beside.
fn target() -> PathBuf {
    let exe = std::env::current_exe().expect("a path");
    exe.ancestors().nth(2).expect("target/PROFILE").to_path_buf()
}

/// The C compiler, if there is one; says so where there is none.
fn compiler(test: &str) -> Option<Command> {
    let found = Command::new("cc").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("SKIPPED: {test}: there is no C compiler `cc` on this machine");
    }
    found.then(|| Command::new("cc"))
}

fn succeeded(what: &str, command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{what}: {error}"));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{what}: {}\n{}{words}", output.status, String::from_utf8_lossy(&output.stdout));
    output
}

/// Builds `libnumjit` as `cargo test` has built the library, and gives its folder.
fn library() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    // With this test among the targets, so that the library and what it stands on have the features that they were built with.
    cargo.args(["build", "--workspace", "--lib", "--test", "c", "--quiet"]).current_dir(root());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    cargo.env("CARGO_TARGET_DIR", target().parent().expect("a folder"));
    succeeded("building libnumjit", &mut cargo);
    target()
}

#[test]
fn the_header_is_what_the_sources_say() {
    let capi = root().join("capi");
    let config = cbindgen::Config::from_file(capi.join("cbindgen.toml")).expect("a configuration");
    let mut builder = cbindgen::Builder::new().with_config(config);
    for name in ["lib", "error", "engine", "value", "call"] {
        builder = builder.with_src(capi.join(format!("src/{name}.rs")));
    }
    let mut fresh = Vec::new();
    builder.generate().expect("bindings").write(&mut fresh);
    let path = capi.join("include/numjit.h");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &fresh).expect("a writable header");
    }
    let committed = std::fs::read(&path).expect("the header");
    assert!(committed == fresh, "capi/include/numjit.h is not what capi/src says; run `BLESS=1 cargo test --test c`");
}

#[test]
fn the_example_in_c_runs() {
    let Some(mut cc) = compiler("the example in C") else { return };
    let library = library();
    let program = target().join("weighted-c");
    cc.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "examples/c/weighted.c", "-Icapi/include"]);
    cc.arg("-L").arg(&library).args(["-lnumjit", "-lpthread", "-o"]).arg(&program).current_dir(root());
    cc.arg(format!("-Wl,-rpath,{}", library.display()));
    succeeded("compiling the example", &mut cc);
    let output = succeeded("the example", &mut Command::new(&program));
    let expected = std::fs::read_to_string(root().join("examples/c/weighted.txt")).expect("what it prints");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}
