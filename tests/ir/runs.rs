//! `; run: name(args) == what comes out`: calls by the oracle.
//!
//! Each call is made as the function stands and again after all passes with references counted; then once for every allocation that could
//! fail and every poll that could interrupt it. All must agree, and nothing may leak.

use crate::machine::Machine;
use crate::outcome::outcome;
use crate::values::read_args;
use libtest_mimic::Failed;
use numjit::codegen::Level;
use numjit::ir::{Function, InstanceId};
use numjit::opt::{self, PASSES};
use numjit::oracle::{Options, Oracle};

/// The mark of a call.
pub const MARK: &str = "; run: ";

/// The line with what the call gives.
pub fn run_line(line: &str, functions: &[Function]) -> Result<String, Failed> {
    let call = line.split(" == ").next().unwrap_or(line).trim_start_matches(MARK).trim();
    let (name, args) = call.split_once('(').ok_or("no call")?;
    let args = args.strip_suffix(')').ok_or("no call")?;
    let plain = run(functions, name, args, Options::default())?;
    let mut optimized: Vec<Function> = functions.iter().map(|function| crate::inlined(function, functions)).collect();
    optimized.iter_mut().for_each(opt::optimize);
    let counting = Options { counting: true, ..Options::default() };
    let counted = run(&optimized, name, args, counting)?;
    if plain.text != counted.text {
        return Err(format!("{call}\n  gives {}\n  after the passes {}", plain.text, counted.text).into());
    }
    agree_with_machine_code(functions, &optimized, name, args, &plain.text)?;
    let (allocations, polls) = counted.events;
    for at in 0..allocations.min(40) {
        run(&optimized, name, args, Options { fail_allocation: Some(at), ..counting })?;
    }
    for at in 0..polls.min(40) {
        run(&optimized, name, args, Options { interrupt: Some(at), ..counting })?;
    }
    Ok(format!("{MARK}{call} == {}", plain.text))
}

/// Machine code gives the same, with all passes and with reference counts alone.
fn agree_with_machine_code(
    functions: &[Function],
    optimized: &[Function],
    name: &str,
    args: &str,
    expected: &str,
) -> Result<(), Failed> {
    let mut counted = functions.to_vec();
    for pass in PASSES.iter().filter(|pass| pass.name == "refcount") {
        counted.iter_mut().for_each(|function| opt::run(pass, function));
    }
    for (functions, passes) in [(&counted[..], "without passes"), (optimized, "after the passes")] {
        let function = functions.iter().find(|function| &*function.name == name).ok_or("there is no such function")?;
        let types: Vec<_> = function.params().iter().map(|&param| function.ty(param).clone()).collect();
        let lookup = |_| None;
        let mut oracle = Oracle::new(&lookup, Options::default());
        let values = read_args(&mut oracle.heap, args, &types)?;
        let found =
            Machine::new(functions, &[], Level::current()).run_instance(function.instance, &oracle.heap, &values)?;
        if found != expected {
            return Err(format!("{name}({args})\n  gives {expected}\n  as machine code {passes} {found}").into());
        }
    }
    Ok(())
}

struct Outcome {
    text: String,
    events: (u64, u64),
}

fn run(functions: &[Function], name: &str, args: &str, options: Options) -> Result<Outcome, Failed> {
    let lookup = |instance: InstanceId| functions.iter().find(|function| function.instance == instance);
    let function = functions.iter().find(|function| &*function.name == name).ok_or("there is no such function")?;
    let mut oracle = Oracle::new(&lookup, options);
    let types: Vec<_> = function.params().iter().map(|&param| function.ty(param).clone()).collect();
    let args = read_args(&mut oracle.heap, args, &types)?;
    let called = outcome(&mut oracle, function, &args);
    let (text, held) = called.map_err(|fault| format!("{name} with {options:?}: {fault}"))?;
    let leaks = oracle.leaks(&held);
    if options.counting && !leaks.is_empty() {
        return Err(format!("{name} with {options:?}: {}", leaks.join(", ")).into());
    }
    Ok(Outcome { text, events: oracle.events() })
}
