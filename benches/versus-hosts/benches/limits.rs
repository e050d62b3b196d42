//! What limits cost: kernels without any, with an armed deadline, with fuel; interleaved, so that a machine that slows down slows
//! all of them down. Prints the time without and the ratios. Checks every result.
//!
//! `cargo bench --manifest-path benches/versus-hosts/Cargo.toml --bench limits`
//!
//! The mark: a deadline costs at most 3 %. Without limits the code is the same but for the polls at back-edges.

use numjit::{CallOptions, Engine, Function, Module, Source};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 41;

const SCRIPT: &str = "
import math
import numpy as np


def dot(n):
    xs = np.arange(n) * 0.5
    s = 0.0
    for x in xs:
        s += x * x
    return s


def saxpy(n):
    xs, ys = np.ones(n), np.zeros(n)
    for k in range(50):
        for i in range(n):
            ys[i] += 0.5 * xs[i]
    return ys.sum()


def collatz(n):
    longest = 0
    for start in range(1, n):
        k, steps = start, 0
        while k != 1:
            k = k // 2 if k % 2 == 0 else 3 * k + 1
            steps += 1
        longest = max(longest, steps)
    return float(longest)


def escape(n):
    total = 0
    for row in range(n):
        for column in range(n):
            c = complex(column / n * 3 - 2, row / n * 2 - 1)
            z = 0j
            for k in range(60):
                z = z * z + c
                if z.real * z.real + z.imag * z.imag > 4.0:
                    break
                total += 1
    return float(total)


def waves(n):
    s = 0.0
    for i in range(n):
        s += math.sin(i) * math.exp(-i / n)
    return s


def fib(n):
    return float(n) if n < 2 else fib(n - 1) + fib(n - 2)
";

const KERNELS: [(&str, i64); 6] =
    [("dot", 1_000_000), ("saxpy", 20_000), ("collatz", 20_000), ("escape", 200), ("waves", 100_000), ("fib", 24)];

fn time(call: impl Fn() -> f64, expected: f64) -> f64 {
    let start = Instant::now();
    let result = black_box(call());
    let seconds = start.elapsed().as_secs_f64();
    assert!((result - expected).abs() <= 1e-9 * expected.abs(), "{result} is not {expected}");
    seconds
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn row(module: &Module, name: &str, n: i64) {
    let kernel: Function<(i64,), f64> = module.get(name).expect("it fits");
    let deadline = CallOptions::new().deadline(Duration::from_secs(3600));
    let fuel = CallOptions::new().fuel(u64::MAX);
    let plain = || kernel.call((n,)).expect("no exception");
    let expected = plain();
    let limited = |options: &CallOptions| kernel.call_with(options, (n,)).expect("no exception");
    limited(&fuel);
    let (mut none, mut late, mut steps) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let own = time(plain, expected);
        none.push(own);
        late.push(time(|| limited(&deadline), expected) / own);
        steps.push(time(|| limited(&fuel), expected) / own);
    }
    println!("{name:<10} {:>10.1} {:>10.3} {:>10.3}", median(none) * 1e6, median(late), median(steps));
}

fn main() {
    let module = Engine::default().compile(Source::text("limits", SCRIPT)).expect("the script compiles");
    println!("{:<10} {:>10} {:>10} {:>10}", "kernel", "none, us", "deadline", "fuel");
    for (name, n) in KERNELS {
        row(&module, name, n);
    }
}
