//! Random scripts do the same by the oracle and by machine code: without passes, with all of them, on 1, 2 and 8 threads; nothing
//! leaks, with little memory or interrupted either.
//!
//! `NUMJIT_PROGRAMS=n` runs n scripts instead of two thousand; `NUMJIT_SEED=s` starts at a seed. A script that differs is shrunk
//! and printed, with its seed, in the form of a case file.

#[path = "common/agree.rs"]
mod agree;
#[allow(dead_code, reason = "nothing is compared with what a case file expects")]
mod common;
#[path = "common/machine.rs"]
mod machine;
#[path = "common/outcome.rs"]
mod outcome;
#[path = "common/program.rs"]
mod program;
#[path = "common/rng.rs"]
mod rng;
#[path = "common/show.rs"]
mod show;
#[path = "common/shrink.rs"]
mod shrink;
#[path = "common/source.rs"]
mod source;

use agree::Versions;
use common::case::{Run, runs};
use numjit::diagnostic::Severity;
use numjit::hir;
use numjit::infer::{Program, ScriptEnvironment, infer};
use numjit::oracle::{Heap, Value as Held};
use numjit::source::SourceFile;
use source::Script;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What comes of a script.
enum Verdict {
    Agrees,
    /// It does not compile; the diagnostic.
    Refused(String),
    Differs(String),
}

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn arguments(run: &Run, heap: &mut Heap) -> Vec<Held> {
    let mut args = Vec::new();
    run.args.iter().zip(&run.params).for_each(|(value, ty)| value.give(ty, heap, &mut args));
    args
}

/// Runs all calls of a script in all ways.
fn verdict(text: &str) -> Verdict {
    let checked = catch_unwind(AssertUnwindSafe(|| check(text)));
    checked.unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Verdict::Differs(format!("panics: {}", words.unwrap_or("without words")))
    })
}

fn check(text: &str) -> Verdict {
    let source = SourceFile::new("random.npy", text);
    let parsed = numjit::syntax::parse(&source);
    let (module, mut found) = hir::resolve(&source, &parsed.module);
    found.extend(parsed.diagnostics);
    if let Some(error) = found.iter().find(|it| it.severity == Severity::Error) {
        return Verdict::Refused(format!("{}: {}", source.line(error.primary.span.start), error.message));
    }
    let env = ScriptEnvironment::new(Arc::new(module));
    let mut program = Program::new();
    let mut versions: Option<Versions> = None;
    for run in runs(text) {
        let Some(id) = env.find(&run.function) else { return Verdict::Refused("no function".into()) };
        let instance = match infer(&mut program, &env, id, &run.params) {
            Ok(instance) => instance,
            Err(errors) => {
                let error = errors.first().map(|it| (source.line(it.primary.span.start), it.message.clone()));
                return Verdict::Refused(format!("{error:?}"));
            }
        };
        let versions = versions.get_or_insert_with(|| Versions::new(&program::lower(&program, instance)));
        if let Some(difference) = versions.disagreement(instance, &|heap| arguments(&run, heap)) {
            return Verdict::Differs(difference);
        }
    }
    Verdict::Agrees
}

/// What is wrong with the script of a seed: the seed, a smaller script, how that differs.
fn failure(seed: u64, script: &Script) -> String {
    let differs = |script: &Script| match verdict(&script.text()) {
        Verdict::Differs(how) => Some(how),
        _ => None,
    };
    let smaller = shrink::shrink(script.clone(), &|script| differs(script).is_some());
    let how = differs(&smaller).unwrap_or_default();
    format!("seed {seed}: {how}\n{}", smaller.text())
}

#[test]
fn machine_code_agrees_with_the_oracle() {
    let (first, count) = (variable("NUMJIT_SEED", 1), variable("NUMJIT_PROGRAMS", 2_000));
    let (next, refused) = (AtomicU64::new(first), AtomicU64::new(0));
    let work = || {
        let mut failures = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + count || failures.len() > 2 {
                return failures;
            }
            let script = source::script(seed);
            match verdict(&script.text()) {
                Verdict::Agrees => {}
                Verdict::Refused(why) => {
                    refused.fetch_add(1, Ordering::Relaxed);
                    if std::env::var_os("SHOW").is_some() {
                        println!("seed {seed} is refused: {why}");
                    }
                }
                Verdict::Differs(_) => failures.push(failure(seed, &script)),
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let refused = refused.into_inner();
    assert!(refused * 20 <= count, "{refused} of {count} scripts are refused");
}
