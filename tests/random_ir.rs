//! Random programs in the loop IR: they verify, read back from their text, mean the same after every pass, and leak nothing on
//! any way out.
//!
//! `NUMJIT_PROGRAMS=n` runs n programs instead of a few hundred; `NUMJIT_SEED=s` starts at a seed.

#[path = "common/generate.rs"]
mod generate;
#[path = "common/rng.rs"]
mod rng;

use numjit::ir::verify::verify;
use numjit::ir::{Function, InstanceId, compact, print, text};
use numjit::opt::{self, PASSES};
use numjit::oracle::{Fault, Options, Oracle, Stop, Value};

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// What a run shows: results or exception, output, arguments afterwards.
fn run(seed: u64, functions: &[Function], options: Options) -> Option<(String, (u64, u64))> {
    let lookup = |instance: InstanceId| functions.get(instance.0 as usize);
    let main = functions.last()?;
    let mut oracle = Oracle::new(&lookup, options);
    let args = generate::arguments(seed, main, &mut oracle.heap);
    let result = oracle.call(main, &args);
    let mut held = args.clone();
    let result = match result {
        Ok(results) => {
            held.extend(results.iter().cloned());
            results.iter().map(|value| show(&oracle, value)).collect::<Vec<_>>().join(", ")
        }
        Err(Stop::Raised(exception)) => format!("{exception} {:?}", exception.sites),
        Err(Stop::Fault(Fault::OutOfFuel)) => return None,
        Err(Stop::Fault(fault)) => panic!("seed {seed} with {options:?}: {fault}\n{}", listing(functions)),
    };
    let leaks = oracle.leaks(&held);
    assert!(!options.counting || leaks.is_empty(), "seed {seed} with {options:?}: {leaks:?}\n{}", listing(functions));
    let args: Vec<String> = args.iter().map(|arg| show(&oracle, arg)).collect();
    Some((format!("{result} | {} | {}", oracle.output, args.join(", ")), oracle.events()))
}

fn show(oracle: &Oracle<'_>, value: &Value) -> String {
    match value {
        Value::Scalar(scalar) => format!("{scalar:?}"),
        Value::Array(array) => match oracle.heap.elements(array) {
            Ok(elements) => format!("{:?}{elements:?}", array.shape),
            Err(stop) => panic!("{stop}"),
        },
        Value::Str(_) => format!("{:?}", oracle.heap.text(value)),
        Value::List(_) => match oracle.heap.items(value) {
            Ok(items) => format!("{:?}", items.iter().flatten().map(|item| show(oracle, item)).collect::<Vec<_>>()),
            Err(stop) => panic!("{stop}"),
        },
        Value::Object(_) => "object".to_owned(),
        Value::Null => "null".to_owned(),
    }
}

fn listing(functions: &[Function]) -> String {
    functions.iter().map(print).collect()
}

fn check(seed: u64) {
    let functions = generate::program(seed);
    for function in &functions {
        let found = verify(function);
        assert!(found.is_ok(), "seed {seed}: {:?}\n{}", found.err(), print(function));
        let again = text::read(&print(function)).expect("its own text");
        assert_eq!(print(&again), print(&compact(function)), "seed {seed}");
        assert!(again == compact(function), "seed {seed}: does not read back\n{}", print(function));
    }
    let options = Options { fuel: 200_000, ..Options::default() };
    let Some((expected, _)) = run(seed, &functions, options) else { return };
    let mut optimized = functions.clone();
    for pass in PASSES {
        optimized.iter_mut().for_each(|function| opt::run(pass, function));
        let options = Options { counting: pass.name == "refcount", ..options };
        let found = run(seed, &optimized, options).map(|(found, _)| found);
        let shown = (listing(&functions), listing(&optimized));
        assert_eq!(Some(&expected), found.as_ref(), "seed {seed} after {}\n{}\n{}", pass.name, shown.0, shown.1);
    }
    leaks(seed, &optimized, Options { counting: true, ..options });
}

/// Every allocation fails once, every poll interrupts once.
fn leaks(seed: u64, functions: &[Function], options: Options) {
    let Some((_, (allocations, polls))) = run(seed, functions, options) else { return };
    for at in 0..allocations.min(12) {
        run(seed, functions, Options { fail_allocation: Some(at), ..options });
    }
    for at in 0..polls.min(8) {
        run(seed, functions, Options { interrupt: Some(at), ..options });
    }
}

#[test]
fn random_programs_keep_their_meaning() {
    let first = variable("NUMJIT_SEED", 1);
    for seed in first..first + variable("NUMJIT_PROGRAMS", 400) {
        check(seed);
    }
}
