//! Moves what a loop computes again and again in front of it.
//!
//! Input: a function. Output: the same with pure instructions in front of the loops in which their operands do not change;
//! from within branches only those that cost next to nothing.
//! Never: loads and checks (what they see or raise depends on when they run), allocation.
//!
//! Cranelift does the same to machine operations; here it lets later passes see which indices are invariant.

use crate::ir::{BinaryOp, Function, Inst, InstId, Op, RegionId, ValueId};

pub(super) fn run(function: &mut Function) {
    let levels = vec![0; function.values.len()];
    let mut pass = Licm { f: function, levels };
    pass.region(pass.f.body, 0);
}

struct Licm<'f> {
    f: &'f mut Function,
    /// How many loops are around each value's definition.
    levels: Vec<u32>,
}

impl Licm<'_> {
    fn region(&mut self, region: RegionId, level: u32) {
        let params = self.f[region].params.clone();
        self.set_level(&params, level);
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for inst in insts {
            let is_loop = matches!(self.f[inst].op, Op::For | Op::ParallelFor(_) | Op::Loop(_));
            for nested in self.f[inst].regions.clone() {
                self.region(nested, level + u32::from(is_loop));
                if is_loop {
                    self.collect(nested, level + 1, true, &mut out);
                }
            }
            let results = self.f[inst].results.clone();
            self.set_level(&results, level);
            out.push(inst);
        }
        self.f[region].insts = out;
    }

    fn set_level(&mut self, values: &[ValueId], level: u32) {
        values.iter().for_each(|value| self.levels[value.0 as usize] = level);
    }

    /// Takes out of a loop's body at `level` what does not depend on the loop. `always`: the region runs in each iteration.
    fn collect(&mut self, region: RegionId, level: u32, always: bool, hoisted: &mut Vec<InstId>) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for id in insts {
            let inst = &self.f[id];
            let invariant = inst.args.iter().all(|arg| self.levels[arg.0 as usize] < level);
            if invariant && can_move(inst, always) {
                let results = inst.results.clone();
                self.set_level(&results, level - 1);
                hoisted.push(id);
                continue;
            }
            if matches!(inst.op, Op::If | Op::Block(_) | Op::Try) {
                for nested in inst.regions.clone() {
                    self.collect(nested, level, false, hoisted);
                }
            }
            kept.push(id);
        }
        self.f[region].insts = kept;
    }
}

/// May an instruction run although it would not have run, or earlier than it would have?
fn can_move(inst: &Inst, always: bool) -> bool {
    match inst.op {
        Op::Const(_) | Op::Dim(_) | Op::Stride(_) | Op::Compare(_) | Op::Select | Op::View => true,
        Op::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul) => true,
        Op::Unary(_) | Op::Binary(_) | Op::Convert => always,
        _ => false,
    }
}
