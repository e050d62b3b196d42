//! The C interface: its header is what its sources say, and the example in C compiles against it, runs and prints what it should.
//! Libraries built ahead of time: C programs that are linked with them compute what calls in this process do.

use numjit::{Array, BuildOptions, CpuLevel, Engine, Source, Value};
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

/// Builds a library of a script in a folder of its own; gives the folder.
fn built(script: &str, level: CpuLevel) -> PathBuf {
    let folder = target().join(format!("{script}-ahead-{level:?}"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let module =
        Engine::default().compile(Source::file(root().join(format!("tests/ahead/{script}.npy"))).expect("a script"));
    let library = module.and_then(|module| module.build(&BuildOptions::new(script).cpu(level))).expect("a library");
    library.link(folder.join(format!("lib{script}.so"))).expect("linked");
    std::fs::write(folder.join(format!("{script}.h")), library.header()).expect("a header");
    folder
}

/// What a C program that is linked with such a library prints.
fn printed(mut cc: Command, folder: &Path, library: &str, program: &str) -> String {
    cc.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic"]).arg(root().join(program));
    cc.arg("-I").arg(folder).arg("-L").arg(folder).arg(format!("-l{library}")).arg("-o").arg(folder.join("program"));
    cc.arg(format!("-Wl,-rpath,{}", folder.display()));
    succeeded("compiling a program", &mut cc);
    let output = succeeded("the program", &mut Command::new(folder.join("program")));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.replace(&format!("{}/", root().display()), "")
}

/// What the first lines of `tests/ahead/main.c` are when the functions run in this process.
fn called_here() -> String {
    let module = Engine::default().compile(Source::file(root().join("tests/ahead/kernels.npy")).expect("a script"));
    let module = module.expect("a module");
    let call = |name: &str, args: &[Value]| module.callable(name).and_then(|it| it.call(args)).expect("a result");
    let xs = |n: usize, step: usize| {
        let values = (0..n).map(|k| (k * step * 7919 % 1000) as f64 / 997.0);
        Value::from(Array::from(values.collect::<Vec<f64>>()))
    };
    let bits = |name: &str, value: &Value| match value {
        Value::Float(x) => format!("{name} {:016x}\n", x.to_bits()),
        other => format!("{name} {other:?}\n"),
    };
    [
        bits("weighted", &call("weighted", &[0.1.into(), xs(100, 1)])),
        bits("strided", &call("weighted", &[0.1.into(), xs(33, 3)])),
        bits("pick", &call("pick", &[xs(100, 1), (-2).into()])),
        bits("floordiv", &call("floordiv", &[(-7).into(), 2.into()])),
        bits("floordiv", &call("floordiv", &[(-7.5).into(), 2.0.into()])),
        bits("total", &call("total", &[xs(10_000, 1)])),
        bits("square", &call("square", &[1.1.into()])),
        bits("vadd", &call("vadd", &[0.1.into(), 0.2.into()])),
    ]
    .concat()
}

#[test]
fn libraries_compute_what_calls_in_this_process_do() {
    let here = called_here();
    let expected = std::fs::read_to_string(root().join("tests/ahead/kernels.txt")).expect("what it prints");
    for level in [CpuLevel::Baseline, CpuLevel::here()] {
        let Some(cc) = compiler("libraries built ahead of time") else { return };
        let folder = built("kernels", level);
        let text = printed(cc, &folder, "kernels", "tests/ahead/main.c");
        assert!(text.starts_with(&here), "{level:?}:\n{text}\nin this process:\n{here}");
        assert_eq!(text, expected, "{level:?}");
    }
}

#[test]
fn libraries_that_need_the_runtime_find_it() {
    let Some(cc) = compiler("a library that needs the runtime") else { return };
    let runtime = library();
    // SAFETY: no other thread of this test program reads this variable, or writes the environment.
    unsafe { std::env::set_var("NUMJIT_LIBRARY_PATH", runtime) };
    let text = printed(cc, &built("needs", CpuLevel::Baseline), "needs", "tests/ahead/needs.c");
    assert_eq!(text, std::fs::read_to_string(root().join("tests/ahead/needs.txt")).expect("what it prints"));
}

#[test]
fn what_cannot_be_built_is_refused_with_a_hint() {
    let refused = |text: &str| {
        let module = Engine::builder().build().unwrap();
        module.register("host.price", |x: f64| x).expect("registered");
        let built = module.compile(Source::text("k", text)).and_then(|it| it.build(&BuildOptions::new("k")));
        built.err().expect("an error").to_string()
    };
    let head = "from numba import njit\nfrom host import price\n";
    let cases = [
        ("@njit\ndef f(x):\n    return x\n", "no function declares a signature"),
        (
            "@njit('f8(unicode_type)')\ndef f(x):\n    return 1.0\n",
            "f: the parameter x is of type unicode_type, which C has not",
        ),
        ("@njit('ListType(f8)(f8)')\ndef f(x):\n    return [x]\n", "f: the result is of type"),
        ("@njit('f8(f8)')\ndef f(x):\n    return price(x)\n", "f: it calls a function of the host program"),
        ("@njit('f8(f8)')\ndef last_error(x):\n    return x\n", "the library has a function of this name itself"),
        ("@njit('f8(f8)')\ndef größe(x):\n    return x\n", "größe: C has no such name"),
    ];
    for (text, words) in cases {
        let message = refused(&format!("{head}{text}"));
        assert!(message.contains(words), "{text}\ngave: {message}");
    }
}
