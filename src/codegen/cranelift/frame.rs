//! A function's beginning and end: parameters, stack check, slots, return, the exit for exceptions.
//!
//! Input: a function or its entry's signature. Output: prologues and epilogues. Never: what stands between them.

use super::abi::{self, Form, PTR, Place, Returns};
use super::facts::Facts;
use super::function::{Lower, MemoryKind};
use super::module::Recursion;
use crate::ir::{InstId, SlotId, Ty, ValueId};
use crate::runtime::context::{OK, RAISED, STACK_LIMIT_OFFSET};
use crate::runtime::exception::Check;
use crate::runtime::helpers::Helper;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, StackSlot, StackSlotData, StackSlotKind, Type, Value, types};
use cranelift_module::FuncId;
use rustc_hash::FxHashMap;

/// How a machine function ends.
#[derive(Default)]
pub(super) struct Frame {
    /// The machine types of the results in registers, beside the status.
    register_results: Vec<Type>,
    /// Where the results go otherwise.
    result_room: Option<Value>,
    /// The exit for exceptions, once something goes there.
    error_exit: Option<Block>,
    /// Where the IR's slots lie.
    pub slots: FxHashMap<SlotId, SlotHome>,
    /// Where each `try` keeps the exception that its handler has taken.
    pub taken: FxHashMap<InstId, Value>,
}

/// Where a slot's words lie.
#[derive(Clone, Copy)]
pub(super) struct SlotHome {
    pub address: Value,
    pub owner: SlotOwner,
}

/// Who releases what a slot holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotOwner {
    /// This machine function.
    Here,
    /// The function around this outlined body.
    Outside,
}

impl Lower<'_, '_> {
    /// A function: parameters, body.
    pub(super) fn whole_function(&mut self, form: Form) {
        self.facts = Facts::of(self.f, self.f.body);
        let block = self.open_function();
        let params: Vec<Value> = self.b.block_params(block).to_vec();
        self.ctx = params[0];
        match form {
            Form::Internal => self.internal_params(&params[1..]),
            Form::Uniform => {
                let parts = self.load_params(params[1]);
                self.bind_all(self.f.params(), &parts);
                self.frame.result_room = Some(params[2]);
            }
        }
        self.enter();
        let after = self.b.create_block();
        self.region(self.f.body, after);
    }

    fn internal_params(&mut self, params: &[Value]) {
        let results = &self.f.results;
        let own = match abi::returns(results) {
            Returns::Registers => {
                self.frame.register_results = abi::all_part_types(results);
                params
            }
            Returns::Memory => {
                self.frame.result_room = params.last().copied();
                &params[..params.len() - 1]
            }
        };
        self.bind_all(self.f.params(), own);
    }

    /// The parts of the parameters, from their words.
    fn load_params(&mut self, words: Value) -> Vec<Value> {
        let mut place = Place::new(words, self.flags(MemoryKind::Words));
        let mut parts = Vec::new();
        for ty in self.types(self.f.params()) {
            parts.extend(abi::load_words(&mut self.b, ty, place));
            place = place.skip(ty.words());
        }
        parts
    }

    /// The function's first block, open.
    pub(super) fn open_function(&mut self) -> Block {
        let block = self.b.create_block();
        self.b.append_block_params_for_function_params(block);
        self.b.switch_to_block(block);
        block
    }

    /// What every function with a body does first.
    pub(super) fn enter(&mut self) {
        // First, as every exit looks at the slots.
        self.make_slots();
        if self.facts.calls {
            self.check_stack();
        }
        let local = self.shared.local.get(&self.f.instance);
        if local.is_some_and(|local| local.recursion == Recursion::Possible) {
            self.poll(None, self.site(None));
        }
    }

    /// Raises RecursionError when the stack is used up. The frames that the exception leaves are the callers'.
    fn check_stack(&mut self) {
        let limit = self.context_field(PTR, STACK_LIMIT_OFFSET);
        let here = self.b.ins().get_stack_pointer(PTR);
        let exhausted = self.b.ins().icmp(IntCC::UnsignedLessThan, here, limit);
        let cold = self.branch_cold(exhausted);
        let site = self.site(None);
        self.fill_cold(cold, |lower| lower.fail(None, Check::RecursionDepth, site, &[]));
    }

    // --- slots -----------------------------------------------------------------------------------------------------

    fn make_slots(&mut self) {
        for slot in std::mem::take(&mut self.facts.slots) {
            if self.frame.slots.contains_key(&slot) {
                continue;
            }
            let ty = &self.f.slots[slot.0 as usize];
            let address = self.stack_words(ty.words());
            if ty.is_reference() {
                self.store_null(address, reference_word(ty));
            }
            self.frame.slots.insert(slot, SlotHome { address, owner: SlotOwner::Here });
        }
        for id in std::mem::take(&mut self.facts.tries) {
            let address = self.stack_words(1);
            self.store_null(address, 0);
            self.frame.taken.insert(id, address);
        }
    }

    pub(super) fn store_null(&mut self, address: Value, word: usize) {
        let null = self.iconst(PTR, 0);
        self.store_word(null, address, word);
    }

    pub(super) fn store_word(&mut self, value: Value, address: Value, word: usize) {
        let flags = self.flags(MemoryKind::Words);
        self.b.ins().store(flags, value, address, 8 * word as i32);
    }

    /// Room for words on the stack.
    pub(super) fn stack_words(&mut self, words: usize) -> Value {
        let slot = self.stack_slot(8 * words.max(1));
        self.b.ins().stack_addr(PTR, slot, 0)
    }

    pub(super) fn stack_slot(&mut self, bytes: usize) -> StackSlot {
        self.b.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, bytes as u32, 3))
    }

    /// Gives up what the slots hold, at an exit.
    fn release_slots(&mut self) {
        let here = self.frame.slots.iter().filter(|(_, home)| home.owner == SlotOwner::Here);
        let mut owned: Vec<(SlotId, Value)> = here.map(|(&slot, home)| (slot, home.address)).collect();
        owned.sort_unstable_by_key(|&(slot, _)| slot);
        for (slot, address) in owned {
            let ty = &self.f.slots[slot.0 as usize];
            if ty.is_reference() {
                let held = self.load_word(address, reference_word(ty));
                self.call_helper_raw(Helper::Release, &[held]);
            }
        }
        let mut taken: Vec<(InstId, Value)> = self.frame.taken.iter().map(|(&id, &address)| (id, address)).collect();
        taken.sort_unstable_by_key(|&(id, _)| id);
        for (_, address) in taken {
            let held = self.load_word(address, 0);
            self.call_helper_raw(Helper::DropException, &[held]);
        }
    }

    /// A word of the stack or of a buffer.
    pub(super) fn load_word(&mut self, address: Value, word: usize) -> Value {
        let flags = self.flags(MemoryKind::Words);
        self.b.ins().load(PTR, flags, address, 8 * word as i32)
    }

    // --- exits -----------------------------------------------------------------------------------------------------

    /// Leaves with results.
    pub(super) fn return_(&mut self, values: &[ValueId]) {
        self.release_slots();
        let mut registers = vec![self.iconst(types::I32, i64::from(OK))];
        match self.frame.result_room {
            Some(room) => {
                let flags = self.flags(MemoryKind::Words);
                self.store_values(values, Place::new(room, flags));
            }
            None => registers.extend(self.all(values)),
        }
        self.b.ins().return_(&registers);
    }

    /// Writes values one after another.
    pub(super) fn store_values(&mut self, values: &[ValueId], mut place: Place) {
        for &value in values {
            let ty = self.f.ty(value);
            let parts = self.values.parts(value);
            abi::store_words(&mut self.b, ty, &parts, place);
            place = place.skip(ty.words());
        }
    }

    /// Where exceptions go from here: the innermost handler or the function's exit.
    pub(super) fn exception_target(&mut self) -> Block {
        if let Some(handler) = self.handler {
            return handler;
        }
        match self.frame.error_exit {
            Some(exit) => exit,
            None => {
                let exit = self.cold_block();
                *self.frame.error_exit.insert(exit)
            }
        }
    }

    /// Builds the exit for exceptions, if anything goes there.
    pub(super) fn finish_error_exit(&mut self) {
        let Some(exit) = self.frame.error_exit else { return };
        self.b.switch_to_block(exit);
        self.release_slots();
        let mut registers = vec![self.iconst(types::I32, i64::from(RAISED))];
        for ty in self.frame.register_results.clone() {
            let zero = if ty.is_float() { self.fconst(ty, 0.0) } else { self.iconst(ty, 0) };
            registers.push(zero);
        }
        self.b.ins().return_(&registers);
    }

    // --- the uniform entry -----------------------------------------------------------------------------------------

    /// The function with [`super::EntryFn`]'s signature: words to parts, the call, parts to words.
    pub(super) fn entry(&mut self, internal: FuncId) {
        let block = self.open_function();
        let [ctx, words, room] = *self.b.block_params(block) else { crate::ice!("an entry has three parameters") };
        let mut args = vec![ctx];
        args.extend(self.load_params(words));
        let results: &[Ty] = &self.f.results;
        let returns = abi::returns(results);
        if returns == Returns::Memory {
            args.push(room);
        }
        let callee = self.function_ref(internal);
        let call = self.b.ins().call(callee, &args);
        let returned = self.b.inst_results(call).to_vec();
        if returns == Returns::Registers {
            let (mut rest, mut place) = (&returned[1..], Place::new(room, self.flags(MemoryKind::Words)));
            for ty in results {
                let (own, others) = rest.split_at(abi::part_count(ty));
                abi::store_words(&mut self.b, ty, own, place);
                (rest, place) = (others, place.skip(ty.words()));
            }
        }
        self.b.ins().return_(&returned[..1]);
    }
}

/// Which word of a reference holds what is counted.
pub(super) fn reference_word(ty: &Ty) -> usize {
    usize::from(matches!(ty, Ty::Array { .. }))
}
