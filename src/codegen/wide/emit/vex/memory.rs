//! Loads and stores.
//!
//! Input: accesses. Output: loads that extend to lanes, stores that truncate. Never: a touch of what a mask leaves out.
//!
//! AVX2 masks loads and stores of 32 and 64 bits only: under a mask, smaller elements come and go one by one.

use super::codes::{extending, extending_narrow};
use super::{
    Emitter, INDEX_ROOM, Isa, Label, MASK_ROOM, SCRATCH, SPARE, Step, TAIL_ROOM, THIRD, Vex, low, made, number_of, wide,
};
use crate::codegen::wide::emit::memory::Load;
use crate::codegen::wide::emit::slot;
use crate::codegen::wide::emit::streams::Stores;
use crate::codegen::wide::math::Table;
use crate::codegen::wide::program::{Gathered, Half, Lane, Movement, NodeId};
use crate::types::Dtype;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

/// Where single elements are.
#[derive(Clone, Copy)]
enum Place {
    /// Next to one another.
    Packed(MemoryOperand),
    /// From the address in the first spare register on, at the distance in the second.
    Apart,
    /// At this address plus the index times this, or times the access' stride.
    Indexed(Register, Option<u32>),
}

impl Emitter<'_, Vex> {
    // --- masks -----------------------------------------------------------------------------------------------------

    /// The lanes of a step for which a mask holds, in a register that is not the first scratch; none: all.
    fn lanes_of(&mut self, mask: Option<NodeId>, step: Step) -> Option<Register> {
        let (room, tail) = (wide(SCRATCH[1]), self.room(TAIL_ROOM));
        match (mask, step.masked) {
            (None, false) => None,
            (None, true) => {
                self.a.put(&made(Instruction::with2(Code::VEX_Vmovdqu_ymm_ymmm256, room, tail)));
                Some(room)
            }
            (Some(mask), false) => Some(self.register(mask, 1)),
            (Some(mask), true) => {
                let mask = self.register(mask, 1);
                self.a.put(&made(Instruction::with3(Code::VEX_Vpand_ymm_ymm_ymmm256, room, mask, tail)));
                Some(room)
            }
        }
    }

    /// The mask of lanes of 32 bits, in the second scratch register.
    fn narrow_lanes(&mut self, mask: Register) -> Register {
        self.narrow(SCRATCH[1], mask);
        low(SCRATCH[1])
    }

    // --- loads -----------------------------------------------------------------------------------------------------

    pub(super) fn load(&mut self, load: Load) {
        if self.program.accesses[load.access].movement == Movement::Strided {
            self.strided_start(load);
            let mask = self.lanes_of(load.mask, load.step);
            return self.load_one_by_one(load, mask, Place::Apart);
        }
        let pointer = self.pointer(load.access);
        let memory = self.elements(load.access, pointer, load.step);
        self.load_from(load, memory);
    }

    /// With a vector for the index along one axis.
    pub(super) fn load_at(&mut self, load: Load, index: NodeId) {
        let vector = self.register(index, 0);
        if let Movement::Gathered(how) = self.program.accesses[load.access].movement {
            return self.load_gathered(load, how, vector);
        }
        let low = low(number_of(vector));
        let memory = self.row_of_first(load, made(Instruction::with2(Code::VEX_Vmovq_rm64_xmm, SPARE[1], low)));
        self.load_from(load, memory);
    }

    fn load_from(&mut self, load: Load, memory: MemoryOperand) {
        let still = self.program.accesses[load.access].movement == Movement::Still;
        if still { self.load_still(load, memory) } else { self.load_unit(load, memory) }
    }

    fn load_unit(&mut self, load: Load, memory: MemoryOperand) {
        let dtype = self.program.accesses[load.access].dtype;
        if let Some(mask) = self.lanes_of(load.mask, load.step) {
            return self.load_masked(load, memory, mask);
        }
        let target = self.vector(load.target, load.lane);
        match (dtype, load.lane) {
            (_, Lane::Mask) => {
                self.a.put(&made(Instruction::with2(self.extending(dtype), wide(SCRATCH[0]), memory)));
                self.truths(load.target, wide(SCRATCH[0]));
            }
            (Dtype::F32, lane) => {
                let code = if self.half(lane) { Code::VEX_Vmovups_xmm_xmmm128 } else { Code::VEX_Vmovups_ymm_ymmm256 };
                self.a.put(&made(Instruction::with2(code, target, memory)));
            }
            _ => self.a.put(&made(Instruction::with2(self.extending(dtype), target, memory))),
        }
    }

    fn load_masked(&mut self, load: Load, memory: MemoryOperand, mask: Register) {
        let dtype = self.program.accesses[load.access].dtype;
        let target = self.vector(load.target, load.lane);
        match dtype.size() {
            8 => self.a.put(&made(Instruction::with3(Code::VEX_Vmaskmovpd_ymm_ymm_m256, target, mask, memory))),
            4 if self.is_narrow() => {
                self.a.put(&made(Instruction::with3(Code::VEX_Vmaskmovps_ymm_ymm_m256, target, mask, memory)));
            }
            4 => {
                let (mask, room) = (self.narrow_lanes(mask), low(SCRATCH[0]));
                self.a.put(&made(Instruction::with3(Code::VEX_Vmaskmovps_xmm_xmm_m128, room, mask, memory)));
                self.settle(load);
            }
            _ => self.load_one_by_one(load, Some(mask), Place::Packed(memory)),
        }
    }

    /// The load that extends elements to lanes.
    fn extending(&self, dtype: Dtype) -> Code {
        if self.is_narrow() { extending_narrow(dtype) } else { extending(dtype) }
    }

    /// Ints of 0 and 1 as a mask.
    fn truths(&mut self, target: u32, ints: Register) {
        let zero = wide(THIRD);
        self.a.put(&made(Instruction::with3(Code::VEX_Vpxor_ymm_ymm_ymmm256, zero, zero, zero)));
        let compare = match self.is_narrow() {
            true => Code::VEX_Vpcmpgtd_ymm_ymm_ymmm256,
            false => Code::VEX_Vpcmpgtq_ymm_ymm_ymmm256,
        };
        self.a.put(&made(Instruction::with3(compare, wide(target), ints, zero)));
    }

    /// Elements next to one another in the first scratch register become the load's lanes.
    fn settle(&mut self, load: Load) {
        let dtype = self.program.accesses[load.access].dtype;
        let (room, target) = (SCRATCH[0], self.vector(load.target, load.lane));
        match (dtype, load.lane) {
            (_, Lane::Mask) => {
                self.a.put(&made(Instruction::with2(self.extending(dtype), wide(room), low(room))));
                self.truths(load.target, wide(room));
            }
            (Dtype::F32, _) => self.a.put(&Vex::moved(low(load.target), low(room))),
            (dtype, _) if dtype.size() == 8 => self.a.put(&Vex::moved(target, wide(room))),
            _ => self.a.put(&made(Instruction::with2(self.extending(dtype), target, low(room)))),
        }
    }

    /// One element for all lanes.
    fn load_still(&mut self, load: Load, memory: MemoryOperand) {
        let dtype = self.program.accesses[load.access].dtype;
        if dtype.size() < 8 && dtype != Dtype::F32 {
            return self.load_still_small(load, dtype, memory);
        }
        let target = self.vector(load.target, load.lane);
        // Only a condition may keep the one element from being read.
        let Some(mask) = load.mask.and_then(|_| self.lanes_of(load.mask, load.step)) else {
            return self.a.put(&Vex::broadcast(target, memory, load.lane));
        };
        let (room, skip) = (self.vector(SCRATCH[0], load.lane), self.a.label());
        self.clear(SCRATCH[0]);
        self.a.put(&made(Instruction::with2(Code::VEX_Vptest_ymm_ymmm256, mask, mask)));
        self.a.jump(Code::Je_rel32_64, skip);
        self.a.put(&Vex::broadcast(room, memory, load.lane));
        self.a.place(skip);
        self.a.put(&Vex::moved(target, room));
    }

    fn load_still_small(&mut self, load: Load, dtype: Dtype, memory: MemoryOperand) {
        self.load_scalar(dtype, memory);
        let room = SCRATCH[0];
        self.a.put(&made(Instruction::with2(Code::VEX_Vmovq_xmm_rm64, low(room), SPARE[0])));
        let broadcast = match self.is_narrow() {
            true => Code::VEX_Vpbroadcastd_ymm_xmmm32,
            false => Code::VEX_Vpbroadcastq_ymm_xmmm64,
        };
        self.a.put(&made(Instruction::with2(broadcast, wide(room), low(room))));
        match load.lane {
            Lane::Mask => self.truths(load.target, wide(room)),
            lane => {
                let target = self.vector(load.target, lane);
                self.a.put(&Vex::moved(target, wide(room)));
            }
        }
    }

    fn clear(&mut self, number: u32) {
        let register = wide(number);
        self.a.put(&made(Instruction::with3(Code::VEX_Vpxor_ymm_ymm_ymmm256, register, register, register)));
    }

    // --- elements that are not neighbors ----------------------------------------------------------------------------

    /// As many elements as there are lanes, those under the mask; 0 for the others.
    fn load_one_by_one(&mut self, load: Load, mask: Option<Register>, place: Place) {
        let size = self.program.accesses[load.access].dtype.size();
        if let Some(mask) = mask {
            let room = self.room(MASK_ROOM);
            self.a.put(&made(Instruction::with2(Code::VEX_Vmovdqu_ymmm256_ymm, room, mask)));
        }
        self.clear(SCRATCH[0]);
        if size == 8 {
            self.clear(THIRD);
        }
        let lanes = self.program.lanes as usize;
        for lane in 0..lanes {
            let skip = self.a.label();
            if mask.is_some() {
                self.skip_unless(lane, skip);
            }
            let memory = self.element_at(load.access, lane, place);
            self.insert(size, lane, memory);
            self.a.place(skip);
            if matches!(place, Place::Apart) && lane + 1 < lanes {
                self.a.put(&made(Instruction::with2(Code::Add_r64_rm64, SPARE[0], SPARE[1])));
            }
        }
        if size == 8 {
            let (room, join) = (wide(SCRATCH[0]), Code::VEX_Vinsertf128_ymm_ymm_xmmm128_imm8);
            self.a.put(&made(Instruction::with4(join, room, room, low(THIRD), 1)));
        }
        self.settle(load);
    }

    /// Jumps where the mask among the words does not hold for a lane.
    fn skip_unless(&mut self, lane: usize, skip: Label) {
        let mask = self.room(MASK_ROOM);
        let bytes = if self.is_narrow() { 4 } else { 8 };
        let truth = MemoryOperand { displacement: mask.displacement + bytes * lane as i64, ..mask };
        self.a.put(&made(Instruction::with2(Code::Cmp_rm32_imm8, truth, 0)));
        self.a.jump(Code::Je_rel32_64, skip);
    }

    fn element_at(&mut self, access: usize, lane: usize, place: Place) -> MemoryOperand {
        match place {
            Place::Packed(first) => {
                let size = self.program.accesses[access].dtype.size();
                MemoryOperand { displacement: first.displacement + (lane * size) as i64, ..first }
            }
            Place::Apart => MemoryOperand::new(SPARE[0], Register::None, 1, 0, 1, false, Register::None),
            Place::Indexed(base, scale) => {
                let index = self.room(INDEX_ROOM + lane);
                self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[1], index)));
                if scale.is_none() {
                    let stride = self.stride(access, false);
                    self.a.put(&made(Instruction::with2(Code::Imul_r64_rm64, SPARE[1], stride)));
                }
                MemoryOperand::new(base, SPARE[1], scale.unwrap_or(1), 0, 1, false, Register::None)
            }
        }
    }

    /// An element to its place in the first scratch register; of 64 bits, the last two in another one.
    fn insert(&mut self, size: usize, lane: usize, memory: MemoryOperand) {
        let room = low(SCRATCH[0]);
        let code = match size {
            1 => Code::VEX_Vpinsrb_xmm_xmm_r32m8_imm8,
            2 => Code::VEX_Vpinsrw_xmm_xmm_r32m16_imm8,
            4 => Code::VEX_Vpinsrd_xmm_xmm_rm32_imm8,
            _ => {
                let room = if lane < 2 { room } else { low(THIRD) };
                let code =
                    if lane.is_multiple_of(2) { Code::VEX_Vmovlpd_xmm_xmm_m64 } else { Code::VEX_Vmovhpd_xmm_xmm_m64 };
                return self.a.put(&made(Instruction::with3(code, room, room, memory)));
            }
        };
        self.a.put(&made(Instruction::with4(code, room, room, memory, lane as u32)));
    }

    /// Each lane from its own index, which stands in a register other than the second scratch.
    fn load_gathered(&mut self, load: Load, how: Gathered, index: Register) {
        let size = self.program.accesses[load.access].dtype.size() as u32;
        let (slow, done) = (self.a.label(), self.a.label());
        let smooth = how.smooth && !load.step.masked;
        if smooth {
            self.load_if_neighbors(load, index, slow);
            self.a.jump(Code::Jmp_rel32_64, done);
            self.a.place(slow);
        }
        if how.packed && size >= 4 {
            self.gather(load, index, size);
        } else {
            let room = self.room(INDEX_ROOM);
            self.a.put(&made(Instruction::with2(Code::VEX_Vmovdqu_ymmm256_ymm, room, index)));
            let mask = self.lanes_of(load.mask, load.step);
            let pointer = self.pointer(load.access);
            self.load_one_by_one(load, mask, Place::Indexed(pointer, how.packed.then_some(size)));
        }
        self.a.place(done);
    }

    /// A plain load where the indices follow one another; else goes on at `slow`.
    fn load_if_neighbors(&mut self, load: Load, index: Register, slow: Label) {
        let (room, first) = (wide(THIRD), low(number_of(index)));
        let lanes = self.a.constants(&[0, 1, 2, 3], false);
        self.a.put(&made(Instruction::with2(Code::VEX_Vpbroadcastq_ymm_xmmm64, room, first)));
        self.a.put(&made(Instruction::with3(Code::VEX_Vpaddq_ymm_ymm_ymmm256, room, room, lanes)));
        self.a.put(&made(Instruction::with3(Code::VEX_Vpcmpeqq_ymm_ymm_ymmm256, room, room, index)));
        self.a.put(&made(Instruction::with2(Code::VEX_Vmovmskpd_r32_ymm, Register::EAX, room)));
        self.a.put(&made(Instruction::with2(Code::Cmp_rm32_imm8, Register::EAX, 15)));
        self.a.jump(Code::Jne_rel32_64, slow);
        self.a.put(&made(Instruction::with2(Code::VEX_Vmovq_rm64_xmm, SPARE[1], first)));
        let pointer = self.pointer(load.access);
        let size = self.program.accesses[load.access].dtype.size() as u32;
        let memory = MemoryOperand::new(pointer, SPARE[1], size, 0, 1, false, Register::None);
        self.load_unit(load, memory);
    }

    /// Elements of 32 or 64 bits.
    fn gather(&mut self, load: Load, index: Register, size: u32) {
        let mask = self.lanes_of(load.mask, load.step);
        let (lanes, room) = (wide(SCRATCH[1]), wide(THIRD));
        match mask {
            None => self.all_ones(lanes),
            Some(mask) if size == 4 => _ = self.narrow_lanes(mask),
            Some(mask) if mask != lanes => self.a.put(&Vex::moved(lanes, mask)),
            Some(_) => {}
        }
        self.clear(THIRD);
        let pointer = self.pointer(load.access);
        let memory = MemoryOperand::new(pointer, index, size, 0, 1, false, Register::None);
        let gather = match size {
            8 => Instruction::with3(Code::VEX_Vgatherqpd_ymm_vm64y_ymm, room, memory, lanes),
            _ => Instruction::with3(Code::VEX_Vgatherqps_xmm_vm64y_xmm, low(THIRD), memory, low(SCRATCH[1])),
        };
        self.a.put(&made(gather));
        self.a.put(&Vex::moved(wide(SCRATCH[0]), room));
        self.settle(load);
    }

    // --- tables ------------------------------------------------------------------------------------------------------

    /// The rows of every other lane: an element of each is read by itself, at the place that its lane names.
    pub(super) fn rows(&mut self, target: Register, table: Table, half: Half, place: NodeId) {
        let (places, room) = (self.register(place, 0), slot(self.slots - 1));
        self.a.put(&made(Instruction::with2(Code::VEX_Vmovdqa_ymmm256_ymm, room, places)));
        let table = self.a.table(table);
        self.a.put(&made(Instruction::with2(Code::Lea_r64_m, SPARE[1], table)));
        let row = MemoryOperand::new(SPARE[1], SPARE[0], 1, 0, 1, false, Register::None);
        for pair in 0..2 {
            let place = MemoryOperand { displacement: room.displacement + 8 * (2 * pair + half as i64), ..room };
            self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[0], place)));
            self.a.put(&made(match pair {
                0 => Instruction::with2(Code::VEX_Vmovupd_xmm_xmmm128, low(number_of(target)), row),
                _ => Instruction::with4(Code::VEX_Vinsertf128_ymm_ymm_xmmm128_imm8, target, target, row, 1),
            }));
        }
    }

    // --- stores ----------------------------------------------------------------------------------------------------

    pub(super) fn store(&mut self, number: usize, value: NodeId, mask: Option<NodeId>, step: Step) {
        let lane = self.lane(value);
        let mut value = self.register(value, 0);
        if lane == Lane::Mask {
            let room = wide(SCRATCH[0]);
            let (shift, last) = match self.is_narrow() {
                true => (Code::VEX_Vpsrld_ymm_ymm_imm8, 31),
                false => (Code::VEX_Vpsrlq_ymm_ymm_imm8, 63),
            };
            self.a.put(&made(Instruction::with3(shift, room, value, last)));
            value = room;
        }
        let size = self.program.accesses[number].dtype.size();
        if lane != Lane::F32 {
            value = match (size, self.is_narrow()) {
                (8, _) | (4, true) => value,
                (_, true) => self.truncated_narrow(value, size),
                (_, false) => self.truncated(value, size),
            };
        }
        let mask = self.lanes_of(mask, step);
        let pointer = self.pointer(number);
        let memory = self.elements(number, pointer, step);
        match mask {
            Some(mask) => self.store_masked(memory, value, size, mask),
            None => {
                let code = match size * self.program.lanes as usize {
                    _ if self.stores == Stores::PastCaches => past_caches(value),
                    4 => Code::VEX_Vmovd_rm32_xmm,
                    8 => Code::VEX_Vmovq_xmmm64_xmm,
                    _ if value.is_xmm() => Code::VEX_Vmovups_xmmm128_xmm,
                    _ => Code::VEX_Vmovups_ymmm256_ymm,
                };
                self.a.put(&made(Instruction::with2(code, memory, value)));
            }
        }
    }

    /// The low bits of ints, next to one another.
    fn truncated(&mut self, value: Register, size: usize) -> Register {
        let room = low(SCRATCH[0]);
        self.narrow(SCRATCH[0], value);
        if size < 4 {
            let order = self.a.constants(&order(size), false);
            self.a.put(&made(Instruction::with3(Code::VEX_Vpshufb_xmm_xmm_xmmm128, room, room, order)));
        }
        room
    }

    /// The same of lanes of 32 bits.
    fn truncated_narrow(&mut self, value: Register, size: usize) -> Register {
        let (room, upper) = (SCRATCH[0], low(THIRD));
        let half = order(size);
        let order = self.a.constants(&[half, half].concat(), false);
        let join = if size == 1 { Code::VEX_Vpunpckldq_xmm_xmm_xmmm128 } else { Code::VEX_Vpunpcklqdq_xmm_xmm_xmmm128 };
        self.a.put(&made(Instruction::with3(Code::VEX_Vpshufb_ymm_ymm_ymmm256, wide(room), value, order)));
        self.a.put(&made(Instruction::with3(Code::VEX_Vextractf128_xmmm128_ymm_imm8, upper, wide(room), 1)));
        self.a.put(&made(Instruction::with3(join, low(room), low(room), upper)));
        low(room)
    }

    fn store_masked(&mut self, memory: MemoryOperand, value: Register, size: usize, mask: Register) {
        let (code, mask) = match size {
            8 => (Code::VEX_Vmaskmovpd_m256_ymm_ymm, mask),
            4 if value.is_ymm() => (Code::VEX_Vmaskmovps_m256_ymm_ymm, mask),
            4 => (Code::VEX_Vmaskmovps_m128_xmm_xmm, self.narrow_lanes(mask)),
            _ => return self.store_one_by_one(memory, value, size, mask),
        };
        self.a.put(&made(Instruction::with3(code, memory, mask, value)));
    }

    fn store_one_by_one(&mut self, memory: MemoryOperand, value: Register, size: usize, mask: Register) {
        let room = self.room(MASK_ROOM);
        self.a.put(&made(Instruction::with2(Code::VEX_Vmovdqu_ymmm256_ymm, room, mask)));
        let code = if size == 1 { Code::VEX_Vpextrb_r32m8_xmm_imm8 } else { Code::VEX_Vpextrw_r32m16_xmm_imm8 };
        for lane in 0..self.program.lanes as usize {
            let skip = self.a.label();
            self.skip_unless(lane, skip);
            let element = MemoryOperand { displacement: memory.displacement + (lane * size) as i64, ..memory };
            self.a.put(&made(Instruction::with3(code, element, value, lane as u32)));
            self.a.place(skip);
        }
    }
}

/// The store of a whole register past the caches.
fn past_caches(value: Register) -> Code {
    if value.is_xmm() { Code::VEX_Vmovntps_m128_xmm } else { Code::VEX_Vmovntps_m256_ymm }
}

/// The permutation of 16 bytes that puts the low bytes of four numbers of 32 bits next to one another.
fn order(size: usize) -> [u64; 2] {
    let byte = |at: usize| if at < 4 * size { (at / size * 4 + at % size) as u8 } else { 0x80 };
    [0, 8].map(|first| u64::from_le_bytes(std::array::from_fn(|at| byte(first + at))))
}
