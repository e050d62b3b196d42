//! AVX2: 256 bits, masks as vectors whose lanes are all ones or all zeros.
//!
//! Input: operations with their registers. Output: instructions. Never: loops; operations that AVX2 has no short form of,
//! which `legal` writes with others.
//!
//! A mask has the width of the program's lanes: 64 bits, or 32 where all is single precision. Where singles are half a
//! vector, masks become narrow for them.

mod codes;
mod memory;
mod operation;

use super::{Emitter, INDEX, Isa, SPARE, Step};
use crate::codegen::wide::assembler::{Label, made};
use crate::codegen::wide::program::{Arith, Lane, Node, NodeId, Word};
use codes::arithmetic;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

/// Operands from memory: the first also what becomes of one, the second also masks.
const SCRATCH: [u32; 2] = [13, 14];
/// What an instruction or two need besides.
const THIRD: u32 = 15;

/// A mask among the words of the vector code, to be read lane by lane.
const MASK_ROOM: usize = 0;
/// Indices, to be read lane by lane.
const INDEX_ROOM: usize = 4;
/// The lanes of the last vector, as a mask.
const TAIL_ROOM: usize = 8;

/// The sign of an int.
const SIGN: u64 = 1 << 63;

/// The instructions of AVX2.
pub(super) struct Vex;

impl Isa for Vex {
    const SCRATCH: [u32; 2] = SCRATCH;
    const RESULT: u32 = 12;

    fn register(number: u32, _: Lane, is_half: bool) -> Register {
        if is_half { low(number) } else { wide(number) }
    }

    fn moved(target: Register, value: Register) -> Instruction {
        let code = if target.is_ymm() { Code::VEX_Vmovaps_ymm_ymmm256 } else { Code::VEX_Vmovaps_xmm_xmmm128 };
        made(Instruction::with2(code, target, value))
    }

    fn filled(number: u32, memory: MemoryOperand) -> Instruction {
        made(Instruction::with2(Code::VEX_Vmovaps_ymm_ymmm256, wide(number), memory))
    }

    fn spilled(memory: MemoryOperand, number: u32) -> Instruction {
        made(Instruction::with2(Code::VEX_Vmovaps_ymmm256_ymm, memory, wide(number)))
    }

    fn fixed_operand(e: &mut Emitter<'_, Self>, node: NodeId) -> Option<MemoryOperand> {
        let Node::Constant(bits) = e.section.copies.node(node) else { return None };
        let bits = match e.width(e.lane(node)) {
            Lane::F32 => (bits & u64::from(u32::MAX)) * 0x1_0000_0001,
            _ => bits,
        };
        Some(e.a.constants(&[bits; 4], false))
    }

    fn broadcast(target: Register, memory: MemoryOperand, lane: Lane) -> Instruction {
        let code = match lane {
            Lane::F32 if target.is_xmm() => Code::VEX_Vbroadcastss_xmm_m32,
            Lane::F32 => Code::VEX_Vbroadcastss_ymm_m32,
            _ => Code::VEX_Vbroadcastsd_ymm_m64,
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
        let [room, few] = [wide(SCRATCH[0]), low(SCRATCH[0])];
        let is_single = e.is_narrow();
        let [broadcast, compare] = match is_single {
            true => [Code::VEX_Vpbroadcastd_ymm_xmmm32, Code::VEX_Vpcmpgtd_ymm_ymm_ymmm256],
            false => [Code::VEX_Vpbroadcastq_ymm_xmmm64, Code::VEX_Vpcmpgtq_ymm_ymm_ymmm256],
        };
        let lanes: [u64; 4] =
            std::array::from_fn(
                |at| if is_single { (2 * at + 1) as u64 * (1 << 32) + 2 * at as u64 } else { at as u64 },
            );
        e.a.put(&made(Instruction::with2(Code::VEX_Vmovq_xmm_rm64, few, SPARE[1])));
        e.a.put(&made(Instruction::with2(broadcast, room, few)));
        let lanes = e.a.constants(&lanes, false);
        e.a.put(&made(Instruction::with3(compare, room, room, lanes)));
        let tail = e.room(TAIL_ROOM);
        e.a.put(&made(Instruction::with2(Code::VEX_Vmovdqu_ymmm256_ymm, tail, room)));
    }

    fn test(e: &mut Emitter<'_, Self>, masks: &[NodeId], in_tail: bool) {
        let mut any = e.register(masks[0], 0);
        for &mask in &masks[1..] {
            let (mask, both) = (e.register(mask, 1), wide(SCRATCH[0]));
            e.a.put(&made(Instruction::with3(Code::VEX_Vpor_ymm_ymm_ymmm256, both, any, mask)));
            any = both;
        }
        let instruction = match in_tail {
            true => Instruction::with2(Code::VEX_Vptest_ymm_ymmm256, any, e.room(TAIL_ROOM)),
            false => Instruction::with2(Code::VEX_Vptest_ymm_ymmm256, any, any),
        };
        e.a.put(&made(instruction));
    }

    fn replace_in_tail(e: &mut Emitter<'_, Self>, target: Register, value: Register, _: Lane) {
        let tail = e.room(TAIL_ROOM);
        e.a.put(&made(Instruction::with2(Code::VEX_Vmovdqu_ymm_ymmm256, wide(SCRATCH[0]), tail)));
        let code = match target.is_xmm() {
            true => {
                e.narrow(SCRATCH[0], wide(SCRATCH[0]));
                Code::VEX_Vblendvps_xmm_xmm_xmmm128_xmm
            }
            false => Code::VEX_Vblendvps_ymm_ymm_ymmm256_ymm,
        };
        let tail = if target.is_xmm() { low(SCRATCH[0]) } else { wide(SCRATCH[0]) };
        e.a.put(&made(Instruction::with4(code, target, target, value, tail)));
    }

    fn first_lane(e: &mut Emitter<'_, Self>, number: u32, memory: MemoryOperand, lane: Lane) {
        let (load, blend) = match lane {
            Lane::F32 => (Code::VEX_Vmovss_xmm_m32, Code::VEX_Vblendps_ymm_ymm_ymmm256_imm8),
            _ => (Code::VEX_Vmovsd_xmm_m64, Code::VEX_Vblendpd_ymm_ymm_ymmm256_imm8),
        };
        e.a.put(&made(Instruction::with2(load, low(SCRATCH[0]), memory)));
        e.a.put(&made(Instruction::with4(blend, wide(number), wide(number), wide(SCRATCH[0]), 1)));
    }

    fn combine(e: &mut Emitter<'_, Self>, op: Arith, lane: Lane, number: u32, other: u32) {
        let (first, other) = (wide(number), wide(other));
        match op {
            _ if arithmetic(op, lane, false).is_some() => {
                let code = arithmetic(op, lane, false).unwrap_or(Code::INVALID);
                e.a.put(&made(Instruction::with3(code, first, first, other)));
            }
            Arith::Mul => e.multiply(first, other),
            Arith::Min => e.extremum([first, other], [other, first], false),
            Arith::Max => e.extremum([first, other], [first, other], false),
            Arith::UnsignedMin => e.extremum([first, other], [other, first], true),
            Arith::UnsignedMax => e.extremum([first, other], [first, other], true),
            other => crate::ice!("{other:?} of accumulators"),
        }
    }

    fn rotate(e: &mut Emitter<'_, Self>, other: u32, number: u32, lane: Lane, distance: u32) {
        // By one or two of four; by four of eight, after which both halves are the same.
        let how = if distance == 1 { 0x39 } else { 0x4e };
        let (other, value) = (wide(other), wide(number));
        let instruction = match (lane, distance) {
            (Lane::F32, 4) => Instruction::with4(Code::VEX_Vperm2f128_ymm_ymm_ymmm256_imm8, other, value, value, 1),
            (Lane::F32, _) => Instruction::with3(Code::VEX_Vpermilps_ymm_ymmm256_imm8, other, value, how),
            _ => Instruction::with3(Code::VEX_Vpermq_ymm_ymmm256_imm8, other, value, how),
        };
        e.a.put(&made(instruction));
    }

    fn laid(memory: MemoryOperand, number: u32) -> Instruction {
        made(Instruction::with2(Code::VEX_Vmovups_ymmm256_ymm, memory, wide(number)))
    }

    fn folded(op: Arith, lane: Lane, number: u32, memory: MemoryOperand) -> Instruction {
        let code = match (op, lane) {
            (Arith::Mul, Lane::F32) => Code::VEX_Vmulss_xmm_xmm_xmmm32,
            (Arith::Mul, _) => Code::VEX_Vmulsd_xmm_xmm_xmmm64,
            (_, Lane::F32) => Code::VEX_Vaddss_xmm_xmm_xmmm32,
            _ => Code::VEX_Vaddsd_xmm_xmm_xmmm64,
        };
        made(Instruction::with3(code, low(number), low(number), memory))
    }

    fn compare_floats(e: &mut Emitter<'_, Self>, lane: Lane, first: MemoryOperand, second: MemoryOperand) {
        let (load, compare) = match lane {
            Lane::F32 => (Code::VEX_Vmovss_xmm_m32, Code::VEX_Vucomiss_xmm_xmmm32),
            _ => (Code::VEX_Vmovsd_xmm_m64, Code::VEX_Vucomisd_xmm_xmmm64),
        };
        e.a.put(&made(Instruction::with2(load, low(SCRATCH[0]), first)));
        e.a.put(&made(Instruction::with2(compare, low(SCRATCH[0]), second)));
    }

    fn first_out(memory: MemoryOperand, number: u32, lane: Lane) -> Instruction {
        let code = if lane == Lane::F32 { Code::VEX_Vmovss_m32_xmm } else { Code::VEX_Vmovsd_m64_xmm };
        made(Instruction::with2(code, memory, low(number)))
    }
}

impl Emitter<'_, Vex> {
    /// Four words that the vector code has for itself.
    fn room(&self, first: usize) -> MemoryOperand {
        self.word(self.program.word(Word::Room) + first, false)
    }

    /// Lanes of 64 bits to 32 bits, in half a register.
    fn narrow(&mut self, target: u32, value: Register) {
        let number = number_of(value);
        let upper = low(THIRD);
        self.a.put(&made(Instruction::with3(Code::VEX_Vextractf128_xmmm128_ymm_imm8, upper, wide(number), 1)));
        let shuffle = Code::VEX_Vshufps_xmm_xmm_xmmm128_imm8;
        self.a.put(&made(Instruction::with4(shuffle, low(target), low(number), upper, 0x88)));
    }

    /// The product of ints becomes the first.
    fn multiply(&mut self, a: Register, b: Register) {
        let [x, y] = SCRATCH.map(wide);
        let product = Code::VEX_Vpmuludq_ymm_ymm_ymmm256;
        self.a.put(&made(Instruction::with3(Code::VEX_Vpsrlq_ymm_ymm_imm8, x, a, 32)));
        self.a.put(&made(Instruction::with3(product, x, x, b)));
        self.a.put(&made(Instruction::with3(Code::VEX_Vpsrlq_ymm_ymm_imm8, y, b, 32)));
        self.a.put(&made(Instruction::with3(product, y, y, a)));
        self.a.put(&made(Instruction::with3(Code::VEX_Vpaddq_ymm_ymm_ymmm256, x, x, y)));
        self.a.put(&made(Instruction::with3(Code::VEX_Vpsllq_ymm_ymm_imm8, x, x, 32)));
        self.a.put(&made(Instruction::with3(product, a, a, b)));
        self.a.put(&made(Instruction::with3(Code::VEX_Vpaddq_ymm_ymm_ymmm256, a, a, x)));
    }

    /// The first int of two becomes `[more, less]`: the one where the first is greater, the other elsewhere.
    fn extremum(&mut self, [a, b]: [Register; 2], [more, less]: [Register; 2], unsigned: bool) {
        let [x, y] = SCRATCH.map(wide);
        let compare = Code::VEX_Vpcmpgtq_ymm_ymm_ymmm256;
        if unsigned {
            let sign = self.a.constants(&[SIGN; 4], false);
            let flip = Code::VEX_Vpxor_ymm_ymm_ymmm256;
            self.a.put(&made(Instruction::with3(flip, x, a, sign)));
            self.a.put(&made(Instruction::with3(flip, y, b, sign)));
            self.a.put(&made(Instruction::with3(compare, x, x, y)));
        } else {
            self.a.put(&made(Instruction::with3(compare, x, a, b)));
        }
        self.a.put(&made(Instruction::with4(Code::VEX_Vblendvpd_ymm_ymm_ymmm256_ymm, a, less, more, x)));
    }
}

fn wide(number: u32) -> Register {
    Register::YMM0 + number
}

fn low(number: u32) -> Register {
    Register::XMM0 + number
}

/// The number of a vector register.
fn number_of(register: Register) -> u32 {
    let first = if register >= Register::YMM0 { Register::YMM0 } else { Register::XMM0 };
    register as u32 - first as u32
}
