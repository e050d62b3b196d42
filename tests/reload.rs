//! Reloads of a module: its code is freed with the last handle. Alone in its process, whose memory it looks at.
//! `NUMJIT_TEST_RELOADS` says how many; 500 where it says nothing.

#![cfg(target_os = "linux")]

use numjit::{Engine, Function, Source};

const ROUNDS: i64 = 10;

fn reloads() -> i64 {
    std::env::var("NUMJIT_TEST_RELOADS").map_or(500, |n| n.parse().expect("a number of reloads"))
}

fn load(engine: &Engine, k: i64) -> Function<(&'static [f64],), f64> {
    let text = format!(
        "import numpy as np\ntable = np.full(1000, {k}.0)\n\ndef f(xs):\n    s = 0.0\n    for i in range(xs.size):\n        s += xs[i] * table[i]\n    return s\n"
    );
    let module = engine.compile(Source::text("reload.npy", &text)).unwrap_or_else(|error| panic!("{error}"));
    module.get("f").unwrap_or_else(|error| panic!("{error}"))
}

/// Regions of memory of this process.
fn mapped() -> usize {
    std::fs::read_to_string("/proc/self/maps").map_or(0, |maps| maps.lines().count())
}

#[test]
fn code_is_freed_with_its_last_handle() {
    let engine = Engine::builder().threads(1).build().unwrap();
    let old = load(&engine, 7);
    let mut regions = Vec::new();
    for _ in 0..ROUNDS {
        for k in 0..reloads() / ROUNDS {
            assert_eq!(load(&engine, k).call((&[1.0, 2.0],)).expect("no exception"), 3.0 * k as f64);
        }
        regions.push(mapped());
    }
    assert_eq!(old.call((&[1.0, 2.0],)).expect("no exception"), 21.0);
    let (least, most) = (regions.iter().min(), regions.iter().max());
    assert!(most.zip(least).is_some_and(|(most, least)| most - least < 30), "{regions:?}");
    drop(old);
    drop(engine.session(Vec::new()));
    assert_eq!(engine.live_blocks(), 0);
}
