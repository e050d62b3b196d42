//! Branches and general loops: `if`, `block`, `loop`, `br`.
//!
//! Input: structured instructions. Output: blocks whose parameters are the carried values and results.
//! Never: counted loops (`counted`), handlers (`handler`).

use super::function::{Lower, block_args};
use crate::ir::{Inst, InstId, LabelId, Op, RegionId, ValueId};
use cranelift_codegen::ir::{Block, InstBuilder, TrapCode};

/// What an unreachable place traps with, should it be reached.
const UNREACHABLE: u8 = 1;

impl Lower<'_, '_> {
    pub(super) fn if_(&mut self, inst: &Inst) {
        let cond = self.one(inst.args[0]);
        let [then, orelse] = inst.regions[..] else { crate::ice!("{}: an if has two regions", self.f.name) };
        let merge = self.results_block(inst);
        let then_block = self.b.create_block();
        match self.only_yields(orelse).map(|values| block_args(&self.all(values))) {
            Some(args) => {
                self.b.ins().brif(cond, then_block, &[], merge, &args);
            }
            None => {
                let else_block = self.b.create_block();
                self.b.ins().brif(cond, then_block, &[], else_block, &[]);
                self.b.switch_to_block(else_block);
                self.region(orelse, merge);
            }
        }
        self.b.switch_to_block(then_block);
        self.region(then, merge);
        self.enter_results(inst, merge);
    }

    pub(super) fn block(&mut self, inst: &Inst, label: LabelId) {
        let exit = self.results_block(inst);
        self.labels[label.0 as usize] = Some(exit);
        self.region(inst.regions[0], exit);
        self.enter_results(inst, exit);
    }

    pub(super) fn loop_(&mut self, id: InstId, inst: &Inst, label: LabelId) {
        let body = inst.regions[0];
        let f = self.f;
        let (header, exit) = (self.block_of(self.types(&f[body].params)), self.results_block(inst));
        self.labels[label.0 as usize] = Some(header);
        self.jump(header, &inst.args);
        self.b.switch_to_block(header);
        let carried = self.b.block_params(header).to_vec();
        self.bind_all(&f[body].params, &carried);
        self.poll(Some(id), self.site(inst.site));
        self.region(body, exit);
        self.enter_results(inst, exit);
    }

    pub(super) fn br(&mut self, values: &[ValueId], label: LabelId) {
        let Some(target) = self.labels[label.0 as usize] else {
            crate::ice!("{}: br to {label} from outside", self.f.name)
        };
        self.jump(target, values);
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

    /// What a region yields, if it does nothing else.
    fn only_yields(&self, region: RegionId) -> Option<&'_ [ValueId]> {
        match self.f[region].insts[..] {
            [only] if self.f[only].op == Op::Yield => Some(&self.f[only].args),
            _ => None,
        }
    }
}
