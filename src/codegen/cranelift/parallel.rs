//! Parallel loops.
//!
//! Input: `parallel_for`. Output: an outlined body ([`pool::Body`]), its environment on the stack, the call of the
//! pool, and the combination of the chunks' partial results in their order.
//! Never: an order of combination that depends on the number of threads.
//!
//! The environment holds the words of what the body captures, the addresses of the slots that it shares with this
//! function, the first index, the step and the number of iterations, the initial values of the reductions, and the address of
//! the partial results.
//! Iterations are counted from 0; the body turns them into indices.

use super::abi::{self, PTR, Place};
use super::counted::{Counted, Range};
use super::facts::{Captures, Facts};
use super::frame::{SlotHome, SlotOwner};
use super::function::{Lower, MemoryKind, OutlinedBody, block_args};
use super::module::declare_anonymous;
use crate::ir::{BinaryOp, Function, Inst, InstId, Op, ReduceOp, RegionId, Ty, ValueId};
use crate::runtime::helpers::Helper;
use crate::runtime::pool;
use crate::types::Dtype;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};

/// Partial results up to this size lie on the stack.
const STACK_PARTIALS: usize = 32 << 10;

/// Estimated cost of one instruction that the runtime or the C library executes.
const CALL_COST: i64 = 40;

/// The partial results of the chunks while a loop runs.
struct Partials {
    address: Value,
    /// The block that they are in, unless they are on the stack.
    block: Option<Value>,
}

impl Lower<'_, '_> {
    pub(super) fn parallel_for(&mut self, id: InstId, inst: &Inst, reductions: &[ReduceOp]) {
        let (range, exit) = (self.range(&inst.args), self.results_block(inst));
        let init = self.all(&inst.args[3..]);
        let count = self.guarded_count(range, exit, &init);
        let chunks = self.chunks(inst, reductions, count);
        let partials = self.make_partials(id, inst, chunks);
        let body = self.outline(id, inst.regions[0]);
        let env = self.environment(inst, (range, count), &body.captures, partials.as_ref());
        let function = self.function_ref(body.id);
        self.shared.outlined.push(body);
        let address = self.b.ins().func_addr(PTR, function);
        let cost = self.iconst(types::I64, cost(self.f, inst.regions[0]));
        let status = self.call_helper_value(Helper::ParallelFor, &[self.ctx, address, env, count, chunks, cost]);
        let failed = self.branch_cold(status);
        self.fill_cold(failed, |lower| {
            // The frame is in the traceback already: the body is part of this function.
            lower.drop_partials(partials.as_ref());
            lower.unwind(Some(id));
        });
        let results = match &partials {
            Some(partials) => self.combine(inst, reductions, chunks, partials.address),
            None => Vec::new(),
        };
        self.drop_partials(partials.as_ref());
        self.b.ins().jump(exit, &block_args(&results));
        self.enter_results(inst, exit);
    }

    /// Into how many chunks a loop is cut; 0 leaves it to the pool.
    fn chunks(&mut self, inst: &Inst, reductions: &[ReduceOp], count: Value) -> Value {
        if reductions.is_empty() {
            return self.iconst(types::I64, 0);
        }
        let dtypes = inst.args[3..].iter().map(|&value| self.f.dtype(value));
        let ordered = reductions.iter().zip(dtypes).any(|(op, dtype)| op.is_ordered(dtype));
        self.call_helper_value(if ordered { Helper::Chunks } else { Helper::FreeChunks }, &[count])
    }

    fn outline(&mut self, inst: InstId, region: RegionId) -> OutlinedBody {
        let signature = abi::body_signature(self.shared.conv);
        let id = declare_anonymous(self.shared.target.module(), &signature);
        let mut captures = Captures::of(self.f, region);
        // Constants are made anew; slots that only the body uses are its own.
        captures.values.retain(|&value| !self.is_constant(value));
        captures.slots.retain(|slot| self.frame.slots.contains_key(slot));
        OutlinedBody { id, inst, captures }
    }

    fn is_constant(&self, value: ValueId) -> bool {
        matches!(self.f.def(value), Some(Inst { op: Op::Const(_) | Op::ConstStr(_) | Op::Zero, .. }))
    }

    // --- environment -----------------------------------------------------------------------------------------------

    fn environment(
        &mut self,
        inst: &Inst,
        (range, count): (Range, Value),
        captures: &Captures,
        partials: Option<&Partials>,
    ) -> Value {
        let init = &inst.args[3..];
        let words = env_words(self.f, captures) + words_of(self.f, init) + 4;
        let env = self.stack_words(words);
        let mut place = Place::new(env, self.flags(MemoryKind::Words));
        let mut single = vec![range.lo, range.step, count];
        single.extend(captures.slots.iter().map(|slot| self.frame.slots[slot].address));
        single.push(partials.map_or(self.ctx, |partials| partials.address));
        for value in single {
            self.b.ins().store(place.flags, value, place.base, place.offset);
            place = place.skip(1);
        }
        self.store_values(&captures.values, place);
        self.store_values(init, place.skip(words_of(self.f, &captures.values)));
        env
    }

    /// The outlined body.
    pub(super) fn parallel_body(&mut self, body: &OutlinedBody) {
        let f = self.f;
        let inst = &f[body.inst];
        let Op::ParallelFor(reductions) = &inst.op else { crate::ice!("{}: {} is no loop", f.name, body.inst) };
        let region = inst.regions[0];
        self.facts = Facts { loops: true, ..Facts::of(f, region) };
        let block = self.open_function();
        let [ctx, env, lo, hi, chunk] = *self.b.block_params(block) else { crate::ice!("a body has five parameters") };
        self.ctx = ctx;
        self.make_constants(body, region);
        let (start, step, whole, partials, init) = self.read_environment(env, body, inst);
        self.enter();
        let site = self.site(inst.site);
        self.poll(None, site);
        let count = self.b.ins().isub(hi, lo);
        let way = self.b.ins().imul(lo, step);
        let from = self.b.ins().iadd(start, way);
        let constant_step = self.int_constant(inst.args[2]);
        let mut range = Range { lo: from, hi: from, step, constant_step, constant_count: None };
        range.hi = self.advance(from, count, range);
        let init = self.identities(inst, reductions, &init);
        let exit = self.results_block(inst);
        self.counted(&Counted { body: region, inst: None, site, range, count, whole, init, exit });
        self.b.switch_to_block(exit);
        let parts = self.b.block_params(exit).to_vec();
        self.store_partials(inst, &parts, partials, chunk);
        self.return_(&[]);
    }

    fn make_constants(&mut self, body: &OutlinedBody, region: RegionId) {
        let f = self.f;
        for value in Captures::of(f, region).values {
            if !body.captures.values.contains(&value)
                && let Some(def) = f.def(value)
            {
                self.constant_inst(def);
            }
        }
    }

    /// Binds what the body captures; the first index, the step, the number of iterations, the partial results, the initial
    /// values.
    fn read_environment(
        &mut self,
        env: Value,
        body: &OutlinedBody,
        inst: &Inst,
    ) -> (Value, Value, Value, Value, Vec<Value>) {
        let f = self.f;
        let [start, step, count] = [0, 1, 2].map(|word| self.load_word(env, word));
        let mut word = 3;
        for &slot in &body.captures.slots {
            let address = self.load_word(env, word);
            self.frame.slots.insert(slot, SlotHome { address, owner: SlotOwner::Outside });
            word += 1;
        }
        let partials = self.load_word(env, word);
        let mut place = Place::new(env, self.flags(MemoryKind::Words)).skip(word + 1);
        for &value in &body.captures.values {
            let parts = abi::load_words(&mut self.b, f.ty(value), place);
            self.bind(value, &parts);
            place = place.skip(f.ty(value).words());
        }
        let mut init = Vec::new();
        for &value in &inst.args[3..] {
            init.extend(abi::load_words(&mut self.b, f.ty(value), place));
            place = place.skip(f.ty(value).words());
        }
        (start, step, count, partials, init)
    }

    // --- reductions ------------------------------------------------------------------------------------------------

    /// What each chunk begins with.
    fn identities(&mut self, inst: &Inst, reductions: &[ReduceOp], init: &[Value]) -> Vec<Value> {
        let mut out = Vec::new();
        let mut rest = init;
        for (&op, &value) in reductions.iter().zip(&inst.args[3..]) {
            let (own, others) = rest.split_at(abi::part_count(self.f.ty(value)));
            match (op, self.f.ty(value)) {
                (ReduceOp::Min | ReduceOp::Max | ReduceOp::Last, _) => out.extend(own),
                (_, &Ty::Scalar(dtype)) => {
                    let constant = identity(op, dtype);
                    out.extend(self.constant_parts(dtype, constant));
                }
                (_, other) => crate::ice!("{}: {op:?} of {other:?}", self.f.name),
            }
            rest = others;
        }
        out
    }

    /// Room for the carried values of every chunk.
    fn make_partials(&mut self, id: InstId, inst: &Inst, chunks: Value) -> Option<Partials> {
        let bytes = 8 * words_of(self.f, &inst.args[3..]);
        if bytes == 0 {
            return None;
        }
        let most = bytes * pool::chunks(i64::MAX) as usize;
        if most <= STACK_PARTIALS {
            return Some(Partials { address: self.stack_words(most / 8), block: None });
        }
        let bytes = self.b.ins().imul_imm_s(chunks, bytes as i64);
        let block = self.call_helper_value(Helper::Alloc, &[self.ctx, bytes]);
        self.propagate_null(id, inst, block);
        Some(Partials { address: self.block_data(block), block: Some(block) })
    }

    fn drop_partials(&mut self, partials: Option<&Partials>) {
        if let Some(&Partials { block: Some(block), .. }) = partials {
            self.call_helper_raw(Helper::Release, &[block]);
        }
    }

    fn store_partials(&mut self, inst: &Inst, parts: &[Value], partials: Value, chunk: Value) {
        let mut place = self.partial_place(inst, partials, chunk);
        let mut rest = parts;
        for &value in &inst.args[3..] {
            let ty = self.f.ty(value);
            let (own, others) = rest.split_at(abi::part_count(ty));
            abi::store_words(&mut self.b, ty, own, place);
            (rest, place) = (others, place.skip(ty.words()));
        }
    }

    /// Where a chunk's partial results lie.
    fn partial_place(&mut self, inst: &Inst, partials: Value, chunk: Value) -> Place {
        let bytes = 8 * words_of(self.f, &inst.args[3..]);
        let way = self.b.ins().imul_imm_s(chunk, bytes as i64);
        let base = self.b.ins().iadd(partials, way);
        Place::new(base, self.flags(MemoryKind::Words))
    }

    /// The initial values combined with all chunks' results, in a loop over the chunks.
    fn combine(&mut self, inst: &Inst, reductions: &[ReduceOp], chunks: Value, partials: Value) -> Vec<Value> {
        let f = self.f;
        let tys = self.types(&inst.args[3..]);
        let header = self.block_of(std::iter::once(&Ty::I64).chain(tys.iter().copied()));
        let mut args = vec![self.iconst(types::I64, 0)];
        args.extend(self.all(&inst.args[3..]));
        self.b.ins().jump(header, &block_args(&args));
        self.b.switch_to_block(header);
        let entered = self.b.block_params(header).to_vec();
        let mut place = self.partial_place(inst, partials, entered[0]);
        let (mut rest, mut written, mut results) = (&entered[1..], None, Vec::new());
        for (&op, &value) in reductions.iter().zip(&inst.args[3..]) {
            let ty = f.ty(value);
            let (own, others) = rest.split_at(abi::part_count(ty));
            let partial = abi::load_words(&mut self.b, ty, place);
            results.extend(self.combine_one(op, ty, own, &partial, written));
            written = Some(partial[0]);
            (rest, place) = (others, place.skip(ty.words()));
        }
        let mut next = vec![self.b.ins().iadd_imm_s(entered[0], 1)];
        next.extend(&results);
        let after = self.after_chunks(header, chunks, &next);
        self.b.block_params(after).to_vec()
    }

    /// Goes on to the next chunk, or behind the last one.
    fn after_chunks(&mut self, header: Block, chunks: Value, next: &[Value]) -> Block {
        let after = self.b.create_block();
        for &value in &next[1..] {
            let ty = self.b.func.dfg.value_type(value);
            self.b.append_block_param(after, ty);
        }
        let more = self.b.ins().icmp(IntCC::UnsignedLessThan, next[0], chunks);
        self.b.ins().brif(more, header, &block_args(next), after, &block_args(&next[1..]));
        self.b.switch_to_block(after);
        after
    }

    /// `written`: the chunk's flag before this value.
    fn combine_one(
        &mut self,
        op: ReduceOp,
        ty: &Ty,
        total: &[Value],
        partial: &[Value],
        written: Option<Value>,
    ) -> Vec<Value> {
        if op == ReduceOp::Last {
            let Some(written) = written else { crate::ice!("{}: last needs a flag before it", self.f.name) };
            return total.iter().zip(partial).map(|(&old, &new)| self.b.ins().select(written, new, old)).collect();
        }
        let Some(dtype) = ty.dtype() else { crate::ice!("{}: {op:?} of {ty:?}", self.f.name) };
        self.binary_parts(binary_op(op), dtype, total, partial, None).to_vec()
    }
}

fn binary_op(op: ReduceOp) -> BinaryOp {
    match op {
        ReduceOp::Add => BinaryOp::Add,
        ReduceOp::Mul => BinaryOp::Mul,
        ReduceOp::Min => BinaryOp::PyMin,
        ReduceOp::Max => BinaryOp::PyMax,
        ReduceOp::And => BinaryOp::And,
        ReduceOp::Or => BinaryOp::Or,
        ReduceOp::Xor => BinaryOp::Xor,
        ReduceOp::Last => crate::ice!("last has no operation"),
    }
}

/// What leaves every number as it is.
fn identity(op: ReduceOp, dtype: Dtype) -> crate::ir::Const {
    use crate::ir::Const;
    let (int, float) = match op {
        ReduceOp::Mul => (1, 1.0),
        ReduceOp::And if dtype == Dtype::Bool => (1, 0.0),
        ReduceOp::And => (-1, 0.0),
        _ => (0, 0.0),
    };
    match dtype {
        Dtype::F32 | Dtype::F64 => Const::Float(float),
        Dtype::C64 | Dtype::C128 => Const::Complex(float, 0.0),
        _ => Const::Int(int),
    }
}

fn words_of(f: &Function, values: &[ValueId]) -> usize {
    values.iter().map(|&value| f.ty(value).words()).sum()
}

fn env_words(f: &Function, captures: &Captures) -> usize {
    words_of(f, &captures.values) + captures.slots.len()
}

/// Estimated instructions of one iteration; 0 where a loop or a call makes it unknown.
fn cost(f: &Function, region: RegionId) -> i64 {
    let mut total = 0;
    for &id in &f[region].insts {
        let inst = &f[id];
        match inst.op {
            Op::For | Op::Loop(_) | Op::ParallelFor(_) | Op::Call(_) => return 0,
            Op::CallHelper(_) | Op::CallRoutine(_) | Op::Alloc(_) => total += CALL_COST,
            Op::Unary(op) if op.is_math() => total += CALL_COST,
            _ => total += 1,
        }
        for &inner in &inst.regions {
            match cost(f, inner) {
                0 => return 0,
                inner => total += inner,
            }
        }
    }
    total.max(1)
}
