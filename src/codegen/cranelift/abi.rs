//! How values of the IR lie in machine values, in words and in signatures.
//!
//! Input: [`Ty`]s. Output: the machine types of their parts, signatures, loads and stores of words.
//! Never: instructions of the IR.
//!
//! A scalar is one part (bool: an `i8` of 0 or 1), a complex number two, an array `data, owner, shape.., strides..`, a
//! list or string one pointer.

use crate::ir::Ty;
use crate::runtime::helpers::{Helper, Machine};
use crate::types::Dtype;
use cranelift_codegen::ir::{AbiParam, InstBuilder, MemFlagsData, Signature, Type, Value, types};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::FunctionBuilder;
use smallvec::SmallVec;

/// The parts of one value.
pub(super) type Parts = SmallVec<[Value; 6]>;
/// Their machine types.
pub(super) type PartTypes = SmallVec<[Type; 6]>;

/// Pointers and sizes; the machines that we serve are 64-bit ones.
pub(super) const PTR: Type = types::I64;

/// The machine type of a scalar that has one part, or of each part of a complex number.
pub(super) fn scalar_type(dtype: Dtype) -> Type {
    match dtype {
        Dtype::Bool | Dtype::I8 | Dtype::U8 => types::I8,
        Dtype::I16 | Dtype::U16 => types::I16,
        Dtype::I32 | Dtype::U32 => types::I32,
        Dtype::I64 | Dtype::U64 => types::I64,
        Dtype::F32 | Dtype::C64 => types::F32,
        Dtype::F64 | Dtype::C128 => types::F64,
    }
}

/// How many parts a value has.
pub(super) fn part_count(ty: &Ty) -> usize {
    match ty {
        Ty::Scalar(dtype) if dtype.is_complex() => 2,
        Ty::Array { ndim, .. } => 2 + 2 * *ndim as usize,
        _ => 1,
    }
}

/// Appends the machine types of a value's parts.
pub(super) fn push_part_types(ty: &Ty, out: &mut impl Extend<Type>) {
    let part = match ty {
        Ty::Scalar(dtype) => scalar_type(*dtype),
        _ => PTR,
    };
    out.extend(std::iter::repeat_n(part, part_count(ty)));
}

/// The machine types of a value's parts.
pub(super) fn part_types(ty: &Ty) -> PartTypes {
    let mut out = PartTypes::new();
    push_part_types(ty, &mut out);
    out
}

/// The machine types of several values' parts.
pub(super) fn all_part_types<'t>(tys: impl IntoIterator<Item = &'t Ty>) -> Vec<Type> {
    let mut out = Vec::new();
    for ty in tys {
        push_part_types(ty, &mut out);
    }
    out
}

/// Which signature a machine function has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Native parameters, results in registers where they fit.
    Internal,
    /// That of [`super::code::EntryFn`]: words in memory.
    Uniform,
}

/// How the results of an internal function come back beside its status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Returns {
    /// In registers.
    Registers,
    /// Through a pointer, the last parameter, as words.
    Memory,
}

/// Registers hold one int and two floats beside the status, on every platform that we serve.
pub(super) fn returns(results: &[Ty]) -> Returns {
    let parts = all_part_types(results);
    let floats = parts.iter().filter(|ty| ty.is_float()).count();
    let ints = parts.len() - floats;
    if ints <= 1 && floats <= 2 { Returns::Registers } else { Returns::Memory }
}

/// The signature of an internal function: `(ctx, parts of the parameters.., [results]) -> (status, parts..)`.
pub(super) fn internal_signature(conv: CallConv, params: &[Ty], results: &[Ty]) -> Signature {
    let mut signature = Signature::new(conv);
    signature.params.push(AbiParam::new(PTR));
    signature.params.extend(all_part_types(params).into_iter().map(AbiParam::new));
    signature.returns.push(AbiParam::new(types::I32));
    match returns(results) {
        Returns::Registers => signature.returns.extend(all_part_types(results).into_iter().map(AbiParam::new)),
        Returns::Memory => signature.params.push(AbiParam::new(PTR)),
    }
    signature
}

/// The signature of [`super::code::EntryFn`].
pub(super) fn entry_signature(conv: CallConv) -> Signature {
    let mut signature = Signature::new(conv);
    signature.params.extend([AbiParam::new(PTR); 3]);
    signature.returns.push(AbiParam::new(types::I32));
    signature
}

/// The signature of [`crate::runtime::pool::Body`].
pub(super) fn body_signature(conv: CallConv) -> Signature {
    let mut signature = Signature::new(conv);
    signature.params.extend([AbiParam::new(PTR); 5]);
    signature.returns.push(AbiParam::new(types::I32));
    signature
}

/// The signature of a runtime helper.
pub(super) fn helper_signature(conv: CallConv, helper: Helper) -> Signature {
    let row = helper.row();
    let mut signature = Signature::new(conv);
    signature.params.extend(row.params.iter().map(|&param| AbiParam::new(machine_type(param))));
    signature.returns.extend(row.result.map(|result| AbiParam::new(machine_type(result))));
    signature
}

/// The machine type of a helper's parameter or result.
pub(super) fn machine_type(machine: Machine) -> Type {
    match machine {
        Machine::I32 => types::I32,
        Machine::F32 => types::F32,
        Machine::F64 => types::F64,
        _ => PTR,
    }
}

/// Where words lie: an address, a constant offset, and what is known of the memory.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub base: Value,
    pub offset: i32,
    pub flags: MemFlagsData,
}

impl Place {
    pub(super) fn new(base: Value, flags: MemFlagsData) -> Self {
        Self { base, offset: 0, flags }
    }

    /// The place `words` further.
    pub(super) fn skip(self, words: usize) -> Self {
        Self { offset: self.offset + 8 * words as i32, ..self }
    }
}

/// Reads one value from its words.
pub(super) fn load_words(b: &mut FunctionBuilder<'_>, ty: &Ty, place: Place) -> Parts {
    let types = part_types(ty);
    let parts = types.iter().enumerate();
    // Ints are extended to the word, so the low bytes are the value.
    parts.map(|(i, &part)| b.ins().load(part, place.flags, place.base, place.offset + 8 * i as i32)).collect()
}

/// Writes one value to its words.
pub(super) fn store_words(b: &mut FunctionBuilder<'_>, ty: &Ty, parts: &[Value], place: Place) {
    for (i, &part) in parts.iter().enumerate() {
        let word = to_word(b, ty, part);
        b.ins().store(place.flags, word, place.base, place.offset + 8 * i as i32);
    }
}

/// Extends a part to a whole word: signed ints by their sign, all others by zeros. (Doubles stay as they are.)
pub(super) fn to_word(b: &mut FunctionBuilder<'_>, ty: &Ty, part: Value) -> Value {
    let signed = ty.dtype().is_some_and(Dtype::is_signed);
    match b.func.dfg.value_type(part) {
        types::I8 | types::I16 | types::I32 if signed => b.ins().sextend(types::I64, part),
        types::I8 | types::I16 | types::I32 => b.ins().uextend(types::I64, part),
        types::F32 => {
            let bits = b.ins().bitcast(types::I32, MemFlagsData::new(), part);
            b.ins().uextend(types::I64, bits)
        }
        _ => part,
    }
}
