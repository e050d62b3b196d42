//! Scripts as functions of the loop IR.
//!
//! Input: an inferred specialization. Output: it and all that it calls, lowered and verified.

use numjit::infer::{Program, Typing};
use numjit::ir::verify::expect_verified;
use numjit::ir::{Function, InstanceId};
use numjit::lower::Callees;
use std::sync::Arc;

struct Known<'a>(&'a Program);

impl Callees for Known<'_> {
    fn typing(&self, instance: InstanceId) -> Arc<Typing> {
        self.0.typing(instance)
    }
}

/// A specialization and all that it calls.
pub fn lower(program: &Program, instance: InstanceId) -> Vec<Function> {
    let mut out: Vec<Function> = Vec::new();
    let mut waiting = vec![instance];
    while let Some(instance) = waiting.pop() {
        if out.iter().any(|function| function.instance == instance) {
            continue;
        }
        let function = numjit::lower::lower(&program.typing(instance), &Known(program));
        expect_verified(&function, "lower");
        waiting.extend(function.callees.iter().map(|callee| callee.instance));
        out.push(function);
    }
    out
}
