//! Programs as AVX-512 machine code.
//!
//! Input: a plan with its registers. Output: the bytes of a function `fn(words, start, end)`.
//! Never: a fault: lanes past the end are masked off in every load and store.
//!
//! The loop runs over several vectors at a time, then over one, then over what is left under a mask. An int of any dtype
//! fills a lane of 64 bits; where all is single precision a vector holds 16 iterations, else 8.

use super::assembler::{Assembler, Label, assemble, made};
use super::plan::{Access, Arith, Lane, Movement, Node, NodeId, Plan};
use super::registers::{Home, Registers, is_fixed};
use crate::ir::CompareOp;
use crate::types::Dtype;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

const WORDS: Register = Register::RDI;
const INDEX: Register = Register::RSI;
const END: Register = Register::RDX;
const NEXT: Register = Register::RCX;
/// For addresses that have no register of their own, and for the mask.
const SPARE: Register = Register::RAX;
/// Addresses of accesses; the callee saves those from `RBX` on.
const POINTERS: [Register; 10] = [
    Register::R8,
    Register::R9,
    Register::R10,
    Register::R11,
    Register::RBX,
    Register::RBP,
    Register::R12,
    Register::R13,
    Register::R14,
    Register::R15,
];
const CALLER_SAVED: usize = 4;
/// The lanes of the last vector.
const TAIL: Register = Register::K7;
/// Numbers of the vector registers for operands from memory.
const SCRATCH: [u32; 2] = [30, 31];

pub(super) fn emit(plan: &Plan, registers: &Registers) -> Vec<u8> {
    assemble(|assembler| Emitter { plan, registers, a: assembler }.function())
}

/// One vector's worth of iterations.
#[derive(Clone, Copy)]
struct Step {
    /// Vectors past the index register.
    ahead: u32,
    masked: bool,
}

struct Emitter<'a> {
    plan: &'a Plan,
    registers: &'a Registers,
    a: &'a mut Assembler,
}

impl Emitter<'_> {
    // --- the loop --------------------------------------------------------------------------------------------------

    fn function(&mut self) {
        let saved = POINTERS.iter().take(self.plan.accesses.len()).skip(CALLER_SAVED);
        let saved: Vec<Register> = saved.copied().collect();
        for &register in &saved {
            self.a.put(&made(Instruction::with1(Code::Push_r64, register)));
        }
        self.prologue();
        let (single, tail, done) = (self.a.label(), self.a.label(), self.a.label());
        let unroll = self.unroll();
        if unroll > 1 {
            self.vectors(unroll, single);
        }
        self.a.place(single);
        self.vectors(1, tail);
        self.a.place(tail);
        self.rest(done);
        self.a.place(done);
        self.a.put(&Instruction::with(Code::VEX_Vzeroupper));
        for &register in saved.iter().rev() {
            self.a.put(&made(Instruction::with1(Code::Pop_r64, register)));
        }
        self.a.put(&Instruction::with(Code::Retnq));
    }

    /// How many vectors an iteration of the main loop takes.
    fn unroll(&self) -> u32 {
        match self.plan.nodes.len() {
            0..=16 => 4,
            17..=40 => 2,
            _ => 1,
        }
    }

    /// Addresses and what stays in registers.
    fn prologue(&mut self) {
        for (number, &register) in POINTERS.iter().take(self.plan.accesses.len()).enumerate() {
            self.load_word(register, number);
        }
        for (at, &(node, lane)) in self.plan.nodes.iter().enumerate() {
            if let (true, Home::Register(register)) = (is_fixed(node), self.registers.homes[at]) {
                self.broadcast(u32::from(register), NodeId(at as u32), lane);
            }
        }
    }

    fn load_word(&mut self, register: Register, number: usize) {
        let word = self.word(number, false);
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, register, word)));
    }

    fn word(&self, number: usize, is_broadcast: bool) -> MemoryOperand {
        MemoryOperand::new(WORDS, Register::None, 1, 8 * number as i64, 1, is_broadcast, Register::None)
    }

    /// Runs while as many vectors are left; then goes to `after`.
    fn vectors(&mut self, count: u32, after: Label) {
        let lanes = i64::from(self.plan.lanes * count);
        let next = MemoryOperand::new(INDEX, Register::None, 1, lanes, 1, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::Lea_r64_m, NEXT, next)));
        self.a.put(&made(Instruction::with2(Code::Cmp_r64_rm64, NEXT, END)));
        self.a.jump(Code::Jg_rel32_64, after);
        self.a.align();
        let again = self.a.label();
        self.a.place(again);
        for ahead in 0..count {
            self.step(Step { ahead, masked: false });
        }
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, INDEX, NEXT)));
        self.a.put(&made(Instruction::with2(Code::Add_rm64_imm32, NEXT, lanes as i32)));
        self.a.put(&made(Instruction::with2(Code::Cmp_r64_rm64, NEXT, END)));
        self.a.jump(Code::Jle_rel32_64, again);
    }

    /// What is left after all whole vectors.
    fn rest(&mut self, done: Label) {
        self.a.put(&made(Instruction::with2(Code::Sub_r64_rm64, END, INDEX)));
        self.a.jump(Code::Jle_rel32_64, done);
        self.a.put(&made(Instruction::with2(Code::Mov_r32_imm32, Register::EAX, u32::MAX)));
        self.a.put(&made(Instruction::with3(Code::VEX_Bzhi_r32_rm32_r32, Register::EAX, Register::EAX, Register::EDX)));
        self.a.put(&made(Instruction::with2(Code::VEX_Kmovd_kr_r32, TAIL, Register::EAX)));
        self.step(Step { ahead: 0, masked: true });
    }

    fn step(&mut self, step: Step) {
        for at in 0..self.plan.nodes.len() {
            let (node, lane) = self.plan.nodes[at];
            let id = NodeId(at as u32);
            match (node, self.registers.home(id)) {
                (Node::Store(access, value), _) => self.store(access, value, step),
                (_, Home::None) => {}
                (node, _) if is_fixed(node) => {}
                (node, Home::Register(register)) => self.operation(node, lane, u32::from(register), step),
                (_, Home::Memory) => crate::ice!("an operation without a register"),
            }
        }
    }

    // --- operands --------------------------------------------------------------------------------------------------

    /// The register of a number that has the width of a lane's vector.
    fn vector(&self, number: u32, lane: Lane) -> Register {
        match lane {
            Lane::Mask => Register::K0 + number,
            Lane::F32 if self.plan.lanes == 8 => Register::YMM0 + number,
            _ => Register::ZMM0 + number,
        }
    }

    fn wide(number: u32) -> Register {
        Register::ZMM0 + number
    }

    fn lane(&self, node: NodeId) -> Lane {
        self.plan.nodes[node.0 as usize].1
    }

    /// Is it a single in half a register?
    fn half(&self, lane: Lane) -> bool {
        lane == Lane::F32 && self.plan.lanes == 8
    }

    /// A constant or invariant as an operand in memory, one element for all lanes.
    fn fixed(&mut self, node: NodeId) -> MemoryOperand {
        match self.plan.nodes[node.0 as usize].0 {
            Node::Constant(bits) => self.a.constants(&[bits], true),
            Node::Invariant(number) => self.word(self.plan.accesses.len() + number, true),
            other => crate::ice!("{other:?} is not the same in every iteration"),
        }
    }

    fn broadcast(&mut self, register: u32, node: NodeId, lane: Lane) {
        let memory = self.fixed(node);
        let memory = MemoryOperand { is_broadcast: false, ..memory };
        let code = match lane {
            Lane::F32 if self.half(lane) => Code::EVEX_Vbroadcastss_ymm_k1z_xmmm32,
            Lane::F32 => Code::EVEX_Vbroadcastss_zmm_k1z_xmmm32,
            _ => Code::EVEX_Vbroadcastsd_zmm_k1z_xmmm64,
        };
        let register = self.vector(register, lane);
        self.a.put(&made(Instruction::with2(code, register, memory)));
    }

    /// An operand in a register; one from memory comes to a scratch register.
    fn register(&mut self, node: NodeId, scratch: usize) -> Register {
        let lane = self.lane(node);
        match self.registers.home(node) {
            Home::Register(register) => self.vector(register.into(), lane),
            _ => {
                self.broadcast(SCRATCH[scratch], node, lane);
                self.vector(SCRATCH[scratch], lane)
            }
        }
    }

    /// `code target, a, b`, where `b` may be in memory.
    fn three(&mut self, code: Code, target: Register, a: NodeId, b: NodeId) {
        let a = self.register(a, 0);
        self.last(b, |b| match b {
            Operand::Register(b) => Instruction::with3(code, target, a, b),
            Operand::Memory(b) => Instruction::with3(code, target, a, b),
        });
    }

    /// `code target, x`, where `x` may be in memory.
    fn two(&mut self, code: Code, target: Register, x: NodeId) {
        self.last(x, |x| match x {
            Operand::Register(x) => Instruction::with2(code, target, x),
            Operand::Memory(x) => Instruction::with2(code, target, x),
        });
    }

    /// An instruction whose last operand is a node.
    fn last(&mut self, node: NodeId, make: impl FnOnce(Operand) -> Result<Instruction, iced_x86::IcedError>) {
        let operand = match self.registers.home(node) {
            Home::Memory => Operand::Memory(self.fixed(node)),
            _ => Operand::Register(self.register(node, 1)),
        };
        self.a.put(&made(make(operand)));
    }

    // --- memory ----------------------------------------------------------------------------------------------------

    /// The elements of an access.
    fn element(&mut self, number: usize, step: Step) -> (Access, MemoryOperand) {
        let access = self.plan.accesses[number];
        let pointer = match POINTERS.get(number) {
            Some(&pointer) => pointer,
            None => {
                self.load_word(SPARE, number);
                SPARE
            }
        };
        if access.movement == Movement::Still {
            return (access, MemoryOperand::new(pointer, Register::None, 1, 0, 1, false, Register::None));
        }
        let size = access.dtype.size() as u32;
        let offset = i64::from(step.ahead * self.plan.lanes * size);
        (access, MemoryOperand::new(pointer, INDEX, size, offset, 1, false, Register::None))
    }

    fn load(&mut self, number: usize, lane: Lane, target: u32, step: Step) {
        let (access, memory) = self.element(number, step);
        if access.movement == Movement::Still {
            return self.load_still(access, lane, target, memory);
        }
        let room = if lane == Lane::Mask { SCRATCH[0] } else { target };
        let code = match (access.dtype, self.half(lane)) {
            (Dtype::F32, true) => Code::EVEX_Vmovups_ymm_k1z_ymmm256,
            (Dtype::F32, false) => Code::EVEX_Vmovups_zmm_k1z_zmmm512,
            (dtype, _) => extending(dtype),
        };
        let room = if lane == Lane::Mask { Self::wide(room) } else { self.vector(room, lane) };
        let mut instruction = made(Instruction::with2(code, room, memory));
        if step.masked {
            instruction.set_op_mask(TAIL);
            instruction.set_zeroing_masking(true);
        }
        self.a.put(&instruction);
        if lane == Lane::Mask {
            self.a.put(&made(Instruction::with3(
                Code::EVEX_Vptestmq_kr_k1_zmm_zmmm512b64,
                Register::K0 + target,
                room,
                room,
            )));
        }
    }

    /// One element for all lanes.
    fn load_still(&mut self, access: Access, lane: Lane, target: u32, memory: MemoryOperand) {
        let code = match (access.dtype, self.half(lane)) {
            (Dtype::F32, true) => Code::EVEX_Vbroadcastss_ymm_k1z_xmmm32,
            (Dtype::F32, false) => Code::EVEX_Vbroadcastss_zmm_k1z_xmmm32,
            (Dtype::F64, _) => Code::EVEX_Vbroadcastsd_zmm_k1z_xmmm64,
            (dtype, _) => {
                let code = match dtype {
                    Dtype::I8 => Code::Movsx_r64_rm8,
                    Dtype::I16 => Code::Movsx_r64_rm16,
                    Dtype::I32 => Code::Movsxd_r64_rm32,
                    Dtype::U8 | Dtype::Bool => Code::Movzx_r64_rm8,
                    Dtype::U16 => Code::Movzx_r64_rm16,
                    Dtype::U32 => Code::Mov_r32_rm32,
                    _ => Code::Mov_r64_rm64,
                };
                let room = if dtype == Dtype::U32 { Register::EAX } else { SPARE };
                self.a.put(&made(Instruction::with2(code, room, memory)));
                let room = if lane == Lane::Mask { SCRATCH[0] } else { target };
                let room = Self::wide(room);
                self.a.put(&made(Instruction::with2(Code::EVEX_Vpbroadcastq_zmm_k1z_r64, room, SPARE)));
                if lane == Lane::Mask {
                    let test = Code::EVEX_Vptestmq_kr_k1_zmm_zmmm512b64;
                    self.a.put(&made(Instruction::with3(test, Register::K0 + target, room, room)));
                }
                return;
            }
        };
        let target = self.vector(target, lane);
        self.a.put(&made(Instruction::with2(code, target, memory)));
    }

    fn store(&mut self, number: usize, value: NodeId, step: Step) {
        let lane = self.lane(value);
        let value = match lane {
            Lane::Mask => {
                let (mask, room) = (self.register(value, 0), Self::wide(SCRATCH[0]));
                self.a.put(&made(Instruction::with2(Code::EVEX_Vpmovm2q_zmm_kr, room, mask)));
                self.a.put(&made(Instruction::with3(Code::EVEX_Vpsrlq_zmm_k1z_zmmm512b64_imm8, room, room, 63)));
                room
            }
            _ => self.register(value, 0),
        };
        let (access, memory) = self.element(number, step);
        let code = match (access.dtype, self.half(lane)) {
            (Dtype::F32, true) => Code::EVEX_Vmovups_ymmm256_k1z_ymm,
            (Dtype::F32, false) => Code::EVEX_Vmovups_zmmm512_k1z_zmm,
            (dtype, _) => truncating(dtype),
        };
        let mut instruction = made(Instruction::with2(code, memory, value));
        if step.masked {
            instruction.set_op_mask(TAIL);
        }
        self.a.put(&instruction);
    }

    // --- operations --------------------------------------------------------------------------------------------------

    fn operation(&mut self, node: Node, lane: Lane, number: u32, step: Step) {
        let target = self.vector(number, lane);
        match node {
            Node::Load(access) => self.load(access, lane, number, step),
            Node::Iteration => self.iteration(target, step),
            Node::Arith(op, a, b) => {
                let (a, b) = self.ordered(op, a, b);
                self.three(arithmetic(op, lane, self.half(lane)), target, a, b);
            }
            Node::Fma(a, b, c) => self.fma(number, a, b, c),
            Node::Round(how, x) => self.round(target, lane, how, x),
            Node::Sqrt(x) => {
                let code = match (lane, self.half(lane)) {
                    (Lane::F32, true) => Code::EVEX_Vsqrtps_ymm_k1z_ymmm256b32,
                    (Lane::F32, false) => Code::EVEX_Vsqrtps_zmm_k1z_zmmm512b32_er,
                    _ => Code::EVEX_Vsqrtpd_zmm_k1z_zmmm512b64_er,
                };
                self.two(code, target, x);
            }
            Node::Exponent(x) => self.two(Code::EVEX_Vgetexppd_zmm_k1z_zmmm512b64_sae, target, x),
            Node::Mantissa(x) => {
                let x = self.register(x, 0);
                let code = Code::EVEX_Vgetmantpd_zmm_k1z_zmmm512b64_imm8_sae;
                // From 1 up to 2; nan for negative numbers, 1 for a zero of either sign.
                self.a.put(&made(Instruction::with3(code, target, x, 12)));
            }
            Node::Compare(op, unsigned, a, b) => self.compare(target, op, unsigned, a, b),
            Node::Unordered(a, b) => self.compare_as(target, self.lane(a), false, 3, a, b),
            Node::Select(mask, a, b) => self.select(target, lane, mask, a, b),
            Node::Not(mask) => {
                let mask = self.register(mask, 0);
                self.a.put(&made(Instruction::with2(Code::VEX_Knotw_kr_kr, target, mask)));
            }
            Node::Convert(x, unsigned) => {
                let code = conversion(self.lane(x), lane, unsigned);
                self.two(code, target, x);
            }
            Node::Wrap(dtype, x) => self.wrap(target, dtype, x),
            Node::Store(..) | Node::Invariant(_) | Node::Constant(_) => crate::ice!("{node:?} is no operation"),
        }
    }

    /// What may stand in memory comes last, where the order does not matter.
    fn ordered(&self, op: Arith, a: NodeId, b: NodeId) -> (NodeId, NodeId) {
        let commutes = matches!(op, Arith::Add | Arith::Mul | Arith::And | Arith::Or | Arith::Xor);
        if commutes && self.registers.home(a) == Home::Memory { (b, a) } else { (a, b) }
    }

    fn iteration(&mut self, target: Register, step: Step) {
        self.a.put(&made(Instruction::with2(Code::EVEX_Vpbroadcastq_zmm_k1z_r64, target, INDEX)));
        let first = u64::from(step.ahead * self.plan.lanes);
        let lanes: Vec<u64> = (first..first + u64::from(self.plan.lanes)).collect();
        let lanes = self.a.constants(&lanes, false);
        self.a.put(&made(Instruction::with3(Code::EVEX_Vpaddq_zmm_k1z_zmm_zmmm512b64, target, target, lanes)));
    }

    /// The result takes the place of one of the operands.
    fn fma(&mut self, number: u32, a: NodeId, b: NodeId, c: NodeId) {
        let target = Self::wide(number);
        let is_target = |node: NodeId| self.registers.home(node) == Home::Register(number as u8);
        if is_target(c) && !is_target(a) && !is_target(b) {
            return self.three(Code::EVEX_Vfmadd231pd_zmm_k1z_zmm_zmmm512b64_er, target, a, b);
        }
        let (a, b) = if is_target(b) { (b, a) } else { (a, b) };
        match self.registers.home(a) {
            Home::Register(register) if u32::from(register) == number => {}
            Home::Register(_) => self.two(Code::EVEX_Vmovupd_zmm_k1z_zmmm512, target, a),
            _ => self.broadcast(number, a, Lane::F64),
        }
        self.three(Code::EVEX_Vfmadd213pd_zmm_k1z_zmm_zmmm512b64_er, target, b, c);
    }

    fn round(&mut self, target: Register, lane: Lane, how: u8, x: NodeId) {
        let code = match (lane, self.half(lane)) {
            (Lane::F32, true) => Code::EVEX_Vrndscaleps_ymm_k1z_ymmm256b32_imm8,
            (Lane::F32, false) => Code::EVEX_Vrndscaleps_zmm_k1z_zmmm512b32_imm8_sae,
            _ => Code::EVEX_Vrndscalepd_zmm_k1z_zmmm512b64_imm8_sae,
        };
        let x = self.register(x, 0);
        self.a.put(&made(Instruction::with3(code, target, x, u32::from(how))));
    }

    fn compare(&mut self, target: Register, op: CompareOp, unsigned: bool, a: NodeId, b: NodeId) {
        let lane = self.lane(a);
        let how = match (op, lane) {
            (CompareOp::Eq, _) => 0,
            (CompareOp::Ne, _) => 4,
            (CompareOp::Lt, Lane::Int) => 1,
            (CompareOp::Le, Lane::Int) => 2,
            (CompareOp::Ge, Lane::Int) => 5,
            (CompareOp::Gt, Lane::Int) => 6,
            (CompareOp::Lt, _) => 0x11,
            (CompareOp::Le, _) => 0x12,
            (CompareOp::Ge, _) => 0x1d,
            (CompareOp::Gt, _) => 0x1e,
        };
        self.compare_as(target, lane, unsigned, how, a, b);
    }

    fn compare_as(&mut self, target: Register, lane: Lane, unsigned: bool, how: u32, a: NodeId, b: NodeId) {
        let code = match (lane, self.half(lane)) {
            (Lane::F32, true) => Code::EVEX_Vcmpps_kr_k1_ymm_ymmm256b32_imm8,
            (Lane::F32, false) => Code::EVEX_Vcmpps_kr_k1_zmm_zmmm512b32_imm8_sae,
            (Lane::F64, _) => Code::EVEX_Vcmppd_kr_k1_zmm_zmmm512b64_imm8_sae,
            _ if unsigned => Code::EVEX_Vpcmpuq_kr_k1_zmm_zmmm512b64_imm8,
            _ => Code::EVEX_Vpcmpq_kr_k1_zmm_zmmm512b64_imm8,
        };
        let a = self.register(a, 0);
        self.last(b, |b| match b {
            Operand::Register(b) => Instruction::with4(code, target, a, b, how),
            Operand::Memory(b) => Instruction::with4(code, target, a, b, how),
        });
    }

    fn select(&mut self, target: Register, lane: Lane, mask: NodeId, a: NodeId, b: NodeId) {
        let code = match (lane, self.half(lane)) {
            (Lane::F32, true) => Code::EVEX_Vblendmps_ymm_k1z_ymm_ymmm256b32,
            (Lane::F32, false) => Code::EVEX_Vblendmps_zmm_k1z_zmm_zmmm512b32,
            _ => Code::EVEX_Vblendmpd_zmm_k1z_zmm_zmmm512b64,
        };
        let (mask, b) = (self.register(mask, 0), self.register(b, 0));
        self.last(a, |a| {
            let instruction = match a {
                Operand::Register(a) => Instruction::with3(code, target, b, a),
                Operand::Memory(a) => Instruction::with3(code, target, b, a),
            };
            instruction.map(|mut instruction| {
                instruction.set_op_mask(mask);
                instruction
            })
        });
    }

    fn wrap(&mut self, target: Register, dtype: Dtype, x: NodeId) {
        let bits = 64 - 8 * dtype.size() as u32;
        let back = match dtype.is_signed() {
            true => Code::EVEX_Vpsraq_zmm_k1z_zmmm512b64_imm8,
            false => Code::EVEX_Vpsrlq_zmm_k1z_zmmm512b64_imm8,
        };
        let x = self.register(x, 0);
        self.a.put(&made(Instruction::with3(Code::EVEX_Vpsllq_zmm_k1z_zmmm512b64_imm8, target, x, bits)));
        self.a.put(&made(Instruction::with3(back, target, target, bits)));
    }
}

/// The last operand of an instruction.
enum Operand {
    Register(Register),
    Memory(MemoryOperand),
}

/// Loads that extend elements of 64 bits or less to lanes.
fn extending(dtype: Dtype) -> Code {
    match dtype {
        Dtype::I8 => Code::EVEX_Vpmovsxbq_zmm_k1z_xmmm64,
        Dtype::I16 => Code::EVEX_Vpmovsxwq_zmm_k1z_xmmm128,
        Dtype::I32 => Code::EVEX_Vpmovsxdq_zmm_k1z_ymmm256,
        Dtype::U8 | Dtype::Bool => Code::EVEX_Vpmovzxbq_zmm_k1z_xmmm64,
        Dtype::U16 => Code::EVEX_Vpmovzxwq_zmm_k1z_xmmm128,
        Dtype::U32 => Code::EVEX_Vpmovzxdq_zmm_k1z_ymmm256,
        _ => Code::EVEX_Vmovupd_zmm_k1z_zmmm512,
    }
}

/// Stores that truncate lanes to elements.
fn truncating(dtype: Dtype) -> Code {
    match dtype.size() {
        1 => Code::EVEX_Vpmovqb_xmmm64_k1z_zmm,
        2 => Code::EVEX_Vpmovqw_xmmm128_k1z_zmm,
        4 => Code::EVEX_Vpmovqd_ymmm256_k1z_zmm,
        _ => Code::EVEX_Vmovupd_zmmm512_k1z_zmm,
    }
}

fn arithmetic(op: Arith, lane: Lane, half: bool) -> Code {
    match (lane, half) {
        (Lane::F64, _) => match op {
            Arith::Add => Code::EVEX_Vaddpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Sub => Code::EVEX_Vsubpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Mul => Code::EVEX_Vmulpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Div => Code::EVEX_Vdivpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Min => Code::EVEX_Vminpd_zmm_k1z_zmm_zmmm512b64_sae,
            Arith::Max => Code::EVEX_Vmaxpd_zmm_k1z_zmm_zmmm512b64_sae,
            Arith::And => Code::EVEX_Vpandq_zmm_k1z_zmm_zmmm512b64,
            Arith::Or => Code::EVEX_Vporq_zmm_k1z_zmm_zmmm512b64,
            Arith::Xor => Code::EVEX_Vpxorq_zmm_k1z_zmm_zmmm512b64,
            Arith::Scale => Code::EVEX_Vscalefpd_zmm_k1z_zmm_zmmm512b64_er,
        },
        (Lane::F32, false) => match op {
            Arith::Add => Code::EVEX_Vaddps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Sub => Code::EVEX_Vsubps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Mul => Code::EVEX_Vmulps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Div => Code::EVEX_Vdivps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Min => Code::EVEX_Vminps_zmm_k1z_zmm_zmmm512b32_sae,
            Arith::Max => Code::EVEX_Vmaxps_zmm_k1z_zmm_zmmm512b32_sae,
            Arith::And => Code::EVEX_Vpandd_zmm_k1z_zmm_zmmm512b32,
            Arith::Or => Code::EVEX_Vpord_zmm_k1z_zmm_zmmm512b32,
            Arith::Xor => Code::EVEX_Vpxord_zmm_k1z_zmm_zmmm512b32,
            Arith::Scale => Code::EVEX_Vscalefps_zmm_k1z_zmm_zmmm512b32_er,
        },
        (Lane::F32, true) => match op {
            Arith::Add => Code::EVEX_Vaddps_ymm_k1z_ymm_ymmm256b32,
            Arith::Sub => Code::EVEX_Vsubps_ymm_k1z_ymm_ymmm256b32,
            Arith::Mul => Code::EVEX_Vmulps_ymm_k1z_ymm_ymmm256b32,
            Arith::Div => Code::EVEX_Vdivps_ymm_k1z_ymm_ymmm256b32,
            Arith::Min => Code::EVEX_Vminps_ymm_k1z_ymm_ymmm256b32,
            Arith::Max => Code::EVEX_Vmaxps_ymm_k1z_ymm_ymmm256b32,
            Arith::And => Code::EVEX_Vpandd_ymm_k1z_ymm_ymmm256b32,
            Arith::Or => Code::EVEX_Vpord_ymm_k1z_ymm_ymmm256b32,
            Arith::Xor => Code::EVEX_Vpxord_ymm_k1z_ymm_ymmm256b32,
            Arith::Scale => Code::EVEX_Vscalefps_ymm_k1z_ymm_ymmm256b32,
        },
        (Lane::Int, _) => match op {
            Arith::Add => Code::EVEX_Vpaddq_zmm_k1z_zmm_zmmm512b64,
            Arith::Sub => Code::EVEX_Vpsubq_zmm_k1z_zmm_zmmm512b64,
            Arith::Mul => Code::EVEX_Vpmullq_zmm_k1z_zmm_zmmm512b64,
            Arith::And => Code::EVEX_Vpandq_zmm_k1z_zmm_zmmm512b64,
            Arith::Or => Code::EVEX_Vporq_zmm_k1z_zmm_zmmm512b64,
            Arith::Xor => Code::EVEX_Vpxorq_zmm_k1z_zmm_zmmm512b64,
            other => crate::ice!("{other:?} of ints"),
        },
        (Lane::Mask, _) => match op {
            Arith::And => Code::VEX_Kandw_kr_kr_kr,
            Arith::Or => Code::VEX_Korw_kr_kr_kr,
            Arith::Xor => Code::VEX_Kxorw_kr_kr_kr,
            other => crate::ice!("{other:?} of masks"),
        },
    }
}

fn conversion(from: Lane, to: Lane, unsigned: bool) -> Code {
    match (from, to) {
        (Lane::Int, Lane::F64) if unsigned => Code::EVEX_Vcvtuqq2pd_zmm_k1z_zmmm512b64_er,
        (Lane::Int, Lane::F64) => Code::EVEX_Vcvtqq2pd_zmm_k1z_zmmm512b64_er,
        (Lane::Int, Lane::F32) if unsigned => Code::EVEX_Vcvtuqq2ps_ymm_k1z_zmmm512b64_er,
        (Lane::Int, Lane::F32) => Code::EVEX_Vcvtqq2ps_ymm_k1z_zmmm512b64_er,
        (Lane::F64, Lane::F32) => Code::EVEX_Vcvtpd2ps_ymm_k1z_zmmm512b64_er,
        (Lane::F32, Lane::F64) => Code::EVEX_Vcvtps2pd_zmm_k1z_ymmm256b32_sae,
        (Lane::F64, Lane::Int) => Code::EVEX_Vcvttpd2qq_zmm_k1z_zmmm512b64_sae,
        (Lane::F32, Lane::Int) => Code::EVEX_Vcvttps2qq_zmm_k1z_ymmm256b32_sae,
        (from, to) => crate::ice!("no conversion of {from:?} to {to:?}"),
    }
}
