//! One machine function in the making, and the dispatch over the ops of the IR.
//!
//! Input: an IR function. Output: Cranelift IR in a builder. Never: the module's bookkeeping.
//!
//! The methods of [`Lower`] are spread over this room's files, one per family of constructs.

use super::FunctionInput;
use super::abi::{self, PTR, Parts};
use super::check::FailureKey;
use super::facts::{Captures, Facts};
use super::frame::Frame;
use super::listing::CHECK;
use super::module::Shared;
use super::target::Pointed;
use super::values::Values;
use crate::ir::{Const, Function, Inst, InstId, Op, RegionId, SiteId, Ty, ValueId};
use crate::runtime::exception::NO_SITE;
use crate::runtime::helpers::Helper;
use crate::types::Dtype;
use cranelift_codegen::ir::{
    AliasRegionData, Block, BlockArg, ConstantData, FuncRef, InstBuilder, MemFlagsData, SigRef, SourceLoc, Type, Value,
    types,
};
use cranelift_frontend::FunctionBuilder;
use cranelift_module::FuncId;
use rustc_hash::FxHashMap;

/// Stack that building one region may take, and by how much the stack then grows.
const STACK_NEEDED: usize = 64 << 10;
const STACK_MORE: usize = 1 << 20;

/// The kinds of memory that machine code touches; no address belongs to two of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MemoryKind {
    /// Elements of arrays.
    Elements,
    /// Heads of lists and strings.
    Objects,
    /// Elements of lists.
    ListItems,
    /// Fields of objects.
    Fields,
    /// Stack slots, buffers of arguments and results.
    Words,
}

/// A body of a parallel loop that waits to be compiled as a function of its own.
pub(super) struct OutlinedBody {
    pub id: FuncId,
    /// The loop.
    pub inst: InstId,
    /// What it reads of the function around it, in the order of the environment.
    pub captures: Captures,
}

/// Builds one machine function.
pub(super) struct Lower<'a, 'r> {
    pub f: &'a Function,
    pub first_site: u32,
    pub b: FunctionBuilder<'a>,
    pub shared: &'a mut Shared<'r>,
    pub facts: Facts,
    /// The context.
    pub ctx: Value,
    pub values: Values,
    pub frame: Frame,
    /// Where a `br` goes, by label.
    pub labels: Vec<Option<Block>>,
    /// How many loops are around each label's target.
    pub label_depths: Vec<u32>,
    /// How many loops are around what is being built.
    pub loop_depth: u32,
    /// The handler of the innermost `try`.
    pub handler: Option<Block>,
    /// Inside handlers: where their exceptions are kept, the innermost last.
    pub taken: Vec<Value>,
    pub failures: FxHashMap<FailureKey, Block>,
    /// Blocks that release a reference on the way out, by where they go on.
    pub ways_out: FxHashMap<(Block, Value), Block>,
    helper_signatures: FxHashMap<Helper, SigRef>,
    function_refs: FxHashMap<FuncId, FuncRef>,
}

impl<'a, 'r> Lower<'a, 'r> {
    pub(super) fn new(input: FunctionInput<'a>, b: FunctionBuilder<'a>, shared: &'a mut Shared<'r>) -> Self {
        let f = input.function;
        Self {
            f,
            first_site: input.first_site,
            b,
            shared,
            facts: Facts::default(),
            ctx: Value::from_u32(0),
            values: Values::new(f.values.len()),
            frame: Frame::default(),
            labels: vec![None; f.n_labels as usize],
            label_depths: vec![0; f.n_labels as usize],
            loop_depth: 0,
            handler: None,
            taken: Vec::new(),
            failures: FxHashMap::default(),
            ways_out: FxHashMap::default(),
            helper_signatures: FxHashMap::default(),
            function_refs: FxHashMap::default(),
        }
    }

    /// Ends the machine function.
    pub(super) fn finish(mut self) {
        self.finish_error_exit();
        self.b.seal_all_blocks();
        let config = self.shared.target.module().target_config();
        self.b.finalize(config);
    }

    /// All instructions of a region; its `yield` goes to `next`.
    pub(super) fn region(&mut self, region: RegionId, next: Block) {
        // Regions nest as deep as the source does.
        stacker::maybe_grow(STACK_NEEDED, STACK_MORE, || self.insts(region, next));
    }

    fn insts(&mut self, region: RegionId, next: Block) {
        let f = self.f;
        for &id in &f[region].insts {
            let mut location = self.site(f[id].site).wrapping_add(1);
            if self.shared.marks_checks && location > 0 && matches!(f[id].op, Op::Check(_) | Op::Bounds { .. }) {
                location |= CHECK;
            }
            self.b.set_srcloc(SourceLoc::new(location));
            self.inst(id, &f[id], next);
        }
    }

    /// One instruction; a `yield` goes to `next`.
    pub(super) fn inst(&mut self, id: InstId, inst: &'a Inst, next: Block) {
        match &inst.op {
            Op::Const(constant) => self.constant(inst, *constant),
            Op::Zero => self.zero(inst),
            Op::Unary(op) => self.unary(inst, *op),
            Op::Binary(op) => self.binary(inst, *op),
            Op::Compare(op) => self.compare(inst, *op),
            Op::Convert => self.convert(inst),
            Op::Select => self.select(inst),
            Op::For => self.for_(id, inst),
            Op::If => self.if_(inst),
            Op::Block(label) => self.block(inst, *label),
            Op::Loop(label) => self.loop_(id, inst, *label),
            Op::ParallelFor(reductions) => self.parallel_for(id, inst, reductions),
            Op::Try => self.try_(id, inst),
            Op::Yield => self.jump(next, &inst.args),
            Op::Br(label) => self.br(&inst.args, *label),
            Op::Return => self.return_(&inst.args),
            Op::Raise(kind) => self.raise(id, inst, *kind),
            Op::Reraise => self.reraise(id),
            Op::Unreachable => self.unreachable(),
            Op::Check(kind) => self.check(id, inst, *kind),
            Op::Bounds { axis, sign } => self.bounds(id, inst, *axis, *sign),
            Op::ExceptionIs(test) => self.exception_is(inst, test),
            Op::ExceptionText => self.exception_text(id, inst),
            Op::ClearException => self.clear_exception(),
            Op::SlotLoad(slot) => self.slot_load(inst, *slot),
            Op::SlotStore(slot) => self.slot_store(inst, *slot),
            Op::Alloc(fill) => self.alloc(id, inst, *fill),
            Op::Dim(axis) => self.dim(inst, *axis),
            Op::Stride(axis) => self.stride(inst, *axis),
            Op::Load => self.load(inst),
            Op::Store => self.store(inst),
            Op::View => self.view(inst),
            Op::ListNew => self.list_new(id, inst),
            Op::ListLen => self.list_len(inst),
            Op::ListGet => self.list_get(inst),
            Op::ListSet => self.list_set(inst),
            Op::ListPush => self.list_push(id, inst),
            Op::ListPop => self.list_pop(inst),
            Op::ListTruncate => self.list_truncate(inst),
            Op::ObjectNew => self.object_new(id, inst),
            Op::FieldGet(word) => {
                self.field(inst, *word);
                self.retain_all(inst);
            }
            Op::FieldBorrow(word) => self.field(inst, *word),
            Op::FieldSet(word) => self.field_set(inst, *word),
            Op::ConstStr(text) => self.const_str(inst, *text),
            Op::ToStr(style) => self.text_of(id, inst, *style),
            Op::Print(style) => self.print(inst, *style),
            Op::MayOverlap => self.may_overlap(inst),
            Op::Captured(index) => self.captured(inst, *index),
            Op::CallHelper(helper) => self.call_helper(id, inst, *helper),
            Op::CallRoutine(routine) => self.call_routine(id, inst, *routine),
            Op::Call(callee) => self.call(id, inst, *callee),
            Op::Retain => self.retain(inst.args[0]),
            Op::Release => self.release(inst.args[0]),
        }
    }

    // --- values ----------------------------------------------------------------------------------------------------

    /// The one part of a value.
    pub(super) fn one(&self, value: ValueId) -> Value {
        self.values.part(value, 0)
    }

    /// All parts of several values.
    pub(super) fn all(&self, values: &[ValueId]) -> Vec<Value> {
        values.iter().flat_map(|&value| self.values.parts(value)).collect()
    }

    pub(super) fn bind(&mut self, value: ValueId, parts: &[Value]) {
        self.values.bind(value, parts);
    }

    /// Binds an instruction's only result.
    pub(super) fn bind_result(&mut self, inst: &Inst, parts: &[Value]) {
        self.values.bind(inst.results[0], parts);
    }

    /// Distributes parts over values.
    pub(super) fn bind_all(&mut self, values: &[ValueId], parts: &[Value]) {
        let mut rest = parts;
        for &value in values {
            let (own, others) = rest.split_at(abi::part_count(self.f.ty(value)));
            self.values.bind(value, own);
            rest = others;
        }
    }

    /// The types of several values.
    pub(super) fn types(&self, values: &[ValueId]) -> Vec<&'a Ty> {
        values.iter().map(|&value| self.f.ty(value)).collect()
    }

    /// Binds the result of a constant's instruction.
    pub(super) fn constant_inst(&mut self, inst: &Inst) {
        match inst.op {
            Op::Const(constant) => self.constant(inst, constant),
            Op::Zero => self.zero(inst),
            Op::ConstStr(text) => self.const_str(inst, text),
            _ => crate::ice!("{}: {:?} is no constant", self.f.name, inst.op),
        }
    }

    fn constant(&mut self, inst: &Inst, constant: Const) {
        let parts = self.constant_parts(self.f.dtype(inst.results[0]), constant);
        self.bind_result(inst, &parts);
    }

    /// Zero, an empty array or null.
    fn zero(&mut self, inst: &Inst) {
        let parts: Parts = abi::part_types(self.f.ty(inst.results[0]))
            .iter()
            .map(|&ty| if ty.is_float() { self.fconst(ty, 0.0) } else { self.iconst(ty, 0) })
            .collect();
        self.bind_result(inst, &parts);
    }

    pub(super) fn constant_parts(&mut self, dtype: Dtype, constant: Const) -> Parts {
        let ty = abi::scalar_type(dtype);
        match constant {
            Const::Int(value) => Parts::from_slice(&[self.iconst(ty, value)]),
            Const::Float(value) => Parts::from_slice(&[self.fconst(ty, value)]),
            Const::Complex(re, im) => Parts::from_slice(&[self.fconst(ty, re), self.fconst(ty, im)]),
        }
    }

    /// An int constant of any width.
    pub(super) fn iconst(&mut self, ty: Type, value: i64) -> Value {
        let mask = if ty.bits() >= 64 { -1 } else { (1 << ty.bits()) - 1 };
        self.b.ins().iconst(ty, value & mask)
    }

    /// A float constant of either width.
    ///
    /// Cranelift makes plain constants anew, by way of an int register, wherever they are used. In functions with loops
    /// a constant is the first lane of a vector constant, which it loads once before the loop. (0.0 costs nothing.)
    pub(super) fn fconst(&mut self, ty: Type, value: f64) -> Value {
        let single = ty == types::F32;
        if self.facts.loops && value.to_bits() != 0 {
            let bits = if single { (value as f32).to_bits().into() } else { value.to_bits() };
            let lanes = ConstantData::from([bits.to_le_bytes(), [0; 8]].concat());
            let constant = self.b.func.dfg.constants.insert(lanes);
            let vector = self.b.ins().vconst(if single { types::F32X4 } else { types::F64X2 }, constant);
            return self.b.ins().extractlane(vector, 0);
        }
        if single { self.b.ins().f32const(value as f32) } else { self.b.ins().f64const(value) }
    }

    /// `if cond { x } else { y }` for any type.
    fn select(&mut self, inst: &Inst) {
        let cond = self.one(inst.args[0]);
        let (x, y) = (self.values.parts(inst.args[1]), self.values.parts(inst.args[2]));
        let parts: Parts = x.iter().zip(&y).map(|(&x, &y)| self.b.ins().select(cond, x, y)).collect();
        self.bind_result(inst, &parts);
    }

    // --- blocks ----------------------------------------------------------------------------------------------------

    /// A block with a parameter for each part of these types.
    pub(super) fn block_of<'t>(&mut self, tys: impl IntoIterator<Item = &'t Ty>) -> Block {
        let block = self.b.create_block();
        for part in abi::all_part_types(tys) {
            self.b.append_block_param(block, part);
        }
        block
    }

    /// A block off the hot path.
    pub(super) fn cold_block(&mut self) -> Block {
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        block
    }

    /// Goes to a block with the parts of these values.
    pub(super) fn jump(&mut self, block: Block, values: &[ValueId]) {
        let args = block_args(&self.all(values));
        self.b.ins().jump(block, &args);
    }

    /// Branches to a cold block when `cond` holds; building goes on on the other way. Returns the cold block.
    pub(super) fn branch_cold(&mut self, cond: Value) -> Block {
        let (cold, on) = (self.cold_block(), self.b.create_block());
        self.b.ins().brif(cond, cold, &[], on, &[]);
        self.b.switch_to_block(on);
        cold
    }

    /// Builds what a cold block does, and comes back to where building was. `fill` must end the block.
    pub(super) fn fill_cold(&mut self, cold: Block, fill: impl FnOnce(&mut Self)) {
        let Some(here) = self.b.current_block() else { crate::ice!("{}: no block is open", self.f.name) };
        self.b.switch_to_block(cold);
        fill(self);
        self.b.switch_to_block(here);
    }

    // --- surroundings ----------------------------------------------------------------------------------------------

    /// The runtime's number of a site.
    pub(super) fn site(&self, site: Option<SiteId>) -> u32 {
        site.map_or(NO_SITE.0, |site| self.first_site + site.0)
    }

    /// Flags of an access that cannot fault, to one kind of memory.
    pub(super) fn flags(&mut self, kind: MemoryKind) -> MemFlagsData {
        let (user_id, description) = match kind {
            MemoryKind::Elements => (1, "array elements"),
            MemoryKind::Objects => (2, "objects"),
            MemoryKind::ListItems => (3, "list items"),
            MemoryKind::Words => (4, "words"),
            MemoryKind::Fields => (5, "fields"),
        };
        let data = AliasRegionData { user_id, description: description.into() };
        let region = self.b.func.dfg.alias_regions.insert(data);
        MemFlagsData::new().with_notrap().with_alias_region(Some(region))
    }

    /// Reads a field of the context that does not change during a call.
    pub(super) fn context_field(&mut self, ty: Type, offset: usize) -> Value {
        let flags = MemFlagsData::trusted().with_readonly().with_can_move();
        self.b.ins().load(ty, flags, self.ctx, offset as i32)
    }

    /// Calls a runtime helper; `args` are all its machine parameters.
    pub(super) fn call_helper_raw(&mut self, helper: Helper, args: &[Value]) -> Option<Value> {
        self.shared.target.note_helper(helper);
        let signature = self.helper_signature(helper);
        let table = self.context_field(PTR, crate::runtime::context::HELPERS_OFFSET);
        let flags = MemFlagsData::trusted().with_readonly().with_can_move();
        let address = self.b.ins().load(PTR, flags, table, helper.offset() as i32);
        let call = self.b.ins().call_indirect(signature, address, args);
        self.b.inst_results(call).first().copied()
    }

    /// As [`Self::call_helper_raw`], for a helper that gives a result.
    pub(super) fn call_helper_value(&mut self, helper: Helper, args: &[Value]) -> Value {
        match self.call_helper_raw(helper, args) {
            Some(value) => value,
            None => crate::ice!("helper {helper:?} gives no result"),
        }
    }

    fn helper_signature(&mut self, helper: Helper) -> SigRef {
        let (conv, b) = (self.shared.conv, &mut self.b);
        *self.helper_signatures.entry(helper).or_insert_with(|| b.import_signature(abi::helper_signature(conv, helper)))
    }

    /// The address of what lies outside of the function.
    pub(super) fn pointed(&mut self, pointed: Pointed) -> Value {
        match pointed {
            Pointed::Address(address) => self.iconst(PTR, address as i64),
            Pointed::Null => self.iconst(PTR, 0),
            Pointed::Data(data) => {
                let global = self.shared.target.module().declare_data_in_func(data, self.b.func);
                self.b.ins().symbol_value(PTR, global)
            }
        }
    }

    /// A function of this module, as this machine function names it.
    pub(super) fn function_ref(&mut self, id: FuncId) -> FuncRef {
        let (module, func) = (self.shared.target.module(), &mut self.b.func);
        *self.function_refs.entry(id).or_insert_with(|| module.declare_func_in_func(id, func))
    }
}

/// Values as arguments of a block.
pub(super) fn block_args(values: &[Value]) -> Vec<BlockArg> {
    values.iter().map(|&value| BlockArg::Value(value)).collect()
}
