//! Counted loops.
//!
//! Input: `for`. Output: a rotated loop; the innermost ones in strips with a poll between two strips.
//! Never: a change of the trip count once the loop has begun; overflow at the ends of int64.
//!
//! The induction variable runs over `lo + k * step` modulo 2^64. It is compared with the wrapped end alone: since
//! `count * step` is less than 2^64 past `lo`, it meets that end for the first time after exactly `count` steps.

use super::Metering;
use super::abi::PTR;
use super::function::{Lower, block_args};
use crate::ir::{Const, Inst, InstId, RegionId, Ty, ValueId};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};

/// Iterations of an innermost loop between two polls.
const STRIP: i64 = 4096;

/// `lo, hi, step` of a loop.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub lo: Value,
    pub hi: Value,
    pub step: Value,
    pub constant_step: Option<i64>,
    /// The number of iterations, where it is known.
    pub constant_count: Option<u64>,
}

/// A loop that has at least one iteration.
pub(super) struct Counted {
    pub body: RegionId,
    /// What an interrupt cleans up after.
    pub inst: Option<InstId>,
    pub site: u32,
    pub range: Range,
    /// Iterations, unsigned.
    pub count: Value,
    /// The same of the loop that this is a part of.
    pub whole: Value,
    /// The parts of the carried values at the beginning.
    pub init: Vec<Value>,
    /// Goes on here with the parts of the carried values.
    pub exit: Block,
}

impl Lower<'_, '_> {
    pub(super) fn for_(&mut self, id: InstId, inst: &Inst) {
        let range = self.range(&inst.args);
        let (exit, init) = (self.results_block(inst), self.all(&inst.args[3..]));
        let count = self.guarded_count(range, exit, &init);
        let (body, site) = (inst.regions[0], self.site(inst.site));
        self.counted(&Counted { body, inst: Some(id), site, range, count, whole: count, init, exit });
        self.enter_results(inst, exit);
    }

    /// The loop with the polls that it needs, as vector code where it has such a form.
    pub(super) fn counted(&mut self, counted: &Counted) {
        if self.shared.metering == Metering::Fuel {
            self.polled_loop(counted);
        } else if !self.vectors(counted) {
            self.scalar_loop(counted);
        }
    }

    /// The loop one iteration at a time.
    pub(super) fn scalar_loop(&mut self, counted: &Counted) {
        let short = counted.range.constant_count.is_some_and(|n| n <= STRIP as u64);
        if self.facts.has_loop[counted.body.0 as usize] {
            self.polled_loop(counted);
        } else if short {
            let range = counted.range;
            let end = self.end_of(range, counted.count);
            let last = self.run(counted.body, range.lo, end, range.step, &counted.init);
            self.b.ins().jump(counted.exit, &block_args(&last[1..]));
        } else {
            self.stripped_loop(counted);
        }
    }

    pub(super) fn range(&mut self, args: &[ValueId]) -> Range {
        let constant = |value: ValueId| match self.f.as_const(value) {
            Some(Const::Int(value)) => Some(value),
            _ => None,
        };
        let (lo, hi, step) = (constant(args[0]), constant(args[1]), constant(args[2]));
        let constant_count = match (lo, hi, step) {
            (Some(lo), Some(hi), Some(step)) => Some(trip_count(lo, hi, step)),
            _ => None,
        };
        let [lo, hi, step_value] = [self.one(args[0]), self.one(args[1]), self.one(args[2])];
        Range { lo, hi, step: step_value, constant_step: step, constant_count }
    }

    /// The number of iterations (unsigned), in a block that is only reached when there are any.
    pub(super) fn guarded_count(&mut self, range: Range, exit: Block, init: &[Value]) -> Value {
        let (some, count) = self.trip_count(range);
        if range.constant_count.is_none_or(|n| n == 0) {
            let begin = self.b.create_block();
            self.b.ins().brif(some, begin, &[], exit, &block_args(init));
            self.b.switch_to_block(begin);
        }
        count
    }

    /// Whether there are iterations, and how many if there are.
    pub(super) fn trip_count(&mut self, range: Range) -> (Value, Value) {
        let Range { lo, hi, step, .. } = range;
        match range.constant_step {
            Some(1) => (self.b.ins().icmp(IntCC::SignedLessThan, lo, hi), self.b.ins().isub(hi, lo)),
            Some(-1) => (self.b.ins().icmp(IntCC::SignedGreaterThan, lo, hi), self.b.ins().isub(lo, hi)),
            Some(constant) => {
                let (from, to) = if constant > 0 { (lo, hi) } else { (hi, lo) };
                let pace = self.iconst(PTR, constant.unsigned_abs() as i64);
                self.general_count(from, to, pace)
            }
            None => {
                let up = self.b.ins().icmp_imm_s(IntCC::SignedGreaterThan, step, 0);
                let (from, to) = (self.b.ins().select(up, lo, hi), self.b.ins().select(up, hi, lo));
                let down = self.b.ins().ineg(step);
                let pace = self.b.ins().select(up, step, down);
                self.general_count(from, to, pace)
            }
        }
    }

    /// `ceil((to - from) / pace)` for `from < to`.
    fn general_count(&mut self, from: Value, to: Value, pace: Value) -> (Value, Value) {
        let some = self.b.ins().icmp(IntCC::SignedLessThan, from, to);
        let span = self.b.ins().isub(to, from);
        let span = self.b.ins().iadd_imm_s(span, -1);
        let whole = self.b.ins().udiv(span, pace);
        (some, self.b.ins().iadd_imm_s(whole, 1))
    }

    /// Where the induction variable stands after `count` iterations, wrapped.
    fn end_of(&mut self, range: Range, count: Value) -> Value {
        if range.constant_step.is_some_and(|step| step == 1 || step == -1) {
            return range.hi;
        }
        self.advance(range.lo, count, range)
    }

    /// `iv + count * step`, wrapped.
    pub(super) fn advance(&mut self, iv: Value, count: Value, range: Range) -> Value {
        match range.constant_step {
            Some(1) => self.b.ins().iadd(iv, count),
            Some(-1) => self.b.ins().isub(iv, count),
            _ => {
                let way = self.b.ins().imul(count, range.step);
                self.b.ins().iadd(iv, way)
            }
        }
    }

    /// The bare loop from `from` to `end`, which are not the same (or a whole turn apart). Goes on behind it; returns
    /// the last induction value and the carried parts.
    fn run(&mut self, body: RegionId, from: Value, end: Value, step: Value, init: &[Value]) -> Vec<Value> {
        let f = self.f;
        let params = &f[body].params;
        let (header, latch) = (self.block_of(self.types(params)), self.block_of(self.types(&params[1..])));
        let after = self.block_of(self.types(params));
        let mut args = vec![from];
        args.extend(init);
        self.b.ins().jump(header, &block_args(&args));
        self.b.switch_to_block(header);
        let entered = self.b.block_params(header).to_vec();
        self.bind_all(params, &entered);
        self.loop_depth += 1;
        self.region(body, latch);
        self.loop_depth -= 1;
        self.b.switch_to_block(latch);
        let mut next = vec![self.b.ins().iadd(entered[0], step)];
        next.extend(self.b.block_params(latch));
        let done = self.b.ins().icmp(IntCC::Equal, next[0], end);
        let args = block_args(&next);
        self.b.ins().brif(done, after, &args, header, &args);
        self.b.switch_to_block(after);
        self.b.block_params(after).to_vec()
    }

    /// An innermost loop in strips; between two of them it polls.
    fn stripped_loop(&mut self, counted: &Counted) {
        let &Counted { body, range, exit, .. } = counted;
        let (strip, more) = (self.strip_block(body), self.strip_block(body));
        let mut args = vec![counted.count, range.lo];
        args.extend(&counted.init);
        self.b.ins().jump(strip, &block_args(&args));
        self.b.switch_to_block(strip);
        let entered = self.b.block_params(strip).to_vec();
        let (left, from) = (entered[0], entered[1]);
        let longest = self.iconst(types::I64, STRIP);
        let length = self.b.ins().umin(left, longest);
        let end = self.advance(from, length, range);
        let last = self.run(body, from, end, range.step, &entered[2..]);
        let left = self.b.ins().isub(left, length);
        let mut args = vec![left];
        args.extend(&last);
        // The second way is laid out here, so that the loop's blocks stay together.
        let done = self.b.ins().icmp_imm_u(IntCC::Equal, left, 0);
        self.b.ins().brif(done, exit, &block_args(&last[1..]), more, &block_args(&args));
        self.b.switch_to_block(more);
        let next = self.b.block_params(more).to_vec();
        self.poll_carrying(counted, &next[1..]);
        self.b.ins().jump(strip, &block_args(&next));
    }

    /// A block for `left, iv, carried..`.
    fn strip_block(&mut self, body: RegionId) -> Block {
        let params = &self.f[body].params;
        self.block_of(std::iter::once(&Ty::I64).chain(self.types(params)))
    }

    /// A loop that polls before each iteration but the first.
    fn polled_loop(&mut self, counted: &Counted) {
        let &Counted { body, range, exit, .. } = counted;
        let f = self.f;
        let params = &f[body].params;
        let end = self.end_of(range, counted.count);
        let (header, latch) = (self.block_of(self.types(params)), self.block_of(self.types(&params[1..])));
        let again = self.block_of(self.types(params));
        let mut args = vec![range.lo];
        args.extend(&counted.init);
        self.b.ins().jump(header, &block_args(&args));
        self.b.switch_to_block(header);
        let entered = self.b.block_params(header).to_vec();
        self.bind_all(params, &entered);
        self.loop_depth += 1;
        self.region(body, latch);
        self.loop_depth -= 1;
        self.b.switch_to_block(latch);
        let mut next = vec![self.b.ins().iadd(entered[0], range.step)];
        next.extend(self.b.block_params(latch));
        let done = self.b.ins().icmp(IntCC::Equal, next[0], end);
        self.b.ins().brif(done, exit, &block_args(&next[1..]), again, &block_args(&next));
        self.b.switch_to_block(again);
        let next = self.b.block_params(again).to_vec();
        self.poll_carrying(counted, &next);
        self.b.ins().jump(header, &block_args(&next));
    }
}

/// The number of iterations of a loop with constant bounds.
fn trip_count(lo: i64, hi: i64, step: i64) -> u64 {
    let (from, to) = if step > 0 { (lo, hi) } else { (hi, lo) };
    if from >= to || step == 0 {
        return 0;
    }
    (to.wrapping_sub(from) as u64 - 1) / step.unsigned_abs() + 1
}
