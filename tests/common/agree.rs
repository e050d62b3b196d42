//! One program in several versions, each run by the oracle and by machine code: all must do the same.
//!
//! Input: functions without reference counts, arguments. Output: the first way to run them that differs from the oracle.

#[path = "held.rs"]
pub mod held;

use crate::machine::Machine;
use crate::outcome::outcome;
use libtest_mimic::Failed;
use numjit::codegen::Level;
use numjit::ir::{BinaryOp, Function, InstanceId, Op, UnaryOp, print};
use numjit::opt::{self, Inliner, PASSES};
use numjit::oracle::{Fault, Heap, Options, Oracle, Value};
use numjit::runtime::array::Array;
use std::sync::Once;

/// How much an oracle's run may cost.
const FUEL: u64 = 2_000_000;

/// A program as it was lowered, and what machine code is made of.
pub struct Versions {
    /// As it was lowered.
    pub plain: Vec<Function>,
    /// With reference counts and no other pass; with all passes.
    pub compiled: [Compiled; 2],
    /// With all passes, for each other level of vector instructions that the machine has.
    leveled: Vec<(Level, Machine)>,
    /// Arrays of the host zone that it reads, by number.
    captured: Vec<Array>,
}

/// A version as machine code.
pub struct Compiled {
    what: &'static str,
    /// What it was made of.
    pub functions: Vec<Function>,
    machine: Machine,
}

impl Versions {
    /// All versions of a program.
    #[allow(dead_code, reason = "each test program uses its part")]
    pub fn new(plain: &[Function]) -> Self {
        Self::with_captured(plain, Vec::new())
    }

    /// All versions of a program that reads arrays of the host zone.
    pub fn with_captured(plain: &[Function], captured: Vec<Array>) -> Self {
        let (mut counted, mut optimized) = (plain.to_vec(), inlined(plain));
        let refcount = PASSES.iter().filter(|pass| pass.name == "refcount");
        refcount.for_each(|pass| counted.iter_mut().for_each(|function| opt::run(pass, function)));
        optimized.iter_mut().for_each(opt::optimize);
        let compiled = |what, functions: Vec<Function>| Compiled {
            what,
            machine: Machine::new(&functions, &captured, Level::current()),
            functions,
        };
        let others = other_levels().into_iter();
        let leveled = others.map(|level| (level, Machine::new(&optimized, &captured, level))).collect();
        let compiled = [compiled("without passes", counted), compiled("with all passes", optimized)];
        Self { plain: plain.to_vec(), compiled, leveled, captured }
    }

    /// How machine code of some version differs from what the oracle makes of the program as it was lowered; none: nowhere,
    /// or the oracle does not end.
    pub fn disagreement(&self, main: InstanceId, arguments: &dyn Fn(&mut Heap) -> Vec<Value>) -> Option<String> {
        let lookup = |instance: InstanceId| find(&self.plain, instance);
        let mut oracle = Oracle::new(&lookup, Options { fuel: FUEL, ..Options::default() });
        let args = arguments(&mut oracle.heap);
        oracle.captured = self.captured.iter().map(|array| held::held_array(&mut oracle.heap, array)).collect();
        let fresh = oracle.heap.clone();
        let expected = match outcome(&mut oracle, find(&self.plain, main)?, &args) {
            Ok((text, _)) => text,
            Err(Fault::OutOfFuel) => return None,
            Err(fault) => return Some(format!("the oracle: {fault}\n{}", listing(&self.plain))),
        };
        let differs = |functions: &[Function], found: Result<String, Failed>, what: &str| {
            let found = found.unwrap_or_else(|failed| failed.message().unwrap_or("failed").to_owned());
            let same =
                comparable(&found) == comparable(&expected) || (approximates(functions) && is_near(&found, &expected));
            (!same)
                .then(|| format!("machine code gives {found}, the oracle {expected}, {what}\n{}", listing(functions)))
        };
        let compiled = self.compiled.iter().find_map(|version| {
            differs(&version.functions, version.machine.run_instance(main, &fresh, &args), version.what)
        });
        compiled.or_else(|| {
            self.leveled.iter().find_map(|(level, machine)| {
                let functions = &self.compiled[1].functions;
                differs(functions, machine.run_once(main, &fresh, &args), &format!("with all passes, {level:?}"))
            })
        })
    }
}

/// Levels other than the process' own; says once which ones the machine lacks.
fn other_levels() -> Vec<Level> {
    static SAID: Once = Once::new();
    let (here, lacking): (Vec<Level>, Vec<Level>) = Level::ALL.into_iter().partition(|&level| level <= Level::here());
    SAID.call_once(|| lacking.iter().for_each(|level| println!("{level:?} is skipped: this machine lacks it")));
    here.into_iter().filter(|&level| level != Level::current() && level != Level::Baseline).collect()
}

/// All functions with small callees in place.
pub fn inlined(plain: &[Function]) -> Vec<Function> {
    let mut inliner = Inliner::default();
    let mut lowered = |instance| find(plain, instance).cloned().unwrap_or_else(|| panic!("{instance:?} is nowhere"));
    plain.iter().map(|function| inliner.body(function.instance, &mut lowered).function.clone()).collect()
}

/// The function of an instance.
pub fn find(functions: &[Function], instance: InstanceId) -> Option<&Function> {
    functions.iter().find(|function| function.instance == instance)
}

/// All functions as text.
pub fn listing(functions: &[Function]) -> String {
    functions.iter().map(print).collect::<Vec<_>>().join("\n")
}

/// What must be the same: all of it, but for how deep a recursion went before it was too deep.
fn comparable(text: &str) -> &str {
    match text.split_once(" @ ") {
        Some((exception, _)) if exception.starts_with("RecursionError") => exception,
        _ => text,
    }
}

/// Do functions call what has a vector form that differs from the scalar one by an ulp?
fn approximates(functions: &[Function]) -> bool {
    use BinaryOp::{Atan2, Hypot, Pow};
    use UnaryOp::{
        Acos, Asin, Atan, Cbrt, Cos, Cosh, Erf, Erfc, Exp, Exp2, Expm1, Log, Log1p, Log2, Log10, Sin, Sinh, Tan, Tanh,
    };
    functions.iter().flat_map(|function| &function.insts).any(|inst| match inst.op {
        Op::Binary(op) => matches!(op, Atan2 | Hypot | Pow),
        Op::Unary(Acos | Asin | Atan | Cbrt | Cos | Cosh | Erf | Erfc | Sin | Sinh | Tan | Tanh) => true,
        Op::Unary(op) => matches!(op, Exp | Exp2 | Expm1 | Log | Log1p | Log2 | Log10),
        _ => false,
    })
}

/// Are two texts the same, but for the last bits of floats?
fn is_near(a: &str, b: &str) -> bool {
    let parts = |text: &str| text.split(|c| "[](), ".contains(c)).map(str::to_owned).collect::<Vec<String>>();
    let (a, b) = (parts(a), parts(b));
    let same = |(a, b): (&String, &String)| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => a == b || (x - y).abs() <= 4.0 * f64::EPSILON * y.abs(),
        _ => a == b,
    };
    a.len() == b.len() && a.iter().zip(&b).all(same)
}
