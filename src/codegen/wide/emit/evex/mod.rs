//! AVX-512: 512 bits, masks in registers of their own, constants and invariants as operands in memory.
//!
//! Input: operations with their registers. Output: instructions. Never: loops.

mod codes;
mod memory;
mod operation;

use super::{Emitter, INDEX, Isa, SPARE, Step};
use crate::codegen::wide::assembler::{Label, made};
use crate::codegen::wide::program::{Arith, Lane, Node, NodeId};
use codes::arithmetic;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

/// The lanes of the last vector.
const TAIL: Register = Register::K7;
/// A mask for a moment.
const MASK: Register = Register::K6;
const SCRATCH: [u32; 2] = [30, 31];

/// The instructions of AVX-512.
pub(super) struct Evex;

impl Isa for Evex {
    const SCRATCH: [u32; 2] = SCRATCH;
    const RESULT: u32 = 29;

    fn register(number: u32, lane: Lane, is_half: bool) -> Register {
        match lane {
            Lane::Mask => Register::K0 + number,
            _ if is_half => Register::YMM0 + physical(number),
            _ => wide(number),
        }
    }

    fn moved(target: Register, value: Register) -> Instruction {
        let code = match target {
            _ if target.is_k() => Code::VEX_Kmovw_kr_km16,
            _ if target.is_ymm() => Code::EVEX_Vmovaps_ymm_k1z_ymmm256,
            _ => Code::EVEX_Vmovapd_zmm_k1z_zmmm512,
        };
        made(Instruction::with2(code, target, value))
    }

    fn filled(number: u32, memory: MemoryOperand) -> Instruction {
        made(Instruction::with2(Code::EVEX_Vmovapd_zmm_k1z_zmmm512, wide(number), memory))
    }

    fn spilled(memory: MemoryOperand, number: u32) -> Instruction {
        made(Instruction::with2(Code::EVEX_Vmovapd_zmmm512_k1z_zmm, memory, wide(number)))
    }

    fn fixed_operand(e: &mut Emitter<'_, Self>, node: NodeId) -> Option<MemoryOperand> {
        Some(MemoryOperand { is_broadcast: true, ..e.element(node) })
    }

    fn broadcast(target: Register, memory: MemoryOperand, lane: Lane) -> Instruction {
        let code = match lane {
            Lane::F32 if target.is_ymm() => Code::EVEX_Vbroadcastss_ymm_k1z_xmmm32,
            Lane::F32 => Code::EVEX_Vbroadcastss_zmm_k1z_xmmm32,
            _ => Code::EVEX_Vbroadcastsd_zmm_k1z_xmmm64,
        };
        made(Instruction::with2(code, target, memory))
    }

    fn operation(e: &mut Emitter<'_, Self>, node: Node, lane: Lane, number: u32, step: Step) {
        e.operation(node, lane, number, step);
    }

    fn store(e: &mut Emitter<'_, Self>, access: usize, value: NodeId, mask: Option<NodeId>, step: Step) {
        e.store(access, value, mask, step);
    }

    fn begin_tail(e: &mut Emitter<'_, Self>) {
        e.a.put(&made(Instruction::with2(Code::Mov_r32_imm32, Register::EAX, u32::MAX)));
        e.a.put(&made(Instruction::with3(Code::VEX_Bzhi_r32_rm32_r32, Register::EAX, Register::EAX, Register::ECX)));
        e.a.put(&made(Instruction::with2(Code::VEX_Kmovd_kr_r32, TAIL, Register::EAX)));
    }

    fn test(e: &mut Emitter<'_, Self>, masks: &[NodeId], in_tail: bool) {
        let mut any = e.register(masks[0], 0);
        for &mask in &masks[1..] {
            let mask = e.register(mask, 0);
            e.a.put(&made(Instruction::with3(Code::VEX_Korw_kr_kr_kr, MASK, any, mask)));
            any = MASK;
        }
        if in_tail {
            e.a.put(&made(Instruction::with3(Code::VEX_Kandw_kr_kr_kr, MASK, any, TAIL)));
            any = MASK;
        }
        e.test_mask(any);
    }

    fn replace_in_tail(e: &mut Emitter<'_, Self>, target: Register, value: Register, lane: Lane) {
        let code = match lane {
            Lane::F32 if target.is_ymm() => Code::EVEX_Vmovups_ymm_k1z_ymmm256,
            Lane::F32 => Code::EVEX_Vmovups_zmm_k1z_zmmm512,
            _ => Code::EVEX_Vmovupd_zmm_k1z_zmmm512,
        };
        let mut instruction = made(Instruction::with2(code, target, value));
        instruction.set_op_mask(TAIL);
        e.a.put(&instruction);
    }

    fn first_lane(e: &mut Emitter<'_, Self>, number: u32, memory: MemoryOperand, lane: Lane) {
        e.a.put(&made(Instruction::with2(Code::Mov_r32_imm32, Register::EAX, 1u32)));
        e.a.put(&made(Instruction::with2(Code::VEX_Kmovd_kr_r32, MASK, Register::EAX)));
        let mut merge = Self::broadcast(wide(number), memory, lane);
        merge.set_op_mask(MASK);
        e.a.put(&merge);
    }

    fn combine(e: &mut Emitter<'_, Self>, op: Arith, lane: Lane, number: u32, other: u32) {
        let (first, code) = (wide(number), arithmetic(op, lane, false));
        e.a.put(&made(Instruction::with3(code, first, first, wide(other))));
    }

    fn rotate(e: &mut Emitter<'_, Self>, other: u32, number: u32, lane: Lane, distance: u32) {
        let code = match lane {
            Lane::F32 => Code::EVEX_Valignd_zmm_k1z_zmm_zmmm512b32_imm8,
            _ => Code::EVEX_Valignq_zmm_k1z_zmm_zmmm512b64_imm8,
        };
        let value = wide(number);
        e.a.put(&made(Instruction::with4(code, wide(other), value, value, distance)));
    }

    fn laid(memory: MemoryOperand, number: u32) -> Instruction {
        made(Instruction::with2(Code::EVEX_Vmovupd_zmmm512_k1z_zmm, memory, wide(number)))
    }

    fn folded(op: Arith, lane: Lane, number: u32, memory: MemoryOperand) -> Instruction {
        let code = match (op, lane) {
            (Arith::Mul, Lane::F32) => Code::EVEX_Vmulss_xmm_k1z_xmm_xmmm32_er,
            (Arith::Mul, _) => Code::EVEX_Vmulsd_xmm_k1z_xmm_xmmm64_er,
            (_, Lane::F32) => Code::EVEX_Vaddss_xmm_k1z_xmm_xmmm32_er,
            _ => Code::EVEX_Vaddsd_xmm_k1z_xmm_xmmm64_er,
        };
        let register = Register::XMM0 + physical(number);
        made(Instruction::with3(code, register, register, memory))
    }

    fn compare_floats(e: &mut Emitter<'_, Self>, lane: Lane, first: MemoryOperand, second: MemoryOperand) {
        let (load, compare) = match lane {
            Lane::F32 => (Code::EVEX_Vmovss_xmm_k1z_m32, Code::EVEX_Vucomiss_xmm_xmmm32_sae),
            _ => (Code::EVEX_Vmovsd_xmm_k1z_m64, Code::EVEX_Vucomisd_xmm_xmmm64_sae),
        };
        let register = Register::XMM0 + physical(SCRATCH[0]);
        e.a.put(&made(Instruction::with2(load, register, first)));
        e.a.put(&made(Instruction::with2(compare, register, second)));
    }

    fn first_out(memory: MemoryOperand, number: u32, lane: Lane) -> Instruction {
        let code = match lane {
            Lane::F32 => Code::EVEX_Vmovss_m32_k1_xmm,
            _ => Code::EVEX_Vmovsd_m64_k1_xmm,
        };
        made(Instruction::with2(code, memory, Register::XMM0 + physical(number)))
    }
}

impl Emitter<'_, Evex> {
    /// Sets the zero flag if no lane of a mask holds.
    fn test_mask(&mut self, mask: Register) {
        let code = if self.program.lanes == 8 { Code::VEX_Kortestb_kr_kr } else { Code::VEX_Kortestw_kr_kr };
        self.a.put(&made(Instruction::with2(code, mask, mask)));
    }
}

fn wide(number: u32) -> Register {
    Register::ZMM0 + physical(number)
}

/// The machine's number of a register: those from 16 on, in which scalar code has nothing, come first.
fn physical(number: u32) -> u32 {
    match number {
        0..13 => number + 16,
        13..29 => number - 13,
        _ => number,
    }
}

/// The machine's number of a vector register.
fn number_of(register: Register) -> u32 {
    let first = match register {
        _ if register >= Register::ZMM0 => Register::ZMM0,
        _ if register >= Register::YMM0 => Register::YMM0,
        _ => Register::XMM0,
    };
    register as u32 - first as u32
}
