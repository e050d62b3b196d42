//! Operations that give a value.
//!
//! Input: operations with their registers. Output: one instruction each, or a few. Never: memory but for constants.

use super::codes::{arithmetic, conversion, narrow_arithmetic};
use super::{Emitter, Evex, INDEX, Step, TAIL, made};
use crate::codegen::wide::emit::Operand;
use crate::codegen::wide::emit::memory::Load;
use crate::codegen::wide::program::{Half, Lane, Node, NodeId};
use crate::ir::CompareOp;
use crate::types::Dtype;
use iced_x86::{Code, Instruction, Register};

impl Emitter<'_, Evex> {
    pub(super) fn operation(&mut self, node: Node, lane: Lane, number: u32, step: Step) {
        let target = self.vector(number, lane);
        match node {
            Node::Load(access, mask) => self.load(Load { access, lane, target: number, mask, step }),
            Node::LoadAt(access, index, mask) => self.load_at(Load { access, lane, target: number, mask, step }, index),
            Node::Iteration => self.iteration(target, step),
            Node::Arith(op, a, b) => {
                let (a, b) = self.ordered(op, a, b);
                let code = match lane {
                    Lane::Int if self.is_narrow() => narrow_arithmetic(op),
                    _ => arithmetic(op, lane, self.half(lane)),
                };
                self.three(code, target, a, b);
            }
            Node::Fma(a, b, c) => {
                let codes = [
                    Code::EVEX_Vfmadd231pd_zmm_k1z_zmm_zmmm512b64_er,
                    Code::EVEX_Vfmadd213pd_zmm_k1z_zmm_zmmm512b64_er,
                ];
                self.fma(codes, number, [a, b, c]);
            }
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
                let code = match self.lane(x) {
                    Lane::Int if self.is_narrow() => Code::EVEX_Vcvtdq2ps_zmm_k1z_zmmm512b32_er,
                    from => conversion(from, lane, unsigned),
                };
                self.two(code, target, x);
            }
            Node::Wrap(dtype, x) => self.wrap(target, dtype, x),
            Node::Pick(table, x) => {
                let index = self.register(x, 0);
                let table = self.a.constants(&table, false);
                let code = Code::EVEX_Vpermpd_zmm_k1z_zmm_zmmm512b64;
                self.a.put(&made(Instruction::with3(code, target, index, table)));
            }
            Node::Rows(table, half, place) => self.rows(target, table, half, place),
            Node::Column(_, half, a, b) => {
                let code = match half {
                    Half::First => Code::EVEX_Vunpcklpd_zmm_k1z_zmm_zmmm512b64,
                    Half::Second => Code::EVEX_Vunpckhpd_zmm_k1z_zmm_zmmm512b64,
                };
                self.three(code, target, a, b);
            }
            Node::Carried(x) => self.fetch(number, x),
            Node::Lanes if step.masked => {
                self.a.put(&made(Instruction::with2(Code::VEX_Kmovw_kr_km16, target, TAIL)));
            }
            Node::Lanes => self.a.put(&made(Instruction::with3(Code::VEX_Kxnorw_kr_kr_kr, target, target, target))),
            // It stands where it is.
            Node::Accumulator(_) => {}
            Node::Store(..)
            | Node::Invariant(_)
            | Node::Constant(_)
            | Node::Leave(_)
            | Node::Begin(_)
            | Node::End(_)
            | Node::Repeat
            | Node::While(_)
            | Node::Rarely(_)
            | Node::Always
            | Node::Next(..)
            | Node::Accumulate(..)
            | Node::Lay(..)
            | Node::Fold(..) => crate::ice!("{node:?} is no operation"),
        }
    }

    fn iteration(&mut self, target: Register, step: Step) {
        self.a.put(&made(Instruction::with2(Code::EVEX_Vpbroadcastq_zmm_k1z_r64, target, INDEX)));
        let lanes = self.lane_numbers(step);
        self.a.put(&made(Instruction::with3(Code::EVEX_Vpaddq_zmm_k1z_zmm_zmmm512b64, target, target, lanes)));
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
            _ if unsigned && self.is_narrow() => Code::EVEX_Vpcmpud_kr_k1_zmm_zmmm512b32_imm8,
            _ if self.is_narrow() => Code::EVEX_Vpcmpd_kr_k1_zmm_zmmm512b32_imm8,
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
        let code = match (self.width(lane), self.half(lane)) {
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
        let codes = match (self.is_narrow(), dtype.is_signed()) {
            (false, true) => [Code::EVEX_Vpsllq_zmm_k1z_zmmm512b64_imm8, Code::EVEX_Vpsraq_zmm_k1z_zmmm512b64_imm8],
            (false, false) => [Code::EVEX_Vpsllq_zmm_k1z_zmmm512b64_imm8, Code::EVEX_Vpsrlq_zmm_k1z_zmmm512b64_imm8],
            (true, true) => [Code::EVEX_Vpslld_zmm_k1z_zmmm512b32_imm8, Code::EVEX_Vpsrad_zmm_k1z_zmmm512b32_imm8],
            (true, false) => [Code::EVEX_Vpslld_zmm_k1z_zmmm512b32_imm8, Code::EVEX_Vpsrld_zmm_k1z_zmmm512b32_imm8],
        };
        let bits = if self.is_narrow() { 32 } else { 64 } - 8 * dtype.size() as u32;
        let x = self.register(x, 0);
        self.a.put(&made(Instruction::with3(codes[0], target, x, bits)));
        self.a.put(&made(Instruction::with3(codes[1], target, target, bits)));
    }
}
