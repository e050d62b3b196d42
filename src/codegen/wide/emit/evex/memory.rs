//! Loads and stores.
//!
//! Input: accesses. Output: loads that extend to lanes, stores that truncate. Never: a touch of what a mask leaves out.

use super::codes::{extending, extending_narrow, truncating, truncating_narrow};
use super::{Emitter, Evex, Isa, Label, MASK, SCRATCH, SPARE, Step, TAIL, made, number_of, physical, wide};
use crate::codegen::wide::emit::memory::Load;
use crate::codegen::wide::emit::slot;
use crate::codegen::wide::emit::streams::Stores;
use crate::codegen::wide::math::Table;
use crate::codegen::wide::program::{Gathered, Half, Lane, Movement, NodeId, Word};
use crate::types::Dtype;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

impl Emitter<'_, Evex> {
    // --- masks -----------------------------------------------------------------------------------------------------

    /// The lanes of a step for which a mask holds; none: all.
    fn lanes_of(&mut self, mask: Option<NodeId>, step: Step) -> Option<Register> {
        match (mask, step.masked) {
            (None, false) => None,
            (None, true) => Some(TAIL),
            (Some(mask), false) => Some(self.register(mask, 0)),
            (Some(mask), true) => {
                let mask = self.register(mask, 0);
                self.a.put(&made(Instruction::with3(Code::VEX_Kandw_kr_kr_kr, MASK, mask, TAIL)));
                Some(MASK)
            }
        }
    }

    /// Writes an instruction for some lanes; the others become 0 in a register and stay in memory.
    fn put_masked(&mut self, mut instruction: Instruction, mask: Option<Register>, zero: bool) {
        if let Some(mask) = mask {
            instruction.set_op_mask(mask);
            instruction.set_zeroing_masking(zero);
        }
        self.a.put(&instruction);
    }

    // --- loads -----------------------------------------------------------------------------------------------------

    pub(super) fn load(&mut self, load: Load) {
        if self.program.accesses[load.access].movement == Movement::Strided {
            return self.load_strided(load);
        }
        let pointer = self.pointer(load.access);
        let memory = self.elements(load.access, pointer, load.step);
        self.load_from(load, memory);
    }

    /// With a vector for the index along one axis.
    pub(super) fn load_at(&mut self, load: Load, index: NodeId) {
        let vector = self.register(index, 1);
        if let Movement::Gathered(how) = self.program.accesses[load.access].movement {
            return self.load_gathered(load, how, vector);
        }
        let low = Register::XMM0 + number_of(vector);
        let memory = self.row_of_first(load, made(Instruction::with2(Code::EVEX_Vmovq_rm64_xmm, SPARE[1], low)));
        self.load_from(load, memory);
    }

    fn load_from(&mut self, load: Load, memory: MemoryOperand) {
        let still = self.program.accesses[load.access].movement == Movement::Still;
        if still { self.load_still(load, memory) } else { self.load_unit(load, memory) }
    }

    fn load_unit(&mut self, load: Load, memory: MemoryOperand) {
        let dtype = self.program.accesses[load.access].dtype;
        let code = match (dtype, self.half(load.lane)) {
            (Dtype::F32, true) => Code::EVEX_Vmovups_ymm_k1z_ymmm256,
            (Dtype::F32, false) => Code::EVEX_Vmovups_zmm_k1z_zmmm512,
            (dtype, _) if self.is_narrow() => extending_narrow(dtype),
            (dtype, _) => extending(dtype),
        };
        let room = self.room(load);
        let mask = self.lanes_of(load.mask, load.step);
        self.put_masked(made(Instruction::with2(code, room, memory)), mask, true);
        self.settle(load, room);
    }

    /// Where elements come before they become truths, or at once.
    fn room(&self, load: Load) -> Register {
        match load.lane {
            Lane::Mask => wide(SCRATCH[0]),
            lane => self.vector(load.target, lane),
        }
    }

    /// Elements in the room become the load's lanes.
    fn settle(&mut self, load: Load, room: Register) {
        if load.lane == Lane::Mask {
            let test = match self.is_narrow() {
                true => Code::EVEX_Vptestmd_kr_k1_zmm_zmmm512b32,
                false => Code::EVEX_Vptestmq_kr_k1_zmm_zmmm512b64,
            };
            self.a.put(&made(Instruction::with3(test, Register::K0 + load.target, room, room)));
        }
    }

    /// One element for all lanes.
    fn load_still(&mut self, load: Load, memory: MemoryOperand) {
        let dtype = self.program.accesses[load.access].dtype;
        let code = match (dtype, self.half(load.lane)) {
            (Dtype::F32, true) => Code::EVEX_Vbroadcastss_ymm_k1z_xmmm32,
            (Dtype::F32, false) => Code::EVEX_Vbroadcastss_zmm_k1z_xmmm32,
            (dtype, _) if dtype.size() == 8 => Code::EVEX_Vbroadcastsd_zmm_k1z_xmmm64,
            (dtype, _) => return self.load_still_small(load, dtype, memory),
        };
        let target = self.vector(load.target, load.lane);
        // Only a condition may keep the one element from being read.
        let mask = load.mask.and_then(|_| self.lanes_of(load.mask, load.step));
        self.put_masked(made(Instruction::with2(code, target, memory)), mask, true);
    }

    fn load_still_small(&mut self, load: Load, dtype: Dtype, memory: MemoryOperand) {
        self.load_scalar(dtype, memory);
        let room = self.room(load);
        let instruction = match self.is_narrow() {
            true => Instruction::with2(Code::EVEX_Vpbroadcastd_zmm_k1z_r32, room, Register::EAX),
            false => Instruction::with2(Code::EVEX_Vpbroadcastq_zmm_k1z_r64, room, SPARE[0]),
        };
        self.a.put(&made(instruction));
        self.settle(load, room);
    }

    // --- elements that are not neighbors ----------------------------------------------------------------------------

    fn load_strided(&mut self, load: Load) {
        self.strided_start(load);
        if load.lane == Lane::F64 && !load.step.masked && load.mask.is_none() {
            return self.load_pairs(load.target);
        }
        let lanes: Vec<u64> = (0..8).collect();
        let lanes = self.a.constants(&lanes, false);
        let index = wide(SCRATCH[1]);
        self.a.put(&made(Instruction::with2(Code::EVEX_Vmovdqu64_zmm_k1z_zmmm512, index, lanes)));
        let stride = self.stride(load.access, true);
        self.a.put(&made(Instruction::with3(Code::EVEX_Vpmullq_zmm_k1z_zmm_zmmm512b64, index, index, stride)));
        self.gather(load, SPARE[0], index, 1);
    }

    /// Eight doubles at the distance of the second spare register: cheaper one by one than as a gather.
    fn load_pairs(&mut self, target: u32) {
        let [first, second] = SCRATCH;
        let low = |number: u32| Register::XMM0 + physical(number);
        let half = |number: u32| Register::YMM0 + physical(number);
        let join = Code::EVEX_Vinsertf64x2_ymm_k1z_ymm_xmmm128_imm8;
        self.load_pair(low(first), true);
        self.load_pair(low(second), true);
        self.a.put(&made(Instruction::with4(join, half(first), half(first), low(second), 1)));
        self.load_pair(low(second), true);
        self.load_pair(low(target), false);
        self.a.put(&made(Instruction::with4(join, half(second), half(second), low(target), 1)));
        let join = Code::EVEX_Vinsertf64x4_zmm_k1z_zmm_ymmm256_imm8;
        self.a.put(&made(Instruction::with4(join, wide(target), wide(first), half(second), 1)));
    }

    fn load_pair(&mut self, target: Register, more: bool) {
        let [address, stride] = SPARE;
        let at = |index, scale| MemoryOperand::new(address, index, scale, 0, 1, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::EVEX_Vmovsd_xmm_k1z_m64, target, at(Register::None, 1))));
        self.a.put(&made(Instruction::with3(Code::EVEX_Vmovhpd_xmm_xmm_m64, target, target, at(stride, 1))));
        if more {
            self.a.put(&made(Instruction::with2(Code::Lea_r64_m, address, at(stride, 2))));
        }
    }

    /// Each lane from its own index.
    fn load_gathered(&mut self, load: Load, how: Gathered, index: Register) {
        let size = self.program.accesses[load.access].dtype.size() as u32;
        let (slow, done) = (self.a.label(), self.a.label());
        let smooth = how.smooth && !load.step.masked;
        if smooth {
            self.load_if_neighbors(load, index, slow);
            self.a.jump(iced_x86::Code::Jmp_rel32_64, done);
            self.a.place(slow);
        }
        let (index, scale) = match how.packed {
            true => (index, size),
            false => {
                let (room, stride) = (wide(SCRATCH[1]), self.stride(load.access, true));
                self.a.put(&made(Instruction::with3(Code::EVEX_Vpmullq_zmm_k1z_zmm_zmmm512b64, room, index, stride)));
                (room, 1)
            }
        };
        let pointer = self.pointer(load.access);
        self.gather(load, pointer, index, scale);
        if smooth {
            self.a.place(done);
        }
    }

    /// A plain load where the indices follow one another; else goes on at `slow`.
    fn load_if_neighbors(&mut self, load: Load, index: Register, slow: Label) {
        let room = wide(SCRATCH[0]);
        let low = Register::XMM0 + number_of(index);
        let lanes: Vec<u64> = (0..8).collect();
        let lanes = self.a.constants(&lanes, false);
        self.a.put(&made(Instruction::with2(Code::EVEX_Vpbroadcastq_zmm_k1z_xmmm64, room, low)));
        self.a.put(&made(Instruction::with3(Code::EVEX_Vpaddq_zmm_k1z_zmm_zmmm512b64, room, room, lanes)));
        let compare = Code::EVEX_Vpcmpq_kr_k1_zmm_zmmm512b64_imm8;
        self.a.put(&made(Instruction::with4(compare, MASK, room, index, 4)));
        self.test_mask(MASK);
        self.a.jump(Code::Jne_rel32_64, slow);
        self.a.put(&made(Instruction::with2(Code::EVEX_Vmovq_rm64_xmm, SPARE[1], low)));
        let pointer = self.pointer(load.access);
        let size = self.program.accesses[load.access].dtype.size() as u32;
        let memory = MemoryOperand::new(pointer, SPARE[1], size, 0, 1, false, Register::None);
        self.load_unit(load, memory);
    }

    /// `base + index * scale` of each lane.
    fn gather(&mut self, load: Load, base: Register, index: Register, scale: u32) {
        let dtype = self.program.accesses[load.access].dtype;
        let code = match dtype {
            Dtype::F64 => Code::EVEX_Vgatherqpd_zmm_k1_vm64z,
            Dtype::I64 | Dtype::U64 => Code::EVEX_Vpgatherqq_zmm_k1_vm64z,
            Dtype::F32 => Code::EVEX_Vgatherqps_ymm_k1_vm64z,
            Dtype::I32 | Dtype::U32 => Code::EVEX_Vpgatherqd_ymm_k1_vm64z,
            _ => return self.gather_small(load, base, index, scale),
        };
        let lanes = self.lanes_of(load.mask, load.step);
        self.take_mask(lanes);
        let wide = wide(SCRATCH[0]);
        let room = if dtype.size() == 8 { wide } else { Register::YMM0 + physical(SCRATCH[0]) };
        self.a.put(&made(Instruction::with3(Code::EVEX_Vpxorq_zmm_k1z_zmm_zmmm512b64, wide, wide, wide)));
        let memory = MemoryOperand::new(base, index, scale, 0, 1, false, Register::None);
        let mut instruction = made(Instruction::with2(code, room, memory));
        instruction.set_op_mask(MASK);
        self.a.put(&instruction);
        let target = self.vector(load.target, load.lane);
        match dtype {
            Dtype::I32 => self.a.put(&made(Instruction::with2(Code::EVEX_Vpmovsxdq_zmm_k1z_ymmm256, target, room))),
            Dtype::U32 => self.a.put(&made(Instruction::with2(Code::EVEX_Vpmovzxdq_zmm_k1z_ymmm256, target, room))),
            _ => self.a.put(&Evex::moved(target, room)),
        }
    }

    /// The mask that a gather uses up.
    fn take_mask(&mut self, lanes: Option<Register>) {
        match lanes {
            None => self.a.put(&made(Instruction::with3(Code::VEX_Kxnorw_kr_kr_kr, MASK, MASK, MASK))),
            Some(MASK) => {}
            Some(lanes) => self.a.put(&made(Instruction::with2(Code::VEX_Kmovw_kr_km16, MASK, lanes))),
        }
    }

    /// Small elements one after the other; lanes that a mask leaves out read the first of the axis.
    fn gather_small(&mut self, load: Load, base: Register, index: Register, scale: u32) {
        let dtype = self.program.accesses[load.access].dtype;
        let first = self.program.word(Word::Room);
        let lanes = self.lanes_of(load.mask, load.step);
        let zeroed = wide(SCRATCH[1]);
        self.put_masked(made(Instruction::with2(Code::EVEX_Vmovdqa64_zmm_k1z_zmmm512, zeroed, index)), lanes, true);
        let room = self.word(first, false);
        self.a.put(&made(Instruction::with2(Code::EVEX_Vmovdqu64_zmmm512_k1z_zmm, room, zeroed)));
        if base == SPARE[0] {
            self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[1], base)));
        }
        let base = if base == SPARE[0] { SPARE[1] } else { base };
        for lane in 0..8 {
            self.load_word(SPARE[0], first + lane);
            let memory = MemoryOperand::new(base, SPARE[0], scale, 0, 1, false, Register::None);
            self.load_scalar(dtype, memory);
            let word = self.word(first + lane, false);
            self.a.put(&made(Instruction::with2(Code::Mov_rm64_r64, word, SPARE[0])));
        }
        let (target, room) = (self.room(load), self.word(first, false));
        self.a.put(&made(Instruction::with2(Code::EVEX_Vmovdqu64_zmm_k1z_zmmm512, target, room)));
        self.settle(load, target);
    }

    // --- tables ------------------------------------------------------------------------------------------------------

    /// The rows of every other lane: an element of each is read by itself, at the place that its lane names.
    pub(super) fn rows(&mut self, target: Register, table: Table, half: Half, place: NodeId) {
        let (places, room) = (self.register(place, 0), slot(self.slots - 1));
        self.a.put(&made(Instruction::with2(Code::EVEX_Vmovdqa64_zmmm512_k1z_zmm, room, places)));
        let table = self.a.table(table);
        self.a.put(&made(Instruction::with2(Code::Lea_r64_m, SPARE[1], table)));
        let row = MemoryOperand::new(SPARE[1], SPARE[0], 1, 0, 1, false, Register::None);
        for pair in 0..4 {
            let place = MemoryOperand { displacement: room.displacement + 8 * (2 * pair + half as i64), ..room };
            self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[0], place)));
            let low = Register::XMM0 + number_of(target);
            self.a.put(&made(match pair {
                0 => Instruction::with2(Code::EVEX_Vmovupd_xmm_k1z_xmmm128, low, row),
                _ => {
                    let join = Code::EVEX_Vinsertf64x2_zmm_k1z_zmm_xmmm128_imm8;
                    Instruction::with4(join, target, target, row, pair as u32)
                }
            }));
        }
    }

    // --- stores ----------------------------------------------------------------------------------------------------

    pub(super) fn store(&mut self, number: usize, value: NodeId, mask: Option<NodeId>, step: Step) {
        let lane = self.lane(value);
        let mut value = self.register(value, 0);
        if lane == Lane::Mask {
            let room = wide(SCRATCH[0]);
            let (spread, shift, last) = match self.is_narrow() {
                true => (Code::EVEX_Vpmovm2d_zmm_kr, Code::EVEX_Vpsrld_zmm_k1z_zmmm512b32_imm8, 31),
                false => (Code::EVEX_Vpmovm2q_zmm_kr, Code::EVEX_Vpsrlq_zmm_k1z_zmmm512b64_imm8, 63),
            };
            self.a.put(&made(Instruction::with2(spread, room, value)));
            self.a.put(&made(Instruction::with3(shift, room, room, last)));
            value = room;
        }
        let pointer = self.pointer(number);
        let memory = self.elements(number, pointer, step);
        let code = match (self.program.accesses[number].dtype, self.half(lane)) {
            (Dtype::F32, true) => Code::EVEX_Vmovups_ymmm256_k1z_ymm,
            (Dtype::F32, false) => Code::EVEX_Vmovups_zmmm512_k1z_zmm,
            (dtype, _) if self.is_narrow() => truncating_narrow(dtype),
            (dtype, _) => truncating(dtype),
        };
        let code = if self.stores == Stores::PastCaches { past_caches(code) } else { code };
        let mask = self.lanes_of(mask, step);
        self.put_masked(made(Instruction::with2(code, memory, value)), mask, false);
    }
}

/// The form of a store without a mask that goes past the caches.
fn past_caches(code: Code) -> Code {
    match code {
        Code::EVEX_Vmovups_ymmm256_k1z_ymm => Code::EVEX_Vmovntps_m256_ymm,
        Code::EVEX_Vmovups_zmmm512_k1z_zmm => Code::EVEX_Vmovntps_m512_zmm,
        Code::EVEX_Vmovupd_zmmm512_k1z_zmm => Code::EVEX_Vmovntpd_m512_zmm,
        other => crate::ice!("{other:?} goes through the caches"),
    }
}
