//! What a parallel loop costs: serial, plain rayon, and the hybrid pool. Prints a table of median microseconds and checks every result.
//!
//! `cargo bench --bench pool`; `NUMJIT_NUM_THREADS` sets the number of threads.

use numjit::runtime::context::{Context, Services};
use numjit::runtime::output::Output;
use numjit::runtime::pool::{Body, Loop, Pool};
use rayon::prelude::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What a body works on.
struct Data {
    x: Vec<f64>,
    y: Vec<f64>,
}

/// The element-wise kernel of a case.
type Kernel = fn(x: &[f64], y: &mut [f64]);

fn nothing(_: &[f64], _: &mut [f64]) {}

fn saxpy(x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += 0.5 * x;
    }
}

fn polynomial(x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y = (1..12).fold(1.0, |sum, i| sum * x + f64::from(i));
    }
}

struct Case {
    name: &'static str,
    n: usize,
    kernel: Kernel,
    body: Body,
    /// Estimated instructions for an element.
    cost: i64,
    /// Pause before each run, so that helpers have gone to sleep.
    idle: Duration,
}

/// The outlined form of a kernel, as the compiler would make it.
macro_rules! body {
    ($kernel:ident) => {{
        unsafe extern "C" fn body(_: *mut Context, env: *const u8, lo: i64, hi: i64, _: i64) -> i32 {
            let (lo, len) = (lo as usize, (hi - lo) as usize);
            // SAFETY: the environment is a `Data` that outlives the loop, and chunks are disjoint.
            unsafe {
                let data = &*env.cast::<Data>();
                let y = std::slice::from_raw_parts_mut(data.y.as_ptr().cast_mut().add(lo), len);
                $kernel(&data.x[lo..lo + len], y);
            }
            0
        }
        body as Body
    }};
}

fn cases() -> Vec<Case> {
    let case = |name, n, kernel, body, cost| Case { name, n, kernel, body, cost, idle: Duration::ZERO };
    vec![
        case("empty, 2 chunks", 2, nothing, body!(nothing), 0),
        Case { idle: Duration::from_micros(200), ..case("empty, after 200 us", 2, nothing, body!(nothing), 0) },
        case("saxpy 1e4", 10_000, saxpy, body!(saxpy), 5),
        case("saxpy 1e5", 100_000, saxpy, body!(saxpy), 5),
        case("saxpy 1e6", 1_000_000, saxpy, body!(saxpy), 5),
        case("polynomial 1e5", 100_000, polynomial, body!(polynomial), 25),
    ]
}

/// Median microseconds of a run.
fn median(idle: Duration, mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..301)
        .map(|_| {
            let start = Instant::now();
            while start.elapsed() < idle {
                std::hint::spin_loop();
            }
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn measure(case: &Case, ctx: &mut Context, rayon: &rayon::ThreadPool) -> [f64; 3] {
    let data = || Data { x: (0..case.n).map(|i| i as f64 * 1e-6).collect(), y: vec![1.0; case.n] };
    let (mut serial, mut plain, hybrid) = (data(), data(), data());
    let chunk = case.n.div_ceil(rayon.current_num_threads() * 4).max(1);
    let times = [
        median(case.idle, || (case.kernel)(&serial.x, black_box(&mut serial.y))),
        median(case.idle, || {
            let zipped = plain.y.par_chunks_mut(chunk).zip(plain.x.par_chunks(chunk));
            rayon.install(|| zipped.for_each(|(y, x)| (case.kernel)(x, black_box(y))));
        }),
        median(case.idle, || {
            let env = (&raw const hybrid).cast();
            let work = Loop { body: case.body, env, n: case.n as i64, n_chunks: 0, cost: case.cost };
            let pool = Pool::global();
            // SAFETY: the body fits its environment, and its chunks are disjoint.
            assert_eq!(unsafe { pool.parallel_for(ctx, &work) }, 0);
        }),
    ];
    assert!(serial.y == plain.y && serial.y == hybrid.y, "{}: results differ", case.name);
    times
}

fn main() {
    let mut ctx = Context::new(Services::new(Output::memory()));
    let threads = Pool::global().num_threads();
    let rayon = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    println!("{threads} threads; median microseconds");
    println!("{:<20} {:>9} {:>12} {:>9}", "case", "serial", "plain rayon", "hybrid");
    for case in cases() {
        let [serial, plain, hybrid] = measure(&case, &mut ctx, &rayon);
        println!("{:<20} {serial:>9.2} {plain:>12.2} {hybrid:>9.2}", case.name);
    }
}
