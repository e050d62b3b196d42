//! Checks, and what happens when one fails.
//!
//! Input: conditions. Output: a branch to a cold block; there the exception is noted in the context, what the frame
//! owns is released, and control goes to the handler or out of the function. Never: unwinding.

use super::frame::reference_word;
use super::function::{Lower, MemoryKind, block_args};
use crate::ir::{CheckKind, Inst, InstId, Sign, StrId, ValueId};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::helpers::Helper;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};

/// How many operands a failure can carry into its message.
const OPERANDS: usize = 4;

/// Failures that go on alike share one block, which raises and cleans up.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct FailureKey {
    target: Block,
    released: Vec<ValueId>,
    operands: usize,
}

impl Lower<'_, '_> {
    pub(super) fn check(&mut self, id: InstId, inst: &Inst, kind: CheckKind) {
        let cond = self.one(inst.args[0]);
        let fails = self.not(cond);
        let cold = self.branch_cold(fails);
        let operands = self.all(&inst.args[1..]);
        let site = self.site(inst.site);
        let shapes = |split: usize| operands.split_at(split);
        self.fill_cold(cold, |lower| match kind {
            CheckKind::Fixed(check) => lower.fail(Some(id), check, site, &operands),
            CheckKind::Shapes { check, left, .. } => lower.fail_shapes(id, check, site, shapes(left.into())),
            CheckKind::Reshape { .. } => lower.fail_shapes(id, Check::ReshapeSize, site, shapes(1)),
            CheckKind::Text(kind, text) => lower.fail_text(id, kind, site, text),
        });
    }

    /// `index, length -> index` with Python's wrap of negative ones.
    ///
    /// Without a branch: a wrap off the hot path would come back into the loop behind the way out of it, and Cranelift
    /// hoists nothing out of the blocks of a loop that it visits after one outside.
    pub(super) fn bounds(&mut self, id: InstId, inst: &Inst, axis: u8, sign: Sign) {
        let (index, length) = (self.one(inst.args[0]), self.one(inst.args[1]));
        let wrapped = match sign {
            Sign::Any => self.wrap_index(index, length),
            Sign::NotNegative => index,
        };
        let outside = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, wrapped, length);
        let cold = self.branch_cold(outside);
        let site = self.site(inst.site);
        self.fill_cold(cold, |lower| {
            let axis = lower.iconst(types::I64, i64::from(axis));
            lower.fail(Some(id), Check::IndexBounds, site, &[index, axis, length]);
        });
        self.bind_result(inst, &[wrapped]);
    }

    fn wrap_index(&mut self, index: Value, length: Value) -> Value {
        let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, index, 0);
        let from_end = self.b.ins().iadd(index, length);
        self.b.ins().select(negative, from_end, index)
    }

    /// Ends the current (cold) block by raising what a check found.
    pub(super) fn fail(&mut self, inst: Option<InstId>, check: Check, site: u32, operands: &[Value]) {
        let target = self.exception_target();
        let key = FailureKey { target, released: self.released(inst), operands: operands.len() };
        let mut args = vec![self.iconst(types::I32, check as i64), self.iconst(types::I32, i64::from(site))];
        args.extend(operands);
        if let Some(&block) = self.failures.get(&key) {
            self.b.ins().jump(block, &block_args(&args));
            return;
        }
        let block = self.failure_block(operands.len());
        self.failures.insert(key, block);
        self.b.ins().jump(block, &block_args(&args));
        self.b.switch_to_block(block);
        let mut args = vec![self.ctx];
        args.extend(self.b.block_params(block));
        while args.len() < 3 + OPERANDS {
            args.push(self.iconst(types::I64, 0));
        }
        self.call_helper_raw(Helper::Raise, &args);
        self.unwind(inst);
    }

    /// A block where failures meet: `check, site, operands..`.
    fn failure_block(&mut self, operands: usize) -> Block {
        let block = self.cold_block();
        for _ in 0..2 {
            self.b.append_block_param(block, types::I32);
        }
        for _ in 0..operands {
            self.b.append_block_param(block, types::I64);
        }
        block
    }

    fn fail_shapes(&mut self, inst: InstId, check: Check, site: u32, shapes: (&[Value], &[Value])) {
        let (first, first_rank) = self.spill(shapes.0);
        let (second, second_rank) = self.spill(shapes.1);
        let (check, site) = (self.iconst(types::I32, check as i64), self.iconst(types::I32, i64::from(site)));
        self.call_helper_raw(Helper::RaiseShapes, &[self.ctx, check, site, first, first_rank, second, second_rank]);
        self.unwind(Some(inst));
    }

    /// Int64 values in memory: their address and number.
    pub(super) fn spill(&mut self, values: &[Value]) -> (Value, Value) {
        let (address, flags) = (self.stack_words(values.len()), self.flags(MemoryKind::Words));
        for (i, &value) in values.iter().enumerate() {
            self.b.ins().store(flags, value, address, 8 * i as i32);
        }
        (address, self.iconst(types::I64, values.len() as i64))
    }

    fn fail_text(&mut self, inst: InstId, kind: ExceptionKind, site: u32, text: StrId) {
        let message = self.string_constant(text);
        let (kind, site) = (self.iconst(types::I32, kind as i64), self.iconst(types::I32, i64::from(site)));
        self.call_helper_raw(Helper::RaiseMessage, &[self.ctx, kind, site, message]);
        self.unwind(Some(inst));
    }

    // --- leaving ---------------------------------------------------------------------------------------------------

    /// What the frame owns and gives up when an instruction raises.
    fn released(&self, inst: Option<InstId>) -> Vec<ValueId> {
        inst.and_then(|inst| self.f.cleanups.get(&inst)).cloned().unwrap_or_default()
    }

    /// Ends the current block: an exception is in flight, raised by `inst` (none: by the function's beginning).
    pub(super) fn unwind(&mut self, inst: Option<InstId>) {
        self.unwind_as(inst, &[]);
    }

    /// As [`Self::unwind`], where some values are not yet bound to the parts that they would have.
    pub(super) fn unwind_as(&mut self, inst: Option<InstId>, parts: &[(ValueId, &[Value])]) {
        let mut released = self.released(inst);
        released.retain(|&value| match parts.iter().find(|(other, _)| *other == value) {
            Some((_, parts)) => {
                self.release_parts(value, parts);
                false
            }
            None => self.f.ty(value).is_reference(),
        });
        self.leave(&released);
    }

    /// Ends the current block: gives up what the frame owns, last first, and goes to the handler. Ways that begin with
    /// different values and go on alike share blocks.
    fn leave(&mut self, released: &[ValueId]) {
        let mut way = self.exception_target();
        let mut new = Vec::new();
        for &value in released {
            let key = (way, self.values.parts(value)[reference_word(self.f.ty(value))]);
            way = match self.ways_out.get(&key) {
                Some(&known) => known,
                None => {
                    let block = self.cold_block();
                    self.ways_out.insert(key, block);
                    new.push((block, value, way));
                    block
                }
            };
        }
        self.b.ins().jump(way, &[]);
        for (block, value, next) in new {
            self.b.switch_to_block(block);
            self.release(value);
            self.b.ins().jump(next, &[]);
        }
    }

    /// Continues when `failed` is zero; otherwise a callee has raised: notes the frame and leaves.
    pub(super) fn propagate(&mut self, id: InstId, inst: &Inst, failed: Value) {
        let cold = self.branch_cold(failed);
        let site = self.site(inst.site);
        self.fill_cold(cold, |lower| {
            let site = lower.iconst(types::I32, i64::from(site));
            lower.call_helper_raw(Helper::PushFrame, &[lower.ctx, site]);
            lower.unwind(Some(id));
        });
    }

    /// As [`Self::propagate`], for a callee that gives null when it raises.
    pub(super) fn propagate_null(&mut self, id: InstId, inst: &Inst, pointer: Value) {
        let failed = self.b.ins().icmp_imm_u(IntCC::Equal, pointer, 0);
        self.propagate(id, inst, failed);
    }
}
