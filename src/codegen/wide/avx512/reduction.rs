//! Accumulators: one vector per carried value and vector of the main loop.
//!
//! Input: the words of what the loop carries. Output: the same words behind the loop. Never: another order of lanes from one
//! run to the next.

use super::codes::arithmetic;
use super::{Emitter, MASK, Register, SCRATCH, made};
use crate::codegen::wide::program::{Arith, Lane, NodeId, Reduction, Word};
use crate::codegen::wide::registers::accumulator;
use iced_x86::{Code, Instruction};

impl Emitter<'_> {
    /// The first lane begins with the word, the others with what changes nothing.
    pub(super) fn begin_reductions(&mut self) {
        for number in 0..self.program.reductions.len() {
            let reduction = self.program.reductions[number];
            let register = self.accumulator(number, 0);
            let place = self.program.word(Word::Accumulator(number));
            let word = self.word(place, false);
            match identity(reduction) {
                None => self.broadcast_memory(register, word, reduction.lane),
                Some(bits) => {
                    self.broadcast_bits(register, bits, reduction.lane);
                    self.a.put(&made(Instruction::with2(Code::Mov_r32_imm32, Register::EAX, 1u32)));
                    self.a.put(&made(Instruction::with2(Code::VEX_Kmovd_kr_r32, MASK, Register::EAX)));
                    let code = match reduction.lane {
                        Lane::F32 => Code::EVEX_Vbroadcastss_zmm_k1z_xmmm32,
                        _ => Code::EVEX_Vbroadcastsd_zmm_k1z_xmmm64,
                    };
                    let mut merge = made(Instruction::with2(code, Self::wide(register), word));
                    merge.set_op_mask(MASK);
                    self.a.put(&merge);
                }
            }
        }
    }

    /// The other vectors of the main loop begin with what changes nothing.
    pub(super) fn begin_vectors(&mut self) {
        for vector in 1..self.section.copies.count {
            for number in 0..self.program.reductions.len() {
                let reduction = self.program.reductions[number];
                let register = self.accumulator(number, vector);
                match identity(reduction) {
                    Some(bits) => self.broadcast_bits(register, bits, reduction.lane),
                    None => {
                        let first = Self::wide(self.accumulator(number, 0));
                        self.move_vector(Self::wide(register), first);
                    }
                }
            }
        }
    }

    /// All vectors of the main loop become the first.
    pub(super) fn combine_vectors(&mut self) {
        for vector in 1..self.section.copies.count {
            for number in 0..self.program.reductions.len() {
                let reduction = self.program.reductions[number];
                let [first, other] = [0, vector].map(|vector| Self::wide(self.accumulator(number, vector)));
                let code = arithmetic(reduction.op, reduction.lane, false);
                self.a.put(&made(Instruction::with3(code, first, first, other)));
            }
        }
    }

    /// All lanes become the first, which goes back to its word.
    pub(super) fn end_reductions(&mut self) {
        for number in 0..self.program.reductions.len() {
            let Reduction { op, lane, .. } = self.program.reductions[number];
            let (register, other) = (Self::wide(self.accumulator(number, 0)), Self::wide(SCRATCH[0]));
            let rotate = match lane {
                Lane::F32 => Code::EVEX_Valignd_zmm_k1z_zmm_zmmm512b32_imm8,
                _ => Code::EVEX_Valignq_zmm_k1z_zmm_zmmm512b64_imm8,
            };
            let mut distance = self.program.lanes / 2;
            while distance > 0 {
                self.a.put(&made(Instruction::with4(rotate, other, register, register, distance)));
                let code = arithmetic(op, lane, false);
                self.a.put(&made(Instruction::with3(code, register, register, other)));
                distance /= 2;
            }
            let word = self.word(self.program.word(Word::Accumulator(number)), false);
            let (code, low) = match lane {
                Lane::F32 => (Code::EVEX_Vmovss_m32_k1_xmm, Register::XMM0 + self.accumulator(number, 0)),
                _ => (Code::EVEX_Vmovsd_m64_k1_xmm, Register::XMM0 + self.accumulator(number, 0)),
            };
            self.a.put(&made(Instruction::with2(code, word, low)));
        }
    }

    /// A carried value or accumulator takes a new value, in the lanes that there are.
    pub(super) fn replace(&mut self, carried: NodeId, value: NodeId, masked: bool) {
        let (target, value) = (self.register(carried, 0), self.register(value, 1));
        if target == value {
            return;
        }
        if target.is_k() {
            self.a.put(&made(Instruction::with2(Code::VEX_Kmovw_kr_km16, target, value)));
        } else if masked {
            let code = match (self.lane(carried), self.half(self.lane(carried))) {
                (Lane::F32, true) => Code::EVEX_Vmovups_ymm_k1z_ymmm256,
                (Lane::F32, false) => Code::EVEX_Vmovups_zmm_k1z_zmmm512,
                _ => Code::EVEX_Vmovupd_zmm_k1z_zmmm512,
            };
            let mut instruction = made(Instruction::with2(code, target, value));
            instruction.set_op_mask(super::TAIL);
            self.a.put(&instruction);
        } else {
            self.move_vector(target, value);
        }
    }

    pub(super) fn move_vector(&mut self, target: Register, value: Register) {
        let code = match target.is_ymm() {
            true => Code::EVEX_Vmovaps_ymm_k1z_ymmm256,
            false => Code::EVEX_Vmovapd_zmm_k1z_zmmm512,
        };
        self.a.put(&made(Instruction::with2(code, target, value)));
    }

    fn broadcast_bits(&mut self, register: u32, bits: u64, lane: Lane) {
        let memory = iced_x86::MemoryOperand { is_broadcast: false, ..self.a.constants(&[bits], true) };
        self.broadcast_memory(register, memory, lane);
    }

    fn accumulator(&self, number: usize, vector: u32) -> u32 {
        match accumulator(number, self.program.reductions.len(), vector) {
            Some(register) => register.into(),
            None => crate::ice!("too many accumulators"),
        }
    }
}

/// What changes nothing; none where a value may be taken twice.
fn identity(reduction: Reduction) -> Option<u64> {
    match (reduction.op, reduction.lane) {
        (Arith::Mul, Lane::F64) => Some(1f64.to_bits()),
        (Arith::Mul, Lane::F32) => Some(1f32.to_bits().into()),
        (Arith::Mul, _) => Some(1),
        (Arith::Add | Arith::Xor, _) => Some(0),
        _ => None,
    }
}
