//! Cheaper operations that give the same bits.
//!
//! Input: a function. Output: the same, where a float divided by a constant power of two is multiplied by its reciprocal.
//! Never: what Cranelift does for ints.

use super::rewrite::{new_inst, new_value};
use crate::ir::{BinaryOp, Const, Function, Inst, InstId, Op, RegionId, ValueId};
use crate::types::Dtype;

pub(super) fn run(function: &mut Function) {
    region(function, function.body);
}

fn region(f: &mut Function, at: RegionId) {
    let insts = std::mem::take(&mut f[at].insts);
    let mut out = Vec::with_capacity(insts.len());
    for id in insts {
        for nested in f[id].regions.clone() {
            region(f, nested);
        }
        if let Some(reciprocal) = reciprocal_of_divisor(f, id) {
            let factor = constant(f, id, reciprocal, &mut out);
            f[id].op = Op::Binary(BinaryOp::Mul);
            f[id].args[1] = factor;
        }
        out.push(id);
    }
    f[at].insts = out;
}

/// A float constant of the type of an instruction's result.
fn constant(f: &mut Function, like: InstId, value: f64, out: &mut Vec<InstId>) -> ValueId {
    let result = new_value(f, f.ty(f[like].results[0]).clone());
    let inst = Inst {
        op: Op::Const(Const::Float(value)),
        args: Default::default(),
        results: [result].as_slice().into(),
        regions: Default::default(),
        site: f[like].site,
    };
    out.push(new_inst(f, inst));
    result
}

/// One over the constant that a division divides by, where both are powers of two.
fn reciprocal_of_divisor(f: &Function, id: InstId) -> Option<f64> {
    let inst = &f[id];
    let (Op::Binary(BinaryOp::Div), dtype) = (&inst.op, f.ty(*inst.args.first()?).dtype()?) else { return None };
    let Some(Const::Float(divisor)) = f.as_const(inst.args[1]) else { return None };
    let reciprocal = 1.0 / divisor;
    let is_exact = match dtype {
        Dtype::F64 => is_power_of_two(divisor) && is_power_of_two(reciprocal),
        Dtype::F32 => is_power_of_two(divisor) && (reciprocal as f32).is_normal() && (divisor as f32).is_normal(),
        _ => false,
    };
    is_exact.then_some(reciprocal)
}

/// Is it, up to its sign, a power of two that is not subnormal?
fn is_power_of_two(value: f64) -> bool {
    value.is_normal() && value.to_bits() << 12 == 0
}
