//! Threads that call, compile, reload and cancel at random on one engine, for `NUMJIT_TEST_SECONDS` (3 where it says nothing).

use super::compile;
use numjit::{CallOptions, CancelToken, Engine, ErrorKind, Function, Output, Value};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{RwLock, mpsc};
use std::time::{Duration, Instant};

/// Numbers that look random.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

type Version = (i64, Function<(&'static [f64],), f64>);

fn version(engine: &Engine, k: i64) -> Version {
    let text = format!(
        "import numpy as np\nfrom host import shift\ntable = np.full(8, {k}.0)\n\ndef f(xs):\n    s = 0.0\n    for i in range(xs.size):\n        s += shift(xs[i]) * table[i % 8]\n    return s\n"
    );
    (k, compile(engine, &text).get("f").expect("it fits"))
}

fn act(engine: &Engine, current: &RwLock<Version>, dice: &mut Dice) {
    match dice.roll(5) {
        0 => {
            let new = version(engine, dice.roll(100) as i64 + 1);
            *current.write().expect("no panic") = new;
        }
        1 => {
            let module = compile(
                engine,
                "from numba import njit, prange\n@njit(parallel=True)\ndef spin(n):\n    s = 0\n    for i in prange(4):\n        for j in range(1 << 50):\n            s += j\n    return s\n",
            );
            let token = CancelToken::new();
            let options = CallOptions::new().cancel(&token).deadline(Duration::from_millis(dice.roll(8)));
            let canceler = std::thread::spawn(move || token.cancel());
            let error = module.call_with(&options, "spin", &[Value::Int(1)]).expect_err("it has no end");
            assert!(matches!(error.kind(), ErrorKind::Cancelled | ErrorKind::Deadline), "{error}");
            canceler.join().expect("no panic");
        }
        _ => {
            let (k, f) = current.read().expect("no panic").clone();
            let xs: Vec<f64> = (0..dice.roll(50)).map(|x| x as f64).collect();
            let expected: f64 = xs.iter().map(|x| (x + 1.0) * k as f64).sum();
            let options = CallOptions::new().memory(1 << 16);
            let sum = if dice.roll(2) == 0 { f.call((&xs,)) } else { f.call_with(&options, (&xs,)) };
            assert_eq!(sum.expect("no exception"), expected);
        }
    }
}

fn seconds() -> Duration {
    Duration::from_secs(std::env::var("NUMJIT_TEST_SECONDS").map_or(3, |n| n.parse().expect("a number of seconds")))
}

/// Ends the process when a thread takes no step for a minute: a deadlock would hang the test.
fn watch(steps: &[AtomicU64; 8], finished: &mpsc::Receiver<()>) {
    const PATIENCE: Duration = Duration::from_secs(60);
    let count = || steps.iter().map(|steps| steps.load(Ordering::Relaxed)).collect::<Vec<_>>();
    let mut before = count();
    while finished.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
        let now = count();
        if now.iter().zip(&before).any(|(now, before)| now == before) {
            eprintln!("a thread is stuck: steps {before:?}, a minute later {now:?}");
            std::process::abort();
        }
        before = now;
    }
}

#[test]
fn all_at_once() {
    let engine = Engine::builder().threads(3).output(Output::memory()).build().unwrap();
    engine.register("host.shift", |x: f64| x + 1.0).expect("a good name");
    let current = RwLock::new(version(&engine, 1));
    let end = Instant::now() + seconds();
    let steps: [AtomicU64; 8] = Default::default();
    let (done, finished) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        for (seed, steps) in steps.iter().enumerate() {
            let (engine, current, done) = (&engine, &current, done.clone());
            scope.spawn(move || {
                let mut dice = Dice(seed as u64);
                while Instant::now() < end {
                    act(engine, current, &mut dice);
                    steps.fetch_add(1, Ordering::Relaxed);
                }
                drop(done);
            });
        }
        drop(done);
        let steps = &steps;
        scope.spawn(move || watch(steps, &finished));
    });
    assert!(steps.iter().all(|steps| steps.load(Ordering::Relaxed) > 0), "a thread did nothing");
    drop(current);
    drop(engine.session(Vec::new()));
    assert_eq!(engine.live_blocks(), 0);
}

#[test]
fn handles_cross_threads() {
    fn check<T: Send + Sync>() {}
    check::<Engine>();
    check::<numjit::Module>();
    check::<Function<(&[f64], &mut [i32]), Vec<f64>>>();
    check::<CancelToken>();
    check::<CallOptions>();
    check::<numjit::Error>();
    check::<Value>();
    check::<numjit::Array>();
}

const SERIES: &str = "
import numpy as np
from numba import float64
from numba.experimental import jitclass


@jitclass([('values', float64[:])])
class Series:
    def __init__(self, n):
        self.values = np.ones(n)

    def renew(self, n):
        total = 0.0
        for k in range(n):
            self.values = np.ones(k % 7 + 1)
            total += self.values.sum()
        return total


def make():
    return Series(3)


def renew(series, n):
    values = series.values
    series.values = values + 0.0
    return series.renew(n)
";

/// Calls of several threads change which array a field of one object holds.
#[test]
fn threads_share_an_object() {
    let module = compile(&super::engine(), SERIES);
    let series = module.call("make", &[]).expect("no exception");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let total = module.call("renew", &[series.clone(), Value::Int(700)]).expect("no exception");
                    assert_eq!(total.as_float(), Some(2800.0));
                }
            });
        }
    });
}
