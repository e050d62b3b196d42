//! Many threads, one module: each request is a call with limits of its own; a cancelled one leaves the others alone.

use numjit::{CallOptions, CancelToken, Engine, ErrorKind, Function, Source};
use std::sync::Mutex;
use std::time::Duration;

const HANDLERS: &str = "
import numpy as np

def score(xs, weight):
    return np.sqrt((xs * xs).sum()) * weight

def stuck(n):
    while True:
        n += 1
    return n
";

/// Runs the example.
pub fn main() {
    let engine = Engine::builder().memory(256 << 20).build().expect("settings");
    let module = engine.compile(Source::text("handlers.npy", HANDLERS)).expect("it is right");
    let score: Function<(&[f64], f64), f64> = module.get("score").expect("an array and a number");
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..4u32 {
            let (score, done) = (score.clone(), &done);
            scope.spawn(move || {
                let options = CallOptions::new().deadline(Duration::from_secs(1)).memory(1 << 20);
                for request in 0..250 {
                    let xs = vec![f64::from(worker); request + 1];
                    let answer = score.call_with(&options, (&xs, 2.0)).expect("it is quick");
                    assert!((answer - 2.0 * f64::from(worker) * (request as f64 + 1.0).sqrt()).abs() < 1e-9);
                }
                done.lock().expect("no panic").push(worker);
            });
        }
        let token = CancelToken::new();
        let (module, other) = (&module, token.clone());
        scope.spawn(move || {
            let error =
                module.call_with(&CallOptions::new().cancel(&other), "stuck", &[1.into()]).expect_err("cancelled");
            assert_eq!(error.kind(), ErrorKind::Cancelled);
            println!("a request was cancelled: {error}");
        });
        std::thread::sleep(Duration::from_millis(50));
        token.cancel();
    });
    println!("{} workers answered 250 requests each", done.lock().expect("no panic").len());
}
