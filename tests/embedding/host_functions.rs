//! Functions of the host program: from the host zone, compiled code and parallel loops; errors, panics, memory.

use super::{compile, engine};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1};
use num_complex::Complex;
use numjit::{CallOptions, Engine, Error, ErrorKind, HostContext, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

fn register<M, F: numjit::HostFunction<M>>(engine: &Engine, path: &str, function: F) {
    engine.register(path, function).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn both_zones_and_parallel_loops_call_them() {
    let engine = engine();
    let calls = Arc::new(AtomicI64::new(0));
    let counter = Arc::clone(&calls);
    register(&engine, "host.price", move |id: i64| {
        counter.fetch_add(1, Ordering::Relaxed);
        id as f64 * 1.5
    });
    let text = "import numpy as np\nfrom numba import njit, prange\nimport host\nfrom host import price\n\n\
        early = price(2) + host.price(2)\n\n\
        @njit\ndef total(n):\n    s = 0.0\n    for i in range(n):\n        s += price(i)\n    return s\n\n\
        @njit(parallel=True)\ndef wide(n):\n    out = np.zeros(n)\n    for i in prange(n):\n        out[i] = host.price(i)\n    return out.sum()\n\n\
        def plain(n):\n    return price(n) + total(n)\n";
    let module = compile(&engine, text);
    assert_eq!(module.value("early").and_then(|value| value.as_float()), Some(6.0));
    for (name, sum) in [("total", 7425.0), ("wide", 7425.0), ("plain", 7575.0)] {
        assert_eq!(module.call(name, &[Value::Int(100)]).expect("no exception").as_float(), Some(sum), "{name}");
    }
    assert_eq!(calls.load(Ordering::Relaxed), 303);
}

#[test]
fn every_type_goes_through() {
    let engine = engine();
    register(&engine, "h.none", || ());
    register(&engine, "h.mixed", |a: bool, b: i8, c: u64, d: f32, e: Complex<f64>| {
        e * f64::from(d) + f64::from(b) + c as f64 + f64::from(u8::from(a))
    });
    register(&engine, "h.sum", |xs: &[f64]| xs.iter().sum::<f64>());
    register(&engine, "h.scale", |xs: &mut [f64], k: f64| xs.iter_mut().for_each(|x| *x *= k));
    register(&engine, "h.rows", |m: ArrayView2<f64>, mut out: ArrayViewMut1<f64>| {
        out.assign(&m.sum_axis(ndarray::Axis(1)))
    });
    register(&engine, "h.text", |s: &str| format!("<{s}>"));
    register(&engine, "h.range", |n: i64| (0..n).collect::<Vec<i64>>());
    let text = "import numpy as np\nfrom numba import njit\nimport h\n\n\
        @njit\ndef all():\n    h.none()\n    xs = np.arange(4.0)\n    h.scale(xs, 2.0)\n    out = np.zeros(2)\n    h.rows(xs.reshape(2, 2).T, out[::1])\n    \
        r = h.range(3)\n    return h.sum(xs), out[0], out[1], h.text('a' + str(r.size)), h.mixed(True, -1, 7, 0.5, 2j), r.sum()\n";
    let module = compile(&engine, text);
    let live = engine.live_blocks();
    let all = module
        .get::<(), (f64, f64, f64, String, Complex<f64>, i64)>("all")
        .unwrap_or_else(|error| panic!("{}", error.render(false)));
    let expected = (12.0, 4.0, 8.0, "<a3>".to_string(), Complex::new(7.0, 1.0), 3);
    assert_eq!(all.call(()).expect("no exception"), expected);
    assert_eq!(engine.live_blocks(), live);
}

#[test]
fn errors_become_exceptions_and_panics_end_the_script() {
    let engine = engine();
    register(&engine, "h.fail", |x: i64| if x < 0 { Err("below zero") } else { Ok(x) });
    register(&engine, "h.panics", |x: i64| -> i64 { panic!("no {x}") });
    let text = "from numba import njit\nfrom h import fail, panics\n\n\
        @njit\ndef caught(x):\n    try:\n        return fail(x)\n    except Exception:\n        return -100\n\n\
        @njit\ndef not_caught(x):\n    try:\n        return panics(x)\n    except Exception:\n        return -100\n\n\
        def plain(x):\n    try:\n        return fail(x)\n    except RuntimeError as e:\n        return str(e)\n";
    let module = compile(&engine, text);
    let call = |name: &str, x: i64| module.call(name, &[Value::Int(x)]);
    assert_eq!(call("caught", 3).expect("no exception").as_int(), Some(3));
    assert_eq!(call("caught", -3).expect("no exception").as_int(), Some(-100));
    assert_eq!(format!("{:?}", call("plain", -3).expect("no exception")), "'below zero'");
    let error = call("fail", -1).expect_err("it fails");
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::Raised, "RuntimeError: below zero".to_string()));
    let error = call("panics", 5).expect_err("it panics");
    assert_eq!((error.kind(), error.message()), (ErrorKind::HostPanic, "no 5".to_string()));
}

#[test]
fn memory_that_cannot_be_lent_is_refused() {
    let engine = engine();
    register(&engine, "h.add", |xs: &mut [f64], ys: &[f64]| xs.iter_mut().zip(ys).for_each(|(x, y)| *x += y));
    register(&engine, "h.first", |xs: ArrayView1<f64>| xs[0]);
    let text = "import numpy as np\nfrom numba import njit\nimport h\n\n\
        @njit\ndef apart():\n    a = np.ones(4)\n    h.add(a[:2], a[2:])\n    return a[0]\n\n\
        @njit\ndef meet():\n    a = np.ones(4)\n    h.add(a[:3], a[2:])\n    return a[0]\n\n\
        @njit\ndef reversed():\n    return h.first(np.arange(3.0)[::-1])\n";
    let module = compile(&engine, text);
    assert_eq!(module.call("apart", &[]).expect("no exception").as_float(), Some(2.0));
    let error = module.call("meet", &[]).expect_err("they share memory");
    assert!(error.to_string().starts_with("ValueError: memory that a host function may write"), "{error}");
    assert!(module.call("reversed", &[]).is_err());
    let error = engine.register("h.bools", |xs: &[bool]| xs.len() as i64).expect_err("bytes of a script are no bools");
    assert_eq!(error.kind(), ErrorKind::Signature);
    assert!(engine.register("nodot", || ()).is_err());
    assert!(engine.register("h.not a name", || ()).is_err());
}

#[test]
fn memory_is_lent_to_one_writer_at_a_time() {
    let engine = engine();
    let slow = |xs: &mut [f64]| {
        let before = xs[0];
        std::thread::sleep(Duration::from_millis(2));
        xs[0] = before + 1.0;
    };
    register(&engine, "h.slow", slow);
    let text = "import numpy as np\nfrom numba import njit, prange\nimport h\n\n\
        @njit(parallel=True)\ndef rows():\n    m = np.zeros((16, 4))\n    for i in prange(16):\n        h.slow(m[i])\n    return m[:, 0].sum()\n\n\
        @njit(parallel=True)\ndef shared():\n    m = np.zeros((1, 4))\n    for i in prange(16):\n        h.slow(m[i // 16])\n    return m[0, 0]\n";
    let module = compile(&engine, text);
    assert_eq!(module.call("rows", &[]).expect("each row is one iteration's").as_float(), Some(16.0));
    match module.call("shared", &[]) {
        // One thread may have done it all.
        Ok(sum) => assert_eq!(sum.as_float(), Some(16.0)),
        Err(error) => assert!(error.to_string().starts_with("ValueError: memory"), "{error}"),
    }
}

#[test]
fn a_wrong_call_of_one_is_a_diagnostic() {
    let engine = engine();
    register(&engine, "h.half", |x: f64| x / 2.0);
    let module = compile(&engine, "from numba import njit\nfrom h import half\n@njit\ndef f(s):\n    return half(s)\n");
    assert_eq!(module.get::<(i64,), f64>("f").expect("an int converts").call((3,)).expect("no exception"), 1.5);
    let error = module.get::<(&str,), f64>("f").err().expect("a string does not");
    assert_eq!(error.kind(), ErrorKind::Compile);
    let error =
        engine.compile(numjit::Source::text("t", "from h import halve\n")).err().expect("there is no such name");
    assert!(error.to_string().contains("halve"), "{error}");
}

#[test]
fn they_may_call_back_and_obey_limits() {
    let engine = engine();
    let inner = compile(&engine, "def spin():\n    while True:\n        pass\n\ndef inc(x):\n    return x + 1\n");
    let inc = inner.get::<(i64,), i64>("inc").expect("it fits");
    register(&engine, "h.inc", move |x: i64| inc.call((x,)));
    let outer = compile(
        &engine,
        "from numba import njit\nfrom h import inc\n@njit\ndef run(n):\n    k = 0\n    while k != n:\n        k = inc(k)\n    return k\n",
    );
    let run = outer.get::<(i64,), i64>("run").expect("it fits");
    assert_eq!(run.call((100,)).expect("no exception"), 100);
    let error =
        run.call_with(&CallOptions::new().deadline(Duration::from_millis(10)), (-1,)).expect_err("it has no end");
    assert_eq!(error.kind(), ErrorKind::Deadline);
}

#[test]
fn functions_can_ask_whether_to_go_on() {
    let engine = engine();
    register(&engine, "h.wait", |ctx: &HostContext, xs: &[f64], n: i64| -> Result<i64, Error> {
        for _ in 0..n {
            std::thread::sleep(Duration::from_millis(1));
            ctx.check()?;
        }
        Ok(xs.len() as i64 + ctx.thread() as i64)
    });
    register(&engine, "h.stopped", |ctx: &HostContext| ctx.is_stopped());
    let text = "import numpy as np\nfrom numba import njit\nimport h\n\n\
        @njit\ndef run(n):\n    if h.stopped():\n        return -1\n    return h.wait(np.ones(3), n)\n";
    let module = compile(&engine, text);
    let run = module.get::<(i64,), i64>("run").expect("it fits");
    assert_eq!(run.call((2,)).expect("no exception"), 3);
    let options = CallOptions::new().deadline(Duration::from_millis(15));
    assert_eq!(run.call_with(&options, (100_000,)).expect_err("it is late").kind(), ErrorKind::Deadline);
    assert_eq!(module.call("run", &[Value::Int(1)]).expect("no exception").as_int(), Some(3));
}
