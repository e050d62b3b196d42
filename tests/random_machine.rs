//! Random programs in the loop IR do the same as machine code as they do by the oracle: results to the bit, exceptions with
//! their places, output, what is left in the arguments; nothing leaks, with little memory or interrupted either.
//!
//! `NUMJIT_PROGRAMS=n` runs n programs instead of two thousand; `NUMJIT_SEED=s` starts at a seed.

#[path = "common/agree.rs"]
mod agree;
#[path = "common/generate.rs"]
mod generate;
#[path = "common/machine.rs"]
mod machine;
#[path = "common/outcome.rs"]
mod outcome;
#[path = "common/rng.rs"]
mod rng;
#[path = "common/show.rs"]
mod show;

use agree::Versions;

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn check(seed: u64) {
    let functions = generate::program(seed);
    let Some(main) = functions.last() else { return };
    let versions = Versions::new(&functions);
    let disagreement = versions.disagreement(main.instance, &|heap| generate::arguments(seed, main, heap));
    assert!(disagreement.is_none(), "seed {seed}: {}", disagreement.unwrap_or_default());
}

#[test]
fn machine_code_agrees_with_the_oracle() {
    let first = variable("NUMJIT_SEED", 1);
    for seed in first..first + variable("NUMJIT_PROGRAMS", 2_000) {
        check(seed);
    }
}
