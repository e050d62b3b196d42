//! Errors, output, the sandbox, reloads.

use super::{compile, engine, module};
use numjit::{Engine, ErrorKind, Grant, Output, Source, Value};

#[test]
fn an_error_says_all_that_python_would() {
    let module = module(
        "from numba import njit\n\n@njit\ndef pick(a, i):\n    return a[i]\n\ndef outer(i):\n    return pick((1, 2), i)\n",
    );
    let error = module.call("outer", &[Value::Int(5)]).expect_err("there are two");
    assert_eq!((error.kind(), error.message().as_str()), (ErrorKind::Raised, "tuple index out of range"));
    let places: Vec<_> = error.traceback().into_iter().map(|at| (at.file, at.line, at.function)).collect();
    let at = |line, function: &str| ("test.npy".to_string(), line, function.to_string());
    assert_eq!(places, [at(8, "outer"), at(5, "pick")]);
    assert_eq!(error.to_json(), "[]");
}

#[test]
fn diagnostics_are_text_and_json() {
    let error = engine().compile(Source::text("bad.npy", "x = \"a\nü = 1\n")).err().expect("it is wrong");
    let json = error.to_json();
    assert!(json.starts_with("[{\"code\":\"NJ") && json.contains("\"file\":\"bad.npy\",\"line\":1,"), "{json}");
    assert!(error.render(false).contains("bad.npy:1"), "{}", error.render(false));
}

#[test]
fn print_goes_to_the_hosts_sink() {
    let output = Output::memory();
    let engine = Engine::builder().output(output.clone()).build().unwrap();
    let module = compile(&engine, "from numba import njit\nprint('loaded')\n@njit\ndef f(x):\n    print('x =', x)\n");
    module.get::<(f64,), ()>("f").expect("it fits").call((0.5,)).expect("no exception");
    assert_eq!(output.take(), "loaded\nx = 0.5\n");
}

#[test]
fn the_world_outside_is_granted_bit_by_bit() {
    let scripts = [
        (Grant::Files, "open('/etc/hostname')\n"),
        (Grant::Files, "import numpy as np\nnp.load('/nowhere')\n"),
        (Grant::Files, "import numpy as np\nnp.savetxt('/nowhere/x', np.ones(3))\n"),
        (Grant::Files, "import sys\nsys.stdin.readline()\n"),
        (Grant::Files, "input()\n"),
        (Grant::Files, "import os\nos.remove('/nowhere')\n"),
        (Grant::Clock, "import time\ntime.perf_counter()\n"),
        (Grant::Clock, "import time\ntime.sleep(0)\n"),
        (Grant::Environment, "import os\nos.getenv('HOME')\n"),
    ];
    for (grant, text) in scripts {
        let error = engine().compile(Source::text("test.npy", text)).err().expect("nothing is granted");
        assert!(error.to_string().starts_with("PermissionError: the host program"), "{text}: {error}");
        if grant == Grant::Files {
            continue;
        }
        let granted = Engine::builder().grant(grant).build().unwrap().compile(Source::text("test.npy", text));
        assert!(granted.is_ok(), "{text}: {:?}", granted.err());
    }
}

#[test]
fn a_new_version_leaves_calls_of_the_old_one_alone() {
    let engine = engine();
    let text =
        |k: i64| format!("def slow(n):\n    s = 0\n    for i in range(n):\n        s += i % 7 * {k}\n    return s\n");
    let old = compile(&engine, &text(1)).get::<(i64,), i64>("slow").expect("it fits");
    std::thread::scope(|scope| {
        let running = scope.spawn(|| old.call((10_000_000,)).expect("no exception"));
        for k in 2..10 {
            let new = compile(&engine, &text(k)).get::<(i64,), i64>("slow").expect("it fits");
            assert_eq!(new.call((7,)).expect("no exception"), 21 * k);
        }
        assert_eq!(running.join().expect("it ends"), (0..10_000_000i64).map(|i| i % 7).sum::<i64>());
    });
}

#[test]
fn functions_and_docs_are_listed() {
    let module = module("def a(x):\n    '''Says a.'''\n    return x\n\ndef b():\n    pass\n\nc = 3\n");
    let names: Vec<String> = module.functions().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(module.doc("a").as_deref(), Some("Says a."));
    assert_eq!((module.doc("b"), module.doc("c")), (None, None));
    assert_eq!(module.value("c").and_then(|value| value.as_int()), Some(3));
}
