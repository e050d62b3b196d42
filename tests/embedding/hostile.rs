//! Hostile scripts under limits, all in one process that still computes right answers.
//!
//! Also under valgrind, which needs patience and knows no AVX-512: `NUMJIT_TEST_PATIENCE=600 NUMJIT_CPU=baseline valgrind
//! --error-exitcode=9 target/debug/deps/embedding-* hostile`. Miri cannot run machine code.

use super::engine;
use numjit::{CallOptions, Engine, ErrorKind, Source};
use std::time::{Duration, Instant};

/// Bodies of `def attack(a, i, n):`, where `a` is an array of 8 floats, `i` is 10**15 and `n` is 10**18: endless loops.
const ENDLESS: &[&str] = &[
    "while True:\n        pass",
    "while n:\n        n += 1 if n > 0 else -1",
    "for k in range(n):\n        a[k % 8] += 1.0",
    "for k in range(n):\n        for j in range(8):\n            a[j] = a[j] * 0.5 + 1.0",
    "k = 0\n    while a[0] == a[0]:\n        k += 1\n        a[1] = k",
    "while True:\n        try:\n            a[i] = 1.0\n        except IndexError:\n            pass",
    "while True:\n        try:\n            while True:\n                a[0] += 1\n        except Exception:\n            pass",
    "while True:\n        b = a + 1.0\n        a[0] = b[0]",
    "while True:\n        b = [1.0]\n        a[0] += len(b)",
    "s = ''\n    while True:\n        s = str(n)\n        n -= 1",
    "for k in range(n):\n        a[:] = np.sort(a)",
    "while math.sin(a[0]) < 2.0:\n        a[0] += 1.0",
    "while np.random.random() < 2.0:\n        pass",
    "return sum([k for k in range(n)])",
    "for k in prange(n):\n        a[k % 8] = np.sin(k)",
    "s = 0.0\n    for k in prange(n):\n        s += k\n    a[0] = s",
    "return 'ab' * n",
    "return math.factorial(i)",
];

/// Such bodies that end by themselves, or by the limits on memory and stack.
const OTHERS: &[&str] = &[
    // Endless recursion.
    "return attack(a, i, n) + 1",
    "return attack(a, i, n - 1)[0] + 1.0",
    "return helper(n) + helper(n)",
    "return mutual_a(n)",
    "try:\n        return helper(n)\n    except ValueError:\n        return helper(n)",
    "for k in prange(4):\n        a[k] = helper(n)",
    // Allocation bombs.
    "return np.zeros(n)",
    "return np.ones(i)",
    "return np.empty((i, i))",
    "return np.zeros((1 << 20, 1 << 20))",
    "return np.arange(n)",
    "return np.full(i, 1.5)",
    "return np.linspace(0.0, 1.0, i)",
    "return np.eye(1 << 20)",
    "b = a\n    while True:\n        b = np.concatenate((b, b))",
    "b = [a]\n    while True:\n        b.append(np.zeros(1 << 16))",
    "b = [0]\n    while True:\n        b.append(1)",
    "b = [1.5]\n    while True:\n        b = b + b",
    "return [0] * n",
    "s = 'ab'\n    while True:\n        s = s + s",
    "return np.outer(np.arange(1 << 20), np.arange(1 << 20))",
    "return a.repeat(i)",
    "return np.tile(a, i)",
    "return np.broadcast_to(a, (i, 8)).copy()",
    "return np.zeros(1 << 40, dtype=np.int8)",
    "return np.random.normal(0.0, 1.0, i)",
    "for k in prange(64):\n        b = np.zeros(1 << 30)\n        a[k % 8] = b[0]",
    "return np.zeros((n, n, n))",
    "return np.zeros((1 << 62, 4))",
    "return np.empty(-1)",
    "return a.reshape(i, -1)",
    "return a.reshape(3, 3)",
    "return np.zeros((0, n, n))",
    // Out of bounds at every kind of access.
    "return a[i]",
    "return a[-i]",
    "a[i] = 1.0",
    "a[8] += 1.0",
    "a[-9] = 1.0",
    "return a.reshape(2, 4)[2, 0]",
    "return a.reshape(2, 4)[1, 4]",
    "return a.reshape(2, 2, 2)[0, 0, -3]",
    "return a[np.array([0, 1, 99])]",
    "a[np.array([0, -99])] = 1.0",
    "return a[np.array([True, False])]",
    "a[np.ones(9) > 0] = 0.0",
    "a[1:5] = np.ones(3)",
    "a[:] = np.ones(9)",
    "return a + np.ones(9)",
    "a += np.ones(7)",
    "return [1, 2, 3][i]",
    "b = [1, 2, 3]\n    b[i] = 4",
    "b = [1]\n    b.pop()\n    return b.pop()",
    "b = [1]\n    b.pop(i)\n    return 0",
    "return (1, 2, 3)[i]",
    "return 'abc'[i]",
    "return a.flat[i]",
    "a.flat[-9] = 1.0",
    "for k in range(9):\n        a[k] = k",
    "for k in range(-9, 0):\n        a[k] = k",
    "for k in range(0, 100, 3):\n        a[k] = k",
    "for k in prange(1000):\n        a[k] = k",
    "for k in prange(100):\n        a[k + i] = k",
    "for k in range(8):\n        a[k * i] = k",
    "for k in range(8):\n        a[k ^ 12] += a[7 - k]",
    "b = np.zeros((4, 4))\n    for k in range(4):\n        for j in range(5):\n            b[k, j] = 1.0",
    "return np.take(a, np.array([8]))",
    "return a[::0]",
    "return np.dot(a, np.ones(9))",
    "return np.ones((2, 3)) @ np.ones((2, 3))",
    "return np.argmax(a[8:])",
    "return a[8:].max()",
    "return np.bincount(np.array([-1]))",
    "return np.linalg.inv(np.zeros((2, 2)))",
    // Traps of numbers.
    "return n // (i - i)",
    "return n % (i - i)",
    "return 1.0 / (a[0] - a[0])",
    "return (-9223372036854775807 - 1) // (i - i - 1)",
    "return (-9223372036854775807 - 1) % (i - i - 1)",
    "return abs(-9223372036854775807 - 1)",
    "return n << 200",
    "return n >> 200",
    "return n << (i - i - 1)",
    "return int(a[0] * 1e300)",
    "return int(a[0] / 0.1e-320 - a[0] / 0.1e-320)",
    "return math.sqrt(-1.0)",
    "return n ** n",
    "return np.int8(n) + np.uint64(n)",
    "for k in range(0, 10, i - i):\n        pass",
    "return math.gamma(-1.0)",
    "return chr(i)",
    "raise ValueError('x' * 1000)",
    "assert a[0] > 100.0",
    "for k in prange(1000):\n        raise ValueError('all of them')",
    "for k in prange(1000):\n        if k % 7 == 3:\n            raise IndexError('many of them')",
];

const HEAD: &str = "import math\nimport numpy as np\nfrom numba import njit, prange\n\n\
    @njit\ndef helper(n):\n    return helper(n + 1) + 1.0 if n != 0 else 0.0\n\n\
    @njit\ndef mutual_a(n):\n    return 1.0 if n == 0 else mutual_b(n + 1)\n\n\
    @njit\ndef mutual_b(n):\n    return 1.0 if n == 0 else mutual_a(n + 1) + 1.0\n\n";

/// Runs a script's `attack`; it may not compile, raise, or give something, but it ends.
fn attack(engine: &Engine, body: &str, limit: Duration) -> Option<ErrorKind> {
    let decorator = if body.contains("prange") { "@njit(parallel=True)" } else { "@njit" };
    let text = format!(
        "{HEAD}{decorator}\ndef attack(a, i, n):\n    {body}\n    return 0.0\n\n\
        def run():\n    attack(np.arange(8.0), 10**15, 10**18)\n    return 0\n"
    );
    let module = match engine.compile(Source::text("hostile.npy", &text)) {
        Ok(module) => module,
        Err(error) => return Some(error.kind()),
    };
    let options = CallOptions::new().deadline(limit).memory(8 << 20).stack(256 << 10).recursion_depth(100);
    module.call_with(&options, "run", &[]).err().map(|error| error.kind())
}

/// How long each may take, compilation included: `NUMJIT_TEST_PATIENCE` seconds, or 10.
fn patience() -> Duration {
    Duration::from_secs(std::env::var("NUMJIT_TEST_PATIENCE").map_or(10, |n| n.parse().expect("a number of seconds")))
}

#[test]
fn all_of_them_end_and_the_process_goes_on() {
    assert!(ENDLESS.len() + OTHERS.len() >= 100);
    let engine = engine();
    let good = super::compile(&engine, "import numpy as np\ndef norm(x):\n    return np.sqrt((x * x).sum())\n");
    let norm = good.get::<(&[f64],), f64>("norm").expect("it fits");
    let live = engine.live_blocks();
    let mut kinds = Vec::new();
    let endless = ENDLESS.iter().map(|body| (body, Duration::from_millis(20)));
    let bodies: Vec<_> = endless.chain(OTHERS.iter().map(|body| (body, Duration::from_secs(8)))).collect();
    for (body, limit) in &bodies {
        let start = Instant::now();
        kinds.push(attack(&engine, body, *limit));
        assert!(start.elapsed() < patience(), "{body} took {:?}", start.elapsed());
        assert_eq!(norm.call((&[3.0, 4.0],)).expect("no exception"), 5.0, "after {body}");
        assert_eq!(engine.live_blocks(), live, "after {body}");
    }
    let count = |kind| kinds.iter().filter(|&&own| own == Some(kind)).count();
    assert!(count(ErrorKind::Deadline) >= 10, "{kinds:?}");
    assert!(count(ErrorKind::Recursion) >= 4, "{kinds:?}");
    assert!(count(ErrorKind::Memory) >= 15, "{kinds:?}");
    assert!(count(ErrorKind::Raised) >= 40, "{kinds:?}");
    let refused = bodies.iter().zip(&kinds).filter(|(_, kind)| **kind == Some(ErrorKind::Compile)).collect::<Vec<_>>();
    assert!(refused.len() <= 15, "{refused:?}");
}

#[test]
fn nested_sources_are_refused_not_overflowed() {
    let deep = [
        format!("x = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000)),
        format!("x = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        format!("x = {}1\n", "-".repeat(100_000)),
        format!("x = {}1\n", "not ".repeat(100_000)),
        format!("x = 1{}\n", " + 1".repeat(20_000)),
        format!("x = a{}\n", ".b".repeat(20_000)),
        format!("x = {}1\n", "lambda: ".repeat(20_000)),
        (0..2000).map(|k| format!("{}if True:\n", " ".repeat(k))).collect::<String>() + &" ".repeat(2000) + "pass\n",
        "x = '".to_string() + &"a".repeat(1 << 20),
        "\u{0}\u{1}\u{2}".to_string(),
    ];
    let engine = engine();
    for text in deep {
        let _ = engine.compile(Source::text("deep.npy", &text));
    }
    assert_eq!(super::compile(&engine, "x = 1 + 1\n").value("x").and_then(|x| x.as_int()), Some(2));
}
