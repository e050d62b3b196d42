//! Limits of calls: each stops scalar, vector and parallel loops, and the engine goes on.

use super::{compile, engine, module};
use numjit::{CallOptions, CancelToken, Engine, ErrorKind, Value};
use std::time::{Duration, Instant};

/// Loops without an end, or nearly.
const LOOPS: &str = "import numpy as np\nfrom numba import njit, prange\n\n\
    @njit\ndef scalar(n):\n    k = 1\n    while k != 0:\n        k += n\n    return k\n\n\
    @njit\ndef vector(n):\n    a = np.ones(4096)\n    b = np.ones(4096)\n    for _ in range(1 << 40):\n        for i in range(4096):\n            a[i] += b[i]\n    return n\n\n\
    @njit(parallel=True)\ndef parallel(n):\n    a = np.zeros(64)\n    for i in prange(64):\n        for k in range(1 << 40):\n            a[i] = a[i] * 0.5 + k\n    return n\n\n\
    @njit\ndef nested(n):\n    k = 0\n    while k >= 0:\n        try:\n            k += scalar(n)\n        except Exception:\n            k += 1\n    return k\n\n\
    def plain(n):\n    while True:\n        n += 1\n\n\
    @njit\ndef fine(n):\n    return n + 1\n";

const NAMES: [&str; 5] = ["scalar", "vector", "parallel", "nested", "plain"];

fn check_stops(options: impl Fn() -> CallOptions, kind: ErrorKind) {
    let engine = engine();
    let module = compile(&engine, LOOPS);
    let live = engine.live_blocks();
    for name in NAMES {
        let options = options();
        let start = Instant::now();
        let error = module.call_with(&options, name, &[Value::Int(1)]).expect_err("it is stopped");
        assert_eq!(error.kind(), kind, "{name}: {error}");
        assert!(start.elapsed() < Duration::from_secs(5), "{name} took {:?}", start.elapsed());
        assert_eq!(module.call("fine", &[Value::Int(1)]).expect("it is fine").as_int(), Some(2));
        assert_eq!(engine.live_blocks(), live, "{name}");
    }
}

#[test]
fn fuel_stops_every_loop() {
    check_stops(|| CallOptions::new().fuel(100_000), ErrorKind::Fuel);
}

#[test]
fn fuel_counts_iterations() {
    let text = "import numpy as np\nfrom numba import njit, prange\n\n\
        @njit\ndef nest(n, m):\n    s = 0\n    for i in range(n):\n        for j in range(m):\n            s += i ^ j\n    return s\n\n\
        @njit(parallel=True)\ndef wide(n):\n    s = 0\n    for i in prange(n):\n        s += i\n    return s\n\n\
        @njit\ndef fill(n):\n    a = np.empty(n)\n    for i in range(n):\n        a[i] = i * 0.5\n    return a.sum()\n\n\
        @njit\ndef recurse(n):\n    return recurse(n - 1) + 1 if n > 0 else 0\n\n\
        def plain(n):\n    s = 0\n    for i in range(n):\n        s += i\n    return s\n";
    let module = module(text);
    let least = |name: &str, args: &[Value]| {
        let runs = |steps| module.call_with(&CallOptions::new().fuel(steps), name, args).is_ok();
        let (mut low, mut high) = (0, 1 << 20);
        while low < high {
            let middle = (low + high) / 2;
            if runs(middle) { high = middle } else { low = middle + 1 }
        }
        assert!(runs(low) && runs(low + 1));
        low
    };
    let two = |n, m| [Value::Int(n), Value::Int(m)];
    assert_eq!(least("nest", &two(50, 40)) - least("nest", &two(50, 39)), 50);
    assert_eq!(least("nest", &two(50, 40)) - least("nest", &two(49, 40)), 40);
    for name in ["wide", "fill", "recurse", "plain"] {
        let [short, long] = [100, 200].map(|n| least(name, &[Value::Int(n)]));
        assert!((100..=900).contains(&(long - short)), "{name}: {short}, {long}");
    }
}

#[test]
fn functions_count_steps_after_their_module() {
    let fine = module(LOOPS).get::<(i64,), i64>("fine").expect("it fits");
    assert_eq!(fine.call_with(&CallOptions::new().fuel(10), (1,)).expect("it is short"), 2);
    let scalar = module(LOOPS).get::<(i64,), i64>("scalar").expect("it fits");
    let error = scalar.call_with(&CallOptions::new().fuel(10), (1,)).expect_err("it has no end");
    assert_eq!(error.kind(), ErrorKind::Fuel);
}

#[test]
fn a_deadline_stops_every_loop() {
    check_stops(|| CallOptions::new().deadline(Duration::from_millis(15)), ErrorKind::Deadline);
}

#[test]
fn a_token_stops_every_loop() {
    let armed = || {
        let token = CancelToken::new();
        let other = token.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(15));
            other.cancel();
        });
        CallOptions::new().cancel(&token)
    };
    check_stops(armed, ErrorKind::Cancelled);
}

#[test]
fn a_used_token_stops_at_once() {
    let module = module(LOOPS);
    let token = CancelToken::new();
    token.cancel();
    let fine = module.get::<(i64,), i64>("fine").expect("it fits");
    let error = fine.call_with(&CallOptions::new().cancel(&token), (1,)).expect_err("it never starts");
    assert!(token.is_cancelled() && error.kind() == ErrorKind::Cancelled);
    assert_eq!(fine.call_with(&CallOptions::new(), (1,)).expect("no limit"), 2);
}

#[test]
fn the_engine_interrupts_limited_calls_too() {
    let engine = engine();
    let module = compile(&engine, LOOPS);
    let interrupt = engine.interrupt();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        interrupt.cancel();
    });
    let options = CallOptions::new().deadline(Duration::from_secs(60));
    let error = module.call_with(&options, "scalar", &[Value::Int(1)]).expect_err("it is stopped");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    stopper.join().expect("the other thread");
    engine.interrupt().reset();
}

#[test]
fn memory_is_limited_per_call() {
    let engine = engine();
    let text = "import numpy as np\ndef make(n):\n    return np.zeros(n)\n\ndef grow(n):\n    parts = []\n    while True:\n        parts.append(np.zeros(n))\n";
    let module = compile(&engine, text);
    let make = module.get::<(i64,), Vec<f64>>("make").expect("it fits");
    let options = CallOptions::new().memory(1 << 20);
    assert_eq!(make.call_with(&options, (1000,)).expect("it is small").len(), 1000);
    assert_eq!(make.call_with(&options, (1 << 20,)).expect_err("it is large").kind(), ErrorKind::Memory);
    assert_eq!(make.call((1 << 20,)).expect("no limit").len(), 1 << 20);
    let error = module.call_with(&options, "grow", &[Value::Int(1000)]).expect_err("it has no end");
    assert_eq!(error.kind(), ErrorKind::Memory, "{error}");
    // What a limited call gives is counted until it goes.
    let kept = module.call_with(&options, "make", &[Value::Int(1000)]).expect("it is small");
    assert_eq!(engine.live_blocks(), 1);
    drop(kept);
    assert_eq!(engine.live_blocks(), 0);
}

#[test]
fn recursion_is_limited_per_call() {
    let text = "from numba import njit\n@njit\ndef deep(n):\n    return deep(n - 1) + 1 if n > 0 else 0\n\ndef plain(n):\n    return plain(n - 1) + 1 if n > 0 else 0\n";
    let module = module(text);
    let deep = module.get::<(i64,), i64>("deep").expect("it fits");
    let options = CallOptions::new().stack(16 << 10).recursion_depth(50);
    assert_eq!(deep.call((5000,)).expect("the thread's stack has room"), 5000);
    assert_eq!(deep.call_with(&options, (20,)).expect("it is shallow"), 20);
    assert_eq!(deep.call_with(&options, (5000,)).expect_err("it is deep").kind(), ErrorKind::Recursion);
    let error = module.call_with(&options, "plain", &[Value::Int(100)]).expect_err("it is deep");
    assert_eq!(error.kind(), ErrorKind::Recursion);
    assert_eq!(module.call("plain", &[Value::Int(100)]).expect("it is shallow").as_int(), Some(100));
    let text = "import sys\nsys.setrecursionlimit(10**9)\ndef plain(n):\n    return plain(n + 1) + 1\n";
    let error = compile(&engine(), text).call("plain", &[Value::Int(0)]).expect_err("it has no end");
    assert_eq!(error.kind(), ErrorKind::Recursion);
    let engine = Engine::builder().recursion_depth(30).build().unwrap();
    let text = "import sys\nsys.setrecursionlimit(10**6)\ndef plain(n):\n    return plain(n - 1) + 1 if n > 0 else 0\n";
    let error = compile(&engine, text).call("plain", &[Value::Int(100)]).expect_err("the engine's limit counts");
    assert_eq!(error.kind(), ErrorKind::Recursion);
}

#[test]
fn limits_of_threads_are_their_own() {
    let module = module(LOOPS);
    std::thread::scope(|scope| {
        for k in 0..4 {
            let module = &module;
            scope.spawn(move || {
                for _ in 0..5 {
                    let options = CallOptions::new().deadline(Duration::from_millis(3 + k));
                    let error = module.call_with(&options, "scalar", &[Value::Int(1)]).expect_err("it is stopped");
                    assert_eq!(error.kind(), ErrorKind::Deadline);
                    assert_eq!(module.call("fine", &[Value::Int(1)]).expect("it is fine").as_int(), Some(2));
                }
            });
        }
    });
}

#[test]
fn compiled_recursion_counts() {
    let text = "from numba import njit\n\n@njit\ndef down(n):\n    if n <= 0:\n        return 0\n    return down(n - 1) + down(n - 2) % 2 + 1\n\n\
        @njit\ndef main(n):\n    return down(n)\n\ndef plain(n):\n    return 0 if n == 0 else plain(n - 1) + 1\n";
    let module = module(text);
    for name in ["main", "plain"] {
        let call =
            |depth: usize, n: i64| module.call_with(&CallOptions::new().recursion_depth(depth), name, &[Value::Int(n)]);
        assert!(call(60, 12).is_ok(), "{name}");
        assert_eq!(call(10, 12).expect_err("too deep").kind(), ErrorKind::Recursion, "{name}");
        assert!(call(60, 12).is_ok(), "{name}");
    }
    let down = module.get::<(i64,), i64>("down").expect("it fits");
    assert!(down.call_with(&CallOptions::new().recursion_depth(40), (15,)).is_ok());
    let error = down.call_with(&CallOptions::new().recursion_depth(10), (15,)).expect_err("too deep");
    assert_eq!(error.kind(), ErrorKind::Recursion);
}

#[test]
fn repetitions_past_memory_are_refused_at_once() {
    let text = "def text(n):\n    return len('ab' * n)\n\ndef items(n):\n    return len([1, 2] * n)\n";
    let module = module(text);
    for name in ["text", "items"] {
        let repeat = module.get::<(i64,), i64>(name).expect("it fits");
        assert_eq!(repeat.call((3,)).expect("no exception"), 6);
        assert_eq!(repeat.call((-3,)).expect("no exception"), 0);
        for n in [10i64.pow(18), i64::MAX] {
            assert_eq!(repeat.call((n,)).expect_err("too long").kind(), ErrorKind::Memory, "{name} {n}");
        }
    }
}
