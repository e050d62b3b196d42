//! Loops as vector code.
//!
//! Input: a counted loop that the wide back end has a form of. Output: a look at its length, strides and addresses, calls of the vector
//! code in strips with a poll between them, and the scalar loop for all other cases.
//! Never: vector code over accesses that meet in another iteration.
//!
//! Vector code that stops before an iteration in which a check may fail has done nothing of it: the scalar loop
//! runs a piece from there on, raises if there is something to raise, and the vector code goes on behind the piece. The pieces
//! double, so that a loop that stops again and again is soon a scalar one.

use super::abi::PTR;
use super::counted::{Counted, Range};
use super::function::{Lower, MemoryKind, block_args};
use super::listing::CHECK;
use super::map::{SiteRange, Unplaced};
use super::vector_checks::Extents;
use crate::codegen::wide::{self, Access, Clobbers, Index, LoopId, Movement, Origin, Scalar, WideLoop, Word};
use crate::ir::{Function, InstId, Ty, ValueId};
use crate::runtime::context::INTERRUPT_OFFSET;
use crate::runtime::exception::NO_SITE;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{AbiParam, Block, InstBuilder, Signature, Value, types};
use cranelift_codegen::isa::CallConv;
use cranelift_module::FuncId;

/// Iterations between two polls: some microseconds.
const STRIP: i64 = 1 << 14;

/// The same of iterations of nested loops.
const NESTED_STRIP: i64 = 1 << 18;

/// Nested loops of more iterations together run one by one: the vector code of one strip would not hear of an interrupt for
/// too long.
const LONGEST_NESTED: i64 = 1 << 20;

/// Iterations between two polls are at least so many, however long the nested loops: what the main loop takes at once.
const LEAST_STRIP: i64 = 32;

/// The bytes of a last-level cache, and a quarter more: loops that touch less still find much of what they store there the next
/// time.
const LAST_LEVEL: i64 = 40 << 20;

/// More accesses than this would take too many comparisons.
const MOST_ACCESSES: usize = 24;

/// Iterations that the scalar loop takes over at first, and at most.
const FIRST_PIECE: i64 = 16;
const LONGEST_PIECE: i64 = 1 << 20;

/// A loop with its vector form, while it is built.
pub(super) struct Wide<'a> {
    pub counted: &'a Counted,
    pub wide: &'a WideLoop,
    /// By access: its address in iteration 0.
    pub addresses: Vec<Value>,
    /// By nested loop: its iterations, 0 where it has none, and its step.
    pub loops: Vec<(Value, i64)>,
}

/// The blocks of a loop with a vector form.
struct Blocks {
    /// `start, piece`: the vector code from `start` on.
    strip: Block,
    /// `from, to, piece, carried..`: the scalar loop.
    scalar: Block,
}

impl Lower<'_, '_> {
    /// Builds a loop with a vector form; says whether it did.
    pub(super) fn vectors(&mut self, counted: &Counted) -> bool {
        let Counted { body, range, .. } = *counted;
        let long = range.constant_count.is_none_or(|n| n >= 16);
        if range.constant_step != Some(1) || !long {
            return false;
        }
        match wide::compile(self.f, body, self.shared.level) {
            Ok(wide) if wide.accesses.len() <= MOST_ACCESSES => self.vector_loop(counted, &wide),
            _ => return false,
        }
        true
    }

    fn vector_loop(&mut self, counted: &Counted, wide: &WideLoop) {
        self.bind(self.f[counted.body].params[0], &[counted.range.lo]);
        wide.scalars.iter().for_each(|scalar| self.first_iteration(counted, scalar));
        let loops = wide.loops.iter().map(|&id| self.nested_count(&self.f[id].args)).collect();
        let addresses = wide.accesses.iter().map(|access| self.first_address(access)).collect();
        let wide = Wide { counted, wide, addresses, loops };
        let extents: Vec<Extents> = (0..wide.addresses.len()).map(|access| self.extents(&wide, access)).collect();
        let fits = self.fits(&wide, &extents);
        let (enter, blocks) = (self.b.create_block(), self.vector_blocks(counted));
        let (zero, piece) = (self.iconst(types::I64, 0), self.iconst(types::I64, FIRST_PIECE));
        let words = self.stack_words(wide.wide.words.len());
        let mut all = vec![zero, counted.count, piece];
        all.extend(&counted.init);
        self.b.ins().brif(fits, enter, &[], blocks.scalar, &block_args(&all));
        self.b.switch_to_block(enter);
        self.fill_words(&wide, words);
        self.b.ins().jump(blocks.strip, &block_args(&[zero, piece]));
        self.strips(&wide, &blocks, words);
        self.pieces(&wide, &blocks, words);
    }

    fn vector_blocks(&mut self, counted: &Counted) -> Blocks {
        let strip = self.block_of(&[Ty::I64, Ty::I64]);
        let carried = self.types(&self.f[counted.body].params[1..]);
        let scalar = self.block_of([Ty::I64, Ty::I64, Ty::I64].iter().chain(carried));
        Blocks { strip, scalar }
    }

    // --- iteration 0 -----------------------------------------------------------------------------------------------

    fn first_iteration(&mut self, counted: &Counted, scalar: &Scalar) {
        let f = self.f;
        match *scalar {
            Scalar::Inst(id) => self.inst(id, &f[id], counted.exit),
            Scalar::Enter(id) => {
                let first = self.one(f[id].args[0]);
                self.bind(f[f[id].regions[0]].params[0], &[first]);
            }
            Scalar::Same(result, value) => {
                let parts = self.values.parts(value);
                self.bind(result, &parts);
            }
            Scalar::Wrap { result, index, length } => {
                let (index, length) = (self.one(index), self.one(length));
                let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, index, 0);
                let from_end = self.b.ins().iadd(index, length);
                let wrapped = self.b.ins().select(negative, from_end, index);
                self.bind(result, &[wrapped]);
            }
        }
    }

    /// The iterations of a nested loop, and its step.
    fn nested_count(&mut self, args: &[ValueId]) -> (Value, i64) {
        let range = self.range(args);
        let (some, count) = self.trip_count(range);
        let zero = self.iconst(types::I64, 0);
        (self.b.ins().select(some, count, zero), range.constant_step.unwrap_or(1))
    }

    fn first_address(&mut self, access: &Access) -> Value {
        let array = self.f[access.inst].args[0];
        let mut address = self.one(array);
        for (axis, index) in access.index.iter().enumerate() {
            if let Index::Affine(span) = index {
                let (stride, index) = (self.stride_of(array, axis), self.one(span.value));
                let way = self.b.ins().imul(index, stride);
                address = self.b.ins().iadd(address, way);
            }
        }
        address
    }

    /// The bytes by which an access moves along the axes that a test picks.
    pub(super) fn pace(&mut self, access: &Access, moves: impl Fn(&Index) -> bool) -> Value {
        let array = self.f[access.inst].args[0];
        let mut sum = self.iconst(types::I64, 0);
        for axis in (0..access.index.len()).filter(|&axis| moves(&access.index[axis])) {
            let stride = self.stride_of(array, axis);
            sum = self.b.ins().iadd(sum, stride);
        }
        sum
    }

    /// The bytes by which an access moves with a nested loop.
    pub(super) fn step_of(&mut self, wide: &Wide<'_>, access: usize, id: LoopId) -> Value {
        let moves = |index: &Index| matches!(index, Index::Affine(span) if span.loops.contains(&id));
        let pace = self.pace(&wide.wide.accesses[access], moves);
        self.b.ins().imul_imm_s(pace, wide.loops[id.0].1)
    }

    /// The bytes by which an access moves with the loop, or with an index that is a vector.
    pub(super) fn lane_pace(&mut self, access: &Access) -> Value {
        match access.movement {
            Movement::Strided => self.pace(access, |index| matches!(index, Index::Affine(span) if span.lane)),
            _ => self.pace(access, |index| *index == Index::Vector),
        }
    }

    // --- words -----------------------------------------------------------------------------------------------------

    fn fill_words(&mut self, wide: &Wide<'_>, words: Value) {
        let flags = self.flags(MemoryKind::Words);
        for (place, &word) in wide.wide.words.iter().enumerate() {
            if let Some(value) = self.word(wide, word) {
                self.b.ins().store(flags, value, words, 8 * place as i32);
            }
        }
    }

    fn word(&mut self, wide: &Wide<'_>, word: Word) -> Option<Value> {
        Some(match word {
            Word::Address(access) => wide.addresses[access],
            Word::Stride(access) => self.lane_pace(&wide.wide.accesses[access]),
            Word::Step(access, id) => self.step_of(wide, access, id),
            Word::Total(access, id) => {
                let step = self.step_of(wide, access, id);
                self.b.ins().imul(step, wide.loops[id.0].0)
            }
            Word::Count(id) => wide.loops[id.0].0,
            Word::Invariant(value) => {
                let part = self.one(value);
                self.word_of(value, part)
            }
            Word::Inverse(value) => {
                let part = self.one(value);
                let one = self.fconst(self.b.func.dfg.value_type(part), 1.0);
                self.b.ins().fdiv(one, part)
            }
            Word::Accumulator(number) => {
                let param = self.f[wide.counted.body].params[1 + number];
                self.word_of(param, wide.counted.init[number])
            }
            Word::Interrupt => self.context_field(PTR, INTERRUPT_OFFSET),
            Word::Streams(store) => self.streams(wide, store),
            Word::Reached | Word::Room => return None,
        })
    }

    /// 1 if a store is to go past the caches: what the loop touches does not fit in them, and elements lie across no line.
    fn streams(&mut self, wide: &Wide<'_>, store: usize) -> Value {
        let rows = wide.wide.accesses.iter().filter(|access| access.movement != Movement::Still);
        let bytes: usize = rows.map(|access| access.dtype.size()).sum();
        let large = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThan, wide.counted.whole, LAST_LEVEL / bytes as i64);
        let size = wide.wide.accesses[store].dtype.size() as i64;
        let beside = self.b.ins().band_imm_u(wide.addresses[store], size - 1);
        let aligned = self.b.ins().icmp_imm_u(IntCC::Equal, beside, 0);
        let both = self.b.ins().band(large, aligned);
        self.b.ins().uextend(types::I64, both)
    }

    /// A part of a value as the vector code reads it.
    fn word_of(&mut self, value: ValueId, part: Value) -> Value {
        let dtype = self.f.dtype(value);
        let ty = self.b.func.dfg.value_type(part);
        match (ty.is_int() && ty.bits() < 64, dtype.is_signed()) {
            (true, true) => self.b.ins().sextend(types::I64, part),
            (true, false) => self.b.ins().uextend(types::I64, part),
            _ => part,
        }
    }

    /// The places of what the loop carries among the words, with their parameters.
    fn accumulators(&self, wide: &Wide<'_>) -> Vec<(i32, ValueId)> {
        let place = |number| wide.wide.words.iter().position(|&word| word == Word::Accumulator(number));
        let params = self.f[wide.counted.body].params[1..].iter().enumerate();
        params.filter_map(|(number, &param)| Some((8 * place(number)? as i32, param))).collect()
    }

    /// What the loop carries, as the vector code left it.
    fn carried(&mut self, wide: &Wide<'_>, words: Value) -> Vec<Value> {
        let flags = self.flags(MemoryKind::Words);
        let mut parts = Vec::new();
        for (offset, param) in self.accumulators(wide) {
            let ty = super::abi::scalar_type(self.f.dtype(param));
            parts.push(self.b.ins().load(ty, flags, words, offset));
        }
        parts
    }

    // --- calls -----------------------------------------------------------------------------------------------------

    /// Calls the vector code for strip after strip.
    fn strips(&mut self, wide: &Wide<'_>, blocks: &Blocks, words: Value) {
        let counted = wide.counted;
        let function = self.define_vectors(wide);
        let function = self.function_ref(function);
        self.b.switch_to_block(blocks.strip);
        let &[start, piece] = self.b.block_params(blocks.strip) else { crate::ice!("a strip has two parameters") };
        let length = self.strip_length(wide);
        let left = self.b.ins().isub(counted.count, start);
        let length = self.b.ins().umin(left, length);
        let end = self.b.ins().iadd(start, length);
        self.b.ins().call(function, &[words, start, end]);
        if let Some(place) = wide.wide.words.iter().position(|&word| word == Word::Reached) {
            let flags = self.flags(MemoryKind::Words);
            let reached = self.b.ins().load(types::I64, flags, words, 8 * place as i32);
            self.unless_stopped(reached, end, |lower| lower.stopped(wide, blocks, words, reached, piece));
        }
        let more = self.b.create_block();
        let carried = self.carried(wide, words);
        let left = self.b.ins().icmp(IntCC::UnsignedLessThan, end, counted.count);
        self.b.ins().brif(left, more, &[], counted.exit, &block_args(&carried));
        self.b.switch_to_block(more);
        let mut next = vec![self.advance(counted.range.lo, end, counted.range)];
        next.extend(&carried);
        self.poll_carrying(counted, &next);
        self.b.ins().jump(blocks.strip, &block_args(&[end, piece]));
    }

    /// Goes on where the vector code reached the end of its strip.
    fn unless_stopped(&mut self, reached: Value, end: Value, stopped: impl FnOnce(&mut Self)) {
        let (whole, cold) = (self.b.create_block(), self.cold_block());
        let there = self.b.ins().icmp(IntCC::Equal, reached, end);
        self.b.ins().brif(there, whole, &[], cold, &[]);
        self.b.switch_to_block(whole);
        self.fill_cold(cold, stopped);
    }

    fn strip_length(&mut self, wide: &Wide<'_>) -> Value {
        if wide.loops.is_empty() {
            return self.iconst(types::I64, STRIP);
        }
        let (work, long) = (self.nested_work(wide), self.iconst(types::I64, NESTED_STRIP));
        let (length, least) = (self.b.ins().udiv(long, work), self.iconst(types::I64, LEAST_STRIP));
        self.b.ins().umax(length, least)
    }

    /// Are the nested loops short enough to run between two polls?
    pub(super) fn is_short(&mut self, wide: &Wide<'_>) -> Value {
        let work = self.nested_work(wide);
        self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, work, LONGEST_NESTED)
    }

    /// How many iterations of nested loops an iteration takes, and itself; at most [`LONGEST_NESTED`].
    fn nested_work(&mut self, wide: &Wide<'_>) -> Value {
        let ids = &wide.wide.loops;
        let (one, longest) = (self.iconst(types::I64, 1), self.iconst(types::I64, LONGEST_NESTED));
        // An iteration of each loop, with what is nested in it; the last one is the whole. Loops stand before those in them.
        let mut works = vec![one; ids.len() + 1];
        for (number, &(count, _)) in wide.loops.iter().enumerate().rev() {
            let count = self.b.ins().umin(count, longest);
            let work = self.b.ins().imul(count, works[number]);
            let holder = (0..number).rev().find(|&outer| holds(self.f, ids[outer], ids[number])).unwrap_or(ids.len());
            let work = self.b.ins().iadd(works[holder], work);
            works[holder] = self.b.ins().umin(work, longest);
        }
        works[ids.len()]
    }

    /// The vector code stopped: the scalar loop runs a piece.
    fn stopped(&mut self, wide: &Wide<'_>, blocks: &Blocks, words: Value, reached: Value, piece: Value) {
        let left = self.b.ins().isub(wide.counted.count, reached);
        let length = self.b.ins().umin(left, piece);
        let to = self.b.ins().iadd(reached, length);
        let twice = self.b.ins().iadd(piece, piece);
        let longest = self.iconst(types::I64, LONGEST_PIECE);
        let mut args = vec![reached, to, self.b.ins().umin(twice, longest)];
        args.extend(self.carried(wide, words));
        self.b.ins().jump(blocks.scalar, &block_args(&args));
    }

    /// The scalar loop, for all of the iterations or a piece.
    fn pieces(&mut self, wide: &Wide<'_>, blocks: &Blocks, words: Value) {
        let counted = wide.counted;
        self.b.switch_to_block(blocks.scalar);
        if !wide.wide.leaves {
            return self.scalar_loop(counted);
        }
        let entered = self.b.block_params(blocks.scalar).to_vec();
        let (from, to, piece) = (entered[0], entered[1], entered[2]);
        let (lo, hi) =
            (self.advance(counted.range.lo, from, counted.range), self.advance(counted.range.lo, to, counted.range));
        let exit = self.block_of(self.types(&self.f[counted.body].params[1..]));
        let part = Counted {
            range: Range { lo, hi, constant_count: None, ..counted.range },
            count: self.b.ins().isub(to, from),
            init: entered[3..].to_vec(),
            exit,
            ..*counted
        };
        self.scalar_loop(&part);
        self.b.switch_to_block(exit);
        let carried = self.b.block_params(exit).to_vec();
        let back = self.b.create_block();
        let done = self.b.ins().icmp(IntCC::Equal, to, counted.count);
        self.b.ins().brif(done, counted.exit, &block_args(&carried), back, &[]);
        self.b.switch_to_block(back);
        let flags = self.flags(MemoryKind::Words);
        for ((offset, param), part) in self.accumulators(wide).into_iter().zip(carried) {
            let word = self.word_of(param, part);
            self.b.ins().store(flags, word, words, offset);
        }
        self.b.ins().jump(blocks.strip, &block_args(&[to, piece]));
    }

    fn define_vectors(&mut self, wide: &Wide<'_>) -> FuncId {
        let code = &wide.wide.code;
        let mut signature = Signature::new(match wide.wide.clobbers {
            Clobbers::None => CallConv::PreserveAll,
            Clobbers::Usual => self.shared.conv,
        });
        signature.params.extend([AbiParam::new(PTR); 3]);
        let id = super::module::declare_anonymous(self.shared.target.module(), &signature);
        if let Err(error) = self.shared.target.module().define_function_bytes(id, 64, code, &[]) {
            crate::ice!("{}: vector code: {error}", self.f.name);
        }
        let (instance, name) = (self.f.instance, format!("{}.vectors", self.f.name));
        let piece = Unplaced::vectors(id, instance, name, code.len(), self.sites_of(wide));
        if self.shared.marks_checks {
            self.shared.vectors.push((piece.piece().clone(), code.clone()));
        }
        self.shared.map.push(piece);
        id
    }

    /// What the bytes of vector code were made of; what serves the loop as a whole belongs to its head.
    fn sites_of(&self, wide: &Wide<'_>) -> Vec<SiteRange> {
        let size = wide.wide.code.len() as u32;
        let before = Origin { start: 0, site: None, is_check: false };
        let origins = || [before].into_iter().chain(wide.wide.origins.iter().copied());
        let ends = origins().skip(1).map(|origin| origin.start).chain([size]);
        let range = |(Origin { start, site, is_check }, end)| {
            let site = if site.is_some() { self.site(site) } else { wide.counted.site };
            let mark = if is_check && self.shared.marks_checks { CHECK } else { 0 };
            (site != NO_SITE.0).then_some(SiteRange { start, end, site: site | mark })
        };
        origins().zip(ends).filter_map(range).collect()
    }
}

/// Does one instruction stand in the regions of another?
fn holds(f: &Function, outer: InstId, inner: InstId) -> bool {
    let mut insts = f[outer].regions.iter().flat_map(|&region| &f[region].insts);
    insts.any(|&id| id == inner || holds(f, id, inner))
}
