//! Arrays: descriptors, elements, allocation.
//!
//! Input: array instructions. Output: address arithmetic, loads and stores that cannot fault. Never: bounds checks,
//! which are instructions of their own.
//!
//! The stride of the contiguous axis of a C or F array is a constant, whatever its descriptor says: where an axis has
//! at most one index, a stride does not matter.

use super::abi::{self, PTR, Parts};
use super::function::{Lower, MemoryKind};
use crate::ir::{Const, Fill, Inst, InstId, Ty, ValueId};
use crate::runtime::helpers::Helper;
use crate::runtime::memory::DATA_OFFSET;
use crate::types::{Dtype, Layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};

/// Part 0 of an array is its data, part 1 its owner; then its shape.
const SHAPE: usize = 2;

/// The static side of an array.
#[derive(Clone, Copy)]
struct ArrayTy {
    dtype: Dtype,
    ndim: usize,
    layout: Layout,
}

impl ArrayTy {
    /// The axis whose elements lie side by side.
    fn contiguous_axis(self) -> Option<usize> {
        match self.layout {
            Layout::C => self.ndim.checked_sub(1),
            Layout::F if self.ndim > 0 => Some(0),
            _ => None,
        }
    }
}

/// The memory that an array reaches: its first byte, the byte after its last one, whether it reaches none.
struct Extent {
    from: Value,
    to: Value,
    empty: Value,
}

/// An address in the making: `base` and a constant `offset`.
struct Address {
    base: Value,
    offset: i64,
}

impl Lower<'_, '_> {
    fn array_ty(&self, value: ValueId) -> ArrayTy {
        match *self.f.ty(value) {
            Ty::Array { dtype, ndim, layout } => ArrayTy { dtype, ndim: ndim as usize, layout },
            ref other => crate::ice!("{}: {value} is {other:?}, not an array", self.f.name),
        }
    }

    pub(super) fn dim(&mut self, inst: &Inst, axis: u8) {
        let length = self.length_of(inst.args[0], axis as usize);
        self.bind_result(inst, &[length]);
    }

    pub(super) fn stride(&mut self, inst: &Inst, axis: u8) {
        let stride = self.stride_of(inst.args[0], axis as usize);
        self.bind_result(inst, &[stride]);
    }

    pub(super) fn stride_of(&mut self, array: ValueId, axis: usize) -> Value {
        let ty = self.array_ty(array);
        if ty.contiguous_axis() == Some(axis) {
            return self.iconst(PTR, ty.dtype.size() as i64);
        }
        self.values.part(array, SHAPE + ty.ndim + axis)
    }

    /// The length of an axis.
    pub(super) fn length_of(&self, array: ValueId, axis: usize) -> Value {
        self.values.part(array, SHAPE + axis)
    }

    // --- elements --------------------------------------------------------------------------------------------------

    pub(super) fn load(&mut self, inst: &Inst) {
        let (array, index) = (inst.args[0], &inst.args[1..]);
        let (ty, address, flags) = self.element(array, index);
        let part = abi::scalar_type(ty.dtype);
        let parts: Parts = (0..element_parts(ty.dtype))
            .map(|i| self.b.ins().load(part, flags, address.base, address.offset as i32 + (i * part.bytes()) as i32))
            .collect();
        self.bind_result(inst, &parts);
    }

    pub(super) fn store(&mut self, inst: &Inst) {
        let [array, index @ .., value] = &inst.args[..] else {
            crate::ice!("{}: a store has two operands or more", self.f.name)
        };
        let (_, address, flags) = self.element(*array, index);
        for (i, part) in self.values.parts(*value).into_iter().enumerate() {
            let bytes = self.b.func.dfg.value_type(part).bytes() as usize;
            self.b.ins().store(flags, part, address.base, address.offset as i32 + (i * bytes) as i32);
        }
    }

    fn element(&mut self, array: ValueId, index: &[ValueId]) -> (ArrayTy, Address, MemFlagsData) {
        let ty = self.array_ty(array);
        let mut address = Address { base: self.one(array), offset: 0 };
        let contiguous = ty.contiguous_axis();
        for (axis, &index) in index.iter().enumerate() {
            if Some(axis) != contiguous {
                self.add_strided(&mut address, array, axis, index);
            }
        }
        // Last, so that the machine's scaled addressing takes it.
        if let Some(axis) = contiguous {
            self.add_scaled(&mut address, index[axis], ty.dtype.size() as i64);
        }
        (ty, address, self.flags(MemoryKind::Elements))
    }

    fn add_strided(&mut self, address: &mut Address, array: ValueId, axis: usize, index: ValueId) {
        if self.f.as_const(index) == Some(Const::Int(0)) {
            return;
        }
        let stride = self.stride_of(array, axis);
        let index = self.one(index);
        let way = self.b.ins().imul(index, stride);
        address.base = self.b.ins().iadd(address.base, way);
    }

    fn add_scaled(&mut self, address: &mut Address, index: ValueId, size: i64) {
        if let Some(Const::Int(index)) = self.f.as_const(index) {
            // What does not fit an instruction's offset is added like any other index.
            let fits = |&offset: &i64| i32::try_from(offset).is_ok_and(|offset| offset < i32::MAX - 16);
            if let Some(offset) = index.checked_mul(size).filter(fits) {
                address.offset = offset;
                return;
            }
        }
        let index = self.one(index);
        let way = if size == 1 { index } else { self.b.ins().ishl_imm_u(index, i64::from(size.trailing_zeros())) };
        address.base = self.b.ins().iadd(address.base, way);
    }

    // --- descriptors -----------------------------------------------------------------------------------------------

    pub(super) fn view(&mut self, inst: &Inst) {
        let (array, offset) = (inst.args[0], self.one(inst.args[1]));
        let data = self.one(array);
        let data = self.b.ins().iadd(data, offset);
        let mut parts = Parts::from_slice(&[data, self.values.part(array, 1)]);
        parts.extend(self.all(&inst.args[2..]));
        self.bind_result(inst, &parts);
    }

    /// An array of the host zone: its descriptor is constant.
    pub(super) fn captured(&mut self, inst: &Inst, index: u32) {
        let Some(array) = self.shared.captured.get(index as usize) else {
            crate::ice!("{}: there is no captured array {index}", self.f.name)
        };
        let (places, words) = self.shared.target.array(index, array);
        let mut parts: Parts = places.into_iter().map(|place| self.pointed(place)).collect();
        parts.extend(words.into_iter().map(|word| self.iconst(PTR, word as i64)));
        self.bind_result(inst, &parts);
    }

    /// Do the memories that two arrays reach from their first to their last byte meet?
    pub(super) fn may_overlap(&mut self, inst: &Inst) {
        let (x, y) = (self.extent(inst.args[0]), self.extent(inst.args[1]));
        let before = self.b.ins().icmp(IntCC::UnsignedLessThan, x.from, y.to);
        let behind = self.b.ins().icmp(IntCC::UnsignedLessThan, y.from, x.to);
        let meet = self.b.ins().band(before, behind);
        let empty = self.b.ins().bor(x.empty, y.empty);
        let zero = self.iconst(types::I8, 0);
        let result = self.b.ins().select(empty, zero, meet);
        self.bind_result(inst, &[result]);
    }

    fn extent(&mut self, array: ValueId) -> Extent {
        let ty = self.array_ty(array);
        let data = self.one(array);
        let (zero, mut empty) = (self.iconst(PTR, 0), self.iconst(types::I8, 0));
        let (mut from, mut to) = (data, self.b.ins().iadd_imm_s(data, ty.dtype.size() as i64));
        for axis in 0..ty.ndim {
            let length = self.values.part(array, SHAPE + axis);
            let stride = self.stride_of(array, axis);
            let last = self.b.ins().iadd_imm_s(length, -1);
            let way = self.b.ins().imul(last, stride);
            let (down, up) = (self.b.ins().smin(way, zero), self.b.ins().smax(way, zero));
            (from, to) = (self.b.ins().iadd(from, down), self.b.ins().iadd(to, up));
            let none = self.b.ins().icmp_imm_s(IntCC::Equal, length, 0);
            empty = self.b.ins().bor(empty, none);
        }
        Extent { from, to, empty }
    }

    pub(super) fn alloc(&mut self, id: InstId, inst: &Inst, fill: Fill) {
        let ty = self.array_ty(inst.results[0]);
        let shape = self.all(&inst.args);
        let (address, rank) = self.spill(&shape);
        let size = self.iconst(types::I64, ty.dtype.size() as i64);
        let zeroed = self.iconst(types::I32, i64::from(fill == Fill::Zero));
        let owner = self.call_helper_value(Helper::AllocArray, &[self.ctx, address, rank, size, zeroed]);
        self.propagate_null(id, inst, owner);
        let data = self.block_data(owner);
        let mut parts = Parts::from_slice(&[data, owner]);
        parts.extend_from_slice(&shape);
        parts.extend(self.packed_strides(ty, &shape));
        self.bind_result(inst, &parts);
    }

    /// The address of a block's payload, which stays where it is.
    pub(super) fn block_data(&mut self, block: Value) -> Value {
        let flags = MemFlagsData::trusted().with_readonly();
        self.b.ins().load(PTR, flags, block, DATA_OFFSET as i32)
    }

    /// The strides of a fresh array.
    fn packed_strides(&mut self, ty: ArrayTy, shape: &[Value]) -> Vec<Value> {
        let mut strides = vec![self.ctx; ty.ndim];
        let mut stride = self.iconst(PTR, ty.dtype.size() as i64);
        let forward = ty.layout == Layout::F;
        for step in 0..ty.ndim {
            let axis = if forward { step } else { ty.ndim - 1 - step };
            strides[axis] = stride;
            if step + 1 < ty.ndim {
                stride = self.b.ins().imul(stride, shape[axis]);
            }
        }
        strides
    }
}

fn element_parts(dtype: Dtype) -> u32 {
    if dtype.is_complex() { 2 } else { 1 }
}
