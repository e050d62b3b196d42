//! Operations that give a value.
//!
//! Input: operations with their registers. Output: one instruction each, or a few. Never: memory but for constants; a result
//! before the last operand was read.

use super::codes::{arithmetic, narrow_arithmetic};
use super::{Emitter, INDEX, SCRATCH, Step, TAIL_ROOM, THIRD, Vex, low, made, number_of, wide};
use crate::codegen::wide::emit::Operand;
use crate::codegen::wide::emit::memory::Load;
use crate::codegen::wide::program::{Half, Lane, Node, NodeId};
use crate::ir::CompareOp;
use iced_x86::{Code, Instruction, Register};

impl Emitter<'_, Vex> {
    pub(super) fn operation(&mut self, node: Node, lane: Lane, number: u32, step: Step) {
        let target = self.vector(number, lane);
        match node {
            Node::Load(access, mask) => self.load(Load { access, lane, target: number, mask, step }),
            Node::LoadAt(access, index, mask) => self.load_at(Load { access, lane, target: number, mask, step }, index),
            Node::Iteration => self.iteration(target, step),
            Node::Arith(op, a, b) => {
                let code = match lane {
                    Lane::Int if self.is_narrow() => narrow_arithmetic(op),
                    _ => arithmetic(op, lane, self.half(lane)),
                };
                let Some(code) = code else { crate::ice!("{op:?} of {lane:?}") };
                let (a, b) = self.ordered(op, a, b);
                self.three(code, target, a, b);
            }
            Node::Fma(a, b, c) => {
                let codes = [Code::VEX_Vfmadd231pd_ymm_ymm_ymmm256, Code::VEX_Vfmadd213pd_ymm_ymm_ymmm256];
                self.fma(codes, number, [a, b, c]);
            }
            Node::Round(how, x) => self.round(target, lane, how, x),
            Node::Sqrt(x) => {
                let code = match (lane, self.half(lane)) {
                    (Lane::F32, true) => Code::VEX_Vsqrtps_xmm_xmmm128,
                    (Lane::F32, false) => Code::VEX_Vsqrtps_ymm_ymmm256,
                    _ => Code::VEX_Vsqrtpd_ymm_ymmm256,
                };
                self.two(code, target, x);
            }
            Node::Compare(op, _, a, b) => self.compare(number, op, a, b),
            Node::Unordered(a, b) => self.compare_as(number, 3, a, b),
            Node::Select(mask, a, b) => self.select(target, mask, a, b),
            Node::Not(mask) => {
                let mask = self.register(mask, 0);
                let ones = self.a.constants(&[u64::MAX; 4], false);
                self.a.put(&made(Instruction::with3(Code::VEX_Vpxor_ymm_ymm_ymmm256, target, mask, ones)));
            }
            Node::Convert(x, _) if self.lane(x) == Lane::Int => {
                self.two(Code::VEX_Vcvtdq2ps_ymm_ymmm256, target, x);
            }
            Node::Convert(x, _) if lane == Lane::F32 => self.two(Code::VEX_Vcvtpd2ps_xmm_ymmm256, target, x),
            Node::Convert(x, _) => self.two(Code::VEX_Vcvtps2pd_ymm_xmmm128, target, x),
            Node::Pick(table, x) => self.pick(target, &table, x),
            Node::Rows(table, half, place) => self.rows(target, table, half, place),
            Node::Column(_, half, a, b) => {
                let code = match half {
                    Half::First => Code::VEX_Vunpcklpd_ymm_ymm_ymmm256,
                    Half::Second => Code::VEX_Vunpckhpd_ymm_ymm_ymmm256,
                };
                self.three(code, target, a, b);
            }
            Node::Carried(x) => self.fetch(number, x),
            Node::Lanes if step.masked => {
                let tail = self.room(TAIL_ROOM);
                self.a.put(&made(Instruction::with2(Code::VEX_Vmovdqu_ymm_ymmm256, target, tail)));
            }
            Node::Lanes => self.all_ones(target),
            // It stands where it is.
            Node::Accumulator(_) => {}
            other => crate::ice!("{other:?} is no operation of AVX2"),
        }
    }

    pub(super) fn all_ones(&mut self, target: Register) {
        self.a.put(&made(Instruction::with3(Code::VEX_Vpcmpeqd_ymm_ymm_ymmm256, target, target, target)));
    }

    fn iteration(&mut self, target: Register, step: Step) {
        let few = low(number_of(target));
        self.a.put(&made(Instruction::with2(Code::VEX_Vmovq_xmm_rm64, few, INDEX)));
        self.a.put(&made(Instruction::with2(Code::VEX_Vpbroadcastq_ymm_xmmm64, target, few)));
        let lanes = self.lane_numbers(step);
        self.a.put(&made(Instruction::with3(Code::VEX_Vpaddq_ymm_ymm_ymmm256, target, target, lanes)));
    }

    fn round(&mut self, target: Register, lane: Lane, how: u8, x: NodeId) {
        let code = match (lane, self.half(lane)) {
            (Lane::F32, true) => Code::VEX_Vroundps_xmm_xmmm128_imm8,
            (Lane::F32, false) => Code::VEX_Vroundps_ymm_ymmm256_imm8,
            _ => Code::VEX_Vroundpd_ymm_ymmm256_imm8,
        };
        let x = self.register(x, 0);
        self.a.put(&made(Instruction::with3(code, target, x, u32::from(how))));
    }

    fn compare(&mut self, number: u32, op: CompareOp, a: NodeId, b: NodeId) {
        let how = match (op, self.lane(a)) {
            (CompareOp::Eq, Lane::Int) => {
                let codes = [Code::VEX_Vpcmpeqq_ymm_ymm_ymmm256, Code::VEX_Vpcmpeqd_ymm_ymm_ymmm256];
                return self.three(codes[usize::from(self.is_narrow())], wide(number), a, b);
            }
            (CompareOp::Gt, Lane::Int) => {
                let codes = [Code::VEX_Vpcmpgtq_ymm_ymm_ymmm256, Code::VEX_Vpcmpgtd_ymm_ymm_ymmm256];
                return self.three(codes[usize::from(self.is_narrow())], wide(number), a, b);
            }
            (CompareOp::Eq, _) => 0,
            (CompareOp::Ne, _) => 4,
            (CompareOp::Lt, _) => 0x11,
            (CompareOp::Le, _) => 0x12,
            (CompareOp::Ge, _) => 0x1d,
            (CompareOp::Gt, _) => 0x1e,
        };
        self.compare_as(number, how, a, b);
    }

    /// Of floats, by the immediate of x86's instruction.
    fn compare_as(&mut self, number: u32, how: u32, a: NodeId, b: NodeId) {
        let lane = self.lane(a);
        let (code, target) = match (lane, self.half(lane)) {
            (Lane::F32, true) => (Code::VEX_Vcmpps_xmm_xmm_xmmm128_imm8, low(number)),
            (Lane::F32, false) => (Code::VEX_Vcmpps_ymm_ymm_ymmm256_imm8, wide(number)),
            _ => (Code::VEX_Vcmppd_ymm_ymm_ymmm256_imm8, wide(number)),
        };
        let a = self.register(a, 0);
        self.last(b, |b| match b {
            Operand::Register(b) => Instruction::with4(code, target, a, b, how),
            Operand::Memory(b) => Instruction::with4(code, target, a, b, how),
        });
        if self.half(lane) {
            self.a.put(&made(Instruction::with2(Code::VEX_Vpmovsxdq_ymm_xmmm128, wide(number), target)));
        }
    }

    fn select(&mut self, target: Register, mask: NodeId, a: NodeId, b: NodeId) {
        let mut mask = self.register(mask, 0);
        let mut code = Code::VEX_Vblendvps_ymm_ymm_ymmm256_ymm;
        if target.is_xmm() {
            self.narrow(SCRATCH[0], mask);
            (mask, code) = (low(SCRATCH[0]), Code::VEX_Vblendvps_xmm_xmm_xmmm128_xmm);
        }
        let b = self.operand_in(THIRD, b);
        self.last(a, |a| match a {
            Operand::Register(a) => Instruction::with4(code, target, b, a, mask),
            Operand::Memory(a) => Instruction::with4(code, target, b, a, mask),
        });
    }

    /// Entries of the table's first half, by pairs of 32 bits.
    fn pick(&mut self, target: Register, table: &[u64; 8], pairs: NodeId) {
        let pairs = self.register(pairs, 0);
        let table = self.a.constants(&table[..4], false);
        self.a.put(&made(Instruction::with3(Code::VEX_Vpermps_ymm_ymm_ymmm256, target, pairs, table)));
    }
}
