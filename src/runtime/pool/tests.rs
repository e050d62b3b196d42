//! Tests of the pool: every iteration once, the lowest error, any nesting, many callers.

use super::super::context::RAISED;
use super::super::exception::{Check, ExceptionKind};
use super::super::output::Output;
use super::*;
use std::sync::atomic::AtomicI64;

fn context(threads: usize) -> Context {
    let pool = Pool::new(threads);
    Context::new(Services { pool, ..Services::new(Output::memory()) })
}

fn pool(ctx: &Context) -> Arc<Pool> {
    Arc::clone(&ctx.services().pool)
}

/// A small deterministic generator.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn chunks_depend_on_the_trip_count_alone() {
    assert_eq!([-1, 0, 1, 64, 65, 1000, 100_000, 1 << 40].map(chunks), [0, 0, 1, 64, 64, 64, 97, 256]);
}

#[test]
fn every_iteration_runs_once() {
    let mut seed = 1;
    for threads in [1, 2, 3, 8] {
        let mut ctx = context(threads);
        for _ in 0..60 {
            let n = random(&mut seed) as usize % 3000;
            let hits: Vec<AtomicI64> = (0..n).map(|_| AtomicI64::new(0)).collect();
            let cost = (random(&mut seed) % 3) as i64 * 1000;
            let body = |_: &mut Context, range: Range<usize>| {
                for i in range {
                    hits[i].fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            };
            pool(&ctx).run(&mut ctx, n, cost, body).unwrap();
            assert!(hits.iter().all(|hit| hit.load(Ordering::Relaxed) == 1), "{threads} threads, {n} iterations");
        }
    }
}

/// Partial sums of 1/(i+1), one per chunk.
unsafe extern "C" fn harmonic(_: *mut Context, env: *const u8, lo: i64, hi: i64, chunk: i64) -> i32 {
    let sum: f64 = (lo..hi).map(|i| 1.0 / (i + 1) as f64).sum();
    // SAFETY: the test passes one atomic per chunk.
    unsafe { &*env.cast::<AtomicU64>().offset(chunk as isize) }.store(sum.to_bits(), Ordering::Relaxed);
    OK
}

#[test]
fn reductions_have_the_same_bits_at_any_thread_count() {
    for n in [1, 63, 65, 1000, 123_457] {
        let sums = [1, 2, 5, 8].map(|threads| {
            let mut ctx = context(threads);
            let partials: Vec<AtomicU64> = (0..chunks(n)).map(|_| AtomicU64::new(0)).collect();
            let work = Loop { body: harmonic, env: partials.as_ptr().cast(), n, n_chunks: chunks(n), cost: 0 };
            // SAFETY: `harmonic` writes its own partial only.
            assert_eq!(unsafe { pool(&ctx).parallel_for(&mut ctx, &work) }, OK);
            partials.iter().map(|p| f64::from_bits(p.load(Ordering::Relaxed))).sum::<f64>().to_bits()
        });
        assert!(sums.iter().all(|&sum| sum == sums[0]), "{n}");
    }
}

#[test]
fn the_lowest_failing_iteration_wins() {
    let mut seed = 7;
    for threads in [1, 2, 8] {
        let mut ctx = context(threads);
        for _ in 0..100 {
            let n = 1 + random(&mut seed) as usize % 2000;
            let bad: Vec<usize> = (0..3).map(|_| random(&mut seed) as usize % n).collect();
            let lowest = *bad.iter().min().unwrap();
            let done = AtomicUsize::new(0);
            let body = |_: &mut Context, range: Range<usize>| {
                for i in range {
                    if bad.contains(&i) {
                        return Err(Raised::check(Check::IndexBounds, [i as i64, 0, 0, 0]));
                    }
                    done.fetch_add(usize::from(i < lowest), Ordering::Relaxed);
                }
                Ok(())
            };
            let raised = pool(&ctx).run(&mut ctx, n, 0, body).unwrap_err();
            assert_eq!(raised, Raised::check(Check::IndexBounds, [lowest as i64, 0, 0, 0]));
            assert_eq!(done.load(Ordering::Relaxed), lowest, "all iterations below the failing one run");
            assert!(!ctx.exception.is_set());
        }
    }
}

#[test]
fn panics_become_exceptions() {
    let mut ctx = context(4);
    let body = |_: &mut Context, range: Range<usize>| {
        assert!(!range.contains(&500), "expected in a test");
        Ok(())
    };
    let raised = pool(&ctx).run(&mut ctx, 1000, 0, body).unwrap_err();
    assert_eq!(raised.kind, ExceptionKind::SystemError);
    pool(&ctx).run(&mut ctx, 10, 0, |_, _| Ok(())).unwrap();
}

#[test]
fn loops_nest() {
    for threads in [1, 2, 4] {
        let mut ctx = context(threads);
        let total = AtomicUsize::new(0);
        for _ in 0..20 {
            let outer = |ctx: &mut Context, range: Range<usize>| {
                for _ in range {
                    pool(ctx).run(ctx, 50, 0, |ctx, inner| {
                        for _ in inner {
                            pool(ctx).run(ctx, 10, 0, |_, innermost| {
                                total.fetch_add(innermost.len(), Ordering::Relaxed);
                                Ok(())
                            })?;
                        }
                        Ok(())
                    })?;
                }
                Ok(())
            };
            pool(&ctx).run(&mut ctx, 8, 0, outer).unwrap();
        }
        assert_eq!(total.load(Ordering::Relaxed), 20 * 8 * 50 * 10);
    }
}

#[test]
fn many_callers_share_a_pool() {
    let services = Arc::new(Services { pool: Pool::new(3), ..Services::new(Output::memory()) });
    std::thread::scope(|scope| {
        for caller in 0..6 {
            let services = &services;
            scope.spawn(move || {
                let mut ctx = Context::new(Arc::clone(services));
                let mut seed = caller;
                for _ in 0..200 {
                    let n = random(&mut seed) as usize % 500;
                    let sum = AtomicUsize::new(0);
                    let body = |_: &mut Context, range: Range<usize>| {
                        sum.fetch_add(range.sum(), Ordering::Relaxed);
                        if n % 7 == 3 { Err(Raised::from(Check::MathDomain)) } else { Ok(()) }
                    };
                    let result = services.pool.run(&mut ctx, n, 0, body);
                    assert_eq!(result.is_err(), n % 7 == 3);
                    if result.is_ok() {
                        assert_eq!(sum.into_inner(), (0..n).sum::<usize>());
                    }
                }
            });
        }
    });
    assert_eq!(services.pool.shared.slots.taken_count(), 0);
}

#[test]
fn helpers_have_contexts_of_their_own() {
    let mut ctx = context(4);
    let ids = std::sync::Mutex::new(std::collections::HashSet::new());
    let body = |ctx: &mut Context, _: Range<usize>| {
        ids.lock().unwrap().insert((ctx.thread_id(), std::thread::current().id()));
        std::thread::sleep(Duration::from_millis(2));
        Ok(())
    };
    pool(&ctx).run(&mut ctx, 16, 0, body).unwrap();
    let ids = ids.into_inner().unwrap();
    assert!(ids.iter().all(|&(id, _)| id < 4));
    let numbers: std::collections::HashSet<u32> = ids.iter().map(|&(id, _)| id).collect();
    assert_eq!(numbers.len(), ids.len(), "one number per thread");
}

#[test]
fn interrupts_stop_loops() {
    let mut ctx = context(2);
    ctx.services().interrupt.cancel();
    let raised = pool(&ctx).run(&mut ctx, 100, 0, |_, _| Ok(())).unwrap_err();
    assert_eq!(raised.kind, ExceptionKind::KeyboardInterrupt);
}

#[test]
fn thread_counts_are_checked() {
    let mut ctx = context(3);
    let pool = pool(&ctx);
    pool.set_num_threads(2).unwrap();
    assert_eq!((pool.num_threads(), pool.max_threads()), (2, 3));
    // SAFETY: own context.
    unsafe {
        assert_eq!(set_num_threads(&raw mut ctx, 4), RAISED);
        assert_eq!(ctx.exception.take().unwrap().message, "The number of threads must be between 1 and 3");
        assert_eq!(set_num_threads(&raw mut ctx, 1), OK);
        assert_eq!(get_num_threads(&raw mut ctx), 1);
    }
    assert!(pool.set_num_threads(0).is_err());
}

#[test]
fn long_tails_put_the_caller_to_sleep() {
    let mut ctx = context(2);
    let caller = std::thread::current().id();
    let body = |_: &mut Context, _: Range<usize>| {
        if std::thread::current().id() != caller {
            std::thread::sleep(Duration::from_millis(30));
        }
        Ok(())
    };
    for _ in 0..3 {
        pool(&ctx).run(&mut ctx, 12, 0, body).unwrap();
    }
}
