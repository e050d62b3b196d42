//! Random programs in the loop IR do the same as machine code as they do by the oracle: results to the bit, exceptions with
//! their places, output, what is left in the arguments; nothing leaks, with little memory or interrupted either.
//!
//! `NUMJIT_PROGRAMS=n` runs n programs instead of a few hundred; `NUMJIT_SEED=s` starts at a seed.

#[path = "common/generate.rs"]
mod generate;
#[path = "common/machine.rs"]
mod machine;
#[path = "common/outcome.rs"]
mod outcome;
#[path = "common/show.rs"]
mod show;

use numjit::ir::{Function, InstanceId, print};
use numjit::opt::{self, PASSES};
use numjit::oracle::{Fault, Options, Oracle};

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn check(seed: u64) {
    let functions = generate::program(seed);
    let mut counted = functions.clone();
    let refcount = PASSES.iter().filter(|pass| pass.name == "refcount");
    refcount.for_each(|pass| counted.iter_mut().for_each(|function| opt::run(pass, function)));
    let mut optimized = functions.clone();
    optimized.iter_mut().for_each(opt::optimize);
    for (functions, what) in [(&counted, "without passes"), (&optimized, "with all passes")] {
        agree(seed, functions, what);
    }
}

fn agree(seed: u64, functions: &[Function], what: &str) {
    let lookup = |instance: InstanceId| functions.get(instance.0 as usize);
    let Some(main) = functions.last() else { return };
    let mut oracle = Oracle::new(&lookup, Options { fuel: 200_000, ..Options::default() });
    let args = generate::arguments(seed, main, &mut oracle.heap);
    let fresh = oracle.heap.clone();
    let expected = match outcome::outcome(&mut oracle, main, &args) {
        Ok((text, _)) => text,
        Err(Fault::OutOfFuel) => return,
        Err(fault) => panic!("seed {seed}: {fault}"),
    };
    let found = machine::Machine::new(functions).run_instance(main.instance, &fresh, &args);
    let found = found.unwrap_or_else(|failed| panic!("seed {seed} {what}: {failed:?}\n{}", listing(functions)));
    assert_eq!(expected, found, "seed {seed} {what}\n{}", listing(functions));
}

fn listing(functions: &[Function]) -> String {
    functions.iter().map(print).collect()
}

#[test]
fn machine_code_agrees_with_the_oracle() {
    let first = variable("NUMJIT_SEED", 1);
    for seed in first..first + variable("NUMJIT_PROGRAMS", 2_000) {
        check(seed);
    }
}
