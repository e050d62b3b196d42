//! Innermost loops as vector code.
//!
//! Input: a counted loop that the wide back end has a form of. Output: a look at its length, strides and addresses, calls of the vector
//! code in strips with a poll between them, and the scalar loop for all other cases.
//! Never: vector code over accesses that meet in another iteration.

use super::abi::PTR;
use super::counted::Counted;
use super::function::{Lower, MemoryKind};
use crate::codegen::wide::{self, Access, AccessKind, Movement, WideLoop};
use crate::ir::ValueId;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{AbiParam, InstBuilder, Signature, Value, types};
use cranelift_module::{FuncId, Module};

/// Iterations between two polls: some microseconds.
const STRIP: i64 = 1 << 14;

/// More accesses than this would take too many comparisons.
const MOST_ACCESSES: usize = 24;

impl Lower<'_, '_> {
    /// Builds a loop with a vector form; says whether it did.
    pub(super) fn vectors(&mut self, counted: &Counted) -> bool {
        let Counted { body, range, .. } = *counted;
        let bare = self.f[body].params.len() == 1 && range.constant_step == Some(1);
        let long = range.constant_count.is_none_or(|n| n >= 16);
        if !bare || !long || self.facts.has_loop[body.0 as usize] {
            return false;
        }
        match wide::compile(self.f, body) {
            Some(wide) if wide.accesses.len() <= MOST_ACCESSES => self.vector_loop(counted, &wide),
            _ => return false,
        }
        true
    }

    fn vector_loop(&mut self, counted: &Counted, wide: &WideLoop) {
        let f = self.f;
        self.bind(f[counted.body].params[0], &[counted.range.lo]);
        for &id in &wide.scalars {
            self.inst(id, &f[id], counted.exit);
        }
        let addresses: Vec<Value> =
            wide.accesses.iter().map(|access| self.element_address(&f[access.inst], access.kind)).collect();
        let fits = self.fits(counted, wide, &addresses);
        let (vectors, scalar) = (self.b.create_block(), self.b.create_block());
        self.b.ins().brif(fits, vectors, &[], scalar, &[]);
        self.b.switch_to_block(vectors);
        self.strips(counted, wide, &addresses);
        self.b.switch_to_block(scalar);
        self.scalar_loop(counted);
    }

    // --- conditions ------------------------------------------------------------------------------------------------

    /// May the vector code run?
    fn fits(&mut self, counted: &Counted, wide: &WideLoop, addresses: &[Value]) -> Value {
        let mut fits = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThanOrEqual, counted.count, wide.least);
        for access in &wide.accesses {
            if let Movement::Axis(axis) = access.movement {
                let stride = self.stride_of(self.f[access.inst].args[0], axis);
                let packed = self.b.ins().icmp_imm_s(IntCC::Equal, stride, access.dtype.size() as i64);
                fits = self.b.ins().band(fits, packed);
            }
        }
        let ends: Vec<Value> = wide
            .accesses
            .iter()
            .zip(addresses)
            .map(|(access, &address)| self.end_of_access(counted, access, address))
            .collect();
        for (i, store) in wide.accesses.iter().enumerate().filter(|(_, access)| access.kind == AccessKind::Store) {
            for (k, other) in wide.accesses.iter().enumerate() {
                let twice = other.kind == AccessKind::Store && k <= i;
                if twice || self.same_element(store, other) {
                    continue;
                }
                let before = self.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, ends[k], addresses[i]);
                let behind = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, addresses[k], ends[i]);
                let mut apart = self.b.ins().bor(before, behind);
                if same_pace(store, other) {
                    let harmless = self.harmless(i, k, other, addresses);
                    apart = self.b.ins().bor(apart, harmless);
                }
                fits = self.b.ins().band(fits, apart);
            }
        }
        fits
    }

    /// At one pace, two accesses meet in the same iteration alone, or a load reads what is stored in later ones.
    fn harmless(&mut self, store: usize, other: usize, access: &Access, addresses: &[Value]) -> Value {
        let reads_first = access.kind == AccessKind::Load && other < store;
        let how = if reads_first { IntCC::UnsignedGreaterThanOrEqual } else { IntCC::Equal };
        self.b.ins().icmp(how, addresses[other], addresses[store])
    }

    /// Do both name the same element in every iteration, by the same values?
    fn same_element(&self, store: &Access, other: &Access) -> bool {
        let (a, b) = (&self.f[store.inst].args, &self.f[other.inst].args);
        let place = |args: &[ValueId], kind| match kind {
            AccessKind::Load => args.to_vec(),
            AccessKind::Store => args[..args.len() - 1].to_vec(),
        };
        place(a, store.kind) == place(b, other.kind)
    }

    /// One past the last byte of an access.
    fn end_of_access(&mut self, counted: &Counted, access: &Access, address: Value) -> Value {
        let size = access.dtype.size() as i64;
        if access.movement == Movement::Still {
            return self.b.ins().iadd_imm_s(address, size);
        }
        let bytes = self.b.ins().imul_imm_s(counted.count, size);
        self.b.ins().iadd(address, bytes)
    }

    // --- calls -----------------------------------------------------------------------------------------------------

    /// Calls the vector code for strip after strip.
    fn strips(&mut self, counted: &Counted, wide: &WideLoop, addresses: &[Value]) {
        let words = self.words(wide, addresses);
        let function = self.define_vectors(&wide.code);
        let function = self.function_ref(function);
        let (strip, more) = (self.b.create_block(), self.b.create_block());
        let start = self.b.append_block_param(strip, types::I64);
        let zero = self.iconst(types::I64, 0);
        self.b.ins().jump(strip, &[zero.into()]);
        self.b.switch_to_block(strip);
        let far = self.b.ins().iadd_imm_s(start, STRIP);
        let end = self.b.ins().umin(far, counted.count);
        self.b.ins().call(function, &[words, start, end]);
        let left = self.b.ins().icmp(IntCC::UnsignedLessThan, end, counted.count);
        self.b.ins().brif(left, more, &[], counted.exit, &[]);
        self.b.switch_to_block(more);
        let next = self.advance(counted.range.lo, end, counted.range);
        self.poll_carrying(counted, &[next]);
        self.b.ins().jump(strip, &[end.into()]);
    }

    fn words(&mut self, wide: &WideLoop, addresses: &[Value]) -> Value {
        let words = self.stack_words(addresses.len() + wide.invariants.len());
        let flags = self.flags(MemoryKind::Words);
        let invariants: Vec<Value> = wide.invariants.iter().map(|&value| self.word_of(value)).collect();
        for (i, &word) in addresses.iter().chain(&invariants).enumerate() {
            self.b.ins().store(flags, word, words, 8 * i as i32);
        }
        words
    }

    /// An invariant as the vector code reads it.
    fn word_of(&mut self, value: ValueId) -> Value {
        let part = self.one(value);
        let dtype = self.f.dtype(value);
        let ty = self.b.func.dfg.value_type(part);
        match (ty.is_int() && ty.bits() < 64, dtype.is_signed()) {
            (true, true) => self.b.ins().sextend(types::I64, part),
            (true, false) => self.b.ins().uextend(types::I64, part),
            _ => part,
        }
    }

    fn define_vectors(&mut self, code: &[u8]) -> FuncId {
        let mut signature = Signature::new(self.shared.conv);
        signature.params.extend([AbiParam::new(PTR); 3]);
        let id = super::module::declare_anonymous(&mut self.shared.module, &signature);
        if let Err(error) = self.shared.module.define_function_bytes(id, 64, code, &[]) {
            crate::ice!("{}: vector code: {error}", self.f.name);
        }
        id
    }
}

/// Do two accesses move by the same number of bytes?
fn same_pace(a: &Access, b: &Access) -> bool {
    a.movement != Movement::Still && b.movement != Movement::Still && a.dtype.size() == b.dtype.size()
}
