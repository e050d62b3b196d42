//! Branches and general loops: `if`, `block`, `loop`, `br`.
//!
//! Input: structured instructions. Output: blocks whose parameters are the carried values and results.
//! Never: counted loops (`counted`), handlers (`handler`).

use super::function::{Lower, block_args};
use crate::ir::{Inst, InstId, LabelId, Op, RegionId, ValueId};
use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, InstructionData, TrapCode, Value};

/// What an unreachable place traps with, should it be reached.
const UNREACHABLE: u8 = 1;

/// One way that an `if` goes on.
struct Arm {
    block: Block,
    args: Vec<BlockArg>,
    /// What is to be built in the block; none where the arm does nothing but go on.
    region: Option<RegionId>,
}

impl Lower<'_, '_> {
    /// Of the two ways, Cranelift lays out the second one next to the branch: that is the first arm, unless it leaves the loop.
    pub(super) fn if_(&mut self, inst: &Inst) {
        let cond = self.one(inst.args[0]);
        let [then, orelse] = inst.regions[..] else { crate::ice!("{}: an if has two regions", self.f.name) };
        let merge = self.results_block(inst);
        let arms = [self.arm(then, merge), self.arm(orelse, merge)];
        if self.leaves(then) && !self.leaves(orelse) {
            self.b.ins().brif(cond, arms[0].block, &arms[0].args, arms[1].block, &arms[1].args);
        } else {
            let not = self.not(cond);
            self.b.ins().brif(not, arms[1].block, &arms[1].args, arms[0].block, &arms[0].args);
        }
        for Arm { block, region, .. } in arms {
            if let Some(region) = region {
                self.b.switch_to_block(block);
                self.region(region, merge);
            }
        }
        self.enter_results(inst, merge);
    }

    /// Where an arm of an `if` goes, by a block of its own if it does anything.
    fn arm(&mut self, region: RegionId, merge: Block) -> Arm {
        let f = self.f;
        let target = match f[region].insts[..] {
            [only] => match f[only].op {
                Op::Yield => Some((merge, only)),
                Op::Br(label) => Some((self.target(label), only)),
                _ => None,
            },
            _ => None,
        };
        match target {
            Some((block, only)) => Arm { block, args: block_args(&self.all(&f[only].args)), region: None },
            None => Arm { block: self.b.create_block(), args: Vec::new(), region: Some(region) },
        }
    }

    /// Does control never come from a region's end back to the innermost loop around it?
    fn leaves(&self, region: RegionId) -> bool {
        let insts = &self.f[region].insts;
        let Some((&last, rest)) = insts.split_last() else { return false };
        match self.f[last].op {
            Op::Return | Op::Raise(_) | Op::Reraise => true,
            Op::Br(label) => self.label_depths[label.0 as usize] < self.loop_depth,
            Op::Unreachable => rest.last().is_some_and(|&before| {
                let before = &self.f[before];
                before.op == Op::If && before.regions.iter().all(|&arm| self.leaves(arm))
            }),
            _ => false,
        }
    }

    /// The opposite of a flag.
    pub(super) fn not(&mut self, flag: Value) -> Value {
        let dfg = &self.b.func.dfg;
        let compare = dfg.value_def(flag).inst().map(|inst| dfg.insts[inst]);
        match compare {
            Some(InstructionData::IntCompare { cond, args: [x, y], .. }) => self.b.ins().icmp(cond.complement(), x, y),
            Some(InstructionData::FloatCompare { cond, args: [x, y], .. }) => {
                self.b.ins().fcmp(cond.complement(), x, y)
            }
            _ => self.b.ins().icmp_imm_u(IntCC::Equal, flag, 0),
        }
    }

    pub(super) fn block(&mut self, inst: &Inst, label: LabelId) {
        let exit = self.results_block(inst);
        self.enter_label(label, exit);
        self.region(inst.regions[0], exit);
        self.enter_results(inst, exit);
    }

    pub(super) fn loop_(&mut self, id: InstId, inst: &Inst, label: LabelId) {
        let body = inst.regions[0];
        let f = self.f;
        let (header, exit) = (self.block_of(self.types(&f[body].params)), self.results_block(inst));
        self.loop_depth += 1;
        self.enter_label(label, header);
        self.jump(header, &inst.args);
        self.b.switch_to_block(header);
        let carried = self.b.block_params(header).to_vec();
        self.bind_all(&f[body].params, &carried);
        self.poll(Some(id), self.site(inst.site));
        self.region(body, exit);
        self.loop_depth -= 1;
        self.enter_results(inst, exit);
    }

    fn enter_label(&mut self, label: LabelId, target: Block) {
        self.labels[label.0 as usize] = Some(target);
        self.label_depths[label.0 as usize] = self.loop_depth;
    }

    pub(super) fn br(&mut self, values: &[ValueId], label: LabelId) {
        let target = self.target(label);
        self.jump(target, values);
    }

    /// Where a `br` to a label goes.
    fn target(&self, label: LabelId) -> Block {
        match self.labels[label.0 as usize] {
            Some(target) => target,
            None => crate::ice!("{}: br to {label} from outside", self.f.name),
        }
    }

    pub(super) fn unreachable(&mut self) {
        self.b.ins().trap(TrapCode::unwrap_user(UNREACHABLE));
    }

    /// A block that takes an instruction's results.
    pub(super) fn results_block(&mut self, inst: &Inst) -> Block {
        self.block_of(self.types(&inst.results))
    }

    /// Goes on in the block that takes an instruction's results.
    pub(super) fn enter_results(&mut self, inst: &Inst, block: Block) {
        self.b.switch_to_block(block);
        let parts = self.b.block_params(block).to_vec();
        self.bind_all(&inst.results, &parts);
    }
}
