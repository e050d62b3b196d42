//! Deadlines, tokens and fuel inside one long call of the library: sorting, products, decompositions, transforms, copies.
//! With `NUMJIT_TEST_VERBOSE` it says how long after a deadline of 20 ms each has ended.

use super::{compile, engine};
use numjit::{Array, CallOptions, CancelToken, Engine, ErrorKind, Module, Value};
use std::time::{Duration, Instant};

/// Expressions of an array `x` of `n` floats, or of the square matrix that it makes, and how many floats make them long.
const CALLS: &[(&str, usize)] = &[
    ("np.sort(x)", 1 << 24),
    ("np.argsort(x)", 1 << 24),
    ("np.sort(x.astype(np.int16))", 1 << 25),
    ("np.sort(x * 1j)", 1 << 23),
    ("np.argsort(x * 1j)", 1 << 22),
    ("np.partition(x, x.size // 2)", 1 << 24),
    ("np.median(x)", 1 << 24),
    ("np.unique(x)", 1 << 24),
    ("np.searchsorted(x, x)", 1 << 23),
    ("np.cumsum(x)", 1 << 25),
    ("x.reshape(2, -1).T.copy()", 1 << 25),
    ("x.astype(np.int8)", 1 << 25),
    ("np.concatenate((x, x))", 1 << 25),
    ("x.sum()", 1 << 26),
    ("np.sqrt(x * x + 1.0)", 1 << 25),
    ("np.random.normal(0.0, 1.0, x.size)", 1 << 23),
    ("np.fft.fft(x)", 1 << 21),
    ("np.fft.rfft(x)", 1 << 22),
    ("x.reshape(k, k) @ x.reshape(k, k)", 1 << 22),
    ("np.linalg.eigvals(x.reshape(k, k) * 1j)", 1 << 18),
    ("np.linalg.svd(x.reshape(k, k))[1]", 1 << 18),
    ("np.linalg.inv(x.reshape(k, k))", 1 << 20),
    ("np.linalg.qr(x.reshape(k, k))[0]", 1 << 18),
    ("np.repeat(x, 4)", 1 << 23),
];

/// How much later than asked a call may end: the routines of a build without optimization take long between two looks.
const SLACK: Duration = Duration::from_millis(if cfg!(debug_assertions) { 4000 } else { 100 });
const LIMIT: Duration = Duration::from_millis(20);

/// A module with the expression, compiled or not, that has run once.
fn warm(engine: &Engine, call: &str, decorator: &str) -> Module {
    let text = format!(
        "import numpy as np\nfrom numba import njit\n\n{decorator}\ndef f(x):\n    k = int(np.sqrt(x.size))\n    return {call}\n"
    );
    let module = compile(engine, &text);
    module.call("f", &[numbers(engine, 1 << 10)]).unwrap_or_else(|error| panic!("{call}: {error}"));
    module
}

/// Floats in no order, few of them equal.
fn numbers(engine: &Engine, n: usize) -> Value {
    let text =
        "import numpy as np\ndef numbers(n):\n    return (np.arange(n) * 0x9e3779b1 % 0x3fffffdd).astype(np.float64)\n";
    let numbers = compile(engine, text).get::<(i64,), Array>("numbers").expect("it fits");
    numbers.call((n as i64,)).expect("there is room").into()
}

fn check_stops(options: impl Fn() -> CallOptions, kind: ErrorKind) {
    let engine = engine();
    for (call, n) in CALLS {
        let x = numbers(&engine, *n);
        for decorator in ["", "@njit"] {
            let module = warm(&engine, call, decorator);
            let (options, start) = (options(), Instant::now());
            let outcome = module.call_with(&options, "f", std::slice::from_ref(&x));
            let took = start.elapsed();
            assert!(took < LIMIT + SLACK, "{decorator} {call} took {took:?}");
            // A fast machine may come to the end.
            if let Err(error) = outcome {
                assert_eq!(error.kind(), kind, "{decorator} {call}: {error}");
            }
            if std::env::var_os("NUMJIT_TEST_VERBOSE").is_some() {
                eprintln!("{decorator:6}{call}: {took:?}");
            }
        }
    }
}

#[test]
fn a_deadline_stops_each() {
    check_stops(|| CallOptions::new().deadline(LIMIT), ErrorKind::Deadline);
}

#[test]
fn a_token_stops_a_sort() {
    let engine = engine();
    let (x, module) = (numbers(&engine, 1 << 23), warm(&engine, "np.sort(x)", "@njit"));
    let token = CancelToken::new();
    let other = token.clone();
    let canceler = std::thread::spawn(move || {
        std::thread::sleep(LIMIT);
        other.cancel();
    });
    let start = Instant::now();
    let outcome = module.call_with(&CallOptions::new().cancel(&token), "f", &[x]);
    assert!(start.elapsed() < LIMIT + SLACK);
    assert!(outcome.err().is_none_or(|error| error.kind() == ErrorKind::Cancelled));
    canceler.join().expect("no panic");
}

#[test]
fn fuel_is_spent_by_elements() {
    let engine = engine();
    for call in ["np.sort(x)", "np.fft.fft(x)", "np.linalg.inv(x.reshape(k, k))", "x.reshape(k, k) @ x.reshape(k, k)"] {
        let (x, module) = (numbers(&engine, 1 << 14), warm(&engine, call, "@njit"));
        let run = |fuel| module.call_with(&CallOptions::new().fuel(fuel), "f", std::slice::from_ref(&x));
        assert_eq!(run(1 << 12).err().map(|error| error.kind()), Some(ErrorKind::Fuel), "{call}");
        assert!(run(1 << 32).is_ok(), "{call}");
    }
}

#[test]
fn what_is_stopped_keeps_its_elements() {
    let engine = engine();
    let module = compile(&engine, "import numpy as np\nfrom numba import njit\n\n@njit\ndef f(x):\n    x.sort()\n");
    let count = 1u32 << 21;
    for micros in [0, 100, 1000, 10_000] {
        let mut xs: Vec<f64> = (0..count).map(|i| f64::from(i.wrapping_mul(7919) % count) - 1e6).collect();
        let sort = module.get::<(&mut [f64],), ()>("f").expect("it fits");
        let _ = sort.call_with(&CallOptions::new().deadline(Duration::from_micros(micros)), (&mut xs,));
        xs.sort_by(f64::total_cmp);
        assert!(xs.iter().zip(0u32..).all(|(&x, i)| x == f64::from(i) - 1e6), "after {micros} us");
    }
}
